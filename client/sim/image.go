package sim

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

var images = &kind{
	path: "/v2/images",
	find: func(w *world, _ *request, id string) *record { return w.findImage(id) },
	filter: func(w *world, r *request) (string, func(*record) bool, error) {
		tag, sort, private := r.query.Get("tag_name"), r.query.Get("type"), r.query.Get("private") == "true"
		switch sort {
		case "", "distribution", "application":
		default:
			return "", nil, unprocessable("type must be one of distribution, application")
		}
		return "images " + sort + strconv.FormatBool(private) + tag, func(rec *record) bool {
			public := rec.boolean("public")
			return (sort == "" || sort == "distribution" && public) && // there are no applications
				!(private && public) && (tag == "" || hasTag(rec, tag))
		}, nil
	},
	create: createImage,
	created: func(w *world, r *request, rec *record) {
		w.tagAll(rec, rec.strings("tags"))
		w.later(20*time.Second, func() { rec.set("status", "pending") })
		w.later(w.between(2*time.Minute, 4*time.Minute), func() {
			rec.set("status", "available")
			rec.set("size_gigabytes", 2.36)
			rec.set("min_disk_size", 10)
		})
	},
	update: func(w *world, r *request, rec *record, changes *document) error {
		if rec.boolean("public") {
			return errForbidden
		}
		if rec.str("type") != "custom" {
			changes.unset("description")
			changes.unset("distribution")
		}
		if r.body.has("name") && r.body.str("name") == "" {
			return unprocessable("Name can't be blank")
		}
		return nil
	},
	remove: func(w *world, r *request, rec *record) error {
		if rec.boolean("public") {
			return errForbidden
		}
		if w.pending(imageKey(rec.id)) {
			return unprocessable("Image already has a pending event.")
		}
		w.dropImage(rec)
		return nil
	},
}

// seedImages puts the public images into the world.
func (w *world) seedImages() {
	o := offered()
	created := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	regions := encode(o.describedRegions())
	t := w.table("images")
	for i, m := range o.Images {
		id := int64(195_000_000 + 1379*i)
		t.add(strconv.FormatInt(id, 10), object("id", id, "name", m.Name, "distribution", m.Distribution, "slug", m.Slug,
			"public", true, "regions", regions, "created_at", created.Add(time.Duration(i)*37*time.Hour),
			"min_disk_size", m.MinDiskSize, "type", "base", "size_gigabytes", 0.5+float64(i%9)/4,
			"description", m.Distribution+" "+m.Name+" image", "tags", []string{}, "status", "available", "error_message", ""))
	}
}

// findImage finds an image by id or slug.
func (w *world) findImage(id string) *record {
	t := w.table("images")
	if rec := t.byID[id]; rec != nil {
		return rec
	}
	for _, rec := range t.records {
		if !rec.boolean("public") {
			break // those with slugs come first
		}
		if rec.str("slug") == id {
			return rec
		}
	}
	return nil
}

// imageOf finds the image that a body's value means: an id, the text of one, or
// a slug. It must be ready for use.
func (w *world) imageOf(value raw) *record {
	name := decodeString(value)
	if name == "" {
		name = string(value)
	}
	rec := w.findImage(name)
	if rec == nil || rec.deleted || rec.str("status") != "available" {
		return nil
	}
	return rec
}

func createImage(w *world, r *request, d *document) (string, error) {
	id := w.nextID("image")
	region := offered().region(r.body.str("region"))
	switch {
	case r.body.str("name") == "":
		return "", unprocessable("Name can't be blank")
	case r.body.str("url") == "":
		return "", unprocessable("Url can't be blank")
	case region == nil:
		return "", unprocessable("You specified an invalid region for Image creation.")
	}
	distribution := r.body.str("distribution")
	if distribution == "" {
		distribution = "Unknown"
	}
	tags := r.body.strings("tags")
	if err := checkTags(tags); err != nil {
		return "", err
	}
	*d = object("id", id, "name", r.body.str("name"), "distribution", distribution, "slug", nil, "public", false,
		"regions", []string{region.Slug}, "created_at", w.now, "min_disk_size", 0, "type", "custom", "size_gigabytes", 0,
		"description", r.body.str("description"), "tags", tags, "status", "NEW", "error_message", "")
	return strconv.FormatInt(id, 10), nil
}

// capture makes an image of a droplet: a snapshot or a backup.
func (w *world) capture(droplet *record, sort, name string) *record {
	id := w.nextID("image")
	source := droplet.object("image")
	region := droplet.object("region")
	size := 1.5 + float64(w.rand.IntN(300))/100
	d := object("id", id, "name", name, "distribution", source.get("distribution"), "slug", nil, "public", false,
		"regions", []string{region.str("slug")}, "created_at", w.now, "min_disk_size", droplet.integer("disk"), "type", sort,
		"size_gigabytes", size, "description", "", "tags", []string{}, "status", "available", "error_message", "",
		"_droplet", droplet.id)
	rec := w.table("images").add(strconv.FormatInt(id, 10), d)
	list := "snapshot_ids"
	if sort == "backup" {
		list = "backup_ids"
	} else {
		w.table("snapshots").add(rec.id, object("id", rec.id, "name", name, "created_at", w.now,
			"regions", rec.get("regions"), "resource_id", droplet.id, "resource_type", "droplet",
			"min_disk_size", rec.get("min_disk_size"), "size_gigabytes", rec.get("size_gigabytes"), "tags", []string{}))
	}
	droplet.set(list, append(droplet.integers(list), id))
	return rec
}

// dropImage removes an image wherever it is known.
func (w *world) dropImage(rec *record) {
	w.untagAll(rec)
	if snap := w.table("snapshots").live(rec.id); snap != nil {
		snap.table.remove(snap)
	}
	if droplet := w.table("droplets").byID[rec.str("_droplet")]; droplet != nil {
		w.forgetImage(droplet, rec.integer("id"))
	}
	rec.table.remove(rec)
}

func (w *world) forgetImage(droplet *record, id int64) {
	for _, list := range []string{"snapshot_ids", "backup_ids"} {
		if ids := droplet.integers(list); slices.Contains(ids, id) {
			droplet.set(list, slices.DeleteFunc(ids, func(n int64) bool { return n == id }))
		}
	}
}

func imageActions() map[string]handler {
	find := func(w *world, r *request) (*record, error) {
		if rec := w.findImage(r.param("image_id")); rec != nil && !rec.deleted && !rec.found.After(w.now) {
			return rec, nil
		}
		return nil, errNotFound
	}
	key := func(rec *record) string { return imageKey(rec.id) }
	return actionsOn("/v2/images/{image_id}/actions", find, key, func(w *world, r *request) (*reply, error) {
		rec, err := find(w, r)
		if err != nil {
			return nil, err
		}
		t, err := w.imageTask(rec, &r.body)
		if err != nil {
			return nil, err
		}
		t.on, t.resource, t.id = key(rec), "image", rec.get("id")
		return w.oneAction(r, http.StatusCreated, w.start(t)), nil
	})
}

func (w *world) imageTask(rec *record, body *document) (task, error) {
	regions := rec.strings("regions")
	home := ""
	if len(regions) > 0 {
		home = regions[0]
	}
	alive := func() bool { return rec.table.byID[rec.id] == rec }
	t := task{kind: body.str("type")}
	switch {
	case t.kind != "transfer" && t.kind != "convert":
		return t, badType(t.kind)
	case rec.boolean("public"):
		return t, unprocessable("You cannot %s a public image.", t.kind)
	case w.pending(imageKey(rec.id)):
		return t, unprocessable("Image already has a pending event.")
	}
	if t.kind == "convert" {
		if rec.str("type") != "backup" {
			return t, unprocessable("Only backups can be converted to snapshots.")
		}
		t.region, t.takes = home, w.between(30*time.Second, 60*time.Second)
		t.done = func() bool {
			if alive() {
				w.convert(rec)
			}
			return alive()
		}
		return t, nil
	}
	to := offered().region(body.str("region"))
	switch {
	case !body.has("region"):
		return t, unprocessable("region is required")
	case to == nil:
		return t, unprocessable("You specified an invalid region for Image transfer.")
	case slices.Contains(regions, to.Slug):
		return t, unprocessable("Image is already available in this region.")
	}
	// A transfer is a copy: the image stays where it was.
	t.region, t.takes = to.Slug, w.between(3*time.Minute, 6*time.Minute)
	t.done = func() bool {
		if !alive() {
			return false
		}
		rec.set("regions", append(rec.strings("regions"), to.Slug))
		if snap := w.table("snapshots").live(rec.id); snap != nil {
			snap.set("regions", rec.get("regions"))
		}
		return true
	}
	return t, nil
}

// convert makes a backup a snapshot, which is kept and counted as such.
func (w *world) convert(rec *record) {
	rec.set("type", "snapshot")
	id := rec.integer("id")
	if droplet := w.table("droplets").byID[rec.str("_droplet")]; droplet != nil {
		w.forgetImage(droplet, id)
		droplet.set("snapshot_ids", append(droplet.integers("snapshot_ids"), id))
	}
	w.table("snapshots").add(rec.id, object("id", rec.id, "name", rec.get("name"), "created_at", rec.get("created_at"),
		"regions", rec.get("regions"), "resource_id", rec.str("_droplet"), "resource_type", "droplet",
		"min_disk_size", rec.get("min_disk_size"), "size_gigabytes", rec.get("size_gigabytes"), "tags", []string{}))
}

func badType(kind string) error {
	if kind == "" {
		return unprocessable("type is required")
	}
	return unprocessable("Type %s is invalid", kind)
}
