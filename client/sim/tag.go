package sim

import (
	"net/http"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// taggable has what the API lets be tagged, by resource_type: its table, the key
// of its counts in a tag and the path of an item.
var taggable = []struct{ kind, table, counts, path string }{
	{"droplet", "droplets", "droplets", "/v2/droplets/"},
	{"image", "images", "images", "/v2/images/"},
	{"volume", "volumes", "volumes", "/v2/volumes/"},
	{"volume_snapshot", "snapshots", "volume_snapshots", "/v2/snapshots/"},
	{"database", "databases", "databases", "/v2/databases/"},
}

// tagIndex knows what has which tag. It is made when somebody first asks, since
// pre-made droplets have tags that nobody may ever look for.
type tagIndex struct {
	members map[string]map[member]int64 // by tag: when it was tagged, as a serial number
	serial  int64
}

type member struct{ table, id string }

func (w *world) tagIndex() *tagIndex {
	if w.tags != nil {
		return w.tags
	}
	w.tags = &tagIndex{members: map[string]map[member]int64{}}
	for _, t := range taggable {
		if w.tables[t.table] == nil {
			continue
		}
		w.tables[t.table].all(func(rec *record) bool {
			for _, tag := range rec.strings("tags") {
				w.tags.add(tag, member{t.table, rec.id})
			}
			return true
		})
	}
	return w.tags
}

func (x *tagIndex) add(tag string, m member) {
	of := x.members[tag]
	if of == nil {
		of = map[member]int64{}
		x.members[tag] = of
	}
	x.serial++
	of[m] = x.serial
}

// hasTag looks at the record itself.
func hasTag(rec *record, tag string) bool {
	tags := rec.get("tags")
	quoted := string(encode(tag))
	return strings.Contains(string(tags), quoted) && slices.Contains(rec.strings("tags"), tag)
}

// checkTags refuses what cannot be the name of a tag.
func checkTags(names []string) error {
	for _, name := range names {
		if !isTagName(name) {
			return unprocessable("Tag name %s is invalid: only letters, numbers, colons, dashes and underscores are allowed, at most 255", name)
		}
	}
	return nil
}

// makeTag returns the tag of a name, a new one if there is none.
func (w *world) makeTag(name string) *record {
	t := w.table("tags")
	if rec := t.live(name); rec != nil {
		return rec
	}
	return t.add(name, object("name", name))
}

// tagAll puts tags that exist or not on what has them in its field already.
func (w *world) tagAll(rec *record, names []string) {
	for _, name := range names {
		w.makeTag(name)
		if w.tags != nil {
			w.tags.add(name, member{rec.table.name, rec.id})
		}
	}
}

// untagAll forgets what is about to go.
func (w *world) untagAll(rec *record) {
	if w.tags == nil {
		return
	}
	for _, name := range rec.strings("tags") {
		delete(w.tags.members[name], member{rec.table.name, rec.id})
	}
}

func (w *world) tag(rec *record, name string) {
	if !hasTag(rec, name) {
		rec.set("tags", append(rec.strings("tags"), name))
	}
	w.tagIndex().add(name, member{rec.table.name, rec.id})
	w.table("tags").version++
}

func (w *world) untag(rec *record, name string) {
	if hasTag(rec, name) {
		rec.set("tags", slices.DeleteFunc(rec.strings("tags"), func(s string) bool { return s == name }))
	}
	delete(w.tagIndex().members[name], member{rec.table.name, rec.id})
	w.table("tags").version++
}

var tags = &kind{
	path:   "/v2/tags",
	show:   showTag,
	except: []catalog.Role{catalog.RoleCreate},
	remove: func(w *world, r *request, rec *record) error {
		for m := range w.tagIndex().members[rec.id] {
			if item := w.table(m.table).byID[m.id]; item != nil {
				w.untag(item, rec.id)
			}
		}
		delete(w.tagIndex().members, rec.id)
		return nil
	},
}

// createTag answers with the tag also when there was one of the name. Its
// refusals do not have the shape of the others.
func createTag(w *world, r *request) (*reply, error) {
	name := r.body.str("name")
	if !isTagName(name) {
		message := "name can only contain letters, numbers, colons, dashes and underscores, and at most 255 of them"
		if name == "" {
			message = "name can't be blank"
		}
		return answer(http.StatusBadRequest, "error", message, "messages", []string{message}, "root_causes", []string{}), nil
	}
	fresh := w.table("tags").live(name) == nil
	rec := w.makeTag(name)
	if fresh {
		w.born(r, rec)
	}
	return answer(http.StatusCreated, "tag", raw(showTag(w, r, nil, rec))), nil
}

// renameTag is gone from the description and still served.
func renameTag(w *world, r *request) (*reply, error) {
	rec, err := w.existing(w.table("tags"), r.param("tag_id"))
	if err != nil {
		return nil, err
	}
	name := r.body.str("name")
	if err := checkTags([]string{name}); err != nil {
		return nil, err
	}
	if old := rec.id; name != old {
		if w.table("tags").live(name) != nil {
			return nil, unprocessable("Tag name %s is already in use", name)
		}
		x := w.tagIndex()
		for m := range x.members[old] {
			if item := w.table(m.table).byID[m.id]; item != nil {
				names := item.strings("tags")
				names[slices.Index(names, old)] = name
				item.set("tags", names)
			}
		}
		x.members[name] = x.members[old]
		delete(x.members, old)
		rec.table.rekey(rec, name)
		rec.set("name", name)
	}
	return answer(http.StatusOK, "tag", raw(showTag(w, r, nil, rec))), nil
}

// showTag writes a tag with its counts. Beside today's last_tagged_uri there is
// the object itself, which the API used to show and which clients still read.
func showTag(w *world, r *request, buf []byte, rec *record) []byte {
	type count struct {
		n    int
		last string
		at   int64
	}
	counts := map[string]*count{}
	all := &count{}
	for m, at := range w.tagIndex().members[rec.id] {
		c := counts[m.table]
		if c == nil {
			c = &count{}
			counts[m.table] = c
		}
		for _, c := range []*count{c, all} {
			c.n++
			if at > c.at {
				c.at, c.last = at, m.table+"/"+m.id
			}
		}
	}
	resources := object("count", all.n)
	if all.n > 0 {
		resources.set("last_tagged_uri", lastURI(r, all.last))
	}
	for _, t := range taggable {
		c := counts[t.table]
		if c == nil {
			resources.set(t.counts, object("count", 0))
			continue
		}
		inner := object("count", c.n, "last_tagged_uri", lastURI(r, c.last))
		if _, id, _ := strings.Cut(c.last, "/"); t.kind == "droplet" || t.kind == "image" {
			inner.set("last_tagged", w.table(t.table).byID[id].raw())
		}
		resources.set(t.counts, inner)
	}
	d := object("name", rec.id, "resources", resources)
	return d.append(buf)
}

func lastURI(r *request, last string) string {
	table, id, _ := strings.Cut(last, "/")
	for _, t := range taggable {
		if t.table == table {
			return r.base + t.path + id
		}
	}
	return ""
}

// tagResources tags or untags all or nothing.
func tagResources(apply func(w *world, rec *record, name string)) handler {
	return func(w *world, r *request) (*reply, error) {
		tag, err := w.existing(w.table("tags"), r.param("tag_id"))
		if err != nil {
			return nil, err
		}
		var wanted []struct {
			ID   string `json:"resource_id"`
			Kind string `json:"resource_type"`
		}
		if !decode(r.body.get("resources"), &wanted) || wanted == nil {
			return nil, unprocessable("resources is required")
		}
		var found []*record
		for _, res := range wanted {
			i := slices.IndexFunc(taggable, func(t struct{ kind, table, counts, path string }) bool { return t.kind == res.Kind })
			if i < 0 {
				return nil, unprocessable("resource_type %s is invalid", res.Kind)
			}
			rec, err := w.existing(w.table(taggable[i].table), res.ID)
			if err != nil {
				return nil, err
			}
			found = append(found, rec)
		}
		for _, rec := range found {
			apply(w, rec, tag.id)
		}
		return noContent(http.StatusNoContent), nil
	}
}
