// Package plan finds out what a program would change, without changing it: reads
// go to the account, changes to a simulated copy of what they name, and what is
// read afterwards shows them.
//
//	o, err := plan.New(transport, clock, seed, salt)
//	c, err := client.New(token, client.WithTransport(o), client.WithClock(clock))
//	... // the program
//	changes := o.Changes()
//
// A plan is kept in a file, and a later run held against it with an [Expect].
package plan

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/price"
	"github.com/doapi-lua/doapi/client/sim"
)

// Error is what a plan cannot tell, or what a run does that its plan does not
// have.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

// PlanError tells what kind of error it is to who does not import this package.
func (e *Error) PlanError() bool { return true }

// Final tells the client that asking again is in vain.
func (e *Error) Final() bool { return true }

func errorf(format string, args ...any) *Error { return &Error{fmt.Sprintf(format, args...)} }

// longest is the virtual time that a plan may take.
const longest = 7 * 24 * time.Hour

// maxRepeats is how often the same question is answered while nothing happens.
const maxRepeats = 5000

// Overlay is a transport that shows an account as a program would have changed
// it. Nothing but GET and HEAD reaches the account. All methods are safe from
// any goroutine.
type Overlay struct {
	account http.RoundTripper
	world   *sim.Server
	inner   http.RoundTripper
	clock   sim.Clock
	began   time.Time

	mu       sync.Mutex
	auth     string
	base     map[string]bool   // ids that the simulator has by itself
	copied   map[string]bool   // paths of objects that were copied from the account
	gone     map[string]bool   // paths of objects that the run has deleted
	made     map[string]bool   // paths of objects that the run has made
	untagged map[string]bool   // tags that the run has deleted: nothing of the account has them
	answers  map[string]*saved // what the account has answered, by URL
	seen     map[string]map[string]bool
	changes  []*Change
	names    *names
	requests int
	repeated int
	book     price.Book
	priced   map[string]bool // paths of what was priced as it stands

	stalled     bool                // nothing happens any more, and the program waits
	assumed     map[string]*Assumed // by path
	assumptions []*Assumed          // in their order
}

// saved is an answer of the account.
type saved struct {
	status int
	header http.Header
	body   []byte
}

// New makes an overlay over the account that transport leads to. The clock is
// virtual, and starts at the real time; seed is what the simulated part draws
// its randomness from, and salt is what secrets are hashed with.
func New(transport http.RoundTripper, clock sim.Clock, seed uint64, salt string) (*Overlay, error) {
	server, err := sim.New(sim.WithClock(clock), sim.Seed(seed), sim.Apart())
	if err != nil {
		return nil, err
	}
	o := &Overlay{
		account: transport, world: server, inner: server.RoundTripper(), clock: clock, began: clock.Now(),
		base: map[string]bool{}, copied: map[string]bool{}, gone: map[string]bool{}, made: map[string]bool{}, untagged: map[string]bool{}, answers: map[string]*saved{},
		seen: map[string]map[string]bool{}, names: newNames(salt), assumed: map[string]*Assumed{}, priced: map[string]bool{},
	}
	state, err := jsontext.Parse(string(server.State()))
	if err != nil {
		return nil, err
	}
	for _, list := range state.Fields() {
		for item := range list.Elements() {
			o.base[identify(item)] = true
		}
	}
	return o, nil
}

// Clock is what the program is to go by: waits take no time.
func (o *Overlay) Clock() sim.Clock { return o.clock }

// State is what exists in the plan alone, or as it changes it: lists by kind, as
// a JSON object.
func (o *Overlay) State() []byte { return o.world.State() }

// identify is what tells an item from others of its kind.
func identify(item jsontext.Value) string {
	for _, name := range []string{"id", "uuid", "ip", "slug", "name"} {
		if v := item.Get(name); v.Exists() && !v.IsNull() {
			return name + "=" + v.String()
		}
	}
	return item.Raw()
}

// Changes are those that the program has asked for, in their order.
func (o *Overlay) Changes() []*Change {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]*Change(nil), o.changes...)
}

// Requests is how many requests were sent to the account.
func (o *Overlay) Requests() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.requests
}

// Quiet reports whether nothing happens any more unless the program does
// something.
func (o *Overlay) Quiet() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.world.Quiet() && !o.passes()
}

// Stall has reads fail until the next change: the program waits for what nothing
// brings about.
func (o *Overlay) Stall() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stalled = true
}

// RoundTrip answers a request as the changed account would.
func (o *Overlay) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
	}
	if o.clock.Now().Sub(o.began) > longest {
		return nil, errorf("a plan covers seven days, and the program is still waiting: nothing here makes %s %s become what it waits for", r.Method, r.URL.Path)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.auth = r.Header.Get("Authorization")
	what := change.OfRequest(r.Method, r.URL, body)
	var a *saved
	err := o.mature()
	switch {
	case err != nil:
	case what.Sign == change.None && o.stalled:
		err = errorf("nothing here makes the answer to %s %s become what the program waits for", r.Method, r.URL.Path)
	case what.Sign == change.None && r.Method != http.MethodGet && r.Method != http.MethodHead:
		a, err = o.question(r, body)
	case what.Sign == change.None:
		a, err = o.read(r, what)
	default:
		o.repeated, o.stalled = 0, false
		a, err = o.change(r, what, body)
	}
	if err != nil {
		return nil, err
	}
	return a.response(r), nil
}

func (a *saved) response(r *http.Request) *http.Response {
	response := &http.Response{
		Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: a.header.Clone(), Request: r,
		ContentLength: int64(len(a.body)), Body: io.NopCloser(bytes.NewReader(a.body)),
	}
	if response.Header == nil {
		response.Header = http.Header{}
	}
	response.Header.Del("Content-Length")
	response.Header.Del("Content-Encoding")
	return response
}

// whole reads an answer.
func whole(response *http.Response, err error) (*saved, error) {
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return &saved{response.StatusCode, response.Header, body}, err
}

// ask asks the account once for each URL: within a plan it stands still, but for
// states that pass.
func (o *Overlay) ask(r *http.Request) (*saved, error) {
	a, err := o.once(r)
	if err != nil {
		return nil, err
	}
	return o.assume(r, a), nil
}

// once is ask without what passes.
func (o *Overlay) once(r *http.Request) (*saved, error) {
	key := r.Method + " " + o.names.refer(r.URL.String())
	if a := o.answers[key]; a != nil {
		if o.repeated++; o.world.Upcoming(time.Hour) || o.passes() {
			o.repeated = 0
		} else if o.repeated > maxRepeats {
			return nil, errorf("nothing here makes the answer to %s %s become what the program waits for", r.Method, r.URL.Path)
		}
		return a, nil
	}
	o.requests++
	ask := r.Clone(r.Context())
	ask.Body, ask.GetBody, ask.ContentLength = nil, nil, 0
	a, err := whole(o.account.RoundTrip(ask))
	if err != nil {
		return nil, err
	}
	if a.status/100 == 2 || a.status == http.StatusNotFound {
		o.answers[key] = a
	}
	return a, nil
}

// simulated asks the simulated copy.
func (o *Overlay) simulated(ctx context.Context, method string, u *url.URL, body []byte) (*saved, error) {
	r, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body == nil {
		r.Body = nil
	}
	r.Header.Set("Authorization", "Bearer plan")
	r.Header.Set("Content-Type", "application/json")
	return whole(o.inner.RoundTrip(r))
}

// itemPath is the path of the object that a path is or lies under, "" if there
// is none.
func itemPath(path string) string {
	best := ""
	elements := strings.Split(path, "/")
	for n := 4; n <= len(elements); n++ {
		p := strings.Join(elements[:n], "/")
		op, params := catalog.Match(http.MethodGet, p)
		if op == nil || len(params) == 0 {
			continue
		}
		if r, role := catalog.CollectionOf(op); r != nil && role == catalog.RoleGet {
			best = p
		}
	}
	return canonical(best)
}

// canonical is one path for what has two.
func canonical(path string) string {
	return strings.Replace(path, "/v2/floating_ips", "/v2/reserved_ips", 1)
}

// read answers a GET or HEAD.
func (o *Overlay) read(r *http.Request, what *change.Change) (*saved, error) {
	path := canonical(what.Path)
	item := itemPath(what.Path)
	top := firstItem(what.Path)
	switch {
	case what.Op != nil && (o.made[path] || o.made[item] || o.made[top]):
		// What has a name for an id, and all below it.
		return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
	case o.gone[item] || o.gone[top]:
		return notFound(), nil
	case what.Op == nil:
		return o.ask(r)
	case o.names.knows(path):
		return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
	case o.copied[path]:
		return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
	case o.untagged[r.URL.Query().Get("tag_name")]:
		// What has the tag now has got it here.
		return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
	case what.Op.ListKey != "" && what.Op.IsList():
		return o.list(r, what)
	case len(o.untagged) > 0 && item == path && strings.HasPrefix(path, "/v2/droplets/"):
		if err := o.copy(r, path); err != nil {
			return nil, err
		}
		if o.copied[path] {
			return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
		}
	}
	return o.ask(r)
}

// firstItem is the outermost object that a path lies under.
func firstItem(path string) string {
	elements := strings.Split(path, "/")
	if len(elements) < 4 {
		return ""
	}
	for n := 4; n <= min(5, len(elements)); n++ {
		p := strings.Join(elements[:n], "/")
		if op, params := catalog.Match(http.MethodGet, p); op != nil && len(params) == 1 {
			return canonical(p)
		}
	}
	return ""
}

func notFound() *saved {
	return &saved{http.StatusNotFound, http.Header{"Content-Type": {"application/json"}}, []byte(`{"id":"not_found","message":"The resource you requested could not be found."}`)}
}

// learned notes the values that a simulated answer invents.
func (o *Overlay) learned(a *saved, err error) (*saved, error) {
	if err == nil {
		if v, bad := jsontext.Parse(string(a.body)); bad == nil {
			o.names.learn(v)
		}
	}
	return a, err
}

// change carries a change out on the copy.
func (o *Overlay) change(r *http.Request, what *change.Change, body []byte) (*saved, error) {
	if what.Op == nil {
		return nil, errorf("%s %s cannot be planned: the catalog does not know it", what.Method, what.Path)
	}
	if err := o.copyNamed(r, what); err != nil {
		return nil, err
	}
	c := o.describe(r.Context(), what, body)
	if err := o.price(r, what, c); err != nil {
		return nil, err
	}
	refused, err := o.dryRun(r, what)
	if err != nil {
		return nil, err
	}
	a, err := o.simulated(r.Context(), r.Method, r.URL, body)
	if err != nil {
		return nil, err
	}
	o.changes = append(o.changes, c)
	c.N = len(o.changes)
	answer, _ := jsontext.Parse(string(a.body))
	switch {
	case a.status/100 != 2:
		c.Refused = answer.Get("message").Text()
		if c.Refused == "" {
			c.Refused = http.StatusText(a.status)
		}
	case refused != nil:
		a = refused
		answer, _ := jsontext.Parse(string(a.body))
		c.Refused = "the API would refuse it: " + answer.Get("message").Text()
	case what.Sign == change.Delete:
		o.deleted(what, c)
	case what.Sign == change.Create:
		for _, path := range o.names.made(c.N, answer, what.Op, what.Path, c) {
			o.made[path] = true
		}
		for _, path := range namedPaths(what) {
			o.made[path] = o.made[path] || !o.copied[path] || o.gone[path]
		}
	default:
		o.names.learnAs(c.N, answer)
		if name := snapshotName(what.Body); name != "" {
			o.names.taken[name] = c.N
		}
	}
	c.after(o, r, what)
	return a, nil
}

// deleted notes what a delete has taken away.
func (o *Overlay) deleted(what *change.Change, c *Change) {
	if tag := what.Query.Get("tag_name"); tag != "" {
		for _, path := range c.members {
			o.gone[path] = true
			delete(o.made, path)
		}
		return
	}
	if at := itemPath(what.Path); at == canonical(what.Path) {
		o.gone[at] = true
		delete(o.made, at)
		if tag, ok := strings.CutPrefix(at, "/v2/tags/"); ok {
			name, _ := url.PathUnescape(tag)
			o.untagged[name] = true
		}
		if strings.HasPrefix(at, "/v2/snapshots/") {
			o.gone["/v2/images/"+at[len("/v2/snapshots/"):]] = true
		}
	}
}

// describe begins the change as the plan will show it.
func (o *Overlay) describe(ctx context.Context, what *change.Change, body []byte) *Change {
	origin := client.OriginOf(ctx)
	c := &Change{
		Task: origin.Task, Line: origin.Place(), Operation: what.Op.ID, Called: what.Operation(), Method: what.Method,
		Sign: string(what.Sign), Kind: what.Kind, Type: what.Type, Makes: what.Makes, what: what,
	}
	c.Path = o.names.refer(pathAndQuery(what))
	c.Target = o.names.refer(what.Target)
	c.Names = append([]string(nil), what.Names...)
	c.Name = o.names.refer(what.Name())
	c.Body = translate(what.Op.Body, body, o.names.salt, o.names.refer)
	undo := what.Op.Undo(what.Type)
	if undo.Method == catalog.NoUndo {
		c.Irrevocable = undo.Why
	}
	c.before(o, ctx, what)
	if as := o.assumed[targetPath(what)]; as != nil && as.done {
		c.Assumed = as.N
	}
	return c
}

func pathAndQuery(what *change.Change) string {
	if len(what.Query) == 0 {
		return what.Path
	}
	return what.Path + "?" + what.Query.Encode()
}

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
		a, err := o.ask(get)
		if err != nil {
			return jsontext.Value{}, err
		}
		return jsontext.Parse(string(a.body))
	}
}
