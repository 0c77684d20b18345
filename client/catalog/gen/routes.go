package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// route is a node of the tree of path elements.
type route struct {
	literals map[string]*route
	param    *route
	ops      []*operation
}

func routeTree(ops []*operation) *route {
	root := new(route)
	for _, op := range ops {
		if op.host == "Upload" {
			continue
		}
		at := root
		for _, element := range strings.Split(strings.TrimPrefix(op.path, "/"), "/") {
			next := &at.param
			if _, isParam := paramName(element); !isParam {
				if at.literals == nil {
					at.literals = make(map[string]*route)
				}
				literal := at.literals[element]
				next = &literal
			}
			if *next == nil {
				*next = new(route)
			}
			if _, isParam := paramName(element); !isParam {
				at.literals[element] = *next
			}
			at = *next
		}
		at.ops = append(at.ops, op)
	}
	return root
}

func (r *route) literal() string {
	l := newLiteral("&route")
	if len(r.literals) > 0 {
		var b strings.Builder
		for _, element := range slices.Sorted(maps.Keys(r.literals)) {
			fmt.Fprintf(&b, "{%q, %s},\n", element, r.literals[element].literal())
		}
		l.field("literals", "[]edge{\n"+b.String()+"}")
	}
	if r.param != nil {
		l.field("param", r.param.literal())
	}
	if len(r.ops) > 0 {
		var names []string
		for _, op := range r.ops {
			names = append(names, "&"+op.variable())
		}
		l.field("ops", "[]*Operation{"+strings.Join(names, ", ")+"}")
	}
	return l.String()
}
