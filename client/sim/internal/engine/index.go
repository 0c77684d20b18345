package engine

import "slices"

// index finds the records of a table that are not deleted by some of their fields,
// or by each id that one field holds at a path. It is made when somebody first asks.
type index struct {
	fields []string
	ids    bool
	path   []string
	by     map[string]*entry
	key    []byte // of the record that is looked at
}

// entry are the records of one key, the oldest first.
type entry struct{ records []*Record }

func (x *index) is(ids bool, fields, path []string) bool {
	return x.ids == ids && slices.Equal(x.fields, fields) && slices.Equal(x.path, path)
}

// each calls do for each entry under which a record is found. One that is not there
// yet is made if fresh.
func (x *index) each(rec *Record, fresh bool, do func(key string, e *entry)) {
	if x.ids {
		ids := IdsIn(rec.Get(x.fields[0]), x.path)
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			if x.by[id] == nil && fresh {
				x.by[id] = &entry{}
			}
			if e := x.by[id]; e != nil {
				do(id, e)
			}
		}
		return
	}
	x.key = x.key[:0]
	for _, f := range x.fields {
		x.key = append(rec.AppendValue(x.key, f), 0)
	}
	e := x.by[string(x.key)]
	if e == nil && fresh {
		e = &entry{}
		x.by[string(x.key)] = e
	}
	if e != nil {
		do(string(x.key), e)
	}
}

func (x *index) add(rec *Record) {
	if rec.Deleted {
		return
	}
	x.each(rec, true, func(_ string, e *entry) {
		i := len(e.records)
		if i > 0 && e.records[i-1].Serial > rec.Serial {
			i, _ = place(e.records, rec)
		}
		e.records = slices.Insert(e.records, i, rec)
	})
}

func (x *index) drop(rec *Record) {
	x.each(rec, false, func(key string, e *entry) {
		if i, ok := place(e.records, rec); ok {
			e.records = slices.Delete(e.records, i, i+1)
		}
		if len(e.records) == 0 {
			delete(x.by, key)
		}
	})
}

// find returns the records of a key.
func (x *index) find(key string) []*Record {
	if e := x.by[key]; e != nil {
		return e.records
	}
	return nil
}

// Where returns the records that are not deleted and whose fields have values, the
// oldest first. pairs are fields and values in turn; Raw("") is that of a field that
// is not there. The result is the table's own: it is good until the next change.
func (t *Table) Where(pairs ...any) []*Record {
	fields, key := make([]string, 0, len(pairs)/2), []byte{}
	for i := 0; i < len(pairs); i += 2 {
		fields = append(fields, pairs[i].(string))
		key = append(append(key, Encode(pairs[i+1])...), 0)
	}
	return t.indexOf(false, fields, nil).find(string(key))
}

// Holding is Where for those whose field holds an id at a path: in it, in its list,
// or in the objects of its list.
func (t *Table) Holding(field string, path []string, id string) []*Record {
	return t.indexOf(true, []string{field}, path).find(id)
}

func (t *Table) indexOf(ids bool, fields, path []string) *index {
	for _, x := range t.indexes {
		if x.is(ids, fields, path) {
			return x
		}
	}
	x := &index{fields: fields, ids: ids, path: path, by: map[string]*entry{}}
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

// first is the first of a list; nil if there is none.
func first(list []*Record) *Record {
	if len(list) == 0 {
		return nil
	}
	return list[0]
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
