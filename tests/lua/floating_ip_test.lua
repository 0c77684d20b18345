-- tests: FloatingIP, Client
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

local function droplet(name)
  return do.create_droplet(name, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
end

describe("floating IPs", function()
  it("are reserved for a droplet or in a region", function()
    local d = droplet("a")
    local ip = do.create_floating_ip{droplet_id = d}
    expect(ip:wait_for_action{wait_interval = 1}.droplet.id):to_equal(d.id)
    expect(do.create_floating_ip{droplet_id = droplet("b").id}.class):to_equal("FloatingIP")
    local free = do.create_floating_ip{region = "nyc3"}
    expect(free.region_slug):to_equal("nyc3")
    expect(free.region.class):to_equal("Region")
    expect(free.droplet):to_be_nil()
    expect(tostring(free)):to_equal(free.ip)
    expect(do.fetch_floating_ip(free:int()).ip):to_equal(free.ip)
    expect(do.fetch_floating_ip(free.ip).ip):to_equal(free.ip)
    expect(do.fetch_floating_ip(free) == free:fetch()):to_be_true()
    expect(do.FloatingIP(free.ip).ip):to_equal(free.ip)
    expect(do.fetch_all_floating_ips():count() >= 3):to_be_true()
  end)

  it("move between droplets", function()
    local a, b = droplet("a"), droplet("b")
    local ip = do.create_floating_ip{region = "nyc3"}
    local action = ip:assign(a)
    expect(action.type):to_match("assign")
    expect(ip:fetch_current_action() and true or action:wait().completed):to_be_true()
    action:wait()
    expect(ip:fetch().droplet.id):to_equal(a.id)
    ip:assign{droplet = b.id}:wait()
    expect(ip:fetch().droplet.name):to_equal("b")
    ip:unassign():wait()
    expect(ip:fetch().droplet):to_be_nil()
    expect(ip:fetch_last_action().type):to_match("unassign")
    expect(ip:fetch_all_actions():count() >= 3):to_be_true()
    expect(ip:act{type = "assign", droplet_id = a.id}:wait().completed):to_be_true()
    expect(ip.action_url):to_contain(ip.ip .. "/actions")
  end)

  it("are given back, also while they are assigned", function()
    local ip = do.create_floating_ip{droplet_id = droplet("a")}
    ip:wait_for_action()
    ip:delete()
    expect(function() ip:fetch() end):to_raise{kind = "DOAPIError", status = 404}
    local free = do.create_floating_ip{region = "nyc3"}
    free:delete()
    expect(function() free:fetch() end):to_raise{kind = "DOAPIError", status = 404}
  end)

  it("check their arguments", function()
    expect(function() do.create_floating_ip{} end):to_raise("TypeError", "exactly one of droplet_id and region")
    expect(function() do.create_floating_ip{droplet_id = 1, region = "nyc3"} end):to_raise("TypeError", "exactly one")
    expect(function() do.FloatingIP("1.2.3.4"):assign() end):to_raise("TypeError", "missing argument 'droplet'")
    expect(loadstring([==[do.fetch_floating_ip(true)]==])):to_raise("TypeError", "an address or a FloatingIP")
  end)
end)
