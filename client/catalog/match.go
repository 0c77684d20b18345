package catalog

import (
	"net/url"
	"slices"
	"strings"
)

// PathValues are the path parameters of a matched path, in the order of the path.
type PathValues []PathValue

// PathValue is one path parameter.
type PathValue struct{ Name, Value string }

// Get returns the value of a name, "" if there is none.
func (v PathValues) Get(name string) string {
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

// literal returns where an element leads as it stands, nil if nowhere.
func (r *route) literal(element string) *route {
	i, ok := slices.BinarySearchFunc(r.literals, element, func(e edge, element string) int { return strings.Compare(e.element, element) })
	if !ok {
		return nil
	}
	return r.literals[i].to
}

// Match returns the operation that a request with this method and escaped path
// (url.URL.EscapedPath, without the query) asks for, and its path parameters
// unescaped; nil and nil if there is none. Where several fit, literal elements
// go before parameters, from the left. The path starts at the host's root,
// with /v2 for the API. Operations on the Upload host have no path of their
// own and are never matched.
func Match(method, path string) (*Operation, PathValues) {
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
	named := make(PathValues, 0, len(values))
	for i := range op.Params {
		if op.Params[i].In == InPath {
			named = append(named, PathValue{op.Params[i].Name, values[len(named)]})
		}
	}
	return op, named
}

// match walks the tree along the elements of path. It goes back from a literal
// that leads nowhere: /v2/apps/tiers is an app although /v2/apps/tiers/... is
// something else.
func (r *route) match(method, path string, values []string) (*Operation, []string) {
	element, rest, more := strings.Cut(path, "/")
	element, err := url.PathUnescape(element)
	if err != nil || element == "" {
		return nil, nil
	}
	if next := r.literal(element); next != nil {
		if op, values := next.finish(method, rest, more, values); op != nil {
			return op, values
		}
	}
	if r.param != nil {
		return r.param.finish(method, rest, more, append(values, element))
	}
	return nil, nil
}

func (r *route) finish(method, rest string, more bool, values []string) (*Operation, []string) {
	if more {
		return r.match(method, rest, values)
	}
	for _, op := range r.ops {
		if op.Method == method {
			return op, values
		}
	}
	return nil, nil
}

// Under returns the operations on a path template and below it, such as all
// that can be done with a droplet under "/v2/droplets/{droplet_id}". What its
// parameters are called does not matter. The result is made anew at each call;
// it is nil if there is no such path.
func Under(template string) []*Operation {
	at := &routes
	for element := range strings.SplitSeq(strings.TrimPrefix(template, "/"), "/") {
		if strings.HasPrefix(element, "{") {
			at = at.param
		} else {
			at = at.literal(element)
		}
		if at == nil {
			return nil
		}
	}
	return at.all(nil)
}

func (r *route) all(ops []*Operation) []*Operation {
	ops = append(ops, r.ops...)
	for _, e := range r.literals {
		ops = e.to.all(ops)
	}
	if r.param != nil {
		ops = r.param.all(ops)
	}
	return ops
}
