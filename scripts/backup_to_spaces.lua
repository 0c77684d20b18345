#!/usr/bin/env doapi
-- Copies a folder's files into a bucket below today's date, and removes the days
-- that are too old. The keys come from SPACES_ACCESS_KEY_ID and
-- SPACES_SECRET_ACCESS_KEY.
--
--   doapi plan --allow-effects spaces scripts/backup_to_spaces.lua /var/backups mine
--   doapi scripts/backup_to_spaces.lua /var/backups mine --keep 14

local args = require "doapi.args"
local fs = require "doapi.fs"
local path = require "doapi.path"
local spaces = require "doapi.spaces"
local time = require "doapi.time"

local o = args.parser{
  name = "backup_to_spaces", about = "Backs a folder up to a bucket.",
  {"folder"}, {"bucket"},
  {"--region", default = "nyc3"},
  {"--endpoint", help = "of other storage that speaks S3"},
  {"--prefix", default = "backup"},
  {"--keep", default = 7, help = "days"},
}:parse(arg)

local storage = spaces.connect{region = o.region, endpoint = o.endpoint}
local day = time.started():utc():format("%Y-%m-%d")

local files, bytes = 0, 0
for file in fs.walk(o.folder) do
  if file.type == "file" then
    storage:put(o.bucket, path.join(o.prefix, day, path.rel(o.folder, file.path)), {file = file.path})
    files, bytes = files + 1, bytes + fs.stat(file.path).size
  end
end
print(string.format("%s: %d files, %d bytes", day, files, bytes))

-- Days are compared as text: 2026-01-09 comes before 2026-01-10.
local oldest = (time.started() - (o.keep - 1) * 86400):utc():format("%Y-%m-%d")
local removed = {}
for object in storage:list(o.bucket, {prefix = o.prefix .. "/"}) do
  local of = object.key:match("^" .. o.prefix:gsub("%p", "%%%0") .. "/(%d%d%d%d%-%d%d%-%d%d)/")
  if of and of < oldest then
    storage:delete(o.bucket, object.key)
    removed[of] = (removed[of] or 0) + 1
  end
end
local days = {}
for of in pairs(removed) do days[#days + 1] = of end
table.sort(days)
for _, of in ipairs(days) do print(of .. ": removed " .. removed[of] .. " files") end
