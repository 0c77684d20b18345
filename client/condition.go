package client

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Condition says what a wait waits for.
type Condition struct {
	Attr  string // what is looked at, for messages: "status"
	Value any    // what it should become, for messages
	// Met reports whether an object, as just seen, is done. An error ends the
	// wait. It is called on the goroutine that calls Next, one at a time.
	Met func(ctx context.Context, r Resource) (bool, error)

	made bool // it cannot be met by what fails to be made
}

// StatusIs waits for a status.
func StatusIs(status string) Condition { return FieldIs("status", status) }

// LockedIs waits for a droplet or a floating IP to be locked, or not to be.
func LockedIs(locked bool) Condition { return FieldIs("locked", locked) }

// FieldIs waits until a field has one of the values, which are compared as
// JSON.
func FieldIs(field string, values ...any) Condition {
	c := Condition{Attr: field, Value: values, made: field == "status" || field == "locked"}
	if len(values) == 1 {
		c.Value = values[0]
	}
	var wanted []jsontext.Value
	for _, v := range values {
		raw, err := encodeBody(&v)
		if err != nil {
			return Condition{Attr: field, Met: func(context.Context, Resource) (bool, error) { return false, err }}
		}
		wanted = append(wanted, jsontext.Of(string(raw)))
	}
	c.Met = func(_ context.Context, r Resource) (bool, error) {
		v := r.Base().Field(field)
		return v.Exists() && slices.ContainsFunc(wanted, v.Equal), nil
	}
	return c
}

// Ready waits until a droplet is active and has a public address, which may
// come later.
func Ready() Condition {
	return Condition{Attr: "ready", Value: true, made: true, Met: func(_ context.Context, r Resource) (bool, error) {
		d, ok := r.(*Droplet)
		if !ok {
			return false, badArgument("ready", "is a condition for droplets, not for a %s", r.Base().Class().Name)
		}
		return d.ready(), nil
	}}
}

// Until waits until the function says true.
func Until(f func(Resource) bool) Condition {
	return Condition{Attr: "condition", Value: true, Met: func(_ context.Context, r Resource) (bool, error) { return f(r), nil }}
}

// FailOn makes a wait end with a [*StateError] when the field takes one of the
// values.
func (c Condition) FailOn(field string, values ...any) Condition {
	failed, met := FieldIs(field, values...), c.Met
	c.Met = func(ctx context.Context, r Resource) (bool, error) {
		switch bad, err := failed.Met(ctx, r); {
		case err != nil:
			return false, err
		case bad:
			return false, &StateError{Object: r, Field: field, Value: r.Base().Field(field)}
		}
		return met(ctx, r)
	}
	return c
}

// actionDone waits for the end of an action.
func actionDone(check bool) Condition {
	return Condition{Attr: attrDone, Value: true, Met: func(_ context.Context, r Resource) (bool, error) {
		a := r.(*Action)
		if check && a.Errored() {
			return true, a.RaiseForError()
		}
		return a.Done(), nil
	}}
}

// WaitOption sets how a wait goes about it.
type WaitOption func(*waitOptions)

type waitOptions struct {
	interval time.Duration
	limit    time.Duration // negative: none
	check    bool
}

// WithInterval sets the time between two looks; the client's unless given.
func WithInterval(interval time.Duration) WaitOption {
	return func(o *waitOptions) { o.interval = min(interval, longest) }
}

// WithTimeLimit sets when the wait gives up: 0 asks once, negative waits for ever; the
// client's unless given.
func WithTimeLimit(limit time.Duration) WaitOption {
	return func(o *waitOptions) { o.limit = min(limit, longest) }
}

// WithCheck makes waits for actions end with an [*ActionError] when one has
// failed.
func WithCheck() WaitOption { return func(o *waitOptions) { o.check = true } }

// StateError ends a wait for an object that has failed: it will not become
// what was waited for.
type StateError struct {
	Object Resource
	Field  string // that tells, such as "status"
	Value  jsontext.Value
	// Standstill says that it has not failed: nothing happens any more in the
	// simulated account that could bring what was waited for.
	Standstill bool
}

// Error names the object and its state.
func (e *StateError) Error() string {
	if e.Standstill {
		return fmt.Sprintf("nothing happens any more in the simulated account that would bring %v to what is waited for (a wait_time ends waits in time)", e.Object)
	}
	return fmt.Sprintf("%v has %s %s", e.Object, e.Field, e.Value)
}

// waiter is how the catalog says to wait for objects of the class, nil if it
// does not.
func (c *ResourceClass) waiter() *catalog.States {
	if c.get == "" {
		return nil
	}
	w := catalog.StatesOf(catalog.ByID(c.get))
	if w == nil || len(w.Pending)+len(w.OK)+len(w.Failed) == 0 {
		return nil
	}
	return w
}

// Settles reports whether objects of the class have states that one can wait
// for to end, with [Settled].
func (c *ResourceClass) Settles() bool { return c.waiter() != nil }

// waitPath is the path of a waiter's field within an object.
func waitPath(w *catalog.States) []string {
	path := strings.Split(w.Field, ".")
	if len(path) > 1 && path[0] == w.Get.Wrapper {
		path = path[1:]
	}
	return path
}

// Settled waits until objects have done what they are about: load balancers to
// be active, deployments to be live, actions to be completed. The catalog says
// which state of which field that is. An object that failed ends the wait with
// a [*StateError], an action that did with an [*ActionError], and one of a
// class that has no states (see [ResourceClass.Settles]) with an [*ArgumentError].
// What an object consists of has to have ended too: the nodes of a cluster's
// pools.
func Settled() Condition {
	return Condition{Attr: "state", Value: "settled", made: true, Met: func(_ context.Context, r Resource) (bool, error) {
		w := r.Base().Class().waiter()
		if w == nil {
			return false, badArgument(r.Base().Class().Name, "has no states to wait for")
		}
		return hasSettled(w, r)
	}}
}

func hasSettled(w *catalog.States, r Resource) (bool, error) {
	path := waitPath(w)
	all := true
	for _, v := range valuesAt(r.Base().Value(), path) {
		switch w.State(literalOf(v)) {
		case catalog.StateFailed:
			if a, ok := r.(*Action); ok {
				return false, &ActionError{a}
			}
			return false, &StateError{Object: r, Field: strings.ReplaceAll(strings.Join(path, "."), "[]", ""), Value: v}
		case catalog.StatePending:
			all = false
		}
	}
	return all && componentsSettled(w, r.Base().Value()), nil
}

// component is a list within objects whose elements have states of their own.
type component struct {
	field string
	w     *catalog.States
}

var componentsOfOnce lazy.Value[map[*catalog.States][]component]

// componentsOf finds them by the states of the whole: what is listed there is what
// one can ask for by itself too.
func componentsOf() map[*catalog.States][]component {
	return componentsOfOnce.Get(func() map[*catalog.States][]component {
		all := catalog.AllStates()
		byElement := map[*catalog.Schema]*catalog.States{}
		for i := range all {
			if e := all[i].Get.Element(); e != nil {
				byElement[e] = &all[i]
			}
		}
		found := map[*catalog.States][]component{}
		for i := range all {
			e := all[i].Get.Element()
			if e == nil {
				continue
			}
			for _, p := range e.Props {
				if of := byElement[p.Schema.Items]; p.Schema.Items != nil && of != nil {
					found[&all[i]] = append(found[&all[i]], component{p.Name, of})
				}
			}
		}
		return found
	})
}

// componentsSettled reports whether nothing that an object consists of is on its way
// to somewhere else. A part that failed has ended.
func componentsSettled(w *catalog.States, object jsontext.Value) bool {
	for _, p := range componentsOf()[w] {
		for element := range object.Get(p.field).Elements() {
			for _, v := range valuesAt(element, waitPath(p.w)) {
				if v.Exists() && p.w.State(literalOf(v)) == catalog.StatePending {
					return false
				}
			}
		}
	}
	return true
}

// literalOf is the text that waiters name a value by; a missing one is null.
func literalOf(v jsontext.Value) string {
	if !v.Exists() {
		return "null"
	}
	return v.Raw()
}

// valuesAt follows a path; a step that ends with [] goes to every element.
func valuesAt(v jsontext.Value, path []string) []jsontext.Value {
	if len(path) == 0 {
		return []jsontext.Value{v}
	}
	name, every := strings.CutSuffix(path[0], "[]")
	v = v.Get(name)
	if !every {
		return valuesAt(v, path[1:])
	}
	var all []jsontext.Value
	for e := range v.Elements() {
		all = append(all, valuesAt(e, path[1:])...)
	}
	return all
}
