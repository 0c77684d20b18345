package do

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

// managerClass is the table `do`.
var managerClass = &luabind.Class{}

func init() {
	*managerClass = luabind.Class{
		Name:       "Client",
		Doc:        "The DigitalOcean client.",
		NamedArgs:  true,
		Bound:      true,
		AsTable:    true,
		Habit:      clientHabit,
		Properties: managerProperties,
		Constants:  []luabind.Constant{{Name: "DEFAULT_ENDPOINT", Value: luabind.String(client.DefaultEndpoint), Doc: "Where the API lives."}},
		String: func(self any) string {
			return "doapi client of " + self.(*manager).config.Endpoint
		},
		Get: func(c *luabind.Call, self any, key string) (luabind.Value, error) {
			return self.(*manager).member(c, key), nil
		},
		Names:   func(self any) []string { return memberNames() },
		Static:  staticMembers,
		Call:    &newClient,
		Prepare: sync.OnceFunc(func() { managerClass.Methods = clientMethods() }),
	}
}

func clientMethods() []luabind.Func {
	var all []luabind.Func
	for _, part := range [][]luabind.Func{
		requestMethods(), dropletClientMethods(), actionClientMethods(), keyClientMethods(), imageClientMethods(),
		placeClientMethods(), accountClientMethods(), domainClientMethods(), addressClientMethods(), tagClientMethods(), findMethods(), operationMethods(), rollbackMethods(),
	} {
		all = append(all, part...)
	}
	return bypassed(all)
}

// fetchMethod makes a method that asks for one resource.
func fetchMethod(name, doc, class string, t *luabind.Type, f func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error)) luabind.Func {
	return luabind.Func{Name: name, Doc: doc, Result: class, Params: []luabind.Param{{Name: "obj", Type: t}}, Run: func(c *luabind.Call) error {
		v := c.Named("obj")
		return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) { return f(ctx, cl, v) })
	}}
}

// listMethod makes a method that walks through a collection.
func listMethod[T client.Resource](name, doc, class string, f func(c *luabind.Call, cl *client.Client) *client.Pager[T], params ...luabind.Param) luabind.Func {
	return luabind.Func{Name: name, Doc: doc, Result: "Iterator<" + class + ">", Params: params, Run: func(c *luabind.Call) error {
		m := managerOf(c)
		cl, err := m.get()
		if err != nil {
			return err
		}
		return iterate(m, c, f(c, cl))
	}}
}

func requestMethods() []luabind.Func {
	return []luabind.Func{
		{Name: "resume", Doc: "Has an interrupted run go on: do.stopping is false again, and the next Ctrl-C is the first.", Run: func(c *luabind.Call) error {
			c.Resume()
			return nil
		}},
		{Name: "close", Doc: "Ends the client: every method afterwards raises a ValueError.", Run: func(c *luabind.Call) error {
			m := managerOf(c)
			m.closed = true
			if m.client != nil && m.own {
				return m.client.Close()
			}
			return nil
		}},
		{Name: "request", Doc: "Asks for anything. A path is relative to the endpoint; another origin is asked without the token. Gives the decoded body, nil for an empty one.", Result: "any",
			Params: []luabind.Param{
				{Name: "url", Type: nameType},
				{Name: "params", Type: luabind.TableType, Option: true, Doc: "the query"},
				{Name: "data", Type: operation.Data, Option: true, Doc: "the body: a table, sent as JSON, or a string"},
				{Name: "method", Type: methodType, Option: true, Default: "GET"},
			},
			Run: runRequest},
		{Name: "paginate", Doc: "Walks through a list, following its links. params is the query.", Result: "Iterator<table>",
			Params: []luabind.Param{
				{Name: "url", Type: nameType},
				{Name: "key", Type: nameType, Doc: "the key of the body that holds the list"},
				{Name: "params", Type: luabind.TableType, Optional: true},
			},
			Run: runPaginate},
	}
}

func runPaginate(c *luabind.Call) error {
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	query, err := queryOf(c, "paginate", c.Named("params"))
	if err != nil {
		return err
	}
	p := cl.Paginate(c.Named("url").Text(), c.Named("key").Text(), query)
	if err := p.Err(); err != nil {
		return m.fail(err)
	}
	return c.Return(c.Iterate(&values{m: m, p: p}))
}

// methodType takes the methods of HTTP that the API knows, in any case.
var methodType = &luabind.Type{Name: "a method", Lua: "string", Literal: []string{"string"}, Check: func(_ *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if !v.IsString() {
		return v, luabind.ErrType
	}
	if !slices.Contains([]string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}, strings.ToUpper(v.Text())) {
		return v, luabind.ValueErrorf("method cannot be %s", v.Quote())
	}
	return v, nil
}}

func runRequest(c *luabind.Call) error {
	m := managerOf(c)
	var (
		address      string
		params, data luabind.Value
		method       = "GET"
	)
	c.Bind(&address, &params, &data, &method)
	query, err := queryOf(c, "request", params)
	if err != nil {
		return err
	}
	var body any
	if data.IsString() {
		body = data.Text()
	} else if !data.IsNil() {
		raw, err := c.AppendJSON(nil, data, luabind.JSONOptions{})
		if err != nil {
			return err
		}
		body = raw
	}
	cl, err := m.get()
	if err != nil {
		return err
	}
	var result jsontext.Value
	if err := m.block(c, func(ctx context.Context) (err error) {
		result, err = cl.Request(ctx, method, address, query, body)
		return err
	}); err != nil {
		return err
	}
	if result.Kind() == jsontext.KindNull {
		return c.Return(c.Host().Null())
	}
	return c.Return(toLua(c, result))
}

// queryOf makes a query of a table: lists give a parameter several times.
func queryOf(c *luabind.Call, fn string, v luabind.Value) (url.Values, error) {
	t, ok := v.AsTable()
	if !ok {
		return nil, nil
	}
	query := url.Values{}
	var err error
	t.Each(func(k, v luabind.Value) bool {
		name, ok := k.AsString()
		if !ok {
			err = luabind.TypeErrorf("%s: query parameters are given by name, got element %s", fn, k.Quote())
			return false
		}
		if list, ok := v.AsTable(); ok {
			for i := 1; i <= list.Len(); i++ {
				query.Add(name, queryText(list.At(i)))
			}
			return true
		}
		query.Set(name, queryText(v))
		return true
	})
	return query, err
}

func queryText(v luabind.Value) string {
	if self, _ := v.Object(); self != nil {
		if o, ok := self.(*object); ok {
			return o.r.Base().Identity()
		}
	}
	return v.String()
}

// rollbackMethods are what scripts say about runs that fail.
func rollbackMethods() []luabind.Func {
	return []luabind.Func{
		{Name: "rollback", Doc: "Has f called when the run ends without success, after its deferred functions; the last one first. f takes back what the script has done; --rollback does so by itself.",
			Params: []luabind.Param{{Name: "f", Type: luabind.FuncType}},
			Run: func(c *luabind.Call) error {
				var f luabind.Value
				c.Bind(&f)
				c.OnFailure(f)
				return nil
			}},
	}
}

// newClient is doapi{api_token=...}.
var newClient = luabind.Func{
	Name: "doapi", Doc: "Makes a further, fully separate client.", Result: "Client", NamedArgs: true,
	Params: []luabind.Param{
		{Name: "api_token", Type: tokenType},
		{Name: "endpoint", Type: luabind.StringType, Option: true},
		{Name: "timeout", Type: luabind.Any, Option: true, Doc: "seconds without progress; false for none"},
		{Name: "wait_interval", Type: luabind.SecondsType, Option: true},
		{Name: "wait_time", Type: luabind.SecondsType, Option: true},
		{Name: "per_page", Type: luabind.Any, Option: true},
		{Name: "exactly_once", Type: onceType, Option: true, Doc: "what becomes of a create whose outcome is unknown"},
		{Name: "retry_busy", Type: luabind.BooleanType, Option: true, Doc: "whether a change that is refused because its object is busy (422, a pending event) is tried again until it is free; deferred work always does"},
		{Name: "settle", Type: luabind.SecondsType, Option: true, Default: "15", Doc: "for how long what was just made may be missing in answers"},
	},
}

// onceType takes the modes of exactly_once, and true and false for on and off.
var onceType = luabind.AnyOf(`"on", "strict" or "off"`, `"on"|"strict"|"off"|boolean`, luabind.EnumType("on", "strict", "off"),
	&luabind.Type{Lua: "boolean", Literal: []string{"boolean"}, Check: func(_ *luabind.Call, v luabind.Value) (luabind.Value, error) {
		switch on, ok := v.AsBool(); {
		case !ok:
			return luabind.Nil, luabind.ErrType
		case on:
			return luabind.String(string(client.OnceOn)), nil
		}
		return luabind.String(string(client.OnceOff)), nil
	}})

func init() {
	newClient.Run = runNewClient
	newClient.Refuses = func(c *luabind.Call) error {
		cfg := new(Config)
		if err := readSettings(c, cfg); err != nil || cfg.Endpoint == "" {
			return err
		}
		if err := cfg.check(); err != nil {
			return luabind.ValueErrorf("doapi: %w", err)
		}
		return nil
	}
}

// readSettings reads what doapi{...} is given into a configuration.
func readSettings(c *luabind.Call, cfg *Config) (err error) {
	var timeout, page, key luabind.Value
	c.Bind(&key, &cfg.Endpoint, &timeout, &cfg.WaitInterval, &cfg.WaitTime, &page, &cfg.ExactlyOnce, &cfg.RetryBusy, &cfg.Settle)
	if cfg.Token, err = token(key); err != nil {
		return err
	}
	if !timeout.IsNil() {
		if err := setTimeout(cfg, timeout); err != nil {
			return err
		}
	}
	if !page.IsNil() {
		cfg.PerPage, err = perPage(page)
	}
	return err
}

func runNewClient(c *luabind.Call) error {
	from := managerOf(c)
	cfg := Config{Endpoint: from.binding.config.Endpoint, WaitInterval: from.binding.config.WaitInterval, WaitTime: from.binding.config.WaitTime, PerPage: from.binding.config.PerPage}
	if err := readSettings(c, &cfg); err != nil {
		return err
	}
	m := &manager{binding: from.binding, config: cfg}
	if _, err := m.get(); err != nil {
		return luabind.ValueErrorf("doapi: %w", err)
	}
	m.value = c.Host().Object(managerClass, m)
	return c.Return(m.value)
}
