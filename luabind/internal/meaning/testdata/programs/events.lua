-- Metamethods.
local function p(...) print(...) end
local mt = {}
local function new(v) return setmetatable({v = v}, mt) end
for _, op in ipairs{"add", "sub", "mul", "div", "mod", "pow", "concat"} do
	mt["__" .. op] = function(a, b, ...)
		return op .. "(" .. tostring(type(a) == "table" and a.v or a) .. "," .. tostring(type(b) == "table" and b.v or b) .. "," .. select("#", ...) .. ")"
	end
end
mt.__unm = function(a) return "unm" .. a.v end
local a, b = new("a"), new("b")
p(a + b, a + 1, 1 + a, a - b, 2 - a, a * b, a / 2, 2 / a, a % b, 5 % a, a ^ b, 2 ^ a, -a)
p(a .. b, a .. "s", "s" .. a, 1 .. a, a .. 1, "x" .. "y" .. a, a .. "x" .. "y", "x" .. a .. "y")
p("10" + a, a + "x", "abc" .. a)
p(pcall(function() return {} + 1 end))
p(pcall(function() return a + {} end))
p(pcall(function() return {} .. "x" end))
p(pcall(function() return "x" .. nil end))
p(pcall(function() return "x" + 1 end))
p(pcall(function() return -{} end))
p(pcall(function() return -"x" end))
p("10" + 5, "0x10" + 0, "1e1" * 1, " 5 " - 1, -"2", -"-3", 10 .. 20, "010" + 0)

-- __eq only for two of a kind with the same function; the result is a boolean.
local eqs = 0
local function eq(x, y) eqs = eqs + 1 return x.v == y.v and "truthy" end
local m1, m2 = {__eq = eq}, {__eq = eq}
local x, y, z = setmetatable({v = 1}, m1), setmetatable({v = 1}, m2), setmetatable({v = 2}, m1)
p(x == y, x ~= y, x == z, x ~= z, x == x, x == 1, x == {}, eqs)
p(setmetatable({}, {__eq = function() return true end}) == setmetatable({}, {__eq = function() return true end}))
p(rawequal(x, y), rawequal(x, x))

-- __lt and __le.
local cmp = {}
cmp.__lt = function(a, b) return a.v < b.v end
local function c(v) return setmetatable({v = v}, cmp) end
p(c(1) < c(2), c(2) < c(1), c(1) > c(2), c(1) <= c(1), c(1) <= c(2), c(2) <= c(1), c(2) >= c(1), not (c(1) < c(2)))
cmp.__le = function(a, b) return "yes" end
p(c(2) <= c(1), c(1) >= c(3), not (c(2) <= c(1)))
p(pcall(function() return c(1) < 1 end))
p(pcall(function() return c(1) < {} end))
p(pcall(function() return {} < setmetatable({}, {__lt = function() return true end}) end))

-- __index: function, table, chain.
local base = {greet = function(self) return "hello " .. self.name end, kind = "base"}
base.__index = base
local derived = setmetatable({kind = "derived"}, base)
derived.__index = derived
local o = setmetatable({name = "o"}, derived)
p(o:greet(), o.kind, o.missing, rawget(o, "kind"))
local f = setmetatable({}, {__index = function(t, k, ...) return k, "second" end})
p(f.x, f[1], f[nil], (f[true]))
p(f.f)
local deep = {}
for i = 1, 50 do deep = setmetatable({}, {__index = deep}) end
p(deep.x)
p(pcall(function() return setmetatable({}, {__index = 5}).x end))
p(setmetatable({}, {__index = "str"}).len == string.len)
p(pcall(function() local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x end))

-- __newindex.
local log = {}
local t = setmetatable({old = 1}, {__newindex = function(t, k, v) log[#log + 1] = k .. "=" .. tostring(v) rawset(t, k, v) end})
t.old = 2
t.new = 3
t.new = 4
t.new = nil
t.new = 5
p(table.concat(log, " "), t.old, t.new)
local store = {}
local proxy = setmetatable({}, {__newindex = store, __index = store})
proxy.a = 1
proxy[1] = "one"
p(rawget(proxy, "a"), store.a, proxy.a, #proxy, proxy[1])
p(pcall(function() setmetatable({}, {__newindex = 5}).x = 1 end))
local nested = setmetatable({}, {__newindex = setmetatable({}, {__newindex = function(_, k) log[#log + 1] = "inner " .. k end})})
nested.z = 1
p(log[#log], rawget(nested, "z"))

-- __len does nothing for tables.
p(#setmetatable({1, 2}, {__len = function() return 42 end}))

-- __call gets the object; its function may be anything callable once.
local callable = setmetatable({}, {__call = function(self, ...) return self == callable, ... end})
p((callable(1, 2)), select(2, callable(1, 2)))
p(pcall(setmetatable({}, {__call = 5})))
p(pcall(function() local t = setmetatable({}, {__call = {}}) t() end))

-- __tostring, __metatable.
p(tostring(setmetatable({}, {__tostring = function() return "shown" end})))
local protected = setmetatable({}, {__metatable = "locked"})
p(getmetatable(protected), pcall(setmetatable, protected, {}))
p(getmetatable("").__index == string, getmetatable({}), getmetatable(print))
p(pcall(setmetatable, 1, {}))
p(pcall(setmetatable, {}))
p(pcall(setmetatable, {}, 1))

-- Results of metamethods are cut to one.
local one = setmetatable({}, {__add = function() return 1, 2, 3 end, __index = function() return 4, 5 end, __unm = function() end, __concat = function() end})
p((one + 1), one.x, one[1])
p(one + 1, one.x)
p(({one + 1, one.x, -one})[2], -one, one .. "x")

-- Errors inside of them.
local bad = setmetatable({}, {__add = function(a, b) error("in add") end, __index = function(t, k) error("no " .. tostring(k), 2) end, __concat = function() error("in concat", 2) end, __call = function() error("in call", 2) end})
p(pcall(function() return bad + 1 end))
p(pcall(function() return bad.field end))
p(pcall(function() return bad .. "x" end))
p(pcall(function() bad() end))
p(pcall(function() return #bad end))

-- Globals through an environment.
local env = setmetatable({}, {__index = _G, __newindex = function(t, k, v) print("global", k, v) rawset(t, k, v) end})
local function g() newglobal = 1 newglobal = 2 return newglobal, print ~= nil end
setfenv(g, env)
p(g())
p(newglobal, getfenv(g) == env, getfenv(1) == _G, getfenv(0) == _G)
p(pcall(function() setfenv(1, {}) return print end))
local h = setfenv(loadstring("x = 1 return function() return x, y end"), {y = "env"})()
p(h())
