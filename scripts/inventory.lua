#!/usr/bin/env doapi
-- An inventory of the account's droplets for Ansible: a group for each tag,
-- region and size. Ansible calls it with --list or --host NAME:
--
--   ansible all -i scripts/inventory.lua -m ping
--   doapi plan scripts/inventory.lua --list

local args = require "doapi.args"
local json = require "doapi.json"

local o = args.parser{
  name = "inventory", about = "The droplets, as Ansible wants to know them.",
  {"--list", type = "boolean", help = "all hosts and groups (what happens without it too)"},
  {"--host", help = "the variables of one host"},
}:parse(arg)

-- Ansible's names of groups are letters, digits and underscores.
local function group(prefix, name) return prefix .. name:gsub("[^%w_]", "_") end

local function variables(droplet)
  return {
    ansible_host = droplet.ip_address,
    do_id = droplet.id, do_region = droplet.region_slug, do_size = droplet.size_slug,
    do_image = droplet.image_slug, do_tags = json.array(droplet.fields.tags), do_private_address = droplet.networks.v4 and (function()
      for _, net in ipairs(droplet.networks.v4) do if net.type == "private" then return net.ip_address end end
    end)(),
  }
end

if o.host then
  local droplet = do.find_droplets(o.host):first()
  print(json.encode(droplet and variables(droplet) or json.object{}, {indent = 2, sort = true}))
  return
end

local all = {_meta = {hostvars = json.object{}}}
local function put(name, host)
  all[name] = all[name] or {hosts = json.array{}}
  table.insert(all[name].hosts, host)
end
for droplet in do.fetch_all_droplets() do
  if droplet.active and droplet.ip_address then
    all._meta.hostvars[droplet.name] = variables(droplet)
    put(group("region_", droplet.region_slug), droplet.name)
    put(group("size_", droplet.size_slug), droplet.name)
    for _, tag in ipairs(droplet.tags) do put(group("tag_", tag), droplet.name) end
  end
end
print(json.encode(all, {indent = 2, sort = true}))
