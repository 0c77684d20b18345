-- Closures.
local function counter(start)
	local n = start or 0
	return {inc = function(d) n = n + (d or 1) return n end, get = function() return n end, set = function(v) n = v end}
end
local c1, c2 = counter(), counter(10)
c1.inc() c1.inc(5) c2.inc()
print(c1.get(), c2.get())
c1.set(100)
print(c1.inc(), c2.get())

-- Each turn of a loop has variables of its own; what is outside is shared.
local fs, total = {}, 0
for i = 1, 5 do
	local sq = i * i
	fs[#fs + 1] = function() total = total + sq sq = sq + 1 return i, sq end
end
for _, f in ipairs(fs) do f() end
print(total, fs[2](), select(2, fs[2]()), total)

-- Captured parameters, also those that are assigned to.
local function param(a, b) a = a + 1 return function() a = a + b return a end end
local p1, p2 = param(1, 2), param(10, 20)
print(p1(), p1(), p2(), p1())

-- Captured in nested blocks with breaks, returns and gotos of all kinds out.
local function early(n)
	local got = {}
	for i = 1, 10 do
		local x = i
		do
			local y = x * 2
			got[#got + 1] = function() y = y + 1 return x, y end
			if i == n then
				local z = y
				got[#got + 1] = function() z = z + 1 return z end
				return got, z
			end
			while true do
				local w = i
				got[#got + 1] = function() w = w + 1 return w end
				if w > 0 then break end
			end
		end
	end
	return got
end
local got, z = early(3)
print(#got, z)
for i, f in ipairs(got) do io.write(i, ":", table.concat({f()}, ","), ":", table.concat({f()}, ","), " ") end
print()

-- A recursive local function captures itself.
local function fact(n) if n <= 1 then return 1 end return n * fact(n - 1) end
print(fact(10))
local fib
fib = function(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fib(20))
local old = fib
fib = function() return 0 end
print(old(5))

-- Upvalues through several levels, assigned at each.
local function level1()
	local v = 1
	local function level2()
		local w = v
		v = v + 1
		local function level3()
			v, w = w + v, v
			return v, w
		end
		return level3
	end
	return level2, function() return v end
end
local l2, getv = level1()
local l3 = l2()
print(getv(), l3())
print(getv(), l3())
l2()
print(getv())

-- Functions in tables, as arguments, and immediately called.
print((function(...) local a, b = ... return b, a end)(1, 2))
local ops = {["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end}
print(ops["+"](1, 2), ops["-"](5, 3))
local function map(t, f) local r = {} for i, v in ipairs(t) do r[i] = f(v, i) end return r end
print(table.concat(map({1, 2, 3}, function(v, i) return v * 10 + i end), " "))
table.sort(fs, function(a, b) return a() > b() end)
print((fs[1]()))

-- pcall and coroutines keep captured variables.
local x = 1
local function getx() return x end
print(pcall(function() x = 2 local y = 3 error(function() y = y + x return y end) end))
local _, f = pcall(function() local y = 3 error(function() y = y + x return y end) end)
x = 10
print(f(), f(), getx())
local co = coroutine.wrap(function() local y = 1 while true do y = y + x coroutine.yield(function() y = y * 2 return y end) end end)
local g1, g2 = co(), co()
print(g1(), g2(), g1(), x)

-- Many upvalues and shadowed names.
local a, b, c, d, e = 1, 2, 3, 4, 5
local function many() a, b, c, d, e = e, d, c, b, a return a, b, c, d, e end
print(many())
print(many())
local a = "shadow"
print(a, (many()))
do
	local a = a .. "!"
	local function f() return a end
	local a = "inner"
	print(f(), a)
end

-- A loop's variable captured and changed in its body.
local r = {}
for i = 1, 3 do
	local function bump() i = i + 10 return i end
	r[i] = bump
	bump()
end
print(r[1](), r[2](), r[3](), r[1]())
for k, v in pairs{one = 1} do
	local f = function() k = k .. v v = v + 1 return k end
	f()
	print(f(), v)
end
-- Conditions of repeat see what the body captured.
local seen = {}
local n = 0
repeat
	local v = n
	local function f() v = v + 1 return v end
	seen[#seen + 1] = f
	n = n + 1
until f() > 3
print(n, seen[1](), seen[2](), seen[#seen]())
