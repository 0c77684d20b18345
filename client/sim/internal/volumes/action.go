package volumes

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// volumeActions are the actions on a volume that the path names.
func volumeActions() map[string]engine.Handler {
	find := func(w *engine.World, r *engine.Request) (*engine.Record, error) {
		return w.Visible(w.Table("volumes"), r.Param("volume_id"))
	}
	return engine.ActionsOn("/v2/volumes/{volume_id}/actions", find, func(rec *engine.Record) string { return engine.VolumeKey(rec.ID) },
		func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
			rec, err := find(w, r)
			if err != nil {
				return nil, err
			}
			return actOnVolume(w, r, rec)
		})
}

// volumeActionByName acts on the volume that the body names; it can be moved
// only, not resized.
func volumeActionByName(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	kind, name := r.Body.Str("type"), r.Body.Str("volume_name")
	if kind != "attach" && kind != "detach" {
		return nil, engine.BadType(kind, "attach", "detach")
	}
	if name == "" {
		return nil, engine.Unprocessable("volume_name is required")
	}
	var rec *engine.Record
	if region := r.Body.Str("region"); region != "" {
		rec = findVolume(w, name, region)
	} else {
		rec = w.Named("volumes", name)
	}
	if rec == nil {
		return nil, engine.ErrNotFound
	}
	return actOnVolume(w, r, rec)
}

func actOnVolume(w *engine.World, r *engine.Request, rec *engine.Record) (*engine.Reply, error) {
	t, err := volumeTask(w, rec, &r.Body)
	if err != nil {
		return nil, err
	}
	t.On, t.ResourceType, t.ID, t.Region = engine.VolumeKey(rec.ID), "backend", engine.Null, engine.RegionOf(rec)
	return w.OneAction(r, http.StatusAccepted, w.Start(t)), nil
}

func volumeTask(w *engine.World, rec *engine.Record, body *engine.Document) (engine.Action, error) {
	kind := body.Str("type")
	at := rec.Integers("droplet_ids")
	switch {
	case kind != "attach" && kind != "detach" && kind != "resize":
		return engine.Action{}, engine.BadType(kind, "attach", "detach", "resize")
	case w.Pending(engine.VolumeKey(rec.ID)):
		return engine.Action{}, engine.Unprocessable("Volume already has a pending event.")
	}
	if kind == "resize" {
		size := body.Integer("size_gigabytes")
		switch {
		case size <= rec.Integer("size_gigabytes"):
			return engine.Action{}, engine.Unprocessable("new size must be larger than the current size")
		case size > maxVolumeSize:
			return engine.Action{}, engine.Unprocessable("size_gigabytes must be between 1 and %d", maxVolumeSize)
		}
		return engine.Action{Kind: kind, Takes: w.Between(4*time.Second, 8*time.Second),
			Then: "volumes.resize", For: rec, Args: []string{strconv.FormatInt(size, 10)}}, nil
	}
	id := body.Integer("droplet_id")
	droplet := w.Table("droplets").Live(strconv.FormatInt(id, 10))
	switch {
	case !body.Has("droplet_id"):
		return engine.Action{}, engine.Unprocessable("droplet_id is required")
	case droplet == nil:
		return engine.Action{}, engine.ErrNotFound
	case w.Pending(engine.DropletKey(droplet.ID)):
		return engine.Action{}, engine.ErrPending
	}
	volumes := droplet.Strings("volume_ids")
	if kind == "detach" {
		if !slices.Contains(at, id) {
			return engine.Action{}, engine.Unprocessable("Volume is not attached to the Droplet.")
		}
		return engine.Action{Kind: kind, Takes: w.Between(4*time.Second, 8*time.Second),
			Then: "volumes.detach", For: rec, Args: []string{droplet.ID}}, nil
	}
	switch {
	case len(at) > 0:
		return engine.Action{}, engine.Unprocessable("volume is already attached to a droplet")
	case engine.RegionOf(droplet) != engine.RegionOf(rec):
		return engine.Action{}, engine.Unprocessable("The volume and the Droplet must be in the same region.")
	case len(volumes) >= engine.MaxVolumes:
		return engine.Action{}, engine.Unprocessable("a droplet can have at most %d volumes", engine.MaxVolumes)
	}
	return engine.Action{Kind: kind, Takes: w.Between(9*time.Second, 13*time.Second),
		Then: "volumes.attach", For: rec, Args: []string{droplet.ID}}, nil
}

// The steps in which actions have their effect. Their arguments are the new size,
// and the droplet.

func resized(_ *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Put("size_gigabytes", engine.Raw(args[0]))
	return true
}

func attached(w *engine.World, rec *engine.Record, args []string) bool {
	droplet := w.Find("droplets", args[0])
	if rec == nil || droplet == nil {
		return false
	}
	rec.Set("droplet_ids", []engine.Raw{droplet.Get("id")})
	droplet.Set("volume_ids", append(droplet.Strings("volume_ids"), rec.ID))
	return true
}

func detached(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("droplet_ids", []int64{})
	if droplet := w.Table("droplets").ByID[args[0]]; droplet != nil {
		droplet.Set("volume_ids", slices.DeleteFunc(droplet.Strings("volume_ids"), func(v string) bool { return v == rec.ID }))
	}
	return true
}
