package engine

import (
	"cmp"
	"slices"
	"strings"
)

// Taggable has what the API lets be tagged, by resource_type: its table, the key
// of its counts in a tag, "" if they are not told, and the path of an item.
var Taggable = []TaggableKind{
	{"droplet", "droplets", "droplets", "/v2/droplets/"},
	{"image", "images", "images", "/v2/images/"},
	{"volume", "volumes", "volumes", "/v2/volumes/"},
	{"volume_snapshot", "snapshots", "volume_snapshots", "/v2/snapshots/"},
	{"database", "databases", "databases", "/v2/databases/"},
	{"load_balancer", "load_balancers", "", "/v2/load_balancers/"},
}

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
	at    map[string]int64 // when each was tagged, as a serial number
	order []tagging        // the oldest first; those that have lost the tag may still be among them
}

type tagging struct {
	serial int64
	id     string
}

func newTagIndex() *TagIndex { return &TagIndex{tags: map[string]map[string]*tagged{}} }

func (w *World) TagIndex() *TagIndex {
	if w.Tags != nil {
		return w.Tags
	}
	w.Tags = newTagIndex()
	for _, t := range Taggable {
		if w.Tables[t.Table] == nil {
			continue
		}
		w.Tables[t.Table].All(func(rec *Record) bool {
			for _, tag := range rec.Strings("tags") {
				w.Tags.Add(tag, Member{t.Table, rec.ID})
			}
			return true
		})
	}
	return w.Tags
}

// Add has something be the last that got a tag.
func (x *TagIndex) Add(tag string, m Member) {
	of := x.tags[tag]
	if of == nil {
		of = map[string]*tagged{}
		x.tags[tag] = of
	}
	t := of[m.Table]
	if t == nil {
		t = &tagged{at: map[string]int64{}}
		of[m.Table] = t
	}
	x.serial++
	t.at[m.ID] = x.serial
	if t.order = append(t.order, tagging{x.serial, m.ID}); len(t.order) > 2*len(t.at)+16 {
		t.order = slices.DeleteFunc(t.order, func(o tagging) bool { return t.at[o.id] != o.serial })
	}
}

// Drop has something lose a tag.
func (x *TagIndex) Drop(tag string, m Member) {
	if t := x.tags[tag][m.Table]; t != nil {
		delete(t.at, m.ID)
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
			return len(t.at), o.id, o.serial
		}
	}
	t.order = nil
	return 0, "", 0
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
		for id, serial := range t.at {
			list = append(list, SavedTag{tag, table, id, serial})
		}
	}
	slices.SortFunc(list, func(a, b SavedTag) int { return cmp.Compare(a.Serial, b.Serial) })
	return list
}

// Tagged returns what is in a table and has a tag, the oldest first.
func (w *World) Tagged(table, tag string) []*Record {
	t := w.TagIndex().tags[tag][table]
	if t == nil {
		return nil
	}
	found := make([]*Record, 0, len(t.at))
	for id := range t.at {
		if rec := w.Find(table, id); rec != nil {
			found = append(found, rec)
		}
	}
	slices.SortFunc(found, func(a, b *Record) int { return cmp.Compare(a.Serial, b.Serial) })
	return found
}

// HasTag looks at the record itself.
func HasTag(rec *Record, tag string) bool {
	tags := rec.Get("tags")
	quoted := string(Encode(tag))
	return strings.Contains(string(tags), quoted) && slices.Contains(rec.Strings("tags"), tag)
}

// CheckTags refuses what cannot be the name of a tag.
func CheckTags(names []string) error {
	for _, name := range names {
		if !IsTagName(name) {
			return Unprocessable("Tag name %s is invalid: only letters, numbers, colons, dashes and underscores are allowed, at most 255", name)
		}
	}
	return nil
}

// MakeTag returns the tag of a name, a new one if there is none.
func (w *World) MakeTag(name string) *Record {
	t := w.Table("tags")
	if rec := t.Live(name); rec != nil {
		return rec
	}
	return w.Add("tags", name, Object("name", name))
}

// TagAll puts tags that exist or not on what has them in its field already.
func (w *World) TagAll(rec *Record, names []string) {
	for _, name := range names {
		w.MakeTag(name)
		if w.Tags != nil {
			w.Tags.Add(name, Member{rec.Table.Name, rec.ID})
		}
	}
}

// UntagAll forgets what is about to go.
func (w *World) UntagAll(rec *Record) {
	if w.Tags == nil {
		return
	}
	for _, name := range rec.Strings("tags") {
		w.Tags.Drop(name, Member{rec.Table.Name, rec.ID})
	}
}

func (w *World) Tag(rec *Record, name string) {
	if !HasTag(rec, name) {
		rec.Set("tags", append(rec.Strings("tags"), name))
	}
	w.TagIndex().Add(name, Member{rec.Table.Name, rec.ID})
	w.Table("tags").Version++
	w.Emit(Tagged, rec)
}

func (w *World) Untag(rec *Record, name string) {
	if HasTag(rec, name) {
		rec.Set("tags", slices.DeleteFunc(rec.Strings("tags"), func(s string) bool { return s == name }))
	}
	w.TagIndex().Drop(name, Member{rec.Table.Name, rec.ID})
	w.Table("tags").Version++
	w.Emit(Tagged, rec)
}

// TaggableKind is a kind of thing that can carry tags.
type TaggableKind struct{ Kind, Table, Counts, Path string }
