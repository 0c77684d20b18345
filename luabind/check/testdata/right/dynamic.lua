-- Nothing is known of what is computed, passed in, stored or given another kind of
-- value.
local client = DO
if arg[1] then client = {launch_rocket = print} end
client.launch_rocket()
local function use(c) c.launch_rocket(c.nothing) end
use(DO)
local t = {client = DO}
t.client.launch_rocket()
local name = "launch_" .. "rocket"
do[name]()
local options = {nam = "web"}
options[name] = arg[2]
do.create_droplet(options)
do.create_droplet(use())
do.create_droplet("web", unpack(options))
do.create_droplet("web", 5, "s", "nyc3", options)
do.create_droplet{[name] = "web"}
do.create_droplet{name = "web", image = use(), size = options.size, region = options[1]}
for _ in do.wait_droplets({5, 6}, options) do end
local function forward(...) return do.create_droplet(...) end
forward()
local modules = {json = require "json"}
modules.json.nothing()
local droplet = do.fetch_droplet{id = 5}
print(droplet.whatever, droplet.name.x, droplet.region.slug)
droplet.note = "mine"
droplet = nil
local e = do.droplets.get(5)
e.hello = function() end
e.hello()
e.helo = 1
