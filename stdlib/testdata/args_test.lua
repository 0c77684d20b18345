local test = require "test"
local args = require "args"
local describe, it, expect = test.describe, test.it, test.expect

local function declared()
  return args.parser{
    name = "resize", about = "Resizes droplets.",
    {"names", many = true, help = "droplets"},
    {"--size", "-s", required = true, choices = {"small", "big"}, help = "the new size"},
    {"--count", "-n", type = "integer", default = 3},
    {"--ratio", type = "number"},
    {"--dry-run", type = "boolean", help = "only say what would be done"},
    {"--tag", many = true},
  }
end

describe("args.parser", function()
  it("reads flags in every spelling, and what stands without one", function()
    local o = declared():parse{"a", "--size", "big", "b", "--dry-run", "--tag=x", "--tag", "y", "-n", "7", "--ratio=-1.5", "--", "--c"}
    expect(o):to_equal{names = {"a", "b", "--c"}, size = "big", dry_run = true, tag = {"x", "y"}, count = 7, ratio = -1.5}
    o = declared():parse{"-ssmall", "-n9"}
    expect(o.size):to_equal("small")
    expect(o.count):to_equal(9)
    expect(o.dry_run):to_be_false()
    expect(o.names):to_equal{}
    expect(declared():parse{"-s", "big", "--no-dry-run", "-5"}.names):to_equal{"-5"}
    expect(tostring(declared():parse{"-s", "big", "-n", "9007199254740993"}.count)):to_equal("9007199254740993")
    expect(tostring(declared())):to_equal("parser resize")
  end)

  it("takes short boolean flags together", function()
    local p = args.parser{{"-a", type = "boolean"}, {"-b", type = "boolean"}, {"-c"}, {"rest", required = false}}
    expect(p:parse{"-ab"}):to_equal{a = true, b = true}
    expect(p:parse{"-abcx", "y"}):to_equal{a = true, b = true, c = "x", rest = "y"}
    expect(p:parse{"-bc", "x"}):to_equal{a = false, b = true, c = "x"}
    expect(function() p:parse{"-ax"} end):to_raise("ValueError", "unknown flag '-ax'")
    expect(p:parse{}.rest):to_be_nil()
    local e = expect(function() p:parse{"--x"} end):to_raise("ValueError", "unknown flag '--x'")
    e = expect(function() p:parse{("-"):rep(1e5)} end):to_raise("ValueError", "unknown flag '--")
    expect(#e.message < 500):to_be_true()
    expect(e.usage):to_match("^usage: script %[flags%] %[REST%]\n")
  end)

  it("has positional arguments that may have defaults", function()
    local p = args.parser{name = "copy", {"from"}, {"to", default = "."}}
    expect(p:parse{"x"}):to_equal{from = "x", to = "."}
    expect(p:parse{"x", "y"}.to):to_equal("y")
    expect(function() p:parse{} end):to_raise("ValueError", "the argument 'from' is missing")
    expect(function() p:parse{"x", "y", "z"} end):to_raise("ValueError", "unexpected argument 'z'")
  end)

  it("has commands", function()
    local p = args.parser{name = "fleet", {"--verbose", type = "boolean"}, commands = {
      list = {about = "Lists."}, ["scale-up"] = {about = "Scales.", {"n", type = "integer"}},
    }}
    local o = p:parse{"--verbose", "scale-up", "4"}
    expect(o.command):to_equal("scale-up")
    expect(o.scale_up.n):to_equal(4)
    expect(o.verbose):to_be_true()
    expect(p:parse{"list"}.command):to_equal("list")
    expect(function() p:parse{"lst"} end):to_raise("ValueError", "did you mean 'list'")
    expect(function() p:parse{} end):to_raise("ValueError", "a command is missing")
    expect(p:help()):to_contain("scale-up  Scales.")
  end)

  it("takes its flags behind a command too", function()
    local p = args.parser{
      {"--verbose", "-v", type = "boolean"}, {"--region", "-r", required = true}, {"--color", type = "boolean", default = true},
      commands = {run = {{"--fast", "-f", type = "boolean"}, {"--region"}, {"file"}}},
    }
    expect(p:parse{"-r", "fra1", "run", "x", "-v", "--no-color", "-f"}):to_equal{
      command = "run", region = "fra1", verbose = true, color = false, run = {file = "x", fast = true},
    }
    expect(p:parse{"run", "x", "-rnyc3", "--region=own"}):to_equal{
      command = "run", region = "nyc3", verbose = false, color = true, run = {file = "x", fast = false, region = "own"},
    }
    expect(function() p:parse{"run", "x"} end):to_raise("ValueError", "the flag '--region' is missing (--help tells more)")
    expect(function() p:parse{"run", "x", "--verbos"} end):to_raise("ValueError", "did you mean '--verbose'")
  end)

  it("takes an argument's type from its default", function()
    local p = args.parser{{"--count", default = 3}, {"--wait", default = false}, {"--sizes", many = true, default = {1, 2}}, {"name", default = "web"}}
    expect(p:parse{}):to_equal{count = 3, wait = false, sizes = {1, 2}, name = "web"}
    expect(p:parse{"--count", "4", "--wait", "--sizes", "5", "db"}):to_equal{count = 4, wait = true, sizes = {5}, name = "db"}
    expect(function() p:parse{"--count", "x"} end):to_raise("ValueError", "'--count' must be a number, got 'x'")
    expect(p:help()):to_contain("--sizes NUMBER  (default: 1, 2)")
  end)

  it("says what is wrong with a command line", function()
    local p = declared()
    for _, case in ipairs{
      {{}, "the flag '--size' is missing"}, {{"--sise", "big"}, "did you mean '--size'"}, {{"--size"}, "needs a value"},
      {{"--size", "bigg"}, "did you mean 'big'"}, {{"-s", "big", "-n", "x"}, "'--count' must be an integer, got 'x'"},
      {{"-s", "big", "--ratio", "1x"}, "must be a number"}, {{"-s", "big", "--ratio", "0x1p4"}, "must be a number"}, {{"-s", "big", "--ratio", "inf"}, "must be a number"}, {{"-s", "big", "--dry-run=maybe"}, "must be a boolean"},
    } do
      expect(function() p:parse(case[1]) end):to_raise("ValueError", case[2])
    end
  end)

  it("renders help", function()
    local help = declared():help()
    expect(help):to_equal([[
usage: resize [flags] [NAMES...]

Resizes droplets.

arguments:
  names  droplets

flags:
  --size, -s STRING    the new size (small|big) (required)
  --count, -n INTEGER  (default: 3)
  --ratio NUMBER
  --dry-run            only say what would be done
  --tag STRING
  --help, -h           show this
]])
  end)

  it("takes what the global arg is", function()
    local p = args.parser{{"file"}}
    expect(p:parse{[0] = "script.lua", [-1] = "doapi", "x"}):to_equal{file = "x"}
    expect(function() p:parse{"a", true} end):to_raise("TypeError", "parse: 'arg' must be a list of strings, got table")
    expect(function() p:parse("x") end):to_raise("TypeError", "parse: 'arg' must be a list of strings, got string")
  end)

  it("checks its declaration", function()
    expect(function() args.parser{{"--a", typ = "x"}} end):to_raise("TypeError", "did you mean 'type'")
    expect(function() args.parser{{"--a", type = "int"}} end):to_raise("ValueError", "one of string, number")
    expect(function() args.parser{{"--a"}, {"-b", "--a"}} end):to_raise("ValueError", "twice")
    expect(function() args.parser{{"a", "--b"}} end):to_raise("ValueError", "mixes")
    expect(function() args.parser{{"a", many = true}, {"b"}} end):to_raise("ValueError", "nothing can follow")
    expect(function() args.parser{"a"} end):to_raise("TypeError", "argument 1 must be a table")
    expect(function() args.parser{nam = "x"} end):to_raise("TypeError", "did you mean 'name'")
    expect(function() args.parser{{"a"}, commands = {x = {}}} end):to_raise("ValueError", "not both")
    for _, case in ipairs{
      {{name = 5}, "'name' must be a string, got number"}, {{about = {}}, "'about' must be a string, got table"}, {{commands = 5}, "'commands' must be a table of declarations by name, got number"},
      {{{"a", help = 5}}, "the help of 'a' must be a string, got number"}, {{{"a", required = "yes"}}, "'required' of 'a' must be a boolean, got string"}, {{{"a", many = 1}}, "'many' of 'a' must be a boolean, got number"},
      {{{"--n", type = "integer", default = "x"}}, "the default of '--n' must be an integer, got string"}, {{{"--n", type = "integer", default = 1.5}}, "must be an integer"}, {{{"--b", type = "boolean", default = 1}}, "must be a boolean, got number"},
      {{{"--n", many = true, default = "x"}}, "the default of '--n' must be a list, got string"}, {{{"--n", many = true, type = "number", default = {"x"}}}, "must be a number, got string"},
    } do
      expect(function() args.parser(case[1]) end):to_raise("TypeError", "parser: ")
      expect(function() args.parser(case[1]) end):to_raise("TypeError", case[2])
    end
    expect(function() args.parser{{"--size", choices = {"a"}, default = "b"}} end):to_raise("ValueError", "the default of '--size' must be one of its choices, got \"b\"")
    expect(function() args.parser() end):to_raise("TypeError", "missing argument 'declaration'")
  end)
end)
