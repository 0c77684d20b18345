package engine

import (
	"cmp"
	"slices"
	"time"
)

// Record is a document with its place in a table.
type Record struct {
	Document
	ID    string // unique in its table
	Table *Table

	Serial int64 // its place: tables are ordered by it
	// Listed and found are when lists and GETs begin to show it: the API's
	// answers lag behind what it has accepted.
	Listed, Found time.Time
	// Deleted: still shown for a moment, but gone for every other purpose.
	Deleted bool
}

// Set changes a field.
func (r *Record) Set(key string, v any) { r.Put(key, Encode(v)) }

// Put changes a field to an encoded value.
func (r *Record) Put(key string, value Raw) { r.change(key, func() { r.Document.Put(key, value) }) }

// Unset removes a field.
func (r *Record) Unset(key string) { r.change(key, func() { r.Document.Unset(key) }) }

// change changes a field, and where indexes of it have the record.
func (r *Record) change(key string, do func()) {
	t := r.Table
	if t == nil { // of no table: made to be shown
		do()
		return
	}
	for _, x := range t.indexes {
		if slices.Contains(x.fields, key) {
			x.drop(r)
			defer x.add(r)
		}
	}
	do()
	t.Version++
	for _, v := range t.Views {
		if slices.Contains(v.fields, key) {
			v.follow(r, v.match(r))
		}
	}
}

// Table is everything of one kind, the oldest first. A table belongs to a
// world and is guarded by the server's lock.
type Table struct {
	Name    string // key of the list in answers
	Newest  bool   // lists begin with the newest
	Records []*Record
	ByID    map[string]*Record
	Serial  int64
	Gone    int // how many records are deleted and still shown

	of map[string][]*Record // by what they belong to, the oldest first

	Version int // counts changes
	Views   map[string]*View
	listed  time.Time // from when on lists show all records
	indexes []*index
}

// View is a list of the records that match, in the order of the table. One that
// says which fields it looks at follows each change; others are good until the
// table changes, or time shows more.
type View struct {
	Records []*Record
	match   func(*Record) bool
	fields  []string

	version int
	until   time.Time // zero: whatever the time
}

// place is where a record is in the view, or belongs.
func (v *View) place(r *Record) (int, bool) {
	return slices.BinarySearchFunc(v.Records, r.Serial, func(r *Record, serial int64) int { return cmp.Compare(r.Serial, serial) })
}

// follow has the view show a record, or not.
func (v *View) follow(r *Record, shown bool) {
	switch i, is := v.place(r); {
	case shown && !is:
		v.Records = slices.Insert(v.Records, i, r)
	case !shown && is:
		v.Records = slices.Delete(v.Records, i, i+1)
	}
}

func NewTable(name string) *Table {
	return &Table{Name: name, of: map[string][]*Record{}, ByID: map[string]*Record{}, Views: map[string]*View{}}
}

// Add appends a document under an id that is not taken.
func (t *Table) Add(id string, d Document) *Record {
	t.Serial++
	t.Version++
	r := &Record{Document: d, ID: id, Table: t, Serial: t.Serial}
	t.Records = append(t.Records, r)
	t.ByID[id] = r
	if of := d.Str("_of"); of != "" {
		t.of[of] = append(t.of[of], r)
	}
	for _, x := range t.indexes {
		x.add(r)
	}
	for _, v := range t.Views {
		if v.fields != nil {
			v.follow(r, v.match(r))
		}
	}
	return r
}

// Premake appends n records of shapes; of appends an id to buf.
func (t *Table) Premake(n int, of func(buf []byte, i int) (id []byte, s *Shape)) {
	block := make([]Record, n) // one allocation for all of them, and one for their ids
	shapes, ends, buf := make([]*Shape, n), make([]int, n+1), make([]byte, 0, 16*n)
	for i := range block {
		buf, shapes[i] = of(buf, i)
		ends[i+1] = len(buf)
	}
	ids := string(buf)
	t.Records = slices.Grow(t.Records, n)
	if len(t.ByID) == 0 {
		t.ByID = make(map[string]*Record, n)
	}
	for i, s := range shapes {
		id := ids[ends[i]:ends[i+1]]
		t.Serial++
		block[i] = Record{Document: Document{Shape: s, N: i}, ID: id, Table: t, Serial: t.Serial}
		t.Records = append(t.Records, &block[i])
		t.ByID[id] = &block[i]
	}
	t.Version++
}

// Remove takes a record out of the table.
func (t *Table) Remove(r *Record) {
	i, ok := slices.BinarySearchFunc(t.Records, r.Serial, func(r *Record, serial int64) int {
		return cmp.Compare(r.Serial, serial)
	})
	if ok {
		for _, x := range t.indexes {
			x.drop(r)
		}
		for _, v := range t.Views {
			if v.fields != nil {
				v.follow(r, false)
			}
		}
		t.Records = slices.Delete(t.Records, i, i+1)
		if t.ByID[r.ID] == r {
			delete(t.ByID, r.ID)
		}
		if of := r.Str("_of"); of != "" {
			if t.of[of] = slices.DeleteFunc(t.of[of], func(other *Record) bool { return other == r }); len(t.of[of]) == 0 {
				delete(t.of, of)
			}
		}
		if r.Deleted {
			t.Gone--
		}
		t.Version++
	}
}

// MarkDeleted has the record be gone for all but those who look.
func (t *Table) MarkDeleted(r *Record) {
	for _, x := range t.indexes {
		x.drop(r)
	}
	r.Deleted = true
	t.Gone++
	t.Version++
}

// Of returns the records that belong to what has an id, the oldest first. The
// result is the table's own.
func (t *Table) Of(id string) []*Record { return t.of[id] }

// Rekey gives a record another id.
func (t *Table) Rekey(r *Record, id string) {
	delete(t.ByID, r.ID)
	r.ID = id
	t.ByID[id] = r
	t.Version++
}

// Live returns the record of an id, nil if there is none or it is deleted.
func (t *Table) Live(id string) *Record {
	if r := t.ByID[id]; r != nil && !r.Deleted {
		return r
	}
	return nil
}

// All calls f for each record that is not deleted, until it returns false.
func (t *Table) All(f func(*Record) bool) {
	for _, r := range t.Records {
		if !r.Deleted && !f(r) {
			return
		}
	}
}

// Count returns how many records there are that are not deleted.
func (t *Table) Count() int { return len(t.Records) - t.Gone }

// MaxViews bounds what the views of one table may take.
const MaxViews = 64

// List returns what a list shows at a time: the records that match, in the
// order of the table. name tells the filter from others of this table; match
// may be nil. fields are all that it looks at: with them, a list costs no more in a
// large table. The result is shared: don't change it, and don't keep it beyond
// the server's lock.
func (t *Table) List(now time.Time, name string, match func(*Record) bool, fields ...string) []*Record {
	return t.list(now, t.Records, name, match, fields)
}

// ListOf is List for what belongs to something.
func (t *Table) ListOf(now time.Time, of, name string, match func(*Record) bool, fields ...string) []*Record {
	if match == nil {
		return t.list(now, t.Of(of), of, nil, nil)
	}
	if fields != nil {
		fields = append(slices.Clip(fields), "_of")
	}
	return t.list(now, t.Of(of), EncodeAll(of, name), func(r *Record) bool { return r.Str("_of") == of && match(r) }, fields)
}

func (t *Table) list(now time.Time, among []*Record, name string, match func(*Record) bool, fields []string) []*Record {
	late := t.listed.After(now) // some are not shown yet
	switch {
	case match == nil && !late:
		return among
	case late:
		fields, name = nil, name+" late"
	}
	if v := t.Views[name]; v != nil && (v.fields != nil || v.version == t.Version && (v.until.IsZero() || now.Before(v.until))) {
		return v.Records
	}
	v := &View{match: match, fields: fields, version: t.Version}
	for _, r := range among {
		if match != nil && !match(r) {
			continue
		}
		if r.Listed.After(now) {
			if v.until.IsZero() || r.Listed.Before(v.until) {
				v.until = r.Listed
			}
			continue
		}
		v.Records = append(v.Records, r)
	}
	if len(t.Views) >= MaxViews {
		clear(t.Views)
	}
	t.Views[name] = v
	return v.Records
}

// RegionOf returns the slug of the region that is embedded in a document.
func RegionOf(rec *Record) string {
	if slug := rec.Str("_region"); slug != "" {
		return slug
	}
	region := rec.Object("region")
	return region.Str("slug")
}

// Find returns the record of an id in a table; nil if there is none, or none any
// more.
func (w *World) Find(table, id string) *Record {
	if t := w.Tables[table]; t != nil {
		return t.Live(id)
	}
	return nil
}
