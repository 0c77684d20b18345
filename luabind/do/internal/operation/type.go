package operation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// schemaTypes keeps the type of each schema: they are static data both.
var schemaTypes sync.Map // *luabind.Type by *catalog.Schema

// Type is the type of an argument that a schema describes. Its checks are
// those that the API makes, as far as the description tells them; fields of
// nested tables that it does not know pass.
func Type(s *catalog.Schema) *luabind.Type {
	if s == nil {
		return luabind.Any
	}
	if t, ok := schemaTypes.Load(s); ok {
		return t.(*luabind.Type)
	}
	made, _ := schemaTypes.LoadOrStore(s, makeType("", "", s))
	return made.(*luabind.Type)
}

// typeAt is the type of an argument of a group's operations, or of what is in one:
// its fields have their texts.
func typeAt(group, path string, s *catalog.Schema) *luabind.Type {
	if s == nil {
		return luabind.Any
	}
	return makeType(group, path, s)
}

func makeType(group, path string, s *catalog.Schema) *luabind.Type {
	t := &luabind.Type{Name: nameOf(s), Lua: LuaType(s), Table: takesTable(s), Literal: literals(s)}
	t.Check = func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		return check(c, s, v, "")
	}
	if s.Kind == catalog.String && len(s.Variants) == 0 {
		t.Enum, t.Open = EnumTexts(s), s.Open
	}
	if s.Kind == catalog.Array && s.Items != nil {
		t.Items = makeType(group, path, s.Items)
	}
	if hasFields(s) {
		t.Fields = sync.OnceValue(func() []luabind.Param { return schemaFields(group, path, s) })
	}
	return t
}

// hasFields reports whether all fields are known that a table may have.
func hasFields(s *catalog.Schema) bool {
	if s.Additional != nil {
		return false // and any other
	}
	if len(s.Variants) == 0 {
		return len(s.Props) > 0
	}
	return len(keysOf(s, nil)) > 0
}

// schemaFields describes the fields of an object, at a path in what a group's
// operations take.
func schemaFields(group, path string, s *catalog.Schema) []luabind.Param {
	var out []luabind.Param
	for _, p := range s.Fields() {
		at := path + "." + p.Name
		needed := p.Required && !p.Schema.ReadOnly && len(s.WaiversOf(p.Name)) == 0
		out = append(out, luabind.Param{
			Name: p.Name, Type: makeType(group, at, p.Schema), ReadOnly: p.Schema.ReadOnly, Doc: fieldText(group, at),
			Optional: !needed, Needed: needed, Default: strings.Trim(p.Schema.Default, `"`),
		})
	}
	return out
}

// fieldText says what a field is; "" where no group is known.
func fieldText(group, path string) string {
	if group == "" {
		return ""
	}
	return catalog.FieldText(group, path)
}

// nameOf completes "must be ...".
func nameOf(s *catalog.Schema) string {
	if s == nil {
		return "a value"
	}
	if texts := EnumTexts(s); len(texts) > 0 && !s.Open {
		return "one of " + quoted(texts)
	}
	switch s.Kind {
	case catalog.String:
		return "a string"
	case catalog.Integer:
		return "an integer"
	case catalog.Number:
		return "a number"
	case catalog.Boolean:
		return "a boolean"
	case catalog.Array:
		switch {
		case s.Items == nil:
			return "a list"
		case s.Items.Kind == catalog.String:
			return "a list of strings"
		case s.Items.Kind == catalog.Integer:
			return "a list of integers"
		case s.Items.Kind == catalog.Object:
			return "a list of tables"
		}
		return "a list"
	case catalog.Object:
		return "a table"
	}
	var names []string
	for _, v := range s.Variants {
		if n := nameOf(v); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return "a value"
	}
	return strings.Join(names, " or ")
}

// quoted lists strings for a message, the first dozen of them.
func quoted(texts []string) string {
	const most = 12
	var b strings.Builder
	for i, t := range texts[:min(most, len(texts))] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Quote(t))
	}
	if len(texts) > most {
		fmt.Fprintf(&b, " and %d more", len(texts)-most)
	}
	return b.String()
}

// EnumTexts are the strings that a schema takes, if it only takes some.
func EnumTexts(s *catalog.Schema) []string {
	var texts []string
	for _, literal := range s.Enum {
		var text string
		if json.Unmarshal([]byte(literal), &text) == nil && literal != "null" {
			texts = append(texts, text)
		}
	}
	return texts
}

// literals are the kinds of literals that can be right, nil for any. What
// names a resource may also be a table that has its id.
func literals(s *catalog.Schema) []string {
	if s == nil {
		return nil
	}
	switch s.Kind {
	case catalog.String:
		return []string{"string", "number", "table"}
	case catalog.Integer:
		return []string{"number", "table"}
	case catalog.Number:
		return []string{"number"}
	case catalog.Boolean:
		return []string{"boolean"}
	case catalog.Array, catalog.Object:
		return []string{"table"}
	}
	var all []string
	for _, v := range s.Variants {
		of := literals(v)
		if of == nil {
			return nil
		}
		all = append(all, of...)
	}
	return all
}

func takesTable(s *catalog.Schema) bool {
	switch s.Kind {
	case catalog.Array, catalog.Object:
		return true
	case catalog.Any:
		return len(s.Variants) == 0 || slices.ContainsFunc(s.Variants, takesTable)
	}
	return false
}

// LuaType is the type of a schema in definitions for editors.
func LuaType(s *catalog.Schema) string {
	if s == nil {
		return "any"
	}
	switch s.Kind {
	case catalog.String, catalog.Integer, catalog.Number, catalog.Boolean:
		return s.Kind.String()
	case catalog.Array:
		of := LuaType(s.Items)
		if strings.Contains(of, "|") {
			of = "(" + of + ")"
		}
		return of + "[]"
	case catalog.Object:
		return "table"
	}
	var all []string
	for _, v := range s.Variants {
		switch of := LuaType(v); {
		case of == "any":
			return of
		case !slices.Contains(all, of):
			all = append(all, of)
		}
	}
	if len(all) == 0 {
		return "any"
	}
	return strings.Join(all, "|")
}
