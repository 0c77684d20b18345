package engine

import (
	"cmp"
	"slices"
)

// index finds the records of a table by some of their fields, or by each id that
// one field holds at a path. It is made when somebody first asks.
type index struct {
	fields []string
	ids    bool
	path   []string
	by     map[string][]*Record // the oldest first
}

func (x *index) is(ids bool, fields, path []string) bool {
	return x.ids == ids && slices.Equal(x.fields, fields) && slices.Equal(x.path, path)
}

// keys are those under which a record is found.
func (x *index) keys(rec *Record) []string {
	if x.ids {
		ids := IdsIn(rec.Get(x.fields[0]), x.path)
		slices.Sort(ids)
		return slices.Compact(ids)
	}
	var key []byte
	for _, f := range x.fields {
		key = append(append(key, rec.Get(f)...), 0)
	}
	return []string{string(key)}
}

func (x *index) add(rec *Record) {
	for _, key := range x.keys(rec) {
		list := append(x.by[key], rec)
		for i := len(list) - 1; i > 0 && list[i-1].Serial > rec.Serial; i-- {
			list[i-1], list[i] = list[i], list[i-1]
		}
		x.by[key] = list
	}
}

func (x *index) drop(rec *Record) {
	for _, key := range x.keys(rec) {
		list := x.by[key]
		i, ok := slices.BinarySearchFunc(list, rec.Serial, func(r *Record, serial int64) int { return cmp.Compare(r.Serial, serial) })
		if !ok {
			continue
		}
		if list = slices.Delete(list, i, i+1); len(list) > 0 {
			x.by[key] = list
		} else {
			delete(x.by, key)
		}
	}
}

// Where returns the records whose fields have encoded values, the oldest first, and
// deleted ones too. pairs are fields and values in turn. The result is the table's
// own: it is good until the next change.
func (t *Table) Where(pairs ...any) []*Record {
	fields, key := make([]string, 0, len(pairs)/2), []byte{}
	for i := 0; i < len(pairs); i += 2 {
		fields = append(fields, pairs[i].(string))
		key = append(append(key, Encode(pairs[i+1])...), 0)
	}
	return t.indexOf(false, fields, nil).by[string(key)]
}

// Holding is Where for those whose field holds an id at a path: in it, in its list,
// or in the objects of its list.
func (t *Table) Holding(field string, path []string, id string) []*Record {
	return t.indexOf(true, []string{field}, path).by[id]
}

func (t *Table) indexOf(ids bool, fields, path []string) *index {
	for _, x := range t.indexes {
		if x.is(ids, fields, path) {
			return x
		}
	}
	x := &index{fields, ids, path, map[string][]*Record{}}
	for _, rec := range t.Records {
		x.add(rec)
	}
	t.indexes = append(t.indexes, x)
	return x
}

// Named returns the oldest record of a table with a name; nil if there is none.
func (w *World) Named(table, name string) *Record {
	return first(w.Table(table).Where("name", name))
}

// first is the first of a list that is not deleted.
func first(list []*Record) *Record {
	for _, rec := range list {
		if !rec.Deleted {
			return rec
		}
	}
	return nil
}

// view is a list of records of several tables, good until one of them changes.
type view struct {
	version int
	records []*Record
}

// View returns a list that is made of some tables and of nothing else: what make
// returned when they were as they are now. name tells it from others. The result is
// shared: it must not be changed.
func (w *World) View(name string, tables []string, make func() []*Record) []*Record {
	version := 0
	for _, name := range tables {
		if t := w.Tables[name]; t != nil {
			version += t.Version
		}
	}
	v, ok := w.views[name]
	if !ok || v.version != version {
		if len(w.views) >= MaxViews {
			clear(w.views)
		}
		v = view{version, make()}
		w.views[name] = v
	}
	return v.records
}
