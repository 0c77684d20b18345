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
--- Action:wait
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:power_off():wait{check = true}.status)
--> completed
--- Action:fetch_resource
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:power_off():fetch_resource().name)
--> web
--- Domain:create_record
local domain = do.create_domain("example.org")
print(domain:create_record("A", "www", "203.0.113.7").data)
--> 203.0.113.7
--- Domain:fetch_all_records
local domain = do.create_domain("example.org")
print(domain:fetch_all_records():map(function(r) return r.type end):first())
--> SOA
--- Domain:fetch_record
local domain = do.create_domain("example.org")
local record = domain:create_record("A", "www", "203.0.113.7")
print(domain:fetch_record(record.id).name)
--> www
--- Domain:delete
do.create_domain("example.org"):delete()
print(do.fetch_all_domains():count())
--> 0
--- DomainRecord:update_record
local record = do.create_domain("example.org"):create_record("A", "www", "203.0.113.7")
print(record:update_record{data = "203.0.113.8"}.data)
--> 203.0.113.8
--- DomainRecord:delete
local domain = do.create_domain("example.org")
domain:create_record("A", "www", "203.0.113.7"):delete()
print(domain:fetch_all_records():find(function(r) return r.name == "www" end))
--> nil
--- FloatingIP:assign
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local ip = do.create_floating_ip{region = "nyc3"}
ip:assign(d):wait{check = true}
print(ip:fetch().droplet.name)
--> web
--- FloatingIP:delete
do.create_floating_ip{region = "nyc3"}:delete()
print(do.fetch_all_floating_ips():count())
--> 0
--- SSHKey:update_ssh_key
local key = do.create_ssh_key("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx1NMxoxqVPYpOBLV5BmlNz4w9DFJGrD6b2cSJkPOGA me")
print(key:update_ssh_key("desk").name)
--> desk
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
print(do.fetch_all_droplets():count())
--> 1
--- Image:update_image
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:snapshot("before"):wait{check = true}
print(do.fetch_all_private_images():first():update_image("after").name)
--> after
