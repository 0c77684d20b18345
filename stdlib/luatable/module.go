// Package luatable is the module table_view of scripts: lists as aligned columns, CSV,
// Markdown or JSON.
package luatable

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "table_view"`: lists of tables or objects as aligned
// columns, CSV, Markdown or JSON.
var Module = &luabind.Module{
	Name: "table_view",
	Doc: `Lists of tables or objects as aligned columns, CSV, Markdown or JSON.

    local view = require "table_view"
    view.print(droplets, {"id", "name", "region.slug", {title = "GB", value = function(d) return d.memory / 1024 end}})
    fs.write("droplets.csv", view.format(droplets, {columns = {"id", "name"}, format = "csv"}))

A column is the name of a field, dots leading into tables, or a table {field=, title=, value=, align=}. Without columns every field of the rows is one.`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "print", Doc: "Writes a list as aligned columns to standard output.",
			Params: []luabind.Param{
				{Name: "list", Type: kit.ListOrIterator, Doc: "a list or an iterator of rows"},
				{Name: "columns", Type: columnsType(), Optional: true, Doc: "names of fields, or tables that describe columns"},
			},
			Run: func(c *luabind.Call) error {
				v, err := newView(c, c.Named("list"), c.Named("columns"))
				if err != nil {
					return err
				}
				return c.Write([]byte(v.aligned(c)))
			}},
		{Name: "format", Doc: "A list as text.", Result: "string", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "list", Type: kit.ListOrIterator, Doc: "a list or an iterator of rows"},
				{Name: "columns", Type: columnsType(), Option: true, Doc: "names of fields, or tables that describe columns"},
				{Name: "format", Type: luabind.EnumType("table", "csv", "markdown", "json"), Option: true, Default: "table"},
			},
			Run: runFormat},
	}
}

func runFormat(c *luabind.Call) error {
	v, err := newView(c, c.Named("list"), c.Named("columns"))
	if err != nil {
		return err
	}
	var s string
	switch c.Named("format").Text() {
	case "csv":
		s, err = v.csv(c)
	case "markdown":
		s = v.markdown(c)
	case "json":
		s, err = v.json(c)
	default:
		s = v.aligned(c)
	}
	if err != nil {
		return err
	}
	return kit.ReturnText(c, s)
}

// columnFields are what a table that describes a column may hold.
func columnFields() []luabind.Param {
	return []luabind.Param{
		{Name: "field", Type: luabind.StringType, Doc: "the field that it shows, dots leading into tables"},
		{Name: "title", Type: luabind.StringType, Doc: "what stands above it; the field's name if left out"},
		{Name: "value", Type: luabind.FuncType, Doc: "called with each row for what it shows"},
		{Name: "align", Type: luabind.EnumType("left", "right"), Doc: "numbers stand right if left out"},
	}
}

var columnTypeOnce lazy.Value[*luabind.Type]

func columnType() *luabind.Type {
	return columnTypeOnce.Get(func() *luabind.Type {
		return kit.Options(columnFields()...)
	})
}

var columnsTypeOnce lazy.Value[*luabind.Type]

func columnsType() *luabind.Type {
	return columnsTypeOnce.Get(func() *luabind.Type {
		return &luabind.Type{
			Name: "a list of columns", Lua: "(string|table)[]", Table: true, Literal: []string{"table"},
			Items: luabind.AnyOf("a field's name or a table", "string|table", luabind.StringType, columnType()),
			Check: checkColumns,
		}
	})
}

func checkColumns(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	t, ok := kit.PlainTable(v)
	switch {
	case ok && !t.Get("columns").IsNil():
		return luabind.Nil, luabind.TypeErrorf("must be a list of columns, got a table with 'columns': give what is in it")
	case !ok || !t.IsList():
		return luabind.Nil, luabind.ErrType
	}
	out := c.NewTable(t.Len(), 0)
	for i := 1; i <= t.Len(); i++ {
		e := t.At(i)
		if !e.IsString() {
			var err error
			if e, err = columnType().Check(c, e); err == luabind.ErrType {
				return luabind.Nil, luabind.TypeErrorf("column %d must be a field's name or a table, got %s", i, t.At(i).Kind())
			} else if err != nil {
				return luabind.Nil, err
			}
			if kit.Option(e, "field").IsNil() && kit.Option(e, "value").IsNil() {
				return luabind.Nil, luabind.TypeErrorf("column %d needs a field or a value", i)
			}
		}
		out.Append(e)
	}
	return out.Value(), nil
}

// view is a table on its way to text.
type view struct {
	columns []viewColumn
	found   bool // the columns come from the rows
	rows    []luabind.Value
	cells   [][]luabind.Value // by row, as they are
	text    [][]string
}

type viewColumn struct {
	title string
	field string
	index int // of a row that is a list, from 1; 0 if it goes by field
	value luabind.Value
	align string
}

// newView reads the rows and what each column shows of them.
func newView(c *luabind.Call, rows, columns luabind.Value) (*view, error) {
	v := &view{}
	g := kit.NewGrowth(c)
	if err := kit.EachRow(c, rows, func(row luabind.Value) error {
		g.Add(kit.ElementBytes)
		v.rows = append(v.rows, row)
		return nil
	}); err != nil {
		return nil, err
	}
	if t, ok := columns.AsTable(); ok {
		v.columns = describedColumns(t)
	} else {
		list, err := foundColumns(c, v.rows)
		if err != nil {
			return nil, err
		}
		v.columns, v.found = list, true
	}
	for _, row := range v.rows {
		g.Add(len(v.columns) * kit.ElementBytes)
		cells, texts := make([]luabind.Value, len(v.columns)), make([]string, len(v.columns))
		for i := range v.columns {
			c.Steps(1)
			cell, err := v.columns[i].of(c, row)
			if err != nil {
				return nil, err
			}
			if cells[i] = cell; cell.IsNil() || cell.IsNull() {
				continue
			}
			if texts[i], err = cellText(c, cell); err != nil {
				return nil, err
			}
			g.Add(len(texts[i]))
		}
		v.cells, v.text = append(v.cells, cells), append(v.text, texts)
	}
	return v, nil
}

func describedColumns(t luabind.Table) []viewColumn {
	var list []viewColumn
	for i := 1; i <= t.Len(); i++ {
		e := t.At(i)
		if name, ok := e.AsString(); ok {
			list = append(list, viewColumn{title: name, field: name})
			continue
		}
		col := viewColumn{value: kit.Option(e, "value")}
		col.field, _ = kit.Option(e, "field").AsString()
		col.align, _ = kit.Option(e, "align").AsString()
		var ok bool
		if col.title, ok = kit.Option(e, "title").AsString(); !ok {
			col.title = col.field
		}
		list = append(list, col)
	}
	return list
}

// foundColumns makes a column of each field that any row has, in the order in
// which they appear; of rows that are lists one of each position.
func foundColumns(c *luabind.Call, rows []luabind.Value) ([]viewColumn, error) {
	var list []viewColumn
	seen := map[string]bool{}
	add := func(name string) {
		c.Steps(1)
		if !seen[name] {
			seen[name] = true
			list = append(list, viewColumn{title: name, field: name})
		}
	}
	for _, row := range rows {
		names, positions, err := fieldsOf(c, row)
		if err != nil {
			return nil, err
		}
		for i := len(list); i < positions; i++ {
			list = append(list, viewColumn{title: kit.Integer(i + 1).String(), index: i + 1})
		}
		for _, name := range names {
			add(name)
		}
	}
	return list, nil
}

// fieldsOf lists the names of a row's fields and how many list elements it
// has. A row that is a plain value has one.
func fieldsOf(c *luabind.Call, row luabind.Value) (names []string, positions int, err error) {
	if self, class := row.Object(); class != nil {
		if class.Pairs == nil {
			return nil, 1, nil
		}
		pairs, err := class.Pairs(c, self)
		for _, p := range pairs {
			if _, nested := kit.PlainTable(p.Value); !nested && p.Key.IsString() {
				names = append(names, p.Key.String())
			}
		}
		return names, 0, err
	}
	t, ok := row.AsTable()
	if !ok {
		return nil, 1, nil
	}
	t.Each(func(k, v luabind.Value) bool {
		c.Steps(1)
		if k.IsString() {
			names = append(names, k.String())
		}
		return true
	})
	if len(names) == 0 {
		positions = t.Len()
	}
	return names, positions, nil
}

// of gives what the column shows of a row.
func (col *viewColumn) of(c *luabind.Call, row luabind.Value) (luabind.Value, error) {
	if !col.value.IsNil() {
		out, err := c.Call(col.value, row)
		if err != nil || len(out) == 0 {
			return luabind.Nil, err
		}
		return out[0], nil
	}
	if col.index > 0 {
		if t, ok := kit.PlainTable(row); ok {
			return t.At(col.index), nil
		}
		if col.index == 1 {
			return row, nil
		}
		return luabind.Nil, nil
	}
	v, err := kit.Member(c, row, col.field)
	if err != nil || !v.IsNil() {
		return v, err
	}
	v = row
	for part := range strings.SplitSeq(col.field, ".") {
		if v, err = kit.Member(c, v, part); err != nil {
			return luabind.Nil, err
		}
	}
	return v, nil
}
