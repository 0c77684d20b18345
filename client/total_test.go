package client_test

import (
	"fmt"
	"testing"

	"github.com/doapi-lua/doapi/client"
)

// The tags that droplets are found by are in no list of tags: neither its
// elements nor its total show them, on whatever page they are, and the list is
// read once for all that.
func TestTotalWithoutOwnTags(t *testing.T) {
	for name, first := range map[string]bool{"on the first page": true, "on the last page": false} {
		t.Run(name, func(t *testing.T) {
			w := simulate(t)
			ctx := t.Context()
			other := w.another(t)
			create := func() {
				for i, c := range []*client.Client{w.Client, other} {
					request := small(fmt.Sprintf("web-%d", i))
					must[*client.Droplet](t)(c.CreateDroplet(ctx, request))
				}
			}
			if first {
				create()
			}
			for i := range 250 {
				must[*client.Tag](t)(w.CreateTag(ctx, fmt.Sprintf("e-%03d", i)))
			}
			if !first {
				create()
			}
			tags := w.another(t, client.WithPerPage(100)).FetchAllTags()
			counts := w.requests(func() {
				total, known, err := tags.Total(ctx)
				if err != nil || !known || total != 250 {
					t.Errorf("the total is %d, %v, %v", total, known, err)
				}
				if total, _, _ = tags.Total(ctx); total != 250 {
					t.Errorf("the second time it is %d", total)
				}
				all, err := tags.List(ctx)
				if err != nil || len(all) != 250 {
					t.Errorf("%d tags, %v", len(all), err)
				}
			})
			if counts["tags_list"] != 3 || counts["tags_get"] > 2 {
				t.Errorf("it took %v", counts)
			}
		})
	}
}
