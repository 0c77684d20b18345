local assert = require "luassert"
local spy, stub, match = require "luassert.spy", require "luassert.stub", require "luassert.match"
assert.are.same({a = {1}}, {a = {1}}) assert.is_true(true) assert.has_error(function() error("x", 0) end, "x")
for _, f in ipairs{function() assert.are.equal(1, 2) end, function() assert.same({a = 1, b = {1, 2}}, {a = 1, b = {1, 3}}) end, function() assert.is_nil(0) end,
  function() assert.has_no.errors(function() error("oops", 0) end) end, function() assert.truthy(false, "a message") end} do
  local ok, e = pcall(f) print(ok, (tostring(e):gsub("0x%x+", "ADDR")))
end
local s = spy.new(function(x) return x end) s(1) s("two") assert.spy(s).was.called(2) assert.spy(s).was.called_with("two") assert.spy(s).was_not.called_with(3)
local o = {f = function() return 1 end} stub(o, "f").returns(5) print(o.f()) o.f:revert() print(o.f())
assert.spy(s).was.called_with(match.is_number()) print(match.is_string()("x"), match._(1))
print(assert.unique({1, 2, 3}) ~= nil, select(2, pcall(assert.near, 1, 2, 0.5)))
