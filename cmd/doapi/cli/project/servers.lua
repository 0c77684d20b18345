-- Keeps a web server running; a second run changes nothing.
local name = (arg and arg[1]) or "NAME"

local servers = {}

-- find gives the droplet of a name, nil if there is none.
function servers.find(wanted)
  for droplet in do.fetch_all_droplets{name = wanted} do
    return droplet
  end
end

-- ensure gives the droplet of a name, made and ready if it was not there.
function servers.ensure(wanted)
  local droplet = servers.find(wanted)
  if droplet then return droplet, false end
  droplet = do.create_droplet{
    name = wanted, image = "debian-12-x64", size = "s-1vcpu-1gb", region = "fra1", tags = {"NAME"},
  }
  return droplet:wait{ready = true}, true
end

-- As a module, in the tests, it only gives its functions.
if ... == "servers" then return servers end

local droplet, made = servers.ensure(name)
print(droplet.name, droplet.ip_address, made and "made" or "there already")
