package volumes

import (
	"net/http"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const maxVolumeSize = 16384 // GiB

var volumes = &engine.Kind{
	Path: "/v2/volumes",
	Filter: func(w *engine.World, r *engine.Request) (string, func(*engine.Record) bool, error) {
		name, region := r.Query.Get("name"), r.Query.Get("region")
		return "volumes " + engine.EncodeAll(name, region), func(rec *engine.Record) bool {
			return (name == "" || rec.Str("name") == name) && (region == "" || engine.RegionOf(rec) == region)
		}, nil
	},
	FilterFields: []string{"name", "region", "_region"},
	Create:       createVolume,
	Created:      func(w *engine.World, r *engine.Request, rec *engine.Record) { w.TagAll(rec, rec.Strings("tags")) },
	Delete:       removeVolume,
}

func createVolume(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	name := r.Body.Str("name")
	slug, size := r.Body.Str("region"), r.Body.Integer("size_gigabytes")
	if id := r.Body.Str("snapshot_id"); id != "" {
		snap := w.Table("snapshots").Live(id)
		if snap == nil || snap.Str("resource_type") != "volume" {
			return "", engine.ErrNotFound
		}
		if slug == "" {
			slug = snap.Strings("regions")[0]
		}
		size = max(size, snap.Integer("min_disk_size"))
	}
	region := engine.Offered().Region(slug)
	tags := r.Body.Strings("tags")
	if tags == nil {
		tags = []string{}
	}
	switch {
	case !engine.IsVolumeName(name):
		return "", engine.Unprocessable("name must begin with a lower-case letter, be at most 64 long, and hold only lower-case letters, digits and dashes")
	case region == nil:
		return "", engine.BadRegion("region is invalid")
	case size < 1 || size > maxVolumeSize:
		return "", engine.Unprocessable("size_gigabytes must be between 1 and %d", maxVolumeSize)
	case findVolume(w, name, region.Slug) != nil:
		return "", engine.Conflict("a volume with the name %s already exists in the region", name)
	}
	if err := engine.CheckTags(tags); err != nil {
		return "", err
	}
	id := w.UUID()
	*d = engine.Object("id", id, "name", name, "created_at", w.Now, "description", r.Body.Str("description"),
		"droplet_ids", engine.Raw("[]"), "region", region.Doc, "size_gigabytes", size,
		"filesystem_type", r.Body.Str("filesystem_type"), "filesystem_label", r.Body.Str("filesystem_label"),
		"tags", tags, "_region", region.Slug)
	return id, nil
}

func removeVolume(w *engine.World, r *engine.Request, rec *engine.Record) error {
	if len(rec.Integers("droplet_ids")) > 0 {
		return engine.Conflict("failed to delete volume: the volume is attached to a droplet")
	}
	if w.Pending(engine.VolumeKey(rec.ID)) {
		return engine.Conflict("failed to delete volume: an action on it is in progress")
	}
	return nil
}

// findVolume finds a volume by name, which is unique in a region.
func findVolume(w *engine.World, name, region string) *engine.Record {
	for _, rec := range w.Table("volumes").Where("name", name) {
		if !rec.Deleted && engine.RegionOf(rec) == region {
			return rec
		}
	}
	return nil
}

func deleteVolumeByName(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	name, region := r.Query.Get("name"), r.Query.Get("region")
	if name == "" || region == "" {
		return nil, engine.Unprocessable("name and region are required")
	}
	rec := findVolume(w, name, region)
	if rec == nil {
		return nil, engine.ErrNotFound
	}
	if err := removeVolume(w, r, rec); err != nil {
		return nil, err
	}
	w.Remove(rec)
	return engine.NoContent(http.StatusNoContent), nil
}

// volumeSnapshots are those of one volume.
var volumeSnapshots = &engine.Kind{
	Path:  "/v2/volumes/{volume_id}/snapshots",
	Table: "snapshots",
	Parent: func(w *engine.World, r *engine.Request) (string, error) {
		rec, err := w.Existing(w.Table("volumes"), r.Param("volume_id"))
		if err != nil {
			return "", err
		}
		return rec.ID, nil
	},
	Create:  createSnapshot,
	Created: func(w *engine.World, r *engine.Request, rec *engine.Record) { w.TagAll(rec, rec.Strings("tags")) },
}

func createSnapshot(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	name := r.Body.Str("name")
	if name == "" {
		return "", engine.Unprocessable("name is required")
	}
	tags := r.Body.Strings("tags")
	if tags == nil {
		tags = []string{}
	}
	if err := engine.CheckTags(tags); err != nil {
		return "", err
	}
	volume := w.Table("volumes").Live(d.Str("_of"))
	// Of any volume: the CSI driver counts on it, and tells its caller by it that
	// another volume has a snapshot of that name.
	// https://github.com/digitalocean/csi-digitalocean/blob/master/driver/controller.go
	if len(w.Table("snapshots").Where("resource_type", "volume", "name", name)) > 0 {
		return "", engine.Conflict("a snapshot with the name %s already exists", name)
	}
	id := w.UUID()
	*d = engine.Object("id", id, "name", name, "created_at", w.Now, "regions", []string{engine.RegionOf(volume)},
		"resource_id", volume.ID, "resource_type", "volume", "min_disk_size", volume.Get("size_gigabytes"),
		"size_gigabytes", 0.5, "tags", tags, "_of", volume.ID)
	return id, nil
}

// volumeSnapshot finds a volume's snapshot in the request's path.
func volumeSnapshot(w *engine.World, r *engine.Request) (*engine.Record, error) {
	rec, err := w.Existing(w.Table("snapshots"), r.Last())
	if err == nil && rec.Str("resource_type") != "volume" {
		return nil, engine.ErrNotFound
	}
	return rec, err
}

func getVolumeSnapshot(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := volumeSnapshot(w, r)
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "snapshot", rec.Raw()), nil
}

func deleteVolumeSnapshot(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := volumeSnapshot(w, r)
	if err != nil {
		return nil, err
	}
	w.Remove(rec)
	return engine.NoContent(http.StatusNoContent), nil
}
