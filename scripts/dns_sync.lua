#!/usr/bin/env doapi
-- Makes a zone match the records declared below and prints what changed. Run
-- it again and it changes nothing. NS and SOA records are left alone.
--
--   doapi plan scripts/dns_sync.lua [DOMAIN]
--   doapi scripts/dns_sync.lua [DOMAIN]

local domain_name = arg[1] or "example.com"

local wanted = {
  {type = "A", name = "@", data = "203.0.113.10"},
  {type = "A", name = "www", data = "203.0.113.10"},
  {type = "CNAME", name = "docs", data = "www." .. domain_name .. "."},
  {type = "MX", name = "@", data = "mail." .. domain_name .. ".", priority = 10},
  {type = "TXT", name = "@", data = "v=spf1 mx -all"},
}

local function text(record)
  return record.type .. " " .. record.name .. " " .. record.data .. (record.priority and " " .. record.priority or "")
end
local changes = 0
local function changed(sign, what)
  changes = changes + 1
  print(sign .. " " .. what)
end

local domain, made = do.ensure.domain{name = domain_name}
if made.created then print("+ domain " .. domain) end

local keep = {}
for _, want in ipairs(wanted) do
  want.domain = domain_name
  local record, info = do.ensure.record(want)
  keep[record.id] = true
  if info.created then
    changed("+", text(want))
  elseif next(info.changed) then
    changed("~", text(want))
  end
end

local surplus = {}
for record in domain:fetch_all_records() do
  if record.type ~= "NS" and record.type ~= "SOA" and not keep[record.id] then surplus[#surplus + 1] = record end
end
table.sort(surplus, function(a, b) return text(a) < text(b) end)
for _, record in ipairs(surplus) do
  record:delete()
  changed("-", text(record))
end
print(domain .. ": " .. changes .. " changes")
