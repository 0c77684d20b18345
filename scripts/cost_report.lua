#!/usr/bin/env doapi
-- What the account costs a month by what there is now: droplets by tag, volumes,
-- snapshots, load balancers, databases and floating IPs that lie idle.
--
--   doapi plan scripts/cost_report.lua
--   doapi scripts/cost_report.lua --format csv

local args = require "doapi.args"
local table_view = require "doapi.table_view"

local o = args.parser{
  name = "cost_report", about = "What the account costs a month.",
  {"--format", default = "table", choices = {"table", "csv", "markdown", "json"}},
}:parse(arg)

-- Prices that the API does not tell, in dollars a month, from the price list of
-- November 2026.
local VOLUME_GB, SNAPSHOT_GB, IDLE_IP, BALANCER_NODE = 0.10, 0.06, 5, 12

local rows, total = {}, 0
local function add(kind, name, count, dollars)
  if count == 0 then return end
  rows[#rows + 1] = {kind = kind, name = name, count = count, month = string.format("%.2f", dollars)}
  total = total + dollars
end

local price = {}
for size in do.fetch_all_sizes() do price[size.slug] = size.price_monthly end

-- A droplet counts once, under its first tag.
local groups, names = {}, {}
for droplet in do.fetch_all_droplets() do
  local name = droplet.tags[1] or "(no tag)"
  if not groups[name] then
    groups[name] = {count = 0, dollars = 0}
    names[#names + 1] = name
  end
  local month = price[droplet.size_slug] or 0
  groups[name].count = groups[name].count + 1
  groups[name].dollars = groups[name].dollars + month
  if droplet.next_backup_window then groups[name].dollars = groups[name].dollars + month * 0.2 end
end
table.sort(names)
for _, name in ipairs(names) do add("droplets", name, groups[name].count, groups[name].dollars) end

local function sum(iterator, dollars)
  local n, all = 0, 0
  for object in iterator do n, all = n + 1, all + dollars(object) end
  return n, all
end
add("volumes", "", sum(do.volumes.list(), function(v) return v.size_gigabytes * VOLUME_GB end))
add("snapshots", "", sum(do.snapshots.list(), function(s) return s.size_gigabytes * SNAPSHOT_GB end))
add("load balancers", "", sum(do.load_balancers.list(), function(b) return (b.size_unit or 1) * BALANCER_NODE end))
add("idle addresses", "", sum(do.fetch_all_floating_ips():filter(function(ip) return not ip.droplet end), function() return IDLE_IP end))

rows[#rows + 1] = {kind = "all", name = "", count = "", month = string.format("%.2f", total)}
io.write(table_view.format(rows, {columns = {"kind", "name", "count", "month"}, format = o.format}))
