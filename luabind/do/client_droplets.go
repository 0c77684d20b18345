package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

// dropletOptions are the optional arguments of droplet creations; any other
// field that the API knows passes through.
var dropletOptions = []luabind.Param{
	{Name: "ssh_keys", Type: orNull(sshKeyList), Option: true},
	{Name: "backups", Type: orNull(luabind.BooleanType), Option: true},
	{Name: "ipv6", Type: orNull(luabind.BooleanType), Option: true},
	{Name: "private_networking", Type: orNull(luabind.BooleanType), Option: true},
	{Name: "user_data", Type: orNull(luabind.StringType), Option: true},
	extraParam,
}

func moreDropletFields() []luabind.Param {
	return operation.BodyParams("droplets_create", "name", "names", "image", "size", "region", "ssh_keys", "backups", "ipv6", "private_networking", "user_data")
}

// dropletRequest reads what both creations have in common.
func dropletRequest(c *luabind.Call) (client.DropletRequest, error) {
	r := client.DropletRequest{
		Image: imageOf(c.Named("image")),
		Size:  textOf(c.Named("size")),
	}
	body, err := operation.Body(c, "droplets_create")
	if err != nil {
		return r, err
	}
	for _, name := range []string{"region", "ssh_keys", "backups", "ipv6", "private_networking", "user_data"} {
		v := c.Named(name)
		keys, isList := v.AsTable()
		switch flag, isFlag := v.AsBool(); {
		case v.IsNil():
		case isNull(c, v):
			body[name] = nil
		case isFlag:
			body[name] = flag
		case isList:
			refs := []client.Ref{}
			for i := 1; i <= keys.Len(); i++ {
				refs = append(refs, sshKeyOf(keys.At(i)))
			}
			body[name] = refs
		default:
			body[name] = textOf(v)
		}
	}
	r.Extra = body
	return r, nil
}

func dropletClientMethods() []luabind.Func {
	text := func(c *luabind.Call, i int) string { return c.String(i) }
	return []luabind.Func{
		fetchMethod("fetch_droplet", "Asks for a droplet by its id.", "Droplet", dropletID, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchDroplet(ctx, idOf(v))
		}),
		listMethod("fetch_all_droplets", "The droplets of the account. GPU droplets come with type=\"gpus\" only.", "Droplet", func(c *luabind.Call, cl *client.Client) *client.Pager[*client.Droplet] {
			return cl.FetchAllDroplets(client.DropletFilter{TagName: text(c, 0), Name: text(c, 1), Type: text(c, 2)})
		},
			luabind.Param{Name: "tag_name", Type: tagName, Optional: true},
			luabind.Param{Name: "name", Type: luabind.StringType, Optional: true},
			luabind.Param{Name: "type", Type: luabind.EnumType("droplets", "gpus"), Optional: true}),
		{Name: "create_droplet", Doc: "Makes a droplet and returns it as it is then: new.", Result: "Droplet", Op: "droplets_create",
			Params: params([]luabind.Param{
				{Name: "name", Type: luabind.StringType},
				{Name: "image", Type: imageRef},
				{Name: "size", Type: sizeSlug},
				{Name: "region", Type: orNull(regionSlug), Optional: true, Doc: "the API chooses if it is not given"},
			}, dropletOptions),
			More: moreDropletFields,
			Run: func(c *luabind.Call) error {
				r, err := dropletRequest(c)
				if err != nil {
					return err
				}
				r.Name = c.String(0)
				return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
					return cl.CreateDroplet(ctx, r)
				})
			}},
		{Name: "create_multiple_droplets", Doc: "Makes a droplet for each name, any number of them, and returns the list in the order of the names. What was made before an error is in the error's created.", Result: "Droplet[]", Op: "droplets_create",
			Params: params([]luabind.Param{
				{Name: "names", Type: luabind.ListOf(luabind.StringType, "a list of strings")},
				{Name: "image", Type: imageRef},
				{Name: "size", Type: sizeSlug},
				{Name: "region", Type: orNull(regionSlug), Optional: true, Doc: "the API chooses if it is not given"},
			}, dropletOptions),
			More: moreDropletFields,
			Run: func(c *luabind.Call) error {
				r, err := dropletRequest(c)
				if err != nil {
					return err
				}
				var names []string
				t, _ := c.Arg(0).AsTable()
				for i := 1; i <= t.Len(); i++ {
					names = append(names, textOf(t.At(i)))
				}
				m := managerOf(c)
				cl, err := m.get()
				if err != nil {
					return err
				}
				var made []*client.Droplet
				if err := m.block(c, func(ctx context.Context) (err error) {
					made, err = cl.CreateMultipleDroplets(ctx, names, r)
					return err
				}); err != nil {
					return err
				}
				return c.Return(list(m, c, made))
			}},
		{Name: "fetch_all_droplet_neighbors", Doc: "The groups of droplets that share hardware, as lists of Droplets.", Result: "Iterator<Droplet[]>", Run: func(c *luabind.Call) error {
			m := managerOf(c)
			cl, err := m.get()
			if err != nil {
				return err
			}
			var groups [][]*client.Droplet
			asked := false
			return c.Return(c.Iterate(luabind.IterFunc(func(c *luabind.Call) (luabind.Value, error) {
				if !asked {
					asked = true
					if err := m.block(c, func(ctx context.Context) (err error) {
						groups, err = cl.FetchAllDropletNeighbors(ctx)
						return err
					}); err != nil {
						return luabind.Nil, err
					}
				}
				if len(groups) == 0 {
					return luabind.Nil, nil
				}
				group := groups[0]
				groups = groups[1:]
				return list(m, c, group), nil
			})))
		}},
		{Name: "wait_droplets", Doc: "Waits for droplets and yields each as soon as it meets the condition. Give exactly one of status, locked and ready.", Result: "Iterator<Droplet>",
			Params: params([]luabind.Param{{Name: "droplets", Type: dropletList}}, dropletConditions, timing),
			Run: func(c *luabind.Call) error {
				m := managerOf(c)
				cond, err := dropletCondition(c)
				if err != nil {
					return err
				}
				opts, err := m.waitOptions(c)
				if err != nil {
					return err
				}
				cl, err := m.get()
				if err != nil {
					return err
				}
				droplets := resources(c.Arg(0), cl.Droplet)
				return c.Return(c.Iterate(&waiting[*client.Droplet]{m: m, w: cl.WaitDroplets(droplets, cond, opts...)}))
			}},
	}
}

func actionClientMethods() []luabind.Func {
	return []luabind.Func{
		fetchMethod("fetch_action", "Asks for an action by its id.", "Action", actionID, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchAction(ctx, idOf(v))
		}),
		{Name: "fetch_last_action", Doc: "The newest action of the account, nil if there is none.", Result: "Action?", Run: func(c *luabind.Call) error {
			return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) { return cl.FetchLastAction(ctx) })
		}},
		listMethod("fetch_all_actions", "All actions of the account.", "Action", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Action] {
			return cl.FetchAllActions()
		}),
		{Name: "wait_actions", Doc: "Waits for actions and yields each as soon as it has ended.", Result: "Iterator<Action>",
			Params: params([]luabind.Param{{Name: "actions", Type: actionList}, checkParam}, timing),
			Run: func(c *luabind.Call) error {
				m := managerOf(c)
				opts, err := m.waitOptions(c)
				if err != nil {
					return err
				}
				cl, err := m.get()
				if err != nil {
					return err
				}
				actions := resources(c.Arg(0), cl.Action)
				return c.Return(c.Iterate(&waiting[*client.Action]{m: m, w: cl.WaitActions(actions, opts...)}))
			}},
		{Name: "wait_actions_on_objects", Doc: "Waits until nothing is being done to objects and yields each as it then is.", Result: "Iterator<Droplet|Image|FloatingIP>",
			Params: params([]luabind.Param{{Name: "objects", Type: listOf("", "a list of Droplets, Images or FloatingIPs")}, checkParam}, timing),
			Run: func(c *luabind.Call) error {
				m := managerOf(c)
				opts, err := m.waitOptions(c)
				if err != nil {
					return err
				}
				cl, err := m.get()
				if err != nil {
					return err
				}
				all := resources[client.Resource](c.Arg(0), nil)
				for i, r := range all {
					if _, ok := r.(actionable); !ok {
						return luabind.TypeErrorf("wait_actions_on_objects: element %d of 'objects' is %s, which nothing can be done to", i+1, article(r.Base().Class().Name))
					}
				}
				return c.Return(c.Iterate(&waiting[client.Resource]{m: m, w: cl.WaitActionsOnObjects(all, opts...)}))
			}},
	}
}
