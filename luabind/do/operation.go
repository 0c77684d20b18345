package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

// OperationFunc describes an operation of the API as scripts call it:
// do.GROUP.NAME{...}. It can be called as a method of a group.
func OperationFunc(op *catalog.Operation) *luabind.Func {
	return operationFunc(op, 0, op.Name)
}

// operationFunc describes an operation whose first path parameters, as many as
// filled says, come from the object that it is a method of.
func operationFunc(op *catalog.Operation, filled int, name string) *luabind.Func {
	args := operation.ArgumentsOf(op, filled)
	params := args.Params()
	if key := keyNames[op.Host]; key != "" {
		params = append(params, luabind.Param{Name: key, Type: tokenType, Option: true, Doc: "the key that is sent to that host in place of the account's token"})
	}
	return &luabind.Func{
		Name: name, Title: op.Group + "." + op.Name, Op: op.ID, NamedArgs: true,
		Doc: operation.Doc(op), Params: params, Result: operation.Result(op), Aside: settingAside,
		Refuses: func(c *luabind.Call) error { _, err := args.Read(c); return err },
		Run:     func(c *luabind.Call) error { return runOperation(c, op, args) },
	}
}

// keyNames are the arguments for the credentials of the other hosts.
var keyNames = map[catalog.Base]string{catalog.Inference: "inference_key", catalog.Agent: "agent_key"}

// runOperation carries an operation out.
func runOperation(c *luabind.Call, op *catalog.Operation, arguments *operation.Arguments) error {
	args, err := arguments.Read(c)
	if err != nil {
		return err
	}
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	options, err := callOptions(c, op)
	if err != nil {
		return err
	}
	if o, ok := c.Self().(*object); ok {
		if err := arguments.Fill(args, o.r.Base()); err != nil {
			return err
		}
		if key := o.r.Base().Key(); key != "" {
			options = append([]client.CallOption{client.WithKey(key)}, options...)
		}
	}
	switch {
	case op.IsList():
		return iterateAny(m, c, cl.CallList(op, args, options...))
	case op.Streams && c.Named("stream").Truthy():
		return openStream(c, m, func(ctx context.Context) (*client.Stream, error) { return cl.CallStream(ctx, op, args, options...) })
	}
	var a *client.Answer
	if err := m.block(c, func(ctx context.Context) (err error) { a, err = cl.Call(ctx, op, args, options...); return err }); err != nil {
		return err
	}
	return c.Return(m.answer(c, op, a))
}

// callOptions are the call's own credentials.
func callOptions(c *luabind.Call, op *catalog.Operation) ([]client.CallOption, error) {
	name := keyNames[op.Host]
	if name == "" || c.Named(name).IsNil() {
		return nil, nil
	}
	key, err := token(c.Named(name))
	if err != nil {
		return nil, err
	}
	return []client.CallOption{client.WithKey(key)}, nil
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
	return c.Return(c.Iterate(&elementsOf{pages[client.Resource]{m: m, p: p}}))
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

// openStream sends an operation that answers events.
func openStream(c *luabind.Call, m *manager, open func(ctx context.Context) (*client.Stream, error)) error {
	var s *client.Stream
	if err := m.block(c, func(ctx context.Context) (err error) { s, err = open(ctx); return err }); err != nil {
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
