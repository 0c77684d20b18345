-- Scope of locals.
f = function() return "global" end
local f = function() return f and f() end
print(f())
local function g(n) return n == 0 and "done" or g(n - 1) end
print(g(3))
local h = function(n) return h end
print(h(1))
local x = 1
do local x = x + 1 print(x) do local x = x + 1 print(x) end end
print(x)
local x = x, x
local y, x = x, 10
print(x, y)
local a, a = 1, 2
print(a)

-- repeat sees its locals in the condition.
local n = 0
repeat local k = n n = n + 1 until k >= 3
print(n)
local fs = {}
local i = 0
repeat
	local v = i
	i = i + 1
	fs[#fs + 1] = function() v = v + 1 return v end
until v >= 2
print(fs[1](), fs[1](), fs[2](), fs[3]())
repeat local v = {} if #fs > 2 then break end until v
i = 0
repeat
	local w = i
	if i > 1 then fs[1] = function() w = w + 10 return w end break end
	i = i + 1
until w > 5
local c1, c2, c3 = 1, 2, 3
print(fs[1](), fs[1](), c1, c2, c3)

-- for loops make new variables at each turn.
fs = {}
for i = 1, 3 do fs[i] = function(d) i = i + (d or 0) return i end end
print(fs[1](5), fs[1](), fs[2](), fs[3](1), fs[3]())
for k, v in ipairs{"a", "b"} do fs[k] = function() v = v .. k return v end end
print(fs[1](), fs[1](), fs[2]())
local w = 0
while w < 3 do
	w = w + 1
	local c = w
	fs[w] = function() c = c * 2 return c end
end
print(fs[1](), fs[1](), fs[3](), fs[2]())

-- break out of blocks whose variables are captured.
fs = {}
for i = 1, 3 do
	while true do
		local outer = i
		do
			local x = i * 10
			fs[i] = function() x = x + outer return x end
			if x then break end
		end
	end
	local y = "clobber"
end
local z1, z2, z3, z4, z5, z6 = 7, 8, 9, 10, 11, 12
print(fs[1](), fs[2](), fs[3](), fs[1](), z1 + z2 + z3 + z4 + z5 + z6)

-- Two functions share a variable, also after its block has ended.
local set, get
do
	local shared = 1
	set = function(v) shared = v end
	get = function() return shared end
end
set(42)
local over = "over"
print(get())
local function counter()
	local n = 0
	return function() n = n + 1 return n end, function() n = 0 end
end
local inc, reset = counter()
local inc2 = counter()
print(inc(), inc(), inc2(), reset(), inc(), inc2())

-- Upvalues of upvalues.
local function l1()
	local a = 1
	return function()
		local b = a
		return function()
			a, b = a + 1, b + a
			return function() return a, b end
		end
	end
end
local l2 = l1()
local l3, l3b = l2(), l2()
print(l3()())
print(l3b()())
print(l3()())

-- pcall leaves the variables of others alone.
local va = 1
local function geta() return va end
pcall(error)
va = 5
print(geta())
pcall(function() va = 6 local q = va local function r() return q end error(r) end)
print(geta(), va)

-- Locals without values are nil in each turn.
for i = 1, 3 do local u print(u) u = i end
local t = {}
for i = 1, 2 do
	local a, b = i
	t[#t + 1] = tostring(a) .. tostring(b)
	b = 1
end
print(table.concat(t, " "))

-- Recursion through a local.
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(1000), odd(7))

-- The table arg of vararg functions that do not use ...
local function old(...) return arg and arg.n, arg and arg[1] end
print(old("p", nil, "q"))
local function new(...) return arg == nil, ... end
print(new(1))
local function inner(...) return (function() return arg.n end)() end
print(inner(1, 2, 3))

-- Shadowed parameters and loop variables.
local function par(a, a) return a end
print(par(1, 2))
for i = 1, 2 do local i = i * 10 print(i) end
for i = 1, 3 do i = i * 2 print(i) end
