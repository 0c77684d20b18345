--- autoscalepools.create
print(do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}})

--- autoscalepools.delete
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
do.autoscalepools.delete{autoscale_pool_id = pool}

--- autoscalepools.delete_dangerous
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
do.autoscalepools.delete_dangerous{autoscale_pool_id = pool, x_dangerous = true}

--- autoscalepools.get
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
print(do.autoscalepools.get{autoscale_pool_id = pool})

--- autoscalepools.list
for pool in do.autoscalepools.list() do print(pool) end

--- autoscalepools.list_history
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
for history in do.autoscalepools.list_history{autoscale_pool_id = pool} do print(history) end

--- autoscalepools.list_members
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
for droplet in do.autoscalepools.list_members{autoscale_pool_id = pool} do print(droplet) end

--- autoscalepools.update
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
print(do.autoscalepools.update{autoscale_pool_id = pool, name = "workers", config = {min_instances = 1, max_instances = 4, target_cpu_utilization = 0.7}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}})

--- droplet_actions.get
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
local action = do.droplet_actions.list{droplet_id = droplet}:first()
print(do.droplet_actions.get{droplet_id = droplet, action_id = action})

--- droplet_actions.list
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for action in do.droplet_actions.list{droplet_id = droplet} do print(action) end

--- droplet_actions.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(do.droplet_actions.post{droplet_id = droplet, type = "reboot"})

--- droplet_actions.post_by_tag
local droplet = do.create_droplet{name = "web-1", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3", tags = {"web"}}
droplet:wait{ready = true}
do.droplet_actions.post_by_tag{tag_name = "web", type = "power_cycle"}

--- droplets.create
print(do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"})

--- droplets.destroy
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.droplets.destroy{droplet_id = droplet}

--- droplets.destroy_by_tag
local droplet = do.create_droplet{name = "web-1", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3", tags = {"old"}}
droplet:wait{ready = true}
do.droplets.destroy_by_tag{tag_name = "old"}

--- droplets.destroy_with_associated_resources_dangerous
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.droplets.destroy_with_associated_resources_dangerous{droplet_id = droplet, x_dangerous = true}

--- droplets.destroy_with_associated_resources_selective
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.droplets.destroy_with_associated_resources_selective{droplet_id = droplet, snapshots = {}}

--- droplets.get
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
print(do.droplets.get{droplet_id = droplet})

--- droplets.get_backup_policy
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
print(do.droplets.get_backup_policy{droplet_id = droplet})

--- droplets.get_destroy_associated_resources_status
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.droplets.destroy_with_associated_resources_dangerous{droplet_id = droplet, x_dangerous = true}
print(do.droplets.get_destroy_associated_resources_status{droplet_id = droplet}.failures)

--- droplets.list
for droplet in do.droplets.list() do print(droplet) end

--- droplets.list_associated_resources
local json = require "json"
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
print(json.encode(do.droplets.list_associated_resources{droplet_id = droplet}))

--- droplets.list_backup_policies
print(do.droplets.list_backup_policies())

--- droplets.list_backups
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for backup in do.droplets.list_backups{droplet_id = droplet} do print(backup) end

--- droplets.list_firewalls
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for firewall in do.droplets.list_firewalls{droplet_id = droplet} do print(firewall) end

--- droplets.list_kernels
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for kernel in do.droplets.list_kernels{droplet_id = droplet} do print(kernel) end

--- droplets.list_neighbors
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for droplet in do.droplets.list_neighbors{droplet_id = droplet} do print(droplet) end

--- droplets.list_neighbors_ids
for id in do.droplets.list_neighbors_ids() do print(id) end

--- droplets.list_snapshots
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for snapshot in do.droplets.list_snapshots{droplet_id = droplet} do print(snapshot) end

--- droplets.list_supported_backup_policies
for policy in do.droplets.list_supported_backup_policies() do print(policy) end

--- image_actions.get
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
droplet:snapshot("before the upgrade"):wait()
local image = do.fetch_all_private_images():first()
local action = image:transfer("ams3")
print(do.image_actions.get{image_id = image, action_id = action})

--- image_actions.list
local image = do.fetch_image_by_slug("ubuntu-24-04-x64")
for action in do.image_actions.list{image_id = image} do print(action) end

--- image_actions.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
droplet:snapshot("before the upgrade"):wait()
local image = do.fetch_all_private_images():first()
print(do.image_actions.post{image_id = image, type = "transfer", region = "ams3"})

--- images.create_custom
print(do.images.create_custom{name = "ours", url = "https://example.com/ours.qcow2", region = "nyc3", distribution = "Debian"})

--- images.delete
local image = do.images.create_custom{name = "ours", url = "https://example.com/ours.qcow2", region = "nyc3", distribution = "Debian"}
do.images.delete{image_id = image}

--- images.get
local image = do.images.create_custom{name = "ours", url = "https://example.com/ours.qcow2", region = "nyc3", distribution = "Debian"}
print(do.images.get{image_id = image})

--- images.list
for image in do.images.list() do print(image) end

--- images.post_account_transfer_cancel
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
droplet:snapshot("golden"):wait()
local image = do.fetch_all_private_images():first()
local offer = do.images.post_account_transfer_create{image_id = image, recipient_email = "jane@example.com"}
do.images.post_account_transfer_cancel{image_id = image, transfer_id = offer.transfer_id}

--- images.post_account_transfer_create
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
droplet:snapshot("golden"):wait()
local image = do.fetch_all_private_images():first()
do.images.post_account_transfer_create{image_id = image, recipient_email = "jane@example.com"}

--- images.update
local image = do.images.create_custom{name = "ours", url = "https://example.com/ours.qcow2", region = "nyc3", distribution = "Debian"}
print(do.images.update{image_id = image, name = "ours, tested"})
