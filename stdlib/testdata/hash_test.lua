local test = require "test"
local hash = require "hash"
local base64 = require "base64"
local describe, it, expect = test.describe, test.it, test.expect

describe("hash", function()
  it("knows published sums", function()
    expect(hash.md5("abc")):to_equal("900150983cd24fb0d6963f7d28e17f72")
    expect(hash.sha1("abc")):to_equal("a9993e364706816aba3e25717850c26c9cd0d89d")
    expect(hash.sha256("abc")):to_equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    expect(hash.sha512("")):to_match("^cf83e1357eefb8bd.*a538327af927da3e$")
    expect(hash.crc32("123456789")):to_equal("cbf43926")
    expect(hash.crc32("")):to_equal("00000000")
  end)

  it("signs", function()
    expect(hash.hmac("sha256", "key", "The quick brown fox jumps over the lazy dog")):to_equal("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8")
    expect(hash.hmac("md5", "key", "The quick brown fox jumps over the lazy dog")):to_equal("80070713463e7749b90c2dc24911e275")
    expect(hash.hmac{algorithm = "sha1", key = "key", s = "The quick brown fox jumps over the lazy dog"}):to_equal("de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9")
    expect(#hash.hmac("sha512", "", "")):to_equal(128)
  end)

  it("gives bytes on request", function()
    expect(hash.md5("abc", {raw = true})):to_equal("\144\1\80\152\60\210\79\176\214\150\63\125\40\225\127\114")
    expect(base64.encode(hash.hmac("sha1", "k", "s", {raw = true}))):to_match("^[%w+/]+=$")
  end)

  it("checks its arguments", function()
    expect(function() hash.md5() end):to_raise("TypeError", "md5: missing argument 's'")
    expect(function() hash.sha1(true) end):to_raise("TypeError", "sha1: 's' must be a string, got boolean")
    expect(function() hash.sha256(nil) end):to_raise("TypeError", "sha256: missing argument 's'")
    expect(function() hash.sha512("x", {hex = true}) end):to_raise("TypeError", "sha512: unknown argument 'hex'")
    expect(function() hash.crc32(print) end):to_raise("TypeError", "crc32: 's' must be a string, got function")
    expect(function() hash.hmac("sha3", "k", "s") end):to_raise("TypeError", 'hmac: \'algorithm\' must be one of "md5", "sha1", "sha256", "sha512", got "sha3"')
    expect(function() hash.hmac("sha1", "k") end):to_raise("TypeError", "hmac: missing argument 's'")
  end)
end)
