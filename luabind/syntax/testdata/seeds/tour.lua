#!/usr/bin/env doapi
-- every construct once
local json, fs = require "json", require("fs")
local function ready(droplet, ...)
  local n = select("#", ...)
  if n == 0 then return droplet.status == "active"
  elseif n > 1 then return not droplet.locked, ...
  else return nil end
end

function Web.deploy(name) return do.create_droplet{name = name, image = "ubuntu-24-04-x64"} end
function Web:scale(n)
  for i = #self.droplets + 1, n, 1 do
    self.droplets[i] = Web.deploy("web-" .. i .. [[ (auto)]])
  end
end

for droplet in do.fetch_all_droplets{tag_name = "web"} do
  while not ready(droplet) do
    droplet = do -- the client, not a block
      .fetch_droplet(droplet)
    if droplet.gone then break end
  end
  do
    (print)(droplet.name, -droplet.id ^ 2 % 7 / 1.5e3, 0x1F)
  end
  do ::again:: end
  repeat
    local action = do:fetch_last_action()
    if action then goto continue end
    print('none', "\"quoted\"", '\65\n\
', [==[
long ]] string]==])
    ::continue::
  until action == nil or action.status ~= "in-progress" and action.id >= 1
end
do["fetch_account"]().email, x.y[1].z = nil, {1, 2; n = 2, ["k"] = true, f(), ...}
--[[ the
end ]]
return function(...) local a, b = ... return {...}, (...) end;
