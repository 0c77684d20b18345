local test = require "test"
local ssh = require "ssh"
local describe, it, expect = test.describe, test.it, test.expect

describe("ssh", function()
  it("refuses what cannot be before it connects", function()
    local key = "-----BEGIN OPENSSH PRIVATE KEY-----\nbroken"
    expect(function() ssh.connect{host = "", password = "x"} end):to_raise("ValueError")
    expect(function() ssh.connect{host = "h", key = key} end):to_raise("ValueError", "'key'")
    expect(function() ssh.connect{host = "h", port = 70000, password = "x"} end):to_raise("ValueError", "'port'")
    expect(function() ssh.connect{host = "h", pasword = "x"} end):to_raise("TypeError", "password")
    expect(function() ssh.map({"h"}, {}, {password = "x"}) end):to_raise("TypeError")
    expect(function() ssh.wait_ready{host = {name = "web"}, password = "x"} end):to_raise("ValueError", "no address yet")
  end)
end)
