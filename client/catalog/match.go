package catalog

import (
	"net/url"
	"slices"
	"strings"
)

// Values are the path parameters of a matched path, in the order of the path.
type Values []Value

// Value is one path parameter.
type Value struct{ Name, Value string }

// Get returns the value of a name, "" if there is none.
func (v Values) Get(name string) string {
	for i := range v {
		if v[i].Name == name {
			return v[i].Value
		}
	}
	return ""
}

// route is a node of the tree of path elements.
type route struct {
	literals []edge // sorted by element
	param    *route // any element that is not empty
	ops      []*Operation
}

type edge struct {
	element string
	to      *route
}

// Match returns the operation that a request with this method and escaped path
// (url.URL.EscapedPath, without the query) asks for, and its path parameters
// unescaped; nil and nil if there is none. Where several fit, literal elements
// go before parameters, from the left. Operations on the Upload host have no
// path of their own and are never matched.
func Match(method, path string) (*Operation, Values) {
	rest, ok := strings.CutPrefix(path, "/")
	if !ok {
		return nil, nil
	}
	// No template has more parameters than this; more only costs an allocation.
	var found [8]string
	op, values := routes.match(method, rest, found[:0])
	if op == nil || len(values) == 0 {
		return op, nil
	}
	named := make(Values, 0, len(values))
	for i := range op.Params {
		if op.Params[i].In == InPath {
			named = append(named, Value{op.Params[i].Name, values[len(named)]})
		}
	}
	return op, named
}

// match walks the tree along the elements of rest. It goes back from a literal
// that leads nowhere: /v2/apps/tiers is an app although /v2/apps/tiers/... is
// something else.
func (r *route) match(method, rest string, values []string) (*Operation, []string) {
	element, rest, more := strings.Cut(rest, "/")
	element, err := url.PathUnescape(element)
	if err != nil || element == "" {
		return nil, nil
	}
	next := func(to *route, values []string) (*Operation, []string) {
		if more {
			return to.match(method, rest, values)
		}
		for _, op := range to.ops {
			if op.Method == method {
				return op, values
			}
		}
		return nil, nil
	}
	i, ok := slices.BinarySearchFunc(r.literals, element, func(e edge, element string) int { return strings.Compare(e.element, element) })
	if ok {
		if op, values := next(r.literals[i].to, values); op != nil {
			return op, values
		}
	}
	if r.param != nil {
		return next(r.param, append(values, element))
	}
	return nil, nil
}
