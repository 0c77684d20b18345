--- Action:wait
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:power_off():wait{check = true}.status)
--> completed
--- Action:fetch_resource
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(d:power_off():fetch_resource().name)
--> web
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
--- SSHKey:fetch
local key = do.create_ssh_key("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx1NMxoxqVPYpOBLV5BmlNz4w9DFJGrD6b2cSJkPOGA me")
print(key:fetch().name)
--> laptop
--- SSHKey:delete
local key = do.create_ssh_key("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx1NMxoxqVPYpOBLV5BmlNz4w9DFJGrD6b2cSJkPOGA me")
key:delete()
print(do.fetch_all_ssh_keys():count())
--> 0
--- LoadBalancer:wait
local balancer = do.load_balancers.create{name = "front", region = "nyc3", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 80}}}
print(balancer:wait().status)
--> active
--- Database:wait
local db = do.databases.create_cluster{name = "shop", engine = "pg", version = "16", region = "nyc3", size = "db-s-1vcpu-1gb", num_nodes = 1}
print(db:wait().status)
--> online
