package luatest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/luajson"
)

// World is what the scripts under test act upon: a simulated account with a
// clock of its own. Safe from any goroutine.
type World interface {
	// Advance moves the clock on, and with it what is under way.
	Advance(d time.Duration) error
	// Fail adds a rule of what goes wrong, as a JSON object, before those that
	// there are; "" drops all.
	Fail(rule string) error
	// Requests counts what was asked for so far, by operation.
	Requests() map[string]int
	// State is what there is, as a JSON object of lists by kind.
	State() []byte
	// Transitions says when states change from now on: "usual", "immediate", a
	// time as "5s" or a number of reads as "3 reads".
	Transitions(when string) error
	// Import has an object exist as another account shows it under a path such
	// as "/v2/droplets/5".
	Import(path string, text []byte) error
}

type worldKey struct{}

// WithWorld gives a Host's tests a world: then test.advance, fail, requests,
// state and twice work.
func WithWorld(w World) luabind.Option {
	return luabind.WithSetup(func(h *luabind.Host) { h.State(worldKey{}, func() any { return w }) })
}

// worldOf is the Host's world.
func worldOf(c *luabind.Call) (World, error) {
	w, ok := c.Host().State(worldKey{}, func() any { return nil }).(World)
	if !ok {
		return nil, luabind.Errorf(luabind.KindError, "%s: there is no simulated account here: `doapi test` has one, as has --sim", c.Func().Name)
	}
	return w, nil
}

func runAdvance(c *luabind.Call) error {
	w, err := worldOf(c)
	if err != nil {
		return err
	}
	d := c.Named("s").Seconds()
	if d < 0 {
		return luabind.ValueErrorf("advance: time goes forward only, got %s", c.Named("s").Quote())
	}
	return kit.Block(c, func() error { return w.Advance(d) })
}

func runFail(c *luabind.Call) error {
	w, err := worldOf(c)
	if err != nil {
		return err
	}
	if c.Named("operation").IsNil() {
		return w.Fail("")
	}
	rule := c.NewTable(0, 9)
	rule.Set("operation", c.Named("operation"))
	for _, name := range []string{"kind", "status", "times", "seconds", "rate", "when", "skip", "body"} {
		if v := c.Named(name); !v.IsNil() {
			rule.Set(name, v)
		}
	}
	if c.Named("kind").IsNil() {
		rule.Set("kind", luabind.String("status"))
	}
	b, err := c.AppendJSON(nil, rule.Value(), luabind.JSONOptions{})
	if err != nil {
		return err
	}
	if err := w.Fail(string(b)); err != nil {
		return luabind.ValueErrorf("fail: %w", err)
	}
	return nil
}

func runTransitions(c *luabind.Call) error {
	w, err := worldOf(c)
	if err != nil {
		return err
	}
	if err := w.Transitions(c.Named("when").Text()); err != nil {
		return luabind.ValueErrorf("transitions: %w", err)
	}
	return nil
}

// runAccount imports all objects or says which one it could not.
func runAccount(c *luabind.Call) error {
	w, err := worldOf(c)
	if err != nil {
		return err
	}
	objects := map[string]json.RawMessage{}
	t, _ := c.Named("objects").AsTable()
	for _, k := range t.Keys() {
		path, ok := k.AsString()
		if !ok {
			return luabind.TypeErrorf("account: the keys are paths as \"/v2/droplets/5\", got %s", k.Quote())
		}
		if objects[path], err = c.AppendJSON(nil, t.GetValue(k), luabind.JSONOptions{}); err != nil {
			return fmt.Errorf("account: %s: %w", path, err)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(objects)) {
		if err := w.Import(path, objects[path]); err != nil {
			return luabind.ValueErrorf("account: %w", err)
		}
	}
	return nil
}

func runRequests(c *luabind.Call) error {
	w, err := worldOf(c)
	if err != nil {
		return err
	}
	t, total := c.NewTable(0, 8), 0
	for name, n := range w.Requests() {
		t.Set(name, kit.Integer(n))
		total += n
	}
	t.Set("total", kit.Integer(total))
	return c.Return(c.Host().MarkObject(t).Value())
}

func runState(c *luabind.Call) error {
	w, err := worldOf(c)
	if err != nil {
		return err
	}
	v, err := luajson.Decode(c, string(w.State()))
	if err != nil {
		return err
	}
	return c.Return(v)
}

// runTwice holds a script against itself: what it finds done it leaves.
func runTwice(c *luabind.Call) error {
	w, err := worldOf(c)
	if err != nil {
		return err
	}
	if _, err := c.Call(c.Named("f")); err != nil {
		return err
	}
	first := inventory(w)
	out, err := c.Call(c.Named("f"))
	if err != nil {
		return err
	}
	if changes := first.differences(inventory(w)); len(changes) > 0 {
		return failure("the second run changed the account: %s", strings.Join(changes, ", "))
	}
	return c.Return(out...)
}

// stock is what an account holds: documents by kind and name.
type stock map[string]map[string]string

// passing are the kinds that come with every change and stay.
var passing = []string{"actions", "events"}

func inventory(w World) stock {
	var all map[string][]json.RawMessage
	if json.Unmarshal(w.State(), &all) != nil {
		return nil
	}
	s := stock{}
	for kind, list := range all {
		if slices.Contains(passing, kind) || kind == "floating_ips" {
			continue
		}
		s[kind] = map[string]string{}
		for i, doc := range list {
			s[kind][nameOf(doc, i)] = string(bytes.TrimSpace(doc))
		}
	}
	return s
}

// nameOf is what a document is called in messages, and told by.
func nameOf(doc json.RawMessage, i int) string {
	var d struct {
		ID          any `json:"id"`
		UUID        string
		Name, Slug  string
		IP          string
		Fingerprint string
	}
	if json.Unmarshal(doc, &d) != nil {
		return fmt.Sprint("#", i+1)
	}
	id := cmp.Or(d.UUID, d.Fingerprint, d.IP, d.Slug)
	if n, ok := d.ID.(float64); ok {
		id = fmt.Sprintf("%.0f", n)
	} else if s, ok := d.ID.(string); ok {
		id = s
	}
	return strings.TrimSpace(d.Name + " " + id)
}

// differences lists in what a later stock is another.
func (s stock) differences(later stock) []string {
	var out []string
	for kind := range later {
		for name, doc := range later[kind] {
			if old, ok := s[kind][name]; !ok {
				out = append(out, kind+" gained "+name)
			} else if old != doc {
				out = append(out, kind+" changed "+name)
			}
		}
	}
	for kind := range s {
		for name := range s[kind] {
			if _, ok := later[kind][name]; !ok {
				out = append(out, kind+" lost "+name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// left lists what a later stock has and the first had not.
func (s stock) left(later stock) []string {
	var out []string
	for _, d := range s.differences(later) {
		if kind, name, ok := strings.Cut(d, " gained "); ok {
			out = append(out, kind+" "+name)
		}
	}
	return out
}
