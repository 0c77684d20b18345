package vpcs

import (
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// area_vpcs is VPCs and their members.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{vpcs},
		Ops:   map[string]engine.Handler{"vpcs_list_members": listMembers},
		On:    []engine.Hook{{Event: engine.Seeded, Do: seedVPCs}},
	}
}
