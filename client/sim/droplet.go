package sim

import (
	"net/http"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// lingering is how long a deleted droplet is still shown.
const lingering = 3 * time.Second

var droplets = &kind{
	path: "/v2/droplets",
	filter: func(w *world, r *request) (string, func(*record) bool, error) {
		tag, name, sort := r.query.Get("tag_name"), r.query.Get("name"), r.query.Get("type")
		switch sort {
		case "", "droplets", "gpus":
		default:
			return "", nil, unprocessable("type must be one of droplets, gpus")
		}
		gpus := sort == "gpus"
		return "droplets " + encodeAll(tag, name, strconv.FormatBool(gpus)), func(rec *record) bool {
			return rec.has("gpu_info") == gpus && (tag == "" || hasTag(rec, tag)) && (name == "" || rec.str("name") == name)
		}, nil
	},
	except: []catalog.Role{catalog.RoleCreate},
	remove: func(w *world, r *request, rec *record) error {
		if w.pending(dropletKey(rec.id)) {
			return errPending
		}
		w.destroy(rec)
		return nil
	},
}

// encodeAll makes one unambiguous name of several texts.
func encodeAll(texts ...string) string { return string(encode(texts)) }

// destroy deletes a droplet: gone at once for whoever acts, shown for a moment
// to whoever looks. Snapshots, volumes and addresses stay; backups go with it.
func (w *world) destroy(rec *record) {
	rec.table.markDeleted(rec)
	w.untagAll(rec)
	w.table("tags").version++
	for _, id := range rec.integers("backup_ids") {
		if img := w.table("images").live(strconv.FormatInt(id, 10)); img != nil {
			w.dropImage(img)
		}
	}
	for _, id := range rec.strings("volume_ids") {
		if volume := w.table("volumes").live(id); volume != nil {
			volume.set("droplet_ids", []int64{})
		}
	}
	w.table("reserved_ips").all(func(ip *record) bool {
		if ip.str("_droplet") == rec.id {
			ip.set("_droplet", nil)
			ip.set("locked", false)
		}
		return true
	})
	w.start(task{
		kind: "destroy", on: dropletKey(rec.id), resource: "droplet", id: rec.get("id"),
		region: regionOf(rec), takes: lingering,
		done: func() bool {
			rec.table.remove(rec)
			return true
		},
	})
}

// regionOf returns the slug of the region that is embedded in a document.
func regionOf(rec *record) string {
	if slug := rec.str("_region"); slug != "" {
		return slug
	}
	region := rec.object("region")
	return region.str("slug")
}

// taggedDroplets returns all droplets with the tag that the query names.
func (w *world) taggedDroplets(r *request) ([]*record, error) {
	tag := r.query.Get("tag_name")
	if tag == "" {
		return nil, unprocessable("tag_name is required")
	}
	if w.table("tags").live(tag) == nil {
		return nil, errNotFound
	}
	var found []*record
	w.table("droplets").all(func(rec *record) bool {
		if hasTag(rec, tag) {
			found = append(found, rec)
		}
		return true
	})
	return found, nil
}

// destroyTagged deletes all droplets with a tag, or none of them when one of
// them is busy: what the API does then is not documented, and a caller who
// believes that all are gone would go on paying for the rest.
func destroyTagged(w *world, r *request) (*reply, error) {
	found, err := w.taggedDroplets(r)
	if err != nil {
		return nil, err
	}
	for _, rec := range found {
		if w.pending(dropletKey(rec.id)) {
			return nil, errPending
		}
	}
	for _, rec := range found {
		w.destroy(rec)
	}
	return noContent(http.StatusNoContent), nil
}

// droplet finds the droplet in the request's path.
func (w *world) droplet(r *request) (*record, error) {
	return w.visible(w.table("droplets"), r.param("droplet_id"))
}

// dropletImages lists the snapshots or backups of a droplet, as images with
// fewer fields.
func dropletImages(key, sort string) handler {
	return func(w *world, r *request) (*reply, error) {
		rec, err := w.droplet(r)
		if err != nil {
			return nil, err
		}
		of := encode(rec.id)
		found := w.table("images").list(w.now, key+" "+rec.id, func(img *record) bool {
			return img.get("_droplet") == of && img.str("type") == sort
		})
		return w.page(r, key, found, false, func(_ *world, _ *request, buf []byte, img *record) []byte {
			d := document{}
			for _, name := range []string{"id", "name", "created_at", "regions", "min_disk_size", "size_gigabytes", "type", "distribution", "slug", "public"} {
				d.put(name, img.get(name))
			}
			return d.append(buf)
		})
	}
}

// kernels are what droplets could once choose from. Today's have none of their
// own, but the list is still served and change_kernel takes from it.
var kernels = []document{
	object("id", 7515, "name", "DigitalOcean GrubLoader v0.2 (20160714)", "version", "2016.07.13-DigitalOcean_loader_Ubuntu"),
	object("id", 7516, "name", "DigitalOcean GrubLoader v0.2 (20160714)", "version", "2016.07.13-DigitalOcean_loader_Fedora"),
	object("id", 7517, "name", "DigitalOcean GrubLoader v0.2 (20160714)", "version", "2016.07.13-DigitalOcean_loader_CentOS"),
}

func dropletKernels(w *world, r *request) (*reply, error) {
	if _, err := w.droplet(r); err != nil {
		return nil, err
	}
	records := make([]*record, len(kernels))
	for i := range kernels {
		records[i] = &record{document: kernels[i]}
	}
	return w.page(r, "kernels", records, false, nil)
}

// dropletFirewalls is always empty: the simulator has no firewalls yet, so that
// none can apply.
func dropletFirewalls(w *world, r *request) (*reply, error) {
	if _, err := w.droplet(r); err != nil {
		return nil, err
	}
	return w.page(r, "firewalls", nil, false, nil)
}

// perHost is how many droplets of a region share a physical machine.
const perHost = 4

// hosts returns the droplets of each machine that has more than one.
func (w *world) hosts() [][]*record {
	at := map[raw]int{}
	var hosts [][]*record
	w.table("droplets").all(func(rec *record) bool {
		host := rec.get("_host")
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

func dropletNeighbors(w *world, r *request) (*reply, error) {
	rec, err := w.droplet(r)
	if err != nil {
		return nil, err
	}
	var found []*record
	w.table("droplets").all(func(other *record) bool {
		if other != rec && other.get("_host") == rec.get("_host") {
			found = append(found, other)
		}
		return true
	})
	return w.whole(r, "droplets", found, nil)
}

func neighborIDs(w *world, r *request) (*reply, error) {
	groups := []raw{}
	for _, host := range w.hosts() {
		ids := []raw{}
		for _, rec := range host {
			ids = append(ids, rec.get("id"))
		}
		groups = append(groups, encode(ids))
	}
	return answer(http.StatusOK, "neighbor_ids", groups), nil
}

// neighborReport is the older report, gone from the description.
func neighborReport(w *world, r *request) (*reply, error) {
	groups := []raw{}
	for _, host := range w.hosts() {
		items := []raw{}
		for _, rec := range host {
			items = append(items, rec.raw())
		}
		groups = append(groups, encode(items))
	}
	return answer(http.StatusOK, "neighbors", groups), nil
}
