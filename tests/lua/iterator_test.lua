-- tests: Iterator
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

describe("an iterator", function()
  it("asks for nothing before its first step", function()
    do.fetch_account()
    local regions = do.fetch_all_regions()
    expect(do.last_response.url):to_contain("/v2/account")
    expect(regions:first().class):to_equal("Region")
    expect(do.last_response.url):to_contain("/v2/regions")
    expect(regions:first()):to_be_nil()
  end)

  it("has what lists need", function()
    local n = do.fetch_all_regions():count()
    expect(do.fetch_all_regions():total()):to_equal(n)
    expect(#do.fetch_all_regions():list()):to_equal(n)
    expect(do.fetch_all_regions():take(3):count()):to_equal(3)
    expect(do.fetch_all_regions():take(0):first()):to_be_nil()
    expect(do.fetch_all_regions():filter(function(r) return r.slug == "nyc3" end):list()[1].slug):to_equal("nyc3")
    expect(do.fetch_all_regions():find(function(r) return r.slug == "fra1" end).slug):to_equal("fra1")
    expect(do.fetch_all_regions():find(function() return false end)):to_be_nil()
    local some = do.fetch_all_regions():map(function(r) return r.slug:match("^nyc") and r.slug end):filter(function(s) return s end)
    expect(some:count()):to_equal(3)
    expect(do.fetch_all_regions():map(function(r) if r.slug == "nyc1" then return r end end):count()):to_equal(1)
    local seen = 0
    do.fetch_all_regions():each(function() seen = seen + 1 end)
    expect(seen):to_equal(n)
    expect(do.fetch_all_regions().interrupted):to_be_false()
    local it = do.fetch_all_regions()
    expect(it().class):to_equal("Region")
    expect(it:count()):to_equal(n - 1)
  end)

  it("is no list, and says so", function()
    local regions = do.fetch_all_regions()
    for name, f in pairs{
      ipairs = function() for _, r in ipairs(regions) do end end, pairs = function() for _, r in pairs(regions) do end end,
      length = function() return #regions end, index = function() return regions[1] end,
    } do
      expect(f):to_raise("TypeError", "an iterator is no list: write `for x in it do`, or make a list with it:list()")
    end
    for name, f in pairs{concat = table.concat, unpack = unpack, next = next, sort = table.sort, insert = table.insert, ipairs_time = function() return ipairs(require("time").now()) end, ipairs_file = function() return ipairs(io.stdout) end, ipairs_droplet = function() return ipairs(do.Droplet(5)) end} do
      expect((pcall(f, regions))):to_be_false()
    end
    expect(#regions:list() > 3):to_be_true() -- nothing was taken from it
  end)

  it("passes errors on and checks its arguments", function()
    expect(function() do.fetch_all_regions():each(function() error("mine", 0) end) end):to_raise("mine")
    expect(function() do.fetch_all_regions():filter(5) end):to_raise("TypeError", "'f' must be a function")
    expect(loadstring([==[do.fetch_all_regions():take("x")]==])):to_raise("TypeError", "'n' must be an integer")
  end)

  it("leaves nothing of what is deleted while it is listed", function()
    do.per_page = 10
    local names = {}
    for i = 1, 45 do names[i] = "d" .. i end
    local made = do.create_multiple_droplets(names, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"short-lived"}})
    for _ in do.wait_droplets(made, {status = "active"}) do end
    local deleted = 0
    for d in do.fetch_all_droplets("short-lived") do
      d:delete()
      deleted = deleted + 1
    end
    do.per_page = 200
    expect(deleted):to_equal(45)
    require("task").sleep(60)
    expect(do.fetch_all_droplets("short-lived"):count()):to_equal(0)
  end)
end)
