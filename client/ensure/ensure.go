// Package ensure brings objects of the account to a wanted state: what is absent
// is made, what differs is changed, and nothing is done where nothing is to do.
//
//	result, err := ensure.Ensure(ctx, c, "firewall", map[string]any{"name": "web", ...}, ensure.Options{})
//
// Only what is wanted is compared, and only as far as the API shows it, in the
// API's own form: the order of rules, dots at the end of names and ports that
// mean all make no difference. Calling it again changes nothing.
package ensure

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Options say how far [Ensure] may go.
type Options struct {
	// May allows what interrupts something: "power_off" for a droplet that is to
	// have another size.
	May []string
	// Recreate deletes and makes again what cannot be changed otherwise.
	Recreate bool
	// Extra are wanted fields that the API's description does not know.
	Extra map[string]any
}

// Difference is a field that was changed.
type Difference struct{ Was, Is any }

// Result is what Ensure found and did.
type Result struct {
	Path      string         // of the object
	Object    jsontext.Value // as it is now; does not exist where it was to be absent
	Created   bool
	Changed   map[string]Difference
	Unchecked []string // wanted fields that the API does not show
}

// Error is a wanted state that cannot be reached, or not without leave.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

func errorf(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// Ensure brings one object to the wanted state. kind is one of [Kinds]; want has
// the API's fields of its create, for a record "domain" too. The error is an
// [*Error] when it cannot be done, or when several objects match; else that of
// the API.
func Ensure(ctx context.Context, c *client.Client, kind string, want map[string]any, options Options) (*Result, error) {
	e, err := begin(c, kind, want, options)
	if err != nil {
		return nil, err
	}
	return e.ensure(ctx)
}

func (e *work) ensure(ctx context.Context) (*Result, error) {
	leave, err := e.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return e.run(ctx)
}

// run finds the object, and makes or changes it.
func (e *work) run(ctx context.Context) (*Result, error) {
	found, err := e.find(ctx)
	if err != nil {
		return nil, err
	}
	r := &Result{Changed: map[string]Difference{}, Unchecked: e.unchecked()}
	if !found.Exists() {
		if err := e.create(ctx, r); err != nil {
			return nil, err
		}
		return r, nil
	}
	r.Path, r.Object = e.path(found), found
	if err := e.update(ctx, r); err != nil {
		return nil, err
	}
	return r, nil
}

// Absent sees to it that no object of the kind matches the identifying fields of
// want. It reports in Result.Changed whether one was deleted: the field "" then
// has what it was.
func Absent(ctx context.Context, c *client.Client, kind string, want map[string]any) (*Result, error) {
	e, err := begin(c, kind, want, Options{})
	if err != nil {
		return nil, err
	}
	leave, err := e.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	found, err := e.find(ctx)
	if err != nil {
		return nil, err
	}
	r := &Result{Changed: map[string]Difference{}}
	if !found.Exists() {
		return r, nil
	}
	r.Path = e.path(found)
	if _, err := e.c.Request(ctx, http.MethodDelete, r.Path, nil, nil); err != nil && !errors.Is(err, client.ErrNotFound) {
		return nil, err
	}
	r.Changed[""] = Difference{Was: found}
	return r, nil
}

// work is one object that is brought to its state.
type work struct {
	c    *client.Client
	k    *Kind
	want map[string]json.RawMessage
	also []string // what tells the object from others beside what does for all of its kind
	Options
}

func begin(c *client.Client, kind string, want map[string]any, options Options) (*work, error) {
	k := kinds()[kind]
	if k == nil {
		return nil, errorf("ensure: there is no kind %q: it is one of %s", kind, strings.Join(order, ", "))
	}
	e := &work{c: c, k: k, want: map[string]json.RawMessage{}, Options: options}
	fields := k.Fields()
	for _, given := range []map[string]any{want, options.Extra} {
		for _, name := range slices.Sorted(maps.Keys(given)) {
			if !slices.Contains(fields, name) && given[name] != nil && options.Extra[name] == nil {
				return nil, errorf("ensure.%s: there is no field '%s': it is one of %s", kind, name, strings.Join(fields, ", "))
			}
			text, err := json.Marshal(given[name])
			if err != nil {
				return nil, errorf("ensure.%s: '%s' cannot be sent: %v", kind, name, err)
			}
			e.want[name] = text
		}
	}
	if kind == "reserved_ip" && e.want["ip"] == nil && e.want["droplet_id"] == nil {
		return nil, errorf("ensure.reserved_ip: give ip or droplet_id, by which it is found")
	}
	if kind == "record" && e.text("type") == "CAA" && e.want["tag"] != nil {
		e.also = []string{"tag"} // an authority may issue, or issue for any name below: two records
	}
	for _, name := range k.Needed() {
		if text := e.text(name); text == "" {
			return nil, errorf("ensure.%s: '%s' is missing, by which it is found", kind, name)
		}
	}
	return e, nil
}

// text is a wanted field as text.
func (e *work) text(name string) string { return jsontext.Of(string(e.want[name])).String() }

// collection is the path of the list.
func (e *work) collection() string {
	return strings.Replace(e.k.Collection, "{domain}", url.PathEscape(strings.TrimSuffix(e.text("domain"), ".")), 1)
}

func (e *work) path(v jsontext.Value) string {
	return e.collection() + "/" + url.PathEscape(v.Get(e.k.ID).String())
}
