package client

import (
	"context"
	"errors"
	"net/url"
	"slices"
)

// DropletRequest says what droplet to make. Image and Size are needed; what is
// zero is not sent.
type DropletRequest struct {
	Name              string // not for CreateMultipleDroplets
	Image             Ref
	Size              string
	Region            string // "": the API chooses
	SSHKeys           []Ref
	Backups           bool
	IPv6              bool
	Monitoring        bool
	PrivateNetworking bool
	UserData          string
	Tags              []string // made if they do not exist
	Volumes           []string // ids
	VPCUUID           string
	Extra             Body // further fields; they win
}

// body is what is sent.
func (r *DropletRequest) body() (Body, error) {
	b := Body{}
	set := func(name string, value any, given bool) {
		if given {
			b[name] = value
		}
	}
	set("name", r.Name, r.Name != "")
	set("image", r.Image, !r.Image.IsZero())
	set("size", r.Size, r.Size != "")
	set("region", r.Region, r.Region != "")
	set("ssh_keys", r.SSHKeys, len(r.SSHKeys) > 0)
	set("backups", true, r.Backups)
	set("ipv6", true, r.IPv6)
	set("monitoring", true, r.Monitoring)
	set("private_networking", true, r.PrivateNetworking)
	set("user_data", r.UserData, r.UserData != "")
	set("tags", r.Tags, len(r.Tags) > 0)
	set("volumes", r.Volumes, len(r.Volumes) > 0)
	set("vpc_uuid", r.VPCUUID, r.VPCUUID != "")
	b = r.Extra.with(b)
	for _, name := range []string{"image", "size"} {
		if b[name] == nil {
			return nil, badArgument(name, "is missing")
		}
	}
	return b, nil
}

// CreateDroplet makes a droplet. It is returned as it is at that moment: new.
func (c *Client) CreateDroplet(ctx context.Context, request DropletRequest) (*Droplet, error) {
	body, err := request.body()
	if err != nil {
		return nil, err
	}
	if body["name"] == nil {
		return nil, badArgument("name", "is missing")
	}
	return create[*Droplet](ctx, c.scopes[dropletClass], "droplets_create", body)
}

// maxNames is how many droplets the API makes in one call.
const maxNames = 10

// CreateMultipleDroplets makes alike droplets, one for each name, any number of
// them, and returns them in the order of the names. When a call fails, the
// droplets made before that are in the [*PartialError].
func (c *Client) CreateMultipleDroplets(ctx context.Context, names []string, request DropletRequest) ([]*Droplet, error) {
	body, err := request.body()
	if err != nil {
		return nil, err
	}
	if i := slices.Index(names, ""); i >= 0 {
		return nil, badArgument("names", "has an empty name at position %d", i+1)
	}
	delete(body, "name")
	u, err := c.at(dropletClass.Path)
	if err != nil {
		return nil, err
	}
	created := make([]*Droplet, 0, len(names))
	sent := 0
	ctx = withBatch(ctx, &Batch{Calls: (len(names) + maxNames - 1) / maxNames, Names: names})
	for part := range slices.Chunk(names, maxNames) {
		made, err := c.createSome(ctx, u, part, body)
		sent += len(part)
		var partial *PartialError
		if errors.As(err, &partial) {
			made, err = partial.Created, partial.Err
			inOrder(made, part)
		}
		created = append(created, made...)
		if err != nil {
			return created, &PartialError{Created: created, NotSent: slices.Clone(names[sent:]), Err: err}
		}
	}
	return created, nil
}

// createSome makes the droplets of one call.
func (c *Client) createSome(ctx context.Context, u *url.URL, names []string, body Body) ([]*Droplet, error) {
	in := c.scopes[dropletClass]
	reply, err := c.invoke(ctx, "droplets_create", u, Body{"names": names}.with(body))
	if err != nil {
		return nil, err
	}
	made, err := collect[*Droplet](in, reply, "droplets")
	if err != nil {
		one, bad := one[*Droplet](in, reply)
		if bad != nil {
			return nil, err
		}
		made = []*Droplet{one}
	}
	inOrder(made, names)
	for _, d := range made {
		d.fresh = true
	}
	if len(made) < len(names) {
		return made, reply.bad("%d droplets were asked for, and %d are in it", len(names), len(made))
	}
	return made, nil
}

// inOrder puts droplets into the order of the names that they were asked for
// with. Of equal names each takes one place.
func inOrder(made []*Droplet, names []string) {
	places := map[string][]int{}
	for i, name := range names {
		places[name] = append(places[name], i)
	}
	place := make(map[*Droplet]int, len(made))
	for _, d := range made {
		place[d] = len(names)
		if free := places[d.Name()]; len(free) > 0 {
			place[d], places[d.Name()] = free[0], free[1:]
		}
	}
	slices.SortStableFunc(made, func(a, b *Droplet) int { return place[a] - place[b] })
}
