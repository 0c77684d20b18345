package engine

import (
	"cmp"
	"slices"
)

// TagIndex knows what has which tag. It is made when somebody first asks, since
// pre-made droplets have tags that nobody may ever look for.
type TagIndex struct {
	tags   map[string]map[string]*tagged // by tag and table
	serial int64
}

// Member is something that has a tag.
type Member struct{ Table, ID string }

// tagged are the records of one table that have one tag.
type tagged struct {
	n int
	// runs are those that had it when the index was made, as what was made in
	// advance has: many records have the same tags, and share a run for all of
	// them. lost are those of runs that are tagged no longer, or anew.
	runs []run
	lost map[*Record]bool

	at    map[string]int64 // when each of the others was tagged, as a serial number
	order []tagging        // the oldest first; those that have lost the tag may still be among them

	sorted map[string][]*Record // by region, "" for all: the oldest first, as far as somebody has asked
}

// run are records in the order of their table. When they were tagged is their
// serial number after a beginning.
type run struct {
	begin   int64
	records []*Record
}

type tagging struct {
	serial int64
	id     string
}

func newTagIndex() *TagIndex { return &TagIndex{tags: map[string]map[string]*tagged{}} }

func (w *World) TagIndex() *TagIndex {
	if w.Tags == nil {
		w.Tags = newTagIndex()
		for _, t := range Taggable {
			if table := w.Tables[t.Table]; table != nil {
				w.Tags.take(table)
			}
		}
	}
	return w.Tags
}

// take has the index know a table.
func (x *TagIndex) take(t *Table) {
	runs := map[Raw]*run{}
	began := x.serial
	t.All(func(rec *Record) bool {
		tags := rec.Get("tags")
		if tags == "" || tags == "[]" || tags == Null {
			return true
		}
		if rec.Shape == nil {
			x.serial = began + rec.Serial - 1
			for _, tag := range DecodeStrings(tags) {
				x.Add(tag, rec)
			}
			return true
		}
		of := runs[tags]
		if of == nil {
			of = &run{begin: began}
			runs[tags] = of
		}
		of.records = append(of.records, rec)
		return true
	})
	for tags, r := range runs {
		for _, tag := range DecodeStrings(tags) {
			of := x.of(tag, t.Name)
			of.runs, of.n = append(of.runs, *r), of.n+len(r.records)
		}
	}
	x.serial = began + t.Serial
}

// of returns what of a table has a tag, to be changed.
func (x *TagIndex) of(tag, table string) *tagged {
	tables := x.tags[tag]
	if tables == nil {
		tables = map[string]*tagged{}
		x.tags[tag] = tables
	}
	t := tables[table]
	if t == nil {
		t = &tagged{at: map[string]int64{}}
		tables[table] = t
	}
	return t
}

// Add has something be the last that got a tag.
func (x *TagIndex) Add(tag string, rec *Record) {
	t := x.of(tag, rec.Table.Name)
	t.leave(rec)
	x.serial++
	t.add(rec.ID, x.serial)
	t.follow(rec, true)
}

// Drop has something lose a tag.
func (x *TagIndex) Drop(tag string, rec *Record) {
	if t := x.tags[tag][rec.Table.Name]; t != nil {
		t.leave(rec)
		if _, ok := t.at[rec.ID]; ok {
			delete(t.at, rec.ID)
			t.n--
		}
		t.follow(rec, false)
	}
}

func (t *tagged) add(id string, serial int64) {
	if _, ok := t.at[id]; !ok {
		t.n++
	}
	t.at[id] = serial
	if t.order = append(t.order, tagging{serial, id}); len(t.order) > 2*len(t.at)+16 {
		t.order = slices.DeleteFunc(t.order, func(o tagging) bool { return t.at[o.id] != o.serial })
	}
}

// leave takes a record out of the runs.
func (t *tagged) leave(rec *Record) {
	for _, r := range t.runs {
		if i, _ := place(r.records, rec); i < len(r.records) && r.records[i] == rec && !t.lost[rec] {
			if t.lost == nil {
				t.lost = map[*Record]bool{}
			}
			t.lost[rec] = true
			t.n--
		}
	}
}

// place is where a record is in a list in the order of its table, or belongs.
func place(list []*Record, rec *Record) (int, bool) {
	return slices.BinarySearchFunc(list, rec.Serial, func(r *Record, serial int64) int { return cmp.Compare(r.Serial, serial) })
}

// follow has the lists that somebody has asked for have a record, or not.
func (t *tagged) follow(rec *Record, has bool) {
	for region, list := range t.sorted {
		if region != "" && region != RegionOf(rec) {
			continue
		}
		switch i, is := place(list, rec); {
		case has && !is:
			t.sorted[region] = slices.Insert(list, i, rec)
		case !has && is:
			t.sorted[region] = slices.Delete(list, i, i+1)
		}
	}
}

// Rename gives a tag another name.
func (x *TagIndex) Rename(tag, name string) {
	x.tags[name] = x.tags[tag]
	delete(x.tags, tag)
}

func (x *TagIndex) Forget(tag string) { delete(x.tags, tag) }

// Count returns how many records of a table have a tag, and the one that was tagged
// last with its place among all; "" if there is none.
func (x *TagIndex) Count(tag, table string) (n int, last string, serial int64) {
	t := x.tags[tag][table]
	if t == nil {
		return 0, "", 0
	}
	for i := len(t.order); i > 0; i-- {
		if o := t.order[i-1]; t.at[o.id] == o.serial {
			t.order = t.order[:i]
			return t.n, o.id, o.serial
		}
	}
	t.order = nil
	for i := range t.runs {
		r := &t.runs[i]
		for n := len(r.records); n > 0 && t.lost[r.records[n-1]]; n-- {
			r.records = r.records[:n-1]
		}
		if n := len(r.records); n > 0 {
			if rec := r.records[n-1]; r.begin+rec.Serial > serial {
				last, serial = rec.ID, r.begin+rec.Serial
			}
		}
	}
	return t.n, last, serial
}

// Members returns what has a tag, in the order of tagging.
func (x *TagIndex) Members(tag string) []Member {
	var list []Member
	for _, s := range x.saved(tag) {
		list = append(list, Member{s.Table, s.ID})
	}
	return list
}

// saved lists what has a tag in the order of tagging.
func (x *TagIndex) saved(tag string) []SavedTag {
	var list []SavedTag
	for table, t := range x.tags[tag] {
		for _, r := range t.runs {
			for _, rec := range r.records {
				if !t.lost[rec] {
					list = append(list, SavedTag{tag, table, rec.ID, r.begin + rec.Serial})
				}
			}
		}
		for id, serial := range t.at {
			list = append(list, SavedTag{tag, table, id, serial})
		}
	}
	slices.SortFunc(list, func(a, b SavedTag) int { return cmp.Compare(a.Serial, b.Serial) })
	return list
}

// Tagged returns what is in a table and has a tag, the oldest first. The result is
// the index's own: it is good until the next change.
func (w *World) Tagged(table, tag string) []*Record { return w.TaggedIn(table, tag, "") }

// TaggedIn is Tagged for what is in a region.
func (w *World) TaggedIn(table, tag, region string) []*Record {
	t := w.TagIndex().tags[tag][table]
	if t == nil {
		return nil
	}
	list, ok := t.sorted[region]
	if !ok {
		list = t.list(w.Tables[table])
		if region != "" {
			list = slices.DeleteFunc(list, func(rec *Record) bool { return RegionOf(rec) != region })
		}
		if t.sorted == nil {
			t.sorted = map[string][]*Record{}
		}
		t.sorted[region] = list
	}
	return list
}

// list makes a list of all in the order of their table.
func (t *tagged) list(of *Table) []*Record {
	rest := make([]*Record, 0, len(t.at))
	for id := range t.at {
		if rec := of.Live(id); rec != nil {
			rest = append(rest, rec)
		}
	}
	slices.SortFunc(rest, func(a, b *Record) int { return cmp.Compare(a.Serial, b.Serial) })
	lists := [][]*Record{rest}
	for _, r := range t.runs {
		lists = append(lists, slices.DeleteFunc(slices.Clone(r.records), func(rec *Record) bool { return t.lost[rec] }))
	}
	for len(lists) > 1 { // two at a time
		lists = append(lists[2:], merge(lists[0], lists[1]))
	}
	return lists[0]
}

func merge(a, b []*Record) []*Record {
	all := make([]*Record, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		from := &a
		if b[0].Serial < a[0].Serial {
			from = &b
		}
		all, *from = append(all, (*from)[0]), (*from)[1:]
	}
	return append(append(all, a...), b...)
}
