--- do.resume
if do.stopping then do.resume() end
--- do.close
local other = doapi{api_token = "another-token"}
print(other.fetch_account().status)
other.close()
--> active
--- do.request
print(do.request("/v2/account").account.status)
do.request("/v2/tags", {method = "POST", data = {name = "web"}})
print(do.last_response.status)
--> active
--> 201
--- do.paginate
do.create_tag("web")
for tag in do.paginate("/v2/tags", "tags", {per_page = 50}) do print(tag.name) end
--> web
--- do.fetch_droplet
local made = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(do.fetch_droplet(made.id).name)
--> web
--- do.fetch_all_droplets
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}})
for d in do.fetch_all_droplets{tag_name = "site"} do print(d.name) end
--> web
--- do.create_droplet
local d = do.create_droplet{name = "web", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3", tags = {"site"}}
print(d.name, d.status)
--> web	new
--- do.create_multiple_droplets
local droplets = do.create_multiple_droplets({"web-1", "web-2"}, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(#droplets, droplets[2].name)
--> 2	web-2
--- do.fetch_all_droplet_neighbors
do.create_multiple_droplets({"a", "b"}, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
for together in do.fetch_all_droplet_neighbors() do print(#together) end
--> 2
--- do.wait_droplets
local droplets = do.create_multiple_droplets({"a", "b"}, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
for d in do.wait_droplets(droplets, {ready = true}) do print(d.status) end
--> active
--> active
--- do.fetch_action
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local action = d:reboot()
print(do.fetch_action(action).type)
--> reboot
--- do.fetch_last_action
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(do.fetch_last_action().type)
--> create
--- do.fetch_all_actions
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
for a in do.fetch_all_actions() do print(a.type, a.status) end
--> create	in-progress
--- do.wait_actions
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
for a in do.wait_actions({d:shutdown()}, {check = true}) do print(a.type, a.status) end
--> shutdown	completed
--- do.wait_actions_on_objects
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
d:power_off()
for o in do.wait_actions_on_objects({d}) do print(o.name) end
--> web
--- do.fetch_ssh_key
local key = do.create_ssh_key("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx1NMxoxqVPYpOBLV5BmlNz4w9DFJGrD6b2cSJkPOGA me")
print(do.fetch_ssh_key(key.fingerprint).name)
--> laptop
--- do.fetch_all_ssh_keys
for key in do.fetch_all_ssh_keys() do print(key.name) end
--- do.create_ssh_key
local key = do.create_ssh_key("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx1NMxoxqVPYpOBLV5BmlNz4w9DFJGrD6b2cSJkPOGA me")
print(key.name)
--> laptop
--- do.fetch_image
print(do.fetch_image(do.fetch_image_by_slug("ubuntu-24-04-x64").id).slug)
--> ubuntu-24-04-x64
--- do.fetch_image_by_slug
print(do.fetch_image_by_slug("ubuntu-24-04-x64").distribution)
--> Ubuntu
--- do.fetch_all_images
print(do.fetch_all_images{type = "distribution"}:first().type)
--> base
--- do.fetch_all_distribution_images
print(do.fetch_all_distribution_images():find(function(i) return i.slug == "ubuntu-24-04-x64" end).distribution)
--> Ubuntu
--- do.fetch_all_application_images
print(do.fetch_all_application_images():count() > 0)
--> false
--- do.fetch_all_private_images
print(do.fetch_all_private_images():count())
--> 0
--- do.fetch_all_regions
print(do.fetch_all_regions():find(function(r) return r.slug == "nyc3" end).name)
--> New York 3
--- do.fetch_all_sizes
local small = do.fetch_all_sizes():find(function(s) return s.slug == "s-1vcpu-1gb" end)
print(small.vcpus, small.memory)
--> 1	1024
--- do.fetch_account
print(do.fetch_account().status)
--> active
--- do.fetch_domain
do.create_domain("example.org")
print(do.fetch_domain("example.org").ttl)
--> 1800
--- do.fetch_all_domains
do.create_domain("example.org")
for domain in do.fetch_all_domains() do print(domain.name) end
--> example.org
--- do.create_domain
print(do.create_domain("example.org", "203.0.113.7").name)
--> example.org
--- do.fetch_floating_ip
local ip = do.create_floating_ip{region = "nyc3"}
print(do.fetch_floating_ip(ip.ip).region.slug)
--> nyc3
--- do.fetch_all_floating_ips
do.create_floating_ip{region = "nyc3"}
print(do.fetch_all_floating_ips():count())
--> 1
--- do.create_floating_ip
print(do.create_floating_ip{region = "nyc3"}.region.slug)
--> nyc3
--- do.fetch_tag
do.create_tag("web")
print(do.fetch_tag("web").name)
--> web
--- do.fetch_all_tags
do.create_tag("web")
for tag in do.fetch_all_tags() do print(tag.name) end
--> web
--- do.create_tag
print(do.create_tag("web").name)
--> web
--- do.find_droplets
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(do.find_droplets("web"):count())
--> 1
--- do.resolve
do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(do.resolve("droplet", "web").name)
--> web
--- do.wait
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
for o in do.wait({d}, {field = "status", value = "active"}) do print(o.status) end
--> active
--- do.operations
print(#do.operations("tags"), do.operations("tags")[1].name)
--> 13	firewalls.add_tags
--- do.rollback
local tag = do.create_tag("half")
do.rollback(function() tag:delete() end)
