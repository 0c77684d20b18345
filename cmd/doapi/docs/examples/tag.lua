--- Tag:add
do.create_tag("site"):add(do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"))
print(do.fetch_tag("site").resources.droplets.count)
--> 1
--- Tag:fetch_all_droplets
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}})
for d in do.Tag("site"):fetch_all_droplets() do print(d.name) end
--> web
--- Tag:delete_all_droplets
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
do.Tag("site"):delete_all_droplets()
print(d:wait{status = "archive"}) -- nil: it is gone
print(do.fetch_all_droplets():count())
--> nil
--> 0
--- Tag:fetch
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
print(site:fetch().name)
--> site
--- Tag:update_tag
local site = do.create_tag("site")
print(site:update_tag("shop").name)
--> shop
--- Tag:delete
do.create_tag("site"):delete()
print(do.fetch_all_tags():count())
--> 0
--- Tag:remove
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
site:remove(do.fetch_all_droplets():first())
print(do.fetch_all_droplets{tag_name = "site"}:count())
--> 0
--- Tag:act_on_droplets
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:act_on_droplets{type = "power_cycle"} do print(action.type) end
--> power_cycle
--- Tag:power_cycle
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:power_cycle() do print(action:wait().status) end
--> completed
--- Tag:power_off
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:power_off() do print(action:wait().status) end
--> completed
--- Tag:shutdown
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:shutdown() do print(action:wait().status) end
--> completed
--- Tag:enable_ipv6
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:enable_ipv6() do print(action:wait().status) end
--> completed
--- Tag:enable_backups
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:enable_backups() do print(action:wait().status) end
--> completed
--- Tag:power_on
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:power_off() do action:wait() end
for action in site:power_on() do print(action:wait().status) end
--> completed
--- Tag:disable_backups
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:enable_backups() do action:wait() end
for action in site:disable_backups() do print(action:wait().status) end
--> completed
--- Tag:enable_private_networking
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:enable_private_networking() do print(action:wait().status) end
--> completed
--- Tag:snapshot
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}}):wait{ready = true}
local site = do.fetch_tag("site")
for action in site:snapshot("before") do action:wait{check = true} end
print(do.fetch_all_private_images():first().name)
--> before
