package billing

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// hoursInMonth is after how many hours a month's price is reached:
// https://docs.digitalocean.com/platform/billing/.
const hoursInMonth = 672

type price struct {
	product, group string
	monthly        float64
}

// priceOf is what a record costs; false for what costs nothing. What droplets cost
// GET /v2/sizes says, the rest is the catalog's.
func priceOf(rec *engine.Record) (price, bool) {
	var p price
	switch rec.Table.Name {
	case "droplets":
		size := engine.Offered().Size(rec.Str("size_slug"))
		if size == nil {
			return p, false
		}
		monthly, _ := size.PriceMonthly.Float64()
		if strings.Contains(string(rec.Get("features")), `"backups"`) {
			policy := rec.Object("_policy")
			monthly *= 1 + catalog.BackupShare(policy.Str("plan"), policy.Str("weekday"))
		}
		p = price{"Droplets", rec.Str("size_slug"), monthly}
	case "volumes":
		p = price{"Volumes", "Volumes", catalog.VolumeGiB.USD * float64(rec.Integer("size_gigabytes"))}
	case "snapshots":
		p = price{"Snapshots", "Snapshots", catalog.SnapshotGiB.USD * number(rec, "size_gigabytes")}
	case "images":
		if rec.Str("type") == "custom" { // snapshots have entries of their own
			p = price{"Images", "Custom Images", catalog.SnapshotGiB.USD * number(rec, "size_gigabytes")}
		}
	case "reserved_ips":
		if rec.Str("_droplet") == "" {
			p = price{"Reserved IPs", "Reserved IPs", catalog.ReservedIP.USD}
		}
	case "load_balancers":
		p = price{"Load Balancers", "Load Balancers", catalog.LoadBalancerPrice(rec.Str("type"), rec.Str("size"), float64(rec.Integer("size_unit")))}
	case "kubernetes_clusters":
		if rec.Boolean("ha") {
			p = price{"Kubernetes", "HA control plane", catalog.HAControlPlane.USD}
		}
	case "databases":
		p = price{"Databases", rec.Str("size"), databasePrice(rec.Str("size")) * float64(max(1, rec.Integer("num_nodes")))}
	case "database_replicas":
		p = price{"Databases", rec.Str("size"), databasePrice(rec.Str("size"))}
	case "vpc_nat_gateways":
		p = price{"NAT Gateways", "NAT Gateways", catalog.NATGateway.USD}
	case "_registry_subscription":
		p = price{"Container Registry", rec.Str("tier"), number(rec, "monthly")}
	case "apps":
		p = price{"App Platform", "Apps", number(rec, "_monthly")}
	}
	return p, p.monthly > 0
}

// databasePrice is that of a node; of a size that is not in the table it follows
// from the processors: "db-s-2vcpu-4gb".
func databasePrice(size string) float64 {
	if usd, ok := catalog.DatabasePrice(size); ok {
		return usd
	}
	least, _ := catalog.DatabasePrice("db-s-1vcpu-1gb")
	for _, part := range strings.Split(size, "-") {
		if n, ok := strings.CutSuffix(part, "vcpu"); ok {
			return least * max(1, 2*float64(engine.DecodeInteger(engine.Raw(n)))-1)
		}
	}
	return least
}

// premadePrice is what a droplet cost that was made in advance and that nobody has
// changed yet.
func premadePrice(rec *engine.Record) (price, bool) {
	if rec.Table.Name != "droplets" {
		return price{}, false
	}
	size := engine.Offered().Size(rec.Str("_premade"))
	if size == nil {
		return price{}, false
	}
	monthly, _ := size.PriceMonthly.Float64()
	return price{"Droplets", size.Slug, monthly}, true
}

// hours is for how many hours a time is paid: those that have begun.
func hours(d time.Duration) int64 { return int64((d + time.Hour - 1) / time.Hour) }

// cents is what hours of one month cost at a price.
func cents(hours int64, monthly float64) int64 {
	return int64(math.Round(min(float64(hours)*monthly/hoursInMonth, monthly) * 100))
}

// usd writes an amount of cents.
func usd(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }
