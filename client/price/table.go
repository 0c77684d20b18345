package price

import "github.com/doapi-lua/doapi/client/catalog"

// backupShare is that of a plan; a droplet made with backups and no plan gets
// weekly ones.
func backupShare(plan string) float64 {
	if plan == "daily" {
		return catalog.DailyBackups
	}
	return catalog.WeeklyBackups
}

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
	"kubernetes_update_nodePool": true, "kubernetes_update_cluster": true, "databases_update_clusterSize": true,
	"databases_update_autoscale": true, "loadBalancers_update": true, "registry_update_subscription": true, "registries_update_subscription": true,
	"apps_update": true, "apps_create_deployment": true, "autoscalepools_update": true, "addons_patch_plan": true,
	"vectorDatabases_post_resize": true, "dropletActions_post_byTag": true, "volumeActions_post": true, "nfs_create_action": true,
	"imageActions_post": true, "security_update_settings_plan": true, "oneClicks_install_kubernetes": true,
	"kubernetes_upgrade_cluster": true, "dedicatedInferences_patch": true,
}
