package catalog

// ListPrice is a price in USD a month, without tax and traffic, that the API does
// not tell.
type ListPrice struct {
	USD    float64
	Source string // where it stands
	Read   string // when it was read there
}

// The prices that the API does not tell.
var (
	VolumeGiB       = ListPrice{0.10, "https://docs.digitalocean.com/products/volumes/details/pricing/", "2026-11"}
	ReservedIP      = ListPrice{5, "https://docs.digitalocean.com/products/networking/reserved-ips/details/pricing/", "2026-11"} // while it is assigned to nothing
	BalancerNode    = ListPrice{12, "https://docs.digitalocean.com/products/networking/load-balancers/details/pricing/", "2026-11"}
	NetworkBalancer = ListPrice{15, "https://docs.digitalocean.com/products/networking/load-balancers/details/pricing/", "2026-11"}
	GlobalBalancer  = ListPrice{15, "https://docs.digitalocean.com/products/networking/load-balancers/details/pricing/", "2026-11"}
	HAControlPlane  = ListPrice{40, "https://docs.digitalocean.com/products/kubernetes/details/pricing/", "2026-11"}
	NATGateway      = ListPrice{12, "https://docs.digitalocean.com/products/networking/vpc/details/pricing/", "2026-11"}
	StaticSite      = ListPrice{3, "https://www.digitalocean.com/pricing/app-platform", "2026-11"} // each one after the free ones
	DevDatabase     = ListPrice{7, "https://www.digitalocean.com/pricing/app-platform", "2026-11"}
	SnapshotGiB     = ListPrice{0.06, "https://docs.digitalocean.com/products/images/snapshots/details/pricing/", "2026-11"}
)

// FreeStaticSites is how many static sites an app may have for nothing.
const FreeStaticSites = 3

// Shares of a droplet's price that backups cost.
// https://docs.digitalocean.com/products/images/backups/details/pricing/, read 2026-11.
const (
	WeeklyBackups = 0.20
	DailyBackups  = 0.30
)

// BackupShare is that of a policy, by the plan and the weekday that it names:
// without a plan backups are made daily, or on the day that is named.
func BackupShare(plan, weekday string) float64 {
	if plan == "weekly" || plan == "" && weekday != "" {
		return WeeklyBackups
	}
	return DailyBackups
}

// DatabasePrice is that of one node of a size, USD a month: the shared-CPU plans of
// PostgreSQL and MySQL. ok is false for other sizes.
// https://www.digitalocean.com/pricing/managed-databases, 2026-11.
func DatabasePrice(size string) (usd float64, ok bool) {
	switch size {
	case "db-s-1vcpu-1gb":
		return 15, true
	case "db-s-1vcpu-2gb":
		return 30, true
	case "db-s-2vcpu-4gb":
		return 60, true
	case "db-s-4vcpu-8gb":
		return 120, true
	case "db-s-6vcpu-16gb":
		return 240, true
	case "db-s-8vcpu-32gb":
		return 480, true
	}
	return 0, false
}

// LoadBalancerPrice is that of a load balancer of a type, and, of regional ones,
// of a size in nodes, or of one of the sizes of before.
func LoadBalancerPrice(kind, size string, nodes float64) float64 {
	switch kind {
	case "GLOBAL":
		return GlobalBalancer.USD
	case "REGIONAL_NETWORK":
		return NetworkBalancer.USD
	}
	if nodes <= 0 {
		nodes = map[string]float64{"lb-medium": 3, "lb-large": 6}[size]
	}
	return max(1, nodes) * BalancerNode.USD
}
