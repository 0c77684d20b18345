--- Droplet:fetch
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(d:fetch().name)
--> web
--- Droplet:wait
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(d:wait{ready = true}.status)
--> active
--- Droplet:delete
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:delete()
print(do.fetch_all_droplets():count())
--> 0
--- Droplet:reboot
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:reboot():wait{check = true}.status)
--> completed
--- Droplet:shutdown
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:shutdown():wait{check = true}
print(d:fetch().status)
--> off
--- Droplet:stop
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:stop{timeout = 60}.status)
--> off
--- Droplet:snapshot
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
print(d:fetch_all_snapshots():first().name)
--> before
--- Droplet:resize
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:stop()
d:resize("s-2vcpu-2gb"):wait{check = true}
print(d:fetch().size_slug)
--> s-2vcpu-2gb
--- Droplet:rename
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:rename("api"):wait{check = true}
print(d:fetch().name)
--> api
--- Droplet:tag
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
do.create_tag("site")
d:tag("site")
print(do.fetch_all_droplets{tag_name = "site"}:count())
--> 1
--- Droplet:untag
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}})
d:untag("site")
print(do.fetch_all_droplets{tag_name = "site"}:count())
--> 0
--- Droplet:act
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:act{type = "reboot"}:wait{check = true}.type)
--> reboot
--- Droplet:fetch_all_actions
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:reboot():wait()
for action in d:fetch_all_actions() do print(action.type, action.status) end
--> reboot	completed
--> create	completed
--- Droplet:fetch_last_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:fetch_last_action().type)
--> create
--- Droplet:fetch_current_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:reboot()
print(d:fetch_current_action().type)
--> reboot
--- Droplet:wait_for_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:reboot()
print(d:wait_for_action().status)
--> active
--- Droplet:fetch_all_neighbors
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:fetch_all_neighbors():count())
--> 0
--- Droplet:fetch_all_snapshots
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
for image in d:fetch_all_snapshots() do print(image.name) end
--> before
--- Droplet:fetch_all_backups
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:fetch_all_backups():count())
--> 0
--- Droplet:fetch_all_kernels
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:fetch_all_kernels():count())
--> 3
--- Droplet:enable_backups
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:enable_backups():wait{check = true}
print(table.concat(d:fetch().features, " "))
--> droplet_agent private_networking backups
--- Droplet:disable_backups
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:enable_backups():wait{check = true}
print(d:disable_backups():wait{check = true}.status)
--> completed
--- Droplet:power_cycle
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:power_cycle():wait{check = true}.type)
--> power_cycle
--- Droplet:power_off
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:power_off():wait{check = true}
print(d:fetch().status)
--> off
--- Droplet:power_on
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:power_off():wait{check = true}
d:power_on():wait{check = true}
print(d:fetch().status)
--> active
--- Droplet:restore
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
print(d:restore(image):wait{check = true}.type)
--> restore
--- Droplet:password_reset
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:password_reset():wait{check = true}.type)
--> password_reset
--- Droplet:rebuild
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:rebuild("debian-12-x64"):wait{check = true}
print(d:fetch().image.slug)
--> debian-12-x64
--- Droplet:change_kernel
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local kernel = d:fetch_all_kernels():first()
print(d:change_kernel(kernel):wait{check = true}.type)
--> change_kernel
--- Droplet:enable_ipv6
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:enable_ipv6():wait{check = true}
print(#d:fetch().networks.v6)
--> 1
--- Droplet:enable_private_networking
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:enable_private_networking():wait{check = true}.status)
--> completed
--- Droplet:for_json
local json = require "doapi.json"
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(json.encode(d:for_json()):match('"name":"web"'))
--> "name":"web"
--- Droplet:int
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(d:int() == d.id)
--> true
