package droplets

import (
	"maps"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is droplets with their images, snapshots, backups and actions.
func Area() engine.Area {
	ops := map[string]engine.Handler{
		"droplets_create":                         createDroplets,
		"droplets_destroy_byTag":                  destroyTagged,
		"droplets_list_snapshots":                 dropletImages("snapshots", "snapshot"),
		"droplets_list_backups":                   dropletImages("backups", "backup"),
		"droplets_list_kernels":                   dropletKernels,
		"droplets_list_neighbors":                 dropletNeighbors,
		"droplets_list_neighborsIds":              neighborIDs,
		"droplets_get_backup_policy":              getBackupPolicy,
		"droplets_list_backup_policies":           listBackupPolicies,
		"droplets_list_supported_backup_policies": supportedPolicies,
		"dropletActions_post_byTag":               actByTag,

		"droplets_list_associatedResources":                 listAssociated,
		"droplets_destroy_withAssociatedResourcesSelective": destroySelected,
		"droplets_destroy_withAssociatedResourcesDangerous": destroyAll,
		"droplets_destroy_retryWithAssociatedResources":     retryDestroy,
		"droplets_get_DestroyAssociatedResourcesStatus":     destroyStatus,
	}
	maps.Copy(ops, dropletActions())
	maps.Copy(ops, imageActions())
	maps.Copy(ops, transferOps())
	steps := map[string]engine.Step{
		"droplets.backup": planned, "droplets.back_up": backedUp, "droplets.network": connected, "droplets.status": turned, "droplets.remove": removed,
		"droplets.import": imported, "droplets.tear_down": tornDown, "droplets.transfer": transferred, "droplets.convert": converted,
	}
	for kind, a := range dropletActs() {
		if a.effect != nil {
			steps[effectOf(kind)] = a.effect
		}
	}
	return engine.Area{
		Kinds:  []*engine.Kind{droplets, images, snapshots},
		Ops:    ops,
		Routes: []engine.Route{{ID: "droplets_list_neighbors_report", Method: "GET", Path: "/v2/reports/droplet_neighbors", Serve: neighborReport}},
		Steps:  steps,
		On: []engine.Hook{
			{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) {
				seedImages(w)
				premakeDroplets(w, w.Settings.Droplets)
				premakeActions(w, w.Settings.Actions)
			}},
			{Event: engine.Tagged, Table: "images", Do: func(w *engine.World, rec *engine.Record) {
				if snap := w.Table("snapshots").Live(rec.ID); snap != nil {
					snap.Set("tags", rec.Get("tags"))
				}
			}},
		},
	}
}
