package price

// entry is a list price in USD a month.
type entry struct {
	usd    float64
	source string // where it stands
	read   string // when it was read there
}

// The prices that the API does not tell.
var (
	volumeGiB       = entry{0.10, "https://docs.digitalocean.com/products/volumes/details/pricing/", "2026-11"}
	reservedIP      = entry{5, "https://docs.digitalocean.com/products/networking/reserved-ips/details/pricing/", "2026-11"} // while it is assigned to nothing
	balancerNode    = entry{12, "https://docs.digitalocean.com/products/networking/load-balancers/details/pricing/", "2026-11"}
	networkBalancer = entry{15, "https://docs.digitalocean.com/products/networking/load-balancers/details/pricing/", "2026-11"}
	globalBalancer  = entry{15, "https://docs.digitalocean.com/products/networking/load-balancers/details/pricing/", "2026-11"}
	haControlPlane  = entry{40, "https://docs.digitalocean.com/products/kubernetes/details/pricing/", "2026-11"}
	snapshotGiB     = entry{0.06, "https://docs.digitalocean.com/products/images/snapshots/details/pricing/", "2026-11"}
)

// Shares of a droplet's price that backups cost.
// https://docs.digitalocean.com/products/images/backups/details/pricing/, read 2026-11.
const (
	weeklyBackups = 0.20
	dailyBackups  = 0.30
)

// backupShare is that of a plan; a droplet made with backups and no plan gets
// weekly ones.
func backupShare(plan string) float64 {
	if plan == "daily" {
		return dailyBackups
	}
	return weeklyBackups
}

// databases are prices of one node by size: the shared-CPU plans of PostgreSQL
// and MySQL. https://www.digitalocean.com/pricing/managed-databases, 2026-11.
var databases = map[string]float64{
	"db-s-1vcpu-1gb":  15,
	"db-s-1vcpu-2gb":  30,
	"db-s-2vcpu-4gb":  60,
	"db-s-4vcpu-8gb":  120,
	"db-s-6vcpu-16gb": 240,
	"db-s-8vcpu-32gb": 480,
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
