package sim

import (
	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/sim/internal/account"
	"github.com/doapi-lua/doapi/client/sim/internal/apps"
	"github.com/doapi-lua/doapi/client/sim/internal/autoscale"
	"github.com/doapi-lua/doapi/client/sim/internal/billing"
	"github.com/doapi-lua/doapi/client/sim/internal/certificates"
	"github.com/doapi-lua/doapi/client/sim/internal/connect"
	"github.com/doapi-lua/doapi/client/sim/internal/databases"
	"github.com/doapi-lua/doapi/client/sim/internal/domains"
	"github.com/doapi-lua/doapi/client/sim/internal/droplets"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
	"github.com/doapi-lua/doapi/client/sim/internal/firewalls"
	"github.com/doapi-lua/doapi/client/sim/internal/genai"
	"github.com/doapi-lua/doapi/client/sim/internal/inference"
	"github.com/doapi-lua/doapi/client/sim/internal/kubernetes"
	"github.com/doapi-lua/doapi/client/sim/internal/loadbalancers"
	"github.com/doapi-lua/doapi/client/sim/internal/marketplace"
	"github.com/doapi-lua/doapi/client/sim/internal/monitoring"
	"github.com/doapi-lua/doapi/client/sim/internal/natgateways"
	"github.com/doapi-lua/doapi/client/sim/internal/nfs"
	"github.com/doapi-lua/doapi/client/sim/internal/projects"
	"github.com/doapi-lua/doapi/client/sim/internal/registries"
	"github.com/doapi-lua/doapi/client/sim/internal/reservedips"
	"github.com/doapi-lua/doapi/client/sim/internal/security"
	"github.com/doapi-lua/doapi/client/sim/internal/serverless"
	"github.com/doapi-lua/doapi/client/sim/internal/spaces"
	"github.com/doapi-lua/doapi/client/sim/internal/tags"
	"github.com/doapi-lua/doapi/client/sim/internal/volumes"
	"github.com/doapi-lua/doapi/client/sim/internal/vpcs"
)

var areasOnce lazy.Value[*engine.API]

// areas is everything that is simulated. It is put together when the first
// request comes. A new world is filled in this order, and it is the order in
// which hooks are called.
func areas() *engine.API {
	return areasOnce.Get(func() *engine.API {
		return engine.Compile(
			account.Area(),
			tags.Area(),
			projects.Area(),
			vpcs.Area(),
			droplets.Area(),
			volumes.Area(),
			reservedips.Area(),
			domains.Area(),
			databases.Area(),
			billing.Area(),
			apps.Area(),
			inference.Area(),
			autoscale.Area(),
			genai.Area(),
			connect.Area(),
			marketplace.Area(),
			security.Area(),
			serverless.Area(),
			nfs.Area(),
			firewalls.Area(),
			certificates.Area(),
			loadbalancers.Area(),
			kubernetes.Area(),
			natgateways.Area(),
			spaces.Area(),
			monitoring.Area(),
			registries.Area(),
		)
	})
}
