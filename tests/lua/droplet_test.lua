-- tests: Droplet, Resource, NetworkInterface
local test = require "test"
local describe, it, expect, before = test.describe, test.it, test.expect, test.before

local IMAGE, SIZE, REGION = "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"
local d

local function fresh(name, options)
  return do.create_droplet(name or "web", IMAGE, SIZE, REGION, options):wait{ready = true}
end

before(function() d = nil end)

describe("a droplet", function()
  it("is made by position, by name and with options behind", function()
    local made = {
      do.create_droplet("a", IMAGE, SIZE, REGION, {ipv6 = true, tags = {"x"}}),
      do.create_droplet{name = "a", image = IMAGE, size = SIZE, region = REGION, ipv6 = true, tags = {"x"}},
      do:create_droplet("a", IMAGE, SIZE, REGION, {ipv6 = true, tags = {"x"}}),
      do.create_droplet("a", {slug = IMAGE}, {slug = SIZE}, {slug = REGION}, {extra = {ipv6 = true, tags = {"x"}}}),
    }
    for _, m in ipairs(made) do
      expect(m.class):to_equal("Droplet")
      expect(m.status):to_equal(do.Droplet.STATUS_NEW)
      expect(m.new):to_be_true()
      m = m:wait{ready = true}
      expect(m.tags):to_equal{"x"}
      expect(m.ipv6_address):to_match(":")
    end
  end)

  it("has fields, properties and constants", function()
    d = fresh("fields", {ipv6 = true})
    expect(d.STATUS_ACTIVE):to_equal("active")
    expect(d.STATUS_OFF):to_equal("off")
    expect(d.STATUS_ARCHIVE):to_equal("archive")
    expect(d.STATUS_NEW):to_equal("new")
    expect(d.active):to_be_true()
    expect(d.off):to_be_false()
    expect(d.new):to_be_false()
    expect(d.archive):to_be_false()
    expect(d.region_slug):to_equal(REGION)
    expect(d.image_slug):to_equal(IMAGE)
    expect(d.ip_address):to_equal(d.ipv4_address)
    local own
    for _, n in ipairs(d.networks.v4) do if n.type == "private" then own = n.ip_address end end
    expect(own):to_be_a("string")
    expect(d.private_ip_address):to_equal(own)
    expect(d.ip_address):to_match("^%d+%.%d+%.%d+%.%d+$")
    expect(d.ipv6_address):to_match("^%x+:")
    expect(d.action_url):to_equal(do.endpoint .. "/v2/droplets/" .. d.id .. "/actions")
    expect(d.url):to_equal(do.endpoint .. "/v2/droplets/" .. d.id)
    expect(d:int()):to_equal(d.id)
    expect(d["name"]):to_equal("fields")
    expect(d.doapi_manager):to_be(DO)
    expect(d.kernel):to_be_nil()
    expect(d.no_such_field):to_be_nil()
    expect(tostring(d)):to_equal('Droplet(id=' .. d.id .. ', name="fields", status="active")')
    expect("it is " .. d):to_contain("Droplet(id=")
    expect(d.region.class):to_equal("Region")
    expect(d.image.class):to_equal("Image")
    expect(d.size.class):to_equal("Size")
    expect(d.networks.class):to_equal("Networks")
    expect(tostring(d.region)):to_equal(REGION)
    local interface = d.networks.v4[1]
    expect(interface.class):to_equal("NetworkInterface")
    expect(interface.ip_version):to_equal(4)
    expect(d.networks.v6[1].ip_version):to_equal(6)
    expect(tostring(interface)):to_equal(interface.ip_address)
  end)

  it("has times that compare and subtract", function()
    d = fresh()
    local later = fresh("later")
    expect(later.created_at > d.created_at):to_be_true()
    expect(later.created_at - d.created_at > 0):to_be_true()
    expect(tostring(d.created_at)):to_match("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%dZ$")
  end)

  it("compares by kind and content, and copies its fields", function()
    d = fresh()
    expect(d == d:fetch()):to_be_true()
    expect(d == do.Droplet(d.id)):to_be_false()
    local copy = d.fields
    expect(getmetatable(copy)):to_be_nil()
    expect(copy.region.slug):to_equal(REGION)
    copy.region.slug = "changed"
    expect(d.region_slug):to_equal(REGION)
    expect(d:for_json().name):to_equal(d.name)
    local n = 0
    for key, value in pairs(d) do
      n = n + 1
      expect(value).never:to_be_nil()
      expect(type(key)):to_equal("string")
    end
    expect(n > 10):to_be_true()
  end)

  it("takes local writes and keeps them local", function()
    d = fresh()
    d.name = "mine"
    d.note = {1, 2}
    expect(d.name):to_equal("mine")
    expect(d.fields.note):to_equal{1, 2}
    expect(d:fetch().name):to_equal("web")
    d.name = nil
    expect(d.name):to_be_nil()
    expect(d.fields.name):to_be_nil()
    expect(require("json").encode(d)):to_contain('"note":[1,2]')
  end)

  it("can be made into a handle without a request", function()
    do.fetch_account()
    local before = do.last_response
    local handle = do.Droplet(12345)
    expect(handle.id):to_equal(12345)
    expect(handle.class):to_equal("Droplet")
    expect(do.last_response.url):to_equal(before.url)
    expect(function() handle:fetch() end):to_raise{kind = "DOAPIError", status = 404, id = "not_found"}
  end)
end)

describe("the actions of a droplet", function()
  it("are started and waited for", function()
    d = fresh()
    local action = d:power_off()
    expect(action.class):to_equal("Action")
    expect(action.type):to_equal("power_off")
    expect(d:fetch_current_action().id):to_equal(action.id)
    expect(action:wait().completed):to_be_true()
    expect(d:fetch().off):to_be_true()
    expect(d:fetch_last_action().id):to_equal(action.id)
    expect(d:fetch_current_action()):to_be_nil()
    expect(d:enable_ipv6():wait().status):to_equal("completed")
    expect(d:resize("s-1vcpu-2gb"):wait().status):to_equal("completed")
    expect(d:resize{size = "s-2vcpu-2gb", disk = true}:wait().status):to_equal("completed")
    expect(d:power_on():wait().status):to_equal("completed")
    local types = d:fetch_all_actions():map(function(a) return a.type end):list()
    expect(types):to_contain("create")
    expect(types):to_contain("resize")
    expect(d:fetch().size_slug):to_equal("s-2vcpu-2gb")
  end)

  it("are all there", function()
    d = fresh()
    for _, name in ipairs{"reboot", "power_cycle", "password_reset", "enable_backups", "disable_backups", "enable_private_networking"} do
      local action = d[name](d)
      expect(action.class):to_equal("Action")
      expect(d:wait_for_action().id):to_equal(d.id)
    end
    d:reboot():wait()
    d:power_cycle():wait()
    d:password_reset():wait()
    d:enable_backups():wait()
    expect(d:fetch().features):to_contain("backups")
    d:disable_backups():wait()
    d:enable_private_networking():wait()
    d:rename("other"):wait()
    expect(d:fetch().name):to_equal("other")
    d:rename{name = "another"}:wait()
    expect(d:fetch().name):to_equal("another")
    expect(d:shutdown():wait().type):to_equal("shutdown")
    expect(d:act{type = "power_on"}:wait().type):to_equal("power_on")
    expect(d:act("reboot"):wait().type):to_equal("reboot")
  end)

  it("make snapshots, restore and rebuild", function()
    d = fresh()
    d:snapshot("snap"):wait()
    d:snapshot{name = "snap2"}:wait()
    local snapshots = d:fetch_all_snapshots():list()
    expect(#snapshots):to_equal(2)
    expect(snapshots[1].class):to_equal("Image")
    expect(d:rebuild(snapshots[1]):wait().status):to_equal("completed")
    expect(d:rebuild{image = IMAGE}:wait().status):to_equal("completed")
    expect(d:fetch_all_backups():list()):to_equal({})
    expect(d:fetch_all_kernels():first().class):to_equal("Kernel")
    expect(d:restore(snapshots[2]):wait().type):to_equal("restore")
    local ok, e = pcall(d.change_kernel, d, 991)
    expect(ok or e.kind == "DOAPIError"):to_be_true()
  end)

  it("stop it, one way or the other", function()
    d = fresh()
    expect(d:stop().off):to_be_true()
    expect(d:stop{timeout = 5}.off):to_be_true()
  end)

  it("are refused while another lasts", function()
    d = fresh()
    d:reboot()
    expect(function() d:reboot() end):to_raise{kind = "DOAPIError", status = 422, message = "Droplet already has a pending event."}
  end)
end)

describe("waiting for a droplet", function()
  it("gives its state, and nil when it is gone", function()
    d = do.create_droplet("w", IMAGE, SIZE, REGION)
    expect(d:wait{status = "active"}.active):to_be_true()
    expect(d:wait{locked = false}.id):to_equal(d.id)
    expect(d:wait{ready = true, wait_interval = 1, wait_time = -1}.ip_address).never:to_be_nil()
    d:delete()
    expect(d:wait{status = "off"}):to_be_nil()
    expect(d:wait_for_action()):to_be_nil()
  end)

  it("needs to know for what", function()
    d = fresh()
    expect(function() d:wait{} end):to_raise("TypeError", "give exactly one of")
    expect(function() d:wait() end):to_raise("TypeError", "give exactly one of")
    expect(function() d:wait{status = "active", locked = false} end):to_raise("TypeError", "got status and locked")
    expect(function() d:wait{status = "activ"} end):to_raise("TypeError", "did you mean 'active'")
  end)

  it("gives up when its time is up", function()
    d = do.create_droplet("slow", IMAGE, SIZE, REGION)
    local e = expect(function() d:wait{status = "active", wait_time = 3, wait_interval = 1} end):to_raise("WaitTimeoutError")
    expect(e.attr):to_equal("status")
    expect(e.value):to_equal("active")
    expect(e.wait_time):to_equal(3)
    expect(e.wait_interval):to_equal(1)
    expect(#e.in_progress):to_equal(1)
    expect(e.in_progress[1].id):to_equal(d.id)
    expect(function() d:wait{status = "active", wait_time = 0} end):to_raise("WaitTimeoutError")
  end)
end)

describe("tags and neighbours", function()
  it("come and go", function()
    d = fresh()
    do.create_tag("blue")
    d:tag("blue")
    expect(d:fetch().tags):to_contain("blue")
    d:untag{tag = do.Tag("blue")}
    expect(d:fetch().tags).never:to_contain("blue")
    expect(function() d:tag("absent") end):to_raise{kind = "DOAPIError", status = 404}
    expect(d:fetch_all_neighbors():list()):to_be_a("table")
  end)
end)

describe("deleting a droplet", function()
  it("takes it away for good", function()
    d = fresh()
    d:delete()
    require("task").sleep(60)
    expect(function() d:fetch() end):to_raise{kind = "DOAPIError", status = 404}
    expect(function() d:delete() end):to_raise{kind = "DOAPIError", status = 404}
  end)
end)

describe("wrong arguments of droplets", function()
  it("are errors at the call", function()
    d = do.Droplet(5)
    expect(function() d:resize() end):to_raise("TypeError", "resize: missing argument 'size'")
    expect(function() d:rename(true) end):to_raise("TypeError", "rename: 'name' must be a string, got boolean")
    expect(function() d:restore({}) end):to_raise("TypeError", "an id, a slug or an Image")
    expect(function() d:restore(true) end):to_raise("TypeError", "restore: 'image' must be an id, a slug or an Image, got boolean")
    expect(function() d:snapshot{nam = "x"} end):to_raise("TypeError", "did you mean 'name'")
    expect(function() d.reboot() end):to_raise("TypeError", "colon")
    expect(function() d:reboot(1) end):to_raise("TypeError", "no arguments")
    expect(function() d:rebuild(do.Tag("x")) end):to_raise("TypeError", "got Tag")
    expect(function() d:stop{timeot = 1} end):to_raise("TypeError", "did you mean 'timeout'")
    expect(function() d:power_off{} end).never:to_raise("TypeError")
  end)
end)
