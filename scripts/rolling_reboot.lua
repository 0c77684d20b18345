#!/usr/bin/env doapi
-- Reboots the droplets of a tag one after the other, and stops at the first that
-- does not come back, so that the others go on serving.
--
--   doapi plan scripts/rolling_reboot.lua web
--   doapi scripts/rolling_reboot.lua web --port 443

local args = require "doapi.args"
local net = require "doapi.net"

local o = args.parser{
  name = "rolling_reboot", about = "Reboots the droplets of a tag one by one.",
  {"tag"},
  {"--port", type = "integer", help = "a port that must take connections before the next one's turn"},
  {"--wait", default = 300, help = "seconds that each may take"},
}:parse(arg)

local droplets = do.fetch_all_droplets{tag_name = o.tag}:list()
table.sort(droplets, function(a, b) return a.name < b.name end)
if #droplets == 0 then error("no droplet has the tag " .. o.tag, 0) end

for i, droplet in ipairs(droplets) do
  if do.stopping then
    print("stopped before " .. droplet.name)
    return
  end
  if not droplet.active then
    print(string.format("%d of %d: %s is %s, left alone", i, #droplets, droplet.name, droplet.status))
  else
    local ok, problem = pcall(function()
      droplet:reboot():wait{check = true, wait_time = o.wait}
      droplet:wait{status = "active", wait_time = o.wait}
      if o.port then net.wait_port(droplet.ip_address, o.port, {timeout = o.wait}) end
    end)
    if not ok then
      print(string.format("%s did not come back: %s", droplet.name, tostring(problem)))
      print(string.format("stopped after %d of %d; the others were not touched", i - 1, #droplets))
      os.exit(1)
    end
    print(string.format("%d of %d: %s is back", i, #droplets, droplet.name))
  end
end
