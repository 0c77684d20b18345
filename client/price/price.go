// Package price tells what changes of an account cost: list prices in USD a
// month of 672 hours, without tax and traffic.
//
// What droplets cost comes from the account's own list of sizes; the rest from
// a table that is kept by hand, each line with its source and the day on which
// it was read. What is in neither has no price, which is not the same as being
// free.
package price

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Hours are those of a month, as the API bills.
const Hours = 672

// Ask reads a path of the API, such as "/v2/sizes?per_page=200".
type Ask func(ctx context.Context, path string) (jsontext.Value, error)

// Book prices changes. All methods are safe from any goroutine.
type Book struct {
	mu        sync.Mutex
	sizes     map[string]float64 // by slug; nil until they are asked for
	instances map[string]float64 // those of apps, likewise
}

func (b *Book) setInstances(prices map[string]float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.instances = prices
}

func (b *Book) knowsInstances() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.instances != nil
}

func (b *Book) instance(slug string) (usd float64, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	usd, ok = b.instances[slug]
	return usd, ok
}

// Cost is what a change adds to what the account costs a month, below 0 what it
// saves.
type Cost struct {
	Monthly float64
	Known   bool
	Why     string // why it is not known
}

// free is what costs nothing.
var free = Cost{Known: true}

func unknown(why string) Cost { return Cost{Why: why} }

func known(usd float64) Cost { return Cost{Monthly: usd, Known: true} }

// Sizes are the prices of the account's sizes by slug.
func (b *Book) Sizes(ctx context.Context, ask Ask) (map[string]float64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sizes != nil {
		return b.sizes, nil
	}
	sizes := map[string]float64{}
	path := "/v2/sizes?per_page=200"
	for path != "" {
		page, err := ask(ctx, path)
		if err != nil {
			return nil, err
		}
		for size := range page.Get("sizes").Elements() {
			sizes[size.Get("slug").Text()] = size.Get("price_monthly").Float()
		}
		path = page.Get("links", "pages", "next").Text()
	}
	b.sizes = sizes
	return sizes, nil
}

// Of is what a change adds, below 0 what a smaller size saves; a delete is free. It asks for the account's sizes once, and for what
// a resize changes. An error is that of asking.
func (b *Book) Of(ctx context.Context, c *change.Change, ask Ask) (Cost, error) {
	if c.Op == nil {
		if c.Sign == change.None {
			return free, nil
		}
		return unknown("the catalog does not know " + c.Operation()), nil
	}
	p := &pricing{b: b, ctx: ctx, ask: ask, c: c}
	cost := p.cost()
	return cost, p.err
}

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

// times is a price for so many of a thing.
func (c Cost) times(n float64) Cost { c.Monthly *= n; return c }

// plus adds two prices; what is not known stays so.
func (c Cost) plus(d Cost) Cost {
	switch {
	case !c.Known:
		return c
	case !d.Known:
		return d
	}
	return known(c.Monthly + d.Monthly)
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
	case freeKinds[c.Kind], freeOperations[c.Op.ID]:
		return free
	case c.Sign == change.Create:
		return unknown("the table has no price of a " + c.Kind)
	case costlyUpdates[c.Op.ID], costlyActions[c.Op.ID+" "+c.Type]:
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

// Standing is what an object costs as it stands. Its error is that of asking.
func (b *Book) Standing(ctx context.Context, kind string, object jsontext.Value, ask Ask) (Cost, error) {
	p := &pricing{b: b, ctx: ctx, ask: ask, c: new(change.Change)}
	cost := p.standing(kind, object)
	return cost, p.err
}

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
