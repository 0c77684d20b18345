-- Arguments and results.
local function count(...) return select("#", ...) end
local function f(...) return ... end
print(count(), count(nil), count(nil, nil), count(f()), count(f(), f()), count(f(1, nil)), count((f())), count(f(1, 2), f(3, 4)))
print((f(1, 2)), (f()))
print(f(1, 2), f(3, 4), (f(5, 6)))
local function two(a, b) return a, b end
print(two(1), two(1, 2, 3), two())
print(pcall(type, f()))
print(#{f(1, 2, 3)}, #{f(1, 2, 3), 4}, ({f(7, 8)})[2])
print(f "str", f [[long]], #f {1, 2}, (f {x = 1}).x)
print(("%d"):format(5), ("x"):rep(3), ("a,b"):find(",", 1, true))
local s = "method"
print(s:upper():lower():len())

-- Methods.
local obj = {v = 1}
function obj:inc(n) self.v = self.v + (n or 1) return self end
function obj.static(a, b) return a, b end
obj.nested = {deep = {}}
function obj.nested.deep.f(x) return x end
function obj.nested.deep:m(x) return self == obj.nested.deep, x end
print(obj:inc():inc(5).v, obj.static(1, 2), obj.nested.deep.f(3), obj.nested.deep:m(4))
local calls = 0
local function get() calls = calls + 1 return obj end
get():inc()
print(calls, obj.v)

-- Tail calls do not use up the stack.
local function loop(n, acc) if n == 0 then return acc end return loop(n - 1, acc + 1) end
print(loop(100000, 0))
local function a(n) if n > 0 then return (a(n - 1)) end return "deep" end
print(a(100))
local t = setmetatable({}, {__call = function(self, n) if n == 0 then return "called" end return self(n - 1) end})
print(t(50))
print((function(...) return select("#", ...) end)(nil, nil))
print((function() return f(1, 2, 3) end)())
print(pcall(function() return error("tail", 0) end))

-- __call.
local c = setmetatable({}, {__call = function(self, ...) return "c", select("#", ...), ... end})
print(c(), c(1, nil))
print(pcall(c, 1))
local o = {c = c}
print(o.c(1), (o:c(2)))
print(select(4, o:c(2)))

-- Varargs.
local function v(...)
	local a, b = ...
	local t = {...}
	local n = select("#", ...)
	local function inner(...) return ..., n end
	return a, b, #t, n, (...), inner(...)
end
print(v(1, 2, 3))
print(v())
local function w(a, ...) return a, ... end
print(w(), w(1), w(1, 2, 3))
print((function(...) return ... end)())
print(select(2, "a", "b", "c"), select(-1, "a", "b", "c"), select("#"))
print(pcall(select, 0, 1), pcall(select, -5, 1))
print(unpack({1, 2, 3}), unpack({1, 2, 3}, 2), unpack({1, 2, 3}, 2, 3), unpack({}, 1, 2))
local function chain(...) if select("#", ...) == 0 then return "end" end return chain(select(2, ...)) end
print(chain(1, 2, 3, 4))
local function many(n) local t = {} for i = 1, n do t[i] = i end return unpack(t) end
print(count(many(200)), select(200, many(200)), (many(200)))
print(string.char(many(10)):byte(1, -1))
print(math.max(many(250)))
local function keep(...) local a = {...} return function() return unpack(a) end end
print(keep(1, 2)())
local function shift(a, ...) local b = ... a = b return a, ... end
print(shift(1, 2, 3))
do
	local function g(...) local x = (...) local y = ... return x, y, ... end
	print(g(nil, 1))
	print(g())
end

-- Deep but not endless recursion.
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
print(depth(150), depth(3000))

-- Functions are values.
local fs = {}
for i = 1, 3 do fs[i] = function(...) return i, ... end end
print(fs[1](), fs[2]("x"), fs[3](fs[1](nil)))
print((function(f, ...) return f(...) end)(fs[1], 1, 2))
local compose = function(...) local l = {...} return function(x) for i = #l, 1, -1 do x = l[i](x) end return x end end
print(compose(function(x) return x * 2 end, function(x) return x + 1 end)(5))
print(assert(1, 2, 3))
