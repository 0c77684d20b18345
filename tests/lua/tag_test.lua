-- tests: Tag, Client
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

local function droplet(name)
  return do.create_droplet(name, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
end

describe("tags", function()
  it("are made, found and deleted", function()
    local tag = do.create_tag("blue")
    expect(tostring(tag)):to_equal("blue")
    expect(do.fetch_tag("blue").name):to_equal("blue")
    expect(do.fetch_tag{obj = tag}.name):to_equal("blue")
    expect(do.create_tag{name = "red"}.class):to_equal("Tag")
    expect(do.fetch_all_tags():count()):to_equal(2)
    expect(tag:update_tag("green").name):to_equal("green")
    expect(do.Tag("red"):update_tag{name = "pink"}.name):to_equal("pink")
    do.Tag("green"):delete()
    expect(function() do.fetch_tag("green") end):to_raise{kind = "DOAPIError", status = 404}
  end)

  it("count what has them", function()
    local tag, a, b = do.create_tag("blue"), droplet("a"), droplet("b")
    tag:add(a)
    tag:add(a, b)
    tag:add{a, b}
    tag = tag:fetch()
    expect(tag.resources.count):to_equal(2)
    expect(tag.resources.droplets.count):to_equal(2)
    expect(tag.resources.droplets.last_tagged.class):to_equal("Droplet")
    expect(tag:fetch_all_droplets():count()):to_equal(2)
    expect(do.fetch_all_droplets{tag_name = tag}:count()):to_equal(2)
    tag:remove(a)
    tag:remove{resource_id = tostring(b.id), resource_type = "droplet"}
    expect(tag:fetch().resources.count):to_equal(0)
  end)

  it("act on all droplets that have them", function()
    local tag = do.create_tag("blue")
    for _, name in ipairs{"a", "b"} do tag:add(droplet(name)) end
    local function settle() for _ in do.wait_actions_on_objects(tag:fetch_all_droplets():list()) do end end
    local actions = tag:power_off()
    expect(actions:count()):to_equal(2)
    settle()
    for d in tag:fetch_all_droplets() do expect(d.off):to_be_true() end
    expect(tag:enable_ipv6():count()):to_equal(2)
    settle()
    expect(tag:power_on():count()):to_equal(2)
    settle()
    expect(tag:power_cycle():first().type):to_equal("power_cycle")
    settle()
    expect(tag:enable_backups():list()[1].class):to_equal("Action")
    settle()
    expect(tag:disable_backups():count()):to_equal(2)
    settle()
    expect(tag:enable_private_networking():count()):to_equal(2)
    settle()
    expect(tag:snapshot("all"):count()):to_equal(2)
    settle()
    expect(tag:snapshot{name = "again"}:total()):to_equal(2)
    settle()
    expect(tag:act_on_droplets{type = "shutdown"}:count()):to_equal(2)
    settle()
    expect(tag:shutdown():count()):to_equal(2)
    settle()
    tag:delete_all_droplets()
    require("task").sleep(60)
    expect(tag:fetch_all_droplets():count()):to_equal(0)
  end)

  it("check their arguments", function()
    local tag = do.Tag("x")
    expect(function() tag:add() end):to_raise("TypeError", "missing argument 'resources'")
    expect(function() tag:add(5) end):to_raise("TypeError", "can be tagged")
    expect(function() tag:add(do.Region) end):to_raise("TypeError")
    expect(function() tag:act_on_droplets{} end):to_raise("TypeError", "missing argument 'type'")
    expect(function() tag:snapshot() end):to_raise("TypeError", "missing argument 'name'")
    expect(loadstring([==[do.create_tag()]==])):to_raise("TypeError", "missing argument 'name'")
  end)
end)
