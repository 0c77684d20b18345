package price

import "github.com/doapi-lua/doapi/client/internal/lazy"

var freeKindsOnce lazy.Value[map[string]bool]

// freeKinds are kinds of objects that cost nothing by themselves.
func freeKinds() map[string]bool {
	return freeKindsOnce.Get(func() map[string]bool {
		return map[string]bool{
			"tag": true, "ssh_key": true, "domain": true, "domain_record": true, "firewall": true, "vpc": true, "project": true,
			"certificate": true, "policy": true, "vpc_peering": true, "peering": true, "db": true, "user": true, "pool": true, "topic": true,
			"sink": true, "destination": true, "key": true, "alert": true,
		}
	})
}

var freeOperationsOnce lazy.Value[map[string]bool]

// freeOperations are creates that cost nothing although their kind may.
func freeOperations() map[string]bool {
	return freeOperationsOnce.Get(func() map[string]bool {
		return map[string]bool{
			"apps_validate_appSpec": true, "registry_validate_name": true, "registries_validate_name": true, "projects_assign_resources": true,
		}
	})
}

var costlyUpdatesOnce lazy.Value[map[string]bool]

// costlyUpdates are changes of what exists that change what it costs.
func costlyUpdates() map[string]bool {
	return costlyUpdatesOnce.Get(func() map[string]bool {
		return map[string]bool{
			"databases_update_autoscale": true, "autoscalepools_update": true, "addons_patch_plan": true,
			"vectorDatabases_post_resize": true, "nfs_create_action": true, "security_update_settings_plan": true, "oneClicks_install_kubernetes": true,
			"kubernetes_upgrade_cluster": true, "dedicatedInferences_patch": true,
		}
	})
}

var costlyActionsOnce lazy.Value[map[string]bool]

// costlyActions are types of actions that change what it costs by an amount that
// nobody tells.
func costlyActions() map[string]bool {
	return costlyActionsOnce.Get(func() map[string]bool {
		return map[string]bool{
			"dropletActions_post_byTag enable_backups": true, "dropletActions_post_byTag disable_backups": true, "dropletActions_post_byTag snapshot": true,
			"imageActions_post transfer": true, "imageActions_post convert": true,
		}
	})
}
