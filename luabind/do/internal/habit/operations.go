package habit

import "github.com/doapi-lua/doapi/luabind/lazy"

var operationsOnce lazy.Value[map[string]string]

// Operations are operations of groups by what other tools call them.
func Operations() map[string]string {
	return operationsOnce.Get(func() map[string]string {
		return map[string]string{
			"databases.create_db": "databases.add", "databases.create_database": "databases.add", "databases.resize": "databases.update_cluster_size",
			"databases.add_replica": "databases.create_replica", "domains.records": "domains.list_records", "apps.deploy": "apps.create_deployment",
			"apps.redeploy": "apps.create_deployment", "apps.logs": "apps.get_logs", "registry.list": "registry.get", "registries.list": "registries.get", "ssh_keys.import": "ssh_keys.create",
			"tags.tag": "tags.assign_resources", "tags.assign": "tags.assign_resources", "tags.untag": "tags.unassign_resources", "tags.unassign": "tags.unassign_resources",
			"images.upload": "images.create_custom", "images.create": "images.create_custom", "cdn.purge": "cdn.purge_cache", "cdn.flush": "cdn.purge_cache",
			"kubernetes.kubeconfig": "kubernetes.get_kubeconfig", "kubernetes.upgrade": "kubernetes.upgrade_cluster", "kubernetes.scale": "kubernetes.update_node_pool",
			"actions.wait": "wait_actions", "droplets.wait": "wait_droplets", "monitoring.create_alert": "monitoring.create_alert_policy",
		}
	})
}
