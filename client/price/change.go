package price

import (
	"context"
	"fmt"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// pricing prices one change.
type pricing struct {
	b   *Book
	ctx context.Context
	ask Ask
	c   *change.Change
	err error
}

func (p *pricing) size(slug string) Cost {
	if slug == "" {
		return unknown("no size is given")
	}
	sizes, err := p.b.Sizes(p.ctx, p.ask)
	if err != nil {
		p.err = err
		return unknown(err.Error())
	}
	usd, ok := sizes[slug]
	if !ok {
		return unknown("the account has no size " + slug)
	}
	return known(usd)
}

func (p *pricing) read(path string) jsontext.Value {
	v, err := p.ask(p.ctx, path)
	if err != nil {
		p.err = err
	}
	return v
}

func (p *pricing) cost() Cost {
	c := p.c
	body := c.Body
	switch c.Op.ID {
	case "droplets_create":
		one := p.size(sizeOf(body.Get("size")))
		if body.Get("backups").Bool() {
			one = one.times(1 + backupShare(body))
		}
		return one.times(float64(max(1, len(c.Names))))
	case "dropletActions_post":
		return p.action()
	case "volumes_create":
		return known(catalog.VolumeGiB.USD * body.Get("size_gigabytes").Float())
	case "volumeActions_post_byId":
		if c.Type != "resize" {
			return free
		}
		was := p.read(c.Target).Get("volume", "size_gigabytes").Float()
		return known((body.Get("size_gigabytes").Float() - was) * catalog.VolumeGiB.USD)
	case "floatingIPs_create", "reservedIPs_create":
		if body.Get("droplet_id").Exists() && !body.Get("droplet_id").IsNull() {
			return free // as long as it is assigned
		}
		return known(catalog.ReservedIP.USD)
	case "loadBalancers_create":
		return loadBalancer(body)
	case "kubernetes_create_cluster":
		total := free
		if body.Get("ha").Bool() {
			total = known(catalog.HAControlPlane.USD)
		}
		for pool := range body.Get("node_pools").Elements() {
			total = total.plus(p.pool(pool))
		}
		return total
	case "kubernetes_add_nodePool":
		return p.pool(body)
	case "databases_create_cluster":
		return p.node(body.Get("size").Text()).times(max(1, body.Get("num_nodes").Float()))
	case "apps_create":
		return p.app(body.Get("spec"))
	case "apps_update":
		now := p.app(body.Get("spec"))
		was := p.app(p.read(c.Target).Get("app", "spec"))
		if !now.Known || !was.Known {
			return now.plus(was)
		}
		return known(now.Monthly - was.Monthly)
	case "registry_create", "registries_create":
		return p.registry(body.Get("subscription_tier_slug").Text())
	case "vpcnatgateways_create":
		return known(catalog.NATGateway.USD)
	case "kubernetes_update_cluster":
		if body.Get("ha").Raw() != "true" || p.read(c.Target).Get("kubernetes_cluster", "ha").Bool() {
			return free
		}
		return known(catalog.HAControlPlane.USD)
	case "kubernetes_update_nodePool":
		return p.resizedPool()
	case "databases_create_replica":
		return p.node(body.Get("size").Text())
	case "databases_update_clusterSize":
		is := p.read(strings.TrimSuffix(c.Target, "/resize")).Get("database")
		was, now := p.node(is.Get("size").Text()), p.node(body.Get("size").Text())
		if !was.Known || !now.Known {
			return now.plus(was)
		}
		return known(now.Monthly*max(1, body.Get("num_nodes").Float()) - was.Monthly*max(1, is.Get("num_nodes").Float()))
	case "loadBalancers_update":
		return known(loadBalancer(body).Monthly - loadBalancer(p.read(c.Target).Get("load_balancer")).Monthly)
	case "volumeSnapshots_create":
		return unknown(snapshotPrice())
	case "registry_update_subscription", "registries_update_subscription":
		return p.registry(body.Get("tier_slug").Text())
	}
	switch {
	case c.Sign == change.Delete:
		return free
	case isFree(c.Kind), createsFree(c.Op.ID):
		return free
	case c.Sign == change.Create:
		return unknown("the table has no price of a " + c.Kind)
	case updatesCost(c.Op.ID), actsOnCost(c.Op.ID + " " + c.Type):
		return unknown("the table does not tell what this changes")
	}
	return free
}

// action prices what is done to a droplet.
func (p *pricing) action() Cost {
	switch p.c.Type {
	case "resize":
		now := p.size(p.c.Body.Get("size").Text())
		was := p.read(p.c.Target).Get("droplet", "size", "price_monthly").Float()
		if !now.Known {
			return now
		}
		return known(now.Monthly - was)
	case "enable_backups":
		was := p.read(p.c.Target).Get("droplet", "size", "price_monthly").Float()
		return known(was * backupShare(p.c.Body))
	case "disable_backups", "change_backup_policy":
		policy := p.read(p.c.Target + "/backups/policy").Get("policy")
		if p.c.Type == "disable_backups" && !policy.Get("backup_enabled").Bool() {
			return free
		}
		was := policy.Get("backup_policy")
		share := -catalog.BackupShare(was.Get("plan").Text(), was.Get("weekday").Text())
		if p.c.Type == "change_backup_policy" {
			share += backupShare(p.c.Body)
		}
		return known(share * p.read(p.c.Target).Get("droplet", "size", "price_monthly").Float())
	case "snapshot":
		return unknown(snapshotPrice())
	}
	return free
}

// snapshotPrice is why a snapshot has no price.
func snapshotPrice() string {
	return fmt.Sprintf("a snapshot costs $%.2f a GiB of its size, which nobody knows before", catalog.SnapshotGiB.USD)
}

func (p *pricing) pool(pool jsontext.Value) Cost {
	return p.size(pool.Get("size").Text()).times(max(pool.Get("count").Float(), pool.Get("min_nodes").Float()))
}

// resizedPool prices another number of nodes.
func (p *pricing) resizedPool() Cost {
	is := p.read(p.c.Target).Get("node_pool")
	node := p.size(is.Get("size").Text())
	if !p.c.Body.Get("count").Exists() && !p.c.Body.Get("min_nodes").Exists() {
		return free
	}
	more := max(p.c.Body.Get("count").Float(), p.c.Body.Get("min_nodes").Float()) - is.Get("count").Float()
	return node.times(more)
}

// node is what a node of a database costs.
func (p *pricing) node(size string) Cost {
	usd, ok := catalog.DatabasePrice(size)
	if !ok {
		return unknown("the table has no price of " + size)
	}
	return known(usd)
}

// registry is what a subscription costs, which the API's own list of tiers tells,
// over the account's present one.
func (p *pricing) registry(slug string) Cost {
	usd := func(tier jsontext.Value) float64 { return tier.Get("monthly_price_in_cents").Float() / 100 }
	for tier := range p.read("/v2/registry/options").Get("options", "subscription_tiers").Elements() {
		if tier.Get("slug").Text() == slug {
			was := 0.0
			if now, err := p.ask(p.ctx, "/v2/registry/subscription"); err == nil {
				was = usd(now.Get("subscription", "tier"))
			}
			return known(usd(tier) - was)
		}
	}
	return unknown(fmt.Sprintf("the API has no registry tier %q", slug))
}

// sizeOf is a size's slug, also of an object.
func sizeOf(v jsontext.Value) string {
	if v.Kind() == jsontext.KindObject {
		return v.Get("slug").Text()
	}
	return v.Text()
}

// backupShare is that of the backups that a body asks for.
func backupShare(body jsontext.Value) float64 {
	policy := body.Get("backup_policy")
	return catalog.BackupShare(policy.Get("plan").Text(), policy.Get("weekday").Text())
}

func loadBalancer(v jsontext.Value) Cost {
	return known(catalog.LoadBalancerPrice(v.Get("type").Text(), v.Get("size").Text(), v.Get("size_unit").Float()))
}
