package volumes

import (
	"maps"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is volumes, their actions and their snapshots.
func Area() engine.Area {
	ops := map[string]engine.Handler{
		"volumes_delete_byName":       deleteVolumeByName,
		"volumeActions_post":          volumeActionByName,
		"volumeSnapshots_get_byId":    getVolumeSnapshot,
		"volumeSnapshots_delete_byId": deleteVolumeSnapshot,
	}
	maps.Copy(ops, volumeActions())
	return engine.Area{
		Kinds: []*engine.Kind{volumes, volumeSnapshots},
		Ops:   ops,
		Steps: map[string]engine.Step{"volumes.resize": resized, "volumes.attach": attached, "volumes.detach": detached},
	}
}
