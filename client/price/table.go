package price

// freeKinds are kinds of objects that cost nothing by themselves.
var freeKinds = map[string]bool{
	"tag": true, "ssh_key": true, "domain": true, "domain_record": true, "firewall": true, "vpc": true, "project": true,
	"certificate": true, "policy": true, "vpc_peering": true, "peering": true, "db": true, "user": true, "pool": true, "topic": true,
	"sink": true, "destination": true, "key": true, "alert": true,
}

// freeOperations are creates that cost nothing although their kind may.
var freeOperations = map[string]bool{
	"apps_validate_appSpec": true, "registry_validate_name": true, "registries_validate_name": true, "projects_assign_resources": true,
}

// costlyUpdates are changes of what exists that change what it costs.
var costlyUpdates = map[string]bool{
	"databases_update_autoscale": true, "autoscalepools_update": true, "addons_patch_plan": true,
	"vectorDatabases_post_resize": true, "nfs_create_action": true, "security_update_settings_plan": true, "oneClicks_install_kubernetes": true,
	"kubernetes_upgrade_cluster": true, "dedicatedInferences_patch": true,
}

// costlyActions are types of actions that change what it costs by an amount that
// nobody tells.
var costlyActions = map[string]bool{
	"dropletActions_post_byTag enable_backups": true, "dropletActions_post_byTag disable_backups": true, "dropletActions_post_byTag snapshot": true,
	"imageActions_post transfer": true, "imageActions_post convert": true,
}
