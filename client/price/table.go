package price

// isFree says whether objects of a kind cost nothing by themselves.
func isFree(kind string) bool {
	switch kind {
	case "tag", "ssh_key", "domain", "domain_record", "firewall", "vpc", "project",
		"certificate", "policy", "vpc_peering", "peering", "db", "user", "pool", "topic",
		"sink", "destination", "key", "alert":
		return true
	}
	return false
}

// createsFree says whether a create costs nothing although its kind may.
func createsFree(op string) bool {
	switch op {
	case "apps_validate_appSpec", "registry_validate_name", "registries_validate_name", "projects_assign_resources":
		return true
	}
	return false
}

// updatesCost says whether a change of what exists changes what it costs.
func updatesCost(op string) bool {
	switch op {
	case "databases_update_autoscale", "autoscalepools_update", "addons_patch_plan",
		"vectorDatabases_post_resize", "nfs_create_action", "security_update_settings_plan", "oneClicks_install_kubernetes",
		"kubernetes_upgrade_cluster", "dedicatedInferences_patch":
		return true
	}
	return false
}

// actsOnCost says whether a type of actions changes what it costs by an amount that
// nobody tells.
func actsOnCost(opAndType string) bool {
	switch opAndType {
	case "dropletActions_post_byTag enable_backups", "dropletActions_post_byTag disable_backups", "dropletActions_post_byTag snapshot",
		"imageActions_post transfer", "imageActions_post convert":
		return true
	}
	return false
}
