local test = require "test"
local base64 = require "base64"
local describe, it, expect = test.describe, test.it, test.expect

describe("base64", function()
  it("encodes and decodes", function()
    for s, t in pairs{[""] = "", f = "Zg==", fo = "Zm8=", foo = "Zm9v", ["foobar"] = "Zm9vYmFy", ["\0\255"] = "AP8="} do
      expect(base64.encode(s)):to_equal(t)
      expect(base64.decode(t)):to_equal(s)
    end
  end)

  it("knows the alphabet for URLs", function()
    expect(base64.encode("\251\255\254")):to_equal("+//+")
    expect(base64.encode("\251\255\254f", {url = true})):to_equal("-__-Zg")
    expect(base64.decode("-__-Zg", {url = true})):to_equal("\251\255\254f")
    expect(base64.decode("-__-Zg==", {url = true})):to_equal("\251\255\254f")
    expect(function() base64.decode("-__-") end):to_raise("ParseError", "decode: this is no base64 at line 1, column 1")
    expect(function() base64.decode("+//+", {url = true}) end):to_raise("ParseError")
  end)

  it("does without padding, and with white space", function()
    expect(base64.decode("Zm8")):to_equal("fo")
    expect(base64.decode("Zm9v\r\nYm Fy\n")):to_equal("foobar")
  end)

  it("says where a text is broken", function()
    expect(function() base64.decode("Zm9v\nYm*y") end):to_raise{kind = "ParseError", line = 2, column = 3, offset = 7}
    expect(function() base64.decode("Z") end):to_raise("ParseError")
    expect(function() base64.decode("Zm8==") end):to_raise("ParseError", "decode: the padding is wrong at line 1, column 4")
    expect(function() base64.decode("Z===") end):to_raise("ParseError", "the padding is wrong")
    expect(function() base64.decode("Zg=v") end):to_raise("ParseError", "this is no base64 at line 1, column 3")
    expect(function() base64.decode("Zh==") end):to_raise("ParseError")
  end)

  it("checks its arguments", function()
    expect(function() base64.encode() end):to_raise("TypeError", "encode: missing argument 's'")
    expect(function() base64.encode("x", {ulr = true}) end):to_raise("TypeError", "encode: unknown argument 'ulr' (did you mean 'url'?)")
    expect(function() base64.decode(true) end):to_raise("TypeError", "decode: 's' must be a string, got boolean")
    expect(function() base64.decode("", {url = 1}) end):to_raise("TypeError", "decode: 'url' must be a boolean, got number")
  end)
end)
