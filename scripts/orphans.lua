#!/usr/bin/env doapi
-- Finds what nothing uses any more: volumes that are attached to nothing, idle
-- floating IPs, snapshots of droplets that are gone, load balancers without a
-- target and tags without an object. Deletes it when --delete says so.
--
--   doapi scripts/orphans.lua
--   doapi plan scripts/orphans.lua --delete

local args = require "doapi.args"
local time = require "doapi.time"

local o = args.parser{
  name = "orphans", about = "Finds what nothing uses any more.",
  {"--days", default = 7, help = "leave what is younger"},
  {"--delete", type = "boolean", help = "delete what is found"},
}:parse(arg)

local young = time.now() - o.days * 86400
local found = 0
local function orphan(object, kind, name, why)
  if object.created_at and object.created_at > young then return end
  found = found + 1
  print(string.format("%-14s %-28s %s", kind, name, why))
  if o.delete then object:delete() end
end

local droplets = {}
for droplet in do.fetch_all_droplets() do droplets[tostring(droplet.id)] = true end

for volume in do.volumes.list() do
  if #volume.droplet_ids == 0 then orphan(volume, "volume", volume.name, "attached to nothing, " .. volume.size_gigabytes .. " GB") end
end
for ip in do.fetch_all_floating_ips() do
  if not ip.droplet then orphan(ip, "floating IP", ip.ip, "assigned to nothing") end
end
for snapshot in do.snapshots.list{resource_type = "droplet"} do
  if not droplets[snapshot.resource_id] then orphan(snapshot, "snapshot", snapshot.name, "its droplet is gone") end
end
for balancer in do.load_balancers.list() do
  if #(balancer.droplet_ids or {}) == 0 then orphan(balancer, "load balancer", balancer.name, "leads nowhere") end
end
-- A tag does not tell its age: it is listed, and deleted only with --days 0.
for tag in do.fetch_all_tags() do
  if tag.resources.count == 0 and o.days == 0 then orphan(tag, "tag", tag.name, "on nothing") end
end
print(found .. (o.delete and " deleted" or " found"))
