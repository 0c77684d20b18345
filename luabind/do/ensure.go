package do

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/ensure"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/luabind"
)

// ensureClass is do.ensure: a function a kind.
var ensureClass = &luabind.Class{}

func init() {
	*ensureClass = luabind.Class{
		Name: "ensure", Doc: "Brings objects to a wanted state: what is absent is made, what differs is changed.", Bound: true,
		String: func(any) string { return "do.ensure" },
	}
	for _, kind := range ensure.Kinds() {
		ensureClass.Methods = append(ensureClass.Methods, luabind.Func{
			Name: kind, Title: "ensure." + kind,
			Doc:    "Sees to it that there is such a " + kind + ", and gives it with {created=, changed={field={was=, is=}}, unchecked={...}}. may={\"power_off\"} and recreate=true allow what interrupts or deletes.",
			Params: []luabind.Param{{Name: "want", Type: luabind.TableType}}, Result: "table",
			Run: func(c *luabind.Call) error { return runEnsure(c, kind) },
		})
	}
	ensureClass.Methods = append(ensureClass.Methods,
		luabind.Func{Name: "records", Title: "ensure.records",
			Doc:    "Sees to it that a domain has these records of a type and name and no others: {domain=, type=, name=, values={...}, ttl=...}. Gives their list and {created={...}, deleted={...}, changed={...}}.",
			Params: []luabind.Param{{Name: "want", Type: luabind.TableType}}, Result: "table[]",
			Run: runEnsureRecords},
		luabind.Func{Name: "absent", Title: "ensure.absent",
			Doc:    "Sees to it that there is no such object: the kind, and what identifies it. Gives whether one was deleted.",
			Params: []luabind.Param{{Name: "kind", Type: luabind.EnumType(ensure.Kinds()...)}, {Name: "want", Type: luabind.TableType}}, Result: "boolean",
			Run: runAbsent},
	)
}

// wanted decodes the table that a script gave.
func wanted(c *luabind.Call, v luabind.Value) (map[string]any, error) {
	text, err := c.AppendJSON(nil, v, luabind.JSONOptions{})
	if err != nil {
		return nil, err
	}
	parsed, err := jsontext.Parse(string(text))
	if err != nil {
		return nil, err
	}
	want := map[string]any{}
	for name, w := range parsed.Fields() {
		raw := w.Raw()
		if w.Kind() == jsontext.KindObject { // an object of the API stands for what identifies it
			for _, id := range []string{"id", "slug"} {
				if name == "droplet_id" || name == "image" || name == "size" || name == "region" {
					if x := w.Get(id); x.Exists() && !x.IsNull() {
						raw = x.Raw()
						break
					}
				}
			}
		}
		want[name] = json.RawMessage(raw)
	}
	return want, nil
}

// ensureError says which kind of error it is to scripts.
func ensureError(err error) error {
	if e, ok := err.(*ensure.Error); ok {
		return luabind.Errorf(kindState, "%s", e.Message)
	}
	return err
}

func runEnsure(c *luabind.Call, kind string) error {
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	var table luabind.Value
	c.Bind(&table)
	want, err := wanted(c, table)
	if err != nil {
		return err
	}
	var options ensure.Options
	if raw, ok := want["may"].(json.RawMessage); ok {
		if json.Unmarshal(raw, &options.May) != nil {
			return luabind.TypeErrorf("ensure.%s: 'may' must be a list of strings", kind)
		}
		delete(want, "may")
	}
	if raw, ok := want["recreate"].(json.RawMessage); ok {
		options.Recreate = string(raw) == "true"
		delete(want, "recreate")
	}
	var result *ensure.Result
	var object client.Resource
	if err := m.block(c, func(ctx context.Context) (err error) {
		if result, err = ensure.Ensure(ctx, cl, kind, want, options); err != nil {
			return err
		}
		object, err = objectAt(ctx, cl, result.Path)
		return err
	}); err != nil {
		return wrapEnsure(err)
	}
	info := c.NewTable(0, 3)
	info.Set("created", luabind.Bool(result.Created))
	info.Set("changed", differences(c, result.Changed))
	unchecked := c.NewTable(len(result.Unchecked), 0)
	for _, name := range result.Unchecked {
		unchecked.Append(luabind.String(name))
	}
	info.Set("unchecked", c.Host().MarkList(unchecked).Value())
	return c.Return(m.resource(c, object), info.Value())
}

// wrapEnsure finds the error of ensure behind the client's.
func wrapEnsure(err error) error {
	if f, ok := err.(*failure); ok {
		if e := ensureError(f.err); e != f.err {
			return e
		}
	}
	return err
}

// objectAt asks for an object by its path.
func objectAt(ctx context.Context, cl *client.Client, path string) (client.Resource, error) {
	op, params := catalog.Match(http.MethodGet, path)
	values := client.Args{}
	for _, p := range params {
		values[p.Name] = p.Value
	}
	a, err := cl.Call(ctx, op, client.Args{"path": values})
	if err != nil {
		return nil, err
	}
	return a.Object(), nil
}

func differences(c *luabind.Call, changed map[string]ensure.Difference) luabind.Value {
	t := c.NewTable(0, len(changed))
	for name, d := range changed {
		one := c.NewTable(0, 2)
		for key, v := range map[string]any{"was": d.Was, "is": d.Is} {
			if w, ok := v.(jsontext.Value); ok && w.Exists() {
				one.Set(key, toLua(c, w))
			}
		}
		t.Set(name, one.Value())
	}
	return t.Value()
}

func runEnsureRecords(c *luabind.Call) error {
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	var table luabind.Value
	c.Bind(&table)
	want, err := wanted(c, table)
	if err != nil {
		return err
	}
	set := ensure.RecordSet{Fields: map[string]any{}}
	for name, v := range want {
		raw, _ := v.(json.RawMessage)
		to := map[string]any{"domain": &set.Domain, "type": &set.Type, "name": &set.Name, "values": &set.Values}[name]
		if to == nil {
			set.Fields[name] = raw
		} else if json.Unmarshal(raw, to) != nil {
			return luabind.TypeErrorf("ensure.records: '%s' is of the wrong type", name)
		}
	}
	if want["values"] == nil {
		return luabind.TypeErrorf("ensure.records: missing argument 'values'")
	}
	var result *ensure.SetResult
	if err := m.block(c, func(ctx context.Context) (err error) { result, err = ensure.Records(ctx, cl, set); return err }); err != nil {
		return wrapEnsure(err)
	}
	list := c.NewTable(len(result.Records), 0)
	for _, r := range result.Records {
		list.Append(toLua(c, r))
	}
	info := c.NewTable(0, 3)
	for name, values := range map[string][]string{"created": result.Created, "deleted": result.Deleted} {
		t := c.NewTable(len(values), 0)
		for _, v := range values {
			t.Append(luabind.String(v))
		}
		info.Set(name, c.Host().MarkList(t).Value())
	}
	changed := c.NewTable(0, len(result.Changed))
	for value, fields := range result.Changed {
		changed.Set(value, differences(c, fields))
	}
	info.Set("changed", changed.Value())
	return c.Return(c.Host().MarkList(list).Value(), info.Value())
}

func runAbsent(c *luabind.Call) error {
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	var kind string
	var table luabind.Value
	c.Bind(&kind, &table)
	want, err := wanted(c, table)
	if err != nil {
		return err
	}
	var result *ensure.Result
	if err := m.block(c, func(ctx context.Context) (err error) { result, err = ensure.Absent(ctx, cl, kind, want); return err }); err != nil {
		return wrapEnsure(err)
	}
	return c.Return(luabind.Bool(len(result.Changed) > 0))
}
