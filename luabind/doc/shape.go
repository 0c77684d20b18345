package doc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// maxRows is how many arguments and fields the help on one thing shows: deeper
// ones have help of their own.
const maxRows = 70

// maxValues is how many values of a set a line of help shows.
const maxValues = 40

// inner are the fields of a table that a type takes, or of the tables in its list.
func inner(t *luabind.Type) []luabind.Param {
	for t != nil && t.Fields == nil {
		t = t.Items
	}
	if t == nil {
		return nil
	}
	return t.Fields()
}

// settable are the parameters that the API does not set itself.
func settable(list []luabind.Param) []luabind.Param {
	return slices.DeleteFunc(slices.Clone(list), func(p luabind.Param) bool { return p.ReadOnly })
}

// shapeRows describes parameters with the fields of their tables below them, to a
// depth; place is how help on a table that is left folded is asked for.
func shapeRows(list []luabind.Param, place string, depth, level int) [][2]string {
	var rows [][2]string
	for i := range list {
		p := &list[i]
		if p.ReadOnly && level > 0 {
			continue
		}
		text := paramText(*p)
		fields := settable(inner(p.Type))
		if len(fields) > 0 && level >= depth {
			text += fmt.Sprintf("; help %s%s tells its fields", place, p.Name)
		}
		rows = append(rows, [2]string{strings.Repeat("  ", level) + p.Name, text})
		if len(fields) > 0 && level < depth {
			rows = append(rows, shapeRows(fields, place+p.Name+".", depth, level+1)...)
		}
	}
	return rows
}

// unfolded is how deep tables can be shown within maxRows.
func unfolded(list []luabind.Param) (depth int) {
	for depth < 6 {
		if len(shapeRows(list, "", depth+1, 0)) > maxRows {
			return depth
		}
		depth++
	}
	return depth
}

// params renders parameters in columns, what they take unfolded.
func params(b *strings.Builder, title, place string, list []luabind.Param) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n" + title + "\n")
	columns(b, shapeRows(list, place, unfolded(list), 0))
}

func paramText(p luabind.Param) string {
	var values, elements []string
	if p.Type != nil {
		values = p.Type.Enum
	}
	if p.Type != nil && p.Type.Items != nil {
		elements = p.Type.Items.Enum
	}
	told := tells(p.Doc, values)
	text := typeName(p.Type)
	switch {
	case len(values) > 0 && !p.Type.Open && told:
		text = "a string"
	case len(values) > 0 && !p.Type.Open:
		text = "one of " + valueList(values)
	}
	if p.Doc != "" {
		text += ": " + p.Doc
	}
	if len(values) > 0 && p.Type.Open && !told {
		text += "; known: " + valueList(values)
	}
	if len(elements) > 0 && !tells(p.Doc, elements) {
		text += "; of " + valueList(elements)
	}
	switch {
	case p.Default != "":
		text += " (default " + p.Default + ")"
	case p.Optional:
		text += " (optional)"
	}
	return text
}

// tells reports whether a text names all of some values.
func tells(text string, values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return !strings.Contains(text, v) })
}

// valueList lists the values of a set.
func valueList(values []string) string {
	if len(values) <= maxValues {
		return strings.Join(values, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(values[:maxValues/3], ", "), len(values)-maxValues/3)
}

// fieldHelp renders the help on an argument of a function, or on a field in one:
// "do.apps.create.spec.services".
func (x *Index) fieldHelp(name string) (string, bool) {
	parts := strings.Split(name, ".")
	for n := len(parts) - 1; n > 0; n-- {
		f, place := x.called(strings.Join(parts[:n], "."))
		if f == nil {
			continue
		}
		list := f.Params
		if f.More != nil {
			list = append(slices.Clone(list), f.More()...)
		}
		var p *luabind.Param
		for _, want := range parts[n:] {
			i := slices.IndexFunc(list, func(q luabind.Param) bool { return q.Name == want })
			if i < 0 {
				return "", false
			}
			p = &list[i]
			list = inner(p.Type)
		}
		path := place + f.Name + "." + strings.Join(parts[n:], ".")
		var b strings.Builder
		b.WriteString(path + "\n\n" + wrap(paramText(*p), "") + "\n")
		if p.Type != nil && len(p.Type.Enum) > maxValues {
			b.WriteString("\nAll of its values\n  " + wrap(strings.Join(p.Type.Enum, " "), "  ") + "\n")
		}
		if p.ReadOnly {
			b.WriteString("\nThe API sets it.\n")
		}
		params(&b, "Fields", path+".", settable(list))
		return b.String(), true
	}
	return "", false
}

// called finds a function as Help does, with or without the module before it.
func (x *Index) called(name string) (*luabind.Func, string) {
	if f, place := x.Func(name); f != nil {
		return f, place
	}
	for _, m := range x.Modules {
		if f, place := x.Func(m.Name + "." + name); f != nil && strings.Contains(name, ".") {
			return f, place
		}
	}
	return nil, ""
}

// resultText says what a field of a result is.
func resultText(p luabind.Param) string {
	if p.Type == nil {
		return p.Doc
	}
	text, of := join(p.Type.Lua, p.Doc), p.Type
	for of.Items != nil && len(of.Enum) == 0 {
		of = of.Items
	}
	if len(of.Enum) > 0 && !tells(p.Doc, of.Enum) {
		text += ": one of " + valueList(of.Enum)
	}
	return text
}

// resultRows describes the fields of results with those of their tables below them,
// as deep as there is room for; place is how help on deeper ones is asked for, "" where
// it cannot be.
func resultRows(list []luabind.Param, place string) [][2]string {
	depth := 0
	for depth < 6 && len(resultShape(list, place, depth+1, 0)) <= maxRows {
		depth++
	}
	return resultShape(list, place, depth, 0)
}

func resultShape(list []luabind.Param, place string, depth, level int) [][2]string {
	var rows [][2]string
	for _, p := range list {
		text, fields := resultText(p), inner(p.Type)
		if len(fields) > 0 && level >= depth && place != "" {
			text += fmt.Sprintf("; help %s%s tells its fields", place, p.Name)
		}
		rows = append(rows, [2]string{strings.Repeat("  ", level) + p.Name, text})
		if len(fields) > 0 && level < depth {
			below := ""
			if place != "" {
				below = place + p.Name + "."
			}
			rows = append(rows, resultShape(fields, below, depth, level+1)...)
		}
	}
	return rows
}

// classFieldHelp renders the help on a field of a class with what is in it, or on a
// field inside of one: "KubernetesCluster.status.state".
func (x *Index) classFieldHelp(name string) (string, bool) {
	path := strings.Split(name, ".")
	class := x.classes[path[0]]
	if class == nil {
		return "", false
	}
	list, p := class.Fields, (*luabind.Param)(nil)
	for _, want := range path[1:] {
		i := slices.IndexFunc(list, func(q luabind.Param) bool { return q.Name == want })
		if i < 0 {
			return "", false
		}
		p = &list[i]
		list = inner(p.Type)
	}
	if p == nil || p.Type == nil {
		return "", false
	}
	var b strings.Builder
	b.WriteString(name + "\n\n" + wrap(resultText(*p)+": a field that the API sends", "") + "\n")
	section(&b, "Fields", resultRows(list, name+"."))
	return b.String(), true
}
