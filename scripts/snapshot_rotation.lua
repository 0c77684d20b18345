#!/usr/bin/env doapi
-- Makes a snapshot of every droplet of a tag and keeps the newest KEEP of
-- each; older ones of this script are deleted. Only when a new snapshot is
-- there is an old one given up.
--
--   doapi plan scripts/snapshot_rotation.lua TAG [KEEP]
--   doapi scripts/snapshot_rotation.lua TAG [KEEP]

local time, task = require "time", require "task"

local tag, keep = arg[1] or "backup", tonumber(arg[2] or 3)
local prefix = "rotation-"
local droplets = do.fetch_all_droplets{tag_name = tag}:list()
if #droplets == 0 then
  print("no droplet has the tag " .. tag)
  return
end

local stamp = time.started():utc():format("%Y%m%d-%H%M%S")
local results = task.map(droplets, function(droplet)
  local action = droplet:snapshot(prefix .. droplet.name .. "-" .. stamp):wait()
  if action.errored then return {droplet = droplet, failed = true} end

  local mine = droplet:fetch_all_snapshots():filter(function(image)
    return image.name:sub(1, #prefix) == prefix
  end):list()
  table.sort(mine, function(a, b)
    if a.created_at ~= b.created_at then return a.created_at > b.created_at end
    return a.id > b.id
  end)
  local deleted = 0
  for i = keep + 1, #mine do
    mine[i]:delete()
    deleted = deleted + 1
  end
  return {droplet = droplet, kept = math.min(#mine, keep), deleted = deleted}
end)

local failures = 0
for _, result in ipairs(results) do
  if result.failed then
    failures = failures + 1
    print(result.droplet.name .. ": the snapshot failed")
  else
    print(string.format("%s: %d kept, %d deleted", result.droplet.name, result.kept, result.deleted))
  end
end
os.exit(failures == 0 and 0 or 1)
