package tags

import (
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is tags and what carries them.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{tags},
		Ops: map[string]engine.Handler{
			"tags_create":             createTag,
			"tags_assign_resources":   tagResources((*engine.World).Tag),
			"tags_unassign_resources": tagResources((*engine.World).Untag),
		},
		Routes: []engine.Route{{ID: "tags_update", Method: "PUT", Path: "/v2/tags/{tag_id}", Serve: renameTag}},
	}
}
