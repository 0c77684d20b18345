local test = require "test"
local yaml, json = require "yaml", require "json"
local describe, it, expect = test.describe, test.it, test.expect

describe("yaml.decode", function()
  it("follows the core schema of YAML 1.2", function()
    for text, want in pairs{
      ["true"] = true, ["False"] = false, ["12"] = 12, ["-7"] = -7, ["0777"] = 777, ["0o17"] = 15, ["0x1F"] = 31,
      ["1.5"] = 1.5, ["1e3"] = 1000, [".5"] = 0.5, ["+12"] = 12, ["no"] = "no", ["yes"] = "yes", ["on"] = "on", ["off"] = "off", ["y"] = "y",
      ["1_000"] = "1_000", ["12:30"] = "12:30", ["0b11"] = "0b11", ['"12"'] = "12", ["'true'"] = "true", ["2026-01-31"] = "2026-01-31",
      ["!!str 12"] = "12", ["!!int 12"] = 12, ["!!int '0x1F'"] = 31, ["!!float 1"] = 1, ["!!bool 'true'"] = true, ["!mine 12"] = "12", ["!!binary aGk="] = "hi", ['!!str null'] = "null", ["text with # no comment"] = "text with # no comment",
    } do
      local expected = text == "text with # no comment" and "text with" or want
      expect(yaml.decode(text)):to_equal(expected)
    end
    for _, text in ipairs{"null", "~", "", "Null", "# only a comment"} do expect(yaml.decode(text)):to_be(json.null) end
    expect(yaml.decode(".inf")):to_equal(math.huge)
    expect(yaml.decode("-.inf")):to_equal(-math.huge)
    local nan = yaml.decode(".nan")
    expect(nan ~= nan):to_be_true()
    expect(tostring(yaml.decode("9007199254740993"))):to_equal("9007199254740993")
    expect(tostring(yaml.decode("0xFFFFFFFFFFFFFFFF"))):to_equal("18446744073709551615")
    expect(tostring(yaml.decode("0o2000000000000000000000"))):to_equal("18446744073709551616")
    expect(yaml.decode("1e400")):to_equal(math.huge)
  end)

  -- Each text and the JSON of all of its documents, or what is wrong with it.
  it("reads what other readers read", function()
    for _, case in ipairs{
      {"%YAML 1.2\n---\na: yes\n", '[{"a":"yes"}]'}, {"%YAML 1.3 # later\n---\na\n", '["a"]'},
      {"# first\n%YAML 1.2\n--- a\n...\n%YAML 1.2\n---\nb\n", '["a","b"]'},
      {"- |\n  %YAML 1.2\n- x", '[["%YAML 1.2\\n","x"]]'},
      {"\239\187\191a: 1", '[{"a":1}]'}, {"a: 1\r\nb: [2,\r\n 3]\r\n", '[{"a":1,"b":[2,3]}]'},
      {'{"pair":"\\ud83d\\ude00","slash":"\\/"}', '[{"pair":"😀","slash":"/"}]'},
      {'["\127"]', '[["\127"]]'}, {"a: &x\nb: *x", '[{"a":null,"b":null}]'}, {"&a a: *a", '[{"a":"a"}]'}, {"--- 1\n---\n--- [~, '~']", '[1,null,[null,"~"]]'},
      {"- ~\n-\n- ''\n- !!str", '[[null,null,"",""]]'}, {"a: 'it''s'\nb: \"\\x41\\u00e9\\U0001F600\\e\"", '[{"a":"it\'s","b":"Aé😀\\u001b"}]'},
      {"a: |2\n   x\nb: |-\n  y\n\nc: >+\n  z\n\n", '[{"a":" x\\n","b":"y","c":"z\\n\\n"}]'}, {"? a\n? b\n: 1", '[{"a":null,"b":1}]'},
      {"{a: [1,], b, c: }", '[{"a":[1],"b":null,"c":null}]'}, {"-0x1\n--- 0o8\n--- 0X1\n--- +\n--- .\n--- 1__0\n", '["-0x1","0o8","0X1","+",".","1__0"]'},
      -- What ended a line in YAML 1.1 is a character like others in 1.2.
      {'{"a": "x\194\133y", "b\226\128\168": ["\226\128\169 "]}', '[{"a":"x\194\133y","b\226\128\168":["\226\128\169 "]}]'},
      {"a: x\226\128\168y # \194\133b: 1\nc: |\n  x\194\133\n  \243\176\128\128\nd: &x '\194\133 '\ne: *x", '[{"a":"x\226\128\168y","c":"x\194\133\\n\243\176\128\128\\n","d":"\194\133 ","e":"\194\133 "}]'},
      {"a: b: c", "mapping values are not allowed in this context at line 1, column 5"}, {"x: 1\n\ty: 2", "violates indentation at line 2, column 1"},
      {"x: 1\na: [1,\n2", "at line 2"}, {"a: {", "did not find expected node content at line 1"}, {"x:\n  'open", "unexpected end of stream at line 2, column 3"},
      {"a: 1\nb: *no", "there is no anchor &no before *no at line 2, column 4"}, {"# *no\n- *no\n- &no x", "before *no at line 1, column 3"},
      {"a: @x", "at line 1, column 4"}, {"a\n--- \0", "control character must be written as an escape at line 2, column 5"}, {"a: \255", "no UTF-8 at line 1, column 4"},
      {"%YAML 2.0\n--- a", "incompatible YAML document at line 1"}, {"a: 1\n--- \n!x!y z", "undefined tag handle at line 3"}, {'"\\q"', "unknown escape character at line 1, column 2"},
    } do
      local text, want = case[1], case[2]
      if want:sub(1, 1) == "[" then
        expect(json.encode(yaml.decode_all(text))):to_equal(want)
      else
        local e = expect(function() yaml.decode_all(text) end):to_raise("ParseError", want)
        expect(e.message:sub(1, 12)):to_equal("decode_all: ")
        expect(e.line):to_equal(tonumber(want:match("line (%d+)")))
      end
    end
  end)

  it("reads lists, mappings and blocks", function()
    local doc = yaml.decode([[
name: web
tags: [a, "b", 3]
empty: []
none: {}
note: null
text: |
  two
  lines
folded: >-
  one
  line
list:
  - x: 1
    y: 2
  - z
1: number
true: boolean
]])
    expect(doc.name):to_equal("web")
    expect(doc.tags):to_equal{"a", "b", 3}
    expect(doc.note):to_be(json.null)
    expect(doc.text):to_equal("two\nlines\n")
    expect(doc.folded):to_equal("one line")
    expect(doc.list[1].y):to_equal(2)
    expect(doc["1"]):to_equal("number")
    expect(doc["true"]):to_equal("boolean")
    expect(json.encode{doc.empty, doc.none}):to_equal("[[],{}]")
  end)

  it("follows anchors and merges", function()
    local doc = yaml.decode([[
base: &base {size: small, region: nyc3}
web: {<<: *base, region: fra1}
both: {<<: [*base, {size: big, extra: 1}]}
again: *base
]])
    expect(doc.web):to_equal{size = "small", region = "fra1"}
    expect(doc.both):to_equal{size = "small", region = "nyc3", extra = 1}
    expect(doc.again):to_equal(doc.base)
  end)

  it("is not blown up by aliases", function()
    local lines = {"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"}
    for i = 1, 9 do
      local refs = {}
      for j = 1, 10 do refs[j] = "*a" .. i - 1 end
      lines[#lines + 1] = "a" .. i .. ": &a" .. i .. " [" .. table.concat(refs, ", ") .. "]"
    end
    expect(function() yaml.decode(table.concat(lines, "\n")) end):to_raise("ParseError")
    expect(function() yaml.decode("a: &a [*a]") end):to_raise("ParseError", "contains itself")
  end)

  it("says where it is broken", function()
    local e = expect(function() yaml.decode("a: 1\nb: [1, 2\nc: 3") end):to_raise("ParseError", "decode: did not find expected ',' or ']' at line 2")
    expect(e.line):to_equal(2)
    expect(function() yaml.decode("a: 1\na: 2") end):to_raise("ParseError", "twice")
    expect(function() yaml.decode("? [1, 2]\n: x") end):to_raise("ParseError", "cannot be a field")
    for _, s in ipairs{"!!int x", "!!int 1.5", "!!float x", "!!bool yes", "!!null x", "!!binary '*'"} do
      expect(function() yaml.decode(s) end):to_raise{kind = "ParseError", message = "is no " .. s:match("%a+"), line = 1, column = 1}
    end
    expect(function() yaml.decode("\tx: 1") end):to_raise("ParseError")
    expect(function() yaml.decode(("- "):rep(300) .. "x") end):to_raise("ParseError", "nested too deeply")
    expect(function() yaml.decode({}) end):to_raise("TypeError", "'s' must be a string")
    expect(function() yaml.decode("a\n---\nb") end):to_raise("ValueError", "2 documents")
  end)
end)

describe("yaml.decode_all", function()
  it("gives every document", function()
    expect(yaml.decode_all("a: 1\n---\n- 2\n---\nthree\n")):to_equal{{a = 1}, {2}, "three"}
    expect(yaml.decode_all("")):to_equal{}
    expect(yaml.decode_all("---\n...\n---\nx")[1]):to_be(json.null)
    expect(function() yaml.decode_all("[") end):to_raise("ParseError")
  end)
end)

describe("yaml.encode", function()
  it("writes what decode reads", function()
    expect(yaml.encode{b = {1, 2}, a = "x"}):to_equal("b:\n  - 1\n  - 2\na: x\n")
    expect(yaml.encode({b = {1, 2}, a = "x"}, {sort = true})):to_equal("a: x\nb:\n  - 1\n  - 2\n")
    expect(yaml.encode{list = {"two\nlines"}}):to_equal('list:\n  - |-\n    two\n    lines\n')
    for _, s in ipairs{"yes", "NO", "on", "y", "0777", "0o7", "1_000", "12:30:45", "2026-01-31", "null", "~", "", "<<", "=", ".inf"} do
      expect(yaml.encode(s)):to_match('^".*"\n$')
    end
    expect(yaml.encode({a = {b = {c = 1}}}, {indent = 4})):to_equal("a:\n    b:\n        c: 1\n")
    expect(yaml.encode(json.null)):to_equal("null\n")
    expect(yaml.encode{1e21, 1e-7, -1.5e300, 0.25, 1e20}):to_equal("- 1.0e+21\n- 1.0e-7\n- -1.5e+300\n- 0.25\n- 100000000000000000000\n")
    expect(yaml.encode("two\nlines\n")):to_equal("|\n  two\n  lines\n")
    for _, v in ipairs{
      {no = "no", yes = "yes", n = "null", t = "true", zero = "0777", num = "12", f = "1e3", empty = "", space = " x ", colon = "a: b", hash = "#x", dash = "- x", date = "2026-01-31"},
      {1, 2.5, -3, 1e100, true, false, "x"}, {deep = {{{}, {a = {}}}}},
      "line\nbreak", "tab\there", "quote\"s and 'apostrophes'", "ünïcode ☃", "trailing\n\n", "\nleading", "*x", "&x", "!x", "%x", "@x", "`x`", "{x", "[x", "\226\128\168 \194\133", "\127\1", "a: b\n# c\n", " a\nb", "a \nb", "\n", "a\n\n\nb", "- a\n- b", ("long "):rep(60), {[" k "] = 1, ["a\nb"] = 2, [""] = 3, ["? x"] = 4},
    } do
      expect(yaml.decode(yaml.encode(v))):to_equal(v)
    end
    local t = yaml.decode("a: []\nb: {}\nc: null\nd: 9007199254740993\n")
    expect(yaml.encode(t)):to_equal("a: []\nb: {}\nc: null\nd: 9007199254740993\n")
  end)

  it("writes what JSON has no words for", function()
    for _, s in ipairs{".inf", "-.inf", ".nan", "9007199254740993", "18446744073709551616", "-170141183460469231731687303715884105728"} do
      expect(yaml.encode(yaml.decode(s))):to_equal(s .. "\n")
    end
    expect(yaml.encode{json.lines("1\n2")}):to_equal("- - 1\n  - 2\n")
    expect(yaml.encode(require("task").map({1, 2}, function(x) return x * 2 end))):to_equal("- 2\n- 4\n")
    expect(yaml.encode(json.decode("[0e5, 100e-2]"))):to_equal("- 0\n- 1\n")
  end)

  it("says what cannot be written", function()
    expect(function() yaml.encode(print) end):to_raise("ValueError", "encode: cannot encode as YAML: the value is a function")
    expect(function() yaml.encode({}, {indent = 0}) end):to_raise("ValueError", "'indent'")
    expect(function() yaml.encode({}, {indnt = 2}) end):to_raise("TypeError", "did you mean 'indent'")
    local t = {} t.t = t
    expect(function() yaml.encode(t) end):to_raise("ValueError", "contains itself")
  end)
end)
