--- Image:update_image
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
print(do.fetch_all_private_images():first():update_image("after").name)
--> after
--- Image:fetch
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
print(image:fetch().name)
--> before
--- Image:delete
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
image:delete()
print(do.fetch_all_private_images():count())
--> 0
--- Image:tag
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
do.create_tag("kept")
image:tag("kept")
print(image:fetch().tags[1])
--> kept
--- Image:untag
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
do.create_tag("kept")
image:tag("kept")
image:untag("kept")
print(#image:fetch().tags)
--> 0
--- Image:transfer
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
image:transfer("ams3"):wait{check = true}
print(table.concat(image:fetch().regions, " "))
--> nyc3 ams3
--- Image:convert
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {backups = true}):wait{ready = true}
time.sleep(8 * 86400) -- a backup is made every week
local backup = d:fetch_all_backups():first()
print(backup:convert():wait{check = true}.type)
--> convert
--- Image:act
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
print(image:act{type = "transfer", region = "ams3"}:wait{check = true}.type)
--> transfer
--- Image:fetch_all_actions
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
image:transfer("ams3"):wait()
for action in image:fetch_all_actions() do print(action.type) end
--> transfer
--- Image:fetch_last_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
image:transfer("ams3"):wait()
print(image:fetch_last_action().type)
--> transfer
--- Image:fetch_current_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
image:transfer("ams3")
print(image:fetch_current_action().type)
--> transfer
--- Image:wait_for_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
local image = do.fetch_all_private_images():first()
image:transfer("ams3")
print(image:wait_for_action() ~= nil)
--> true
