package sim

import (
	"net/http"
	"slices"
)

// A droplet can be destroyed together with what belongs to it. How far that has
// come is told after the droplet itself is gone, so it has a table of its own.
const teardowns = "_teardowns"

// associated are the kinds of things that belong to a droplet, in the API's
// order. Reserved IPs are told twice.
var associated = []string{"reserved_ips", "floating_ips", "snapshots", "volumes", "volume_snapshots"}

// belonging is one thing of a droplet.
type belonging struct {
	id, name, cost string
	rec            *record
}

// belongings finds what belongs to a droplet, by kind.
func (w *world) belongings(droplet *record) map[string][]belonging {
	found := map[string][]belonging{}
	w.table("reserved_ips").all(func(rec *record) bool {
		if rec.str("_droplet") == droplet.id {
			b := belonging{string(rec.get("_number")), rec.id, "5.00", rec}
			found["reserved_ips"] = append(found["reserved_ips"], b)
			found["floating_ips"] = append(found["floating_ips"], b)
		}
		return true
	})
	volumes := droplet.strings("volume_ids")
	for _, id := range volumes {
		if rec := w.table("volumes").live(id); rec != nil {
			found["volumes"] = append(found["volumes"], belonging{id, rec.str("name"), "10.00", rec})
		}
	}
	w.table("snapshots").all(func(rec *record) bool {
		b := belonging{rec.id, rec.str("name"), "0.05", rec}
		switch of := rec.str("resource_id"); {
		case of == droplet.id:
			found["snapshots"] = append(found["snapshots"], b)
		case slices.Contains(volumes, of):
			found["volume_snapshots"] = append(found["volume_snapshots"], b)
		}
		return true
	})
	return found
}

func listAssociated(w *world, r *request) (*reply, error) {
	droplet, err := w.existing(w.table("droplets"), r.param("droplet_id"))
	if err != nil {
		return nil, err
	}
	found := w.belongings(droplet)
	body := object()
	for _, kind := range associated {
		items := []raw{}
		for _, b := range found[kind] {
			d := object("id", b.id, "name", b.name, "cost", b.cost)
			items = append(items, d.raw())
		}
		body.set(kind, items)
	}
	return &reply{status: http.StatusOK, contentType: jsonType, body: body.append(nil)}, nil
}

// destroySelected destroys a droplet with those of its things that the body
// names.
func destroySelected(w *world, r *request) (*reply, error) {
	return w.tearDown(r, func(kind string, b belonging) bool {
		return slices.Contains(r.body.strings(kind), b.id)
	})
}

// destroyAll destroys a droplet with all that belongs to it.
func destroyAll(w *world, r *request) (*reply, error) {
	if !r.dangerous() {
		return nil, unprocessable("The X-Dangerous header must be set to true.")
	}
	return w.tearDown(r, func(string, belonging) bool { return true })
}

func (w *world) tearDown(r *request, chosen func(kind string, b belonging) bool) (*reply, error) {
	droplet, err := w.existing(w.table("droplets"), r.param("droplet_id"))
	if err != nil {
		return nil, err
	}
	if w.pending(dropletKey(droplet.id)) {
		return nil, errPending
	}
	found := w.belongings(droplet)
	for _, kind := range associated {
		found[kind] = slices.DeleteFunc(found[kind], func(b belonging) bool { return !chosen(kind, b) })
	}
	// Whoever names an address under one of its kinds means it under both.
	if len(found["reserved_ips"]) < len(found["floating_ips"]) {
		found["reserved_ips"] = found["floating_ips"]
	} else {
		found["floating_ips"] = found["reserved_ips"]
	}
	status := w.table(teardowns).add(droplet.id, teardownStatus(droplet, found, nil))
	w.destroy(droplet)
	w.later(lingering+second, func() {
		for kind, list := range found {
			if kind != "floating_ips" {
				for _, b := range list {
					w.drop(kind, b.rec)
				}
			}
		}
		status.document = teardownStatus(droplet, found, encode(w.now))
	})
	return noContent(http.StatusAccepted), nil
}

// drop deletes a thing that belonged to a droplet, if it is still there.
func (w *world) drop(kind string, rec *record) {
	if rec.table.live(rec.id) != rec {
		return
	}
	switch kind {
	case "snapshots", "volume_snapshots":
		w.dropSnapshot(rec)
	default:
		w.untagAll(rec)
		rec.table.remove(rec)
	}
}

// teardownStatus tells how far it has come; at is nil until it is done.
func teardownStatus(droplet *record, found map[string][]belonging, at any) document {
	entry := func(id, name string) document {
		d := object("id", id, "name", name)
		if at != nil {
			d.set("destroyed_at", at)
		}
		return d
	}
	resources := object()
	for _, kind := range associated {
		items := []document{}
		for _, b := range found[kind] {
			items = append(items, entry(b.id, b.name))
		}
		resources.set(kind, items)
	}
	d := object("droplet", entry(droplet.id, droplet.str("name")), "resources", resources)
	if at != nil {
		d.set("completed_at", at)
	}
	d.set("failures", 0)
	return d
}

// teardown finds how a droplet's destruction stands.
func (w *world) teardown(r *request) (*record, error) {
	return w.existing(w.table(teardowns), r.param("droplet_id"))
}

func destroyStatus(w *world, r *request) (*reply, error) {
	rec, err := w.teardown(r)
	if err != nil {
		return nil, err
	}
	return &reply{status: http.StatusOK, contentType: jsonType, body: rec.append(nil)}, nil
}

// retryDestroy has nothing to do: nothing ever fails.
func retryDestroy(w *world, r *request) (*reply, error) {
	if _, err := w.teardown(r); err != nil {
		return nil, err
	}
	return noContent(http.StatusAccepted), nil
}
