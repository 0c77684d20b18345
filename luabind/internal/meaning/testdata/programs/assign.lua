-- Assignments: all targets and values are evaluated before anything is stored.
local a, b = 1, 2
a, b = b, a
print(a, b)
local x, y, z = 1, 2, 3
x, y, z = z, x, y
print(x, y, z)
local i, t = 3, {}
i, t[i] = i + 1, 20
print(i, t[3], t[4])
t[i], i = 20, i + 1
print(i, t[4], t[5])
t = {1, 2, 3}
i = 1
t[i], t[i + 1], i = t[i + 1], t[i], 2
print(t[1], t[2], i)
do
	local t = {}
	local u = t
	t, t.x = 1, 2
	print(t, u.x)
	local v = {}
	local w = v
	v.x, v = 5, nil
	print(w.x, v)
end

-- Globals, upvalues and fields at once.
g = 1
local up = 2
local function swap() g, up = up, g end
swap()
print(g, up)
local r = {n = 1}
local function rot() r.n, g, up = g, up, r.n end
rot()
print(r.n, g, up)

-- More and fewer values.
local function three() return 1, 2, 3 end
local p, q, s, u = three()
print(p, q, s, u)
p, q, s, u = 0, three()
print(p, q, s, u)
p, q = three()
print(p, q)
p, q = three(), 10
print(p, q)
p, q, s = (three())
print(p, q, s)
p = three(), print("evaluated")
print(p)
local m, n = three(), print("evaluated too"), 5
print(m, n)

-- The order of effects.
local log = {}
local function note(k, v) log[#log + 1] = k return v end
local obj = {}
note("a", obj)[note("b", "x")], note("c", obj)[note("d", "y")] = note("e", 1), note("f", 2)
print(table.concat(log, " "), obj.x, obj.y)
local order = setmetatable({}, {__newindex = function(_, k, v) print("set", k, v) end})
order.a, order.b, order.c = 1, 2, 3

-- An assignment of a local within its own value.
local c = 1
c = {c, c = c}
print(c[1], c.c)
local d = 5
d = d and d + 1 or d
print(d)
d = d == 6 and "yes" or d
print(d)
local e = "e"
e = e .. e .. (function() return e end)()
print(e)
local f = function(...) return select("#", ...) end
f = f(f, f)
print(f)

local function params(a, b, ...)
	a, b = b, a
	a = (...)
	b = select("#", ...)
	return a, b
end
print(params(1, 2, 3, 4, 5))
local function callself(a) a = tostring(a) return a end
print(callself(12) .. "!")
local function vararg(...)
	local a, b = 1, 2
	a = ...
	return a, b
end
print(vararg(9, 8))

-- Many targets.
local m1, m2, m3, m4, m5, m6, m7, m8 = 1, 2, 3, 4, 5, 6, 7, 8
m1, m2, m3, m4, m5, m6, m7, m8 = m8, m7, m6, m5, m4, m3, m2, m1
print(m1, m2, m3, m4, m5, m6, m7, m8)

-- Fibonacci, the usual way.
local fa, fb = 0, 1
for _ = 1, 50 do fa, fb = fb, fa + fb end
print(fa)
-- Greatest common divisor.
local ga, gb = 1071, 462
while gb ~= 0 do ga, gb = gb, ga % gb end
print(ga)
-- A shuffle and a sort by swaps.
local list = {5, 3, 9, 1, 7}
for i = 1, #list do
	for j = i + 1, #list do
		if list[j] < list[i] then list[i], list[j] = list[j], list[i] end
	end
end
print(table.concat(list, " "))
-- A linked list turned round.
local head
for v = 1, 4 do head = {v = v, next = head} end
local prev
while head do head.next, prev, head = prev, head, head.next end
local out = {}
while prev do out[#out + 1] = prev.v prev = prev.next end
print(table.concat(out, " "))
