-- tests: SSHKey, Client
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

local KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN68f/4257DvcNAeEmSu33BM6dOSRQl/4mBQqCFuO3Qn build"
local OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMJFQf9TE0UdFYbjaM/iBQzgoWZ2CYD7UdcALCxoQ0Cn desktop"

describe("SSH keys", function()
  it("are made, found, renamed and deleted", function()
    local key = do.create_ssh_key("build", KEY)
    expect(key.class):to_equal("SSHKey")
    expect(key.fingerprint):to_match("^%x%x:" .. ("%x%x:"):rep(14) .. "%x%x$")
    expect(tostring(key)):to_equal(key.fingerprint)
    expect(do.fetch_ssh_key(key.id) == key):to_be_true()
    expect(do.fetch_ssh_key(key.fingerprint:upper()).id):to_equal(key.id)
    expect(do.fetch_ssh_key(key).id):to_equal(key.id)
    expect(do.fetch_ssh_key{fingerprint = key.fingerprint}.id):to_equal(key.id)
    expect(key:update_ssh_key("other").name):to_equal("other")
    expect(key:update_ssh_key{name = "again"}.name):to_equal("again")
    expect(key:fetch().name):to_equal("again")
    do.create_ssh_key{name = "desktop", public_key = OTHER}
    expect(do.fetch_all_ssh_keys():count()):to_equal(2)
    local d = do.create_droplet("k", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {ssh_keys = {key, key.id, key.fingerprint}})
    expect(d.class):to_equal("Droplet")
    key:delete()
    expect(do.fetch_all_ssh_keys():count()):to_equal(1)
  end)

  it("refuse what cannot be", function()
    do.create_ssh_key("build", KEY)
    expect(function() do.create_ssh_key("twice", KEY) end):to_raise{kind = "DOAPIError", status = 422}
    expect(function() do.create_ssh_key("bad", "no key") end):to_raise{kind = "DOAPIError", status = 422}
    expect(loadstring([==[do.create_ssh_key("no key")]==])):to_raise("TypeError", "missing argument 'public_key'")
    expect(function() do.fetch_ssh_key{} end):to_raise("TypeError")
    expect(loadstring([==[do.create_droplet{name = "a", image = "i", size = "s", ssh_keys = "x"}]==])):to_raise("TypeError", "'ssh_keys' must be a list")
    expect(loadstring([==[do.create_droplet{name = "a", image = "i", size = "s", ssh_keys = {true}}]==])):to_raise("TypeError", "element 1 is boolean")
  end)
end)
