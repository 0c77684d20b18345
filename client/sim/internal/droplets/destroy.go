package droplets

import (
	"net/http"
	"slices"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
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
}

// belongings finds what belongs to a droplet, by kind.
func belongings(w *engine.World, droplet *engine.Record) map[string][]belonging {
	found := map[string][]belonging{}
	for _, rec := range w.Table("reserved_ips").Where("_droplet", droplet.ID) {
		b := belonging{string(rec.Get("_number")), rec.ID, "5.00"}
		found["reserved_ips"] = append(found["reserved_ips"], b)
		found["floating_ips"] = append(found["floating_ips"], b)
	}
	volumes := droplet.Strings("volume_ids")
	for _, id := range volumes {
		if rec := w.Table("volumes").Live(id); rec != nil {
			found["volumes"] = append(found["volumes"], belonging{id, rec.Str("name"), "10.00"})
		}
	}
	snapshots := func(kind, of string) {
		for _, rec := range w.Table("snapshots").Where("resource_id", of) {
			found[kind] = append(found[kind], belonging{rec.ID, rec.Str("name"), "0.05"})
		}
	}
	snapshots("snapshots", droplet.ID)
	for _, id := range volumes {
		snapshots("volume_snapshots", id)
	}
	return found
}

func listAssociated(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	droplet, err := w.Existing(w.Table("droplets"), r.Param("droplet_id"))
	if err != nil {
		return nil, err
	}
	found := belongings(w, droplet)
	body := engine.Object()
	for _, kind := range associated {
		items := []engine.Raw{}
		for _, b := range found[kind] {
			d := engine.Object("id", b.id, "name", b.name, "cost", b.cost)
			items = append(items, d.Raw())
		}
		body.Set(kind, items)
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: body.Append(nil)}, nil
}

// destroySelected destroys a droplet with those of its things that the body
// names.
func destroySelected(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return tearDown(w, r, func(kind string, b belonging) bool {
		return slices.Contains(r.Body.Strings(kind), b.id)
	})
}

// destroyAll destroys a droplet with all that belongs to it.
func destroyAll(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if !r.Dangerous() {
		return nil, engine.Unprocessable("The X-Dangerous header must be set to true.")
	}
	return tearDown(w, r, func(string, belonging) bool { return true })
}

func tearDown(w *engine.World, r *engine.Request, chosen func(kind string, b belonging) bool) (*engine.Reply, error) {
	droplet, err := w.Existing(w.Table("droplets"), r.Param("droplet_id"))
	if err != nil {
		return nil, err
	}
	if w.Pending(engine.DropletKey(droplet.ID)) {
		return nil, engine.ErrPending
	}
	found := belongings(w, droplet)
	for _, kind := range associated {
		found[kind] = slices.DeleteFunc(found[kind], func(b belonging) bool { return !chosen(kind, b) })
	}
	// Whoever names an address under one of its kinds means it under both.
	if len(found["reserved_ips"]) < len(found["floating_ips"]) {
		found["reserved_ips"] = found["floating_ips"]
	} else {
		found["floating_ips"] = found["reserved_ips"]
	}
	status := w.Table(teardowns).Add(droplet.ID, teardownStatus(droplet, found))
	destroy(w, droplet)
	w.Later(lingering+second, "droplets.tear_down", status)
	return engine.NoContent(http.StatusAccepted), nil
}

// tornDown is the step in which what belonged to a droplet goes: all that its
// status names.
func tornDown(w *engine.World, status *engine.Record, _ []string) bool {
	if status == nil {
		return false
	}
	resources := status.Object("resources")
	for _, kind := range associated {
		items := []engine.Document{}
		for _, raw := range engine.Elements(resources.Get(kind)) {
			item, _ := engine.ParseDocument(raw)
			switch kind {
			case "reserved_ips": // told twice, and by their addresses
				drop(w, kind, w.Find(kind, item.Str("name")))
			case "snapshots", "volume_snapshots":
				drop(w, kind, w.Find("snapshots", item.Str("id")))
			case "volumes":
				drop(w, kind, w.Find(kind, item.Str("id")))
			}
			item.Set("destroyed_at", w.Now)
			items = append(items, item)
		}
		resources.Set(kind, items)
	}
	droplet := status.Object("droplet")
	droplet.Set("destroyed_at", w.Now)
	status.Document = engine.Object("droplet", droplet, "resources", resources, "completed_at", w.Now, "failures", 0)
	return true
}

// drop deletes a thing that belonged to a droplet, if it is still there.
func drop(w *engine.World, kind string, rec *engine.Record) {
	if rec == nil {
		return
	}
	switch kind {
	case "snapshots", "volume_snapshots":
		dropSnapshot(w, rec)
	default:
		w.Remove(rec)
	}
}

// teardownStatus tells what is to go.
func teardownStatus(droplet *engine.Record, found map[string][]belonging) engine.Document {
	resources := engine.Object()
	for _, kind := range associated {
		items := []engine.Document{}
		for _, b := range found[kind] {
			items = append(items, engine.Object("id", b.id, "name", b.name))
		}
		resources.Set(kind, items)
	}
	return engine.Object("droplet", engine.Object("id", droplet.ID, "name", droplet.Str("name")), "resources", resources, "failures", 0)
}

// teardown finds how a droplet's destruction stands.
func teardown(w *engine.World, r *engine.Request) (*engine.Record, error) {
	return w.Existing(w.Table(teardowns), r.Param("droplet_id"))
}

func destroyStatus(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := teardown(w, r)
	if err != nil {
		return nil, err
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: rec.Append(nil)}, nil
}

// retryDestroy has nothing to do: nothing ever fails.
func retryDestroy(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if _, err := teardown(w, r); err != nil {
		return nil, err
	}
	return engine.NoContent(http.StatusAccepted), nil
}
