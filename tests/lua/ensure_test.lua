-- tests: ensure
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

local key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmlZ2cDYXxOBJnVXbBRr4QdYN6yEkGPSbYVjJmwYQkS me@here"

-- Each kind with a wanted state; a second call changes nothing.
local function wanted(d)
  return {
    {"tag", {name = "web"}},
    {"ssh_key", {name = "laptop", public_key = key}},
    {"domain", {name = "ensure.example"}},
    {"record", {domain = "ensure.example", type = "A", name = "www", data = "192.0.2.1", ttl = 300}},
    {"record", {domain = "ensure.example.", type = "CNAME", name = "docs", data = "www.ensure.example."}},
    {"record", {domain = "ensure.example", type = "MX", name = "@", data = "mail.ensure.example.", priority = 10}},
    {"firewall", {name = "web", inbound_rules = {{protocol = "tcp", ports = "22", sources = {addresses = {"0.0.0.0/0", "::/0"}}}},
      outbound_rules = {{protocol = "tcp", ports = "all", destinations = {addresses = {"0.0.0.0/0"}}}}}},
    {"volume", {name = "data", region = "nyc3", size_gigabytes = 10}},
    {"vpc", {name = "inner", region = "nyc3"}},
    {"droplet", {name = "one", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64", tags = {"web"}, user_data = "x"}},
    {"reserved_ip", {droplet_id = d}},
    {"load_balancer", {name = "front", region = "nyc3", droplet_ids = {d.id}, forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 80}}}},
    {"certificate", {name = "site", type = "lets_encrypt", dns_names = {"ensure.example", "www.ensure.example"}}},
    {"project", {name = "shop", purpose = "Web Application", environment = "Production", description = "the shop"}},
    {"cluster", {name = "inner", region = "nyc3", version = "latest", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 1}}}},
    {"database", {name = "orders", engine = "pg", region = "nyc3", size = "db-s-1vcpu-1gb", num_nodes = 1, tags = {"web"}}},
  }
end

describe("ensure", function()
  it("makes what is absent, and changes nothing the second time", function()
    local d = do.create_droplet("base", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
    for _, w in ipairs(wanted(d)) do
      local object, info = do.ensure[w[1]](w[2])
      expect(object ~= nil):to_equal(true)
      expect(info.created):to_equal(true)
    end
    for _, w in ipairs(wanted(d)) do
      local object, info = do.ensure[w[1]](w[2])
      expect(object ~= nil):to_equal(true)
      expect(info.created):to_equal(false)
      expect(next(info.changed)):to_be_nil()
    end
  end)

  it("changes what differs, and says so", function()
    do.ensure.domain{name = "change.example"}
    do.ensure.record{domain = "change.example", type = "A", name = "www", data = "192.0.2.1", ttl = 300}
    local r, info = do.ensure.record{domain = "change.example", type = "A", name = "www.change.example.", data = "192.0.2.1", ttl = 600}
    expect(r.ttl):to_equal(600)
    expect(info.changed.ttl.was):to_equal(300)
    expect(info.changed.ttl.is):to_equal(600)
  end)

  it("owns records that differ in more than their data", function()
    local domain = do.ensure.domain{name = "own.example"}
    local function own(type, name, values, common)
      local all = {domain = domain, type = type, name = name, values = values}
      for k, v in pairs(common or {}) do all[k] = v end
      local list, info = do.ensure.records(all)
      return list, #info.created, #info.deleted, info.changed
    end
    local mx = {{data = "a.own.example.", priority = 10}, {data = "b.own.example.", priority = 20}}
    local list, created = own("MX", "@", mx)
    expect({list[1].priority, list[2].priority, created}):to_equal({10, 20, 2})
    mx[2].priority = 30
    local list, created, deleted, changed = own("MX", "@", mx)
    expect({list[2].priority, created, deleted, changed["b.own.example."].priority.was}):to_equal({30, 0, 0, 20})
    local caa = {{data = "letsencrypt.org.", tag = "issue", flags = 0}, {data = "letsencrypt.org.", tag = "issuewild", flags = 0}}
    for _, wanted in ipairs{2, 0} do
      local list, created, deleted, changed = own("CAA", "@", caa)
      expect({list[1].tag, list[2].tag, created, deleted, next(changed)}):to_equal({"issue", "issuewild", wanted, 0})
    end
    local srv = {{data = "s.own.example.", port = 5060, weight = 1}, {data = "s.own.example.", port = 5061, weight = 1}}
    for _, wanted in ipairs{2, 0} do
      local list, created = own("SRV", "_sip._tcp", srv, {priority = 1})
      expect({list[1].port, list[2].port, created}):to_equal({5060, 5061, wanted})
    end
    local before = #domain:fetch_all_records():list()
    expect(function() own("MX", "@", {"c.own.example.", {data = "d.own.example.", priorty = 5}}, {priority = 1}) end):to_raise(nil, "priorty")
    expect(function() own("MX", "@", {{priority = 5}}) end):to_raise("TypeError", "'values[1]' must be a string, or a table with 'data'")
    expect(function() own("MX", "@", {{data = "x.", type = "A"}}) end):to_raise("TypeError", "must not have 'type'")
    expect(#domain:fetch_all_records():list()):to_equal(before)
  end)

  it("owns a set of records", function()
    local domain = do.ensure.domain{name = "set.example"}
    do.Domain("set.example"):create_record("A", "www", "192.0.2.9")
    local list, info = do.ensure.records{domain = "set.example", type = "A", name = "www", values = {"192.0.2.1", "192.0.2.2"}}
    expect(#list):to_equal(2)
    expect(#info.created):to_equal(2)
    expect(info.deleted[1]):to_equal("192.0.2.9")
    local _, again = do.ensure.records{domain = domain, type = "A", name = "www", values = {"192.0.2.2", "192.0.2.1"}}
    expect(do.ensure.record{domain = domain, type = "A", name = "www", data = "192.0.2.2"}.name):to_equal("www")
    expect(#again.created + #again.deleted):to_equal(0)
  end)

  it("never powers off or deletes without leave", function()
    local name = {name = "careful", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
    do.ensure.droplet(name):wait{ready = true}
    name.size = "s-2vcpu-2gb"
    local ok, e = pcall(do.ensure.droplet, name)
    expect(ok):to_equal(false)
    expect(e.message:find("power_off", 1, true) ~= nil):to_equal(true)
    name.may = {"power_off"}
    local d, info = do.ensure.droplet(name)
    expect(info.changed.size.was):to_equal("s-1vcpu-1gb")
    expect(d.status):to_equal("active")
    name.image = "debian-12-x64"
    ok, e = pcall(do.ensure.droplet, name)
    expect(ok):to_equal(false)
    expect(e.message:find("recreate", 1, true) ~= nil):to_equal(true)
  end)

  it("lists what matches more than once", function()
    for _ = 1, 2 do do.create_droplet("twin", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3") end
    local ok, e = pcall(do.ensure.droplet, {name = "twin", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"})
    expect(ok):to_equal(false)
    expect(e.message:find("several match", 1, true) ~= nil):to_equal(true)
  end)

  it("sees to absence", function()
    do.create_tag("away")
    expect(do.ensure.absent("tag", {name = "away"})):to_equal(true)
    expect(do.ensure.absent("tag", {name = "away"})):to_equal(false)
  end)
end)
