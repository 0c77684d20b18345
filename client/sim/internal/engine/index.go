package engine

import "slices"

// index finds the records of a table by some of their fields. It is made when
// somebody first asks.
type index struct {
	fields []string
	by     map[string][]*Record // the oldest first
}

func (x *index) key(rec *Record) string {
	var key []byte
	for _, f := range x.fields {
		key = append(append(key, rec.Get(f)...), 0)
	}
	return string(key)
}

func (x *index) add(rec *Record) {
	key := x.key(rec)
	list := append(x.by[key], rec)
	for i := len(list) - 1; i > 0 && list[i-1].Serial > rec.Serial; i-- {
		list[i-1], list[i] = list[i], list[i-1]
	}
	x.by[key] = list
}

func (x *index) drop(rec *Record) {
	key := x.key(rec)
	if list := slices.DeleteFunc(x.by[key], func(r *Record) bool { return r == rec }); len(list) > 0 {
		x.by[key] = list
	} else {
		delete(x.by, key)
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
	i := slices.IndexFunc(t.indexes, func(x *index) bool { return slices.Equal(x.fields, fields) })
	if i < 0 {
		x := &index{fields, map[string][]*Record{}}
		for _, rec := range t.Records {
			x.add(rec)
		}
		i, t.indexes = len(t.indexes), append(t.indexes, x)
	}
	return t.indexes[i].by[string(key)]
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
