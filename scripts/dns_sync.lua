#!/usr/bin/env doapi
-- Makes a zone match the records declared below and prints what changed. Run
-- it again and it changes nothing. NS and SOA records are left alone.
--
--   doapi scripts/dns_sync.lua [DOMAIN]

local domain_name = arg[1] or "example.com"

local wanted = {
  {type = "A", name = "@", data = "203.0.113.10"},
  {type = "A", name = "www", data = "203.0.113.10"},
  {type = "CNAME", name = "docs", data = "www." .. domain_name .. "."},
  {type = "MX", name = "@", data = "mail." .. domain_name .. ".", priority = 10},
  {type = "TXT", name = "@", data = "v=spf1 mx -all"},
}

-- What makes two records the same one, whatever else they say.
local function key(record) return record.type .. " " .. record.name .. " " .. record.data:gsub("%.$", "") end
local function text(record)
  return record.type .. " " .. record.name .. " " .. record.data .. (record.priority and " " .. record.priority or "")
end

local ok, domain = pcall(do.fetch_domain, domain_name)
if not ok then
  local problem = domain --[[@as any]]
  if problem.status ~= 404 then error(problem) end
  domain = do.create_domain(domain_name)
  print("+ domain " .. domain)
end

local there = {}
for record in domain:fetch_all_records() do
  if record.type ~= "NS" and record.type ~= "SOA" then there[key(record)] = record end
end

local changes = 0
local function changed(line) changes = changes + 1 print(line) end

for _, record in ipairs(wanted) do
  local found = there[key(record)]
  there[key(record)] = nil
  if not found then
    domain:create_record(record)
    changed("+ " .. text(record))
  elseif record.priority and found.priority ~= record.priority then
    found:update_record{priority = record.priority}
    changed("~ " .. text(record))
  end
end
local surplus = {}
for _, record in pairs(there) do surplus[#surplus + 1] = record end
table.sort(surplus, function(a, b) return text(a) < text(b) end)
for _, record in ipairs(surplus) do
  record:delete()
  changed("- " .. text(record))
end
print(domain .. ": " .. changes .. " changes")
