package sim

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// volumeActions are the actions on a volume that the path names.
func volumeActions() map[string]handler {
	find := func(w *world, r *request) (*record, error) {
		return w.visible(w.table("volumes"), r.param("volume_id"))
	}
	return actionsOn("/v2/volumes/{volume_id}/actions", find, func(rec *record) string { return volumeKey(rec.id) },
		func(w *world, r *request) (*reply, error) {
			rec, err := find(w, r)
			if err != nil {
				return nil, err
			}
			return w.actOnVolume(r, rec)
		})
}

// volumeActionByName acts on the volume that the body names; it can be moved
// only, not resized.
func volumeActionByName(w *world, r *request) (*reply, error) {
	kind, name := r.body.str("type"), r.body.str("volume_name")
	if kind != "attach" && kind != "detach" {
		return nil, badType(kind)
	}
	if name == "" {
		return nil, unprocessable("volume_name is required")
	}
	var rec *record
	if region := r.body.str("region"); region != "" {
		rec = w.findVolume(name, region)
	} else {
		w.table("volumes").all(func(v *record) bool {
			if v.str("name") == name {
				rec = v
			}
			return rec == nil
		})
	}
	if rec == nil {
		return nil, errNotFound
	}
	return w.actOnVolume(r, rec)
}

func (w *world) actOnVolume(r *request, rec *record) (*reply, error) {
	t, err := w.volumeTask(rec, &r.body)
	if err != nil {
		return nil, err
	}
	t.on, t.resource, t.id, t.region = volumeKey(rec.id), "backend", null, regionOf(rec)
	return w.oneAction(r, http.StatusAccepted, w.start(t)), nil
}

func (w *world) volumeTask(rec *record, body *document) (task, error) {
	kind := body.str("type")
	attached := rec.integers("droplet_ids")
	switch {
	case kind != "attach" && kind != "detach" && kind != "resize":
		return task{}, badType(kind)
	case w.pending(volumeKey(rec.id)):
		return task{}, unprocessable("Volume already has a pending event.")
	}
	if kind == "resize" {
		size := body.integer("size_gigabytes")
		switch {
		case size <= rec.integer("size_gigabytes"):
			return task{}, unprocessable("new size must be larger than the current size")
		case size > maxVolumeSize:
			return task{}, unprocessable("size_gigabytes must be between 1 and %d", maxVolumeSize)
		}
		return task{kind: kind, takes: w.between(4*time.Second, 8*time.Second), done: func() bool {
			rec.set("size_gigabytes", size)
			return true
		}}, nil
	}
	id := body.integer("droplet_id")
	droplet := w.table("droplets").live(strconv.FormatInt(id, 10))
	switch {
	case !body.has("droplet_id"):
		return task{}, unprocessable("droplet_id is required")
	case droplet == nil:
		return task{}, errNotFound
	case w.pending(dropletKey(droplet.id)):
		return task{}, errPending
	}
	volumes := droplet.strings("volume_ids")
	if kind == "detach" {
		if !slices.Contains(attached, id) {
			return task{}, unprocessable("Volume is not attached to the Droplet.")
		}
		return task{kind: kind, takes: w.between(4*time.Second, 8*time.Second), done: func() bool {
			rec.set("droplet_ids", []int64{})
			droplet.set("volume_ids", slices.DeleteFunc(droplet.strings("volume_ids"), func(v string) bool { return v == rec.id }))
			return true
		}}, nil
	}
	switch {
	case len(attached) > 0:
		return task{}, unprocessable("volume is already attached to a droplet")
	case regionOf(droplet) != regionOf(rec):
		return task{}, unprocessable("The volume and the Droplet must be in the same region.")
	case len(volumes) >= maxVolumes:
		return task{}, unprocessable("a droplet can have at most %d volumes", maxVolumes)
	}
	return task{kind: kind, takes: w.between(9*time.Second, 13*time.Second), done: func() bool {
		if droplet.deleted {
			return false
		}
		rec.set("droplet_ids", []int64{id})
		droplet.set("volume_ids", append(droplet.strings("volume_ids"), rec.id))
		return true
	}}, nil
}
