#!/usr/bin/env doapi
-- Creates droplets from a list of names, waits for them, powers one off and
-- deletes them all. Try it without an account:
--
--   doapi --sim plan scripts/quickstart.lua
--   doapi --sim scripts/quickstart.lua

local names = #arg > 0 and arg or {"web-1", "web-2", "db-1"}
local list = {}
for i, name in ipairs(names) do list[i] = name end

print("creating " .. #list .. " droplets")
local droplets = do.create_multiple_droplets(list, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")

-- Whatever happens from here on, nothing is left that costs money.
defer(function()
  for _, droplet in ipairs(droplets) do droplet:delete() end
  print("deleted " .. #droplets .. " droplets")
end)

-- Each droplet comes as soon as it is ready, not in the order of the list.
local ready = {}
for droplet in do.wait_droplets(droplets, {ready = true}) do
  ready[droplet.name] = droplet
end
for _, name in ipairs(list) do
  print(string.format("%-8s %-8s %s", name, ready[name].status, ready[name].ip_address))
end

local first = ready[list[1]]
local action = first:power_off():wait()
print(first.name .. ": " .. action.type .. " is " .. action.status .. ", the droplet is " .. first:fetch().status)
