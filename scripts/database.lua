#!/usr/bin/env doapi
-- Sees to it that there is a database cluster with a database and a user of its
-- own, which takes connections from droplets of a tag alone, and prints how to
-- reach it. A second run changes nothing.
--
--   doapi plan scripts/database.lua orders --trust web
--   doapi scripts/database.lua orders --trust web

local args = require "doapi.args"

local o = args.parser{
  name = "database", about = "Brings a database cluster to a wanted state.",
  {"name", help = "of the cluster; also of its database and user"},
  {"--engine", default = "pg"},
  {"--version", help = "of the engine; the newest if left out"},
  {"--region", default = "nyc3"},
  {"--size", default = "db-s-1vcpu-1gb"},
  {"--nodes", default = 1},
  {"--trust", many = true, help = "tags whose droplets may connect"},
  {"--show-password", type = "boolean"},
}:parse(arg)

local db, info = do.ensure.database{
  name = o.name, engine = o.engine, version = o.version,
  region = o.region, size = o.size, num_nodes = o.nodes,
}
print(o.name .. (info.created and " is being made" or " is there"))
db = db:wait()

-- One of each: what is there is left as it is.
local function has(iterator, name) return iterator:find(function(x) return x.name == name end) end
if not has(do.databases.list{database_cluster_uuid = db.id}, o.name) then
  do.databases.add{database_cluster_uuid = db.id, name = o.name}
  print("made the database " .. o.name)
end
local user = has(do.databases.list_users{database_cluster_uuid = db.id}, o.name)
if not user then
  user = do.databases.add_user{database_cluster_uuid = db.id, name = o.name}
  print("made the user " .. o.name)
end

local rules, wanted, differs = {}, {}, false
for _, tag in ipairs(o.trust or {}) do
  do.ensure.tag{name = tag}
  rules[#rules + 1] = {type = "tag", value = tag}
  wanted["tag " .. tag] = true
end
local found = 0
for rule in do.databases.list_firewall_rules{database_cluster_uuid = db.id} do
  found = found + 1
  differs = differs or not wanted[rule.type .. " " .. rule.value]
end
if differs or found ~= #rules then
  do.databases.update_firewall_rules{database_cluster_uuid = db.id, rules = rules}
  print(#rules .. " trusted sources")
end

local c = db.connection
print(string.format("%s://%s:%s@%s:%d/%s", o.engine, user.name, o.show_password and user.password or "***", c.host, c.port, o.name))
