package droplets

import (
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

var snapshots = &engine.Kind{
	Path: "/v2/snapshots",
	Filter: func(w *engine.World, r *engine.Request) (string, func(*engine.Record) bool, error) {
		kind := r.Query.Get("resource_type")
		switch kind {
		case "":
			return "", nil, nil
		case "droplet", "volume":
			return "snapshots " + kind, func(rec *engine.Record) bool { return rec.Str("resource_type") == kind }, nil
		}
		return "", nil, engine.Unprocessable("resource_type must be one of droplet, volume")
	},
	FilterFields: []string{"resource_type"},
	Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error {
		dropSnapshot(w, rec)
		return nil
	},
}

// dropSnapshot removes a snapshot; a droplet's is an image as well.
func dropSnapshot(w *engine.World, rec *engine.Record) {
	if img := w.Table("images").Live(rec.ID); img != nil {
		dropImage(w, img)
		return
	}
	w.Remove(rec)
}
