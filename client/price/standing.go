package price

import (
	"fmt"
	"strconv"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

func (p *pricing) standing(kind string, object jsontext.Value) Cost {
	switch kind {
	case "droplet":
		usd := object.Get("size", "price_monthly").Float()
		for f := range object.Get("features").Elements() {
			if f.Text() == "backups" {
				usd *= 1 + catalog.WeeklyBackups // the policy is not told; at least so much
			}
		}
		return known(usd)
	case "volume":
		return known(object.Get("size_gigabytes").Float() * catalog.VolumeGiB.USD)
	case "load_balancer":
		return loadBalancer(object)
	case "reserved_ip", "floating_ip":
		if object.Get("droplet", "id").Exists() {
			return free
		}
		return known(catalog.ReservedIP.USD)
	case "snapshot", "image":
		return known(object.Get("size_gigabytes").Float() * catalog.SnapshotGiB.USD)
	case "database":
		return p.node(object.Get("size").Text()).times(max(1, object.Get("num_nodes").Float()))
	case "replica":
		return p.node(object.Get("size").Text())
	case "kubernetes_cluster":
		total := free
		if object.Get("ha").Bool() {
			total = known(catalog.HAControlPlane.USD)
		}
		for pool := range object.Get("node_pools").Elements() {
			total = total.plus(p.size(pool.Get("size").Text()).times(pool.Get("count").Float()))
		}
		return total
	case "node_pool":
		return p.size(object.Get("size").Text()).times(object.Get("count").Float())
	case "app":
		return p.app(object.Get("spec"))
	case "vpc_nat_gateway":
		return known(catalog.NATGateway.USD)
	}
	return free
}

// app adds up what the components of an app cost, by the account's own list of
// instance sizes: as many instances as are asked for, the fewest of those that
// scale by themselves.
func (p *pricing) app(spec jsontext.Value) Cost {
	if spec.Get("services").Len()+spec.Get("workers").Len()+spec.Get("jobs").Len() > 0 && !p.b.knowsInstances() {
		prices := map[string]float64{}
		for size := range p.read("/v2/apps/tiers/instance_sizes").Get("instance_sizes").Elements() {
			if usd, err := strconv.ParseFloat(size.Get("usd_per_month").String(), 64); err == nil {
				prices[size.Get("slug").Text()] = usd
			}
		}
		if p.err != nil {
			return unknown(p.err.Error())
		}
		p.b.setInstances(prices)
	}
	total := free
	for _, kind := range []string{"services", "workers", "jobs"} {
		for c := range spec.Get(kind).Elements() {
			slug := c.Get("instance_size_slug").Text()
			usd, ok := p.b.instance(slug)
			if !ok {
				return unknown(fmt.Sprintf("the account has no instance size %q, of %s", slug, c.Get("name").Text()))
			}
			n := max(1, c.Get("instance_count").Float(), c.Get("autoscaling", "min_instance_count").Float())
			total = total.plus(known(usd * n))
		}
	}
	if n := spec.Get("static_sites").Len(); n > catalog.FreeStaticSites {
		total = total.plus(known(float64(n-catalog.FreeStaticSites) * catalog.StaticSite.USD))
	}
	for d := range spec.Get("databases").Elements() {
		if !d.Get("production").Bool() {
			total = total.plus(known(catalog.DevDatabase.USD))
		}
	}
	return total
}
