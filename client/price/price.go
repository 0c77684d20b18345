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

// Standing is what an object costs as it stands. Its error is that of asking.
func (b *Book) Standing(ctx context.Context, kind string, object jsontext.Value, ask Ask) (Cost, error) {
	p := &pricing{b: b, ctx: ctx, ask: ask, c: new(change.Change)}
	cost := p.standing(kind, object)
	return cost, p.err
}
