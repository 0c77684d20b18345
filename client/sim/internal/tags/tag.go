package tags

import (
	"net/http"
	"slices"

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
	all, newest, latest := 0, "", int64(0)
	kinds := engine.Object()
	for _, t := range engine.Taggable {
		n, last, at := w.TagIndex().Count(rec.ID, t.Table)
		if n == 0 {
			kinds.Set(t.Counts, engine.Object("count", 0))
			continue
		}
		uri := r.Base + t.Path + last
		if all += n; at > latest {
			newest, latest = uri, at
		}
		inner := engine.Object("count", n, "last_tagged_uri", uri)
		if t.Kind == "droplet" || t.Kind == "image" {
			inner.Set("last_tagged", w.Table(t.Table).ByID[last].Raw())
		}
		kinds.Set(t.Counts, inner)
	}
	resources := engine.Object("count", all)
	if all > 0 {
		resources.Set("last_tagged_uri", newest)
	}
	resources.Fields = append(resources.Fields, kinds.Fields...)
	d := engine.Object("name", rec.ID, "resources", resources)
	return d.Append(buf)
}

// tagResources tags or untags all or nothing.
func tagResources(apply func(w *engine.World, rec *engine.Record, name string)) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		tag, err := w.Existing(w.Table("tags"), r.Param("tag_id"))
		if err != nil {
			return nil, err
		}
		var wanted []struct {
			ID   string `json:"resource_id"`
			Kind string `json:"resource_type"`
		}
		if !engine.Decode(r.Body.Get("resources"), &wanted) || wanted == nil {
			return nil, engine.Unprocessable("resources is required")
		}
		var found []*engine.Record
		for _, res := range wanted {
			i := slices.IndexFunc(engine.Taggable, func(t engine.TaggableKind) bool { return t.Kind == res.Kind })
			if i < 0 {
				return nil, engine.Unprocessable("resource_type %s is invalid", res.Kind)
			}
			rec, err := w.Existing(w.Table(engine.Taggable[i].Table), res.ID)
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
