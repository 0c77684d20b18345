package do

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// genericKinds keeps the kinds of the resources without a type of their own
// that somebody met.
var genericKinds sync.Map // *kind by *client.ResourceClass

// makeKind is genericKind, which methods of the kinds it makes lead back to.
var makeKind func(*client.ResourceClass) *kind

func init() { makeKind = genericKind }

// genericKind describes the objects of a class that the catalog alone knows:
// their methods are the operations on their path.
func genericKind(class *client.ResourceClass) *kind {
	if k, ok := genericKinds.Load(class); ok {
		return k.(*kind)
	}
	k := &kind{class: &luabind.Class{Name: class.Name, Doc: "An object of the API."}}
	if t := class.Template(); t != "" {
		k.class.Doc = "What is at " + t + "."
		k.class.Methods = objectOperations(class)
	}
	if class.TagType != "" {
		k.class.Methods = append(k.class.Methods, taggableMethods...)
	}
	if f := settleMethod(class); f != nil {
		k.class.Methods = append(k.class.Methods, *f)
	}
	complete(k)
	// Fields win over what is no more than a convenience here.
	k.class.Properties = slices.Clone(commonProperties)
	if class.HasURN() {
		k.class.Properties = append(k.class.Properties, urnProperty)
	}
	for i := range k.class.Properties {
		p := &k.class.Properties[i]
		own, name := p.Get, p.Name
		p.Get = func(c *luabind.Call, self any) (luabind.Value, error) {
			if v := self.(*object).field(c, name); !v.IsNil() {
				return v, nil
			}
			return own(c, self)
		}
	}
	k.class.Fields = elementFields(class)
	for _, f := range k.class.Fields {
		if f.Type.Lua == "Time" {
			k.times = append(k.times, f.Name)
		}
	}
	made, _ := genericKinds.LoadOrStore(class, k)
	return made.(*kind)
}

// elementFields are the documented fields of a generic class.
func elementFields(class *client.ResourceClass) []luabind.Param {
	r := class.Resource()
	if r == nil {
		return nil
	}
	for _, o := range r.Ops {
		if e := o.Op.Element(); e != nil && client.ClassOf(o.Op) == class && len(e.Props) > 0 {
			var out []luabind.Param
			place := cmp.Or(o.Op.Wrapper, o.Op.ListKey) + "."
			for _, p := range e.Props {
				t := fieldTypeOf(o.Op.Group, place+p.Name, "", p.Schema)
				if p.Schema.Kind == catalog.String && isTimeName(p.Name) {
					t.Lua = "Time"
				}
				out = append(out, luabind.Param{Name: p.Name, Type: t, Optional: !p.Required, Doc: catalog.FieldText(o.Op.Group, place+p.Name)})
			}
			return out
		}
	}
	return nil
}

var ownOnce lazy.Value[map[string]string]

// own are the names of the operations on an object's own path.
func own() map[string]string {
	return ownOnce.Get(func() map[string]string {
		return map[string]string{"GET": "fetch", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
	})
}

// reserved are methods of every object, which no operation below it replaces.
var reserved = []string{"fetch", "update", "delete", "wait", "for_json", "int"}

// objectOperations are the operations on objects of a class, as methods of
// theirs. Those on the object's own path are named by what they do, those below
// it by their own names, with the group's before it where that is another one.
func objectOperations(class *client.ResourceClass) []luabind.Func {
	template := class.Template()
	depth := strings.Count(template, "{")
	under := catalog.Under(template)
	group := ""
	for _, op := range under {
		if isOwn(op, template) && (group == "" || op.Method == "GET") {
			group = op.Group
		}
	}
	hasPut := slices.ContainsFunc(under, func(op *catalog.Operation) bool { return op.Method == "PUT" && isOwn(op, template) })
	taken := map[string]bool{}
	var out []luabind.Func
	add := func(op *catalog.Operation, name string) {
		if taken[name] {
			return
		}
		taken[name] = true
		out = append(out, *operationFunc(op, depth, name))
	}
	for _, op := range under {
		if !isOwn(op, template) {
			continue
		}
		name := own()[op.Method]
		if name == "" || op.Method == "PATCH" && hasPut {
			name = op.Name
		}
		add(op, name)
	}
	for _, op := range under {
		switch {
		case isOwn(op, template):
		case op.Group == group && !slices.Contains(reserved, op.Name):
			add(op, op.Name)
		default:
			add(op, op.Group+"_"+op.Name)
		}
	}
	return out
}

// isOwn reports whether an operation is on a path itself, whatever its
// parameters are called.
func isOwn(op *catalog.Operation, template string) bool {
	return strings.Count(op.Path, "/") == strings.Count(template, "/")
}

// furtherOperations gives the operations on the objects of a typed class that
// have no method there.
func furtherOperations(name string) func() []luabind.Func {
	return sync.OnceValue(func() []luabind.Func {
		class := client.ClassNamed(name)
		if class == nil || class.Template() == "" {
			return nil
		}
		return slices.DeleteFunc(objectOperations(class), func(f luabind.Func) bool {
			return slices.ContainsFunc(kinds()[name].class.Methods, func(g luabind.Func) bool { return g.Name == f.Name })
		})
	})
}

// settleMethod is the wait of objects that have states, or have actions done to
// them; nil for others.
func settleMethod(class *client.ResourceClass) *luabind.Func {
	f := &luabind.Func{Name: "wait", Result: class.Name + "?", Params: timing, Aside: func(name string) string {
		switch name {
		case "status", "state", "ready", "field", "value", "values":
			return "wait() knows the states of " + article(class.Name) + "; do.wait({obj}, {field=..., value=...}) waits for a field to have a value"
		}
		return ""
	}}
	if class.Settles() {
		f.Doc = "Waits until it has done what it is about, as its state tells, and returns it as it then is; nil when it is gone. One that failed raises a StateError."
		f.Run = func(c *luabind.Call) error {
			o := this(c)
			opts, err := o.m.waitOptions(c)
			if err != nil {
				return err
			}
			return single(o.m, c, client.Wait([]client.Resource{o.r}, client.Settled(), opts...))
		}
		return f
	}
	if actions := actionsOf(class); actions != nil {
		f.Doc = "Waits until no action on it is in progress, and returns it as it then is; nil when it is gone. An action that failed raises an ActionError."
		f.Run = func(c *luabind.Call) error { return waitForActions(c, actions) }
		return f
	}
	return nil
}

// actionsOf lists the actions on objects of a class, nil if there are none.
func actionsOf(class *client.ResourceClass) *catalog.Operation {
	template := class.Template()
	if template == "" {
		return nil
	}
	action := client.ClassNamed("Action")
	for _, op := range catalog.Under(template) {
		if op.IsList() && client.ClassOf(op) == action && strings.Count(op.Path, "{") == strings.Count(template, "{") {
			return op
		}
	}
	return nil
}

// goneOr is err, or nothing where it means that the object is gone.
func goneOr(c *luabind.Call, err error) error {
	if errors.Is(err, client.ErrNotFound) {
		return c.Return(luabind.Nil)
	}
	return err
}

func waitForActions(c *luabind.Call, op *catalog.Operation) error {
	o := this(c)
	opts, err := o.m.waitOptions(c)
	if err != nil {
		return err
	}
	cl, err := o.m.get()
	if err != nil {
		return err
	}
	args := client.Args{}
	if err := operation.ArgumentsOf(op, strings.Count(op.Path, "{")).Fill(args, o.r.Base()); err != nil {
		return err
	}
	var busy []*client.Action
	if err := o.m.block(c, func(ctx context.Context) error {
		for r, err := range cl.CallList(op, args).All(ctx) {
			if err != nil {
				return err
			}
			if a, ok := r.(*client.Action); ok && !a.Done() {
				busy = append(busy, a)
			}
		}
		return nil
	}); err != nil {
		return goneOr(c, err)
	}
	it := &waiting[*client.Action]{m: o.m, w: cl.WaitActions(busy, append(opts, client.WithCheck())...)}
	for {
		if _, err := it.next(c); isEnd(err) {
			break
		} else if err != nil {
			return err
		}
	}
	err = o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) { return client.Refetch(ctx, o.r) })
	return goneOr(c, err)
}
