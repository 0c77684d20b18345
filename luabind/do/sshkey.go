package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

func sshKeyKind() *kind {
	return &kind{class: &luabind.Class{
		Doc: "A public key that droplets can be made with.",
		Methods: []luabind.Func{
			refetch[*client.SSHKey]("SSHKey"),
			{Name: "update_ssh_key", Doc: "Changes its name and returns its new state.", Result: "SSHKey",
				Params: []luabind.Param{{Name: "name", Type: nameType}, extraParam}, Run: rename((*client.SSHKey).Update)},
			remove("Takes it off the account; droplets keep it.", (*client.SSHKey).Delete),
		},
	}}
}

func keyClientMethods() []luabind.Func {
	return []luabind.Func{
		fetchMethod("fetch_ssh_key", "Asks for a key by its id or fingerprint, in any case.", "SSHKey", sshKeyRef, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchSSHKey(ctx, sshKeyOf(v))
		}),
		listMethod("fetch_all_ssh_keys", "The account's keys.", "SSHKey", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.SSHKey] {
			return cl.FetchAllSSHKeys()
		}),
		{Name: "create_ssh_key", Doc: "Adds a key to the account.", Result: "SSHKey", Op: "sshKeys_create",
			Params: []luabind.Param{{Name: "name", Type: nameType}, {Name: "public_key", Type: nameType, Doc: "as it stands in authorized_keys"}, extraParam},
			Run: func(c *luabind.Call) error {
				more, err := operation.Body(c, "sshKeys_create")
				if err != nil {
					return err
				}
				name, key := c.Named("name").Text(), c.Named("public_key").Text()
				return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
					return cl.CreateSSHKey(ctx, name, key, more)
				})
			}},
	}
}
