package account

import (
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

var actions = &engine.Kind{Path: "/v2/actions", Show: engine.ShowAction}
