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
	"cmp"
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
	Options
}

func begin(c *client.Client, kind string, want map[string]any, options Options) (*work, error) {
	k := kinds[kind]
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

// find looks for the object; the value does not exist if there is none. Several
// are an error that lists them.
func (e *work) find(ctx context.Context) (jsontext.Value, error) {
	all, err := e.all(ctx)
	switch {
	case err != nil:
		return jsontext.Value{}, err
	case len(all) > 1:
		return jsontext.Value{}, errorf("ensure.%s: several match: %s", e.k.Name, e.list(all))
	case len(all) == 1:
		return all[0], nil
	}
	return jsontext.Value{}, nil
}

func (e *work) list(all []jsontext.Value) string {
	var texts []string
	for _, v := range all {
		texts = append(texts, v.Get(e.k.ID).String()+" ("+v.Get("name").String()+")")
	}
	return strings.Join(texts, ", ")
}

// all are the objects that the identifying fields are about.
func (e *work) all(ctx context.Context) ([]jsontext.Value, error) {
	if e.k.Direct {
		v, err := e.c.Request(ctx, http.MethodGet, e.collection()+"/"+url.PathEscape(e.text(e.k.ID)), nil, nil)
		if errors.Is(err, client.ErrNotFound) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		return []jsontext.Value{v.Get(e.k.ObjectKey)}, nil
	}
	query := url.Values{"per_page": {"200"}}
	for _, name := range e.k.Query {
		if text := e.text(name); text != "" {
			query.Set(name, text)
		}
	}
	var found []jsontext.Value
	for path := e.collection() + "?" + query.Encode(); path != ""; {
		page, err := e.c.Request(ctx, http.MethodGet, path, nil, nil)
		if err != nil {
			return nil, err
		}
		for item := range page.Get(e.k.ListKey).Elements() {
			if e.matches(item) {
				found = append(found, item)
			}
		}
		path = page.Get("links", "pages", "next").Text()
	}
	return found, nil
}

// matches reports whether an object is the one that is wanted.
func (e *work) matches(item jsontext.Value) bool {
	if e.k.Name == "reserved_ip" {
		if e.want["ip"] != nil {
			return e.text("ip") == item.Get("ip").Text()
		}
		return e.text("droplet_id") == item.Get("droplet", "id").String()
	}
	for _, name := range e.k.By {
		if e.want[name] != nil && !e.same(name, jsontext.Of(string(e.want[name])), item.Get(name)) {
			return false
		}
	}
	return true
}

// unchecked are the wanted fields that nothing tells about.
func (e *work) unchecked() []string {
	var names []string
	for _, name := range e.k.Unchecked {
		if e.want[name] != nil {
			names = append(names, name)
		}
	}
	return names
}

// body is what is wanted, without what only ensure understands.
func (e *work) body() map[string]json.RawMessage {
	body := maps.Clone(e.want)
	if e.k.Name == "record" {
		delete(body, "domain")
	}
	return body
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
	made, err := e.c.Request(ctx, http.MethodPost, e.collection(), nil, e.body())
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

// update changes what differs.
func (e *work) update(ctx context.Context, r *Result) error {
	differs := map[string]json.RawMessage{}
	var fixed []string
	for _, name := range slices.Sorted(maps.Keys(e.want)) {
		is := r.Object.Get(name)
		if slices.Contains(e.k.Unchecked, name) || slices.Contains(e.k.By, name) && e.k.Name != "ssh_key" || e.k.Name == "record" && name == "domain" {
			continue
		}
		if name == "public_key" || e.same(name, jsontext.Of(string(e.want[name])), e.shown(name, r.Object, is)) {
			continue
		}
		if slices.Contains(e.k.Fixed, name) {
			fixed = append(fixed, fmt.Sprintf("%s is %s, not %s", name, e.shown(name, r.Object, is).Raw(), e.want[name]))
			continue
		}
		differs[name] = e.want[name]
		r.Changed[name] = Difference{Was: e.shown(name, r.Object, is), Is: jsontext.Of(string(e.want[name]))}
	}
	if len(fixed) > 0 {
		return e.recreate(ctx, r, fixed)
	}
	if len(differs) == 0 && !(e.k.Name == "reserved_ip" && e.want["ip"] != nil && e.want["droplet_id"] != nil) {
		return nil
	}
	switch e.k.Name {
	case "droplet":
		return e.updateDroplet(ctx, r, differs)
	case "volume":
		return e.updateVolume(ctx, r, differs)
	case "reserved_ip":
		return e.assign(ctx, r)
	case "database":
		if want := differs["tags"]; want != nil && len(differs) == 1 {
			if err := e.retag(ctx, r.Object, want); err != nil {
				return err
			}
			return e.again(ctx, r)
		}
	}
	if e.k.Put == "" {
		return errorf("ensure.%s: nothing changes %s of what is there", e.k.Name, strings.Join(slices.Sorted(maps.Keys(differs)), ", "))
	}
	body := differs
	if e.k.Name == "record" {
		body["type"] = e.want["type"]
	}
	if e.k.Put == http.MethodPut && !e.k.Whole && e.want["name"] != nil {
		body["name"] = e.want["name"]
	}
	if e.k.Whole {
		body = e.whole(r.Object)
	}
	now, err := e.c.Request(ctx, e.k.Put, r.Path, nil, body)
	if err != nil {
		return err
	}
	if v := now.Get(e.k.ObjectKey); v.Exists() {
		r.Object = v
	}
	return nil
}

// whole is a body that says again what is not wanted otherwise.
func (e *work) whole(is jsontext.Value) map[string]json.RawMessage {
	body := e.body()
	for _, name := range []string{"inbound_rules", "outbound_rules", "droplet_ids", "tags", "tag", "region", "forwarding_rules", "health_check", "sticky_sessions", "redirect_http_to_https", "enable_proxy_protocol", "size_unit", "vpc_uuid", "project_id"} {
		v := is.Get(name)
		if name == "region" {
			v = v.Get("slug")
		}
		if body[name] == nil && v.Exists() && !v.IsNull() && v.Raw() != `""` {
			body[name] = json.RawMessage(v.Raw())
		}
	}
	if e.k.Name == "firewall" {
		delete(body, "region")
	}
	if body["tag"] != nil && body["droplet_ids"] != nil && e.k.Name == "load_balancer" && e.want["tag"] == nil {
		delete(body, "droplet_ids")
	}
	return body
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

// may reports whether something is allowed.
func (e *work) may(what string) bool { return slices.Contains(e.May, what) }
