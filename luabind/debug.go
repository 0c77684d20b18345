package luabind

import (
	"context"
	"errors"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// debugModule is the part of the debug library that looks. It never shows
// objects' metatables, nor what functions of the Host keep.
var debugModule = &Module{
	Name: "debug", Doc: "What functions are running, and what is known of them.",
	Funcs: standard([]Func{
		{Name: "getinfo", Doc: "A table about a function, or about one that is running by its level: source, short_src, currentline, name, namewhat, what, nparams, func and others.", Result: "table?",
			Params: []Param{{Name: "...", Rest: true, Type: Any}}, Run: debugInfo},
		{Name: "traceback", Doc: "The message with the functions that are running.", Result: "string",
			Params: []Param{{Name: "...", Rest: true, Type: Any}}, Run: debugTraceback},
		{Name: "getlocal", Doc: "The name and value of a local variable of a function that is running.", Result: "string?",
			Params: []Param{{Name: "...", Rest: true, Type: Any}}, Run: debugLocal},
		{Name: "getupvalue", Doc: "The name and value of an upvalue of a function.", Result: "string?",
			Params: []Param{{Name: "f", Type: FuncType}, {Name: "n", Type: IntegerType}}, Run: debugUpvalue},
		{Name: "setupvalue", Doc: "Sets an upvalue of a function, and gives its name.", Result: "string?",
			Params: []Param{{Name: "f", Type: FuncType}, {Name: "n", Type: IntegerType}, {Name: "value", Type: Any, Optional: true}}, Run: debugSetUpvalue},
		{Name: "getmetatable", Doc: "The metatable of a table, whatever its __metatable says.", Result: "table?",
			Params: []Param{{Name: "value", Type: Any}}, Run: debugMetatable},
		{Name: "setmetatable", Doc: "Sets the metatable of a table, whatever its __metatable says, or that of all strings.", Result: "table|string",
			Params: []Param{{Name: "value", Type: Any}, {Name: "metatable", Type: Any, Optional: true}}, Run: debugSetMetatable},
		{Name: "gethook", Doc: "There are no hooks: nil, an empty text and 0.", Result: "nil", Run: debugHook},
		{Name: "sethook", Doc: "Takes the hook away, which is never there.",
			Params: []Param{{Name: "hook", Type: Any, Optional: true}, {Name: "...", Rest: true, Type: Any}}, Run: debugSetHook},
	}),
}

// thread takes a thread that stands before the other arguments.
func (c *Call) thread() (co *lua.LState, args []Value) {
	args = c.Rest()
	if len(args) > 0 {
		if th, ok := args[0].lv.(*lua.LState); ok {
			return th, args[1:]
		}
	}
	return nil, args
}

func nth(args []Value, i int) Value {
	if i < len(args) {
		return args[i]
	}
	return Nil
}

func debugInfo(c *Call) error {
	co, args := c.thread()
	what := "flnSu"
	if s, ok := nth(args, 1).AsString(); ok {
		what = s
	}
	if i := strings.IndexFunc(what, func(r rune) bool { return !strings.ContainsRune("flnSuL", r) }); i >= 0 {
		lualib.ArgError(c.l, 2, "invalid option")
	}
	var a vm.Activation
	if fn, ok := nth(args, 0).lv.(*lua.LFunction); ok {
		a = vm.Activation{Fn: fn, Line: -1}
	} else {
		level, ok := nth(args, 0).AsNumber()
		if !ok {
			lualib.ArgError(c.l, 1, "function or level expected")
		}
		if a, ok = c.activation(co, int(level)); !ok {
			return c.Return(Nil)
		}
	}
	t := c.NewTable(0, 12)
	c.describe(t, a, what)
	return c.Return(t.Value())
}

// activation finds the function at a level.
func (c *Call) activation(co *lua.LState, level int) (found vm.Activation, ok bool) {
	c.task.Activations(co, func(at int, a vm.Activation) bool {
		if at == level {
			found, ok = a, true
		}
		return at < level
	})
	return found, ok
}

// describe fills in the fields of getinfo.
func (c *Call) describe(t Table, a vm.Activation, what string) {
	fn := a.Fn
	has := func(r rune) bool { return strings.ContainsRune(what, r) }
	number := func(key string, n int) { t.Set(key, Number(float64(n))) }
	if has('S') {
		source, short, kind, from, to := "=[C]", "[C]", "C", -1, -1
		if !fn.IsG {
			short, kind, from, to = fn.Proto.SourceName, "Lua", fn.Proto.LineDefined, fn.Proto.LastLineDefined
			source = "@" + short
			if src := c.h.sources.Of(fn.Proto); src != nil {
				source = src.Chunk()
			}
			if from == 0 {
				kind = "main"
			}
		}
		const most = 52 // of a file's name in Lua 5.1
		if strings.HasPrefix(source, "@") && len(short) > most {
			short = "..." + short[len(short)-most:]
		}
		t.Set("source", String(source))
		t.Set("short_src", String(short))
		t.Set("what", String(kind))
		number("linedefined", from)
		number("lastlinedefined", to)
	}
	if has('l') {
		number("currentline", a.Line)
	}
	if has('u') {
		number("nups", 0)
		number("nparams", 0)
		t.Set("isvararg", Bool(fn.IsG))
		if !fn.IsG {
			number("nups", len(fn.Upvalues))
			number("nparams", int(fn.Proto.NumParameters))
			t.Set("isvararg", Bool(fn.Proto.IsVarArg != 0))
		}
	}
	if has('n') {
		t.Set("namewhat", String(a.Name.Kind))
		if a.Name.Text != "" {
			t.Set("name", String(a.Name.Text))
		}
	}
	if has('f') {
		t.Set("func", wrap(fn))
	}
	if has('L') && !fn.IsG {
		lines := c.NewTable(0, 8)
		for _, line := range fn.Proto.DbgSourcePositions {
			lines.SetAt(line, Bool(true))
		}
		c.Charge(len(fn.Proto.DbgSourcePositions) * valueBytes)
		t.Set("activelines", lines.Value())
	}
}

func debugTraceback(c *Call) error {
	co, args := c.thread()
	message := nth(args, 0)
	if !message.IsNil() && message.Type() != "string" && message.Type() != "number" {
		if _, class := message.Object(); class == nil || !class.Text {
			return c.Return(message)
		}
	}
	level := 1
	if co != nil {
		level = 0
	}
	if n, ok := nth(args, 1).AsInt(); ok {
		level = int(n)
	}
	text := c.task.TracebackFrom(co, level)
	if !message.IsNil() {
		s, err := c.ToString(message)
		if err != nil {
			return err
		}
		text = s + "\n" + text
	}
	c.Charge(len(text))
	return c.Return(String(text))
}

func debugLocal(c *Call) error {
	co, args := c.thread()
	level, ok := nth(args, 0).AsInt()
	if !ok {
		lualib.ArgError(c.l, 1, "number expected, got "+nth(args, 0).Type())
	}
	a, ok := c.activation(co, int(level))
	if !ok {
		lualib.ArgError(c.l, 1, "level out of range")
	}
	name, v, ok := a.Local(int(nth(args, 1).Int()))
	if !ok {
		return c.Return(Nil)
	}
	return c.Return(String(name), wrap(v))
}

// upvalue finds an upvalue of a Lua function.
func (c *Call) upvalue() (name string, up *lua.Upvalue) {
	fn, ok := c.Named("f").lv.(*lua.LFunction)
	n := int(c.Named("n").Int())
	if !ok || fn.IsG || n < 1 || n > len(fn.Upvalues) || n > len(fn.Proto.DbgUpvalues) {
		return "", nil
	}
	return fn.Proto.DbgUpvalues[n-1], fn.Upvalues[n-1]
}

func debugUpvalue(c *Call) error {
	name, up := c.upvalue()
	if up == nil {
		return c.Return(Nil)
	}
	return c.Return(String(name), wrap(up.Value()))
}

func debugSetUpvalue(c *Call) error {
	name, up := c.upvalue()
	if up == nil {
		return c.Return(Nil)
	}
	up.SetValue(c.Named("value").raw())
	return c.Return(String(name))
}

func debugMetatable(c *Call) error {
	v := c.Named("value")
	if _, class := v.Object(); class != nil {
		return c.Return(Nil)
	}
	mt := lua.LValue(lua.LNil)
	switch lv := v.raw().(type) {
	case *lua.LTable:
		mt = lv.Metatable
	case *lua.LUserData:
		mt = lv.Metatable
	case lua.LString:
		mt = c.l.GetMetatable(lv)
	}
	if t, ok := mt.(*lua.LTable); ok && classOf(t) == nil {
		return c.Return(wrap(t))
	}
	return c.Return(Nil)
}

// debugSetMetatable is for tables of scripts and for strings: the metatables of
// all other values belong to the Host.
func debugSetMetatable(c *Call) error {
	value, ok := c.Named("value"), false
	t, isTable := value.AsTable()
	if isTable && classOf(t.t.Metatable) != nil || !isTable && !value.IsString() {
		lualib.ArgError(c.l, 1, "table or string expected, got "+value.Kind())
	}
	var meta lua.LValue = lua.LNil
	if given := c.Named("metatable"); !given.IsNil() {
		_, class := given.Object()
		if meta, ok = given.lv.(*lua.LTable); !ok || class != nil {
			lualib.ArgError(c.l, 2, "nil or table expected")
		}
	}
	if isTable {
		t.t.Metatable = meta
	} else {
		c.h.vm.SetStrings(meta)
	}
	return c.Return(value)
}

func debugHook(c *Call) error { return c.Return(Nil, String(""), Number(0)) }

// debugSetHook is for libraries that put away a hook and later put it back.
func debugSetHook(c *Call) error {
	if !c.Named("hook").IsNil() {
		return ValueErrorf("there are no hooks: the host limits a script's time and instructions, task.timeout those of a function")
	}
	return c.Return()
}

// Frame is a Lua function that a script is or was in.
type Frame struct {
	Chunk    string
	Line     int    // where it is
	Function string // "main chunk", "function 'f'"
	// Variables are the local variables that the function sees there, those of
	// the functions around it first. Of several with one name, the last one is
	// what the name means.
	Variables []Variable
}

// Variable is a local variable of a script. Who holds it has the variable
// itself: what the script assigns to it later is seen, too.
type Variable struct {
	Name  string
	Outer bool // of a function around the one that sees it
	cell  *lua.Upvalue
}

// Value is what the variable holds. The Host's lock must be held, as it is in
// Funcs and [Host.Inspect].
func (v Variable) Value() Value { return wrap(v.cell.Value()) }

func framesOf(list []vm.Frame) []Frame {
	out := make([]Frame, len(list))
	for i, f := range list {
		out[i] = Frame{Chunk: f.Chunk(), Line: f.Line, Function: f.Name()}
		for _, v := range f.Variables {
			out[i].Variables = append(out[i].Variables, Variable{v.Name, v.Outer, v.Cell})
		}
	}
	return out
}

// Debugger runs source texts in a Host and keeps the local variables of the
// functions that they ended in, as a REPL needs them. It is for one goroutine
// at a time.
type Debugger struct {
	Host   *Host
	frames []Frame
	looked []Frame // the last main function
}

// Frames are the functions that the last text ended in: after an error those
// that it went through, innermost first, else the text's main function alone.
func (d *Debugger) Frames() []Frame { return d.frames }

// DoString is [Host.DoString].
func (d *Debugger) DoString(ctx context.Context, name, src string, args ...string) error {
	return d.end(d.Host.doChunk(ctx, name, []byte(src), args, d.loader(nil)))
}

// DoFile is [Host.DoFile].
func (d *Debugger) DoFile(ctx context.Context, path string, args ...string) error {
	d.frames = nil
	src, err := d.Host.readSource(path)
	if err != nil {
		return err
	}
	return d.end(d.Host.doChunk(ctx, path, src, args, d.loader(nil)))
}

// EvalTo is [Host.EvalTo] for a text that sees the variables given, of which the
// last one of a name counts.
func (d *Debugger) EvalTo(ctx context.Context, name, src string, vars []Variable, f func(c *Call, values []Value) error) error {
	return d.end(d.Host.evalTo(ctx, name, src, f, d.loader(vars)))
}

// loader makes functions that see variables, and whose own are kept when they
// return.
func (d *Debugger) loader(vars []Variable) loader {
	d.looked = nil
	byName := map[string]Variable{}
	w := vm.Watch{End: func(f vm.Frame) { d.looked = framesOf([]vm.Frame{f}) }}
	for _, v := range vars {
		if _, known := byName[v.Name]; !known {
			w.Outer = append(w.Outer, v.Name)
		}
		byName[v.Name] = v
	}
	return func(src []byte, name string) (*lua.LFunction, error) {
		d.Host.vm.KeepVariables()
		fn, err := d.Host.loadWatched(src, name, w)
		if err != nil {
			return nil, err
		}
		for i, name := range fn.Proto.DbgUpvalues {
			fn.Upvalues[i] = byName[name].cell
		}
		return fn, nil
	}
}

// end notes where a run has ended.
func (d *Debugger) end(err error) error {
	d.frames = d.looked
	var e *Error
	if errors.As(err, &e) {
		d.frames = framesOf(e.frames)
	}
	return err
}
