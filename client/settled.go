package client

import (
	"context"
	"fmt"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// StateError ends a wait for an object that has failed: it will not become
// what was waited for.
type StateError struct {
	Object Resource
	Field  string // that tells, such as "status"
	Value  jsontext.Value
}

// Error names the object and its state.
func (e *StateError) Error() string {
	return fmt.Sprintf("%v has %s %s", e.Object, e.Field, e.Value)
}

// waiter is how the catalog says to wait for objects of the class, nil if it
// does not.
func (c *Class) waiter() *catalog.Waiter {
	if c.get == "" {
		return nil
	}
	w := catalog.WaiterFor(catalog.ByID(c.get))
	if w == nil || len(w.Pending)+len(w.OK)+len(w.Failed) == 0 {
		return nil
	}
	return w
}

// Settles reports whether objects of the class have states that one can wait
// for to end, with [Settled].
func (c *Class) Settles() bool { return c.waiter() != nil }

// waitPath is the path of a waiter's field within an object.
func waitPath(w *catalog.Waiter) []string {
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
// class that has no states (see [Class.Settles]) with an [*ArgumentError].
func Settled() Condition {
	return Condition{Attr: "state", Value: "settled", Met: func(_ context.Context, r Resource) (bool, error) {
		w := r.Base().Class().waiter()
		if w == nil {
			return false, badArgument(r.Base().Class().Name, "has no states to wait for")
		}
		return hasSettled(w, r)
	}}
}

func hasSettled(w *catalog.Waiter, r Resource) (bool, error) {
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
	return all, nil
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
