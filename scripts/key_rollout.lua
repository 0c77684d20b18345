#!/usr/bin/env doapi
-- Replaces the account's SSH keys of a team by those in a folder of .pub
-- files: new ones are added, others of the team are taken off. Keys are the
-- same when their fingerprints are, whatever their names.
--
--   doapi plan scripts/key_rollout.lua TEAM FILE.pub...
--   doapi scripts/key_rollout.lua TEAM FILE.pub...

local fs, path = require "fs", require "path"

local team = arg[1]
if not team or #arg < 2 then
  print("usage: key_rollout.lua TEAM FILE.pub...")
  os.exit(2)
end

local known = {}
for key in do.fetch_all_ssh_keys() do known[key.public_key:match("^%S+ %S+")] = key end

local keep, added = {}, 0
for i = 2, #arg do
  local public = fs.read(arg[i]):match("^%s*(.-)%s*$")
  local name = team .. "/" .. path.base(arg[i]):gsub("%.pub$", "")
  local key = known[public:match("^%S+ %S+")]
  if not key then
    key = do.create_ssh_key(name, public)
    added = added + 1
    print("+ " .. name .. " " .. key.fingerprint)
  elseif key.name ~= name then
    print("~ " .. key.name .. " is now " .. name)
    key:update_ssh_key(name)
  end
  keep[key.fingerprint] = true
end

local removed = 0
for key in do.fetch_all_ssh_keys() do
  if key.name:sub(1, #team + 1) == team .. "/" and not keep[key.fingerprint] then
    key:delete()
    removed = removed + 1
    print("- " .. key.name .. " " .. key.fingerprint)
  end
end
print(string.format("%s: %d added, %d removed", team, added, removed))
