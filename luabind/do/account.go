package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

func accountClientMethods() []luabind.Func {
	return []luabind.Func{
		{Name: "fetch_account", Doc: "The account that the token belongs to.", Result: "Account", Run: func(c *luabind.Call) error {
			return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) { return cl.FetchAccount(ctx) })
		}},
	}
}

func accountKind() *kind {
	return &kind{class: &luabind.Class{
		Doc:       "The account that the token belongs to.",
		Constants: constants("STATUS_ACTIVE", client.AccountActive, "STATUS_WARNING", client.AccountWarning, "STATUS_LOCKED", client.AccountLocked),
		Methods:   []luabind.Func{refetch[*client.Account]("Account")},
	}}
}
