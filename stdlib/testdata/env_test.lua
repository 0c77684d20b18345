local test = require "test"
local env = require "env"
local fs = require "fs"
local path = require "path"
local describe, it, expect = test.describe, test.it, test.expect

describe("env.get, env.set and env.all", function()
  it("know variables", function()
    expect(env.get("STDLIB_TEST_A")):to_be_nil()
    expect(env.get("STDLIB_TEST_A", "default")):to_equal("default")
    expect(env.get("STDLIB_TEST_A", 5)):to_equal(5)
    env.set("STDLIB_TEST_A", "x=y")
    expect(env.get("STDLIB_TEST_A", "default")):to_equal("x=y")
    expect(env.all().STDLIB_TEST_A):to_equal("x=y")
    env.set("STDLIB_TEST_A", "")
    expect(env.get("STDLIB_TEST_A", "default")):to_equal("")
    env.set("STDLIB_TEST_A", nil)
    expect(env.get("STDLIB_TEST_A")):to_be_nil()
    expect(env.all().STDLIB_TEST_A):to_be_nil()
    expect(env.get("PATH")):to_be_a("string")
  end)

  it("refuse names and values that cannot be", function()
    expect(function() env.get("") end):to_raise("ValueError", 'get: \'name\': "" cannot be the name of a variable')
    expect(function() env.set("A=B", "x") end):to_raise("ValueError", '"A=B" cannot be the name of a variable')
    expect(function() env.set("A", "x\0y") end):to_raise("ValueError", "set: a variable cannot hold a zero byte")
    expect(function() env.get() end):to_raise("TypeError", "get: missing argument 'name'")
    expect(function() env.get(5) end):to_raise("TypeError", "get: 'name' must be the name of a variable, got number")
    expect(function() env.set("A", {}) end):to_raise("TypeError", "set: 'value' must be a string, got table")
    expect(function() env.all(1) end):to_raise("TypeError", "all: takes no arguments")
  end)
end)

describe("env.load", function()
  local function load(text, options)
    local name = path.join(dir, ".env")
    fs.write(name, text)
    return env.load(name, options)
  end

  it("reads a file of variables", function()
    local t = load([[
# a comment
STDLIB_A=plain
export STDLIB_B = spaced value   # a comment
STDLIB_C='single $STDLIB_A \n'
STDLIB_D="double $STDLIB_A ${STDLIB_A}s \"q\" \\ \$x \w
two lines"   # a comment
STDLIB_E=
STDLIB_F=a#b
STDLIB_P=#fff
STDLIB_Q= # nothing
STDLIB_R=a\$x$STDLIB_A
STDLIB_G=$STDLIB_A-${STDLIB_NONE}-$
STDLIB_H=cr]] .. "\r\nSTDLIB_I=last")
    expect(t):to_equal{
      STDLIB_A = "plain", STDLIB_B = "spaced value", STDLIB_C = "single $STDLIB_A \\n",
      STDLIB_D = 'double plain plains "q" \\ $x \\w\ntwo lines', STDLIB_E = "", STDLIB_F = "a#b",
      STDLIB_P = "#fff", STDLIB_Q = "", STDLIB_R = "a$xplain",
      STDLIB_G = "plain--$", STDLIB_H = "cr", STDLIB_I = "last",
    }
    expect(env.get("STDLIB_D")):to_equal(t.STDLIB_D)
  end)

  it("reads defaults, and files from other systems", function()
    expect(load("\239\187\191STDLIB_K=1\r\nSTDLIB_L=${STDLIB_K:-no}${STDLIB_NONE:-a b}$" .. "{STDLIB_NONE:-}\nSTDLIB_M=\"${STDLIB_NONE:-x y}\"\nSTDLIB_N=${STDLIB_K+1}${STDLIB_K")):to_equal{
      STDLIB_K = "1", STDLIB_L = "1a b", STDLIB_M = "x y", STDLIB_N = "${STDLIB_K+1}${STDLIB_K",
    }
  end)

  it("leaves what is set, unless told to override", function()
    env.set("STDLIB_X", "old")
    expect(load("STDLIB_X=new")):to_equal{STDLIB_X = "new"}
    expect(env.get("STDLIB_X")):to_equal("old")
    load("STDLIB_X=new", {override = true})
    expect(env.get("STDLIB_X")):to_equal("new")
    expect(load("")):to_equal{}
  end)

  it("says where a file is broken, and sets nothing then", function()
    expect(function() load("STDLIB_Y=1\nSTDLIB_Z 2") end):to_raise{kind = "ParseError", line = 2, column = 10, message = "load: '=' should follow the name STDLIB_Z"}
    expect(env.get("STDLIB_Y")):to_be_nil()
    expect(function() load("=x") end):to_raise("ParseError", "the name of a variable should be at line 1, column 1")
    expect(function() load("A='x") end):to_raise("ParseError", "the quote has no end at line 1, column 3")
    expect(function() load('A="x\n\\') end):to_raise("ParseError", "the quote has no end at line 1, column 3")
    expect(function() load("A='x' y") end):to_raise("ParseError", "text follows the quote at line 1, column 7")
    expect(function() env.load(path.join(dir, "none")) end):to_raise("IOError", "load: .*none: no such file")
    expect(function() env.load({override = 1}) end):to_raise("TypeError", "'override' must be a boolean, got number")
  end)
end)
