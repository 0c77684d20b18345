package do

import (
	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

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
