package client

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/internal/identity"
)

// Leftover is a tag by which a client found its droplets, and that it did not
// live to remove; see "Exactly once" in the package's documentation.
type Leftover struct {
	Tag      string
	MadeAt   time.Time  // by the clock of its client; zero if the tag does not say
	Droplets []*Droplet // that have it
}

// Leftovers finds the tags that clients of other programs have left, with their
// droplets, the oldest first. A program that still runs has such a tag too:
// MadeAt helps to tell them apart. Errors are those of [Client.Do].
func (c *Client) Leftovers(ctx context.Context) ([]Leftover, error) {
	var all []Leftover
	tags := c.FetchAllTags()
	tags.cursor.keepTag, tags.cursor.slow = true, true
	for tag, err := range tags.All(ctx) {
		if err != nil {
			return nil, err
		}
		name := tag.Name()
		if !strings.HasPrefix(name, identity.TagRoot) || name == c.made.droplets.Tag() {
			continue
		}
		droplets, err := c.FetchAllDroplets(DropletFilter{TagName: name}).List(ctx)
		if err != nil {
			return nil, err
		}
		l := Leftover{Tag: name, MadeAt: identity.TagTime(name), Droplets: droplets}
		for _, d := range droplets {
			if l.MadeAt.IsZero() || identity.TagTime(name).IsZero() && d.CreatedAt().After(l.MadeAt) {
				l.MadeAt = d.CreatedAt()
			}
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b Leftover) int { return a.MadeAt.Compare(b.MadeAt) })
	return all, nil
}
