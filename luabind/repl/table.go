package repl

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// elements are those of a list; nil for what is none.
func elements(t luabind.Table) []luabind.Value {
	if !t.IsList() {
		return nil
	}
	rows := make([]luabind.Value, t.Len())
	for i := range rows {
		rows[i] = t.At(i + 1)
	}
	return rows
}

// sameClass is the class that all rows are objects of, nil if they are not.
func sameClass(rows []luabind.Value) *luabind.Class {
	_, class := rows[0].Object()
	for _, v := range rows {
		if _, c := v.Object(); c != class {
			return nil
		}
	}
	if class == nil || class.Pairs == nil {
		return nil
	}
	return class
}

// records reports whether all rows are plain tables with names for keys.
func records(rows []luabind.Value) bool {
	for _, v := range rows {
		t, ok := v.AsTable()
		if _, class := v.Object(); !ok || class != nil || t.Empty() || t.Len() > 0 {
			return false
		}
	}
	return true
}

// tabular reports whether rows are shown as a table.
func (p *printer) tabular(rows []luabind.Value) bool {
	return p.align != nil && (sameClass(rows) != nil || records(rows))
}

// maxCell is how wide a column of a table gets.
const maxCell = 40

// table shows rows as aligned columns that fit.
func (p *printer) table(rows []luabind.Value) error {
	wanted, err := p.wanted(rows)
	if err != nil {
		return err
	}
	var titles []string
	var right []bool
	cells := make([][]string, len(rows))
	for _, w := range wanted {
		name, title := w.Path[strings.LastIndexByte(w.Path, '.')+1:], w.Title
		if title == "" {
			title = strings.ToUpper(strings.ReplaceAll(name, "_", " "))
		}
		values := make([]luabind.Value, len(rows))
		used, numbers := false, true
		for i, row := range rows {
			if values[i], err = p.reach(row, w.Path); err != nil {
				return err
			}
			used = used || !values[i].IsNil()
			numbers = numbers && (values[i].Type() == "number" || values[i].IsNil())
		}
		if !used {
			continue
		}
		titles, right = append(titles, title), append(right, numbers)
		for i, v := range values {
			cells[i] = append(cells[i], p.cell(name, v))
		}
	}
	lines, left := p.align(titles, right, cells, p.width, maxCell)
	for i, line := range lines {
		if i == 0 {
			line = p.paint(colorHead, line)
		}
		p.line(line)
	}
	if len(left) > 0 {
		p.line(p.paint(colorDim, "left out for lack of room: "+strings.Join(left, ", ")))
	}
	return nil
}

// wanted are the columns that rows get.
func (p *printer) wanted(rows []luabind.Value) ([]Column, error) {
	if class := sameClass(rows); class != nil && p.columns != nil {
		if columns := p.columns(class.Name); len(columns) > 0 {
			return columns, nil
		}
	}
	names, err := p.pick(rows[0])
	columns := make([]Column, len(names))
	for i, name := range names {
		columns[i].Path = name
	}
	return columns, err
}

// known are the fields that say most about things of any kind, in order.
var known = []string{"id", "uuid", "slug", "name", "domain", "ip", "ip_address", "fingerprint", "type", "engine", "version", "status", "state", "region", "size", "price_monthly", "amount", "created_at", "description", "tags"}

// pick chooses columns for objects that nobody knows better: fields that are
// short, those that say most first.
func (p *printer) pick(row luabind.Value) ([]string, error) {
	var all []luabind.Pair
	if self, class := row.Object(); class != nil {
		var err error
		if all, err = class.Pairs(p.c, self); err != nil {
			return nil, err
		}
	} else if t, ok := row.AsTable(); ok {
		for _, k := range t.Keys() {
			all = append(all, luabind.Pair{Key: k, Value: t.GetValue(k)})
		}
	}
	var names, rest []string
	for _, f := range all {
		name := f.Key.String()
		if slices.Contains(known, name) {
			names = append(names, name)
		} else if _, isTable := f.Value.AsTable(); !isTable {
			rest = append(rest, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Index(known, a) - slices.Index(known, b) })
	const most = 8
	if len(names) == 0 && len(rest) == 0 {
		for _, f := range all {
			rest = append(rest, f.Key.String())
		}
	}
	names = append(names, rest[:min(len(rest), max(0, most-len(names)))]...)
	return names[:min(len(names), most)], nil
}

// reach gives obj.a.b, nil where there is none.
func (p *printer) reach(v luabind.Value, path string) (luabind.Value, error) {
	for name := range strings.SplitSeq(path, ".") {
		var err error
		if v, err = p.member(v, name); err != nil || v.IsNil() {
			return v, err
		}
	}
	return v, nil
}

// member gives obj.name as a script would see it.
func (p *printer) member(v luabind.Value, name string) (luabind.Value, error) {
	self, class := v.Object()
	if class == nil {
		if t, ok := v.AsTable(); ok {
			return t.Get(name), nil
		}
		return luabind.Nil, nil
	}
	for i := range class.Properties {
		if class.Properties[i].Name == name {
			return class.Properties[i].Get(p.c, self)
		}
	}
	if class.Get == nil {
		return luabind.Nil, nil
	}
	return class.Get(p.c, self, name)
}

// cell renders a value in a table.
func (p *printer) cell(name string, v luabind.Value) string {
	if v.IsNil() {
		return ""
	}
	if text := p.field(name, v); text != "" {
		return text
	}
	if v.IsString() {
		return clean(v.String())
	}
	if t, ok := v.AsTable(); ok {
		if _, class := v.Object(); class == nil {
			return p.listed(t)
		}
	}
	return p.inlinePlain(v, maxNesting-1)
}

// listed joins the elements of a list of short things.
func (p *printer) listed(t luabind.Table) string {
	rows := elements(t)
	if rows == nil {
		return p.inlinePlain(t.Value(), maxNesting-1)
	}
	var parts []string
	for _, v := range rows {
		if v.IsString() {
			parts = append(parts, clean(v.String()))
		} else {
			parts = append(parts, p.inlinePlain(v, maxNesting-1))
		}
	}
	return strings.Join(parts, ",")
}

// field renders what needs more than its value to be understood: times and
// money; "" for anything else.
func (p *printer) field(name string, v luabind.Value) string {
	if t, ok := v.AsTime(); ok {
		return t.Format("2006-01-02 15:04") + " (" + ago(p.now.Sub(t)) + ")"
	}
	n, ok := v.AsNumber()
	if !ok || v.Type() != "number" {
		return ""
	}
	switch {
	case strings.HasSuffix(name, "price_hourly"):
		return fmt.Sprintf("$%.5f", n)
	case strings.HasSuffix(name, "price_monthly"), strings.HasSuffix(name, "_usd"):
		return fmt.Sprintf("$%.2f", n)
	}
	return ""
}

// ago says in words how long a time lies back, or ahead.
func ago(d time.Duration) string {
	form := "%s ago"
	if d < 0 {
		d, form = -d, "in %s"
	}
	unit := func(n time.Duration, name string) string {
		if n != 1 {
			name += "s"
		}
		return fmt.Sprintf(form, fmt.Sprintf("%d %s", n, name))
	}
	const day = 24 * time.Hour
	d = d.Round(time.Second)
	switch {
	case d < time.Second:
		return "now"
	case d < 2*time.Minute:
		return unit(d/time.Second, "second")
	case d < 2*time.Hour:
		return unit(d/time.Minute, "minute")
	case d < 2*day:
		return unit(d/time.Hour, "hour")
	case d < 60*day:
		return unit(d/day, "day")
	case d < 730*day:
		return unit(d/(30*day), "month")
	}
	return unit(d/(365*day), "year")
}
