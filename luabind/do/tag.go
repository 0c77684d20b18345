package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

// taggedActions are the actions of a tag's droplets that take no argument.
func taggedActions() []luabind.Func {
	var out []luabind.Func
	for _, a := range []struct{ name, doc string }{
		{"power_cycle", "Turns its droplets off and on."},
		{"power_on", "Turns its droplets on."},
		{"power_off", "Turns its droplets off."},
		{"shutdown", "Asks the systems of its droplets to shut down."},
		{"enable_private_networking", "Gives its droplets private addresses."},
		{"enable_ipv6", "Gives its droplets IPv6 addresses."},
		{"enable_backups", "Turns backups of its droplets on."},
		{"disable_backups", "Turns backups of its droplets off."},
	} {
		out = append(out, luabind.Func{Name: a.name, Doc: a.doc + " Sent at once; gives the Actions.", Result: "Iterator<Action>",
			Params: []luabind.Param{extraParam}, Run: func(c *luabind.Call) error { return actOnTagged(c, a.name, nil) }})
	}
	return out
}

// actOnTagged starts an action on a tag's droplets, with the further fields of the
// call.
func actOnTagged(c *luabind.Call, kind string, fields client.Body) error {
	o := this(c)
	body, err := operation.Body(c, "dropletActions_post_byTag")
	if err != nil {
		return err
	}
	for name, v := range fields {
		if body[name] == nil {
			body[name] = v
		}
	}
	return o.actions(c, func(ctx context.Context) ([]*client.Action, error) {
		return o.r.(*client.Tag).ActOnDroplets(ctx, kind, body)
	})
}

// actions sends at the call, and returns an iterator of what was started.
func (o *object) actions(c *luabind.Call, f func(ctx context.Context) ([]*client.Action, error)) error {
	var all []*client.Action
	if err := o.m.block(c, func(ctx context.Context) (err error) { all, err = f(ctx); return err }); err != nil {
		return err
	}
	return c.Return(c.Iterate(&ready[*client.Action]{m: o.m, all: all}))
}

// ready is an iterator over what is already there.
type ready[T client.Resource] struct {
	m   *manager
	all []T
	at  int
}

// Next gives the next one.
func (it *ready[T]) Next(c *luabind.Call) (luabind.Value, error) {
	if it.at >= len(it.all) {
		return luabind.Nil, nil
	}
	it.at++
	return it.m.resource(c, it.all[it.at-1]), nil
}

// Total is how many there are.
func (it *ready[T]) Total(*luabind.Call) (int64, bool, error) { return int64(len(it.all)), true, nil }

// taggable takes what a tag can be given to.
var taggable = &luabind.Type{
	Name: "a Droplet or another object that can be tagged, a table {resource_id=, resource_type=}, or a list of them", Lua: "Droplet|Image|table", Table: true, Literal: []string{"table"},
	Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if self, _ := v.Object(); self != nil {
			o, ok := self.(*object)
			if !ok || o.r.Base().Class().TagType == "" {
				return luabind.Nil, luabind.ErrType
			}
			return v, sameClient(c, o)
		}
		if _, ok := v.AsTable(); !ok {
			return luabind.Nil, luabind.ErrType
		}
		return v, nil
	},
}

// targets reads what taggable let through.
func targets(c *luabind.Call, name string, v luabind.Value) ([]client.Tagged, error) {
	if self, _ := v.Object(); self != nil {
		t, ok := self.(*object).r.(client.Tagged)
		if !ok {
			return nil, luabind.TypeErrorf("%s: %s cannot be tagged", name, article(v.Kind()))
		}
		return []client.Tagged{t}, nil
	}
	t, _ := v.AsTable()
	if id, kind := t.Get("resource_id"), t.Get("resource_type"); !id.IsNil() && !kind.IsNil() {
		return []client.Tagged{client.Target{ID: id.String(), Type: kind.String()}}, nil
	}
	var all []client.Tagged
	if err := luabind.NoList(v, "a list", false); err != luabind.ErrType {
		return nil, luabind.TypeErrorf("%s: 'resources' %w", name, err)
	}
	for i := 1; i <= t.Len(); i++ {
		e, err := taggable.Check(c, t.At(i))
		if err != nil {
			return nil, luabind.TypeErrorf("%s: element %d must be an object that can be tagged, got %s", name, i, t.At(i).Kind())
		}
		more, err := targets(c, name, e)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	if len(all) == 0 {
		return nil, luabind.TypeErrorf("%s: there is nothing to tag in it", name)
	}
	return all, nil
}

func mark(name, doc, op string, f func(*client.Tag, context.Context, []client.Tagged, ...client.Body) error) luabind.Func {
	read := func(c *luabind.Call) (all []client.Tagged, err error) {
		var given []luabind.Value
		c.Bind(&given)
		for _, v := range given {
			more, err := targets(c, name, v)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
		return all, nil
	}
	refuses := func(c *luabind.Call) error { _, err := read(c); return err }
	return luabind.Func{Name: name, Doc: doc, Op: op, Params: []luabind.Param{{Name: "resources", Type: taggable, Rest: true, Needed: true}, extraParam}, Refuses: refuses, Run: func(c *luabind.Call) error {
		o := this(c)
		all, err := read(c)
		if err != nil {
			return err
		}
		body, err := operation.Body(c, op)
		if err != nil {
			return err
		}
		return o.m.none(c, func(ctx context.Context) error { return f(o.r.(*client.Tag), ctx, all, body) })
	}}
}

func tagKind() *kind {
	return &kind{
		class: &luabind.Class{
			Doc: "A label for resources.",
			Methods: append([]luabind.Func{
				refetch[*client.Tag]("Tag"),
				{Name: "update_tag", Doc: "Changes its name and returns its new state.", Result: "Tag",
					Params: []luabind.Param{{Name: "name", Type: nameType}, extraParam}, Run: rename((*client.Tag).Update)},
				remove("Destroys it, not what has it.", (*client.Tag).Delete),
				mark("add", "Gives it to resources.", "tags_assign_resources", (*client.Tag).Assign),
				mark("remove", "Takes it off resources.", "tags_unassign_resources", (*client.Tag).Unassign),
				{Name: "fetch_all_droplets", Doc: "The droplets that have it.", Result: "Iterator<Droplet>", Run: func(c *luabind.Call) error {
					return iterate(this(c).m, c, this(c).r.(*client.Tag).FetchAllDroplets())
				}},
				{Name: "delete_all_droplets", Doc: "Destroys the droplets that have it.", Run: func(c *luabind.Call) error {
					o := this(c)
					return o.m.none(c, func(ctx context.Context) error { return o.r.(*client.Tag).DeleteAllDroplets(ctx) })
				}},
				{Name: "act_on_droplets", Doc: "Starts an action on its droplets. Sent at once; gives the Actions.", Result: "Iterator<Action>", Op: "dropletActions_post_byTag",
					Params: []luabind.Param{{Name: "type", Type: luabind.StringType}, extraParam},
					More:   func() []luabind.Param { return operation.BodyParams("dropletActions_post_byTag", "type") },
					Run:    func(c *luabind.Call) error { return actOnTagged(c, c.Named("type").Text(), nil) }},
				{Name: "snapshot", Doc: "Makes snapshots of its droplets. Sent at once; gives the Actions.", Result: "Iterator<Action>",
					Params: []luabind.Param{{Name: "name", Type: nameType}, extraParam},
					Run: func(c *luabind.Call) error {
						return actOnTagged(c, "snapshot", client.Body{"name": c.Named("name").Text()})
					}},
			}, taggedActions()...),
		},
		mend: map[string]func(*luabind.Call, *object, luabind.Value){
			// The droplet that was tagged last is an object like any other.
			"resources": func(c *luabind.Call, o *object, v luabind.Value) {
				if all, ok := v.AsTable(); ok {
					if droplets, ok := all.Get("droplets").AsTable(); ok {
						if d := o.r.(*client.Tag).LastTagged(); d != nil {
							droplets.Set("last_tagged", o.m.resource(c, d))
						}
					}
				}
			},
		},
	}
}

func tagClientMethods() []luabind.Func {
	return []luabind.Func{
		fetchMethod("fetch_tag", "Asks for a tag by its name.", "Tag", tagName, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchTag(ctx, textOf(v))
		}),
		listMethod("fetch_all_tags", "The account's tags.", "Tag", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Tag] {
			return cl.FetchAllTags()
		}),
		{Name: "create_tag", Doc: "Makes a tag.", Result: "Tag", Op: "tags_create", Params: []luabind.Param{{Name: "name", Type: nameType}, extraParam}, Run: func(c *luabind.Call) error {
			name := c.Named("name").Text()
			more, err := operation.Body(c, "tags_create")
			if err != nil {
				return err
			}
			return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
				return cl.CreateTag(ctx, name, more)
			})
		}},
	}
}
