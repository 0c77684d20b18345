// Package luajson is the module json of scripts: JSON to Lua values and back without
// loss.
package luajson

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "json"`: JSON text to Lua values and back without loss.
// Null stays json.null, lists and objects stay apart when they are empty,
// integers are exact at any size, and the order of an object's fields is kept.
var Module = &luabind.Module{
	Name: "json",
	Doc: `JSON without loss: null, empty lists and objects, and big integers survive.

    local json = require "json"
    local t = json.decode('{"id": 9007199254740993, "tags": [], "note": null}')
    print(t.id, t.note == json.null)           --> 9007199254740993  true
    print(json.encode(t, {indent = 2}))`,
	Open: func(h *luabind.Host, t luabind.Table) error {
		t.Set("null", h.Null())
		return nil
	},
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Constants = []luabind.Constant{{Name: "null", Doc: "JSON's null. A nil field is left out; json.null is written."}}
	m.Funcs = []luabind.Func{
		{Name: "decode", Doc: "The value of a JSON text. Broken text is a ParseError with line, column and offset (the bytes before it).", Result: "any",
			Params: []luabind.Param{{Name: "s", Type: luabind.StringType, Doc: "one JSON value, white space around it"}},
			Run:    runDecode, Refuses: runDecode},
		{Name: "encode", Doc: "The JSON text of a value. Tables with elements 1 to n are lists, others objects; an iterator is a list, a resource its fields. An empty table is an object unless json.array or json.decode made it a list.", Result: "string",
			Params: []luabind.Param{
				{Name: "v", Type: luabind.Any, Optional: true},
				kit.LastOptions(
					luabind.Param{Name: "indent", Type: indentType, Doc: "spaces for each level, or the text to indent by; true for 2"},
					luabind.Param{Name: "sort", Type: luabind.BooleanType, Doc: "write the fields of objects in the order of their names"},
				),
			},
			Run: runEncode},
		{Name: "array", Doc: "Marks a table as a list, so that it encodes as one also when it is empty, and gives it back.", Result: "table",
			Params: []luabind.Param{{Name: "t", Type: luabind.ListType, Optional: true, Doc: "a new table if left out"}},
			Run:    func(c *luabind.Call) error { return mark(c, c.Host().MarkList) }},
		{Name: "object", Doc: "Marks a table as an object, so that it encodes as one also when it is empty, and gives it back.", Result: "table",
			Params: []luabind.Param{{Name: "t", Type: kit.NamedFields, Optional: true, Doc: "a new table if left out"}},
			Run:    func(c *luabind.Call) error { return mark(c, c.Host().MarkObject) }},
		{Name: "lines", Doc: "An iterator over the values of a text that has one JSON value a line. Empty lines are skipped.", Result: "Iterator",
			Params: []luabind.Param{{Name: "s", Type: luabind.AnyOf("a string or an iterator of lines", "string|Iterator", luabind.StringType, luabind.FuncType), Doc: "the text, or an iterator that gives its lines, as fs.lines does"}},
			Run:    runLines},
	}
}

var indentType = &luabind.Type{Name: "a number of spaces, white space or true", Lua: "integer|string|boolean", Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if b, ok := v.AsBool(); ok {
		if b {
			return luabind.String("  "), nil
		}
		return luabind.Nil, nil
	}
	if n, ok := v.AsInt(); ok && n >= 0 && n <= 16 {
		return luabind.String(strings.Repeat(" ", int(n))), nil
	}
	if s, ok := v.AsString(); ok && v.IsString() && strings.Trim(s, " \t") == "" {
		return v, nil
	}
	return luabind.Nil, luabind.ErrType
}}

func mark(c *luabind.Call, as func(luabind.Table) luabind.Table) error {
	t, ok := c.Named("t").AsTable()
	if !ok {
		t = c.NewTable(0, 0)
	}
	return c.Return(as(t).Value())
}

func runEncode(c *luabind.Call) error {
	indent, _ := kit.Option(c.Named("options"), "indent").AsString()
	b, err := c.AppendJSON(nil, c.Named("v"), luabind.JSONOptions{
		Indent: indent,
		Sort:   kit.Option(c.Named("options"), "sort").Truthy(),
	})
	if err != nil {
		return kit.Named(c, err)
	}
	return c.Return(luabind.String(c.Text(b)))
}

func runLines(c *luabind.Call) error {
	next := lineSource(c.Named("s"))
	number := 0
	return c.Return(c.Iterate(luabind.IterFunc(func(c *luabind.Call) (luabind.Value, error) {
		for {
			line, ok, err := next(c)
			if err != nil || !ok {
				return luabind.Nil, err
			}
			number++
			if strings.Trim(line, " \t\r") == "" {
				continue
			}
			return decodeAt(c, line, number)
		}
	})))
}

// lineSource gives the lines of a string, or what an iterator or function
// gives, one after the other.
func lineSource(v luabind.Value) func(c *luabind.Call) (line string, ok bool, err error) {
	if v.IsString() {
		rest, _ := v.AsString()
		done := false
		return func(*luabind.Call) (string, bool, error) {
			if done || rest == "" {
				return "", false, nil
			}
			var line string
			var more bool
			line, rest, more = strings.Cut(rest, "\n")
			done = !more
			return line, true, nil
		}
	}
	return func(c *luabind.Call) (string, bool, error) {
		out, err := c.Call(v)
		if err != nil || len(out) == 0 || out[0].IsNil() {
			return "", false, err
		}
		s, ok := out[0].AsString()
		if !ok {
			return "", false, luabind.TypeErrorf("an iterator of lines must give strings, got %s", out[0].Kind())
		}
		return s, true, nil
	}
}

func runDecode(c *luabind.Call) error {
	v, err := Decode(c, c.Named("s").Text())
	if err != nil {
		return err
	}
	return c.Return(v)
}
