package luafs

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// globber finds the paths that fit a pattern, a folder at a time.
type globber struct {
	c     *luabind.Call
	found map[string]bool
	seen  map[string]bool // folders with what is left of the pattern
	dirs  bool            // the pattern ends with a slash: only folders fit
	g     kit.Growth
}

func runGlob(c *luabind.Call) error {
	gl := &globber{c: c, found: map[string]bool{}, seen: map[string]bool{}, g: kit.NewGrowth(c)}
	patterns, ok := alternatives(c.Named("pattern").Text())
	if !ok {
		return luabind.ValueErrorf("glob: %s stands for too many patterns", c.Named("pattern").Quote())
	}
	for _, p := range patterns {
		dir := ""
		if strings.HasPrefix(p, "/") {
			dir = "/"
		}
		parts := slices.DeleteFunc(strings.Split(p, "/"), func(s string) bool { return s == "" })
		gl.dirs = strings.HasSuffix(p, "/")
		for i, s := range parts {
			s = negated(s)
			parts[i] = s
			if _, err := path.Match(s, ""); err != nil {
				return luabind.ValueErrorf("glob: %s is no pattern: a [ or \\ in %s has no end", c.Named("pattern").Quote(), luabind.String(s).Quote())
			}
		}
		if err := gl.expand(dir, parts); err != nil {
			return err
		}
	}
	paths := make([]string, 0, len(gl.found))
	for p := range gl.found {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return kit.ReturnList(c, paths)
}

// negated writes [!a-z], as shells do, the way that [path.Match] takes: [^a-z].
func negated(part string) string {
	b, class := []byte(part), false
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '\\':
			i++
		case class:
			class = b[i] != ']'
		case b[i] == '[':
			if class = true; i+1 < len(b) && b[i+1] == '!' {
				b[i+1] = '^'
			}
		}
	}
	return string(b)
}

// alternatives writes out what braces stand for: a{b,c} is ab and ac. It gives
// up when there are too many.
func alternatives(p string) ([]string, bool) {
	const most = 1000
	var done []string
	for todo := []string{p}; len(todo) > 0; {
		p, todo = todo[0], todo[1:]
		head, parts, tail := braces(p)
		if parts == nil {
			done = append(done, p)
		}
		for _, part := range parts {
			todo = append(todo, head+part+tail)
		}
		if len(todo)+len(done) > most {
			return nil, false
		}
	}
	return done, true
}

// braces parts a pattern at its first braces; parts is nil if there are none.
func braces(p string) (head string, parts []string, tail string) {
	depth, begin := 0, 0
	for i := 0; i < len(p); i++ {
		switch ch := p[i]; {
		case ch == '\\':
			i++
		case ch == '{':
			if depth++; depth == 1 {
				head, begin = p[:i], i+1
			}
		case ch == ',' && depth == 1:
			parts = append(parts, p[begin:i])
			begin = i + 1
		case ch == '}' && depth > 0:
			if depth--; depth == 0 {
				return head, append(parts, p[begin:i]), p[i+1:]
			}
		}
	}
	return "", nil, ""
}

// expand follows what is left of a pattern from a folder on.
func (gl *globber) expand(dir string, parts []string) error {
	if len(parts) == 0 {
		return nil
	}
	key := dir + "\x00" + strings.Join(parts, "/")
	if gl.seen[key] {
		return nil
	}
	gl.seen[key] = true
	gl.g.Add(len(key) + kit.ElementBytes)
	part, rest := parts[0], parts[1:]
	if !strings.ContainsAny(part, `*?[\`) {
		return gl.step(path.Join(dir, part), rest)
	}
	if part == "**" && len(rest) > 0 {
		if err := gl.expand(dir, rest); err != nil {
			return err
		}
	}
	entries, err := gl.entries(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") && !strings.HasPrefix(part, ".") {
			continue
		}
		p := path.Join(dir, name)
		if part == "**" {
			if len(rest) == 0 && (e.IsDir() || !gl.dirs) {
				gl.found[p] = true
			}
			if e.IsDir() {
				if err := gl.expand(p, parts); err != nil {
					return err
				}
			}
			continue
		}
		if ok, _ := path.Match(part, name); ok {
			if err := gl.step(p, rest); err != nil {
				return err
			}
		}
	}
	return nil
}

// step takes a path that fits so far.
func (gl *globber) step(p string, rest []string) error {
	if len(rest) > 0 {
		return gl.expand(p, rest)
	}
	look := gl.c.Host().Files().Lstat
	if gl.dirs {
		look = gl.c.Host().Files().Stat
	}
	info, err := kit.Blocking(gl.c, func() (fs.FileInfo, error) { return look(p) })
	if err == nil && (info.IsDir() || !gl.dirs) {
		gl.found[p] = true
	}
	return absent(err)
}

// absent forgives that there is no such file or folder.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) || kit.NotFolder(err) {
		return nil
	}
	return err
}

// entries lists a folder; what is none has no entries.
func (gl *globber) entries(dir string) ([]fs.DirEntry, error) {
	if dir == "" {
		dir = "."
	}
	info, err := kit.Blocking(gl.c, func() (fs.FileInfo, error) { return gl.c.Host().Files().Stat(dir) })
	if err != nil || !info.IsDir() {
		return nil, absent(err)
	}
	return readDir(gl.c, dir)
}

// walker is the iterator that fs.walk gives.
type walker struct {
	depth int // how deep it may go; 0 for all
	stack []walked
}

type walked struct {
	path  string
	entry fs.DirEntry
	depth int
}

func runWalk(c *luabind.Call) error {
	w := &walker{}
	if !c.Named("depth").IsNil() {
		if w.depth = int(c.Named("depth").Int()); w.depth < 1 {
			return luabind.ValueErrorf("walk: 'depth' must be at least 1, got %d", w.depth)
		}
	}
	if err := w.enter(c, c.Named("dir").Text(), 1); err != nil {
		return err
	}
	return c.Return(c.Iterate(w))
}

func (w *walker) enter(c *luabind.Call, dir string, depth int) error {
	entries, err := readDir(c, dir)
	for _, e := range slices.Backward(entries) {
		w.stack = append(w.stack, walked{path.Join(dir, e.Name()), e, depth})
	}
	return err
}

// Next gives the next file or folder.
func (w *walker) Next(c *luabind.Call) (luabind.Value, error) {
	if len(w.stack) == 0 {
		return luabind.Nil, nil
	}
	e := w.stack[len(w.stack)-1]
	w.stack = w.stack[:len(w.stack)-1]
	if e.entry.IsDir() && (w.depth == 0 || e.depth < w.depth) {
		if err := w.enter(c, e.path, e.depth+1); err != nil && absent(err) != nil {
			return luabind.Nil, kit.IOError("walk", err)
		}
	}
	t := c.NewTable(0, 3)
	t.Set("path", luabind.String(e.path))
	t.Set("name", luabind.String(e.entry.Name()))
	t.Set("type", luabind.String(typeName(e.entry.Type())))
	return t.Value(), nil
}

func runCopy(c *luabind.Call) error {
	files, from, to := c.Host().Files(), path.Clean(c.Named("from").Text()), path.Clean(c.Named("to").Text())
	if c.Named("recursive").Truthy() && (to == from || strings.HasPrefix(to+"/", from+"/")) {
		return luabind.ValueErrorf("copy: %s is in %s", c.Named("to").Quote(), c.Named("from").Quote())
	}
	recursive := c.Named("recursive").Truthy()
	return c.Block(func(ctx context.Context) error {
		info, err := files.Stat(from)
		if err != nil {
			return err
		}
		if info.IsDir() && recursive {
			return copyTree(ctx, files, from, to, info.Mode().Perm())
		}
		return copyFile(ctx, files, from, to)
	})
}

func copyTree(ctx context.Context, files luabind.Files, from, to string, mode fs.FileMode) error {
	entries, err := files.ReadDir(from)
	if err != nil {
		return err
	}
	// Writable until everything is in it.
	if err := files.MkdirAll(to, mode|0o700); err != nil {
		return err
	}
	for _, e := range entries {
		a, b := path.Join(from, e.Name()), path.Join(to, e.Name())
		switch {
		case e.IsDir():
			info, err := e.Info()
			if err == nil {
				err = copyTree(ctx, files, a, b, info.Mode().Perm())
			}
			if err != nil {
				return err
			}
		case e.Type().IsRegular():
			if err := copyFile(ctx, files, a, b); err != nil {
				return err
			}
		}
	}
	return files.Chmod(to, mode)
}

func copyFile(ctx context.Context, files luabind.Files, from, to string) error {
	src, err := kit.OpenSource(ctx, files, from)
	if err != nil {
		return err
	}
	defer src.Close()
	if src.Info.IsDir() {
		return &fs.PathError{Op: "copy", Path: from, Err: errors.New("is a folder: copy it with {recursive = true}")}
	}
	out, err := kit.Replace(ctx, files, to, src.Info.Mode().Perm())
	if err != nil {
		return err
	}
	buf := make([]byte, kit.ChunkSize)
	for {
		n, err := src.ReadContext(ctx, buf)
		if n > 0 {
			if _, err := out.Write(buf[:n]); err != nil {
				out.Abandon()
				return err
			}
		}
		if err == io.EOF {
			return out.Commit()
		}
		if err != nil {
			out.Abandon()
			return err
		}
	}
}

func tempParams() []luabind.Param {
	return []luabind.Param{
		{Name: "dir", Type: luabind.StringType, Option: true, Doc: "where to make it; the system's folder for such files if left out"},
		{Name: "prefix", Type: namePart, Option: true, Doc: "what the name begins with"},
		{Name: "suffix", Type: namePart, Option: true, Doc: "what it ends with"},
	}
}

// namePart takes a piece of a file's name.
var namePart = &luabind.Type{Name: "a part of a file's name", Lua: "string", Literal: []string{"string"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	s, ok := v.AsString()
	if !ok {
		return luabind.Nil, luabind.ErrType
	}
	if strings.ContainsAny(s, "/\\\x00") {
		return luabind.Nil, luabind.ValueErrorf("must be a part of a file's name, got %s", v.Quote())
	}
	return v, nil
}}

func tempArgs(c *luabind.Call) (files luabind.Files, dir, prefix, suffix string) {
	files, dir, prefix, suffix = c.Host().Files(), c.Named("dir").Text(), c.Named("prefix").Text(), c.Named("suffix").Text()
	if dir == "" {
		dir = files.TempDir()
	}
	return files, dir, prefix, suffix
}

func runTempFile(c *luabind.Call) error {
	files, dir, prefix, suffix := tempArgs(c)
	name, err := kit.Blocking(c, func() (string, error) {
		f, name, err := kit.Create(files, dir, prefix, suffix, 0o600)
		if err != nil {
			return "", kit.About(dir, err)
		}
		return name, f.Close()
	})
	if err != nil {
		return err
	}
	c.Temporary(name)
	return kit.ReturnText(c, name)
}

func runTempDir(c *luabind.Call) error {
	files, dir, prefix, suffix := tempArgs(c)
	name, err := kit.Blocking(c, func() (string, error) {
		for tries := 0; ; tries++ {
			name := kit.RandomName(dir, prefix, suffix)
			err := files.Mkdir(name, 0o700)
			if err == nil || !errors.Is(err, fs.ErrExist) || tries >= 10 {
				return name, kit.About(dir, err)
			}
		}
	})
	if err != nil {
		return err
	}
	c.Temporary(name)
	return kit.ReturnText(c, name)
}
