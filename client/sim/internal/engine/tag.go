package engine

import (
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

// TaggableKinds lists the resource_type of all that can be tagged.
func TaggableKinds() []string {
	kinds := make([]string, len(Taggable))
	for i, t := range Taggable {
		kinds[i] = t.Kind
	}
	return kinds
}

// HasTag looks at the record itself.
func HasTag(rec *Record, tag string) bool {
	tags := rec.Get("tags")
	quoted := string(Encode(tag))
	return strings.Contains(string(tags), quoted) && slices.Contains(rec.Strings("tags"), tag)
}

// TagTest returns HasTag for one tag, quick where many records have the same tags.
func TagTest(tag string) func(*Record) bool {
	known := map[Raw]bool{}
	return func(rec *Record) bool {
		tags := rec.Get("tags")
		has, ok := known[tags]
		if !ok {
			if has = HasTag(rec, tag); len(known) < 64 {
				known[tags] = has
			}
		}
		return has
	}
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
		w.TagIndex().Add(name, rec)
	}
}

// UntagAll forgets what is about to go.
func (w *World) UntagAll(rec *Record) {
	if w.Tags == nil {
		return
	}
	for _, name := range rec.Strings("tags") {
		w.Tags.Drop(name, rec)
	}
}

func (w *World) Tag(rec *Record, name string) {
	if !HasTag(rec, name) {
		rec.Set("tags", append(rec.Strings("tags"), name))
	}
	w.TagIndex().Add(name, rec)
	w.Table("tags").Version++
	w.Emit(Tagged, rec)
}

func (w *World) Untag(rec *Record, name string) {
	if HasTag(rec, name) {
		rec.Set("tags", slices.DeleteFunc(rec.Strings("tags"), func(s string) bool { return s == name }))
	}
	w.TagIndex().Drop(name, rec)
	w.Table("tags").Version++
	w.Emit(Tagged, rec)
}

// TaggableKind is a kind of thing that can carry tags.
type TaggableKind struct{ Kind, Table, Counts, Path string }
