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
	SnapshotGiB     = ListPrice{0.06, "https://docs.digitalocean.com/products/images/snapshots/details/pricing/", "2026-11"}
)

// Shares of a droplet's price that backups cost.
// https://docs.digitalocean.com/products/images/backups/details/pricing/, read 2026-11.
const (
	WeeklyBackups = 0.20
	DailyBackups  = 0.30
)

// DatabasePrices are those of one node by size: the shared-CPU plans of PostgreSQL
// and MySQL. https://www.digitalocean.com/pricing/managed-databases, 2026-11.
var DatabasePrices = map[string]float64{
	"db-s-1vcpu-1gb":  15,
	"db-s-1vcpu-2gb":  30,
	"db-s-2vcpu-4gb":  60,
	"db-s-4vcpu-8gb":  120,
	"db-s-6vcpu-16gb": 240,
	"db-s-8vcpu-32gb": 480,
}
