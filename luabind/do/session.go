package do

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// scriptCall is what the guard of a script's client needs to know of the call
// of Lua that its requests belong to.
type scriptCall struct {
	name   string
	header http.Header // of the script's session
}

type scriptCallKey struct{}

// under is the context for requests of a call of Lua.
func under(ctx context.Context, c *luabind.Call, header http.Header) context.Context {
	if c.Deferring() {
		ctx = client.BusyRetried(ctx) // what was begun is cleaned up
	}
	s := scriptCall{"the call", header}
	if f := c.Func(); f != nil {
		s.name = f.Name
	}
	return context.WithValue(ctx, scriptCallKey{}, s)
}

// limited is a client of the same state whose requests count against the
// Host's limit, have the headers of the scripts' session and heed interrupts.
func (b *binding) limited(c *client.Client) *client.Client {
	if len(b.apart) > 0 {
		apart, err := c.Apart(b.apart...)
		if err != nil {
			panic(err) // these are no endpoint, and c was made of the rest
		}
		c = apart
	}
	home, _ := url.Parse(c.Endpoint()) // which it has parsed
	guarded, err := c.With(append(b.steps(c), client.WithGuard(func(next client.Handler) client.Handler {
		return func(ctx context.Context, call *client.Call) (*client.Reply, error) {
			if b.inside && !atHome(home, call) {
				return nil, luabind.ValueErrorf("%s://%s is another origin than that of the client, %s://%s, and this program allows no other", call.URL.Scheme, call.URL.Host, home.Scheme, home.Host)
			}
			if err := luabind.CountRequest(ctx); err != nil {
				return nil, err
			}
			s, _ := ctx.Value(scriptCallKey{}).(scriptCall)
			return change(ctx, s.name, withHeader(call, s.header), next)
		}
	}))...)
	if err != nil {
		panic(err) // a guard is no endpoint, clock or transport
	}
	return guarded
}

// steps are those that the embedder puts around what scripts ask for.
func (b *binding) steps(c *client.Client) []client.Option {
	steps := slices.Clone(b.wires)
	if b.expect != nil {
		steps = append(steps, client.WithGuard(b.expect.Around))
	}
	for _, g := range b.guards {
		steps = append(steps, client.WithGuard(g.Around))
	}
	if b.journal != nil {
		steps = append(steps, client.WithJournal(b.journal.Around(c.OnceTag)))
	}
	return steps
}

// atHome reports whether a call goes to the origin of its client, or to the place
// that the catalog has for its operation.
func atHome(home *url.URL, call *client.Call) bool {
	if call.Op != nil && call.Op.Host != catalog.API {
		return true
	}
	return strings.EqualFold(call.URL.Scheme, home.Scheme) && strings.EqualFold(call.URL.Host, home.Host)
}

// changingKey marks the context of a change: what its client asks and sends on
// its behalf is a part of it.
type changingKey struct{}

// change sends a call, as a change if it is one.
func change(ctx context.Context, name string, call *client.Call, next client.Handler) (*client.Reply, error) {
	if !call.Changes() || ctx.Value(changingKey{}) != nil {
		return next(ctx, call)
	}
	changing, unsent, end, err := luabind.BeginChange(ctx, name)
	if err != nil {
		return nil, err
	}
	if unsent != nil {
		changing = client.UntilSent(changing, unsent)
	}
	reply, err := next(context.WithValue(changing, changingKey{}, true), call)
	return reply, end(err)
}

// withHeader adds headers that the call has not.
func withHeader(call *client.Call, header http.Header) *client.Call {
	if len(header) == 0 {
		return call
	}
	call = call.Clone()
	if call.Header == nil {
		call.Header = http.Header{}
	}
	for name, values := range header {
		if call.Header.Get(name) == "" {
			call.Header[name] = values
		}
	}
	return call
}

// session is the table that scripts write headers into.
func (m *manager) session(c *luabind.Call) luabind.Value {
	if m.sessionTable.IsNil() {
		t := c.NewTable(0, 1)
		t.Set("headers", c.NewTable(0, 2).Value())
		m.sessionTable = t.Value()
	}
	return m.sessionTable
}

// sessionHeader reads the headers that the script set. The lock is held.
func (m *manager) sessionHeader() http.Header {
	t, ok := m.sessionTable.AsTable()
	if !ok {
		return nil
	}
	set, ok := t.Get("headers").AsTable()
	if !ok {
		return nil
	}
	var h http.Header
	set.Each(func(k, v luabind.Value) bool {
		name, ok1 := k.AsString()
		value, ok2 := v.AsString()
		if ok1 && ok2 {
			if h == nil {
				h = http.Header{}
			}
			h.Set(name, value)
		}
		return true
	})
	// The client alone says who is asking.
	h.Del("Authorization")
	return h
}
