local test = require "test"
local json = require "json"
local describe, it, before, after, expect = test.describe, test.it, test.before, test.after, test.expect

-- unmet says with what words an expectation fails.
local function unmet(f)
  return expect(tostring(expect(f):to_raise("AssertionError")))
end

describe("test.describe and test.it", function()
  local order = {}

  before(function() order[#order + 1] = "before" end)
  after(function() order[#order + 1] = "after" end)

  describe("inner", function()
    before(function() order[#order + 1] = "inner before" end)
    after(function() order[#order + 1] = "inner after" end)

    it("runs between the functions of its groups", function()
      expect(order):to_equal{"before", "inner before"}
    end)
  end)

  it("has had the others run", function()
    expect(order):to_equal{"before", "inner before", "inner after", "after", "before"}
  end)

  it("needs names and functions", function()
    expect(function() test.describe("x") end):to_raise("TypeError", "describe: missing argument 'f' (a function)")
    expect(function() test.it({}, print) end):to_raise("TypeError", "it: 'name' must be a string, got table")
    expect(function() test.before(1) end):to_raise("TypeError", "before: 'f' must be a function, got number")
    expect(function() test.after("x") end):to_raise("TypeError", "after: 'f' must be a function, got string")
    expect(function() test.expect(1, 2) end):to_raise("TypeError", "expect: takes 1 argument")
  end)
end)

describe("test.expect", function()
  it("compares deeply", function()
    expect({1, {a = "x"}}):to_equal{1, {a = "x"}}
    expect(0 / 0):to_equal(0 / 0)
    expect({1}).never:to_equal{2}
    expect(json.decode("9007199254740993")):to_equal(json.decode("9007199254740993"))
    local a, b = {}, {}
    a.self, b.self = a, b
    expect(a):to_equal(b)
    unmet(function() expect(1):to_equal(2) end):to_equal("got 1, expected 2")
    unmet(function() expect("1"):to_equal(1) end):to_equal('got "1", expected 1')
    unmet(function() expect({1}).never:to_equal{1} end):to_equal("got { 1 }, which was not to hold: to_equal")
  end)

  it("shows nested differences by their path", function()
    local got = {name = "web", tags = {"a", "b", "c"}, net = {v4 = {{ip = "1.2.3.4"}}}, ["odd key"] = 1}
    local want = {name = "db", tags = {"a", "x"}, net = {v4 = {{ip = "1.2.3.5", up = true}}}, size = "s"}
    unmet(function() expect(got):to_equal(want) end):to_equal([[
7 differences:
  .name: got "web", expected "db"
  .net.v4[1].ip: got "1.2.3.4", expected "1.2.3.5"
  .net.v4[1].up: missing, expected true
  .size: missing, expected "s"
  .tags[2]: got "b", expected "x"
  .tags[3]: got "c", expected nothing
  ["odd key"]: got 1, expected nothing]])
  end)

  it("names the line in which texts differ", function()
    unmet(function() expect("a\nb\nc"):to_equal("a\nx\nc") end):to_equal([[line 2: got "b\n", expected "x\n"]])
    unmet(function() expect("a\n"):to_equal("a\nb") end):to_equal([[line 2: got the end, expected "b"]])
  end)

  it("bounds the list of differences", function()
    local got, want = {}, {}
    for i = 1, 30 do got[i], want[i] = i, -i end
    unmet(function() expect(got):to_equal(want) end):to_match("^30 differences:\n.*\n  and 20 more$")
  end)

  it("tests identity and constants", function()
    local t = {}
    expect(t):to_be(t)
    expect({}).never:to_be{}
    expect(nil):to_be_nil()
    expect(true):to_be_true()
    expect(false):to_be_false()
    expect(1).never:to_be_true()
    unmet(function() expect({}):to_be{} end):to_equal("got {}, expected the very {}")
    unmet(function() expect(1):to_be_nil() end):to_equal("got 1, expected nil")
    unmet(function() expect("x"):to_be_true() end):to_equal('got "x", expected true')
    unmet(function() expect(nil):to_be_false() end):to_equal("got nil, expected false")
  end)

  it("tests types and classes", function()
    expect("x"):to_be_a("string")
    expect(json.lines("")):to_be_a("Iterator")
    expect(json.lines("")):to_be_a("userdata")
    unmet(function() expect({}):to_be_a("string") end):to_equal("got a table, expected a string")
    expect(function() expect(1):to_be_a() end):to_raise("TypeError", "to_be_a: missing argument 'kind'")
  end)

  it("tests contents", function()
    expect("hello"):to_contain("ell")
    expect({1, {2}}):to_contain{2}
    expect({1}).never:to_contain(2)
    expect("hello"):to_match("^h.*o$")
    expect("hello").never:to_match("x")
    unmet(function() expect("hello"):to_contain("x") end):to_equal('got "hello", expected it to contain "x"')
    unmet(function() expect(5):to_contain("x") end):to_equal('got 5, expected it to contain "x"')
    unmet(function() expect("hello"):to_match("^x") end):to_equal('got "hello", expected a match of "^x"')
    unmet(function() expect("hello"):to_match("[") end):to_contain("expected a match")
  end)

  it("tests numbers", function()
    expect(0.1 + 0.2):to_be_near(0.3)
    expect(10):to_be_near(12, 2)
    expect(2):to_be_above(1)
    expect(2):to_be_below(3)
    unmet(function() expect(10):to_be_near(12) end):to_equal("got 10, expected a number near 12")
    unmet(function() expect(1):to_be_above(1) end):to_equal("got 1, expected a number above 1")
    unmet(function() expect("x"):to_be_below(1) end):to_equal('got "x", expected a number below 1')
    expect(function() expect(1):to_be_above("x") end):to_raise("TypeError", "to_be_above: 'number' must be a number, got string")
  end)

  it("tests errors by kind, text and fields", function()
    local function fail() json.decode("[1,]") end
    local e = expect(fail):to_raise()
    expect(e.kind):to_equal("ParseError")
    expect(fail):to_raise("ParseError")
    expect(fail):to_raise("a value should be")
    expect(fail):to_raise("line %d+")
    expect(fail):to_raise("ParseError", "column 4$")
    expect(fail):to_raise{kind = "ParseError", line = 1, message = "column %d"}
    expect(fail).never:to_raise("TypeError")
    expect(function() end).never:to_raise()
    expect(function() error("plain") end):to_raise("plain")
    expect(function() error({code = 5}) end):to_raise{code = 5}
    unmet(function() expect(function() return 5 end):to_raise() end):to_equal("no error was raised (it returned 5)")
    unmet(function() expect(function() end):to_raise() end):to_equal("no error was raised (it returned nothing)")
    unmet(function() expect(fail):to_raise("TypeError") end):to_match('^got the error "ParseError: decode.*, expected "TypeError"$')
    unmet(function() expect(fail):to_raise("ParseError", "x y z") end):to_match('expected one that matches "x y z"$')
    unmet(function() expect(fail):to_raise{line = 2} end):to_match("^the error's line: got 1, expected 2\nthe error: ")
    unmet(function() expect(fail).never:to_raise() end):to_match("^an error was raised that was not to be: decode")
    expect(function() expect(1):to_raise() end):to_raise("TypeError", "to_raise: expect a function, as in")
    expect(function() expect(fail):to_raise(1 == 1) end):to_raise("TypeError", "to_raise: 'what' must be a string or a table of fields, got boolean")
  end)
end)

describe("test.cases", function()
  local seen = {}
  test.cases("adds %s", {{name = "one", a = 1, sum = 2}, {name = "two", a = 2, sum = 3}}, function(case)
    expect(case.a + 1):to_equal(case.sum)
    seen[#seen + 1] = case.name
  end)
  test.cases("goes by keys: %s", {x = 1, y = 2}, function(n) seen[#seen + 1] = n end)

  it("has run one test for each", function() expect(seen):to_equal{"one", "two", 1, 2} end)
end)

describe("test.eventually", function()
  it("calls until nothing is raised, by the clock", function()
    local time = require "time"
    local began, calls = time.now(), 0
    local got = test.eventually(function()
      calls = calls + 1
      if calls == 2 then return false end
      expect(calls):to_be_above(3)
      return "done"
    end, {interval = 10})
    expect(got):to_equal("done")
    expect(calls):to_equal(4)
    expect(time.now() - began):to_equal(30)
  end)

  it("raises what was last when the time is up", function()
    unmet(function() test.eventually(function() expect(1):to_equal(2) end, {timeout = 5}) end):to_contain("got 1, expected 2")
    unmet(function() test.eventually(function() return false end, {timeout = 5}) end):to_contain("did not come true within the timeout of 5s")
  end)
end)

describe("test.skip", function()
  it("ends a test with its reason", function()
    local e = expect(function() test.skip("no network") end):to_raise("TestSkipped")
    expect(e.message):to_equal("no network")
  end)
end)

describe("without a simulated account", function()
  test.cases("test.%s says so", {
    advance = function() test.advance(1) end, fail = function() test.fail("x") end, requests = function() test.requests() end,
    state = function() test.state() end, twice = function() test.twice(function() end) end,
    transitions = function() test.transitions("immediate") end, account = function() test.account({["/v2/droplets/1"] = {}}) end,
  }, function(f) expect(f):to_raise("Error", "no simulated account") end)
end)

describe("test.output", function()
  it("gives what was printed, and the results", function()
    local text, a, b = test.output(function() print("a", nil) print("b") return 1, 2 end)
    expect(text):to_equal("a\tnil\nb\n")
    expect(a + b):to_equal(3)
    expect(function() test.output(function() print("lost") error("raised", 0) end) end):to_raise("raised")
  end)
end)

describe("test.fake", function()
  it("replaces functions until the test ends", function()
    local calls = test.fake("path", {base = function(p) return "fake of " .. p end})
    expect(require("path").base("a/b")):to_equal("fake of a/b")
    expect(calls):to_equal{{name = "base", "a/b"}}
  end)
  it("has put them back", function() expect(require("path").base("a/b")):to_equal("b") end)
  it("answers for programs", function()
    test.fake("shell", function(call) return #call.argv end)
    expect(function() require("shell").run{"a", "b"} end):to_raise{kind = "ShellError", code = 2}
    expect(function() test.fake("path", print) end):to_raise("TypeError", "path")
  end)
end)

describe("to_match_snapshot", function()
  it("finds what a file holds, and says in what it differs", function()
    expect("one\ntwo\n"):to_match_snapshot()
    unmet(function() expect("one\n2\n"):to_match_snapshot() end):to_contain("- two\n+ 2")
    unmet(function() expect("x"):to_match_snapshot("none") end):to_contain("doapi test --update")
  end)
end)
