#!/usr/bin/env doapi
-- Shuts down every droplet that is active, and says how it went.
--
--   doapi plan scripts/shutdown_all.lua
--   doapi scripts/shutdown_all.lua

local active = do.fetch_all_droplets():filter(function(droplet) return droplet.active end):list()
if #active == 0 then
  print("nothing is active")
  return
end

local actions, names = {}, {}
for _, droplet in ipairs(active) do
  local action = droplet:shutdown()
  actions[#actions + 1] = action
  names[action.id] = droplet.name
end

local done, failed = 0, {}
for action in do.wait_actions(actions) do
  if action.completed then
    done = done + 1
  else
    failed[#failed + 1] = names[action.id]
  end
end

print(string.format("%d of %d droplets were shut down", done, #active))
table.sort(failed)
for _, name in ipairs(failed) do print("failed: " .. name) end
os.exit(#failed == 0 and 0 or 1)
