package luabind

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sort"
	"strings"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
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
	h.vm.OpenCalls()
	for i := range baseFuncs {
		f := &baseFuncs[i]
		g.RawSetString(f.Name, h.method(nil, f, nil))
	}
	g.RawSetString(deferFunc.Name, h.method(nil, deferFunc, nil))
	if h.caps[CapFS] {
		for i := range fileFuncs {
			g.RawSetString(fileFuncs[i].Name, h.method(nil, &fileFuncs[i], nil))
		}
	}
	pkg := h.NewTable(0, 4)
	loaded := h.NewTable(0, 8)
	for _, name := range []string{"string", "table", "math", "coroutine"} {
		loaded.Set(name, h.Global(name))
	}
	loaded.Set("_G", Value{g})
	pkg.Set("loaded", loaded.Value())
	pkg.Set("preload", h.NewTable(0, 0).Value())
	pkg.Set("path", String(strings.Join(h.paths, ";")))
	g.RawSetString("package", pkg.t)
	h.modules = append([]*Module{TaskModule}, h.modules...)
	h.openDebug()
	if h.caps[CapOS] {
		h.openLibrary(ioModule, loaded)
		h.openLibrary(osModule, loaded)
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
		Run: func(c *Call) error {
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
		}},
	{Name: "load", Doc: "Compiles what a function or string gives, and returns the chunk as a function, or nil and a message.", Result: "function?",
		Params: []Param{{Name: "chunk", Type: Any}, {Name: "name", Type: StringType, Optional: true}},
		Run: func(c *Call) error {
			if s, ok := c.Named("chunk").AsString(); ok {
				return c.loadText(s, c.Named("name").Text())
			}
			var b strings.Builder
			for {
				v, err := first(c.Call(c.Named("chunk")))
				if err != nil {
					return err
				}
				s, ok := v.AsString()
				if v.IsNil() || ok && s == "" {
					return c.loadText(b.String(), c.Named("name").Text())
				}
				if !ok {
					return c.Return(Nil, String("reader function must return a string"))
				}
				c.Charge(len(s))
				b.WriteString(s)
				if b.Len() > c.h.source {
					return c.loadText(b.String(), c.Named("name").Text())
				}
			}
		}},
	{Name: "loadstring", Doc: "Compiles a string, and returns the chunk as a function, or nil and a message.", Result: "function?",
		Params: []Param{{Name: "text", Type: StringType}, {Name: "name", Type: StringType, Optional: true}},
		Run:    func(c *Call) error { return c.loadText(c.Named("text").Text(), c.Named("name").Text()) }},
	{Name: "require", Doc: "Loads a module once and gives what it returned.", Result: "any",
		Params: []Param{{Name: "name", Type: StringType}},
		Run: func(c *Call) error {
			v, err := c.h.require(c, c.Named("name").Text())
			if err != nil {
				return err
			}
			return c.Return(v)
		}},
})

// loadText is load for a text: errors are returned, as in Lua.
func (c *Call) loadText(src, name string) error {
	if name == "" {
		name = "[string]"
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "="), "@")
	fn, err := c.h.load([]byte(src), name)
	if err != nil {
		return c.Return(Nil, String(err.Error()))
	}
	return c.Return(wrap(fn))
}

// fileFuncs are loadfile and dofile, for Hosts that may read files.
var fileFuncs = standard([]Func{
	{Name: "loadfile", Doc: "Compiles a file, and returns the chunk as a function, or nil and a message.", Result: "function?",
		Params: []Param{{Name: "path", Type: StringType}},
		Run: func(c *Call) error {
			src, err := c.readFile(c.h.files, c.Named("path").Text())
			if err != nil {
				return c.Return(Nil, String("cannot open "+c.Named("path").Text()+": "+reason(err)))
			}
			return c.loadText(string(src), c.Named("path").Text())
		}},
	{Name: "dofile", Doc: "Runs a file and gives its results.", Result: "any",
		Params: []Param{{Name: "path", Type: StringType}},
		Run: func(c *Call) error {
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
		}},
})

// readFile reads a source text.
func (c *Call) readFile(files Files, name string) (src []byte, err error) {
	err = c.Block(func(ctx context.Context) (err error) {
		src, err = readLimited(ctx, files, name, c.h.source)
		return err
	})
	return src, err
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

// searchFile finds a module's file along the Host's path.
func (c *Call) searchFile(name string) (tried string, src []byte, file string, err error) {
	h := c.h
	patterns, files := h.paths, h.files
	if files == nil {
		files = system{} // for the patterns that the embedder gave
	} else if s, ok := h.global("package", "path").AsString(); ok {
		patterns = strings.Split(s, ";")
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
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
			return "", nil, "", err
		}
		tried += "\n\tno file '" + file + "'"
	}
	return tried, nil, "", nil
}

func splitDots(name string) func(yield func(string) bool) { return strings.SplitSeq(name, ".") }

func sortedKeys(m map[string]Value) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
