package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/identity"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Tag is a name that things can be marked with.
type Tag struct{ Object }

var tagClass = &ResourceClass{
	Name: "Tag", Key: "tag", ListKey: "tags", Path: "/v2/tags", IDField: "name",
	get: "tags_get", list: "tags_list", make: newResource[Tag],
}

// FetchAllTags walks through the account's tags.
func (c *Client) FetchAllTags() *Pager[*Tag] { return all[*Tag](c.scopes[tagClass], nil) }

// FetchTag asks for a tag by its name.
func (c *Client) FetchTag(ctx context.Context, name string) (*Tag, error) {
	return fetch[*Tag](ctx, c.scopes[tagClass], name)
}

// CreateTag makes a tag.
func (c *Client) CreateTag(ctx context.Context, name string, more ...Body) (*Tag, error) {
	return create[*Tag](ctx, c.scopes[tagClass], "tags_create", Body{"name": name}.further(more))
}

// Tag makes a handle of a tag without asking for it.
func (c *Client) Tag(name string) *Tag { return c.stub(tagClass, "name", name).(*Tag) }

// Name identifies the tag.
func (t *Tag) Name() string { return t.Field("name").Text() }

// String is the name.
func (t *Tag) String() string { return t.Name() }

// Count is how many things of a kind have the tag: "droplets", "images",
// "volumes" and so on; of all kinds for "".
func (t *Tag) Count(kind string) int64 {
	if kind == "" {
		return t.Get("resources", "count").Int()
	}
	return t.Get("resources", kind, "count").Int()
}

// LastTagged is the droplet that got the tag last, if the API sent it along;
// nil otherwise.
func (t *Tag) LastTagged() *Droplet {
	return part[*Droplet](&t.Object, dropletClass, t.Get("resources", "droplets", "last_tagged"))
}

// LastTaggedURI is where the thing of a kind is that got the tag last.
func (t *Tag) LastTaggedURI(kind string) string {
	return t.Get("resources", kind, "last_tagged_uri").Text()
}

// Fetch asks for the present state.
func (t *Tag) Fetch(ctx context.Context) (*Tag, error) { return Refetch(ctx, t) }

// Update changes the name, and the further fields of more. The API's description
// no longer has it.
func (t *Tag) Update(ctx context.Context, name string, more ...Body) (*Tag, error) {
	return change(ctx, t, http.MethodPut, Body{"name": name}.further(more))
}

// Delete destroys the tag; what had it stays.
func (t *Tag) Delete(ctx context.Context) error {
	_, err := t.invoke(ctx, "tags_delete", nil)
	return err
}

// Target names something that can have a tag.
type Target struct {
	ID   string `json:"resource_id"`
	Type string `json:"resource_type"`
}

// Tagged is anything that names a [Target]: a Target itself, a [*Droplet], an
// [*Image], and the [*Item] of a volume, a snapshot, a database or a load
// balancer.
type Tagged interface{ target() (Target, error) }

func (t Target) target() (Target, error) { return t, nil }

func (o *Object) target() (Target, error) {
	id := o.Identity()
	if o.in.class.TagType == "" || id == "" {
		return Target{}, badArgument(o.in.class.Name, "cannot be tagged")
	}
	if kind := o.Field("resource_type"); kind.Text() == "droplet" {
		return Target{id, imageClass.TagType}, nil // a snapshot of a droplet is an image
	}
	return Target{id, o.in.class.TagType}, nil
}

// Add gives the tag to things.
func (t *Tag) Add(ctx context.Context, things ...Tagged) error { return t.Assign(ctx, things) }

// Remove takes the tag off things.
func (t *Tag) Remove(ctx context.Context, things ...Tagged) error { return t.Unassign(ctx, things) }

// Assign is Add with further fields of the body.
func (t *Tag) Assign(ctx context.Context, things []Tagged, more ...Body) error {
	return t.mark(ctx, "tags_assign_resources", things, more)
}

// Unassign is Remove with further fields of the body.
func (t *Tag) Unassign(ctx context.Context, things []Tagged, more ...Body) error {
	return t.mark(ctx, "tags_unassign_resources", things, more)
}

func (t *Tag) mark(ctx context.Context, op string, things []Tagged, more []Body) error {
	targets := make([]Target, len(things))
	for i, thing := range things {
		var err error
		if targets[i], err = thing.target(); err != nil {
			return err
		}
	}
	_, err := t.invoke(ctx, op, Body{"resources": targets}.further(more), "resources")
	return err
}

// FetchAllDroplets walks through the droplets that have the tag.
func (t *Tag) FetchAllDroplets() *Pager[*Droplet] {
	return t.Client().FetchAllDroplets(DropletFilter{TagName: t.Name()})
}

// droplets is where the droplets are that have the tag, and things below.
func (t *Tag) droplets(elements ...string) (*url.URL, error) {
	if t.Name() == "" {
		return nil, badArgument("Tag", "has no name") // else it would mean all droplets
	}
	u, err := t.Client().at(dropletClass.Path, elements...)
	if err != nil {
		return nil, err
	}
	return address.With(u, url.Values{"tag_name": {t.Name()}}), nil
}

// DeleteAllDroplets destroys every droplet that has the tag.
func (t *Tag) DeleteAllDroplets(ctx context.Context) error {
	u, err := t.droplets()
	if err != nil {
		return err
	}
	_, err = t.Client().invoke(ctx, "droplets_destroy_byTag", u, nil)
	return err
}

// ActOnDroplets starts an action on every droplet that has the tag, and returns
// the actions.
func (t *Tag) ActOnDroplets(ctx context.Context, kind string, fields Body) ([]*Action, error) {
	u, err := t.droplets("actions")
	if err != nil {
		return nil, err
	}
	reply, err := t.Client().invoke(ctx, "dropletActions_post_byTag", u, fields.with(Body{"type": kind}))
	if err != nil {
		return nil, err
	}
	return collect[*Action](t.Client().scopes[actionClass], reply, "actions")
}

// PowerCycle is that of [Droplet], for every droplet that has the tag; so are
// the other methods of the same names.
func (t *Tag) PowerCycle(ctx context.Context) ([]*Action, error) {
	return t.ActOnDroplets(ctx, "power_cycle", nil)
}

// PowerOn switches the droplets on.
func (t *Tag) PowerOn(ctx context.Context) ([]*Action, error) {
	return t.ActOnDroplets(ctx, "power_on", nil)
}

// PowerOff switches the droplets off.
func (t *Tag) PowerOff(ctx context.Context) ([]*Action, error) {
	return t.ActOnDroplets(ctx, "power_off", nil)
}

// Shutdown asks the droplets to switch themselves off.
func (t *Tag) Shutdown(ctx context.Context) ([]*Action, error) {
	return t.ActOnDroplets(ctx, "shutdown", nil)
}

// EnablePrivateNetworking is for droplets of old.
func (t *Tag) EnablePrivateNetworking(ctx context.Context) ([]*Action, error) {
	return t.ActOnDroplets(ctx, "enable_private_networking", nil)
}

// EnableIPv6 adds IPv6 addresses.
func (t *Tag) EnableIPv6(ctx context.Context) ([]*Action, error) {
	return t.ActOnDroplets(ctx, "enable_ipv6", nil)
}

// EnableBackups makes the API back the droplets up regularly.
func (t *Tag) EnableBackups(ctx context.Context) ([]*Action, error) {
	return t.ActOnDroplets(ctx, "enable_backups", nil)
}

// DisableBackups ends that.
func (t *Tag) DisableBackups(ctx context.Context) ([]*Action, error) {
	return t.ActOnDroplets(ctx, "disable_backups", nil)
}

// Snapshot makes images of the droplets.
func (t *Tag) Snapshot(ctx context.Context, name string) ([]*Action, error) {
	var body Body
	if name != "" {
		body = Body{"name": name}
	}
	return t.ActOnDroplets(ctx, "snapshot", body)
}

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

// tidy removes the tag, if there is one, unless droplets may still come to it
// that no call has returned.
func (o *once) tidy() {
	tag, used := o.droplets.Close()
	if !used {
		return
	}
	ctx, cancel := o.clock.WithTimeout(context.Background(), tidyTime)
	defer cancel()
	if o.comesLate(ctx, tag) {
		return
	}
	u, err := o.client.at(tagClass.Path, tag)
	if err == nil {
		err = o.remove(ctx, u, nil)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		o.notifier.warn("the tag %s stays on the droplets that were made (doapi tidy %s removes it): %v", tag, tag, err)
	}
}

// comesLate looks for what creates have made of which nothing was known when
// they ended, such as those that were cut, and says what there is. It reports
// whether some may still come, and the tag is to stay.
func (o *once) comesLate(ctx context.Context, tag string) bool {
	o.mu.Lock()
	unclear := o.unclear
	o.mu.Unlock()
	late := false
	for _, cr := range unclear {
		before := len(cr.Made)
		items, err := o.listDroplets(ctx, cr)
		if err == nil {
			o.droplets.Claim(cr.Creation, items)
		}
		for _, d := range cr.Made[before:] {
			o.notifier.warn("droplet %v (%s) was made, though its create had no answer: doapi call droplets.destroy droplet_id=%v deletes it", d.Get("id"), d.Get("name").Text(), d.Get("id"))
		}
		if len(cr.Names) == 0 || err == nil && o.clock.Now().Sub(cr.last) >= o.settle {
			continue
		}
		late = true
		why := ""
		if err != nil {
			why = fmt.Sprintf(" (looking for it failed: %v)", err)
		}
		o.notifier.warn("%s may have been made, with the tag %s%s: doapi tidy --droplets %s shows and deletes what was", named(cr.Names), tag, why, tag)
	}
	if late {
		o.untag(ctx, tag)
	}
	return late
}

// untag takes the tag off the droplets that calls have returned, so that it is
// only on those that they have not.
func (o *once) untag(ctx context.Context, tag string) {
	items, err := o.listTagged(ctx, tag)
	type resource struct {
		ID   string `json:"resource_id"`
		Type string `json:"resource_type"`
	}
	var known []resource
	for _, d := range items {
		if id := d.Get("id").Int(); o.droplets.Owns(id) {
			known = append(known, resource{itoa(id), "droplet"})
		}
	}
	if err == nil && len(known) > 0 {
		var u *url.URL
		if u, err = o.client.at(tagClass.Path, tag, "resources"); err == nil {
			err = o.remove(ctx, u, Body{"resources": known})
		}
	}
	if err != nil {
		o.notifier.warn("droplets that were made as they should be may have the tag %s too: %v", tag, err)
	}
}

// remove sends a DELETE.
func (o *once) remove(ctx context.Context, u *url.URL, body any) error {
	call, err := newCall(o.client.operationAt(http.MethodDelete, u), http.MethodDelete, u, nil, body)
	if err == nil {
		_, err = o.next(ctx, call)
	}
	return err
}

// listTagged lists the droplets that have the tag.
func (o *once) listTagged(ctx context.Context, tag string) ([]jsontext.Value, error) {
	u, err := o.client.at(dropletClass.Path)
	if err != nil {
		return nil, err
	}
	u = address.With(u, url.Values{"tag_name": {tag}, "per_page": {"200"}})
	call := newGet(o.client.operationAt(http.MethodGet, u), u, nil)
	call.keepTag = true
	reply, err := o.next(ctx, call)
	if err != nil {
		return nil, err
	}
	return slices.Collect(reply.member("droplets").Elements()), nil
}

// tidyTime bounds what Close waits for.
const tidyTime = 15 * time.Second
