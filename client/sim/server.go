package sim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Server is a simulated API. It is an http.Handler, and RoundTripper serves a
// client of the same process without a network. All methods are safe for
// concurrent use.
type Server struct {
	opts  options
	clock Clock

	mu          sync.Mutex
	start       time.Time // of the worlds
	transitions string    // that hold now
	world       *engine.World
	worlds      map[tokenHash]*engine.World // by token, when each has an account of its own
	state       *stateFile                  // nil: nothing is kept
	limiters    map[tokenHash]*limiter      // by token
	faults      *faultSet
	dice        *rand.Rand // for jitter
	total       int
	requests    map[string]int // by operation
	serial      uint64         // of the next request id
}

// New returns a server with the options applied, or an error that names the
// option that cannot be.
func New(opts ...Option) (*Server, error) {
	s := &Server{opts: *defaults(), requests: map[string]int{}, limiters: map[tokenHash]*limiter{}, worlds: map[tokenHash]*engine.World{}}
	for _, o := range opts {
		o(&s.opts)
	}
	if err := s.opts.check(); err != nil {
		return nil, err
	}
	var err error
	if s.opts.Settings.Transitions, err = parseTransitions(s.opts.transitions); err != nil {
		return nil, err
	}
	s.transitions = s.opts.transitions
	s.dice = s.newDice()
	if s.faults, err = newFaultSet(s.opts.faults, s.opts.Seed); err != nil {
		return nil, err
	}
	if s.clock = s.opts.clock; s.clock == nil {
		s.clock = NewScaledClock(1)
	}
	s.start = s.clock.Now()
	s.world = engine.NewWorld(areas(), s.opts.Settings, s.start)
	if s.opts.stateFile != "" {
		if err := s.openState(s.opts.stateFile); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Server) newDice() *rand.Rand { return rand.New(rand.NewPCG(s.opts.Seed, 0x1a7e)) }

// Clock returns the clock that the server goes by.
func (s *Server) Clock() Clock { return s.clock }

// exchange serves one request of the API up to what goes over the wire. An error
// is that of ctx.
func (s *Server) exchange(ctx context.Context, r *engine.Request) (*outcome, error) {
	s.route(r)
	fault, wait, reply, err := s.begin(ctx, r)
	out := &outcome{reply, fault}
	if err != nil || reply != nil {
		return out, err
	}
	if err := s.clock.Sleep(ctx, wait); err != nil {
		return nil, err
	}
	if fault == nil || fault.When == After {
		s.mu.Lock()
		out.reply = s.serve(r)
		s.mu.Unlock()
	}
	if fault != nil {
		fault.apply(s, r, out)
		if err := s.clock.Sleep(ctx, fault.delay(After)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// unknownPaths are endpoints that clients know and the description does not, and
// that look like an item of a collection that it does know.
var unknownPaths = []string{"/v2/apps/tiers"}

// route finds the operation.
func (s *Server) route(r *engine.Request) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	// A slash at the end changes nothing, as with the API.
	path := r.Path
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	if id := areas().Literal(method, path); id != "" {
		r.ID = id
	} else if slices.Contains(unknownPaths, path) {
		r.ID = "unknown"
	} else if op, params := catalog.Match(method, path); op != nil {
		r.Op, r.Params, r.ID = op, params, op.ID
	} else if id, params := areas().Match(method, path); id != "" {
		r.Params, r.ID = params, id
	} else {
		r.ID = "unknown"
	}
}

// begin counts the request, decides what will go wrong with it and how long it
// takes, and serves it at once if nothing stands against that.
func (s *Server) begin(ctx context.Context, r *engine.Request) (*Fault, time.Duration, *engine.Reply, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fault, wait := s.arrive(r)
	if wait += s.opts.latency; fault != nil || wait > 0 {
		return fault, wait, nil, nil
	}
	if err := s.clock.Sleep(ctx, 0); err != nil { // its time may be over already
		return nil, 0, nil, err
	}
	return nil, 0, s.serve(r), nil
}

func (s *Server) arrive(r *engine.Request) (*Fault, time.Duration) {
	s.total++
	s.requests[r.ID]++
	r.ListLag, r.Early404, r.LateAddress = s.opts.listLag, s.opts.early404, s.opts.lateAddress
	fault, wait := s.faults.pick(r)
	if s.opts.jitter > 0 {
		wait += time.Duration(s.dice.ExpFloat64() * float64(s.opts.jitter))
	}
	return fault, wait
}

// serve runs the behaviour of the request's operation on the world as it is now.
func (s *Server) serve(r *engine.Request) *engine.Reply {
	now := s.clock.Now()
	requestID := s.requestID()
	budget, retryAfter, err := s.admit(r, now)
	var rep *engine.Reply
	if err == nil {
		rep, err = s.answer(r, now)
	}
	if err != nil {
		rep = engine.Refusal(err, requestID)
	}
	if retryAfter > 0 {
		rep.Header = append(rep.Header, [2]string{"Retry-After", strconv.Itoa(retryAfter)})
	}
	rep.Header = append(budget.headers(s.opts.rateLimit, now), rep.Header...)
	rep.Header = append(rep.Header, [2]string{"X-Request-Id", requestID}, dateHeader(now))
	return rep
}

// answer runs a request on the world that it means, and writes it down if that
// has changed anything.
func (s *Server) answer(r *engine.Request, now time.Time) (*engine.Reply, error) {
	key, w, err := s.worldOf(r, now)
	if err != nil {
		return nil, unwritten(err)
	}
	s.compact(now)
	w.Settle(now)
	before := w.Changes()
	rep, err := w.Call(r)
	if s.state != nil && (w.Changes() != before || r.Method != http.MethodGet && r.Method != http.MethodHead) {
		e := entryOf(r, now)
		e.World = key
		if broken := s.writeState(e); broken != nil {
			return nil, unwritten(broken)
		}
	}
	return rep, err
}

// unwritten is what a caller hears when the state file has not taken a change.
func unwritten(err error) error {
	return &engine.Error{Status: http.StatusInternalServerError, ID: "server_error", Message: "the simulator cannot write its state: " + err.Error()}
}

// worldOf returns the account that a request means, a new one for a token that
// has none yet. An error is that of the state file.
func (s *Server) worldOf(r *engine.Request, now time.Time) (key tokenHash, w *engine.World, err error) {
	if !s.opts.perToken {
		return "", s.world, nil
	}
	key = hashToken(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	if w = s.worlds[key]; w == nil {
		if err := s.writeState(stateEntry{World: key, At: now}); err != nil {
			return "", nil, err
		}
		w = engine.NewWorld(areas(), s.opts.Settings, now)
		s.worlds[key] = w
	}
	return key, w, nil
}

// dateHeader tells the simulated time, as any server tells its own.
func dateHeader(now time.Time) [2]string {
	return [2]string{"Date", now.UTC().Format(http.TimeFormat)}
}

// admit checks who asks and how often. It returns the caller's budget also with
// an error; retryAfter is for the headers if it is above 0.
func (s *Server) admit(r *engine.Request, now time.Time) (budget *limiter, retryAfter int, err error) {
	if areas().Open(r.ID) {
		return &limiter{}, 0, nil
	}
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	token := hashToken(text)
	if !ok || text == "" || s.opts.auth != "" && token != s.opts.auth && !slices.Contains(s.opts.readOnly, token) {
		return &limiter{}, 0, engine.ErrUnauthorized
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead && slices.Contains(s.opts.readOnly, token) || s.opts.lacks(r) {
		return &limiter{}, 0, engine.ErrForbidden
	}
	if !s.opts.rateLimit {
		return &limiter{}, 0, nil
	}
	if budget = s.limiters[token]; budget == nil {
		budget = &limiter{}
		s.limiters[token] = budget
	}
	if retryAfter, ok = budget.take(r.ID, now); !ok {
		return budget, retryAfter, engine.ErrTooMany
	}
	return budget, 0, nil
}

// requestID makes an id in the form of the API's, the same in equal runs.
func (s *Server) requestID() string {
	s.serial++
	n := (s.serial + s.opts.Seed<<40) * 0x9e3779b97f4a7c15
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", n>>32, n>>16&0xffff, n&0xfff, s.serial>>20&0xfff, s.serial)
}

// SetTransitions changes when states change from now on; see [Transitions].
func (s *Server) SetTransitions(when string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.setTransitions(when)
}

// setTransitions writes a change down, too.
func (s *Server) setTransitions(when string) error {
	before := cmp.Or(s.transitions, "usual")
	if err := s.takeTransitions(when); err != nil || cmp.Or(when, "usual") == before {
		return err
	}
	return s.writeState(stateEntry{At: s.clock.Now(), Transitions: cmp.Or(when, "usual")})
}

func (s *Server) takeTransitions(when string) error {
	t, err := parseTransitions(when)
	if err != nil {
		return err
	}
	s.transitions, s.opts.Settings.Transitions = when, t
	s.world.Settings.Transitions = t
	for _, w := range s.worlds {
		w.Settings.Transitions = t
	}
	return nil
}

// Unread returns the fields that were sent and that nothing of the simulator has
// looked at, by operation: what a client relies on and is not simulated.
func (s *Server) Unread() map[string][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[string][]string{}
	for id, fields := range s.world.Unread {
		for name := range fields {
			found[id] = append(found[id], name)
		}
		slices.Sort(found[id])
	}
	return found
}

// Requests is what the server has been asked since its start or Reset.
type Requests struct {
	Total       int            `json:"total"`
	ByOperation map[string]int `json:"by_operation"` // by operationId; "unknown" for paths that the API does not have
}

// Requests returns how often each operation has been asked for, refusals and
// faults included.
func (s *Server) Requests() Requests {
	s.mu.Lock()
	defer s.mu.Unlock()
	by := make(map[string]int, len(s.requests))
	for id, n := range s.requests {
		by[id] = n
	}
	return Requests{s.total, by}
}

// Quiet reports whether nothing is going to happen by itself: no action is under
// way, and nothing that was made is still to change.
func (s *Server) Quiet() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.Settle(s.clock.Now())
	return s.world.Quiet()
}

// Reset returns to the state of New: what was pre-made exists again, everything
// else does not, the counts are zero, and the first fault rules and transitions
// hold. The clock stays where it is. When the state file cannot be written anew,
// that is the error, and everything is as it was.
func (s *Server) Reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	start, transitions := s.start, s.transitions
	s.start = s.clock.Now()
	err := s.takeTransitions(s.opts.transitions)
	if err == nil && s.state != nil {
		err = s.beginState()
	}
	if err != nil {
		s.start = start
		return errors.Join(err, s.takeTransitions(transitions))
	}
	s.world = engine.NewWorld(areas(), s.opts.Settings, s.start)
	clear(s.worlds)
	clear(s.limiters)
	s.faults, _ = newFaultSet(s.opts.faults, s.opts.Seed) // checked by New
	s.dice = s.newDice()
	s.total, s.requests, s.serial = 0, map[string]int{}, 0
	return nil
}

// ErrNoAdvance is what Advance says of a clock that cannot be moved by hand.
var ErrNoAdvance = errors.New("sim: this clock cannot be advanced")

// Advance moves the clock forward.
func (s *Server) Advance(d time.Duration) error {
	clock, ok := s.clock.(interface{ Advance(time.Duration) })
	if !ok {
		return ErrNoAdvance
	}
	if d < 0 {
		return fmt.Errorf("sim: cannot advance the clock by %v: time does not go back", d)
	}
	clock.Advance(d)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writeState(stateEntry{At: s.clock.Now()})
}

// State returns everything that exists as one JSON object of lists, keyed as
// lists are in the API's answers. What has been deleted is not in it, also when
// lists still show it for a moment.
func (s *Server) State() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.Settle(s.clock.Now())
	return s.world.State()
}

// Machine tells which droplet has an address, public or private, "" if none has,
// and whether it runs. It looks at the account that is common to all tokens.
func (s *Server) Machine(address string) (name string, active bool) {
	var state struct {
		Droplets []struct {
			Name, Status string
			Networks     map[string][]struct {
				Address string `json:"ip_address"`
			}
		}
	}
	if json.Unmarshal(s.State(), &state) != nil {
		return "", false
	}
	for _, d := range state.Droplets {
		for _, list := range d.Networks {
			for _, network := range list {
				if network.Address == address {
					return d.Name, d.Status == "active"
				}
			}
		}
	}
	return "", false
}

// AddFault adds a fault rule before those that there are, whose hits so far
// stay counted. It returns an error when the rule cannot be.
func (s *Server) AddFault(rule Fault) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	added, err := newFaultSet([]Fault{rule}, s.opts.Seed+uint64(len(s.faults.rules)))
	if err != nil {
		return err
	}
	added.rules = append(added.rules, s.faults.rules...)
	added.left = append(added.left, s.faults.left...)
	added.skip = append(added.skip, s.faults.skip...)
	added.dice = append(added.dice, s.faults.dice...)
	s.faults = added
	return nil
}

// SetFaults replaces the fault rules. It returns an error, and leaves the rules
// as they were, when one cannot be.
func (s *Server) SetFaults(rules []Fault) error {
	set, err := newFaultSet(rules, s.opts.Seed)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = set
	return nil
}
