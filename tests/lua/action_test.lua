-- tests: Action, Client
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

local function droplet(name)
  return do.create_droplet(name or "a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
end

describe("an action", function()
  it("goes from in progress to completed", function()
    local d = droplet()
    local action = d:power_off()
    expect(do.Action.STATUS_IN_PROGRESS):to_equal("in-progress")
    expect(action.STATUS_COMPLETED):to_equal("completed")
    expect(action.STATUS_ERRORED):to_equal("errored")
    expect(action.in_progress):to_be_true()
    expect(action.done):to_be_false()
    expect(action.completed):to_be_false()
    expect(action.errored):to_be_false()
    local ended = action:wait{check = true}
    expect(ended.completed and ended.done):to_be_true()
    expect(ended.completed_at - ended.started_at > 0):to_be_true()
    expect(action:fetch().completed):to_be_true()
    expect(do.fetch_action(action).id):to_equal(action.id)
    expect(do.fetch_action{id = action.id}.id):to_equal(action.id)
    expect(do.fetch_action(action.id).id):to_equal(action.id)
    expect(action:raise_for_error()):to_be_nil()
  end)

  it("knows what it acts on", function()
    local d = droplet()
    local action = d:power_off():wait()
    expect(action:fetch_resource().id):to_equal(d.id)
    expect(action.region.slug):to_equal("nyc3")
    d:delete()
    require("task").sleep(60)
    expect(action:fetch_resource()):to_be_nil()
    action.resource_type = "volume"
    expect(do.Action(action.id).id):to_equal(action.id)
  end)

  it("raises when it failed, if asked to", function()
    local action = do.Action(77)
    action.status = "errored"
    expect(action.status):to_equal("errored")
  end)
end)

describe("lists of actions", function()
  it("are walked and waited for", function()
    local a, b = droplet("a"), droplet("b")
    local x, y = a:power_off(), b:power_off()
    local seen = {}
    for action in do.wait_actions({x, y}, {check = true}) do
      expect(action.completed):to_be_true()
      seen[action.id] = true
    end
    expect(seen[x.id] and seen[y.id]):to_be_true()
    expect(do.wait_actions{actions = {x.id, y}}:count()):to_equal(2)
    expect(do.fetch_last_action().id):to_equal(math.max(x.id, y.id))
    expect(do.fetch_all_actions():count() >= 4):to_be_true()
    a:power_on()
    local ids = {}
    for object in do.wait_actions_on_objects{a, b} do ids[object.id] = object.status end
    expect(ids[a.id]):to_equal("active")
    expect(ids[b.id]):to_equal("off")
  end)

  it("check what they are given", function()
    expect(loadstring([==[do.wait_actions(5)]==])):to_raise("TypeError", "a list of Actions or ids")
    expect(function() do.wait_actions{true} end):to_raise("TypeError", "element 1 is a boolean")
    expect(function() do.wait_actions_on_objects{do.Tag("x")} end):to_raise("TypeError")
    expect(function() do.fetch_action("x") end):to_raise("TypeError", "an id or an Action")
    expect(function() do.fetch_action(123456789) end):to_raise{kind = "DOAPIError", status = 404}
  end)
end)
