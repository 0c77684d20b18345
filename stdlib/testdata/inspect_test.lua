local test = require "test"
local inspect = require "inspect"
local json = require "json"
local describe, it, expect = test.describe, test.it, test.expect

describe("inspect", function()
  it("writes plain values as Lua does", function()
    expect(inspect(nil)):to_equal("nil")
    expect(inspect()):to_equal("nil")
    expect(inspect(true)):to_equal("true")
    expect(inspect(1.5)):to_equal("1.5")
    expect(inspect(10)):to_equal("10")
    expect(inspect('a"b\\c\n\t\0\255é')):to_equal([["a\"b\\c\n\t\000\255é"]])
    expect(inspect(print)):to_equal("<function print>")
    expect(inspect(function() end)):to_equal("<function>")
    expect(inspect(coroutine.create(print))):to_equal("<thread>")
  end)

  it("orders elements, then fields by name", function()
    expect(inspect{3, 2, 1}):to_equal("{ 3, 2, 1 }")
    expect(inspect{b = 1, a = 2, [10] = 3, [true] = 4, 5}):to_equal("{ 5, [10] = 3, a = 2, b = 1, [true] = 4 }")
    expect(inspect{["end"] = 1, ["a b"] = 2, _x9 = 3, ["9x"] = 4}):to_equal('{ ["9x"] = 4, _x9 = 3, ["a b"] = 2, ["end"] = 1 }')
    expect(inspect{}):to_equal("{}")
    expect(inspect{[{}] = 1}):to_equal("{ [<table>] = 1 }")
  end)

  it("breaks what does not fit into a line", function()
    expect(inspect({a = {1, 2}, b = {"x"}}, {width = 10})):to_equal('{\n  a = {\n    1,\n    2\n  },\n  b = {\n    "x"\n  }\n}')
    expect(inspect({a = {1, 2}, b = {"x"}}, {width = 17})):to_equal('{\n  a = { 1, 2 },\n  b = { "x" }\n}')
  end)

  it("shows cycles, and shared tables twice", function()
    local t = {name = "t"}
    t.self = t
    expect(inspect(t)):to_equal('{ name = "t", self = <cycle> }')
    local shared = {1}
    expect(inspect{shared, shared}):to_equal("{ { 1 }, { 1 } }")
  end)

  it("stops at a depth, and at a size", function()
    expect(inspect({{{1}}}, {depth = 1})):to_equal("{ {...} }")
    expect(inspect({1}, {depth = 0})):to_equal("{...}")
    local t = {"x"}
    for _ = 1, 60 do t = {t, t} end
    expect(#inspect(t)):to_be_below(2e6)
    local deep = {}
    for _ = 1, 1000 do deep = {deep} end
    expect(inspect(deep)):to_contain("{...}")
  end)

  it("shows objects by their text", function()
    expect(inspect{json.null}):to_equal("{ null }")
    expect(inspect(json.lines(""))):to_equal("<Iterator iterator>")
    expect(inspect(json.decode("9007199254740993"))):to_equal("9007199254740993")
  end)

  it("checks its options", function()
    expect(function() inspect(1, {dept = 1}) end):to_raise("TypeError", "inspect: 'options': unknown option \"dept\" (did you mean 'depth'?)")
    expect(function() inspect(1, {depth = "x"}) end):to_raise("TypeError", "'depth' must be an integer, got string")
    expect(function() inspect(1, 2) end):to_raise("TypeError", "'options' must be a table of options, got number")
    expect(function() inspect(1, {}, 3) end):to_raise("TypeError", "takes at most 2 arguments")
  end)
end)
