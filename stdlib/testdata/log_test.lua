local test = require "test"
local log = require "log"
local json = require "json"
local describe, it, expect = test.describe, test.it, test.expect

describe("log", function()
  test.before(function() log.level("info") log.format("text") stderr() end)

  it("writes lines with fields to standard error", function()
    log.info("created", {name = "web server", id = 5, tags = {"a", "b"}, note = json.null, empty = "", f = print})
    expect(stderr()):to_match([[^2026%-01%-31T12:%d%d:%d%d%.000Z INFO  created empty="" f="function: 0x%x+" id=5 name="web server" note=null tags="%[\"a\",\"b\"%]"
$]])
    log.warn("odd")
    expect(stderr()):to_match("Z WARN  odd\n$")
    log.error(nil)
    expect(stderr()):to_match("Z ERROR nil\n$")
    expect(stdout()):to_equal("")
  end)

  it("keeps a message on its line", function()
    log.info("two\nlines\27[2J", {["a b"] = "x\ny"})
    expect(stderr()):to_match('INFO  two\\nlines\\x1b%[2J "a b"="x\\ny"\n$')
  end)

  it("shows what its level allows", function()
    expect(log.level()):to_equal("info")
    log.debug("hidden")
    expect(stderr()):to_equal("")
    expect(log.level("debug")):to_equal("debug")
    log.debug("shown")
    expect(stderr()):to_match("DEBUG shown\n$")
    log.level("error")
    log.warn("hidden")
    expect(stderr()):to_equal("")
  end)

  it("writes JSON", function()
    expect(log.format()):to_equal("text")
    expect(log.format("json")):to_equal("json")
    log.info('a "b"', {id = 5, level = "mine", list = {1}, f = print})
    local line = stderr()
    expect(line):to_match("^{.*}\n$")
    local t = json.decode(line)
    expect(t.time):to_match("^2026%-01%-31T")
    t.time = nil
    expect(t.f):to_match("^function")
    t.f = nil
    expect(t):to_equal{level = "info", message = 'a "b"', id = 5, ["fields.level"] = "mine", list = {1}}
  end)

  it("checks its arguments", function()
    expect(function() log.info({}, {}, {}) end):to_raise("TypeError", "info: takes at most 2 arguments")
    expect(function() log.warn("x", {1}) end):to_raise("TypeError", "warn: 'fields' has keys that are no strings")
    expect(function() log.debug("x", 5) end):to_raise("TypeError", "debug: 'fields' must be a table whose keys are strings, got number")
    expect(function() log.error("x", {}, 1) end):to_raise("TypeError", "error: takes at most 2 arguments")
    expect(function() log.level("loud") end):to_raise("TypeError", 'level: \'level\' must be one of "debug", "info", "warn", "error", got "loud"')
    expect(function() log.format("xml") end):to_raise("TypeError", 'format: \'format\' must be one of "text", "json", got "xml"')
  end)
end)
