package do

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/luabind"
)

// run carries an operation out.
func (p *plan) run(c *luabind.Call) error {
	args, err := p.read(c)
	if err != nil {
		return err
	}
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	options, err := p.options(c)
	if err != nil {
		return err
	}
	if o, ok := c.Self().(*object); ok {
		if err := p.fill(args, o); err != nil {
			return err
		}
		if key := o.r.Base().Key(); key != "" {
			options = append([]client.CallOption{client.UseKey(key)}, options...)
		}
	}
	switch {
	case p.op.IsList():
		return iterateAny(m, c, cl.CallList(p.op, args, options...))
	case p.op.Streams && c.Named("stream").Truthy():
		return p.open(c, m, cl, args, options)
	}
	var a *client.Answer
	if err := m.block(c, func(ctx context.Context) (err error) { a, err = cl.Call(ctx, p.op, args, options...); return err }); err != nil {
		return err
	}
	return c.Return(m.answer(c, p.op, a))
}

// options are the call's own credentials.
func (p *plan) options(c *luabind.Call) ([]client.CallOption, error) {
	name := keyNames[p.op.Host]
	if name == "" || c.Named(name).IsNil() {
		return nil, nil
	}
	key, err := token(c.Named(name))
	if err != nil {
		return nil, err
	}
	return []client.CallOption{client.UseKey(key)}, nil
}

// fill puts what the object knows into the path.
func (p *plan) fill(args client.Args, o *object) error {
	values := o.r.Base().PathValues()
	if len(values) < p.filled {
		return luabind.ValueErrorf("%s.%s: the %s lacks what identifies it", p.op.Group, p.op.Name, o.kind.class.Name)
	}
	path, _ := args["path"].(client.Args)
	if path == nil {
		path = client.Args{}
	}
	for i := range p.filled {
		name := p.op.Params[i].Name
		path[name] = values[i]
		// What the body names too is sent in both.
		if f := bodyField(p.op, name); f != nil && args[name] == nil {
			args[name] = values[i]
			if f.Schema.Kind == catalog.Integer {
				args[name] = json.RawMessage(values[i])
			}
		}
	}
	args["path"] = path
	return nil
}

// bodyField is a field of an operation's body, nil if it has none of the name.
func bodyField(op *catalog.Operation, name string) *catalog.Property {
	fields := op.BodyFields()
	if i := slices.IndexFunc(fields, func(f catalog.Property) bool { return f.Name == name }); i >= 0 {
		return &fields[i]
	}
	return nil
}

// answer makes what scripts get of an answer: a resource, a list of them, text,
// or what else the body holds.
func (m *manager) answer(c *luabind.Call, op *catalog.Operation, a *client.Answer) luabind.Value {
	if a.Value().Exists() && op.Result != catalog.Text && op.Result != catalog.Binary {
		if all, ok := a.Objects(); ok {
			t := c.NewTable(len(all), 0)
			for _, r := range all {
				t.Append(m.any(c, r))
			}
			return c.Host().MarkList(t).Value()
		}
		if r := a.Object(); r != nil {
			return m.resource(c, r)
		}
		if op.Wrapper != "" {
			return luabind.Nil
		}
		return toLua(c, a.Value())
	}
	if len(a.Body) == 0 {
		return luabind.Nil
	}
	c.Charge(len(a.Body))
	return luabind.String(string(a.Body))
}

// any makes the scripts' value of an element of a list, which may be no object.
func (m *manager) any(c *luabind.Call, r client.Resource) luabind.Value {
	switch v := r.Base().Value(); {
	case v.Kind() == jsontext.KindObject:
		return m.resource(c, r)
	case v.IsNull():
		return c.Host().Null()
	default:
		return toLua(c, v)
	}
}

// elementsOf is a list of an operation, of whatever it lists.
type elementsOf struct {
	pages[client.Resource]
}

func iterateAny(m *manager, c *luabind.Call, p *client.Pager[client.Resource]) error {
	if err := p.Err(); err != nil {
		return m.fail(err)
	}
	return c.Return(c.Iterate(&elementsOf{pages[client.Resource]{m, p}}))
}

// Next gives the next element.
func (it *elementsOf) Next(c *luabind.Call) (luabind.Value, error) {
	var r client.Resource
	err := it.m.block(c, func(ctx context.Context) (err error) { r, err = it.p.Next(ctx); return err })
	if isEnd(err) {
		return luabind.Nil, nil
	}
	if err != nil {
		return luabind.Nil, err
	}
	return it.m.any(c, r), nil
}

// events is a stream that scripts iterate over.
type events struct {
	m *manager
	s *client.Stream
}

// open sends an operation that answers events.
func (p *plan) open(c *luabind.Call, m *manager, cl *client.Client, args client.Args, options []client.CallOption) error {
	var s *client.Stream
	if err := m.block(c, func(ctx context.Context) (err error) {
		s, err = cl.CallStream(ctx, p.op, args, options...)
		return err
	}); err != nil {
		return err
	}
	return c.Return(c.Iterate(&events{m, s}))
}

// Next gives the data of the next event: decoded where it is JSON, else as
// text.
func (it *events) Next(c *luabind.Call) (luabind.Value, error) {
	var e client.Event
	err := it.m.block(c, func(ctx context.Context) (err error) { e, err = it.s.Next(ctx); return err })
	if isEnd(err) {
		return luabind.Nil, nil
	}
	if err != nil {
		return luabind.Nil, err
	}
	v, err := jsontext.Parse(e.Data)
	switch {
	case err != nil:
		c.Charge(len(e.Data))
		return luabind.String(e.Data), nil
	case v.IsNull():
		return c.Host().Null(), nil
	}
	return toLua(c, v), nil
}

// Close lets the connection go.
func (it *events) Close() { it.s.Close() }

// resultOf names what an operation gives a script.
func resultOf(op *catalog.Operation) string {
	switch op.Result {
	case catalog.NoContent:
		return ""
	case catalog.Text, catalog.Binary:
		return "string"
	}
	class := "table"
	if e := op.Element(); e != nil && e.Kind == catalog.Object {
		class = "Object"
		if cl := client.ClassOf(op); cl != nil {
			class = cl.Name
		}
	} else if e != nil {
		class = luaType(e)
	}
	switch {
	case op.IsList():
		return "Iterator<" + class + ">"
	case op.ListKey != "" && op.Wrapper == "":
		return class + "[]"
	case op.ListKey != "":
		return class + "|" + class + "[]"
	case op.Streams:
		return class + "|Iterator<table>"
	}
	return class
}
