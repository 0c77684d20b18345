package plan

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/price"
)

// price notes what a change adds to what the account costs, or takes off it, and
// what what it changes has cost before.
func (o *Overlay) price(r *http.Request, what *change.Change, c *Change) error {
	ask := o.priceList(r)
	cost, err := o.book.Of(r.Context(), what, ask)
	if err != nil {
		return err
	}
	if path := targetPath(what); what.Sign != change.Create && o.copied[path] && !o.priced[path] {
		was, err := o.book.Standing(r.Context(), what.Kind, c.target, ask)
		if err != nil {
			return err
		}
		o.priced[path] = true
		c.Before = was.Monthly
	}
	switch {
	case !cost.Known:
		c.NoPrice = cost.Why
		return nil
	case what.Sign == change.Delete && priceBySize(what.Kind) && !o.copied[targetPath(what)]:
		c.NoPrice = "a snapshot of this run has a size that nobody knows before"
		return nil
	case what.Sign == change.Delete:
		was, err := o.book.Standing(r.Context(), what.Kind, c.target, ask)
		if err != nil {
			return err
		}
		if cost = was; !was.Known {
			c.NoPrice = was.Why
			return nil
		}
		cost.Monthly = -was.Monthly
	}
	c.Cost = &cost.Monthly
	return nil
}

// priceBySize reports whether things of a kind cost by a size that they have of
// themselves.
func priceBySize(kind string) bool {
	return slices.Contains([]string{"image", "snapshot", "volume_snapshot"}, kind)
}

// lists are the paths of what the account itself tells of prices.
var lists = []string{"/v2/sizes", "/v2/apps/tiers/instance_sizes", "/v2/registry/options"}

// priceList asks the account for its lists of prices, and the copy for what is
// changed.
func (o *Overlay) priceList(r *http.Request) price.Ask {
	return func(ctx context.Context, path string) (jsontext.Value, error) {
		u, err := url.Parse(path)
		if err != nil {
			return jsontext.Value{}, err
		}
		if !slices.Contains(lists, u.Path) {
			a, err := o.simulated(ctx, http.MethodGet, &url.URL{Scheme: "https", Host: "plan", Path: path}, nil)
			if err != nil {
				return jsontext.Value{}, err
			}
			return jsontext.Parse(string(a.body))
		}
		at := *r.URL
		at.Path, at.RawPath, at.RawQuery = at.Path[:strings.Index(at.Path, "/v2/")]+u.Path, "", u.RawQuery
		get := r.Clone(ctx)
		get.Method, get.URL = http.MethodGet, &at
		a, err := o.askSurely(get)
		if err != nil {
			return jsontext.Value{}, err
		}
		if a.status/100 != 2 {
			return jsontext.Value{}, errorf("%s cannot be asked for prices: %d %s", at.Path, a.status, http.StatusText(a.status))
		}
		return jsontext.Parse(string(a.body))
	}
}
