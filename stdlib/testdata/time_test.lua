local test = require "test"
local time = require "time"
local json = require "json"
local describe, it, expect = test.describe, test.it, test.expect

local function text(v) return expect(tostring(v)) end

describe("time.started", function()
  it("says when the run began", function()
    local began = time.started()
    expect(began <= time.now()):to_be_true()
    time.sleep(30)
    expect(time.started()):to_equal(began)
  end)
end)

describe("time.now, time.sleep and time.monotonic", function()
  it("go by the host's clock", function()
    local before = time.now()
    text(before):to_match("^2026%-01%-31T%d%d:%d%d:%d%dZ$")
    local m = time.monotonic()
    time.sleep(90)
    expect(time.now() - before):to_equal(90)
    expect(time.monotonic() - m):to_equal(90)
    time.sleep("1m30s")
    expect(time.now() - before):to_equal(180)
    time.sleep(-5)
    expect(time.now() >= before):to_be_true()
    expect(time.monotonic()):to_be_a("number")
  end)

  it("check their arguments", function()
    expect(function() time.sleep() end):to_raise("TypeError", "sleep: missing argument 's'")
    expect(function() time.sleep({}) end):to_raise("TypeError", "sleep: 's' must be a number of seconds or a duration, got table")
    expect(function() time.sleep("soon") end):to_raise("ParseError", "sleep: 's': \"soon\" is no duration: a number should be at line 1, column 1")
    expect(function() time.sleep(0 / 0) end):to_raise("ValueError", "got nan")
    expect(function() time.now(1) end):to_raise("TypeError", "now: takes no arguments")
    expect(function() time.monotonic(1) end):to_raise("TypeError", "monotonic: takes no arguments")
  end)
end)

describe("time.parse", function()
  it("reads ISO 8601", function()
    text(time.parse("2026-01-31")):to_equal("2026-01-31T00:00:00Z")
    text(time.parse("2026-01-31T12:30:05.25+02:00")):to_equal("2026-01-31T12:30:05.25+02:00")
    text(time.parse("20260131T123005Z")):to_equal("2026-01-31T12:30:05Z")
    expect(function() time.parse("31.1.2026") end):to_raise{kind = "ParseError", line = 1, column = 3}
  end)

  it("reads by a layout", function()
    text(time.parse("31.01.2026 18:05", "%d.%m.%Y %H:%M")):to_equal("2026-01-31T18:05:00Z")
    text(time.parse("Sat, 31 Jan 2026 18:05:09 +0100", "%a, %d %b %Y %T %z")):to_equal("2026-01-31T18:05:09+01:00")
    text(time.parse("Sat Jan  3 18:05:09 2026", "%c")):to_equal("2026-01-03T18:05:09Z")
    text(time.parse("january 5, 69 12:05 am", "%B %e, %y %I:%M %p")):to_equal("1969-01-05T00:05:00Z")
    text(time.parse("12:05:06 PM", "%r")):to_equal("1970-01-01T12:05:06Z")
    text(time.parse("2026-045", "%Y-%j")):to_equal("2026-02-14T00:00:00Z")
    text(time.parse("1769862605.5", "%s.%f")):to_equal("2026-01-31T12:30:05.5Z")
    text(time.parse("-86400", "%s")):to_equal("1969-12-31T00:00:00Z")
    text(time.parse("02/01/26 GMT 100%", "%D %Z 100%%")):to_equal("2026-02-01T00:00:00Z")
    text(time.parse("2026-07-01 12:00 Europe/Berlin", "%F %R %Z")):to_equal("2026-07-01T12:00:00+02:00")
    text(time.parse("2026-07-01 12:00 -03:30", "%F %R %:z")):to_equal("2026-07-01T12:00:00-03:30")
  end)

  it("says where the text does not fit", function()
    expect(function() time.parse("31.x", "%d.%m") end):to_raise{kind = "ParseError", column = 4, message = 'parse: "31.x" does not fit the layout: the month should be at line 1, column 4'}
    expect(function() time.parse("31.13", "%d.%m") end):to_raise("the month must be 1 to 12 at line 1, column 4")
    expect(function() time.parse("31/12", "%d.%m") end):to_raise("'.' should be at line 1, column 3")
    expect(function() time.parse("31.12x", "%d.%m") end):to_raise("more text follows at line 1, column 6")
    expect(function() time.parse("30.02.2026", "%d.%m.%Y") end):to_raise("there is no such day")
    expect(function() time.parse("366 2026", "%j %Y") end):to_raise("there is no such day")
    expect(function() time.parse("Foo 1", "%b %d") end):to_raise("the name of a month should be")
    expect(function() time.parse("12 XM", "%I %p") end):to_raise("AM or PM should be")
    expect(function() time.parse("12 CEST", "%d %Z") end):to_raise("a zone should be")
    expect(function() time.parse("1.", "%S.%f") end):to_raise("the fraction of the second should be")
  end)

  it("checks the layout and the arguments", function()
    expect(function() time.parse("x", "%Q") end):to_raise("ValueError", 'parse: unknown conversion %Q in the layout "%Q"')
    expect(function() time.parse("", "%") end):to_raise("ValueError", 'parse: the layout "%" ends with a lone %')
    expect(function() time.parse() end):to_raise("TypeError", "parse: missing argument 's'")
    expect(function() time.parse("2026", {}) end):to_raise("TypeError", "parse: 'layout' must be a string, got table")
  end)
end)

describe("time.date", function()
  it("puts parts together", function()
    text(time.date{year = 2026, month = 2, day = 3, hour = 4, minute = 5, second = 6.5}):to_equal("2026-02-03T04:05:06.5Z")
    text(time.date{year = 2026}):to_equal("2026-01-01T00:00:00Z")
    text(time.date(2026, 2, 3)):to_equal("2026-02-03T00:00:00Z")
    text(time.date(2026, 2, 3, {zone = "+02:00"})):to_equal("2026-02-03T00:00:00+02:00")
    text(time.date{year = 2026, month = 7, zone = "Europe/Berlin"}):to_equal("2026-07-01T00:00:00+02:00")
  end)

  it("refuses parts that cannot be", function()
    expect(function() time.date{month = 5} end):to_raise("TypeError", "date: missing argument 'year'")
    expect(function() time.date{year = 2026, month = 13} end):to_raise("ValueError", "date: 'month' must be 1 to 12, got 13")
    expect(function() time.date{year = 2026, month = 2, day = 30} end):to_raise("ValueError", "date: 2026-02 has no day 30")
    expect(function() time.date{year = 2026, second = 60} end):to_raise("ValueError", "'second' must be from 0 to below 60, got 60")
    expect(function() time.date{year = 2026, zone = "Mars"} end):to_raise("ValueError", "date: 'zone': unknown time zone \"Mars\"")
    expect(function() time.date{year = 2026, hours = 1} end):to_raise("TypeError", "unknown argument 'hours' (did you mean 'hour'?)")
    expect(function() time.date{year = 2026.5} end):to_raise("TypeError", "date: 'year' must be an integer, got number")
  end)
end)

describe("time.duration", function()
  it("gives seconds", function()
    expect(time.duration("1h30m")):to_equal(5400)
    expect(time.duration("1.5h")):to_equal(5400)
    expect(time.duration("250ms")):to_equal(0.25)
    expect(time.duration("2d")):to_equal(172800)
    expect(time.duration("-1w")):to_equal(-604800)
    expect(time.duration("1m0.5s")):to_equal(60.5)
    expect(time.duration("10us")):to_be_near(1e-5)
    expect(time.duration("10ns")):to_be_near(1e-8, 1e-12)
    expect(time.duration(7)):to_equal(7)
  end)

  it("refuses other text", function()
    for s, column in pairs{[""] = 1, ["-"] = 2, ["5"] = 2, ["5x"] = 2, ["h"] = 1, ["1h 30m"] = 2, ["1.2.3s"] = 1, ["1h-5m"] = 2} do
      expect(function() time.duration(s) end):to_raise{kind = "ParseError", column = column}
    end
    expect(function() time.duration(true) end):to_raise("TypeError", "duration: 's' must be a number of seconds or a duration, got boolean")
  end)
end)

describe("time values", function()
  local t = time.parse("2026-01-31T12:30:05.25+01:00")

  it("have parts", function()
    expect{t.year, t.month, t.day, t.hour, t.minute, t.second, t.nanosecond}:to_equal{2026, 1, 31, 12, 30, 5, 250000000}
    expect{t.weekday, t.yearday, t.offset, t.unix}:to_equal{6, 31, 3600, 1769859005.25}
    expect(t:utc().zone):to_equal("UTC")
    expect(t.zone):to_be_a("string")
    expect(t.missing):to_be_nil()
    expect(function() t.year = 5 end):to_raise("TypeError", "Time.year cannot be set")
  end)

  it("compute and compare", function()
    text(t + 60):to_equal("2026-01-31T12:31:05.25+01:00")
    text(t - 0.25):to_equal("2026-01-31T12:30:05+01:00")
    expect(t + 60 - t):to_equal(60)
    expect(t - "2026-01-31"):to_equal(41405.25)
    expect(t < t + 1 and t <= t and t > t - 1 and t ~= t + 1):to_be_true()
    expect(t == t:utc()):to_be_true()
    expect(function() return t + t end):to_raise("TypeError", "attempt to compute Time + Time")
    expect(function() return t < 5 end):to_raise("attempt to compare Time with number: compare with a time, as in t < time.now%(%) %- 86400, or the seconds since 1970, as in t.unix < n")
    -- Texts compare as times, those of variables too.
    expect{t < "2030-01-01", t > "2030-01-01", "2030-01-01" >= t, t <= "2026-01-31T12:30:05.25+01:00", t < "2026-01-31T11:30:05.25Z"}:to_equal{true, false, true, true, false}
    if not (t < "2030-01-01") then error("not reached") end
    local deadline = "2030-01-01"
    expect{t < deadline, deadline < t}:to_equal{true, false}
    expect(function() return t < "soon" end):to_raise("ValueError", '"soon" is no ISO 8601 time')
    expect(function() return {} < "a" end):to_raise("attempt to compare table with string")
    expect{"a" < "b", "b" <= "a", "a" > "", "a\0b" >= "a\0"}:to_equal{true, false, true, true}
  end)

  it("format, and move between zones", function()
    expect(t:format("%d.%m.%Y %H:%M:%S.%L %:z")):to_equal("31.01.2026 12:30:05.250 +01:00")
    expect(t:format()):to_equal("2026-01-31T12:30:05.25+01:00")
    expect(t:format("%-d.%-m. %-H:%M:%-S %-j %-b %-z")):to_equal("31.1. 12:30:5 31 Jan +0100")
    expect(time.parse("2026-01-01"):format("%-H:%-M")):to_equal("0:0")
    expect(function() t:format("%-") end):to_raise("ValueError", "format: unknown conversion %-")
    expect("at " .. t:utc()):to_equal("at 2026-01-31T11:30:05.25Z")
    text(t:in_zone("America/New_York")):to_equal("2026-01-31T06:30:05.25-05:00")
    expect(function() t:format("%Q") end):to_raise("ValueError", "unknown conversion %Q")
    expect(function() t:in_zone("Mars") end):to_raise("ValueError", 'in_zone: unknown time zone "Mars"')
    expect(function() t.utc() end):to_raise("TypeError", "utc: call it with a colon")
  end)

  it("move by the calendar", function()
    text(t:add{months = 1}):to_equal("2026-02-28T12:30:05.25+01:00")
    text(t:add{years = 1, weeks = 1, days = -1, hours = 1, minutes = 2, seconds = 0.75}):to_equal("2027-02-06T13:32:06+01:00")
    for _, far in ipairs{{years = 1e9}, {months = -1e9}, {hours = 1e9}, {days = 1e15}, {seconds = 1e12}} do
      expect(function() t:add(far) end):to_raise("ValueError", "a time cannot be moved by")
    end
    text(t:add{hours = 87600 * 10}):to_equal("2126-01-07T12:30:05.25+01:00")
    expect(function() t:add{month = 1} end):to_raise("TypeError", "add: unknown argument 'month' (did you mean 'months'?)")
  end)

  it("encode as text", function()
    expect(json.encode{at = t}):to_equal('{"at":"2026-01-31T12:30:05.25+01:00"}')
  end)
end)
