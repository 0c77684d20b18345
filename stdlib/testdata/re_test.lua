local test = require "test"
local re = require "re"
local describe, it, expect = test.describe, test.it, test.expect

describe("re.match", function()
  it("gives captures, or the whole", function()
    expect{re.match([[v(\d+)\.(\d+)]], "at v1.24")}:to_equal{"1", "24"}
    expect(re.match([[\d+]], "at v1.24")):to_equal("1")
    expect(re.match("x", "abc")):to_be_nil()
    expect(select("#", re.match("(a)|(b)", "b"))):to_equal(2)
    expect((re.match("(a)|(b)", "b"))):to_be_nil()
    expect(re.match("", "")):to_equal("")
    expect(re.match([[\p{Lu}+]], "ab ÄÖ")):to_equal("ÄÖ")
  end)

  it("begins where it is told", function()
    expect(re.match([[\d]], "1a2", 2)):to_equal("2")
    expect(re.match([[^\d]], "a2", 2)):to_equal("2")
    expect(re.match([[\d]], "1a2", -1)):to_equal("2")
    expect(re.match([[\d]], "12", -9)):to_equal("1")
    expect(re.match("$", "12", 3)):to_equal("")
    expect(re.match("$", "12", 4)):to_be_nil()
  end)

  it("names what is wrong with a pattern", function()
    expect(function() re.match("a(b", "x") end):to_raise{kind = "ParseError", message = 'match: missing closing ) in the pattern: "a(b" at line 1, column 1'}
    expect(function() re.test("ab*+", "x") end):to_raise{kind = "ParseError", column = 3, message = "invalid nested repetition operator"}
    expect(function() re.match("a") end):to_raise("TypeError", "match: missing argument 's'")
    expect(function() re.match({}, "a") end):to_raise("TypeError", "match: 'pattern' must be a string, got table")
    expect(function() re.match("a", "a", "x") end):to_raise("TypeError", "match: 'init' must be an integer, got string")
  end)
end)

describe("re.find", function()
  it("gives positions and captures", function()
    expect{re.find([[b(c)]], "abcd")}:to_equal{2, 3, "c"}
    expect{re.find("b", "abcb", 3)}:to_equal{4, 4}
    expect{re.find("", "abc", 2)}:to_equal{2, 1}
    expect(re.find("x", "abc")):to_be_nil()
    expect(function() re.find("[", "x") end):to_raise("ParseError", "find: missing closing ]")
  end)
end)

describe("re.groups and re.all", function()
  it("name captures", function()
    local g = re.groups([[(?P<key>\w+)=(?P<value>\w+)?(;)?]], "a=1")
    expect(g):to_equal{[0] = "a=1", "a", "1", key = "a", value = "1"}
    expect(re.groups("a", "xax")):to_equal{[0] = "a"}
    expect(re.groups("a", "x")):to_be_nil()
    expect(function() re.groups("a") end):to_raise("TypeError", "groups: missing argument 's'")
  end)

  it("list all matches", function()
    expect(re.all([[\d+]], "1a22b333")):to_equal{"1", "22", "333"}
    expect(re.all([[(?<k>\w)=(\d)]], "a=1 b=2")):to_equal{{[0] = "a=1", "a", "1", k = "a"}, {[0] = "b=2", "b", "2", k = "b"}}
    expect(re.all("x", "abc")):to_equal{}
    expect(#re.all("", "abc")):to_equal(4)
    expect(function() re.all("(", "x") end):to_raise("ParseError", "all: missing closing )")
  end)
end)

describe("re.gsub", function()
  it("replaces by a text", function()
    expect{re.gsub([[(\w+)@(?P<host>\w+)]], "a@b c@d", "${host}:$1 $$")}:to_equal{"b:a $ d:c $", 2}
    expect{re.gsub([[(a)(?P<b>b)]], "ab", "$1x $12 $b- $0 $ $-")}:to_equal{"ax a2 b- ab $ $-", 1}
    expect{re.gsub([[(a)|(b)]], "ab", "[$1$2]")}:to_equal{"[a][b]", 2}
    for _, name in ipairs{"$3", "${3}", "$HOME", "${none}"} do
      expect(function() re.gsub("(a)", "x", name) end):to_raise("ValueError", "gsub: the pattern has no group " .. name:gsub("%W", "") .. "; a $ that is none is written $$")
    end
    expect{re.gsub("b", "abcb", "x", 1)}:to_equal{"axcb", 1}
    expect{re.gsub("b", "abc", "x", 0)}:to_equal{"abc", 0}
    expect{re.gsub("x", "abc", "y")}:to_equal{"abc", 0}
    expect{re.gsub("", "ab", "-")}:to_equal{"-a-b-", 3}
  end)

  it("replaces by a table or a function", function()
    expect((re.gsub([[\$(\w+)]], "$a $b", {a = "1"}))):to_equal("1 $b")
    expect((re.gsub([[\d+]], "a1b22", function(n) return n * 2 end))):to_equal("a2b44")
    expect((re.gsub([[(\w)(\d)]], "a1b2", function(l, d) if d == "1" then return d .. l end end))):to_equal("1ab2")
    expect((re.gsub("(x)|(y)", "xy", {x = "1"}))):to_equal("1y")
  end)

  it("passes errors on, and refuses other values", function()
    expect(function() re.gsub("a", "a", function() error("inside", 0) end) end):to_raise("inside")
    expect(function() re.gsub("a", "a", function() return {} end) end):to_raise("TypeError", 'gsub: the replacement of "a" must be a string or a number, got table')
    expect(function() re.gsub("a", "a", true) end):to_raise("TypeError", "gsub: 'replacement' must be a string, a table or a function, got boolean")
    expect(function() re.gsub("a", "a") end):to_raise("TypeError", "gsub: missing argument 'replacement'")
    expect(function() re.gsub("a{1001}", "a", "") end):to_raise("ParseError", "invalid repeat count")
  end)
end)

describe("re.split, re.test and re.escape", function()
  it("split", function()
    expect(re.split([[\s*,\s*]], "a , b,c")):to_equal{"a", "b", "c"}
    expect(re.split(",", "a,b,c", 2)):to_equal{"a", "b,c"}
    expect(re.split(",", "")):to_equal{""}
    expect(re.split("", "abc")):to_equal{"a", "b", "c"}
    expect(function() re.split(",", "a", 0) end):to_raise("ValueError", "split: 'n' must be at least 1, got 0")
    expect(function() re.split(",") end):to_raise("TypeError", "split: missing argument 's'")
  end)

  it("test", function()
    expect(re.test("^a.c$", "abc")):to_be_true()
    expect(re.test("(?i)ABC", "xabc")):to_be_true()
    expect(re.test("^b", "abc")):to_be_false()
    expect(function() re.test("a", {}) end):to_raise("TypeError", "test: 's' must be a string, got table")
  end)

  it("escape", function()
    expect(re.escape("a.b*c[d]")):to_equal("a\\.b\\*c\\[d\\]")
    expect(re.test("^" .. re.escape("1+1=2?") .. "$", "1+1=2?")):to_be_true()
    expect(function() re.escape() end):to_raise("TypeError", "escape: missing argument 's'")
  end)

  it("take time in proportion to the text", function()
    expect(re.test("(a*)*b", ("a"):rep(50000))):to_be_false()
  end)

  it("forget patterns rather than keep too many", function()
    for i = 1, 600 do expect(re.test("^" .. i .. "$", tostring(i))):to_be_true() end
  end)
end)
