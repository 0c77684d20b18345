package do

import (
	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

// The resources without actions of their own.

func accountKind() *kind {
	return &kind{class: &luabind.Class{
		Doc:       "The account that the token belongs to.",
		Constants: constants("STATUS_ACTIVE", client.AccountActive, "STATUS_WARNING", client.AccountWarning, "STATUS_LOCKED", client.AccountLocked),
		Methods:   []luabind.Func{refetch[*client.Account]("Account")},
	}}
}

func backupWindowKind() *kind {
	return &kind{class: &luabind.Class{Doc: "When a backup is made."}, times: []string{"start", "end"}}
}

func kernelKind() *kind {
	return &kind{class: &luabind.Class{Doc: "What droplets of old were started with."}}
}

func networksKind() *kind {
	return &kind{
		class: &luabind.Class{Doc: "The addresses of a droplet."},
		lists: map[string]func(client.Resource) []client.Resource{
			"v4": typedList((*client.Networks).V4),
			"v6": typedList((*client.Networks).V6),
		},
	}
}

func interfaceKind() *kind {
	return &kind{class: &luabind.Class{
		Doc: "One address of a droplet.",
		Properties: []luabind.Property{
			property("ip_version", "integer", "4 or 6.", func(_ *luabind.Call, n *client.NetworkInterface) luabind.Value {
				return luabind.Number(float64(n.IPVersion()))
			}),
		},
	}}
}

func regionKind() *kind {
	return &kind{class: &luabind.Class{Doc: "Where resources can be."}}
}

func sizeKind() *kind {
	return &kind{class: &luabind.Class{Doc: "What a droplet has and costs."}}
}
