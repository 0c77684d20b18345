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
	"github.com/doapi-lua/doapi/client/catalog"
	"sync"

	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Hours are those of a month, as the API bills.
const Hours = 672

// Ask reads a path of the API, such as "/v2/sizes?per_page=200".
type Ask func(ctx context.Context, path string) (jsontext.Value, error)

// Book prices changes. All methods are safe from any goroutine.
type Book struct {
	mu    sync.Mutex
	sizes map[string]float64 // by slug; nil until they are asked for
}

// Cost is what a change adds to what the account costs a month.
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

// Of is what a change adds. It asks for the account's sizes once, and for what
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
			one = one.times(1 + backupShare(body.Get("backup_policy", "plan").Text()))
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
		return known(max(0, body.Get("size_gigabytes").Float()-was) * catalog.VolumeGiB.USD)
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
		node, ok := catalog.DatabasePrice(body.Get("size").Text())
		if !ok {
			return unknown("the table has no price of " + body.Get("size").Text())
		}
		return known(node * max(1, body.Get("num_nodes").Float()))
	case "apps_create":
		return unknown("what an app costs depends on its components")
	}
	switch {
	case c.Sign == change.Delete:
		return free
	case freeKinds[c.Kind], freeOperations[c.Op.ID]:
		return free
	case c.Sign == change.Create:
		return unknown("the table has no price of a " + c.Kind)
	case costlyUpdates[c.Op.ID]:
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
		return known(max(0, now.Monthly-was))
	case "enable_backups":
		was := p.read(p.c.Target).Get("droplet", "size", "price_monthly").Float()
		return known(was * backupShare(p.c.Body.Get("backup_policy", "plan").Text()))
	case "snapshot":
		return unknown(fmt.Sprintf("a snapshot costs $%.2f a GiB of its size, which nobody knows before", catalog.SnapshotGiB.USD))
	}
	return free
}

func (p *pricing) pool(pool jsontext.Value) Cost {
	return p.size(pool.Get("size").Text()).times(max(pool.Get("count").Float(), pool.Get("min_nodes").Float()))
}

// sizeOf is a size's slug, also of an object.
func sizeOf(v jsontext.Value) string {
	if v.Kind() == jsontext.KindObject {
		return v.Get("slug").Text()
	}
	return v.Text()
}

func loadBalancer(body jsontext.Value) Cost {
	switch body.Get("type").Text() {
	case "GLOBAL":
		return known(catalog.GlobalBalancer.USD)
	case "REGIONAL_NETWORK":
		return known(catalog.NetworkBalancer.USD)
	}
	if n := body.Get("size_unit").Float(); n > 0 {
		return known(n * catalog.BalancerNode.USD)
	}
	switch body.Get("size").Text() {
	case "lb-medium":
		return known(3 * catalog.BalancerNode.USD)
	case "lb-large":
		return known(6 * catalog.BalancerNode.USD)
	}
	return known(catalog.BalancerNode.USD)
}

// Standing is what an object costs as it stands, as far as it tells itself; 0
// where it does not.
func Standing(kind string, object jsontext.Value) float64 {
	switch kind {
	case "droplet":
		usd := object.Get("size", "price_monthly").Float()
		for f := range object.Get("features").Elements() {
			if f.Text() == "backups" {
				usd *= 1 + catalog.WeeklyBackups
			}
		}
		return usd
	case "volume":
		return object.Get("size_gigabytes").Float() * catalog.VolumeGiB.USD
	case "load_balancer":
		return max(1, object.Get("size_unit").Float()) * catalog.BalancerNode.USD
	case "reserved_ip", "floating_ip":
		if object.Get("droplet", "id").Exists() {
			return 0
		}
		return catalog.ReservedIP.USD
	case "snapshot", "image":
		return object.Get("size_gigabytes").Float() * catalog.SnapshotGiB.USD
	case "database":
		node, _ := catalog.DatabasePrice(object.Get("size").Text())
		return node * max(1, object.Get("num_nodes").Float())
	}
	return 0
}
