package sim

var snapshots = &kind{
	path: "/v2/snapshots",
	filter: func(w *world, r *request) (string, func(*record) bool, error) {
		kind := r.query.Get("resource_type")
		switch kind {
		case "":
			return "", nil, nil
		case "droplet", "volume":
			return "snapshots " + kind, func(rec *record) bool { return rec.str("resource_type") == kind }, nil
		}
		return "", nil, unprocessable("resource_type must be one of droplet, volume")
	},
	remove: func(w *world, r *request, rec *record) error {
		w.dropSnapshot(rec)
		return nil
	},
}

// dropSnapshot removes a snapshot; a droplet's is an image as well.
func (w *world) dropSnapshot(rec *record) {
	if img := w.table("images").live(rec.id); img != nil {
		w.dropImage(img)
		return
	}
	w.untagAll(rec)
	rec.table.remove(rec)
}
