package ensure

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// body is what is wanted, without what only ensure understands.
func (e *work) body() map[string]json.RawMessage {
	body := maps.Clone(e.want)
	if e.k.Name == "record" {
		delete(body, "domain")
		// The API takes the names of hosts with the dot at their end alone, which
		// does not count here.
		if data := e.text("data"); e.namesHost() && strings.Contains(data, ".") && !strings.HasSuffix(data, ".") {
			body["data"], _ = json.Marshal(data + ".")
		}
	}
	return body
}

// namesHost reports whether the data of the wanted record is the name of a host. That
// of CAA is, unless it is the URL of iodef.
func (e *work) namesHost() bool {
	kind := e.text("type")
	return kind == "CAA" && e.text("tag") != "iodef" || slices.Contains([]string{"CNAME", "MX", "NS", "SRV"}, kind)
}

// create makes the object, and looks once more whether somebody made another at
// the same time: the one that was made later goes.
func (e *work) create(ctx context.Context, r *Result) error {
	if e.k.Name == "reserved_ip" && e.want["ip"] != nil {
		return errorf("ensure.reserved_ip: the account has no %s, and an address cannot be chosen", e.text("ip"))
	}
	for _, name := range e.k.Required() {
		if e.want[name] == nil {
			return errorf("ensure.%s: there is no %s, and to make it '%s' is missing", e.k.Name, e.text(e.k.By[0]), name)
		}
	}
	made, err := e.c.Request(client.AbsentBefore(ctx), http.MethodPost, e.collection(), nil, e.body())
	if err != nil {
		return e.madeByOther(ctx, r, err)
	}
	r.Created, r.Object = true, made.Get(e.k.ObjectKey)
	r.Path = e.path(r.Object)
	switch {
	case e.k.Direct:
		return nil
	case e.k.Name == "reserved_ip":
		// Until it is assigned nothing tells whose it is: another call would make
		// a second one.
		return e.assigned(ctx, r)
	}
	return e.alone(ctx, r)
}

// madeByOther is for a create that the API refuses because somebody else has made
// the object since it was looked for.
func (e *work) madeByOther(ctx context.Context, r *Result, err error) error {
	var refusal *client.Error
	if !errors.As(err, &refusal) || refusal.Status != http.StatusConflict && refusal.Status != http.StatusUnprocessableEntity {
		return err
	}
	found, bad := e.find(ctx)
	if bad != nil || !found.Exists() {
		return err
	}
	r.Path, r.Object = e.path(found), found
	return e.update(ctx, r)
}

// looks is how often an object that was made is looked at beside another that
// should go.
const looks = 5

// alone sees to it that of several objects that were made at once only the first
// one stays, which r then tells of.
func (e *work) alone(ctx context.Context, r *Result) error {
	var all []jsontext.Value
	for n := range looks {
		var err error
		if all, err = e.all(ctx); err != nil {
			return err
		}
		own := r.Object.Get(e.k.ID).String()
		if !slices.ContainsFunc(all, func(v jsontext.Value) bool { return v.Get(e.k.ID).String() == own }) {
			all = append(all, r.Object) // a list may be late
		}
		if len(all) == 1 {
			return nil
		}
		if first := slices.MinFunc(all, e.byAge); first.Get(e.k.ID).String() != own {
			return e.yield(ctx, r, first, all)
		}
		if n < looks-1 {
			if err := e.c.Clock().Sleep(ctx, e.c.WaitInterval()); err != nil {
				return err
			}
		}
	}
	// Who made the other one has had time to see ours. If nothing tells which came
	// first, that was before ours was there.
	for _, other := range all {
		if other.Get(e.k.ID).Kind() == jsontext.KindString && other.Get(e.k.ID).String() != r.Object.Get(e.k.ID).String() &&
			other.Get("created_at").Time().Equal(r.Object.Get("created_at").Time()) {
			return e.yield(ctx, r, other, all)
		}
	}
	return errorf("ensure.%s: two were made at once: %s", e.k.Name, e.list(all))
}

// yield deletes the object that was made, for another that was made before.
func (e *work) yield(ctx context.Context, r *Result, first jsontext.Value, all []jsontext.Value) error {
	if _, err := e.c.Request(client.BusyRetried(ctx), http.MethodDelete, r.Path, nil, nil); err != nil && !errors.Is(err, client.ErrNotFound) {
		return fmt.Errorf("ensure.%s: two were made at once, %s, and the second cannot be deleted: %w", e.k.Name, e.list(all), err)
	}
	r.Created, r.Object, r.Path = false, first, e.path(first)
	return e.update(ctx, r)
}

// byAge orders objects by when they were made, and by their ids in that second.
func (e *work) byAge(a, b jsontext.Value) int {
	if n := a.Get("created_at").Time().Compare(b.Get("created_at").Time()); n != 0 {
		return n
	}
	x, y := a.Get(e.k.ID), b.Get(e.k.ID)
	if n := cmp.Compare(x.Int(), y.Int()); n != 0 {
		return n
	}
	return strings.Compare(x.String(), y.String())
}

// recreate makes again what cannot be changed, if it may.
func (e *work) recreate(ctx context.Context, r *Result, fixed []string) error {
	if !e.Recreate {
		return errorf("ensure.%s: %s, which cannot be changed; recreate=true deletes it and makes it again", e.k.Name, strings.Join(fixed, "; "))
	}
	if _, err := e.c.Request(ctx, http.MethodDelete, r.Path, nil, nil); err != nil && !errors.Is(err, client.ErrNotFound) {
		return err
	}
	return e.create(ctx, r)
}
