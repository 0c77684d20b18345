#!/usr/bin/env doapi
-- Moves a droplet to another region: powered off, snapshot, the snapshot copied,
-- a new droplet of it, the floating IP left where it is. The old droplet stays,
-- off, until --delete-old says otherwise.
--
--   doapi plan scripts/migrate_region.lua db-1 fra1
--   doapi scripts/migrate_region.lua db-1 fra1

local args = require "doapi.args"

local o = args.parser{
  name = "migrate_region", about = "Moves a droplet to another region by a snapshot.",
  {"droplet", help = "id or name"},
  {"region", help = "where it goes"},
  {"--delete-old", type = "boolean", help = "delete the old droplet and the snapshot at the end"},
}:parse(arg)

local droplet = do.resolve("droplet", o.droplet)
if droplet.region_slug == o.region then error(droplet.name .. " is in " .. o.region .. " already", 0) end
local size = do.fetch_all_sizes():find(function(s) return s.slug == droplet.size_slug end)
local offered = false
for _, slug in ipairs(size.regions) do offered = offered or slug == o.region end
if not offered then error("the size " .. droplet.size_slug .. " is not offered in " .. o.region, 0) end

local running, moved = droplet.active, false
defer(function()
  if running and not moved and not do.planning then
    print("not moved: " .. droplet.name .. " is powered on again")
    droplet:power_on():wait()
  end
end)
if running then droplet:stop() end

local name = droplet.name .. "-to-" .. o.region
droplet:snapshot(name):wait{check = true}
local snapshot = droplet:fetch_all_snapshots():find(function(s) return s.name == name end)
print("snapshot " .. name)
snapshot:transfer(o.region):wait{check = true}
print("copied to " .. o.region)

local new = do.create_droplet(droplet.name, snapshot, droplet.size_slug, o.region, {tags = droplet.tags}):wait{ready = true}
moved = true
print(new.name .. " runs in " .. o.region .. " at " .. new.ip_address)
if o.delete_old then
  droplet:delete()
  snapshot:delete()
  print("the old droplet and the snapshot are deleted")
end
