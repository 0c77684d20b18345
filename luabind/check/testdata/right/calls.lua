-- All the ways in which arguments can be given.
for d in do.fetch_all_droplets() do d:reboot() end
for d in do.fetch_all_droplets{} do d.shutdown(d) end
for d in do.fetch_all_droplets{tag_name = "web"} do d:resize("s-1vcpu-1gb", {disk = true}) end
for d in do.wait_droplets({5, 6}, {status = "active"}) do print(d) end
for d in do.wait_droplets{5, 6} do print(d) end
for d in do.wait_droplets{droplets = {5, 6}, ready = true} do print(d) end
do.fetch_droplet{id = 5}
do.fetch_droplet{obj = 5}
do.fetch_droplet "web"
do.create_domain("example.com", nil)
do.create_domain{name = "example.com"}
do.create_domain "example.com"
do.droplets.list{type = "gpus"}:filter(function(d) return d.id > 5 end):list()
do.droplets:get(5)
do.droplets.get{droplet_id = "5" + 0}
do.request("/v2/account", {method = "GET", params = {a = {1, 2}}})
do.kubernetes.create_cluster{
  name = "k", region = "nyc3", version = "1", node_pools = {{size = "s-1vcpu-2gb", name = "p", count = 3, unheard_of = 1}},
  maintenance_policy = {day = "any"},
}
do.create_droplet({name = "web", image = 5, size = "s", region = "nyc3"})
do.create_droplet((("web")), (5), "s", "nyc3")
local created = do.create_droplet{name = "web", image = 5, size = "s", region = "nyc3", ssh_keys = {1, "aa"}, user_data = [[#!/bin/sh]]}
created:wait{status = created.STATUS_ACTIVE, locked = false}
