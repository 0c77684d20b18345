package sim

import (
	"cmp"
	"slices"
	"time"
)

// record is a document with its place in a table.
type record struct {
	document
	id    string // unique in its table
	table *table

	serial int64 // its place: tables are ordered by it
	// listed and found are when lists and GETs begin to show it: the API's
	// answers lag behind what it has accepted.
	listed, found time.Time
	// deleted: still shown for a moment, but gone for every other purpose.
	deleted bool
}

// set changes a field.
func (r *record) set(key string, v any) {
	r.document.set(key, v)
	r.table.version++
}

// table is everything of one kind, the oldest first. A table belongs to a
// world and is guarded by the server's lock.
type table struct {
	name    string // key of the list in answers
	newest  bool   // lists begin with the newest
	records []*record
	byID    map[string]*record
	serial  int64
	gone    int // how many records are deleted and still shown

	version int // counts changes
	views   map[string]*view
}

// view is a filtered list, good until the table changes or time shows more.
type view struct {
	records []*record
	version int
	until   time.Time // zero: whatever the time
}

func newTable(name string) *table {
	return &table{name: name, byID: map[string]*record{}, views: map[string]*view{}}
}

// add appends a document under an id that is not taken.
func (t *table) add(id string, d document) *record {
	t.serial++
	t.version++
	r := &record{document: d, id: id, table: t, serial: t.serial}
	t.records = append(t.records, r)
	t.byID[id] = r
	return r
}

// premake appends n records of shapes.
func (t *table) premake(n int, of func(i int) (id string, s *shape)) {
	block := make([]record, n) // one allocation for all of them
	t.records = slices.Grow(t.records, n)
	for i := range block {
		id, s := of(i)
		t.serial++
		block[i] = record{document: document{shape: s, n: i}, id: id, table: t, serial: t.serial}
		t.records = append(t.records, &block[i])
		t.byID[id] = &block[i]
	}
	t.version++
}

// remove takes a record out of the table.
func (t *table) remove(r *record) {
	i, ok := slices.BinarySearchFunc(t.records, r.serial, func(r *record, serial int64) int {
		return cmp.Compare(r.serial, serial)
	})
	if ok {
		t.records = slices.Delete(t.records, i, i+1)
		if t.byID[r.id] == r {
			delete(t.byID, r.id)
		}
		if r.deleted {
			t.gone--
		}
		t.version++
	}
}

// markDeleted has the record be gone for all but those who look.
func (t *table) markDeleted(r *record) {
	r.deleted = true
	t.gone++
	t.version++
}

// rekey gives a record another id.
func (t *table) rekey(r *record, id string) {
	delete(t.byID, r.id)
	r.id = id
	t.byID[id] = r
	t.version++
}

// live returns the record of an id, nil if there is none or it is deleted.
func (t *table) live(id string) *record {
	if r := t.byID[id]; r != nil && !r.deleted {
		return r
	}
	return nil
}

// all calls f for each record that is not deleted, until it returns false.
func (t *table) all(f func(*record) bool) {
	for _, r := range t.records {
		if !r.deleted && !f(r) {
			return
		}
	}
}

// count returns how many records there are that are not deleted.
func (t *table) count() int { return len(t.records) - t.gone }

// maxViews bounds what the views of one table may take.
const maxViews = 16

// list returns what a list shows at a time: the records that match, in the
// order of the table. name tells the filter from others of this table; match
// may be nil. The result is shared: don't change it, and don't keep it beyond
// the server's lock.
func (t *table) list(now time.Time, name string, match func(*record) bool) []*record {
	if v := t.views[name]; v != nil && v.version == t.version && (v.until.IsZero() || now.Before(v.until)) {
		return v.records
	}
	v := &view{version: t.version}
	same := true // nothing left out: share the table's own slice
	for i, r := range t.records {
		shown := match == nil || match(r)
		if shown && r.listed.After(now) {
			shown = false
			if v.until.IsZero() || r.listed.Before(v.until) {
				v.until = r.listed
			}
		}
		if same && !shown {
			same = false
			v.records = append(make([]*record, 0, len(t.records)), t.records[:i]...)
		} else if !same && shown {
			v.records = append(v.records, r)
		}
	}
	if same {
		v.records = t.records
	}
	if len(t.views) >= maxViews {
		clear(t.views)
	}
	t.views[name] = v
	return v.records
}
