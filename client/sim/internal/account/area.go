package account

import (
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is the account, what can be bought, its SSH keys and its actions.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{actions, sshKeys},
		Ops: map[string]engine.Handler{
			"account_get":  getAccount,
			"regions_list": listOffers("regions", regionDocs),
			"sizes_list":   listOffers("sizes", sizeDocs),
		},
		Routes: oauthRoutes,
	}
}
