-- A tail call hands over every argument, whatever the callee is made like.
local function second(a, b) return b end
local function third(a, b, c) return c end
local function keep(a, b, c) local t = {a, b, c} return #t end
local function tail(b) return second(1, b) end
print(tail("x"), (tail(nil)))

local function fixed(b) return third(1, 2, b) end
print(fixed("y"), keep(1, 2, 3))

local object = {name = "o"}
function object:method(a) return a end
function object:named(a, b) return b end
function object:sum(...) return select("#", ...), ... end
function object.forward(o, v) return o:method(v) end
function object.forward2(o, v) return o:named(0, v) end
function object.forwardAll(o, ...) return o:sum(...) end
print(object.forward(object, "m"), object.forward2(object, "n"))
print(object.forwardAll(object, 1, nil, 3, nil))

local function varargs(a, ...) return ... end
local function toVarargs(...) return varargs(...) end
print(toVarargs(1, 2, 3), select("#", toVarargs(1)))
local function count(...) return select("#", ...) end
local function toCount(a, b) return count(a, b, nil) end
print(toCount(1, 2))
local function old(a, ...) return arg.n, a, arg[1] end
print((function(...) return old(...) end)(1, 2, 3))

local function protected(f, ...) return pcall(f, ...) end
print(protected(second, 1, "p"), protected(tail, "q"))
print(protected(function(v) return error(v, 0) end, "raised"))

local callable = setmetatable({}, {__call = function(self, a, b) return b end})
print((function(v) return callable(1, v) end)("called"))
local indexed = setmetatable({}, {__index = function(t, k) return second(t, k) end})
print(indexed.field)
local added = setmetatable({}, {__add = function(a, b) return second(a, b) end})
print(added + 5)

local function loop(n, acc) if n == 0 then return acc end return loop(n - 1, acc) end
print(loop(100000, "end"))
local even, odd
function even(n, v) if n == 0 then return v end return odd(n - 1, v) end
function odd(n, v) return even(n - 1, v) end
print(even(10, "even"))

print(coroutine.wrap(function(a, b) return second(a, b) end)(1, "co"))
local co = coroutine.wrap(function(a, b) return second(coroutine.yield(a, b)) end)
print(co(1, 2)) print(co(3, 4))

-- What the caller's inner functions captured survives its tail call.
local function captured(a, b)
  local get = function() return a, b end
  return second(get, get)
end
print(captured("first", "last")())
for _, v in ipairs{1, 2, 3} do io.write((function(x) return second(nil, x) end)(v), " ") end
io.write("\n")
