-- tests: Client.wait, Client.wait_droplets
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

local function some(n)
  local names = {}
  for i = 1, n do names[i] = ("wait-%d"):format(i) end
  return do.create_multiple_droplets(names, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
end

describe("a wait for something that never comes", function()
  it("is refused when it is nearly a known value", function()
    local d = some(1)[1]
    for _, named in ipairs{ {value = "actve"}, {value = "Active"}, {values = {"off", "actvie"}}, {value = "off", fail = "archve"} } do
      named.objects, named.field = {d}, "status"
      local ok, e = pcall(do.wait, named)
      expect(ok):to_equal(false)
      expect(e.kind):to_equal("ValueError")
      expect(tostring(e)):to_contain("did you mean")
    end
    expect((pcall(do.wait, {objects = {d}, field = "status", value = "suspended", wait_time = 0}))):to_equal(true)
    expect((pcall(d.wait, d, {status = "actve"}))):to_equal(false)
    d:wait{ready = true}
    d:delete()
  end)
end)

describe("an error about one object", function()
  it("leaves the others", function()
    local all, done, errors = some(4), 0, 0
    local it = do.wait(all, {until_ = function(d)
      if d.name == "wait-2" then error("no " .. d.name, 0) end
      return d.status == "active"
    end})
    while true do
      local ok, e = pcall(function() for d in it do done = done + 1 end end)
      if ok then break end
      errors = errors + 1
      expect(tostring(e)):to_contain("no wait-2")
      expect(e.kind):to_equal("Error")
      expect(#e.in_progress):to_equal(3 - done)
    end
    expect(done):to_equal(3)
    expect(errors):to_equal(1)
    for _, d in ipairs(all) do d:wait{ready = true}; d:delete() end
  end)

  it("carries what is in progress when the time is up", function()
    local all = some(2)
    local ok, e = pcall(function() for d in do.wait_droplets(all, {status = "archive", wait_time = 3}) do end end)
    expect(ok):to_equal(false)
    expect(e.kind):to_equal("WaitTimeoutError")
    expect(#e.in_progress):to_equal(2)
    for _, d in ipairs(all) do d:wait{ready = true}; d:delete() end
  end)
end)

describe("an iterator that has ended", function()
  it("refuses another loop", function()
    local all = some(2)
    for _, it in ipairs{ do.wait_droplets(all, {ready = true}), do.fetch_all_droplets(), do.paginate("/v2/droplets", "droplets") } do
      local n = 0
      for _ in it do n = n + 1 end
      expect(n >= 2):to_equal(true)
      local ok, e = pcall(function() for _ in it do end end)
      expect(ok):to_equal(false)
      expect(e.kind):to_equal("StateError")
    end
    for _, d in ipairs(all) do d:delete() end
  end)

  it("goes on after a break", function()
    local all = some(3)
    local it, n = do.wait_droplets(all, {ready = true}), 0
    for _ in it do n = n + 1 break end
    for _ in it do n = n + 1 end
    expect(n):to_equal(3)
    for _, d in ipairs(all) do d:delete() end
  end)
end)
