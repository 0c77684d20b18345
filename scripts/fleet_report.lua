#!/usr/bin/env doapi
-- What runs where, and what it costs a month.
--
--   doapi plan scripts/fleet_report.lua [TAG]
--   doapi scripts/fleet_report.lua [TAG]

local table_view = require "table_view"

local filter = arg[1] and {tag_name = arg[1]} or {}
local regions, total = {}, {droplets = 0, active = 0, cost = 0}

for droplet in do.fetch_all_droplets(filter) do
  local slug = droplet.region_slug or "nowhere"
  local row = regions[slug] or {region = slug, droplets = 0, active = 0, cost = 0}
  regions[slug] = row
  for _, sum in ipairs{row, total} do
    sum.droplets = sum.droplets + 1
    sum.active = sum.active + (droplet.active and 1 or 0)
    sum.cost = sum.cost + droplet.size.price_monthly
  end
end

if total.droplets == 0 then
  print("there are no droplets")
  return
end

local rows = {}
for _, row in pairs(regions) do rows[#rows + 1] = row end
table.sort(rows, function(a, b)
  if a.cost ~= b.cost then return a.cost > b.cost end
  return a.region < b.region
end)
rows[#rows + 1] = {region = "all", droplets = total.droplets, active = total.active, cost = total.cost}
for _, row in ipairs(rows) do row.cost = string.format("$%.2f", row.cost) end

table_view.print(rows, {"region", "droplets", "active", "cost"})
