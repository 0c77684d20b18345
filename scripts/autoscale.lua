#!/usr/bin/env doapi
-- Keeps the load of the droplets of a tag between two bounds: one more when the
-- mean is above, one less when it is below. Run it every few minutes.
--
--   doapi plan scripts/autoscale.lua web --image ubuntu-24-04-x64
--   doapi scripts/autoscale.lua web --image ubuntu-24-04-x64 --max 6

local args = require "doapi.args"
local time = require "doapi.time"

local o = args.parser{
  name = "autoscale", about = "Adds and removes droplets by their load.",
  {"tag"},
  {"--image", required = true, help = "id or slug for a new droplet"},
  {"--min", default = 1}, {"--max", default = 4},
  {"--low", default = 0.3, help = "load per CPU below which one goes"},
  {"--high", default = 0.8, help = "load per CPU above which one comes"},
  {"--minutes", default = 10, help = "how far back the load is looked at"},
}:parse(arg)

local droplets = do.fetch_all_droplets{tag_name = o.tag}:list()
if #droplets == 0 then error("no droplet has the tag " .. o.tag, 0) end
table.sort(droplets, function(a, b) return a.id < b.id end)
for _, droplet in ipairs(droplets) do
  if droplet.new then
    print(droplet.name .. " is still being made")
    return
  end
end

-- The mean of all samples of the last minutes, by the number of CPUs.
local now = math.floor(time.started().unix)
local function load(droplet)
  local answer = do.monitoring.get_droplet_load5_metrics{
    host_id = tostring(droplet.id), start = tostring(now - o.minutes * 60), ["end"] = tostring(now),
  }
  local n, all = 0, 0
  for _, series in ipairs(answer.data.result) do
    for _, sample in ipairs(series.values) do n, all = n + 1, all + tonumber(sample[2]) end
  end
  return n > 0 and all / n / droplet.vcpus or nil
end
local n, all = 0, 0
for _, droplet in ipairs(droplets) do
  local l = load(droplet)
  if l then n, all = n + 1, all + l end
end
if n == 0 then error("no droplet of " .. o.tag .. " tells its load: is the agent installed?", 0) end
local mean = all / n
print(string.format("%d droplets, mean load %.2f", #droplets, mean))

if mean > o.high and #droplets < o.max then
  -- web-4 follows web-1 and web-3.
  local like, last = droplets[1], 0
  for _, droplet in ipairs(droplets) do last = math.max(last, tonumber(droplet.name:match("(%d+)$")) or 0) end
  local new = do.create_droplet(o.tag .. "-" .. last + 1, o.image, like.size_slug, like.region_slug, {tags = {o.tag}, monitoring = true})
  print(new:wait{ready = true}.name .. " was added")
elseif mean < o.low and #droplets > o.min then
  local newest = droplets[#droplets]
  newest:stop()
  newest:delete()
  print(newest.name .. " was removed")
else
  print("nothing to do")
end
