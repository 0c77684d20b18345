package engine

import (
	"slices"
	"strings"
)

// Taggable has what the API lets be tagged, by resource_type: its table, the key
// of its counts in a tag and the path of an item.
var Taggable = []TaggableKind{
	{"droplet", "droplets", "droplets", "/v2/droplets/"},
	{"image", "images", "images", "/v2/images/"},
	{"volume", "volumes", "volumes", "/v2/volumes/"},
	{"volume_snapshot", "snapshots", "volume_snapshots", "/v2/snapshots/"},
	{"database", "databases", "databases", "/v2/databases/"},
}

// TagIndex knows what has which tag. It is made when somebody first asks, since
// pre-made droplets have tags that nobody may ever look for.
type TagIndex struct {
	Members map[string]map[Member]int64 // by tag: when it was tagged, as a serial number
	Serial  int64
}

type Member struct{ Table, ID string }

func (w *World) TagIndex() *TagIndex {
	if w.Tags != nil {
		return w.Tags
	}
	w.Tags = &TagIndex{Members: map[string]map[Member]int64{}}
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

func (x *TagIndex) Add(tag string, m Member) {
	of := x.Members[tag]
	if of == nil {
		of = map[Member]int64{}
		x.Members[tag] = of
	}
	x.Serial++
	of[m] = x.Serial
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
		delete(w.Tags.Members[name], Member{rec.Table.Name, rec.ID})
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
	delete(w.TagIndex().Members[name], Member{rec.Table.Name, rec.ID})
	w.Table("tags").Version++
	w.Emit(Tagged, rec)
}

// TaggableKind is a kind of thing that can carry tags.
type TaggableKind struct{ Kind, Table, Counts, Path string }
