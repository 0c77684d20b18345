// Package luatemplate is the module template of scripts: texts with values in them.
package luatemplate

import (
	"fmt"
	"slices"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "template"`: text with places to fill in.
var Module = &luabind.Module{
	Name: "template",
	Doc: `Text with places to fill in, for configuration files, scripts and user data.

    local template = require "template"
    local script = template.render([[
    #!/bin/sh
    {{#users}}
    useradd {{name}} -c {{comment | default ""}}
    {{/users}}
    ]], {users = {{name = "ada", comment = "Ada L."}}}, {escape = "shell"})

{{name}} and {{a.b}} are values, {{.}} the present one; a missing one is an error, unless it has a default.
{{name | filter}}: default "x", json, yaml, shell, html, url, base64, indent 4, join ", ", upper, lower, trim.
{{#name}}...{{/name}} repeats for each element of a list, is kept for a true value and dropped for a missing or empty one, a text too; {{^name}}...{{/name}} the other way round. In a list {{@index}} counts, and {{@first}} and {{@last}} are true at its ends.
{{{name}}} is not escaped, {{! ... }} a comment, {{=<% %>=}} changes the marks. A line with nothing but a section's mark is left out.`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "render", Doc: "Fills in a template. Marks that do not fit are a ParseError, missing values a ValueError, both with their line.", Result: "string", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "text", Type: luabind.StringType},
				{Name: "data", Type: luabind.Any, Doc: "a table or an object with the values; functions are called for theirs"},
				{Name: "escape", Type: luabind.EnumType("none", "shell", "json", "yaml", "cloud-init", "html"), Option: true, Default: "none", Doc: "how values are written that have no such filter of their own; cloud-init means YAML"},
			},
			Run: runRender, Refuses: runRender},
	}
}

func runRender(c *luabind.Call) error {
	nodes, err := parseTemplate(c, c.Named("text").Text())
	if err != nil {
		return err
	}
	r := &renderer{c: c, escape: c.Named("escape").Text(), stack: []scope{{value: c.Named("data")}}, g: kit.NewGrowth(c), out: kit.Buffer{C: c}}
	if r.escape == "none" {
		r.escape = ""
	}
	if err := r.nodes(nodes); err != nil {
		return err
	}
	return r.out.Return()
}

// scope is one level of what names are looked up in.
type scope struct {
	value luabind.Value
	index int // in a list, from 1; 0 if it is none
	last  bool
}

// renderer fills in a template.
type renderer struct {
	c      *luabind.Call
	out    kit.Buffer
	escape string // the filter of values without one of their own
	stack  []scope
	g      kit.Growth
}

func (r *renderer) write(s string) {
	r.out.WriteString(s)
}

// bad makes the error for a place whose value is not what it has to be.
func (r *renderer) bad(n *node, format string, args ...any) error {
	return luabind.ValueErrorf("render: line %d: %s", n.line, fmt.Sprintf(format, args...))
}

func (r *renderer) nodes(list []*node) error {
	for _, n := range list {
		if err := r.node(n); err != nil {
			return err
		}
	}
	return nil
}

func (r *renderer) node(n *node) error {
	switch n.kind {
	case textNode:
		r.write(n.text)
		return nil
	case valueNode:
		s, err := r.value(n)
		r.write(s)
		return err
	}
	v, err := r.lookup(n)
	if err != nil {
		return err
	}
	if n.kind == inverseNode {
		if r.holds(v) {
			return nil
		}
		return r.nodes(n.children)
	}
	return r.section(n, v)
}

// holds says whether a section is kept for a value.
func (r *renderer) holds(v luabind.Value) bool {
	if t, ok := kit.PlainTable(v); ok {
		return !t.Empty()
	}
	if s, ok := v.AsString(); ok && s == "" {
		return false
	}
	return v.Truthy() && !v.IsNull()
}

func (r *renderer) section(n *node, v luabind.Value) error {
	if !r.holds(v) {
		return nil
	}
	_, isIterator := v.AsIterator()
	if t, ok := kit.PlainTable(v); !isIterator && (!ok || !t.IsList()) {
		return r.within(n, scope{value: v})
	}
	// One element is held back, to know which is the last.
	var held luabind.Value
	index := 0
	err := kit.EachRow(r.c, v, func(e luabind.Value) error {
		index++
		if index == 1 {
			held = e
			return nil
		}
		err := r.within(n, scope{value: held, index: index - 1})
		held = e
		return err
	})
	if err != nil || index == 0 {
		return err
	}
	return r.within(n, scope{value: held, index: index, last: true})
}

func (r *renderer) within(n *node, s scope) error {
	r.c.Steps(1)
	r.stack = append(r.stack, s)
	err := r.nodes(n.children)
	r.stack = r.stack[:len(r.stack)-1]
	return err
}

// lookup finds what a place names; nil if there is no such value.
func (r *renderer) lookup(n *node) (luabind.Value, error) {
	top := r.stack[len(r.stack)-1]
	var v luabind.Value
	switch first := n.path[0]; first {
	case ".":
		v = top.value
	case "@index", "@first", "@last":
		for i := len(r.stack) - 1; i >= 0 && top.index == 0; i-- {
			top = r.stack[i]
		}
		if top.index == 0 {
			return luabind.Nil, r.bad(n, "%s has a meaning in a list only", first)
		}
		v = map[string]luabind.Value{"@index": kit.Integer(top.index), "@first": luabind.Bool(top.index == 1), "@last": luabind.Bool(top.last)}[first]
	default:
		for i := len(r.stack) - 1; i >= 0 && v.IsNil(); i-- {
			var err error
			if v, err = kit.Member(r.c, r.stack[i].value, first); err != nil {
				return luabind.Nil, err
			}
		}
	}
	for _, name := range n.path[1:] {
		var err error
		if v, err = kit.Member(r.c, v, name); err != nil {
			return luabind.Nil, err
		}
	}
	if v.Type() != "function" {
		return v, nil
	}
	out, err := r.c.Call(v)
	if err != nil || len(out) == 0 {
		return luabind.Nil, err
	}
	return out[0], nil
}

// value renders the value of a place.
func (r *renderer) value(n *node) (string, error) {
	v, err := r.lookup(n)
	if err != nil {
		return "", err
	}
	escape := r.escape
	if n.raw {
		escape = ""
	}
	for _, f := range n.filters {
		if v, err = r.apply(n, f, v); err != nil {
			return "", err
		}
		if filters()[f.name].escapes {
			escape = ""
		}
	}
	if escape != "" {
		if v, err = r.apply(n, filter{name: escape}, v); err != nil {
			return "", err
		}
	}
	return r.text(n, v)
}

// text is a value as it is written.
func (r *renderer) text(n *node, v luabind.Value) (string, error) {
	if err := r.present(n, v); err != nil {
		return "", err
	}
	if _, ok := kit.PlainTable(v); ok {
		return "", r.bad(n, "'%s' is a table: use a section, or a filter such as json or join", n.name())
	}
	return r.c.ToString(v)
}

// present makes the error for a missing value.
func (r *renderer) present(n *node, v luabind.Value) error {
	if !v.IsNil() && !v.IsNull() {
		return nil
	}
	if v.IsNull() {
		return r.bad(n, "'%s' is null", n.name())
	}
	var known []string
	for _, s := range r.stack {
		known = append(known, r.c.Host().Members(s.value)...)
	}
	switch {
	case len(n.path) > 1:
		return r.bad(n, "there is no '%s'", n.name())
	case slices.Contains(known, n.path[0]):
		return r.bad(n, "the function '%s' gave nothing", n.name())
	}
	return r.bad(n, "there is no '%s'%s", n.name(), luabind.DidYouMean(n.path[0], known))
}
