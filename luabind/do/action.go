package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

func actionKind() *kind {
	is := func(name, doc string, f func(*client.Action) bool) luabind.Property {
		return property(name, "boolean", doc, func(_ *luabind.Call, a *client.Action) luabind.Value { return luabind.Bool(f(a)) })
	}
	return &kind{
		class: &luabind.Class{
			Doc: "Something that is being done to a resource, or was.",
			Constants: constants("STATUS_IN_PROGRESS", client.ActionInProgress,
				"STATUS_COMPLETED", client.ActionCompleted, "STATUS_ERRORED", client.ActionErrored),
			Properties: []luabind.Property{
				is("completed", "Whether it ended well.", (*client.Action).Completed),
				is("in_progress", "Whether it lasts.", (*client.Action).InProgress),
				is("done", "Whether it ended, well or not.", (*client.Action).Done),
				is("errored", "Whether it failed.", (*client.Action).Errored),
			},
			Methods: []luabind.Func{
				refetch[*client.Action]("Action"),
				{Name: "fetch_resource", Doc: "What it acts on, as that is now; nil when that is gone.", Result: "Droplet|Image|FloatingIP|nil", Run: func(c *luabind.Call) error {
					o := this(c)
					return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
						return o.r.(*client.Action).FetchResource(ctx)
					})
				}},
				{Name: "wait", Doc: "Waits until it has ended and returns it as it then is; nil when it is gone.", Result: "Action?",
					Params: params([]luabind.Param{checkParam}, timing),
					Run:    runWaitOfAction},
				{Name: "raise_for_error", Doc: "Raises an ActionError if it failed.", Run: func(c *luabind.Call) error {
					o := this(c)
					return o.m.fail(o.r.(*client.Action).RaiseForError())
				}},
			},
		},
		typed: map[string]func(client.Resource) client.Resource{"region": typed((*client.Action).Region)},
	}
}

func runWaitOfAction(c *luabind.Call) error {
	o := this(c)
	opts, err := o.m.waitOptions(c)
	if err != nil {
		return err
	}
	cl, err := o.m.get()
	if err != nil {
		return err
	}
	return single(o.m, c, cl.WaitActions([]*client.Action{o.r.(*client.Action)}, opts...))
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
			Run:    runWaitActions},
		{Name: "wait_actions_on_objects", Doc: "Waits until nothing is being done to objects and yields each as it then is.", Result: "Iterator<Droplet|Image|FloatingIP>",
			Params: params([]luabind.Param{{Name: "objects", Type: listOf("", "a list of Droplets, Images or FloatingIPs")}, checkParam}, timing),
			Run:    runWaitActionsOnObjects},
	}
}

func runWaitActions(c *luabind.Call) error {
	m := managerOf(c)
	opts, err := m.waitOptions(c)
	if err != nil {
		return err
	}
	cl, err := m.get()
	if err != nil {
		return err
	}
	actions := resources(c.Named("actions"), cl.Action)
	return c.Return(c.Iterate(&waiting[*client.Action]{m: m, w: cl.WaitActions(actions, opts...)}))
}

func runWaitActionsOnObjects(c *luabind.Call) error {
	m := managerOf(c)
	opts, err := m.waitOptions(c)
	if err != nil {
		return err
	}
	cl, err := m.get()
	if err != nil {
		return err
	}
	all := resources[client.Resource](c.Named("objects"), nil)
	for i, r := range all {
		if _, ok := r.(actionable); !ok {
			return luabind.TypeErrorf("wait_actions_on_objects: element %d of 'objects' is %s, which nothing can be done to", i+1, article(r.Base().Class().Name))
		}
	}
	return c.Return(c.Iterate(&waiting[client.Resource]{m: m, w: cl.WaitActionsOnObjects(all, opts...)}))
}
