package plan

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/jsontext"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Expect holds a run against a plan: a change that the plan does not have is
// refused before its first request, and ends the run. All methods are safe from
// any goroutine.
type Expect struct {
	plan *Plan

	mu     sync.Mutex
	used   []bool
	values *replacer
	wanted map[int][]string // paths of values that later changes refer to, by the change that tells them
	failed *Error
	broken func(error)
}

var referenceOnce lazy.Value[*regexp.Regexp]

func reference() *regexp.Regexp {
	return referenceOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`\$\{(assumed )?(\d+)\.([^}]+)\}`) })
}

// NewExpect begins to hold a run against a plan.
func NewExpect(p *Plan) *Expect {
	e := &Expect{plan: p, used: make([]bool, len(p.Changes)), values: &replacer{map[string]string{}}, wanted: map[int][]string{}}
	for _, c := range p.Changes {
		for _, m := range reference().FindAllStringSubmatch(c.Path+" "+string(c.Body)+" "+string(c.Was)+" "+strings.Join(c.Members, " "), -1) {
			var n int
			fmt.Sscan(m[2], &n)
			if m[1] != "" {
				n = -n
			}
			if !slices.Contains(e.wanted[n], m[3]) {
				e.wanted[n] = append(e.wanted[n], m[3])
			}
		}
	}
	for _, as := range p.Assumed {
		for _, field := range []string{"id", "uuid"} {
			e.values.values[ownerKey+field+"="+lastElement(as.Path)] = fmt.Sprintf("%d|", -as.N)
		}
	}
	return e
}

// Seed is what the program's randomness is to come from: that of the plan.
func (e *Expect) Seed() uint64 { return e.plan.Seed }

// Started is when the plan began, which the program takes for its own beginning.
func (e *Expect) Started() time.Time { return e.plan.Started }

// OnDeviation has f called once, with the difference, when the run does
// something that the plan does not have: before the caller hears of it, so that f
// can keep it from going on. f must not wait for the run.
func (e *Expect) OnDeviation(f func(error)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.broken = f
}

// Deviation is how the run differed from its plan, nil as long as it did not.
func (e *Expect) Deviation() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.failed == nil {
		return nil
	}
	return e.failed
}

// Left are the planned changes that were not made.
func (e *Expect) Left() []*Change {
	e.mu.Lock()
	defer e.mu.Unlock()
	var left []*Change
	for i, c := range e.plan.Changes {
		if !e.used[i] && c.Refused == "" {
			left = append(left, c)
		}
	}
	return left
}

// Load holds a file of code that the run loads against those of the plan: what
// the plan did not load, or has with another text, ends the run.
func (e *Expect) Load(name string, text []byte) error {
	hash := Hash(text)
	if slices.ContainsFunc(e.plan.Modules, func(s Source) bool { return s.Hash == hash }) {
		return nil
	}
	if slices.ContainsFunc(e.plan.Modules, func(s Source) bool { return s.Name == name }) {
		return e.deviate(errorf("the file %s is not as it was when the plan was made", name))
	}
	return e.deviate(errorf("the run loads the file %s, which the plan did not", name))
}

// Around is the step in front of a client's calls, for client.WithGuard.
func (e *Expect) Around(next client.Handler) client.Handler {
	return func(ctx context.Context, c *client.Call) (*client.Reply, error) {
		what := change.Of(c)
		if what.Sign == change.None {
			reply, err := next(ctx, c)
			if err == nil && !c.Speculative {
				e.learn(reply.Value())
			}
			return reply, err
		}
		i, err := e.match(ctx, what, c.Body)
		if err != nil {
			return nil, e.deviate(err)
		}
		if err := e.check(ctx, c, e.plan.Changes[i], next); err != nil {
			e.giveBack(i)
			return nil, e.deviate(err)
		}
		reply, err := next(ctx, c)
		switch {
		case err == nil:
			e.made(e.plan.Changes[i], c.Op, reply.Value())
		case certainlyRefused(err):
			e.giveBack(i)
		}
		return reply, err
	}
}

// giveBack has a planned change be one that has not been made.
func (e *Expect) giveBack(i int) {
	e.mu.Lock()
	e.used[i] = false
	e.mu.Unlock()
}

func certainlyRefused(err error) bool {
	var refusal *client.Error
	return errors.As(err, &refusal) && refusal.Status/100 == 4 && refusal.Status != http.StatusRequestTimeout && refusal.Status != 499
}

// deviate ends the run.
func (e *Expect) deviate(err error) error {
	var deviation *Error
	if !errors.As(err, &deviation) {
		return err
	}
	e.mu.Lock()
	first := e.failed == nil
	if first {
		e.failed = deviation
	}
	failed, broken := e.failed, e.broken
	e.mu.Unlock()
	if first && broken != nil {
		broken(deviation)
	}
	return failed
}

// match finds the planned change of a call and takes it.
func (e *Expect) match(ctx context.Context, what *change.Change, body []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	task := client.OriginOf(ctx).Task
	id := ""
	var of *catalog.Schema
	if what.Op != nil {
		id, of = what.Op.ID, what.Op.Body
	}
	path := e.values.refer(pathAndQuery(what))
	sent := translate(of, body, e.plan.Salt, e.values.refer)
	var near *Change
	for i, c := range e.plan.Changes {
		if e.used[i] || c.Refused != "" || c.Task != task || c.Operation != id {
			continue
		}
		if c.Path != path || !bytes.Equal(c.Body, sent) {
			if near == nil {
				near = c
			}
			continue
		}
		if before := e.before(i); before != nil {
			return 0, errorf("%s %s came before change %d of the plan, of the same object:\n  planned first: %s", what.Method, what.Path, before.N, before.line())
		}
		e.used[i] = true
		return i, nil
	}
	text := fmt.Sprintf("the plan has no such change (any more): %s %s", what.Operation(), what.Name())
	if where := client.OriginOf(ctx).Place(); where != "" {
		text += " (" + where + ")"
	}
	if near != nil {
		text += "\n  planned: " + near.line()
		if near.Path != path {
			text += fmt.Sprintf("\n  of %s, not %s", near.Path, path)
		}
		text += differences(near.Body, sent)
	}
	return 0, &Error{text}
}

// before is an earlier planned change of the same object, of the same task,
// that is still to come.
func (e *Expect) before(i int) *Change {
	c := e.plan.Changes[i]
	at := itemPath(c.Target)
	for j, other := range e.plan.Changes[:i] {
		if c.Sign == "+" && other.Sign == "+" {
			continue // things that are made beside each other
		}
		if at != "" && !e.used[j] && other.Refused == "" && other.Task == c.Task && itemPath(other.Target) == at {
			return other
		}
	}
	return nil
}

// fieldsOf are the fields of an object, none where a text is none.
func fieldsOf(object json.RawMessage) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(object, &fields) != nil {
		return nil
	}
	return fields
}

func differences(planned, sent json.RawMessage) string {
	was, is := fieldsOf(planned), fieldsOf(sent)
	text := ""
	names := sortedKeys(was)
	for _, name := range sortedKeys(is) {
		if _, ok := was[name]; !ok {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if !bytes.Equal(was[name], is[name]) {
			text += fmt.Sprintf("\n  %s: planned %s, now %s", name, orAbsent(was[name]), orAbsent(is[name]))
		}
	}
	return text
}

// made notes the real values of what a planned change has made.
func (e *Expect) made(c *Change, op *catalog.Operation, answer jsontext.Value) {
	e.mu.Lock()
	defer e.mu.Unlock()
	items := elements(answer.Get(op.ListKey))
	if op.Wrapper != "" && answer.Get(op.Wrapper).Exists() {
		items = append(items, answer.Get(op.Wrapper))
	}
	for i, item := range items {
		prefix := ""
		if len(items) > 1 {
			prefix = fmt.Sprint(i) + "."
		}
		e.owners(c.N, prefix, item)
		e.note(c.N, prefix, item)
	}
	e.note(c.N, "answer.", answer)
}

// owners remembers whose object an id is, in the map of values.
func (e *Expect) owners(n int, prefix string, item jsontext.Value) {
	if c := e.plan.Changes[n-1]; c.Sign == "+" {
		e.values.values[ownerKey+identify(item)] = fmt.Sprintf("%d|%s", n, prefix)
	}
}

// ownerKey begins keys that no text contains.
const ownerKey = "\x00"

// learn notes the real values of what planned changes have made, when they are
// told later.
func (e *Expect) learn(answer jsontext.Value) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.wanted) == 0 {
		return
	}
	look := func(v jsontext.Value) {
		owner, ok := e.values.values[ownerKey+identify(v)]
		if !ok {
			e.learnSnapshot(v)
			return
		}
		var n int
		number, prefix, _ := strings.Cut(owner, "|")
		fmt.Sscan(number, &n)
		e.note(n, prefix, v)
	}
	for _, v := range answer.Fields() {
		look(v)
		for item := range v.Elements() {
			look(item)
		}
	}
}

// learnSnapshot notes the values of a snapshot that a planned action has taken.
func (e *Expect) learnSnapshot(v jsontext.Value) {
	if !isSnapshot(v) {
		return
	}
	name := e.values.refer(v.Get("name").Text())
	for n := range e.wanted {
		if n < 0 {
			continue
		}
		c := e.plan.Changes[n-1]
		body, _ := jsontext.Parse(string(c.Body))
		if e.used[n-1] && snapshotName(body) != "" && snapshotName(body) == name {
			e.note(n, snapshotPrefix, v)
		}
	}
}

// note takes the values that are wanted of a change out of an object.
func (e *Expect) note(n int, prefix string, v jsontext.Value) {
	for _, path := range e.wanted[n] {
		rest, ok := strings.CutPrefix(path, prefix)
		if !ok {
			continue
		}
		if w := at(v, rest); w.Exists() && !w.IsNull() && w.String() != "" {
			e.values.values[w.String()] = refTo(n, path)
		}
	}
}
