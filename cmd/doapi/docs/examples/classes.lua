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
--- Account:fetch
local me = do.fetch_account()
print(me:fetch().status)
--> active
--- Action:fetch
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local action = d:reboot()
action:wait()
print(action:fetch().status)
--> completed
--- Action:raise_for_error
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local action = d:reboot():wait()
action:raise_for_error() -- raises an ActionError where it failed
print(action.type)
--> reboot
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
--- Domain:fetch
local zone = do.create_domain("example.org")
print(zone:fetch().name)
--> example.org
--- DomainRecord:fetch
local zone = do.create_domain("example.org")
local record = zone:create_record("A", "www", "192.0.2.1")
print(record:fetch().data)
--> 192.0.2.1
--- DomainRecord:fetch_domain
local zone = do.create_domain("example.org")
local record = zone:create_record("A", "www", "192.0.2.1")
print(record:fetch_domain().name)
--> example.org
--- DomainRecord:update
local zone = do.create_domain("example.org")
local record = zone:create_record("A", "www", "192.0.2.1")
print(record:update{type = "A", data = "192.0.2.2"}.data)
--> 192.0.2.2
--- FloatingIP:fetch
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local ip = do.create_floating_ip{region = "nyc3"}
ip:assign(d):wait{check = true}
print(ip:fetch().region.slug)
--> nyc3
--- FloatingIP:unassign
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local ip = do.create_floating_ip{region = "nyc3"}
ip:assign(d):wait{check = true}
ip:unassign():wait{check = true}
print(ip:fetch().droplet)
--> nil
--- FloatingIP:act
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local ip = do.create_floating_ip{region = "nyc3"}
ip:assign(d):wait{check = true}
print(ip:act{type = "unassign"}:wait{check = true}.type)
--> unassign_ip
--- FloatingIP:fetch_all_actions
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local ip = do.create_floating_ip{region = "nyc3"}
ip:assign(d):wait{check = true}
ip:unassign():wait()
for action in ip:fetch_all_actions() do print(action.type) end
--> reserve_ip
--> assign_ip
--> unassign_ip
--- FloatingIP:fetch_last_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local ip = do.create_floating_ip{region = "nyc3"}
ip:assign(d):wait{check = true}
ip:unassign():wait()
print(ip:fetch_last_action().type)
--> unassign_ip
--- FloatingIP:fetch_current_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local ip = do.create_floating_ip{region = "nyc3"}
ip:assign(d):wait{check = true}
ip:unassign():wait()
print(ip:fetch_current_action())
--> nil
--- FloatingIP:wait_for_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local ip = do.create_floating_ip{region = "nyc3"}
ip:assign(d):wait{check = true}
ip:unassign()
print(ip:wait_for_action() ~= nil)
--> true
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
--- SSHKey:fetch
local key = do.create_ssh_key("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx1NMxoxqVPYpOBLV5BmlNz4w9DFJGrD6b2cSJkPOGA me")
print(key:fetch().name)
--> laptop
--- SSHKey:delete
local key = do.create_ssh_key("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx1NMxoxqVPYpOBLV5BmlNz4w9DFJGrD6b2cSJkPOGA me")
key:delete()
print(do.fetch_all_ssh_keys():count())
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
--- Task:join
local job = task.spawn(function(n) return n * 2 end, 21)
print(job:join())
--> 42
--- Task:done
local job = task.spawn(function() task.sleep(1) end)
print(job:done())
job:join()
print(job:done())
--> false
--> true
--- Task:cancel
local job = task.spawn(function() task.sleep(60) print("never") end)
job:cancel()
print(job:done())
--> false
--- ArgsParser:parse
local parser = args.parser{{"name"}, {"--force", type = "boolean"}}
local options = parser:parse({"web", "--force"})
print(options.name, options.force)
--> web	true
--- ArgsParser:help
io.write(args.parser{name = "greet", {"name", help = "who"}}:help())
--> usage: greet NAME
--> 
--> arguments:
-->   name  who
--> 
--> flags:
-->   --help, -h  show this
--- Response:json
print(http.get(service .. "/account", {headers = {Authorization = "Bearer x"}}):json().account.status)
--> active
--- CIDR:contains
local c = net.cidr("10.0.0.0/24")
print(c:contains("10.0.0.7"), c:contains("10.0.1.7"))
--> true	false
--- CIDR:overlaps
local c = net.cidr("10.0.0.0/24")
print(c:overlaps("10.0.0.128/25"))
--> true
--- CIDR:at
local c = net.cidr("10.0.0.0/24")
print(c:at(1))
--> 10.0.0.1
--- CIDR:subnets
local c = net.cidr("10.0.0.0/24")
for s in c:subnets(26) do print(s) end
--> 10.0.0.0/26
--> 10.0.0.64/26
--> 10.0.0.128/26
--> 10.0.0.192/26
--- SpacesStorage:put
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
print(store:put("assets", "hello.txt", "hello").etag ~= nil)
--> true
--- SpacesStorage:get
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
store:put("assets", "hello.txt", "hello")
print(store:get("assets", "hello.txt"))
--> hello
--- SpacesStorage:list
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
store:put("assets", "hello.txt", "hello")
for o in store:list("assets") do print(o.key, o.size) end
--> hello.txt	5
--- SpacesStorage:delete
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
store:put("assets", "hello.txt", "hello")
store:delete("assets", "hello.txt")
print(store:list("assets"):count())
--> 0
--- SpacesStorage:presign
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
print(store:presign("assets", "hello.txt"):match("^https://[^?]+"))
--> https://nyc3.digitaloceanspaces.com/assets/hello.txt
--- Time:format
local t = time.parse("2026-08-01T12:00:00Z")
print(t:format("2 January 2006"))
--> 2 January 2006
--- Time:utc
print(time.parse("2026-08-01T12:00:00+02:00"):utc())
--> 2026-08-01T10:00:00Z
--- Time:in_zone
local t = time.parse("2026-08-01T12:00:00Z")
print(t:in_zone("Europe/Berlin"))
--> 2026-08-01T14:00:00+02:00
--- Time:add
local t = time.parse("2026-08-01T12:00:00Z")
print(t:add{months = 1})
--> 2026-09-01T12:00:00Z
--- LoadBalancer:wait
local balancer = do.load_balancers.create{name = "front", region = "nyc3", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 80}}}
print(balancer:wait().status)
--> active
--- Database:wait
local db = do.databases.create_cluster{name = "shop", engine = "pg", version = "16", region = "nyc3", size = "db-s-1vcpu-1gb", num_nodes = 1}
print(db:wait().status)
--> online
