#!/usr/bin/env doapi
-- Rolls a site behind a load balancer over to droplets of a new image: as many
-- new ones as there are old ones take the traffic, then the old ones go. Nothing
-- old is touched before all new ones serve.
--
--   doapi plan scripts/blue_green.lua web ubuntu-24-04-x64
--   doapi scripts/blue_green.lua web ubuntu-24-04-x64

local args = require "doapi.args"
local http = require "doapi.http"

local o = args.parser{
  name = "blue_green", about = "Replaces the droplets behind a load balancer.",
  {"balancer", help = "its name"},
  {"image", help = "id or slug of the new image"},
  {"--check", help = "a path that every new droplet has to answer with 2xx, as /health"},
  {"--keep", type = "boolean", help = "leave the old droplets as they are"},
}:parse(arg)

local balancer = do.load_balancers.list():find(function(b) return b.name == o.balancer end)
if not balancer then error("there is no load balancer " .. o.balancer, 0) end
local tag = balancer.fields.tag -- balancer.tag is the method
if tag and tag ~= "" then error("the droplets of " .. o.balancer .. " come by the tag " .. tag .. ": this rolls over lists", 0) end

local old = {}
for i, id in ipairs(balancer.droplet_ids) do old[i] = do.fetch_droplet(id) end
if #old == 0 then error("there is no droplet behind " .. o.balancer, 0) end

-- The names tell the rounds apart: web-1 becomes web-1-2, then web-1-3.
local function following(name)
  local base, round = name:match("^(.-%-%d+)%-(%d+)$")
  return (base or name) .. "-" .. (tonumber(round or 1) + 1)
end

local new, rolled = {}, false
defer(function()
  if rolled or do.planning then return end
  print("not rolled over: the new droplets go")
  for _, droplet in ipairs(new) do droplet:delete() end
end)
for i, droplet in ipairs(old) do
  new[i] = do.create_droplet(following(droplet.name), o.image, droplet.size_slug, droplet.region_slug, {
    tags = droplet.tags, vpc_uuid = droplet.vpc_uuid,
  })
end
local ids, old_ids = {}, {}
for droplet in do.wait_droplets(new, {ready = true}) do
  if o.check then
    local answer = http.get("http://" .. droplet.ip_address .. o.check)
    if not answer.ok then error(droplet.name .. " answers " .. answer.status, 0) end
  end
  print(droplet.name .. " serves")
end
for i, droplet in ipairs(new) do ids[i] = droplet.id end
for i, droplet in ipairs(old) do old_ids[i] = droplet.id end

do.load_balancers.add_droplets(balancer.id, ids)
do.load_balancers.remove_droplets(balancer.id, old_ids)
rolled = true
print(o.balancer .. " leads to " .. #new .. " new droplets")

if o.keep then return end
for _, droplet in ipairs(old) do
  droplet:delete()
  print(droplet.name .. " is deleted")
end
