package tags

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

var tags = &engine.Kind{
	Path:   "/v2/tags",
	Show:   showTag,
	Except: []catalog.Role{catalog.RoleCreate},
	Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error {
		for _, m := range w.TagIndex().Members(rec.ID) {
			if item := w.Table(m.Table).ByID[m.ID]; item != nil {
				w.Untag(item, rec.ID)
			}
		}
		w.TagIndex().Forget(rec.ID)
		return nil
	},
}

// createTag answers with the tag also when there was one of the name. Its
// refusals do not have the shape of the others.
func createTag(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	name := r.Body.Str("name")
	if !engine.IsTagName(name) {
		message := "name can only contain letters, numbers, colons, dashes and underscores, and at most 255 of them"
		if name == "" {
			message = "name can't be blank"
		}
		return engine.Answer(http.StatusBadRequest, "error", message, "messages", []string{message}, "root_causes", []string{}), nil
	}
	fresh := w.Table("tags").Live(name) == nil
	rec := w.MakeTag(name)
	if fresh {
		w.Created(r, rec)
	}
	return engine.Answer(http.StatusCreated, "tag", engine.Raw(showTag(w, r, nil, rec))), nil
}

// renameTag is gone from the description and still served.
func renameTag(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table("tags"), r.Param("tag_id"))
	if err != nil {
		return nil, err
	}
	name := r.Body.Str("name")
	if err := engine.CheckTags([]string{name}); err != nil {
		return nil, err
	}
	if old := rec.ID; name != old {
		if w.Table("tags").Live(name) != nil {
			return nil, engine.Unprocessable("Tag name %s is already in use", name)
		}
		x := w.TagIndex()
		for _, m := range x.Members(old) {
			if item := w.Table(m.Table).ByID[m.ID]; item != nil {
				names := item.Strings("tags")
				names[slices.Index(names, old)] = name
				item.Set("tags", names)
				w.Emit(engine.Tagged, item)
			}
		}
		x.Rename(old, name)
		rec.Table.Rekey(rec, name)
		rec.Set("name", name)
	}
	return engine.Answer(http.StatusOK, "tag", engine.Raw(showTag(w, r, nil, rec))), nil
}

// showTag writes a tag with its counts. Beside today's last_tagged_uri there is
// the object itself, which the API used to show and which clients still read.
func showTag(w *engine.World, r *engine.Request, buf []byte, rec *engine.Record) []byte {
	x := w.TagIndex()
	all, newest, latest := 0, -1, int64(0)
	var counts [8]int
	var last [8]string
	for i, t := range engine.Taggable {
		n, id, at := x.Count(rec.ID, t.Table)
		counts[i], last[i] = n, id
		if all += n; n > 0 && at > latest {
			newest, latest = i, at
		}
	}
	uri := func(i int) {
		buf = append(engine.AppendKey(buf, "last_tagged_uri", true), engine.Encode(r.Base+engine.Taggable[i].Path+last[i])...)
	}
	// Written out at once: a page of tags shows many droplets.
	buf = append(engine.AppendString(append(buf, `{"name":`...), rec.ID), `,"resources":{"count":`...)
	buf = strconv.AppendInt(buf, int64(all), 10)
	if all > 0 {
		uri(newest)
	}
	for i, t := range engine.Taggable {
		if t.Counts == "" {
			continue
		}
		buf = append(engine.AppendKey(buf, t.Counts, true), `{"count":`...)
		buf = strconv.AppendInt(buf, int64(counts[i]), 10)
		if counts[i] > 0 {
			uri(i)
			if t.Kind == "droplet" || t.Kind == "image" {
				buf = w.Table(t.Table).ByID[last[i]].Append(engine.AppendKey(buf, "last_tagged", true))
			}
		}
		buf = append(buf, '}')
	}
	return append(buf, "}}"...)
}

// tagResources tags or untags all or nothing.
func tagResources(apply func(w *engine.World, rec *engine.Record, name string)) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		tag, err := w.Existing(w.Table("tags"), r.Param("tag_id"))
		if err != nil {
			return nil, err
		}
		var wanted []struct {
			ID   json.RawMessage `json:"resource_id"` // text or a number
			Kind string          `json:"resource_type"`
		}
		if !engine.Decode(r.Body.Get("resources"), &wanted) || wanted == nil {
			return nil, engine.Unprocessable("resources is required")
		}
		var found []*engine.Record
		for _, res := range wanted {
			i := slices.IndexFunc(engine.Taggable, func(t engine.TaggableKind) bool { return t.Kind == res.Kind })
			if i < 0 {
				return nil, engine.Unprocessable("resource_type %s is invalid (one of %s)", res.Kind, strings.Join(engine.TaggableKinds(), ", "))
			}
			rec, err := w.Existing(w.Table(engine.Taggable[i].Table), strings.Trim(string(res.ID), `"`))
			if err != nil {
				return nil, err
			}
			found = append(found, rec)
		}
		for _, rec := range found {
			apply(w, rec, tag.ID)
		}
		return engine.NoContent(http.StatusNoContent), nil
	}
}
