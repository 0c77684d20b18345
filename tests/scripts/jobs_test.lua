-- The examples as a project of one's own would test them: doapi test
-- --coverage tests/scripts tells what of them is reached. What they print is
-- compared by another test.
local test = require "doapi.test"
local fs = require "doapi.fs"
local path = require "doapi.path"

local here = path.dir(debug.getinfo(1, "S").source:sub(2))
local keys = path.join(here, "..", "testdata", "keys")
-- run runs a script with arguments, without its output. An exit without an
-- error is an end like any other.
local function run(name, ...)
  local exit, deferred = {}, {}
  local chunk = assert(loadfile(path.join(here, "..", "..", "scripts", name .. ".lua")))
  setfenv(chunk, setmetatable({
    arg = {[0] = name, ...},
    print = function() end,
    defer = function(f) table.insert(deferred, 1, f) end,
    require = function(module) -- its run begins now
      local found = require(module)
      if module ~= "doapi.time" and module ~= "time" then return found end
      return setmetatable({started = found.now}, {__index = found})
    end,
    os = setmetatable({exit = function(code) exit.code = code or 0 error(exit, 0) end}, {__index = os}),
  }, {__index = getfenv()}))
  local ok, e = pcall(chunk)
  for _, f in ipairs(deferred) do f() end
  if not ok and (e ~= exit or exit.code ~= 0) then error(e, 0) end
end

-- fleet is an account with some droplets.
local function fleet()
  local all = {}
  for i, p in ipairs{
    {"web-1", "s-1vcpu-1gb", "nyc3"}, {"web-2", "s-1vcpu-1gb", "nyc3"}, {"db-1", "s-2vcpu-4gb", "nyc3"}, {"spare", "s-1vcpu-2gb", "sgp1"},
  } do
    all[i] = do.create_droplet(p[1], "ubuntu-24-04-x64", p[2], p[3], {tags = {"fleet", (p[1]:match("^%a+"))}})
  end
  for _ in do.wait_droplets(all, {ready = true}) do end
end

-- hour lets the agents of the fleet tell something.
local function hour() test.advance(3600) end

local function balancer()
  do.load_balancers.create{
    name = "site", region = "nyc3", droplet_ids = {do.find_droplets("web-1"):first().id, do.find_droplets("web-2"):first().id},
    forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 80}},
  }:wait()
end

local function endpoint()
  do.cdn.create_endpoint{origin = "mine.nyc3.digitaloceanspaces.com", ttl = 3600}
end

local function orphans()
  do.volumes.create{name = "spare-disk", region = "nyc3", size_gigabytes = 10}
  do.create_floating_ip{region = "nyc3"}
  do.create_tag("empty")
end

-- clear empties the account: all tests of a file share one.
local function clear()
  test.advance(600) -- what is under way ends
  for d in do.fetch_all_droplets() do d:delete() end
  for _, kind in ipairs{do.load_balancers, do.volumes} do
    for o in kind.list() do o:delete() end
  end
  for ip in do.fetch_all_floating_ips() do ip:delete() end
  test.advance(60)
  for tag in do.fetch_all_tags() do tag:delete() end
end
test.after(clear)

local function file(name) return path.join(keys, name) end

-- Each job: its name, its arguments, and what the account has before.
local jobs = {
  {"autoscale", {"web", "--image", "ubuntu-24-04-x64", "--high", "0.01"}, fleet, hour},
  {"autoscale", {"web", "--image", "ubuntu-24-04-x64", "--low", "9", "--high", "10"}, fleet, hour},
  {"backup_to_spaces", {keys, "mine"}},
  {"blue_green", {"site", "debian-12-x64"}, fleet, balancer},
  {"bring_up", {"example.com"}},
  {"cdn_certificate", {"mine.nyc3.digitaloceanspaces.com", file("certificate.pem"), file("certificate.key")}, endpoint},
  {"cost_report", {}, fleet, balancer, orphans},
  {"database", {"orders", "--trust", "web"}},
  {"dns_sync", {"example.org"}},
  {"fleet_report", {}, fleet},
  {"inventory", {"--list"}, fleet},
  {"inventory", {"--host", "web-1"}, fleet},
  {"key_rollout", {"ops", file("laptop.pub"), file("desktop.pub")}},
  {"kubernetes_cluster", {"demo"}},
  {"migrate_region", {"db-1", "fra1"}, fleet},
  {"orphans", {"--days", "0", "--delete"}, fleet, orphans},
  {"quickstart", {}},
  {"rolling_reboot", {"web"}, fleet},
  {"shutdown_all", {}, fleet},
  {"snapshot_rotation", {"web", "1"}, fleet},
}

for i, job in ipairs(jobs) do
  local name, args = job[1], job[2]
  test.it(i .. " " .. name, function()
    test.fake("ssh", function() return "active\n" end)
    for k = 3, #job do job[k]() end
    if name == "kubernetes_cluster" then
      args = {"demo", "--kubeconfig", path.join(fs.temp_dir(), "kubeconfig")}
    end
    run(name, unpack(args))
  end)
end

test.it("floating_ip_failover", function()
  fleet()
  local web = do.find_droplets("web-1"):first()
  local ip = do.create_floating_ip{droplet_id = web}
  ip:wait_for_action()
  web:power_off():wait()
  run("floating_ip_failover", ip.ip, "web")
  test.expect(do.fetch_floating_ip(ip).droplet.name):to_equal("web-2")
end)
