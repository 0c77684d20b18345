#!/usr/bin/env doapi
-- Moves a floating IP to the first droplet of a tag that is active, unless
-- the one that has it is. Run it from cron or a health check.
--
--   doapi plan scripts/floating_ip_failover.lua ADDRESS TAG
--   doapi scripts/floating_ip_failover.lua ADDRESS TAG

local address, tag = arg[1], arg[2]
if not address or not tag then
  print("usage: floating_ip_failover.lua ADDRESS TAG")
  os.exit(2)
end

local ip = do.fetch_floating_ip(address)
local holder = ip.droplet and do.fetch_droplet(ip.droplet)
if holder and holder.active then
  print(ip .. " stays with " .. holder.name)
  return
end

local candidates = do.fetch_all_droplets{tag_name = tag}:filter(function(droplet)
  return droplet.active and droplet.region_slug == ip.region_slug
end):list()
table.sort(candidates, function(a, b) return a.name < b.name end)
local target = candidates[1]
if not target then
  print("no active droplet with the tag " .. tag .. " in " .. ip.region)
  os.exit(1)
end

ip:assign(target):wait{check = true}
print(ip .. " moved from " .. (holder and holder.name or "nobody") .. " to " .. ip:fetch().droplet.name)
