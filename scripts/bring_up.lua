#!/usr/bin/env doapi
-- Brings up a web site: droplets that set themselves up, a command on all of
-- them once ssh answers, a load balancer in front and a DNS record for it. What
-- was made is taken down again when a step fails. A second run finds all done.
--
--   doapi plan scripts/bring_up.lua example.com
--   doapi scripts/bring_up.lua example.com --key ~/.ssh/id_ed25519
--
-- Nothing answers on simulated droplets: with --sim, a fake stands in for ssh,
-- as in -e 'require("doapi.test").fake("ssh", function() return "active" end)'.

local args = require "doapi.args"
local cloud_init = require "doapi.cloud_init"
local ssh = require "doapi.ssh"

local o = args.parser{
  name = "bring_up", about = "Brings up a web site behind a load balancer.",
  {"domain", help = "a domain whose records are managed here"},
  {"--count", default = 3, help = "how many droplets"},
  {"--region", default = "nyc3"},
  {"--size", default = "s-1vcpu-1gb"},
  {"--key", help = "the private key's file; else the agent is asked"},
  {"--ssh-keys", many = true, help = "ids or fingerprints of keys that the droplets get"},
}:parse(arg)

local user_data = cloud_init.render{
  packages = {"nginx"},
  commands = {"systemctl enable --now nginx"},
}

-- Taken down, newest first, unless the end is reached.
local made, finished = {}, false
local function ensure(kind, want)
  local object, info = do.ensure[kind](want)
  if info.created then made[#made + 1] = {kind, object, want} end
  return object
end
defer(function()
  if finished or do.planning then return end
  for i = #made, 1, -1 do
    local kind, object, want = unpack(made[i])
    print("taking down " .. kind .. " " .. (object.name or want.name))
    object:delete()
  end
end)

ensure("tag", {name = "web"})
local droplets = {}
for i = 1, o.count do
  droplets[i] = ensure("droplet", {
    name = "web-" .. i, region = o.region, size = o.size, image = "ubuntu-24-04-x64",
    tags = {"web"}, ssh_keys = o.ssh_keys, user_data = user_data,
  })
end
for droplet in do.wait_droplets(droplets, {ready = true}) do
  print(droplet.name .. " is ready at " .. droplet.ip_address)
  for i, d in ipairs(droplets) do if d.id == droplet.id then droplets[i] = droplet end end
end

-- cloud-init has finished once wait_ready returns.
for _, droplet in ipairs(droplets) do
  ssh.wait_ready(droplet, {key = o.key, wait_time = 600}):close()
end
if do.planning then
  print("the plan ends before the machines are asked; on them nginx would have to run")
else
  ssh.map(droplets, "systemctl is-active nginx", {key = o.key})
end

local balancer = ensure("load_balancer", {
  name = "web", region = o.region, tag = "web",
  forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 80}},
}):wait()
print("the balancer's address is " .. balancer.ip)
ensure("domain", {name = o.domain})
ensure("record", {domain = o.domain, type = "A", name = "www", data = balancer.ip, ttl = 300})
finished = true
print("www." .. o.domain .. " leads to " .. #droplets .. " droplets")
