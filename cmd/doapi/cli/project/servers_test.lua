local test = require "doapi.test"
local servers = require "servers"
local expect = test.expect

test.describe("servers.ensure", function()
  test.it("makes a droplet that is ready", function()
    local droplet, made = servers.ensure("web")
    expect(made):to_be_true()
    expect(droplet.status):to_equal("active")
    expect(droplet.ip_address):to_be_a("string")
  end)

  test.it("changes nothing the second time", function()
    test.twice(function() servers.ensure("web") end)
  end)

  test.it("gets over a busy API", function()
    test.fail("droplets_list", {status = 503, times = 1})
    expect(servers.find("web").name):to_equal("web")
  end)
end)
