package luabind

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"sort"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
	"github.com/doapi-lua/doapi/luabind/internal/source"
)

// open makes the globals that every Host has.
func (h *Host) open() {
	L := h.vm.Root()
	g := L.G.Global
	lua.OpenBase(L)
	for _, unsafe := range []string{"dofile", "loadfile", "_printregs", "module", "require", "newproxy"} {
		g.RawSetString(unsafe, lua.LNil)
	}
	h.vm.Walkers(lualib.Open(L, h.vm))
	if t, ok := h.Global("string").AsTable(); ok {
		t.Set(dumpFunc.Name, h.FuncValue(dumpFunc))
	}
	h.vm.OpenCalls()
	for i := range baseFuncs {
		f := &baseFuncs[i]
		g.RawSetString(f.Name, h.method(nil, f, nil))
	}
	g.RawSetString(deferFunc.Name, h.method(nil, deferFunc, nil))
	g.RawSetString(breakpointFunc.Name, h.method(nil, breakpointFunc, nil))
	if h.caps[CapFS] {
		for i := range fileFuncs {
			g.RawSetString(fileFuncs[i].Name, h.method(nil, &fileFuncs[i], nil))
		}
	}
	h.modules = append([]*Module{TaskModule}, h.modules...)
	h.openPackage()
	h.openLibrary(debugModule)
	if h.caps[CapOS] {
		h.openLibrary(ioModule)
		h.openLibrary(osModule)
	}
	h.marks.open(h)
}

// standard makes functions those of Lua's own library.
func standard(funcs []Func) []Func {
	for i := range funcs {
		funcs[i].Standard = true
	}
	return funcs
}

// baseFuncs are the basic functions that are the Host's own.
var baseFuncs = standard([]Func{
	{Name: "print", Doc: "Writes its arguments to standard output, tabs between, a newline behind.",
		Params: []Param{{Name: "...", Rest: true, Type: Any}},
		Run:    basePrint},
	{Name: "load", Doc: "Compiles what a function or string gives, and returns the chunk as a function, or nil and a message.", Result: "function?",
		Params: []Param{{Name: "chunk", Type: Any}, {Name: "name", Type: StringType, Optional: true}},
		Run:    baseLoad},
	{Name: "loadstring", Doc: "Compiles a string, and returns the chunk as a function, or nil and a message.", Result: "function?",
		Params: []Param{{Name: "text", Type: StringType}, {Name: "name", Type: StringType, Optional: true}},
		Run: func(c *Call) error {
			return c.loadText(c.Named("text").Text(), orElse(c.Named("name"), c.Named("text").Text()))
		}},
	{Name: "module", Doc: "Makes the calling function's globals those of a module, as Lua 5.1 did.",
		Params: []Param{{Name: "name", Type: StringType}, {Name: "...", Rest: true, Type: Any}}, Run: runModule},
	{Name: "newproxy", Doc: "A userdata of its own; with true, with a metatable that getmetatable gives; with such a one, with its metatable.", Result: "userdata",
		Params: []Param{{Name: "like", Type: Any, Optional: true}}, Run: newProxy},
	{Name: "require", Doc: "Loads a module once and gives what it returned.", Result: "any",
		Params: []Param{{Name: "name", Type: StringType}},
		Run: func(c *Call) error {
			v, err := c.require(c.Named("name").Text())
			if err != nil {
				return err
			}
			return c.Return(v)
		}},
})

func basePrint(c *Call) error {
	var b strings.Builder
	for i, v := range c.Rest() {
		if i > 0 {
			b.WriteByte('\t')
		}
		s, err := c.ToString(v)
		if err != nil {
			return err
		}
		c.Charge(len(s))
		b.WriteString(s)
	}
	b.WriteByte('\n')
	return c.Write([]byte(b.String()))
}

func baseLoad(c *Call) error {
	chunk := c.Named("chunk")
	if s, ok := chunk.AsString(); ok {
		return c.loadText(s, orElse(c.Named("name"), s))
	}
	if !chunk.IsFunction() {
		lualib.ArgError(c.l, 1, "function expected, got "+chunk.Type())
	}
	name := orElse(c.Named("name"), "=(load)")
	var b strings.Builder
	for {
		v, err := first(c.Call(chunk))
		if err != nil {
			return c.Return(Nil, c.ErrorValue(err))
		}
		s, ok := v.AsString()
		if v.IsNil() || ok && s == "" {
			return c.loadText(b.String(), name)
		}
		if !ok {
			return c.Return(Nil, String("reader function must return a string"))
		}
		c.Charge(len(s))
		b.WriteString(s)
		if b.Len() > c.h.source {
			return c.loadText(b.String(), name)
		}
	}
}

// loadText is load for a text under a chunk's name: errors are returned, as in
// Lua.
func (c *Call) loadText(src, name string) error {
	if strings.HasPrefix(src, "\x1b") {
		fn, err := c.h.undump(src)
		if err != nil {
			return c.Return(Nil, String(err.Error()))
		}
		return c.Return(wrap(fn))
	}
	fn, err := c.h.load([]byte(src), source.ChunkName(name))
	if err != nil {
		return c.Return(Nil, String(err.Error()))
	}
	if s := c.h.sources.Of(fn.Proto); s != nil && name != src {
		s.Given = name
	}
	return c.Return(wrap(fn))
}

// dumpHead begins what string.dump gives: the head of Lua 5.1's compiled chunks,
// which libraries look at to learn about the computer.
const dumpHead = "\x1bLuaQ\x00\x01\x04\x08\x04\x08\x00"

// dumpFunc is string.dump. What it gives stands for the function's code in this
// Host alone.
var dumpFunc = &Func{
	Name: "dump", Standard: true, Doc: "A text that load makes a copy of the function of, in the same run.", Result: "string",
	Params: []Param{{Name: "f", Type: FuncType}},
	Run:    baseDump,
}

func baseDump(c *Call) error {
	fn, ok := c.Named("f").lv.(*lua.LFunction)
	if !ok || fn.IsG {
		return Errorf(KindError, "unable to dump given function")
	}
	d := &c.h.dumped
	i := slices.Index(*d, fn.Proto)
	if i < 0 {
		c.Charge(4 * valueBytes)
		i, *d = len(*d), append(*d, fn.Proto)
	}
	return c.Return(String(dumpHead + strconv.Itoa(i)))
}

// undump makes a function of what dumpFunc gave.
func (h *Host) undump(text string) (*lua.LFunction, error) {
	i, err := strconv.Atoi(strings.TrimPrefix(text, dumpHead))
	if err != nil || i < 0 || i >= len(h.dumped) {
		return nil, errors.New("compiled code of another program cannot be loaded")
	}
	fn := h.vm.Root().NewFunctionFromProto(h.dumped[i])
	for i := range fn.Upvalues {
		fn.Upvalues[i] = &lua.Upvalue{}
		fn.Upvalues[i].Close()
		fn.Upvalues[i].SetValue(lua.LNil)
	}
	return fn, nil
}

// orElse is the text of a value, or another one if it is nil.
func orElse(v Value, absent string) string {
	if v.IsNil() {
		return absent
	}
	return v.Text()
}

// newProxy is the newproxy of Lua 5.1.
func newProxy(c *Call) error {
	ud := &lua.LUserData{Metatable: lua.LNil}
	switch like := c.Named("like").lv.(type) {
	case *lua.LUserData:
		if _, mine := like.Value.(proxy); !mine {
			lualib.ArgError(c.l, 1, "boolean or proxy expected")
		}
		ud.Metatable = like.Metatable
	default:
		if c.Named("like").Truthy() {
			ud.Metatable = c.h.newTable(0, 2)
		}
	}
	ud.Value = proxy{}
	return c.Return(wrap(ud))
}

// proxy is the value of what newproxy makes.
type proxy struct{}

// fileFuncs are loadfile and dofile, for Hosts that may read files.
var fileFuncs = standard([]Func{
	{Name: "loadfile", Doc: "Compiles a file, and returns the chunk as a function, or nil and a message.", Result: "function?",
		Params: []Param{{Name: "path", Type: StringType}},
		Run:    baseLoadfile},
	{Name: "dofile", Doc: "Runs a file and gives its results.", Result: "any",
		Params: []Param{{Name: "path", Type: StringType}},
		Run:    baseDofile},
})

func baseLoadfile(c *Call) error {
	src, err := c.readFile(c.h.files, c.Named("path").Text())
	if err != nil {
		if cause := context.Cause(c.Context()); cause != nil {
			return cause // the run is over, which is not for the script to see
		}
		return c.Return(Nil, String("cannot open "+c.Named("path").Text()+": "+reason(err)))
	}
	return c.loadText(string(src), "@"+c.Named("path").Text())
}

func baseDofile(c *Call) error {
	src, err := c.readFile(c.h.files, c.Named("path").Text())
	if err != nil {
		return err
	}
	fn, err := c.h.load(src, c.Named("path").Text())
	if err != nil {
		return err
	}
	out, err := c.Call(wrap(fn))
	if err != nil {
		return err
	}
	return c.Return(out...)
}

// reason is why something failed with a file, without its name.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// ToString renders a value as tostring does, __tostring included.
func (c *Call) ToString(v Value) (string, error) {
	switch lv := v.raw().(type) {
	case lua.LString:
		return string(lv), nil
	case lua.LNumber:
		return numberString(lv), nil
	}
	if _, class := v.Object(); class != nil {
		return c.h.bind(class).text(v.raw()), nil
	}
	if f := c.l.GetMetaField(v.raw(), "__tostring"); f != lua.LNil {
		out, err := first(c.Call(wrap(f), v))
		if err != nil {
			return "", err
		}
		s, ok := out.AsString()
		if !ok {
			return "", TypeErrorf("'tostring' must return a string")
		}
		return s, nil
	}
	return v.String(), nil
}

func splitDots(name string) func(yield func(string) bool) { return strings.SplitSeq(name, ".") }

func cutLast(path string) (before, after string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

func sortedKeys(m map[string]Value) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
