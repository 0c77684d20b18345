-- tests: Image, Client
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

local function snapshot(name)
  local d = do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
  d:snapshot(name):wait()
  return d:fetch_all_snapshots():first(), d
end

describe("images", function()
  it("are found by id, slug and object", function()
    local image = do.fetch_image("ubuntu-24-04-x64")
    expect(tostring(image)):to_equal("ubuntu-24-04-x64")
    expect(do.fetch_image(image.id).slug):to_equal("ubuntu-24-04-x64")
    expect(do.fetch_image{obj = image}.id):to_equal(image.id)
    expect(do.fetch_image_by_slug("ubuntu-24-04-x64").id):to_equal(image.id)
    expect(do.fetch_image_by_slug{slug = "ubuntu-24-04-x64"}.id):to_equal(image.id)
    expect(do.Image("debian-12-x64"):fetch().slug):to_equal("debian-12-x64")
    expect(image:fetch() == image):to_be_true()
    expect(function() do.fetch_image("no-such-image") end):to_raise{kind = "DOAPIError", status = 404}
    expect(loadstring([==[do.fetch_image(true)]==])):to_raise("TypeError", "an id, a slug or an Image")
  end)

  it("are listed by kind", function()
    local all = do.fetch_all_images():count()
    local distributions = do.fetch_all_distribution_images():count()
    expect(do.fetch_all_images{type = "distribution"}:count()):to_equal(distributions)
    expect(do.fetch_all_application_images():count() + distributions):to_equal(all)
    expect(do.fetch_all_private_images():count()):to_equal(0)
    snapshot("mine")
    expect(do.fetch_all_images{private = true}:count()):to_equal(1)
    expect(loadstring([==[do.fetch_all_images{type = "distributions"}]==])):to_raise("TypeError", "did you mean 'distribution'")
  end)
end)

describe("an image of one's own", function()
  it("is renamed, copied and deleted", function()
    local image = snapshot("first")
    expect(tostring(image)):to_equal("Image(id=" .. image.id .. ")")
    expect(image:update_image("second").name):to_equal("second")
    expect(image:update_image{name = "third"}.name):to_equal("third")
    local region = do.fetch_all_regions():find(function(r) return r.slug == "fra1" end)
    local action = image:transfer(region)
    expect(action.type):to_equal("transfer")
    expect(image:fetch_current_action().id):to_equal(action.id)
    expect(image:wait_for_action{wait_interval = 1}.regions):to_contain("fra1")
    expect(image:transfer{region = "sfo3"}:wait().completed):to_be_true()
    expect(image:fetch_last_action().type):to_equal("transfer")
    expect(image:fetch_all_actions():count() >= 2):to_be_true()
    expect(image.action_url):to_contain("/v2/images/" .. image.id .. "/actions")
    expect(image:act{type = "transfer", region = "lon1"}:wait().type):to_equal("transfer")
    expect(function() image:convert() end):to_raise{kind = "DOAPIError", status = 422}
    image:delete()
    expect(function() image:fetch() end):to_raise{kind = "DOAPIError", status = 404}
  end)

  it("checks its arguments", function()
    local image = do.Image(5)
    expect(function() image:transfer() end):to_raise("TypeError", "missing argument 'region'")
    expect(function() image:transfer(7) end):to_raise("TypeError", "a slug or a Region")
    expect(function() image:update_image{} end):to_raise("TypeError", "missing argument 'name'")
  end)
end)
