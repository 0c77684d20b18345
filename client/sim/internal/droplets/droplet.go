package droplets

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// lingering is how long a deleted droplet is still shown.
const lingering = 3 * time.Second

var droplets = &engine.Kind{
	Path:         "/v2/droplets",
	Filter:       filter,
	FilterFields: []string{"gpu_info", "tags", "name"},
	Except:       []catalog.Role{catalog.RoleCreate},
	Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error {
		if w.Pending(engine.DropletKey(rec.ID)) {
			return engine.ErrPending
		}
		destroy(w, rec)
		return nil
	},
}

// filter picks droplets by tag, name and whether they are of GPUs.
func filter(w *engine.World, r *engine.Request) (string, func(*engine.Record) bool, error) {
	tag, name, sort := r.Query.Get("tag_name"), r.Query.Get("name"), r.Query.Get("type")
	switch sort {
	case "", "droplets", "gpus":
	default:
		return "", nil, engine.Unprocessable("type must be one of droplets, gpus")
	}
	gpus, tagged, wanted := sort == "gpus", engine.TagTest(tag), string(engine.Encode(name))
	var have []byte
	return "droplets " + engine.EncodeAll(tag, name, strconv.FormatBool(gpus)), func(rec *engine.Record) bool {
		if rec.Has("gpu_info") != gpus || tag != "" && !tagged(rec) {
			return false
		}
		have = rec.AppendValue(have[:0], "name")
		return name == "" || string(have) == wanted
	}, nil
}

// destroy deletes a droplet: gone at once for whoever acts, shown for a moment
// to whoever looks. Snapshots, volumes and addresses stay; backups go with it.
func destroy(w *engine.World, rec *engine.Record) {
	w.Fade(rec)
	for _, id := range rec.Integers("backup_ids") {
		if img := w.Table("images").Live(strconv.FormatInt(id, 10)); img != nil {
			dropImage(w, img)
		}
	}
	w.Start(engine.Action{
		Kind: "destroy", On: engine.DropletKey(rec.ID), ResourceType: "droplet", ID: rec.Get("id"),
		Region: engine.RegionOf(rec), Takes: lingering, Then: "droplets.remove", For: rec,
	})
}

func removed(w *engine.World, rec *engine.Record, _ []string) bool {
	if rec != nil {
		w.Remove(rec)
	}
	return true
}

// taggedDroplets returns all droplets with the tag that the query names.
func taggedDroplets(w *engine.World, r *engine.Request) ([]*engine.Record, error) {
	tag := r.Query.Get("tag_name")
	if tag == "" {
		return nil, engine.Unprocessable("tag_name is required")
	}
	if w.Table("tags").Live(tag) == nil {
		return nil, engine.ErrNotFound
	}
	return w.Tagged("droplets", tag), nil
}

// destroyTagged deletes all droplets with a tag, or none of them when one of
// them is busy. What the API does then is not documented; a caller who believes
// that all are gone would go on paying for the rest.
func destroyTagged(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	found, err := taggedDroplets(w, r)
	if err != nil {
		return nil, err
	}
	for _, rec := range found {
		if w.Pending(engine.DropletKey(rec.ID)) {
			return nil, engine.ErrPending
		}
	}
	for _, rec := range slices.Clone(found) { // what is deleted leaves the list
		destroy(w, rec)
	}
	return engine.NoContent(http.StatusNoContent), nil
}

// droplet finds the droplet in the request's path.
func droplet(w *engine.World, r *engine.Request) (*engine.Record, error) {
	return w.Visible(w.Table("droplets"), r.Param("droplet_id"))
}

// dropletImages lists the snapshots or backups of a droplet, as images with
// fewer fields.
func dropletImages(key, sort string) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, err := droplet(w, r)
		if err != nil {
			return nil, err
		}
		of := engine.Encode(rec.ID)
		found := w.Table("images").List(w.Now, key+" "+rec.ID, func(img *engine.Record) bool {
			return img.Get("_droplet") == of && img.Str("type") == sort
		}, "_droplet", "type")
		return w.Page(r, key, found, false, func(_ *engine.World, _ *engine.Request, buf []byte, img *engine.Record) []byte {
			d := engine.Document{}
			for _, name := range []string{"id", "name", "created_at", "regions", "min_disk_size", "size_gigabytes", "type", "distribution", "slug", "public"} {
				d.Put(name, img.Get(name))
			}
			return d.Append(buf)
		})
	}
}

// kernels are what droplets could once choose from. Today's have none of their
// own, but the list is still served and change_kernel takes from it.
func kernels() []engine.Document {
	return []engine.Document{
		engine.Object("id", 7515, "name", "DigitalOcean GrubLoader v0.2 (20160714)", "version", "2016.07.13-DigitalOcean_loader_Ubuntu"),
		engine.Object("id", 7516, "name", "DigitalOcean GrubLoader v0.2 (20160714)", "version", "2016.07.13-DigitalOcean_loader_Fedora"),
		engine.Object("id", 7517, "name", "DigitalOcean GrubLoader v0.2 (20160714)", "version", "2016.07.13-DigitalOcean_loader_CentOS"),
	}
}

func dropletKernels(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if _, err := droplet(w, r); err != nil {
		return nil, err
	}
	known := kernels()
	records := make([]*engine.Record, len(known))
	for i := range known {
		records[i] = &engine.Record{Document: known[i]}
	}
	return w.Page(r, "kernels", records, false, nil)
}

// perHost is how many droplets of a region share a physical machine.
const perHost = 4

// hosts returns the droplets of each machine that has more than one.
func hosts(w *engine.World) [][]*engine.Record {
	at := map[engine.Raw]int{}
	var hosts [][]*engine.Record
	w.Table("droplets").All(func(rec *engine.Record) bool {
		host := rec.Get("_host")
		i, ok := at[host]
		if !ok {
			i = len(hosts)
			at[host] = i
			hosts = append(hosts, nil)
		}
		hosts[i] = append(hosts[i], rec)
		return true
	})
	shared := hosts[:0]
	for _, host := range hosts {
		if len(host) > 1 {
			shared = append(shared, host)
		}
	}
	return shared
}

func dropletNeighbors(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := droplet(w, r)
	if err != nil {
		return nil, err
	}
	var found []*engine.Record
	for _, other := range w.Table("droplets").Where("_host", rec.Get("_host")) {
		if other != rec {
			found = append(found, other)
		}
	}
	return w.Whole(r, "droplets", found, nil)
}

func neighborIDs(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	groups := []byte{'['}
	for i, host := range hosts(w) {
		if i > 0 {
			groups = append(groups, ',')
		}
		groups = append(groups, '[')
		for n, rec := range host {
			if n > 0 {
				groups = append(groups, ',')
			}
			groups = append(groups, rec.ID...)
		}
		groups = append(groups, ']')
	}
	return engine.Answer(http.StatusOK, "neighbor_ids", engine.Raw(append(groups, ']'))), nil
}

// neighborReport is the older report, gone from the description.
func neighborReport(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	groups := []engine.Raw{}
	for _, host := range hosts(w) {
		items := []engine.Raw{}
		for _, rec := range host {
			items = append(items, rec.Raw())
		}
		groups = append(groups, engine.Encode(items))
	}
	return engine.Answer(http.StatusOK, "neighbors", groups), nil
}
