package luabind

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/filesys"
	"github.com/doapi-lua/doapi/luabind/internal/lualib"
	"github.com/doapi-lua/doapi/luabind/internal/source"
	"github.com/doapi-lua/doapi/luabind/internal/table"
	"github.com/doapi-lua/doapi/luabind/internal/vm"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Host runs Lua scripts. It keeps its globals from one run to the next. All
// methods are safe from any goroutine; scripts of one Host run one at a time
// except where they block.
type Host struct {
	vm      *vm.Machine
	clock   Clock
	source  int
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
	modules []*Module
	errors  []func(*Call, error) *ScriptError
	paths   []string
	caps    map[Capability]bool
	files   Files

	temporary map[string]bool // files and folders that scripts made to last no longer than they do
	env       *Environment
	config    config

	// Under the machine's lock.
	classes map[*Class]*bound
	named   map[string]*Class // those of modules
	calls   []*Call
	warned  map[string]bool // what was told the script's author
	sources source.Set
	marks   marks
	state   map[any]any // by packages' own keys
	kept    kept

	packages   packages
	raisedText raisedText
	dumped     []*lua.FunctionProto // by string.dump

	interned *interned
	integers integers

	mu     sync.Mutex
	runs   map[*run]struct{}
	closed bool
	goBusy int // Go functions that the clock counts as busy and that have not called the Host
}

// Format prints a name only, whatever the verb: scripts may have secrets.
func (h *Host) Format(f fmt.State, _ rune) { fmt.Fprint(f, "Host") }

// New makes a Host. Without options it opens base, string, table, math,
// coroutine and require for the modules given; it has no access to files,
// environment, programs or network, and the limits of the Default constants.
func New(opts ...Option) (*Host, error) {
	c := defaults()
	if err := Options(opts...)(&c); err != nil {
		return nil, err
	}
	c.openCapabilities()
	h := &Host{
		files: c.files, env: c.env,
		clock: c.clock, source: c.source, stdin: c.stdin, stdout: c.stdout, stderr: c.stderr,
		modules: c.modules, errors: c.errors, paths: c.paths, caps: c.caps, config: c,
		classes: map[*Class]*bound{}, named: map[string]*Class{}, runs: map[*run]struct{}{},
	}
	for _, m := range h.modules {
		if m.Prepare == nil && h.module(m.Name) == m { // of the others open looks at the classes
			if err := h.nameClasses(m); err != nil {
				return nil, fmt.Errorf("luabind: %w", err)
			}
		}
	}
	h.vm = vm.New(vm.Options{Limits: c.limits, CallDepth: c.callDepth})
	h.vm.Number = numberString
	h.vm.Hint = h.hint
	h.vm.HintCompare = hintCompare
	h.vm.HintCall = h.hintCall
	h.vm.Roots = h.roots
	if h.env != nil {
		h.vm.Kept = h.env.bytes
	}
	h.vm.Held = visitHeld
	h.vm.Catch = h.caught
	h.open()
	for _, f := range c.globals {
		f(h)
	}
	return h, nil
}

func numberString(n lua.LNumber) string { return lualib.FormatNumber(float64(n)) }

// Close makes every further call fail with [ErrClosed] and stops what runs.
func (h *Host) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for r := range h.runs {
		r.stop(ErrClosed)
	}
	if d, ok := h.files.(*filesys.Directory); ok {
		return d.Close()
	}
	return nil
}

// Clock is the clock that the Host runs by.
func (h *Host) Clock() Clock { return h.clock }

// Grants says whether the Host has a capability.
func (h *Host) Grants(k Capability) bool { return h.caps[k] }

// Stdout, Stderr and Stdin are the Host's streams; Stdin may be nil.
func (h *Host) Stdout() io.Writer { return h.stdout }

// Stderr is where warnings and progress go.
func (h *Host) Stderr() io.Writer { return h.stderr }

// Stdin is what scripts read; nil if there is nothing.
func (h *Host) Stdin() io.Reader { return h.stdin }

// DoFile runs a Lua file with arguments (path "-" reads the Host's input), which it sees as `...` and, with the
// file's name, in the global table arg. Any error is an [*Error], an
// [*ExitError] or from reading the file.
func (h *Host) DoFile(ctx context.Context, path string, args ...string) error {
	src, err := h.readSource(path)
	if err != nil {
		return err
	}
	return h.doChunk(ctx, path, src, args, h.load)
}

// DoString runs source text under a chunk name for messages.
func (h *Host) DoString(ctx context.Context, name, src string, args ...string) error {
	return h.doChunk(ctx, name, []byte(src), args, h.load)
}

// loader makes the function of a source text.
type loader func(src []byte, name string) (*lua.LFunction, error)

func (h *Host) doChunk(ctx context.Context, name string, src []byte, args []string, load loader) error {
	_, err := h.start(ctx, func(r *run) (lua.LValue, []lua.LValue, error) {
		fn, err := load(src, name)
		if err != nil {
			return nil, nil, err
		}
		arg := h.newTable(len(args), 1)
		table.SetInt(arg, 0, lua.LString(name))
		if h.caps[CapOS] {
			table.SetInt(arg, -1, lua.LString(os.Args[0]))
		}
		var values []lua.LValue
		for _, a := range args {
			values = append(values, lua.LString(a))
			table.Append(arg, lua.LString(a))
		}
		h.vm.Root().G.Global.RawSetString("arg", arg)
		return fn, values, nil
	}, nil)
	return err
}

// Eval runs source text and gives its results: of an expression its values,
// of statements what they return.
func (h *Host) Eval(ctx context.Context, name, src string) ([]Value, error) {
	var values []Value
	err := h.EvalTo(ctx, name, src, func(c *Call, vs []Value) error { values = vs; return nil })
	return values, err
}

// EvalTo runs source text and hands its results to f while the run is still
// on, so that f may use them as a Func does: drive iterators, call functions.
func (h *Host) EvalTo(ctx context.Context, name, src string, f func(c *Call, values []Value) error) error {
	return h.evalTo(ctx, name, src, f, h.load)
}

func (h *Host) evalTo(ctx context.Context, name, src string, f func(c *Call, values []Value) error, load loader) error {
	_, err := h.start(ctx, func(r *run) (lua.LValue, []lua.LValue, error) {
		text := []byte(src)
		if syntax.IsExpression(text) {
			text = append([]byte("return "), text...)
		}
		fn, err := load(text, name)
		return fn, nil, err
	}, f)
	return err
}

// SetGlobal makes a value of this Host a global. Only for [WithSetup], module
// Opens and Funcs, which hold the lock.
func (h *Host) SetGlobal(name string, v Value) { h.vm.Root().G.Global.RawSetString(name, v.raw()) }

// Global gives a global; the same holds as for SetGlobal.
func (h *Host) Global(name string) Value { return wrap(h.vm.Root().G.Global.RawGetString(name)) }

// global reaches a.b without metamethods.
func (h *Host) global(a, b string) Value {
	t, ok := h.Global(a).AsTable()
	if !ok {
		return Nil
	}
	return t.Get(b)
}

// NewTable makes an empty table with room for n list elements and m fields.
func (h *Host) NewTable(n, m int) Table { return Table{h.newTable(n, m)} }

func (h *Host) newTable(n, m int) *lua.LTable { return table.New(n, m) }

func (h *Host) function(f lua.LGFunction) *lua.LFunction { return h.vm.Root().NewFunction(f) }

// Members lists the names that a value's fields, methods and properties have,
// sorted, for completion. It calls nothing and asks nobody.
func (h *Host) Members(v Value) []string {
	if self, class := v.Object(); class != nil {
		return h.bind(class).names(self)
	}
	t, ok := v.AsTable()
	if !ok {
		if !v.IsString() {
			return nil
		}
		t, _ = h.Global("string").AsTable()
	}
	var names []string
	if t.Ok() {
		t.Each(func(k, _ Value) bool {
			if k.IsString() {
				s, _ := k.AsString()
				names = append(names, s)
			}
			return true
		})
	}
	slices.Sort(names)
	return names
}

// Inspect runs f with the lock held and no run going on, to look at globals
// and members. f must not call Lua.
func (h *Host) Inspect(f func()) {
	h.vm.Lock()
	defer h.vm.Unlock()
	f()
}

// lookup finds a.b.c among the globals.
func (h *Host) lookup(name string) Value {
	v := Value{h.vm.Root().G.Global}
	for part := range splitDots(name) {
		t, ok := v.AsTable()
		if !ok {
			return Nil
		}
		v = t.Get(part)
	}
	return v
}

// load compiles a chunk for this Host. The lock is held.
func (h *Host) load(src []byte, name string) (*lua.LFunction, error) {
	return h.loadWatched(src, name, vm.Watch{})
}

func (h *Host) loadWatched(src []byte, name string, w vm.Watch) (*lua.LFunction, error) {
	w.Reached = h.config.coverage.of(name)
	p, err := compile(name, src, h.source, w)
	if err != nil {
		return nil, err
	}
	return h.closure(p), nil
}

// roots visits what the Host holds of its values besides the globals.
func (h *Host) roots(visit func(lua.LValue)) {
	visit(h.packages.table.t)
	visit(h.packages.loaded.t)
	for _, v := range h.packages.opened {
		visit(v.raw())
	}
	for _, f := range slices.Concat(h.kept.defers, h.kept.rollbacks) {
		visit(f)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for r := range h.runs {
		for _, f := range slices.Concat(r.defers, r.rollbacks) {
			visit(f)
		}
	}
}

// readSource reads a file for the embedder: of the computer, or from the
// Host's input.
func (h *Host) readSource(path string) ([]byte, error) {
	limit := int64(h.source) + 1
	if path == "-" {
		if h.stdin == nil {
			return nil, errors.New("cannot read the script: there is no input")
		}
		return io.ReadAll(io.LimitReader(h.stdin, limit))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the script: %w", err)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil, fmt.Errorf("cannot read the script: %w", err)
	}
	return src, nil
}

// meantIn is Meant for a member of a value.
func (h *Host) meantIn(v Value, name string) string {
	_, class := v.Object()
	return class.Meant(name, h.Members(v))
}

// hintCall says of a group of operations that is called that they can be.
func (h *Host) hintCall(n vm.Name) string {
	if n.Owner == nil {
		return ""
	}
	_, class := wrap(n.Owner).Object()
	if class == nil || class.Static == nil {
		return ""
	}
	if in := class.Static()[n.Text]; in != nil && in.Bound && len(in.Methods) > 0 {
		return fmt.Sprintf(", which is a group: call one of its operations, as in %s.%s()", strings.Replace(strings.TrimPrefix(n.Path, "?."), "DO.", "do.", 1), in.Methods[0].Name)
	}
	return ""
}

// hintGlobal suggests what was meant by a global that is not set: a module that
// was not required, a group of a client's operations, a global of a name like
// it, or a function of a module.
func (h *Host) hintGlobal(name string) string {
	if (name == "os" || name == "io") && !h.caps[CapOS] {
		return fmt.Sprintf(" (this host does not grant the capability '%s')", CapOS)
	}
	if h.module(name) != nil {
		return fmt.Sprintf(" (is local %s = require \"%s\" missing?)", name, name)
	}
	for _, global := range []string{"do", "DO"} { // as scripts write it, and as it is kept
		if _, c := h.lookup(global).Object(); c != nil && c.Static != nil && c.Static()[name] != nil {
			return fmt.Sprintf(" (did you mean 'do.%s'?)", name)
		}
	}
	if meant := DidYouMean(name, h.Members(Value{h.vm.Root().G.Global})); meant != "" {
		return meant
	}
	return h.hintElsewhere(name)
}

// hintElsewhere tells the module that has a function of a name.
func (h *Host) hintElsewhere(name string) string {
	for _, m := range h.modules {
		for i := range m.Described().Funcs {
			if m.Funcs[i].Name == name {
				return fmt.Sprintf(" (did you mean require(\"%s\").%s?)", m.Name, name)
			}
		}
	}
	return ""
}

// hint suggests what a script may have meant that calls a nil, or looks for
// something in it: a member of what it looked in, or a global.
func (h *Host) hint(n vm.Name) string {
	switch {
	case n.Kind == "global":
		return h.hintGlobal(n.Text)
	case n.Owner != nil && h.hides(n.Owner, n.Text) != "":
		return h.hides(n.Owner, n.Text)
	case n.Owner != nil:
		meant := h.meantIn(wrap(n.Owner), n.Text)
		if at, _, _ := strings.Cut(n.Path, "."); meant == "" && (at == "os" || at == "do" || at == "DO") {
			return h.hintElsewhere(n.Text)
		}
		return meant
	case n.Of != nil && n.Of.Owner != nil:
		// The owner is not known, but what it is: a member of an object.
		if _, class := wrap(n.Of.Owner).Object(); class != nil && class.Static != nil {
			if in := class.Static()[n.Of.Text]; in != nil {
				return in.Meant(n.Text, h.bind(in).names(nil))
			}
		}
	}
	owner, _, _ := cutLast(strings.ReplaceAll(n.Path, ":", "."))
	if v := h.lookup(owner); !v.IsNil() {
		return h.meantIn(v, n.Text)
	}
	return ""
}
