// Package plan finds out what a program would change, without changing it: reads
// go to the account, changes to a simulated copy of what they name, and what is
// read afterwards shows them.
//
//	o, err := plan.New(nil, sim.NewClock(time.Now()), seed, salt)
//	c, err := client.New(token, o.Option())
//	... // the program
//	p := o.Plan()
//
// A plan is kept in a file, and a later run held against it with an [Expect]:
//
//	e := plan.NewExpect(p)
//	c, err := client.New(token, client.WithGuard(e.Around))
//
// Hosts of scripts take both as options of their client's binding.
package plan

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client"
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
	given http.RoundTripper // where the account is; nil: that of each client
	world *sim.Server
	inner http.RoundTripper
	clock sim.Clock
	began time.Time
	seed  uint64

	mu        sync.Mutex
	account   http.RoundTripper // of the request that is being answered
	modules   []Source
	base      map[string]bool   // ids that the simulator has by itself
	copied    map[string]bool   // paths of objects that were copied from the account
	gone      map[string]bool   // paths of objects that the run has deleted
	made      map[string]bool   // paths of objects that the run has made
	untagged  map[string]bool   // tags that the run has deleted: nothing of the account has them
	answers   map[string]*saved // what the account has answered, by URL
	attaching []attaching       // of these, the lists whose elements hang on other objects
	seen      map[string]map[string]bool
	changes   []*Change
	names     *names
	requests  int
	repeated  int
	book      price.Book
	priced    map[string]bool // paths of what was priced as it stands

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

// New makes an overlay over the account that transport leads to; with a nil one
// that is the account of each client that [Overlay.Option] is given to. The
// clock is virtual, and starts at the real time; seed is what the simulated part
// draws its randomness from, and salt is what secrets are hashed with.
func New(transport http.RoundTripper, clock sim.Clock, seed uint64, salt string) (*Overlay, error) {
	server, err := sim.New(sim.WithClock(clock), sim.Seed(seed), sim.Apart())
	if err != nil {
		return nil, err
	}
	o := &Overlay{
		given: transport, seed: seed, world: server, inner: server.RoundTripper(), clock: clock, began: clock.Now(),
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

// Option is what a client is made with whose program is planned: it goes through
// the overlay, by its clock, and sends nothing but what the program asks for.
func (o *Overlay) Option() client.Option {
	return client.Options(
		client.WithWire(o.Wrap), client.WithClock(o.clock), client.WithReadAhead(false), client.WithExactlyOnce(client.OnceOff),
		client.WithStandstill(o.standstill),
	)
}

// For how long nothing may happen in the simulated part before a wait takes it
// that nothing will: where nobody else has something to do later, and where
// somebody may.
const (
	standstill     = time.Hour
	longStandstill = 24 * time.Hour
)

// standstill is for [client.WithStandstill].
func (o *Overlay) standstill(d time.Duration) bool {
	quiet := o.Quiet()
	if !quiet || d == 0 {
		return quiet
	}
	clock, _ := o.clock.(interface{ Alone() bool })
	if d >= longStandstill || d >= standstill && clock != nil && clock.Alone() {
		o.Stall() // the next look says so
	}
	return false
}

// Wrap is the step that the overlay is on a client's wire, for
// [client.WithWire]: the account is where next leads to.
func (o *Overlay) Wrap(next http.RoundTripper) http.RoundTripper { return &layer{o, next} }

// layer is an overlay over the account of one client.
type layer struct {
	o    *Overlay
	next http.RoundTripper
}

func (l *layer) RoundTrip(r *http.Request) (*http.Response, error) { return l.o.roundTrip(r, l.next) }

// Clock is what the program is to go by: waits take no time.
func (o *Overlay) Clock() client.Clock { return o.clock }

// Seed is what the program's randomness is to come from, where it has any.
func (o *Overlay) Seed() uint64 { return o.seed }

// Started is when the plan began, by its clock.
func (o *Overlay) Started() time.Time { return o.began }

// Machine tells which droplet has an address in the plan alone, "" if none has,
// and whether it runs.
func (o *Overlay) Machine(address string) (name string, active bool) { return o.world.Machine(address) }

// Load notes a file of code that the program has loaded.
func (o *Overlay) Load(name string, text []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if loaded := (Source{name, Hash(text)}); !slices.Contains(o.modules, loaded) {
		o.modules = append(o.modules, loaded)
	}
}

// Plan is what the program has asked for so far, with what a run that is held
// against it needs. What the program is, and whose account it is, the caller
// may add.
func (o *Overlay) Plan() *Plan {
	p := &Plan{Seed: o.seed, Started: o.began, Salt: o.names.salt, Changes: o.Changes(), Assumed: o.Assumed()}
	o.mu.Lock()
	defer o.mu.Unlock()
	p.Modules = slices.Clone(o.modules)
	return p
}

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

// RoundTrip answers a request as the changed account would, for
// [client.WithTransport]; the account is the one that [New] was given.
func (o *Overlay) RoundTrip(r *http.Request) (*http.Response, error) { return o.roundTrip(r, nil) }

// roundTrip answers a request; account is where the account is, nil for the one
// of New.
func (o *Overlay) roundTrip(r *http.Request, account http.RoundTripper) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
	}
	if o.clock.Now().Sub(o.began) > longest {
		return nil, errorf("a plan covers seven days of the program's time, and they are over before %s %s", r.Method, r.URL.Path)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.account = o.given; o.account == nil {
		o.account = account
	}
	if o.account == nil {
		return nil, errorf("nothing leads to the account that is planned for")
	}
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
