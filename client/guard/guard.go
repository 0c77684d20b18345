// Package guard refuses changes of the account before their first request:
// all, some, those that cost too much or are too many, those that a person or a
// function does not want.
//
//	g, err := guard.New(guard.Policy{Deny: []string{"*.delete"}, MaxCost: guard.USD(50)})
//	c, err := client.New(token, client.WithGuard(g.Around))
//
// One Guard may serve several clients: what it counts, it counts over all of
// them. Reads are never refused, but for those that Deny names, nor is what the
// client does on its own account, such as looking for what a create has made.
package guard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/price"
)

// Policy says what is allowed. The zero Policy allows everything.
type Policy struct {
	ReadOnly bool // no change at all
	// Allow, if it is not empty, names the only changes that are allowed; Deny
	// names what is not. Each is a pattern over operations as scripts call them
	// ("droplets.create", "droplets.*", "*.delete*"), over a method and a path
	// ("DELETE /v2/domains/*"), or one of the words create, update, delete, act
	// and reveals (reads a secret).
	Allow, Deny []string
	MaxCost     *float64 // USD a month that the changes may add together; nil: any
	CostUnknown bool     // what has no price is allowed under MaxCost
	MaxCreates  *int     // objects that may be made, nodes included; nil: any
	// Confirm is asked about each change, one at a time.
	Confirm func(context.Context, *Call) (Decision, error)
	// Judge may refuse each change, with a reason. An error refuses it too.
	Judge func(context.Context, *Call) (allowed bool, reason string, err error)
	// NeedsCost has calls that are handed to Confirm and Judge priced.
	NeedsCost bool
}

// USD is for Policy.MaxCost.
func USD(amount float64) *float64 { return &amount }

// Creates is for Policy.MaxCreates.
func Creates(n int) *int { return &n }

// Decision is what a person says of a change.
type Decision int

// The answers.
const (
	No   Decision = iota // not this one
	Once                 // this one
	All                  // this and all that come
	Stop                 // not this one, and the program is to end
)

// Call is a change that is judged, with the whole batch that it begins.
type Call struct {
	*change.Change
	Names []string // of the whole batch
	Makes int      // objects that the whole batch makes
	Calls int      // requests of the batch
	Cost  price.Cost
	Task  string
	Line  string // place in the script
}

// Error is a change that was refused. It never reached the API.
type Error struct {
	Guard  string // which one: "read-only", "allow", "deny", "max-cost", "max-creates", "confirm", "guard"
	Op     string // as scripts call it
	Method string
	URL    string
	Reason string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s is refused by --%s: %s (%s %s)", e.Op, e.Guard, e.Reason, e.Method, e.URL)
}

// Guard puts a policy into force. All methods are safe from any goroutine.
type Guard struct {
	policy Policy
	book   *price.Book

	asking sync.Mutex // one question at a time

	mu      sync.Mutex
	judged  map[*client.Batch]*Error
	cost    float64
	creates int
	all     bool // Confirm has said so
	stopped bool
	refused []*Error
	hooks   []func()
}

// words are patterns that are no operations.
var words = []string{"create", "update", "delete", "act", "reveals"}

// New checks a policy. The error names the pattern that matches nothing, as a
// [*PatternError].
func New(p Policy) (*Guard, error) {
	for _, list := range []*[]string{&p.Allow, &p.Deny} {
		*list = slices.Clone(*list)
		for i, pattern := range *list {
			pattern = strings.TrimPrefix(pattern, "do.") // as scripts call it
			(*list)[i] = pattern
			if err := check(pattern); err != nil {
				return nil, err
			}
		}
	}
	if p.MaxCost != nil && !(*p.MaxCost >= 0) {
		return nil, fmt.Errorf("guard: the cost cannot be %v", *p.MaxCost)
	}
	if p.MaxCreates != nil && *p.MaxCreates < 0 {
		return nil, fmt.Errorf("guard: the number of creates cannot be %d", *p.MaxCreates)
	}
	return &Guard{policy: p, book: new(price.Book), judged: map[*client.Batch]*Error{}}, nil
}

// check finds patterns that no operation matches.
func check(pattern string) error {
	if slices.Contains(words, pattern) {
		return nil
	}
	if method, rest, ok := strings.Cut(pattern, " "); ok {
		if !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "*"}, method) || !strings.HasPrefix(rest, "/") && rest != "*" {
			return fmt.Errorf("guard: %q is no method and path, as in \"DELETE /v2/domains/*\"", pattern)
		}
		_, err := path.Match(rest, "")
		return err
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return fmt.Errorf("guard: %q: %w", pattern, err)
	}
	for _, op := range catalog.All() {
		if match(pattern, op.Group+"."+op.Name) || pattern == op.ID {
			return nil
		}
	}
	return &PatternError{pattern}
}

// PatternError is a pattern of a policy that matches no operation.
type PatternError struct{ Pattern string }

func (e *PatternError) Error() string {
	return fmt.Sprintf("guard: no operation matches %q: give one like droplets.create, a pattern like droplets.* or *.delete*, a method and path like \"DELETE /v2/*\", or one of %s", e.Pattern, strings.Join(words, ", "))
}

func match(pattern, text string) bool {
	ok, _ := path.Match(pattern, text)
	return ok
}

// matches reports whether a pattern is about a change.
func matches(pattern string, c *change.Change) bool {
	if slices.Contains(words, pattern) {
		return pattern == c.Sign.Word() || pattern == "reveals" && c.Effect == catalog.Reveals
	}
	if method, rest, ok := strings.Cut(pattern, " "); ok {
		if method != "*" && method != c.Method {
			return false
		}
		prefix, open := strings.CutSuffix(rest, "*")
		return rest == "*" || open && strings.HasPrefix(c.Path, prefix) || match(rest, c.Path)
	}
	if c.Op == nil {
		return pattern == "*"
	}
	return match(pattern, c.Op.Group+"."+c.Op.Name) || pattern == c.Op.ID
}

// Refused are the changes that were refused so far.
func (g *Guard) Refused() []*Error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.refused)
}

// OnStop has f called, once, when the answer to a question is [Stop].
func (g *Guard) OnStop(f func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hooks = append(g.hooks, f)
}

// Around is the step in front of a client's calls, for client.WithGuard.
func (g *Guard) Around(next client.Handler) client.Handler {
	return func(ctx context.Context, c *client.Call) (*client.Reply, error) {
		if c.Speculative {
			return next(ctx, c)
		}
		what := change.Of(c)
		if what.Sign == change.None && !slices.ContainsFunc(g.policy.Deny, func(p string) bool { return matches(p, what) }) {
			return next(ctx, c)
		}
		if err := g.judge(ctx, what, asker(next, c)); err != nil {
			return nil, err
		}
		return next(ctx, c)
	}
}

// asker reads paths of the API with the steps behind the guard.
func asker(next client.Handler, c *client.Call) price.Ask {
	return func(ctx context.Context, at string) (jsontext.Value, error) {
		u, err := url.Parse(at)
		if err != nil {
			return jsontext.Value{}, err
		}
		base := *c.URL
		base.RawQuery, base.Fragment = "", ""
		if i := strings.Index(base.Path, "/v2/"); i >= 0 && !u.IsAbs() {
			base.Path, base.RawPath = base.Path[:i]+u.Path, ""
			base.RawQuery = u.RawQuery
			u = &base
		}
		op, _ := catalog.Match(http.MethodGet, u.EscapedPath())
		reply, err := next(ctx, &client.Call{Op: op, Method: http.MethodGet, URL: u})
		if err != nil {
			return jsontext.Value{}, err
		}
		return reply.Value(), nil
	}
}

// judge decides about a call: with the first of a batch about all of it.
func (g *Guard) judge(ctx context.Context, c *change.Change, ask price.Ask) error {
	call := &Call{Change: c, Names: c.Names, Makes: c.Makes, Calls: 1}
	origin := client.OriginOf(ctx)
	call.Task, call.Line = origin.Task, origin.Place()
	batch := client.BatchOf(ctx)
	if batch != nil {
		call.Calls, call.Names, call.Makes = batch.Calls, batch.Names, len(batch.Names)
		g.mu.Lock()
		before, known := g.judged[batch]
		g.mu.Unlock()
		if known {
			return asError(before)
		}
	}
	refusal, err := g.decide(ctx, call, ask)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if batch != nil {
		g.judged[batch] = refusal
	}
	if refusal != nil {
		g.refused = append(g.refused, refusal)
	}
	return asError(refusal)
}

// asError keeps a nil *Error from becoming an error.
func asError(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}

// decide is judge for a whole batch. The error is that of asking the API, or of
// ctx.
func (g *Guard) decide(ctx context.Context, call *Call, ask price.Ask) (*Error, error) {
	refuse := func(guard, format string, args ...any) *Error {
		return &Error{Guard: guard, Op: call.Operation(), Method: call.Method, URL: call.URL, Reason: fmt.Sprintf(format, args...)}
	}
	about := func(p string) bool { return matches(p, call.Change) }
	p := &g.policy
	switch {
	case p.ReadOnly && call.Sign != change.None:
		return refuse("read-only", "it %s", does(call.Change)), nil
	case slices.ContainsFunc(p.Deny, about):
		return refuse("deny", "it is on the list"), nil
	case call.Sign == change.None:
		return nil, nil
	case len(p.Allow) > 0 && !slices.ContainsFunc(p.Allow, about):
		return refuse("allow", "it is not on the list"), nil
	}
	if p.MaxCost != nil || p.NeedsCost {
		whole := *call.Change
		whole.Names = call.Names
		cost, err := g.book.Of(ctx, &whole, ask)
		if err != nil {
			return nil, fmt.Errorf("asking what %s costs: %w", call.Operation(), err)
		}
		call.Cost = cost
	}
	if p.MaxCost != nil && !call.Cost.Known && !p.CostUnknown {
		return refuse("max-cost", "it has no price: %s (--max-cost-unknown allow lets it pass)", call.Cost.Why), nil
	}
	// What is taken out of a budget is given back when a later guard refuses.
	if refusal := g.reserve(call, refuse); refusal != nil {
		return refusal, nil
	}
	refusal, err := g.ask(ctx, call, refuse)
	if refusal != nil || err != nil {
		g.mu.Lock()
		g.cost -= max(0, call.Cost.Monthly)
		g.creates -= call.Makes
		g.mu.Unlock()
	}
	return refusal, err
}

// does says what a change does, for a sentence.
func does(c *change.Change) string {
	switch c.Sign {
	case change.Create:
		return "makes something"
	case change.Delete:
		return "deletes something"
	}
	return "changes something"
}

// reserve takes a call out of the budgets of cost and number.
func (g *Guard) reserve(call *Call, refuse func(string, string, ...any) *Error) *Error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if most := g.policy.MaxCost; most != nil && g.cost+max(0, call.Cost.Monthly) > *most {
		return refuse("max-cost", "it would cost %.2f USD a month, which with the %.2f of before is more than %.2f", call.Cost.Monthly, g.cost, *most)
	}
	if max := g.policy.MaxCreates; max != nil && call.Makes > 0 && g.creates+call.Makes > *max {
		return refuse("max-creates", "it would make %d, which with the %d of before is more than %d", call.Makes, g.creates, *max)
	}
	g.cost += max(0, call.Cost.Monthly) // what is saved does not pay for more
	g.creates += call.Makes
	return nil
}

// ask asks the function and the person.
func (g *Guard) ask(ctx context.Context, call *Call, refuse func(string, string, ...any) *Error) (*Error, error) {
	if g.policy.Judge != nil {
		ok, reason, err := g.policy.Judge(ctx, call)
		switch {
		case err != nil:
			return refuse("guard", "%v", err), nil
		case !ok && reason == "":
			return refuse("guard", "it says no"), nil
		case !ok:
			return refuse("guard", "%s", reason), nil
		}
	}
	if g.policy.Confirm == nil {
		return nil, nil
	}
	g.asking.Lock()
	defer g.asking.Unlock()
	g.mu.Lock()
	all, stopped := g.all, g.stopped
	g.mu.Unlock()
	switch {
	case stopped:
		return refuse("confirm", "stopped by hand"), nil
	case all:
		return nil, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	answer, err := g.policy.Confirm(ctx, call)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch answer {
	case Once:
		return nil, nil
	case All:
		g.all = true
		return nil, nil
	case Stop:
		if !g.stopped {
			g.stopped = true
			for _, f := range g.hooks {
				f()
			}
		}
		return refuse("confirm", "stopped by hand"), nil
	}
	return refuse("confirm", "the answer was no"), nil
}
