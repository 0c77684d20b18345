package sim

import (
	"net/http"
)

const maxVolumeSize = 16384 // GiB

var volumes = &kind{
	path: "/v2/volumes",
	filter: func(w *world, r *request) (string, func(*record) bool, error) {
		name, region := r.query.Get("name"), r.query.Get("region")
		return "volumes " + encodeAll(name, region), func(rec *record) bool {
			return (name == "" || rec.str("name") == name) && (region == "" || regionOf(rec) == region)
		}, nil
	},
	create: func(w *world, r *request, d *document) (string, error) {
		name := r.body.str("name")
		slug, size := r.body.str("region"), r.body.integer("size_gigabytes")
		if id := r.body.str("snapshot_id"); id != "" {
			snap := w.table("snapshots").live(id)
			if snap == nil || snap.str("resource_type") != "volume" {
				return "", errNotFound
			}
			if slug == "" {
				slug = snap.strings("regions")[0]
			}
			size = max(size, snap.integer("min_disk_size"))
		}
		region := offered().region(slug)
		tags := r.body.strings("tags")
		if tags == nil {
			tags = []string{}
		}
		switch {
		case !isVolumeName(name):
			return "", unprocessable("name must begin with a lower-case letter, be at most 64 long, and hold only lower-case letters, digits and dashes")
		case region == nil:
			return "", unprocessable("region is invalid")
		case size < 1 || size > maxVolumeSize:
			return "", unprocessable("size_gigabytes must be between 1 and %d", maxVolumeSize)
		case w.findVolume(name, region.Slug) != nil:
			return "", conflict("a volume with the name %s already exists in the region", name)
		}
		if err := checkTags(tags); err != nil {
			return "", err
		}
		id := w.uuid()
		*d = object("id", id, "name", name, "created_at", w.now, "description", r.body.str("description"),
			"droplet_ids", raw("[]"), "region", region.doc, "size_gigabytes", size,
			"filesystem_type", r.body.str("filesystem_type"), "filesystem_label", r.body.str("filesystem_label"),
			"tags", tags, "_region", region.Slug)
		return id, nil
	},
	created: func(w *world, r *request, rec *record) { w.tagAll(rec, rec.strings("tags")) },
	remove:  removeVolume,
}

func removeVolume(w *world, r *request, rec *record) error {
	if len(rec.integers("droplet_ids")) > 0 {
		return conflict("failed to delete volume: the volume is attached to a droplet")
	}
	if w.pending(volumeKey(rec.id)) {
		return conflict("failed to delete volume: an action on it is in progress")
	}
	w.untagAll(rec)
	rec.table.remove(rec)
	return nil
}

// findVolume finds a volume by name, which is unique in a region.
func (w *world) findVolume(name, region string) *record {
	var found *record
	w.table("volumes").all(func(rec *record) bool {
		if rec.str("name") == name && regionOf(rec) == region {
			found = rec
		}
		return found == nil
	})
	return found
}

func deleteVolumeByName(w *world, r *request) (*reply, error) {
	name, region := r.query.Get("name"), r.query.Get("region")
	if name == "" || region == "" {
		return nil, unprocessable("name and region are required")
	}
	rec := w.findVolume(name, region)
	if rec == nil {
		return nil, errNotFound
	}
	if err := removeVolume(w, r, rec); err != nil {
		return nil, err
	}
	return noContent(http.StatusNoContent), nil
}

// volumeSnapshots are those of one volume.
var volumeSnapshots = &kind{
	path:  "/v2/volumes/{volume_id}/snapshots",
	table: "snapshots",
	parent: func(w *world, r *request) (string, error) {
		rec, err := w.existing(w.table("volumes"), r.param("volume_id"))
		if err != nil {
			return "", err
		}
		return rec.id, nil
	},
	create: func(w *world, r *request, d *document) (string, error) {
		name := r.body.str("name")
		if name == "" {
			return "", unprocessable("name is required")
		}
		tags := r.body.strings("tags")
		if tags == nil {
			tags = []string{}
		}
		if err := checkTags(tags); err != nil {
			return "", err
		}
		volume := w.table("volumes").live(d.str("_of"))
		id := w.uuid()
		*d = object("id", id, "name", name, "created_at", w.now, "regions", []string{regionOf(volume)},
			"resource_id", volume.id, "resource_type", "volume", "min_disk_size", volume.get("size_gigabytes"),
			"size_gigabytes", 0.5, "tags", tags, "_of", volume.id)
		return id, nil
	},
	created: func(w *world, r *request, rec *record) { w.tagAll(rec, rec.strings("tags")) },
}

// volumeSnapshot finds a volume's snapshot in the request's path.
func (w *world) volumeSnapshot(r *request) (*record, error) {
	rec, err := w.existing(w.table("snapshots"), r.last())
	if err == nil && rec.str("resource_type") != "volume" {
		return nil, errNotFound
	}
	return rec, err
}

func getVolumeSnapshot(w *world, r *request) (*reply, error) {
	rec, err := w.volumeSnapshot(r)
	if err != nil {
		return nil, err
	}
	return answer(http.StatusOK, "snapshot", rec.raw()), nil
}

func deleteVolumeSnapshot(w *world, r *request) (*reply, error) {
	rec, err := w.volumeSnapshot(r)
	if err != nil {
		return nil, err
	}
	w.dropSnapshot(rec)
	return noContent(http.StatusNoContent), nil
}
