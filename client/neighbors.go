package client

import (
	"context"

	"github.com/doapi-lua/doapi/client/jsontext"
)

// FetchAllDropletNeighbors returns the groups of droplets that share hardware.
// The API's report has ids; the droplets come from their list, and one by one
// where that does not show them. One that vanished meanwhile is left out.
func (c *Client) FetchAllDropletNeighbors(ctx context.Context) ([][]*Droplet, error) {
	u, err := c.at("/v2/reports/droplet_neighbors_ids")
	if err != nil {
		return nil, err
	}
	reply, err := c.invoke(ctx, "droplets_list_neighborsIds", u, nil)
	if err != nil {
		return nil, err
	}
	report := reply.member("neighbor_ids")
	if report.Kind() != jsontext.KindArray {
		return nil, reply.bad(`there is no list "neighbor_ids" in it`)
	}
	var items []*item
	byID := map[int64]*item{}
	for group := range report.Elements() {
		for _, id := range numbers(group) {
			if byID[id] == nil {
				byID[id] = &item{now: c.Droplet(id)}
				items = append(items, byID[id])
			}
		}
	}
	p := poller{client: c, lists: map[listing]int{}}
	if err := p.look(ctx, items); err != nil {
		return nil, err
	}
	groups := [][]*Droplet{}
	for group := range report.Elements() {
		var droplets []*Droplet
		for _, id := range numbers(group) {
			if i := byID[id]; i.seen {
				droplets = append(droplets, i.now.(*Droplet))
			}
		}
		if len(droplets) > 0 {
			groups = append(groups, droplets)
		}
	}
	return groups, nil
}
