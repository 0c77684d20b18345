package habit

import "github.com/doapi-lua/doapi/luabind/lazy"

var methodsOnce lazy.Value[map[string][]string]

// Methods are methods of resources by what other tools call them.
func Methods() map[string][]string {
	return methodsOnce.Get(func() map[string][]string {
		return map[string][]string{
			"destroy": {"delete"}, "remove": {"delete"}, "rm": {"delete"}, "terminate": {"delete"}, "turn_on": {"power_on"}, "turn_off": {"power_off"}, "poweron": {"power_on"}, "poweroff": {"power_off"},
			"create_db": {"add"}, "create_database": {"add"}, "add_database": {"add"}, "scale": {"update_node_pool", "update_cluster_size"}, "add_pool": {"add_node_pool"}, "create_pool": {"add_node_pool"},
			"records": {"fetch_all_records"}, "deploy": {"create_deployment"}, "redeploy": {"create_deployment"}, "logs": {"get_logs"}, "neighbors": {"fetch_all_neighbors"}, "backups": {"fetch_all_backups"},
			"purge": {"purge_cache"}, "flush": {"purge_cache"}, "get": {"fetch"}, "refresh": {"fetch"}, "reload": {"fetch"}, "load": {"fetch"},
			"start": {"power_on"}, "boot": {"power_on"}, "restart": {"reboot"}, "reset": {"power_cycle"}, "halt": {"shutdown"}, "take_snapshot": {"snapshot"},
			"create_snapshot": {"snapshot"}, "set_name": {"rename"}, "add_tag": {"tag"}, "remove_tag": {"untag"}, "attach": {"assign_droplets", "add_droplets", "assign", "volume_actions_post_by_id", "reserved_ips_actions_post"}, "detach": {"delete_droplets", "remove_droplets", "unassign", "volume_actions_post_by_id", "reserved_ips_actions_post"},
			"add_record": {"create_record"}, "get_records": {"fetch_all_records"}, "list_records": {"fetch_all_records"}, "save": {"update", "update_record"},
			"assign": {"reserved_ips_actions_post", "reserved_ipv6_actions_post"}, "unassign": {"reserved_ips_actions_post", "reserved_ipv6_actions_post"}, "resize": {"volume_actions_post_by_id", "update_cluster_size"}, "snapshot": {"volume_snapshots_create"},
			"update": {"update_image", "update_ssh_key", "update_tag", "update_record", "rename"}, "set_tags": {"tag"}, "wait_until": {"wait"}, "wait_until_active": {"wait"}, "wait_for_active": {"wait"}, "wait_until_ready": {"wait"}, "wait_ready": {"wait"}, "wait_for": {"wait"}, "actions": {"fetch_all_actions"}, "snapshots": {"fetch_all_snapshots"}, "edit": {"update"},
		}
	})
}

// Elsewhere is what is no method of a resource, and what does it; "" for other names.
func Elsewhere(class, name string) string {
	if class != "Droplet" {
		return ""
	}
	switch name {
	case "attach_volume", "detach_volume", "add_volume", "remove_volume", "mount_volume":
		return "do.volume_actions.post_by_id"
	case "assign_ip", "unassign_ip", "assign_floating_ip", "assign_reserved_ip", "add_floating_ip", "add_reserved_ip":
		return "do.reserved_ips_actions.post"
	case "add_firewall", "attach_firewall", "assign_firewall", "set_firewall":
		return "do.firewalls.assign_droplets"
	case "add_to_project", "move_to_project", "assign_project", "set_project":
		return "do.projects.assign_resources"
	}
	return ""
}

// Fields are the fields of resources that other tools call by a name.
func Fields(name string) []string {
	switch name {
	case "ip":
		return []string{"ip_address", "ip"}
	case "public_ip", "address", "public_ip_address":
		return []string{"ip_address"}
	case "ipv4", "public_ipv4":
		return []string{"ipv4_address"}
	case "ipv6", "public_ipv6":
		return []string{"ipv6_address"}
	case "private_ip", "private_ipv4", "ipv4_address_private":
		return []string{"private_ip_address"}
	case "zone":
		return []string{"region_slug", "region"}
	case "created", "create_time":
		return []string{"created_at"}
	case "uuid":
		return []string{"id"}
	case "state":
		return []string{"status"}
	case "size_gb", "size":
		return []string{"size_gigabytes"}
	}
	return nil
}
