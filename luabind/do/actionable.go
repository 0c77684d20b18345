package do

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

// actionable is what actions can be done to, as the client has it.
type actionable interface {
	client.Resource
	ActionURL() string
	Act(ctx context.Context, kind string, fields client.Body) (*client.Action, error)
	FetchAllActions() *client.Pager[*client.Action]
	FetchLastAction(ctx context.Context) (*client.Action, error)
	FetchCurrentAction(ctx context.Context) (*client.Action, error)
}

// act makes a method that starts an action.
func act[T client.Resource](name, doc string, f func(ctx context.Context, r T, c *luabind.Call) (*client.Action, error), params ...luabind.Param) luabind.Func {
	all := append(slices.Clip(params), extraParam)
	return luabind.Func{Name: name, Doc: doc, Params: all, Result: "Action", Run: func(c *luabind.Call) error {
		o := this(c)
		if !c.Named("extra").IsNil() {
			return actWith(c, name, params)
		}
		return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
			a, err := f(ctx, o.r.(T), c)
			return a, err
		})
	}}
}

// actWith starts an action with further fields. The method is called as the API
// calls the action, and its arguments as the fields.
func actWith(c *luabind.Call, name string, params []luabind.Param) error {
	o := this(c)
	body, err := operation.Body(c, "dropletActions_post")
	if err != nil {
		return err
	}
	for _, p := range params {
		v := c.Named(p.Name)
		if v.IsNil() {
			continue
		}
		raw, err := c.AppendJSON(nil, v, luabind.JSONOptions{})
		if err != nil {
			return err
		}
		field := p.Name
		if field == "droplet" {
			field = "droplet_id"
		}
		body[field] = json.RawMessage(raw)
	}
	return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
		return o.r.(actionable).Act(ctx, name, body)
	})
}

// simple makes a method for an action without arguments.
func simple[T client.Resource](name, doc string, f func(T, context.Context) (*client.Action, error)) luabind.Func {
	return act(name, doc, func(ctx context.Context, r T, _ *luabind.Call) (*client.Action, error) { return f(r, ctx) })
}

// refetch is the method fetch.
func refetch[T client.Resource](class string) luabind.Func {
	return luabind.Func{Name: "fetch", Doc: "Asks for the present state and returns it as a new object.", Result: class, Run: func(c *luabind.Call) error {
		o := this(c)
		return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
			return client.Refetch(ctx, o.r.(T))
		})
	}}
}

// remove is the method delete.
func remove[T client.Resource](doc string, f func(T, context.Context) error) luabind.Func {
	return luabind.Func{Name: "delete", Doc: doc, Run: func(c *luabind.Call) error {
		o := this(c)
		return o.m.none(c, func(ctx context.Context) error { return f(o.r.(T), ctx) })
	}}
}

// rename runs a method that gives an object a new name.
func rename[T client.Resource](f func(T, context.Context, string, ...client.Body) (T, error)) func(c *luabind.Call) error {
	return func(c *luabind.Call) error {
		o, name := this(c), c.Named("name").Text()
		body, err := operation.Body(c, "")
		if err != nil {
			return err
		}
		return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
			return f(o.r.(T), ctx, name, body)
		})
	}
}

// actionableMethods are those that droplets, floating IPs and images share.
func actionableMethods(class, op string) []luabind.Func {
	return []luabind.Func{
		{Name: "act", Doc: "Starts an action of any type, with the fields that the API takes for it.", Result: "Action", Op: op,
			Params: []luabind.Param{{Name: "type", Type: luabind.StringType, Doc: "such as \"reboot\""}, extraParam},
			More:   func() []luabind.Param { return operation.BodyParams(op, "type") },
			Run: func(c *luabind.Call) error {
				o, kind := this(c), c.Named("type").Text()
				body, err := operation.Body(c, op)
				if err != nil {
					return err
				}
				return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
					return o.r.(actionable).Act(ctx, kind, body)
				})
			}},
		{Name: "fetch_all_actions", Doc: "Everything that was done to it.", Result: "Iterator<Action>", Run: func(c *luabind.Call) error {
			o := this(c)
			return iterate(o.m, c, o.r.(actionable).FetchAllActions())
		}},
		{Name: "fetch_last_action", Doc: "The newest action, nil if there is none.", Result: "Action?", Run: func(c *luabind.Call) error {
			o := this(c)
			return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
				return o.r.(actionable).FetchLastAction(ctx)
			})
		}},
		{Name: "fetch_current_action", Doc: "The newest action that is in progress, nil if there is none.", Result: "Action?", Run: func(c *luabind.Call) error {
			o := this(c)
			return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
				return o.r.(actionable).FetchCurrentAction(ctx)
			})
		}},
		{Name: "wait_for_action", Doc: "Waits until nothing is being done to it and returns it as it then is; itself if nothing ever was, nil if it is gone.", Result: class + "?",
			Params: params([]luabind.Param{checkParam}, timing),
			Run:    runWaitForAction},
	}
}

func runWaitForAction(c *luabind.Call) error {
	o := this(c)
	opts, err := o.m.waitOptions(c)
	if err != nil {
		return err
	}
	cl, err := o.m.get()
	if err != nil {
		return err
	}
	it := &waiting[client.Resource]{m: o.m, w: cl.WaitActionsOnObjects([]client.Resource{o.r}, opts...)}
	r, err := it.next(c)
	switch {
	case err != nil:
		return err
	case r.Base().Gone():
		return c.Return(luabind.Nil)
	case r == o.r:
		return c.Return(c.This())
	}
	return c.Return(o.m.resource(c, r))
}

var actionURL = luabind.Property{Name: "action_url", Type: "string", Doc: "Where actions are asked for.", Get: func(c *luabind.Call, self any) (luabind.Value, error) {
	return text(self.(*object).r.(actionable).ActionURL()), nil
}}

// taggableMethods are those of what can be tagged.
var taggableMethods = []luabind.Func{
	tagging("tag", "Gives it a tag, which must exist.", "tags_assign_resources", (*client.Tag).Assign),
	tagging("untag", "Takes a tag off.", "tags_unassign_resources", (*client.Tag).Unassign),
}

func tagging(name, doc, op string, f func(*client.Tag, context.Context, []client.Tagged, ...client.Body) error) luabind.Func {
	return luabind.Func{Name: name, Doc: doc, Op: op, Params: []luabind.Param{{Name: "tag", Type: tagName}, extraParam}, Run: func(c *luabind.Call) error {
		o, tag := this(c), c.Named("tag").Text()
		body, err := operation.Body(c, op)
		if err != nil {
			return err
		}
		return o.m.none(c, func(ctx context.Context) error {
			return f(o.r.Base().Client().Tag(tag), ctx, []client.Tagged{o.r.Base()}, body)
		})
	}}
}

// bypassed says of the arguments of functions that take further fields how a
// value goes out that the checks refuse.
func bypassed(funcs []luabind.Func) []luabind.Func {
	for i := range funcs {
		funcs[i].Aside = settingAside
		params := funcs[i].Params
		if !slices.ContainsFunc(params, func(p luabind.Param) bool { return p.Name == extraParam.Name }) {
			continue
		}
		params = slices.Clone(params)
		for j := range params {
			if params[j].Name != extraParam.Name {
				params[j].Bypass = extraParam.Name
			}
		}
		funcs[i].Params = params
	}
	return funcs
}

var extraParam = luabind.Param{Name: "extra", Type: luabind.TableType, Option: true, Doc: "further body fields, sent as they are"}

// settingAside says where an argument belongs that is a setting of the client.
func settingAside(name string) string {
	switch name {
	case "retry_busy", "timeout", "per_page", "wait_interval", "wait_time":
		return "it is a setting of the client; do." + name + " = ... sets it for what comes after"
	case "exactly_once", "settle":
		return "it is a setting of the client; doapi{api_token = do.api_token, " + name + " = ...} makes one that has it"
	}
	return ""
}
