package luabind

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/filesys"
	"github.com/doapi-lua/doapi/luabind/internal/table"
	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// packages is what require knows.
type packages struct {
	table, loaded, preload Table
	opened                 map[*Module]Value
	loading                map[string]*loading
	hidden                 map[*lua.LTable]hidden // by the module that hides another
}

// loading is a module that a task is loading.
type loading struct {
	end  *event
	task *vm.Task
}

// hidden is a module that a file of its name stands before.
type hidden struct {
	file   string
	module *Module
}

// ownPrefix names the Host's own modules whatever files there are.
const ownPrefix = "doapi."

// openPackage makes the table package.
func (h *Host) openPackage() {
	p := &h.packages
	p.opened, p.loading, p.hidden = map[*Module]Value{}, map[string]*loading{}, map[*lua.LTable]hidden{}
	p.table, p.loaded, p.preload = h.NewTable(0, 8), h.NewTable(0, 8), h.NewTable(0, 0)
	for _, name := range []string{"string", "table", "math", "coroutine"} {
		p.loaded.Set(name, h.Global(name))
	}
	p.loaded.Set("_G", Value{h.vm.Root().G.Global})
	p.loaded.Set("package", p.table.Value())
	p.table.Set("loaded", p.loaded.Value())
	p.table.Set("preload", p.preload.Value())
	p.table.Set("path", String(strings.Join(h.paths, ";")))
	p.table.Set("cpath", String(""))
	p.table.Set("config", String("/\n;\n?\n!\n-\n"))
	p.table.Set("seeall", h.FuncValue(seeAllFunc))
	loaders := h.NewTable(3, 0)
	for _, f := range []func(*Call, string) (Value, error){(*Call).loaderOfPreload, (*Call).loaderOfFile, (*Call).loaderOfHost} {
		loaders.Append(h.FuncValue(&Func{Name: "loader", Standard: true, Params: []Param{{Name: "name", Type: StringType}}, Run: func(c *Call) error {
			v, err := f(c, c.Named("name").Text())
			if err != nil {
				return err
			}
			return c.Return(v)
		}}))
	}
	p.table.Set("loaders", loaders.Value())
	h.SetGlobal("package", p.table.Value())
}

// require is the Host's own: each module is loaded once, also when several
// tasks ask for it at the same time.
func (c *Call) require(name string) (Value, error) {
	p := &c.h.packages
	for {
		if v := p.loaded.Get(name); v.Truthy() {
			return v, nil
		}
		l := p.loading[name]
		if l == nil {
			break
		}
		if l.task == c.task {
			return Nil, Errorf(KindError, "loop or previous error loading module '%s': it requires itself", name)
		}
		if err := l.end.wait(c.Context()); err != nil {
			return Nil, err
		}
	}
	l := &loading{end: newEvent(c.h), task: c.task}
	p.loading[name] = l
	defer func() { // also when the task was stopped inside of the module
		delete(p.loading, name)
		l.end.fire()
	}()
	loader, err := c.loader(name)
	if err != nil {
		return Nil, err
	}
	v, err := first(c.Call(loader, String(name)))
	if err != nil {
		return Nil, err
	}
	if v.IsNil() {
		// The module may have set it by itself.
		if v = p.loaded.Get(name); v.IsNil() {
			v = Bool(true)
		}
	}
	p.loaded.Set(name, v)
	return v, nil
}

// loader asks package.loaders for what loads a module.
func (c *Call) loader(name string) (Value, error) {
	loaders, ok := c.h.packages.table.Get("loaders").AsTable()
	if !ok {
		return Nil, Errorf(KindError, "'package.loaders' must be a table")
	}
	var tried strings.Builder
	for i := 1; ; i++ {
		l := loaders.At(i)
		if l.IsNil() {
			break
		}
		v, err := first(c.Call(l, String(name)))
		if err != nil {
			return Nil, err
		}
		if v.IsFunction() {
			return v, nil
		}
		tried.WriteString(v.Text())
	}
	return Nil, Errorf(KindError, "module '%s' not found%s:%s", name, DidYouMean(name, c.h.moduleNames()), tried.String())
}

func (h *Host) moduleNames() []string {
	names := make([]string, 0, len(h.modules))
	for _, m := range h.modules {
		names = append(names, m.Name)
	}
	return names
}

func (h *Host) module(name string) *Module {
	if i := slices.IndexFunc(h.modules, func(m *Module) bool { return m.Name == name }); i >= 0 {
		return h.modules[i]
	}
	return nil
}

// loaderOfPreload finds what package.preload has.
func (c *Call) loaderOfPreload(name string) (Value, error) {
	preload, ok := c.h.packages.table.Get("preload").AsTable()
	if !ok {
		return Nil, Errorf(KindError, "'package.preload' must be a table")
	}
	if f := preload.Get(name); !f.IsNil() {
		return f, nil
	}
	return String("\n\tno field package.preload['" + name + "']"), nil
}

// loaderOfFile finds a file along package.path. A file that has the name of one
// of the Host's modules hides that.
func (c *Call) loaderOfFile(name string) (Value, error) {
	if strings.HasPrefix(name, ownPrefix) {
		return String(""), nil
	}
	tried, src, file, err := c.searchFile(name)
	if err != nil || file == "" {
		return String(tried), err
	}
	fn, err := c.h.load(src, file)
	if err != nil {
		return Nil, err
	}
	m := c.h.module(name)
	if m == nil {
		return wrap(fn), nil
	}
	return c.h.FuncValue(&Func{Name: "loader", Standard: true, Params: []Param{{Name: "name"}}, Run: func(c *Call) error {
		v, err := first(c.Call(wrap(fn), c.Named("name")))
		if err != nil {
			return err
		}
		if v.IsNil() {
			v = c.h.packages.loaded.Get(name)
		}
		if t, ok := v.AsTable(); ok {
			c.h.packages.hidden[t.t] = hidden{file, m}
		}
		return c.Return(v)
	}}), nil
}

// loaderOfHost finds the Host's own modules.
func (c *Call) loaderOfHost(name string) (Value, error) {
	m := c.h.module(strings.TrimPrefix(name, ownPrefix))
	if m == nil {
		return String("\n\tno module '" + name + "' of the host"), nil
	}
	return c.h.FuncValue(&Func{Name: "loader", Standard: true, Run: func(c *Call) error {
		v, err := c.own(m)
		if err != nil {
			return err
		}
		return c.Return(v)
	}}), nil
}

// own opens one of the Host's modules, once.
func (c *Call) own(m *Module) (Value, error) {
	p := &c.h.packages
	if v, ok := p.opened[m]; ok {
		return v, nil
	}
	v, err := m.open(c)
	if err == nil && !v.IsNil() {
		p.opened[m] = v
	}
	return v, err
}

// hides says which file stands before the Host's module that has a field which
// the file's module lacks.
func (h *Host) hides(owner lua.LValue, field string) string {
	t, ok := owner.(*lua.LTable)
	if !ok {
		return ""
	}
	hid, ok := h.packages.hidden[t]
	if !ok || !hid.module.has(field) {
		return ""
	}
	return ": " + hid.file + " (a file) hides " + ownPrefix + hid.module.Name + ", which has it"
}

// has says whether a module has a field of a name.
func (m *Module) has(name string) bool {
	m.Described()
	return slices.ContainsFunc(m.Funcs, func(f Func) bool { return f.Name == name }) ||
		slices.ContainsFunc(m.Constants, func(k Constant) bool { return k.Name == name })
}

// searchFile finds a module's file along the Host's path.
func (c *Call) searchFile(name string) (tried string, src []byte, file string, err error) {
	h := c.h
	patterns, files := h.paths, h.files
	if files == nil {
		files = filesys.System{} // for the patterns that the embedder gave
	} else if s, ok := h.packages.table.Get("path").AsString(); ok {
		patterns = strings.Split(s, ";")
	} else {
		return "", nil, "", Errorf(KindError, "'package.path' must be a string")
	}
	for _, p := range patterns {
		if p == "" {
			continue
		}
		file := strings.ReplaceAll(p, "?", strings.ReplaceAll(name, ".", string(os.PathSeparator)))
		src, err := c.readFile(files, file)
		switch {
		case err == nil:
			return "", src, file, nil
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) && !errors.Is(err, syscall.EISDIR):
			return "", nil, "", err
		}
		tried += "\n\tno file '" + file + "'"
	}
	return tried, nil, "", nil
}

// readFile reads a source text.
func (c *Call) readFile(files Files, name string) (src []byte, err error) {
	err = c.Block(func(ctx context.Context) (err error) {
		src, err = readLimited(ctx, files, name, c.h.source)
		return err
	})
	if seen := c.h.config.sources; seen != nil && err == nil {
		err = seen(name, src)
	}
	return src, err
}

// seeAllFunc is package.seeall.
var seeAllFunc = &Func{
	Name: "seeall", Standard: true, Doc: "Lets a module see the globals, as an option of module.",
	Params: []Param{{Name: "module", Type: TableType}},
	Run: func(c *Call) error {
		t, _ := c.Named("module").AsTable()
		mt, ok := t.t.Metatable.(*lua.LTable)
		if !ok {
			mt = c.h.newTable(0, 1)
			t.t.Metatable = mt
		}
		table.SetString(mt, "__index", c.h.vm.Root().G.Global)
		return nil
	},
}

// runModule is module(name, ...): it makes a module of the calling function's
// globals.
func runModule(c *Call) error {
	p := &c.h.packages
	name := c.Named("name").Text()
	t, ok := p.loaded.Get(name).AsTable()
	if !ok {
		var err error
		if t, err = c.globalTable(name); err != nil {
			return err
		}
		p.loaded.Set(name, t.Value())
	}
	if t.Get("_NAME").IsNil() {
		before, _, _ := cutLast(name)
		if before != "" {
			before += "."
		}
		t.Set("_M", t.Value())
		t.Set("_NAME", String(name))
		t.Set("_PACKAGE", String(before))
	}
	fn := c.task.Level(1)
	if fn == nil || fn.IsG {
		return Errorf(KindError, "'module' not called from a Lua function")
	}
	fn.Env = t.t
	for _, option := range c.Rest() {
		if _, err := c.Call(option, t.Value()); err != nil {
			return err
		}
	}
	return nil
}

// globalTable finds or makes the global table a.b.c.
func (c *Call) globalTable(name string) (Table, error) {
	t := Table{c.h.vm.Root().G.Global}
	for part := range splitDots(name) {
		v := t.Get(part)
		if v.IsNil() {
			v = c.NewTable(0, 4).Value()
			t.Set(part, v)
		}
		var ok bool
		if t, ok = v.AsTable(); !ok {
			return Table{}, Errorf(KindError, "name conflict for module '%s'", name)
		}
	}
	return t, nil
}
