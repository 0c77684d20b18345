package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

func sshKeyKind() *kind {
	return &kind{class: &luabind.Class{
		Doc: "A public key that droplets can be made with.",
		Methods: []luabind.Func{
			refetch[*client.SSHKey]("SSHKey"),
			{Name: "update_ssh_key", Doc: "Changes its name and returns its new state.", Result: "SSHKey",
				Params: []luabind.Param{{Name: "name", Type: luabind.StringType}},
				Run: func(c *luabind.Call) error {
					o, name := this(c), c.String(0)
					return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
						return o.r.(*client.SSHKey).UpdateSSHKey(ctx, name)
					})
				}},
			remove("Takes it off the account; droplets keep it.", (*client.SSHKey).Delete),
		},
	}}
}
