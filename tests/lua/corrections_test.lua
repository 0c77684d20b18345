-- What the API takes although its description says otherwise, and what is
-- refused before a request although the description says nothing of it.
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect
local time = require "time"

-- sent runs f, which may be refused by the API, but not before a request.
local function sent(f)
  local ok, e = pcall(f)
  if not ok and not e.status then error(tostring(e), 2) end
  return e
end

describe("what clients send", function()
  it("needs no ports to allow pings", function()
    sent(function() do.firewalls.create{name = "ping", inbound_rules = {{protocol = "icmp", sources = {addresses = {"0.0.0.0/0"}}}}} end)
    expect(function() do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", sources = {addresses = {"0.0.0.0/0"}}}}} end):to_raise("TypeError", "ports' is missing")
  end)
  it("knows regions, sizes and images that are newer than it", function()
    sent(function() do.volumes.create{name = "v", region = "atl1", size_gigabytes = 1} end)
    sent(function() do.volumes.list{region = "nyc4"}:count() end)
    sent(function() do.create_droplet("a", "debian-14-x64", "s-1vcpu-1gb-arm", "nyc4") end)
    expect(function() do.volumes.create{name = "v", region = "nyc-3", size_gigabytes = 1} end):to_raise("ValueError", "did you mean 'nyc3'")
    expect(function() do.volumes.create{name = "v", region = "nyc-3", size_gigabytes = 1} end):to_raise("ValueError", "extra={region=...} sends it all the same")
    expect(function() do.create_droplet("a", "ubunut-24-04-x64", "s-1vcpu-1gb", "nyc3") end):to_raise("ValueError", "did you mean 'ubuntu-24-04-x64'")
    expect(function() do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1g", "nyc3") end):to_raise("ValueError", "did you mean 's-1vcpu-1gb'")
    expect(function() do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "NYC3") end):to_raise("ValueError", "did you mean 'nyc3'")
  end)
  it("takes a balancer of type GLOBAL without region and rules", function()
    sent(function() do.load_balancers.create{name = "g", type = "GLOBAL", domains = {{name = "a.example"}}, glb_settings = {target_protocol = "http", target_port = 80}} end)
    expect(function() do.load_balancers.create{name = "g"} end):to_raise("TypeError", "missing argument")
  end)
  it("sends of an update what changes", function()
    local z = do.create_domain("patch.example", "192.0.2.1")
    local r = z:fetch_all_records():find(function(x) return x.type == "A" end)
    expect(do.domains.patch_record{domain_name = "patch.example", domain_record_id = r.id, ttl = 90}.ttl):to_equal(90)
    expect(r:update{ttl = 120}.ttl):to_equal(120)
    sent(function() do.kubernetes.update_node_pool{cluster_id = "c", node_pool_id = "p", auto_scale = true, min_nodes = 1, max_nodes = 3} end)
    sent(function() do.kubernetes.add_node_pool{cluster_id = "c", name = "p", size = "s-1vcpu-2gb", auto_scale = true, min_nodes = 1, max_nodes = 3} end)
    expect(function() do.kubernetes.add_node_pool{cluster_id = "c", name = "p", size = "s-1vcpu-2gb"} end):to_raise("TypeError", "missing argument 'count'")
    -- as doctl changes a balancer: no rules, and of a GLOBAL one not even its type
    sent(function() do.load_balancers.update{lb_id = "l", name = "web", region = "nyc3", droplet_ids = {1, 2}, health_check = {}, sticky_sessions = {}} end)
    sent(function() do.load_balancers.update{lb_id = "l", glb_settings = {target_protocol = "http", target_port = 80}, target_load_balancer_ids = {"a"}} end)
  end)
  it("attaches volumes by name", function()
    local d = do.create_droplet("named", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc1"):wait{ready = true}
    do.volumes.create{name = "data", region = "nyc1", size_gigabytes = 10}
    expect(do.volume_actions.post{type = "attach", droplet_id = d.id, region = "nyc1", volume_name = "data"}.type):to_equal("attach")
  end)
  it("gives volumes of a new droplet as objects too", function()
    local v = do.volumes.create{name = "disk", region = "nyc1", size_gigabytes = 10}
    local d = do.create_droplet("with", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc1", {volumes = {v}})
    expect(d.volume_ids[1]):to_equal(v.id)
    for i, volumes in ipairs{{{id = 0}}, {{name = "disk-2"}}, {0}} do
      local w = do.volumes.create{name = "disk-" .. i, region = "nyc1", size_gigabytes = 10}
      if volumes[1] == 0 then volumes[1] = w.id elseif volumes[1].id then volumes[1].id = w.id end
      local e = do.create_droplet("with-" .. i, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc1", {volumes = volumes})
      e = e:wait{status = "active"}
      expect(#e.volume_ids):to_equal(1)
      expect(e.volume_ids[1]):to_equal(w.id)
    end
  end)
  it("asks for metrics with seconds", function()
    local at = time.parse("2026-01-02T03:04:05Z")
    local e = sent(function() do.monitoring.get_droplet_load1_metrics{host_id = "1", start = at, ["end"] = 1767323046} end)
    local url = e and e.url or do.last_response.url
    expect(url):to_match("start=1767323045")
    expect(url):to_match("end=1767323046")
  end)
end)

describe("what is refused before a request", function()
  it("is a key of a nested table that is near another", function()
    expect(function() do.kubernetes.create_cluster{name = "k", region = "nyc1", version = "1", node_pools = {{size = "s-1vcpu-2gb", name = "p", count = 1, auto_scal = true}}} end)
      :to_raise("TypeError", "'node_pools[1].auto_scal' is not known (did you mean 'auto_scale'?)")
  end)
  it("is a list with a hole, and an element without its braces", function()
    expect(function() do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc1", {tags = {"a", nil, "c"}}) end):to_raise("TypeError", "has no element 2 (nil)")
    expect(function() do.firewalls.create{name = "fw", inbound_rules = {protocol = "icmp", sources = {}}} end):to_raise("TypeError", "write {{...}}")
  end)
  it("is an empty name", function()
    expect(function() do.fetch_all_droplets{tag_name = ""} end):to_raise("ValueError", "must not be empty")
    expect(function() do.fetch_all_droplets{name = ""} end):to_raise("ValueError", "must not be empty")
    expect(function() do.droplets.list{tag_name = ""} end):to_raise("ValueError", "must not be empty")
    expect(function() do.create_tag("") end):to_raise("ValueError", "must not be empty")
    expect(function() do.fetch_domain("") end):to_raise("ValueError", "must not be empty")
    expect(function() do.droplets.destroy_by_tag{tag_name = ""} end):to_raise("ValueError", "must not be empty")
  end)
  it("is a fail= that can never match", function()
    local d = do.Droplet(1)
    expect(function() do.wait({d}, {field = "status", value = "off", fail = {"off"}}) end):to_raise("ValueError", "can never match")
    expect(function() do.wait({d}, {field = "status", value = "active", fail = "exploded"}) end):to_raise("ValueError", "can never match: the status of Droplet is one of")
  end)
end)

describe("lists of waits", function()
  it("hold objects, ids and tables with an id, or are one object", function()
    local d = do.create_droplet("one", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc1")
    for _, list in ipairs{{d}, {d.id}, {{id = d.id}}, d, {id = d.id}} do
      expect(do.wait_droplets(list, {status = "active"}):first().id):to_equal(d.id)
    end
    expect(do.wait_droplets(d, {locked = 0 / 1 == 1}):first().id):to_equal(d.id)
    expect(function() do.wait_droplets(d, {status = "actve"}) end):to_raise("TypeError", "did you mean 'active'")
    expect(function() do.wait_droplets(d, {status = "upgrading", wait_time = 0}):list() end):to_raise("WaitTimeoutError")
  end)
end)

describe("tags", function()
  it("can be given to volumes", function()
    local v = do.volumes.create{name = "tagged", region = "nyc1", size_gigabytes = 10}
    do.create_tag("disks")
    v:tag("disks")
    expect(v:fetch().tags):to_equal({"disks"})
    do.Tag("disks"):remove(v)
    expect(v:fetch().tags):to_equal({})
  end)
end)

describe("writes below a field", function()
  it("show everywhere", function()
    local json = require "json"
    local d = do.create_droplet("mine", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc1", {tags = {"a"}}):wait{ready = true}
    expect(d.region_slug):to_equal("nyc1")
    d.region.slug, d.tags[1] = "zzz", "b"
    expect(d.region_slug):to_equal("zzz")
    expect(d.fields.tags):to_equal({"b"})
    expect(json.decode(json.encode(d)).region.slug):to_equal("zzz")
    expect(d:fetch() == d):to_equal(false)
    d.tags[1] = "c"
    expect(d:for_json().tags):to_equal({"c"})
  end)
end)
