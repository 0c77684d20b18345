package luatest

import (
	"fmt"
	"maps"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/luajson"
)

const fakeDoc = `Puts something else in the place of a module's functions until the test ends, and gives the list of their calls, to which each adds a table.

A table's functions replace those of their names. A function answers for all of the outside world of ssh, http or shell: it gets a table with name, the function's, and its arguments by name, of a connection's methods host too. What it gives is the answer: nothing for success, a string for the output or the body, an integer for the exit code or the status, or a table of fields.

    local calls = test.fake("ssh", function(call)
      if call.command == "uptime" then return "up 3 days\n" end
      return {code = 127, stderr = "not found"}
    end)`

// fakedModule says how a function answers for one of our modules.
type fakedModule struct {
	funcs []string // those that reach out
	// answer makes the result of a call of what the function gave.
	answer func(c *luabind.Call, f *fake, call, given luabind.Table) error
}

var fakedModulesOnce lazy.Value[map[string]fakedModule]

func fakedModules() map[string]fakedModule {
	return fakedModulesOnce.Get(func() map[string]fakedModule {
		return map[string]fakedModule{
			"shell": {funcs: []string{"run"}, answer: answerCommand},
			"ssh":   {funcs: []string{"connect", "wait_ready", "map"}, answer: answerSSH},
			"http":  {funcs: []string{"request", "get", "post", "put", "patch", "delete"}, answer: answerHTTP},
		}
	})
}

// fake is what stands in a module's place.
type fake struct {
	module string
	with   luabind.Value
	calls  luabind.Table
}

// Held shows what the objects of the fake keep.
func (f *fake) Held(visit func(luabind.Value)) {
	visit(f.with)
	visit(f.calls.Value())
}

func runFake(c *luabind.Call) error {
	f := &fake{module: c.Named("module").Text(), with: c.Named("f"), calls: c.NewTable(4, 0)}
	loaded, err := c.Call(c.Host().Global("require"), luabind.String("doapi."+f.module))
	if err != nil {
		// One of the script's own.
		if loaded, err = c.Call(c.Host().Global("require"), luabind.String(f.module)); err != nil {
			return err
		}
	}
	module, ok := loaded[0].AsTable()
	if !ok {
		return luabind.TypeErrorf("fake: the module %s is no table of functions", f.module)
	}
	s := suiteOf(c)
	replace := func(name string, v luabind.Value) {
		old := module.Get(name)
		s.restore = append(s.restore, func() { module.Set(name, old) })
		module.Set(name, v)
	}
	if functions, ok := f.with.AsTable(); ok {
		for _, k := range functions.Keys() {
			name, _ := k.AsString()
			if module.Get(name).IsNil() {
				return luabind.ValueErrorf("fake: the module %s has no %s", f.module, k.Quote())
			}
			replace(name, f.recording(c, name, functions.GetValue(k)))
		}
		return c.Return(f.calls.Value())
	}
	known, ok := fakedModules()[f.module]
	if !ok {
		return luabind.TypeErrorf("fake: of the module %s give a table of functions; one function answers for ssh, http and shell alone", f.module)
	}
	for _, name := range known.funcs {
		fn, _ := module.Get(name).Func()
		if fn == nil {
			return luabind.ValueErrorf("fake: the function %s of the module %s is not ours", name, f.module)
		}
		replace(name, c.Host().FuncValue(f.answering(fn)))
	}
	return c.Return(f.calls.Value())
}

// recording is a function that notes its calls and calls another.
func (f *fake) recording(c *luabind.Call, name string, to luabind.Value) luabind.Value {
	return c.Host().FuncValue(&luabind.Func{
		Name: name, Params: []luabind.Param{{Name: "...", Rest: true, Type: luabind.Any}},
		Run: func(c *luabind.Call) error {
			call := c.NewTable(len(c.Rest()), 1)
			call.Set("name", luabind.String(name))
			for _, v := range c.Rest() {
				call.Append(v)
			}
			f.calls.Append(call.Value())
			if !to.IsFunction() {
				return c.Return(to)
			}
			out, err := c.Call(to, c.Rest()...)
			if err != nil {
				return err
			}
			return c.Return(out...)
		},
	})
}

// answering is a function that takes the arguments of fn and has the script
// answer.
func (f *fake) answering(fn *luabind.Func) *luabind.Func {
	stand := *fn
	stand.Effect = ""
	stand.Run = func(c *luabind.Call) error {
		call := f.note(c, fn)
		if fn.Name == "map" && f.module == "ssh" {
			return f.mapped(c, call)
		}
		given, err := f.ask(c, call)
		if err != nil {
			return err
		}
		return fakedModules()[f.module].answer(c, f, call, given)
	}
	return &stand
}

// note makes the table that describes a call, and adds it to the list.
func (f *fake) note(c *luabind.Call, fn *luabind.Func) luabind.Table {
	call := c.NewTable(0, len(fn.Params)+2)
	if conn, ok := c.Self().(*fakeConnection); ok {
		call.Set("host", luabind.String(conn.host))
	}
	for _, p := range fn.Params {
		v := c.Named(p.Name)
		if options, ok := v.AsTable(); ok && p.Name == "options" {
			for _, k := range options.Keys() {
				call.SetValue(k, options.GetValue(k))
			}
		} else if !v.IsNil() {
			call.Set(p.Name, v)
		}
	}
	call.Set("name", luabind.String(fn.Name))
	f.calls.Append(call.Value())
	return call
}

// ask has the script answer a call.
func (f *fake) ask(c *luabind.Call, call luabind.Table) (luabind.Table, error) {
	given := c.NewTable(0, 3)
	out, err := c.Call(f.with, call.Value())
	if err != nil || len(out) == 0 || out[0].IsNil() {
		return given, err
	}
	text, number := "stdout", "code"
	if f.module == "http" {
		text, number = "body", "status"
	}
	if t, ok := kit.PlainTable(out[0]); ok {
		return t, nil
	}
	switch v := out[0]; {
	case v.IsString():
		given.Set(text, v)
	case v.Kind() == "number":
		given.Set(number, v)
	default:
		return given, luabind.TypeErrorf("fake: the answer of %s must be a string, a number, a table or nil, got %s", f.module, v.Kind())
	}
	return given, nil
}

// outcome is how a command that never ran ended.
func outcome(given luabind.Table) map[string]luabind.Value {
	fields := map[string]luabind.Value{"code": kit.Integer(0), "stdout": luabind.String(""), "stderr": luabind.String("")}
	for name := range maps.Keys(fields) {
		if v := given.Get(name); !v.IsNil() {
			fields[name] = v
		}
	}
	return fields
}

func answerCommand(c *luabind.Call, f *fake, call, given luabind.Table) error {
	fields := outcome(given)
	check, ok := call.Get("check").AsBool()
	if code, _ := fields["code"].AsInt(); code != 0 && (!ok || check) {
		if host := call.Get("host"); !host.IsNil() {
			fields["host"] = host
		}
		kind := "ShellError"
		if f.module == "ssh" {
			kind = "SSHError"
		}
		return &luabind.ScriptError{Kind: kind, Message: fmt.Sprintf("%s of %s gave the code %d", call.Get("name").Text(), f.module, code), Fields: fields}
	}
	return c.Return(tableOf(c, fields).Value())
}

func tableOf(c *luabind.Call, fields map[string]luabind.Value) luabind.Table {
	t := c.NewTable(0, len(fields))
	for k, v := range fields {
		t.Set(k, v)
	}
	return t
}

// fakeConnection is a connection to a machine that there is not.
type fakeConnection struct {
	*fake
	host string
}

func answerSSH(c *luabind.Call, f *fake, call, _ luabind.Table) error {
	host, err := hostName(c, call.Get("host"))
	if err != nil {
		return err
	}
	call.Set("host", luabind.String(host))
	class := c.Host().State(connectionKey{}, func() any { return fakeConnectionClass(c) }).(*luabind.Class)
	return c.Return(c.Host().Object(class, &fakeConnection{f, host}))
}

type connectionKey struct{}

// fakeConnectionClass is that of the real module, with methods of which the
// script says what comes of them.
func fakeConnectionClass(c *luabind.Call) *luabind.Class {
	class := luabind.Class{
		Name: "SSHConnection", NamedArgs: true,
		String: func(self any) string { return "fake connection to " + self.(*fakeConnection).host },
		Properties: []luabind.Property{{Name: "host", Type: "string", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
			return luabind.String(self.(*fakeConnection).host), nil
		}}},
	}
	for _, m := range c.Host().Modules() {
		if m.Name != "ssh" {
			continue
		}
		for _, method := range m.Classes[0].Methods {
			real := method
			method.Effect = ""
			method.Run = func(c *luabind.Call) error {
				f := c.Self().(*fakeConnection).fake
				call := f.note(c, &real)
				given, err := f.ask(c, call)
				if err != nil {
					return err
				}
				switch real.Name {
				case "run", "script":
					return answerCommand(c, f, call, given)
				case "upload", "download", "close":
					return nil
				}
				return c.Return(given.Value())
			}
			class.Methods = append(class.Methods, method)
		}
	}
	return &class
}

// hostName is what a target of ssh is called: a text, or the address of an
// object.
func hostName(c *luabind.Call, v luabind.Value) (string, error) {
	if v.IsString() {
		return v.Text(), nil
	}
	for _, name := range []string{"ip_address", "ip", "host"} {
		if address, err := kit.Member(c, v, name); err == nil && address.IsString() {
			return address.Text(), nil
		}
	}
	return c.ToString(v)
}

// mapped runs a command on many machines, one after the other.
func (f *fake) mapped(c *luabind.Call, call luabind.Table) error {
	results, failed := c.NewTable(4, 0), 0
	err := kit.EachRow(c, call.Get("hosts"), func(h luabind.Value) error {
		host, err := hostName(c, h)
		if err != nil {
			return err
		}
		one := c.NewTable(0, 3)
		one.Set("name", luabind.String("run"))
		one.Set("host", luabind.String(host))
		one.Set("command", call.Get("command"))
		given, err := f.ask(c, one)
		if err != nil {
			return err
		}
		fields := outcome(given)
		fields["host"], fields["name"] = luabind.String(host), luabind.String(host)
		if name, err := kit.Member(c, h, "name"); err == nil && name.IsString() {
			fields["name"] = name
		}
		if code, _ := fields["code"].AsInt(); code != 0 {
			failed++
		}
		results.Append(tableOf(c, fields).Value())
		return nil
	})
	if err != nil {
		return err
	}
	if check, ok := call.Get("check").AsBool(); failed > 0 && (!ok || check) {
		return &luabind.ScriptError{Kind: "SSHError", Message: fmt.Sprintf("the command failed on %d of %d machines", failed, results.Len()), Fields: map[string]luabind.Value{"results": results.Value()}}
	}
	return c.Return(results.Value())
}

// fakeResponse is an answer that nobody sent.
type fakeResponse struct {
	status  int64
	url     string
	body    string
	headers luabind.Value
}

// Held shows the headers.
func (r *fakeResponse) Held(visit func(luabind.Value)) { visit(r.headers) }

func answerHTTP(c *luabind.Call, _ *fake, call, given luabind.Table) error {
	r := &fakeResponse{status: 200, url: call.Get("url").Text(), body: given.Get("body").Text(), headers: given.Get("headers")}
	if n, ok := given.Get("status").AsInt(); ok {
		r.status = n
	}
	if r.headers.IsNil() {
		r.headers = c.NewTable(0, 0).Value()
	}
	if v := given.Get("json"); !v.IsNil() {
		text, err := c.AppendJSON(nil, v, luabind.JSONOptions{})
		if err != nil {
			return err
		}
		r.body = string(text)
	}
	return c.Return(c.Host().Object(fakeResponseClass, r))
}

// fakeResponseClass has what the module's own has.
var fakeResponseClass = &luabind.Class{
	Name: "Response", Bound: true,
	String: func(self any) string { return fmt.Sprintf("fake response %d", self.(*fakeResponse).status) },
	Properties: []luabind.Property{
		{Name: "status", Type: "integer", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
			return kit.Integer(int(self.(*fakeResponse).status)), nil
		}},
		{Name: "ok", Type: "boolean", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
			return luabind.Bool(self.(*fakeResponse).status/100 == 2), nil
		}},
		{Name: "url", Type: "string", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
			return luabind.String(self.(*fakeResponse).url), nil
		}},
		{Name: "headers", Type: "table<string, string>", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
			return self.(*fakeResponse).headers, nil
		}},
		{Name: "body", Type: "string", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
			return luabind.String(self.(*fakeResponse).body), nil
		}},
	},
	Methods: []luabind.Func{{Name: "json", Result: "any", Run: func(c *luabind.Call) error {
		v, err := luajson.Decode(c, c.Self().(*fakeResponse).body)
		if err != nil {
			return err
		}
		return c.Return(v)
	}}},
}
