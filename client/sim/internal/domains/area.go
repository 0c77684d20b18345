package domains

import (
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// area_domains is domains and their records.
func Area() engine.Area {
	return engine.Area{Kinds: []*engine.Kind{domains, domainRecords}}
}
