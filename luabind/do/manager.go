package do

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

// manager is a client as scripts see it: the table `do`. It is touched with
// the Host's lock held.
type manager struct {
	binding *binding
	config  Config
	client  *client.Client // nil until it is needed, or after a setting changed
	own     bool           // made here, so that close ends it
	made    *client.Client // what the factory gave, of which client was made
	closed  bool
	value   luabind.Value

	sessionTable luabind.Value
	groups       map[string]luabind.Value
	last         answers
}

// Format prints the settings, and no token.
func (m *manager) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "manager %v", m.config) }

// open refuses what nobody can do with a closed client.
func (m *manager) open() error {
	if m.closed {
		return luabind.ValueErrorf("the client is closed: its close() was called; doapi{api_token=...} makes another")
	}
	return nil
}

// get gives the Go client, made now if need be.
func (m *manager) get() (*client.Client, error) {
	if err := m.open(); err != nil {
		return nil, err
	}
	if m.client == nil {
		c, err := m.binding.factory(m.config)
		if err != nil {
			return nil, err
		}
		m.client, m.own, m.made = m.binding.limited(c), true, c
		// What a script forgets is closed as if it had said so; it may have a
		// request to send, for which the collector does not wait.
		runtime.AddCleanup(m, func(c *client.Client) { go c.Close() }, c)
	}
	return m.client, nil
}

// moved makes the next call use a client of another endpoint or token.
func (m *manager) moved() { m.client = nil }

// changed makes the next call use other settings.
func (m *manager) changed() error {
	if m.client == nil {
		return nil
	}
	c, err := m.client.With(m.config.settings()...)
	if err == nil {
		m.client = c
	}
	return err
}

// bind makes an object one of the client as it now is.
func (m *manager) bind(o *object) {
	if m.client != nil {
		o.r = m.client.Adopt(o.r)
	}
}

// managerOf is the client that a function was called on, or that its object
// came from.
func managerOf(c *luabind.Call) *manager {
	switch self := c.Self().(type) {
	case *manager:
		return self
	case *object:
		return self.m
	case hasManager:
		return self.manager()
	}
	return nil
}

type hasManager interface{ manager() *manager }

// block runs f with the lock given away, and keeps the last answer that it got
// for the calling task.
func (m *manager) block(c *luabind.Call, f func(ctx context.Context) error) error {
	if err := m.open(); err != nil {
		return err
	}
	last := m.last.of(c)
	header := m.sessionHeader()
	origin := client.Origin{Where: c.Where, Task: c.Task()}
	err := c.Block(func(ctx context.Context) error {
		ctx = under(client.WithOrigin(ctx, origin), c, header)
		return f(client.Observe(ctx, func(r *client.Reply) {
			last = r.Clone(last)
		}))
	})
	if last != nil {
		m.last.set(c, last)
	}
	return m.fail(err)
}

func last(c *luabind.Call, self any) *client.Reply { return self.(*manager).last.of(c) }

// one runs f for a resource and returns it to the script.
func (m *manager) one(c *luabind.Call, f func(ctx context.Context, cl *client.Client) (client.Resource, error)) error {
	cl, err := m.get()
	if err != nil {
		return err
	}
	var r client.Resource
	if err := m.block(c, func(ctx context.Context) (err error) { r, err = f(ctx, cl); return err }); err != nil {
		return err
	}
	return c.Return(m.resource(c, r))
}

// none runs f for its effect.
func (m *manager) none(c *luabind.Call, f func(ctx context.Context) error) error {
	return m.block(c, f)
}

// setting is an attribute of a client that scripts may read and write.
func setting(name, typ, doc string, get func(*manager) luabind.Value, set func(*Config, luabind.Value) error) luabind.Property {
	return luabind.Property{Name: name, Type: typ, Doc: doc,
		Get: func(c *luabind.Call, self any) (luabind.Value, error) { return get(self.(*manager)), nil },
		Set: func(c *luabind.Call, self any, v luabind.Value) error {
			m := self.(*manager)
			config := m.config
			if err := set(&config, v); err != nil {
				return err
			}
			moved := config.Endpoint != m.config.Endpoint
			m.config = config
			if moved {
				m.moved()
				return nil
			}
			return m.changed()
		},
		Refuses: func(v luabind.Value) error { return set(new(Config), v) },
	}
}

func secondsOf(d time.Duration) luabind.Value { return luabind.Number(d.Seconds()) }

func duration(name string, v luabind.Value) (time.Duration, error) {
	f, ok := v.AsNumber()
	if !ok {
		return 0, luabind.TypeErrorf("%s must be a number of seconds, got %s", name, v.Kind())
	}
	if f != f {
		return 0, luabind.ValueErrorf("%s must be a number of seconds, got nan", name)
	}
	return luabind.Seconds(f), nil
}

var managerProperties = []luabind.Property{
	{Name: "api_token", Doc: "The token, masked: it prints as stars, and is accepted where a token goes.", Type: "Secret",
		Get: func(c *luabind.Call, self any) (luabind.Value, error) {
			if t := self.(*manager).config.Token; t != "" {
				return c.Host().Object(secretClass, secret{t}), nil
			}
			return luabind.Nil, nil
		},
		Set: apiTokenSet, Refuses: func(v luabind.Value) error { _, err := token(v); return err }},
	setting("endpoint", "string", "The base URL of the API.",
		func(m *manager) luabind.Value { return luabind.String(m.config.Endpoint) },
		func(cfg *Config, v luabind.Value) error {
			if !v.IsString() {
				return luabind.TypeErrorf("endpoint must be a string, got %s", v.Kind())
			}
			cfg.Endpoint = strings.TrimRight(textOf(v), "/")
			if err := cfg.check(); err != nil {
				return luabind.ValueErrorf("%w", err)
			}
			return nil
		}),
	setting("timeout", "number|false|table", "Seconds without progress after which an attempt fails; false for none; {connect=, read=} apart.",
		func(m *manager) luabind.Value {
			switch t := m.config.Timeout; {
			case t == nil:
				return luabind.Number(60)
			case *t == 0:
				return luabind.Bool(false)
			default:
				return secondsOf(*t)
			}
		},
		setTimeout),
	setting("wait_interval", "number", "Seconds between two looks of a wait.",
		func(m *manager) luabind.Value { return secondsOf(m.config.WaitInterval) },
		func(cfg *Config, v luabind.Value) error {
			d, err := duration("wait_interval", v)
			if err == nil && d < 0 {
				err = luabind.ValueErrorf("wait_interval must not be negative")
			}
			if err != nil {
				return err
			}
			cfg.WaitInterval = d
			return nil
		}),
	setting("wait_time", "number?", "Seconds after which a wait gives up; nil or negative for no limit.",
		func(m *manager) luabind.Value {
			if m.config.WaitTime < 0 {
				return luabind.Nil
			}
			return secondsOf(m.config.WaitTime)
		},
		func(cfg *Config, v luabind.Value) error {
			d := time.Duration(-1)
			if !v.IsNil() {
				var err error
				if d, err = duration("wait_time", v); err != nil {
					return err
				}
			}
			cfg.WaitTime = d
			return nil
		}),
	setting("per_page", "integer|false", "How many elements a page has; false leaves it to the API.",
		func(m *manager) luabind.Value {
			if m.config.PerPage == 0 {
				return luabind.Bool(false)
			}
			return luabind.Number(float64(m.config.PerPage))
		},
		func(cfg *Config, v luabind.Value) error {
			n, err := perPage(v)
			if err != nil {
				return err
			}
			cfg.PerPage = n
			return nil
		}),
	setting("retry_busy", "boolean", "Whether a change that is refused because its object is busy (422, a pending event) is tried again until it is free; deferred work always does.",
		func(m *manager) luabind.Value { return luabind.Bool(m.config.RetryBusy) },
		func(cfg *Config, v luabind.Value) error {
			on, ok := v.AsBool()
			if !ok {
				return luabind.TypeErrorf("retry_busy must be a boolean, got %s", v.Kind())
			}
			cfg.RetryBusy = on
			return nil
		}),
	{Name: "stopping", Doc: "Whether the run was interrupted (Ctrl-C, SIGTERM, SIGHUP) and has not resumed: waits end, and no change begins any more.", Type: "boolean",
		Get: func(c *luabind.Call, _ any) (luabind.Value, error) { return luabind.Bool(c.Stopping()), nil }},
	{Name: "last_response", Doc: "The last answer that this task got: status, headers, url, method, body, elapsed; nil before the first.", Type: "table?",
		Get: lastResponseGet},
	{Name: "planning", Doc: "Whether the script is only planned: nothing that it changes is changed.", Type: "boolean",
		Get: func(c *luabind.Call, self any) (luabind.Value, error) { return luabind.Bool(c.Host().Planning()), nil }},
	{Name: "last_meta", Doc: "The meta object of this task's last answer, nil if it had none.", Type: "table?",
		Get: func(c *luabind.Call, self any) (luabind.Value, error) {
			if r := last(c, self); r != nil {
				return toLua(c, r.Meta()), nil
			}
			return luabind.Nil, nil
		}},
	{Name: "last_rate_limit", Doc: "What this task's last answer said of the rate limit: the headers by their names, and limit, remaining, reset as numbers.", Type: "table?",
		Get: func(c *luabind.Call, self any) (luabind.Value, error) {
			r := last(c, self)
			if r == nil {
				return luabind.Nil, nil
			}
			return rateLimit(c, r.Header), nil
		}},
	{Name: "session", Doc: "Further headers that every request has, in session.headers.", Type: "table",
		Get: func(c *luabind.Call, self any) (luabind.Value, error) {
			return self.(*manager).session(c), nil
		}},
}

func apiTokenSet(c *luabind.Call, self any, v luabind.Value) error {
	t, err := token(v)
	if err != nil {
		return err
	}
	m := self.(*manager)
	m.config.Token = t
	m.moved()
	return nil
}

func lastResponseGet(c *luabind.Call, self any) (luabind.Value, error) {
	r := last(c, self)
	if r == nil {
		return luabind.Nil, nil
	}
	t := c.NewTable(0, 6)
	t.Set("status", luabind.Number(float64(r.Status)))
	t.Set("url", luabind.String(r.URL))
	t.Set("method", luabind.String(r.Method))
	t.Set("body", luabind.String(string(r.Body)))
	t.Set("elapsed", secondsOf(r.Elapsed))
	t.Set("headers", headers(c, r.Header))
	return t.Value(), nil
}

func headers(c *luabind.Call, h http.Header) luabind.Value {
	t := c.NewTable(0, len(h))
	for name, values := range h {
		t.Set(strings.ToLower(name), luabind.String(strings.Join(values, ", ")))
	}
	return t.Value()
}

func rateLimit(c *luabind.Call, h http.Header) luabind.Value {
	t := c.NewTable(0, 6)
	for _, name := range []string{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} {
		s := h.Get(name)
		if s == "" {
			continue
		}
		t.Set(name, luabind.String(s))
		if n, err := strconv.ParseFloat(s, 64); err == nil {
			t.Set(strings.ToLower(strings.TrimPrefix(name, "RateLimit-")), luabind.Number(n))
		}
	}
	return t.Value()
}

func setTimeout(cfg *Config, v luabind.Value) error {
	read := func(name string, v luabind.Value) (*time.Duration, error) {
		if b, ok := v.AsBool(); ok && !b {
			return new(time.Duration), nil
		}
		d, err := duration(name, v)
		if err == nil && d < 0 {
			err = luabind.ValueErrorf("%s must not be negative", name)
		}
		return &d, err
	}
	t, ok := v.AsTable()
	if !ok {
		d, err := read("timeout", v)
		if err != nil {
			return err
		}
		cfg.Timeout, cfg.Connect = d, nil
		return nil
	}
	var unknown error
	t.Each(func(k, _ luabind.Value) bool {
		if name, _ := k.AsString(); name != "connect" && name != "read" {
			unknown = luabind.TypeErrorf("timeout has no part %s: give connect= and read=", k.Quote())
		}
		return unknown == nil
	})
	if unknown != nil {
		return unknown
	}
	for _, part := range []struct {
		name string
		to   **time.Duration
	}{{"connect", &cfg.Connect}, {"read", &cfg.Timeout}} {
		if w := t.Get(part.name); !w.IsNil() {
			d, err := read("timeout."+part.name, w)
			if err != nil {
				return err
			}
			*part.to = d
		}
	}
	if cfg.Timeout == nil {
		usual := 60 * time.Second
		cfg.Timeout = &usual
	}
	return nil
}

func perPage(v luabind.Value) (int, error) {
	if b, ok := v.AsBool(); ok && !b {
		return 0, nil
	}
	n, ok := v.AsInt()
	if !ok || n < 1 {
		return 0, luabind.TypeErrorf("per_page must be a positive integer or false, got %s", v.Quote())
	}
	return int(n), nil
}
