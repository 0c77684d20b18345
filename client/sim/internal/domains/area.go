package domains

import (
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is domains and their records.
func Area() engine.Area {
	return engine.Area{Kinds: []*engine.Kind{domains, domainRecords}}
}
