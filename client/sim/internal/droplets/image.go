package droplets

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

var images = &engine.Kind{
	Path: "/v2/images",
	Find: func(w *engine.World, _ *engine.Request, id string) *engine.Record { return findImage(w, id) },
	Filter: func(w *engine.World, r *engine.Request) (string, func(*engine.Record) bool, error) {
		tag, sort, private := r.Query.Get("tag_name"), r.Query.Get("type"), r.Query.Get("private") == "true"
		switch sort {
		case "", "distribution", "application":
		default:
			return "", nil, engine.Unprocessable("type must be one of distribution, application")
		}
		return "images " + sort + strconv.FormatBool(private) + tag, func(rec *engine.Record) bool {
			public := rec.Boolean("public")
			return (sort == "" || sort == "distribution" && public) && // there are no applications
				!(private && public) && (tag == "" || engine.HasTag(rec, tag))
		}, nil
	},
	FilterFields: []string{"public", "type", "tags"},
	Create:       createImage,
	Created: func(w *engine.World, r *engine.Request, rec *engine.Record) {
		w.TagAll(rec, rec.Strings("tags"))
		w.Become(20*time.Second, rec, "status", "pending")
		w.Transition(w.Between(2*time.Minute, 4*time.Minute), "droplets.import", rec)
	},
	Update: func(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
		if rec.Boolean("public") {
			return engine.ErrForbidden
		}
		if rec.Str("type") != "custom" {
			changes.Unset("description")
			changes.Unset("distribution")
		}
		if r.Body.Has("name") && r.Body.Str("name") == "" {
			return engine.Unprocessable("Name can't be blank")
		}
		return nil
	},
	Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error {
		if rec.Boolean("public") {
			return engine.ErrForbidden
		}
		if w.Pending(engine.ImageKey(rec.ID)) {
			return engine.Unprocessable("Image already has a pending event.")
		}
		dropImage(w, rec)
		return nil
	},
}

// imported is the step in which a custom image is there.
func imported(w *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil || rec.Deleted {
		return false
	}
	rec.Set("status", "available")
	rec.Set("size_gigabytes", 2.36)
	rec.Set("min_disk_size", 10)
	w.Emit(engine.Changed, rec)
	return true
}

// seedImages puts the public images into the world.
func seedImages(w *engine.World) {
	o := engine.Offered()
	created := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	regions := engine.Encode(o.DescribedRegions())
	t := w.Table("images")
	for i, m := range o.Images {
		id := engine.FirstID("image") - 1_000_000 + 1379*int64(i)
		t.Add(strconv.FormatInt(id, 10), engine.Object("id", id, "name", m.Name, "distribution", m.Distribution, "slug", m.Slug,
			"public", true, "regions", regions, "created_at", created.Add(time.Duration(i)*37*time.Hour),
			"min_disk_size", m.MinDiskSize, "type", "base", "size_gigabytes", 0.5+float64(i%9)/4,
			"description", m.Distribution+" "+m.Name+" image", "tags", []string{}, "status", "available", "error_message", ""))
	}
}

// findImage finds an image by id or slug.
func findImage(w *engine.World, id string) *engine.Record {
	t := w.Table("images")
	if rec := t.ByID[id]; rec != nil {
		return rec
	}
	for _, rec := range t.Records {
		if !rec.Boolean("public") {
			break // those with slugs come first
		}
		if rec.Str("slug") == id {
			return rec
		}
	}
	return nil
}

// imageOf finds the image that a body's value means: an id, the text of one, or
// a slug. It must be ready for use.
func imageOf(w *engine.World, value engine.Raw) *engine.Record {
	name := engine.DecodeString(value)
	if name == "" {
		name = string(value)
	}
	rec := findImage(w, name)
	if rec == nil || rec.Deleted || rec.Str("status") != "available" {
		return nil
	}
	return rec
}

func createImage(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	id := w.NextID("image")
	region := engine.Offered().Region(r.Body.Str("region"))
	switch {
	case r.Body.Str("name") == "":
		return "", engine.Unprocessable("Name can't be blank")
	case r.Body.Str("url") == "":
		return "", engine.Unprocessable("Url can't be blank")
	case region == nil:
		return "", engine.BadRegion("You specified an invalid region for Image creation.")
	}
	distribution := r.Body.Str("distribution")
	if distribution == "" {
		distribution = "Unknown"
	}
	tags := r.Body.Strings("tags")
	if err := engine.CheckTags(tags); err != nil {
		return "", err
	}
	*d = engine.Object("id", id, "name", r.Body.Str("name"), "distribution", distribution, "slug", nil, "public", false,
		"regions", []string{region.Slug}, "created_at", w.Now, "min_disk_size", 0, "type", "custom", "size_gigabytes", 0,
		"description", r.Body.Str("description"), "tags", tags, "status", "NEW", "error_message", "")
	return strconv.FormatInt(id, 10), nil
}

// capture makes an image of a droplet, a snapshot or a backup, which carries the
// time at which its action began: clients find it by that.
func capture(w *engine.World, droplet *engine.Record, sort, name string, began time.Time) *engine.Record {
	id := w.NextID("image")
	source := droplet.Object("image")
	region := droplet.Object("region")
	size := 1.5 + float64(w.Dice("size").IntN(300))/100
	d := engine.Object("id", id, "name", name, "distribution", source.Get("distribution"), "slug", nil, "public", false,
		"regions", []string{region.Str("slug")}, "created_at", began, "min_disk_size", droplet.Integer("disk"), "type", sort,
		"size_gigabytes", size, "description", "", "tags", []string{}, "status", "available", "error_message", "",
		"_droplet", droplet.ID)
	rec := w.Add("images", strconv.FormatInt(id, 10), d)
	list := "snapshot_ids"
	if sort == "backup" {
		list = "backup_ids"
	} else {
		w.Add("snapshots", rec.ID, engine.Object("id", rec.ID, "name", name, "created_at", began,
			"regions", rec.Get("regions"), "resource_id", droplet.ID, "resource_type", "droplet",
			"min_disk_size", rec.Get("min_disk_size"), "size_gigabytes", rec.Get("size_gigabytes"), "tags", []string{}))
	}
	droplet.Set(list, append(droplet.Integers(list), id))
	return rec
}

// dropImage removes an image wherever it is known.
func dropImage(w *engine.World, rec *engine.Record) {
	if snap := w.Table("snapshots").Live(rec.ID); snap != nil {
		w.Remove(snap)
	}
	if droplet := w.Table("droplets").ByID[rec.Str("_droplet")]; droplet != nil {
		forgetImage(w, droplet, rec.Integer("id"))
	}
	w.Remove(rec)
}

func forgetImage(w *engine.World, droplet *engine.Record, id int64) {
	for _, list := range []string{"snapshot_ids", "backup_ids"} {
		if ids := droplet.Integers(list); slices.Contains(ids, id) {
			droplet.Set(list, slices.DeleteFunc(ids, func(n int64) bool { return n == id }))
		}
	}
}

func imageActions() map[string]engine.Handler {
	find := func(w *engine.World, r *engine.Request) (*engine.Record, error) {
		if rec := findImage(w, r.Param("image_id")); rec != nil && !rec.Deleted && !rec.Found.After(w.Now) {
			return rec, nil
		}
		return nil, engine.ErrNotFound
	}
	key := func(rec *engine.Record) string { return engine.ImageKey(rec.ID) }
	return engine.ActionsOn("/v2/images/{image_id}/actions", find, key, func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, err := find(w, r)
		if err != nil {
			return nil, err
		}
		t, err := imageTask(w, rec, &r.Body)
		if err != nil {
			return nil, err
		}
		t.On, t.ResourceType, t.ID = key(rec), "image", rec.Get("id")
		return w.OneAction(r, http.StatusCreated, w.Start(t)), nil
	})
}

func imageTask(w *engine.World, rec *engine.Record, body *engine.Document) (engine.Action, error) {
	regions := rec.Strings("regions")
	home := ""
	if len(regions) > 0 {
		home = regions[0]
	}
	t := engine.Action{Kind: body.Str("type"), For: rec}
	switch {
	case t.Kind != "transfer" && t.Kind != "convert":
		return t, engine.BadType(t.Kind, "transfer", "convert")
	case rec.Boolean("public"):
		return t, engine.Unprocessable("You cannot %s a public image.", t.Kind)
	case w.Pending(engine.ImageKey(rec.ID)):
		return t, engine.Unprocessable("Image already has a pending event.")
	}
	if t.Kind == "convert" {
		if rec.Str("type") != "backup" {
			return t, engine.Unprocessable("Only backups can be converted to snapshots.")
		}
		t.Region, t.Takes, t.Then = home, w.Between(30*time.Second, 60*time.Second), "droplets.convert"
		return t, nil
	}
	to := engine.Offered().Region(body.Str("region"))
	switch {
	case !body.Has("region"):
		return t, engine.Unprocessable("region is required")
	case to == nil:
		return t, engine.BadRegion("You specified an invalid region for Image transfer.")
	case slices.Contains(regions, to.Slug):
		return t, engine.Unprocessable("Image is already available in this region.")
	}
	// A transfer is a copy: the image stays where it was.
	t.Region, t.Takes, t.Then, t.Args = to.Slug, w.Between(3*time.Minute, 6*time.Minute), "droplets.transfer", []string{to.Slug}
	return t, nil
}

// transferred is the step in which an image is in a further region, its argument.
func transferred(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("regions", append(rec.Strings("regions"), args[0]))
	if snap := w.Table("snapshots").Live(rec.ID); snap != nil {
		snap.Set("regions", rec.Get("regions"))
	}
	return true
}

// converted is the step in which a backup becomes a snapshot, which is kept and
// counted as such.
func converted(w *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("type", "snapshot")
	id := rec.Integer("id")
	if droplet := w.Table("droplets").ByID[rec.Str("_droplet")]; droplet != nil {
		forgetImage(w, droplet, id)
		droplet.Set("snapshot_ids", append(droplet.Integers("snapshot_ids"), id))
	}
	w.Add("snapshots", rec.ID, engine.Object("id", rec.ID, "name", rec.Get("name"), "created_at", rec.Get("created_at"),
		"regions", rec.Get("regions"), "resource_id", rec.Str("_droplet"), "resource_type", "droplet",
		"min_disk_size", rec.Get("min_disk_size"), "size_gigabytes", rec.Get("size_gigabytes"), "tags", rec.Get("tags")))
	return true
}
