package billing

import (
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

// natGateway is the list price of a gateway a month, of November 2026. Those of
// other things are the catalog's, and droplets cost what GET /v2/sizes says.
const natGateway = 12.0

// priceOf is what a record costs; false for what costs nothing.
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
			monthly *= 1 + catalog.WeeklyBackups
		}
		p = price{"Droplets", rec.Str("size_slug"), monthly}
	case "volumes":
		p = price{"Volumes", "Volumes", catalog.VolumeGiB.USD * float64(rec.Integer("size_gigabytes"))}
	case "snapshots", "images":
		p = price{"Snapshots", "Snapshots", catalog.SnapshotGiB.USD * number(rec, "size_gigabytes")}
	case "load_balancers":
		p = price{"Load Balancers", "Load Balancers", catalog.BalancerNode.USD * float64(max(1, rec.Integer("size_unit")))}
	case "databases":
		p = price{"Databases", rec.Str("size"), databasePrice(rec.Str("size")) * float64(max(1, rec.Integer("num_nodes")))}
	case "vpc_nat_gateways":
		p = price{"NAT Gateways", "NAT Gateways", natGateway}
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

// line is a line of an invoice.
type line struct {
	charge
	hours  int
	amount float64
}

// lines lists what a time has cost.
func lines(list []charge, from, to time.Time) []line {
	var out []line
	for _, c := range list {
		start, end := c.start, c.end
		if start.Before(from) {
			start = from
		}
		if end.After(to) {
			end = to
		}
		if !end.After(start) {
			continue
		}
		hours := int(math.Ceil(end.Sub(start).Hours()))
		amount := min(float64(hours)*c.monthly/hoursInMonth, c.monthly)
		c.start, c.end = start, end
		out = append(out, line{c, hours, math.Round(amount*100) / 100})
	}
	return out
}

func sum(list []line) float64 {
	total := 0.0
	for _, l := range list {
		total += l.amount
	}
	return total
}
