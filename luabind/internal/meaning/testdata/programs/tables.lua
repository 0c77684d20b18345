-- Constructors.
local function f() return 1, 2, 3 end
local function none() end
local function show(t, n) local o = {} for i = 1, n do o[i] = tostring(t[i]) end return table.concat(o, " ") end
print(show({f()}, 4), show({f(), f()}, 5), show({(f())}, 2), show({f(), nil}, 3), show({none()}, 1), show({none(), 1}, 2), show({1, none()}, 2))
print(#{f()}, #{f(), f()}, #{(f())}, #{none()}, #{1, none()}, #{n = 1}, #{})
print(show({[1] = "a", "b"}, 1), show({"b", [1] = "a"}, 1), show({[2] = "x", "y", "z"}, 2), show({"a", [2] = "k", "b"}, 2))
local t = {1, x = 2, 3, ["y z"] = 4, [5 + 5] = 5, [true] = 6, 7; 8,}
print(t.x, t["y z"], t[10], t[true], show(t, 4))
local log = {}
local function l(v) log[#log + 1] = v return v end
t = {l(1), [l(2)] = l(3), l(4), x = l(5), l(6)}
print(table.concat(log, " "), show(t, 3), t[2])

-- More than fifty items, with others between.
local function big(n, tail)
	local s = {}
	for i = 1, n do s[i] = "'v" .. i .. "'" end
	return assert(loadstring("local f, l = ... return {" .. table.concat(s, ", ") .. (tail or "") .. "}"))(f, l)
end
for _, n in ipairs{1, 49, 50, 51, 99, 100, 101, 150, 255, 256, 257, 511, 512, 600} do
	local t = big(n)
	local ok = #t == n
	for i = 1, n do ok = ok and t[i] == "v" .. i end
	local k = big(n, ", x = f()")
	ok = ok and k[1] == "v1" and k[n] == "v" .. n and #k == n and k.x == 1
	k = big(n, ", f()")
	ok = ok and #k == n + 3 and k[1] == "v1" and k[n + 3] == 3 and k[n] == "v" .. n
	k = big(n, ", x = 1, y = 2, z = f(), f()")
	ok = ok and #k == n + 3 and k[1] == "v1" and k[n + 2] == 2
	k = big(n, ", [1] = 'k1', [50] = 'k50'")
	print(n, ok, k[1], k[50], k[n])
end
do
	local s = {}
	for i = 1, 30000 do s[i] = i % 10 end
	local t = assert(loadstring("return {" .. table.concat(s, ",") .. "}"))()
	print(#t, t[1], t[30000], t[25551])
	for i = 1, 3000 do s[i] = "k" .. i .. " = " .. i end
	t = assert(loadstring("return {" .. table.concat(s, ",", 1, 3000) .. "}"))()
	print(t.k1, t.k3000, t.k256, t.k257, t.k1234)
end

-- Nested ones.
t = {{1, {2, {3}}}, {x = {y = {z = "deep"}}}, f = {function() return "called" end}}
print(t[1][1], t[1][2][1], t[1][2][2][1], t[2].x.y.z, t.f[1]())
print(({1, 2, 3})[2], ({x = 5}).x, ("abc"):upper(), #"abc", #{1, 2}, -(#{1, 2}) ^ 2)

-- Length.
t = {}
for i = 1, 100 do t[#t + 1] = i end
print(#t)
while #t > 50 do t[#t] = nil end
print(#t)
t[#t + 1], t[#t + 2] = "a", "b"
print(#t, t[51], t[52])
print(#"", #"a\0b", #"é")
print(pcall(function() return #5 end))
print(pcall(function() local x return #x end))
print(pcall(function() return #print end))
print(pcall(function() local t = {} return #t.x end))
print(pcall(function() return #nosuch end))

-- Keys.
t = {}
t[1.0] = "a" t["1"] = "b" t[1.5] = "c" t[-1] = "d" t[0] = "e" t[2 ^ 53] = "f" t[1e300] = "g" t[-0] = "zero"
print(t[1], t["1"], t[1.5], t[-1], t[0], t[2 ^ 53], t[1e300], #t)
print(pcall(function() t[nil] = 1 end))
print(pcall(function() t[0 / 0] = 1 end))
print(t[nil], t[0 / 0])
print(pcall(rawset, t, nil, 1))
print(pcall(function() return {[nil] = 1} end))
t[true], t[false] = "yes", "no"
print(t[true], t[false], t[1 == 1], t[not 1])
local k = {}
t[k], t[print] = 1, 2
print(t[k], t[{}], t[print])

-- next.
print(next({}), next({5}), next({x = 1}))
print(pcall(next, {}, "x"))
print(pcall(next, {1, 2}, 7))
print(pcall(next, {x = 1}, "y"))
print(next({1, 2}, 2), next({1, 2}, 1))
print(pcall(next))
t = {a = 1}
t.a = nil
print(next(t))
t = {1, 2, 3}
for i, v in pairs(t) do t[i] = nil end
print(next(t), #t)
t = {10, 20, 30, x = 1}
local seen = 0
for k, v in pairs(t) do seen = seen + 1 t[k] = nil local _ = #t end
print(seen, next(t))
