local test = require "test"
local json = require "json"
local describe, it, expect = test.describe, test.it, test.expect

-- raises calls f(...) inside of an expectation.
local function calling(f, ...)
  local args, n = {...}, select("#", ...)
  return expect(function() return f(unpack(args, 1, n)) end)
end

describe("json.decode", function()
  it("gives plain values", function()
    expect(json.decode('{"a": [1, "two", true, false, 1.5e3]}')):to_equal{a = {1, "two", true, false, 1500}}
    expect(json.decode(' "x" ')):to_equal("x")
    expect(json.decode("-0.25")):to_equal(-0.25)
  end)

  it("keeps null", function()
    local t = json.decode('[1, null, 3]')
    expect(#t):to_equal(3)
    expect(t[2]):to_be(json.null)
    expect(json.decode("null")):to_be(json.null)
    expect(tostring(json.null)):to_equal("null")
    expect(json.encode(t)):to_equal("[1,null,3]")
    expect(json.encode(json.decode('{"a":null}'))):to_equal('{"a":null}')
  end)

  it("keeps lists and objects apart", function()
    for _, s in ipairs{"[]", "{}", "[[],{}]", '{"a":[],"b":{}}'} do
      expect(json.encode(json.decode(s))):to_equal(s)
    end
    local t = json.decode("[1]")
    t[1] = nil
    expect(json.encode(t)):to_equal("[]")
    t = json.decode('{"a":1}')
    t.a = nil
    expect(json.encode(t)):to_equal("{}")
  end)

  it("keeps integers exact", function()
    local t = json.decode('[9007199254740993, -9223372036854775809, 123456789012345678901234567890]')
    expect(tostring(t[1])):to_equal("9007199254740993")
    expect(json.encode(t)):to_equal("[9007199254740993,-9223372036854775809,123456789012345678901234567890]")
    expect(t[1] + 1 == json.decode("9007199254740994")):to_be_true()
  end)

  it("keeps the order of fields, and the last of two of a name", function()
    expect(json.encode(json.decode('{"z":1,"a":2,"m":3}'))):to_equal('{"z":1,"a":2,"m":3}')
    expect(json.decode('{"a":1,"a":2}')):to_equal{a = 2}
  end)

  it("reads escapes", function()
    expect(json.decode([["\" \\ \/ \b\f\n\r\t A \u00e9 \ud83d\ude00"]])):to_equal("\" \\ / \b\f\n\r\t A é 😀")
    expect(json.decode([["\ud800"]])):to_equal("\239\191\189")
    expect(json.decode('"a\255b"')):to_equal("a\239\191\189b")
  end)

  it("says where a text is broken", function()
    local e = calling(json.decode, '{\n  "a": [1, 2,, 3]\n}'):to_raise("ParseError")
    expect(tostring(e)):to_equal("decode: unexpected ',' where a value should be at line 2, column 14")
    expect{e.line, e.column, e.offset}:to_equal{2, 14, 15}
    calling(json.decode, ""):to_raise{kind = "ParseError", message = "the text ends where a value should be", line = 1, column = 1}
    calling(json.decode, '{"a" 1}'):to_raise("unexpected '1' where ':' should be at line 1, column 6")
    calling(json.decode, '{a: 1}'):to_raise("unexpected 'a' where a quoted name should be at line 1, column 2")
    calling(json.decode, '[1 2]'):to_raise("unexpected '2' where ',' or ']' should be at line 1, column 4")
    calling(json.decode, '{"a": tru}'):to_raise("unexpected '}' where the word true should be at line 1, column 10")
    calling(json.decode, '"abc'):to_raise("the text ends where the end of a string should be at line 1, column 5")
    calling(json.decode, '"a\nb"'):to_raise("a control character must be written as an escape at line 1, column 3")
    calling(json.decode, [["\x"]]):to_raise("unexpected 'x' where one of")
    calling(json.decode, "1e999"):to_raise("a number is too large at line 1, column 1")
    calling(json.decode, "1 2"):to_raise("more text follows the value at line 1, column 3")
    calling(json.decode, ("["):rep(10001)):to_raise("nested deeper than 10000 at line 1, column 10001")
  end)

  it("takes text only", function()
    calling(json.decode):to_raise("TypeError", "decode: missing argument 's'")
    calling(json.decode, {}):to_raise("TypeError", "decode: 's' must be a string, got table")
  end)
end)

describe("json.encode", function()
  it("writes values", function()
    expect(json.encode{1, "a", true, {x = 1.5}}):to_equal('[1,"a",true,{"x":1.5}]')
    expect(json.encode(nil)):to_equal("null")
    expect(json.encode{}):to_equal("{}")
    expect(json.encode('<a & "b">\n\1')):to_equal([["<a & \"b\">\n\u0001"]])
    expect(json.encode{indent = 2}):to_equal('{"indent":2}')
    expect(json.encode{v = 1}):to_equal('{"v":1}')
  end)

  it("sorts and indents", function()
    local t = json.decode('{"b": [1, []], "a": {}}')
    expect(json.encode(t, {sort = true})):to_equal('{"a":{},"b":[1,[]]}')
    expect(json.encode(t, {indent = 2})):to_equal('{\n  "b": [\n    1,\n    []\n  ],\n  "a": {}\n}')
    expect(json.encode({1}, {indent = "\t"})):to_equal("[\n\t1\n]")
    expect(json.encode({1}, {indent = true})):to_equal("[\n  1\n]")
    expect(json.encode({1}, {indent = 0, sort = false})):to_equal("[1]")
  end)

  it("writes iterators as lists and times as text", function()
    expect(json.encode{json.lines("1\n2")}):to_equal("[[1,2]]")
    expect(json.encode(json.lines("1\n2"):list())):to_equal("[1,2]")
    expect(json.encode(json.lines(""):list())):to_equal("[]")
    expect(json.encode{at = require("time").parse("2026-01-31")}):to_equal('{"at":"2026-01-31T00:00:00Z"}')
    expect(json.encode{require("net").cidr("10.0.0.0/8")}):to_equal('["10.0.0.0/8"]')
  end)

  it("writes what tasks gave as lists, nil as null", function()
    local task = require "task"
    expect(json.encode(task.map({1, 2}, function(x) return x * 2 end))):to_equal("[2,4]")
    expect(json.encode(task.map({}, print))):to_equal("[]")
    local r = task.all{function() return 1 end, function() end, function() return 3 end, function() end}
    expect(json.encode{r = r}):to_equal('{"r":[1,null,3,null]}')
    expect(r.n):to_equal(4)
    r[5] = 5
    expect(json.encode(r)):to_equal("[1,null,3,null,5]")
    r.name = "x"
    calling(json.encode, r):to_raise("ValueError", 'the value is a list and has the field "name"')
  end)

  it("keeps the sign of zero", function()
    expect(json.encode(json.decode("[-0, 0, -0.0]"))):to_equal("[-0,0,-0]")
  end)

  it("refuses what JSON cannot say", function()
    calling(json.encode, {a = {print}}):to_raise("ValueError", "encode: cannot encode as JSON: 'a[1]' is a function")
    calling(json.encode, 0 / 0):to_raise("ValueError", "nan")
    calling(json.encode, {[1] = 1, x = 2}):to_raise("ValueError", 'mixes the element 1 with named fields such as "x"')
    calling(json.encode, {[true] = 1}):to_raise("ValueError", "has a key that is a boolean")
    calling(json.encode, {[1.5] = 1}):to_raise("ValueError", "has a key that is a number")
    calling(json.encode, {1, nil, 3}):to_raise("ValueError", "has an element at 3 and none at 2")
    calling(json.encode, {[0] = 1}):to_raise("ValueError", "has an element at 0: lists begin at 1")
    local list = json.array{1, 2}
    list.color = "red"
    calling(json.encode, {a = {list}}):to_raise("ValueError", "'a[1]' is a list and has the field \"color\"")
    list = json.array{1}
    list[3] = 3
    calling(json.encode, list):to_raise("ValueError", "has an element at 3 and none at 2")
  end)

  it("refuses cycles, and names the first", function()
    local t = {}
    t.a = {b = {t}}
    calling(json.encode, t):to_raise("ValueError", "'a.b[1]' contains itself")
    local shared = {1}
    expect(json.encode{shared, shared}):to_equal("[[1],[1]]")
  end)

  it("nests as deep as decode does", function()
    local s = ("["):rep(9999) .. ("]"):rep(9999)
    expect(json.encode(json.decode(s))):to_equal(s)
    local t = {}
    for i = 1, 10001 do t = {t} end
    calling(json.encode, t):to_raise("ValueError", "'[1][1][1][1][1][1][1][1]...[1][1][1][1][1][1][1][1]' is nested deeper than 10000")
  end)

  it("checks its options", function()
    calling(json.encode, 1, {idnent = 2}):to_raise("TypeError", "encode: 'options': unknown option \"idnent\" (did you mean 'indent'?)")
    calling(json.encode, 1, {indent = {}}):to_raise("TypeError", "'indent' must be a number of spaces, white space or true, got table")
    calling(json.encode, 1, {indent = "x"}):to_raise("TypeError", "'indent' must be")
    calling(json.encode, 1, {sort = 1}):to_raise("TypeError", "'sort' must be a boolean, got number")
    calling(json.encode, 1, "x"):to_raise("TypeError", "'options' must be a table of options, got string")
    calling(json.encode, 1, {}, 3):to_raise("TypeError", "encode: takes at most 2 arguments")
  end)
end)

describe("json.array and json.object", function()
  it("mark tables", function()
    expect(json.encode(json.array())):to_equal("[]")
    expect(json.encode(json.object{})):to_equal("{}")
    local t = {}
    expect(json.array(t)):to_be(t)
    expect(json.encode{a = json.array{}}):to_equal('{"a":[]}')
    expect(json.encode(json.array{1, 2})):to_equal("[1,2]")
    expect(json.encode(json.object{a = 1})):to_equal('{"a":1}')
  end)

  it("refuse what is not one", function()
    calling(json.array, {a = 1}):to_raise("TypeError", "array: 't' must be a list, got table")
    calling(json.array, "x"):to_raise("TypeError", "array: 't' must be a list, got string")
    calling(json.object, {1}):to_raise("TypeError", "object: 't' has keys that are no strings")
    calling(json.object, 1):to_raise("TypeError", "got number")
  end)
end)

describe("json.lines", function()
  it("gives a value a line", function()
    expect(json.lines('{"a":1}\n\n[2]\r\n3'):list()):to_equal{{a = 1}, {2}, 3}
    expect(json.lines(""):list()):to_equal{}
    expect(json.lines("1\n"):count()):to_equal(1)
    local n = 0
    for v in json.lines("null\nnull") do
      expect(v):to_be(json.null)
      n = n + 1
    end
    expect(n):to_equal(2)
  end)

  it("takes an iterator of lines", function()
    local i = 0
    local function three()
      i = i + 1
      return i <= 3 and "[" .. i .. "]" or nil
    end
    expect(json.lines(three):list()):to_equal{{1}, {2}, {3}}
    calling(function() return json.lines(function() return {} end):first() end):to_raise("TypeError", "must give strings, got table")
  end)

  it("says in which line a text is broken", function()
    local it = json.lines("1\n\n[1,]\n4")
    expect(it()):to_equal(1)
    expect(function() it() end):to_raise{kind = "ParseError", line = 3, column = 4}
    calling(json.lines, 5 == 5):to_raise("TypeError", "lines: 's' must be a string or an iterator of lines, got boolean")
  end)
end)
