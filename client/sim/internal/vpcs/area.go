// Package vpcs simulates VPCs, their members and the peerings between them.
package vpcs

import "github.com/doapi-lua/doapi/client/sim/internal/engine"

// Area is VPCs and their peerings.
func Area() engine.Area {
	return engine.Area{
		Declined: map[string]string{
			"vpcs_list_routes": "the networks here have no routes of their own",
		},
		Kinds: []*engine.Kind{vpcs, peeringKind},
		Steps: map[string]engine.Step{"vpcs.provide": provided},
		Ops: map[string]engine.Handler{
			"vpcs_list_members":    listMembers,
			"vpcs_list_peerings":   peeringsOf,
			"vpcs_create_peerings": createPeering,
			"vpcs_patch_peerings":  patchPeering,
			"vpcPeerings_delete":   deletePeering,
		},
		On: []engine.Hook{{Event: engine.Seeded, Do: seedVPCs}},
	}
}
