package do

import (
	"context"
	"net/http"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

// sessionKey finds a script's further headers in a call's context.
type sessionKey struct{}

// limited is a client of the same state whose requests count against the
// Host's limit and have the headers of the scripts' session.
func limited(c *client.Client) *client.Client {
	guarded, err := c.With(client.WithGuard(func(next client.Handler) client.Handler {
		return func(ctx context.Context, call *client.Call) (*client.Reply, error) {
			if err := luabind.CountRequest(ctx); err != nil {
				return nil, err
			}
			if h, _ := ctx.Value(sessionKey{}).(http.Header); len(h) > 0 {
				call = call.Clone()
				if call.Header == nil {
					call.Header = http.Header{}
				}
				for name, values := range h {
					if call.Header.Get(name) == "" {
						call.Header[name] = values
					}
				}
			}
			return next(ctx, call)
		}
	}))
	if err != nil {
		panic(err) // a guard is no endpoint, clock or transport
	}
	return guarded
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
