package lsp

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	maxFiles    = 5000    // of a workspace that are looked at
	maxFileSize = 1 << 20 // of one of them
)

// workspace reads the Lua files below the editor's folders. It is safe from any
// goroutine.
type workspace struct {
	mu    sync.Mutex
	roots []string
	cache map[string]*onDisk
}

// onDisk is a file as it was read.
type onDisk struct {
	*document
	changed time.Time
	size    int64
}

func newWorkspace() *workspace { return &workspace{cache: map[string]*onDisk{}} }

func (w *workspace) setRoots(uris []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen := map[string]bool{}
	for _, uri := range uris {
		if p := pathOf(uri); p != "" && !seen[p] {
			seen[p] = true
			w.roots = append(w.roots, p)
		}
	}
}

// list names the Lua files, by URI.
func (w *workspace) list() []string {
	w.mu.Lock()
	roots := w.roots
	w.mu.Unlock()
	var uris []string
	for _, root := range roots {
		_ = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil // what cannot be read is not there
			case len(uris) >= maxFiles:
				return fs.SkipAll
			case d.IsDir() && p != root && strings.HasPrefix(d.Name(), "."):
				return fs.SkipDir
			case !d.IsDir() && filepath.Ext(p) == ".lua":
				uris = append(uris, uriOf(p))
			}
			return nil
		})
	}
	return uris
}

// read gives a file's text, from before if it has not changed; nil if it
// cannot be read.
func (w *workspace) read(uri string) *document {
	p := pathOf(uri)
	info, err := os.Stat(p)
	if err != nil || info.IsDir() || info.Size() > maxFileSize {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if f := w.cache[uri]; f != nil && f.changed.Equal(info.ModTime()) && f.size == info.Size() {
		return f.document
	}
	text, err := os.ReadFile(p)
	if err != nil {
		return nil
	}
	d := newDocument(uri, 0, text)
	w.cache[uri] = &onDisk{d, info.ModTime(), info.Size()}
	return d
}

// module finds the file of a required module: beside the file that requires
// it, in that folder's lua_modules, or below a folder of the workspace.
func (w *workspace) module(from, name string) string {
	rel := strings.ReplaceAll(name, ".", string(filepath.Separator))
	dir := filepath.Dir(pathOf(from))
	w.mu.Lock()
	folders := append([]string{dir, filepath.Join(dir, "lua_modules")}, w.roots...)
	w.mu.Unlock()
	for _, folder := range folders {
		for _, p := range []string{rel + ".lua", filepath.Join(rel, "init.lua")} {
			if info, err := os.Stat(filepath.Join(folder, p)); err == nil && !info.IsDir() {
				return uriOf(filepath.Join(folder, p))
			}
		}
	}
	return ""
}

// modules names the files that a file can require beside it and in the folders of
// the workspace.
func (w *workspace) modules(from string) []string {
	w.mu.Lock()
	folders := append([]string{filepath.Dir(pathOf(from))}, w.roots...)
	w.mu.Unlock()
	var names []string
	for _, folder := range folders {
		entries, err := os.ReadDir(folder)
		if err != nil {
			continue // what cannot be read is not there
		}
		for _, e := range entries {
			name, isLua := strings.CutSuffix(e.Name(), ".lua")
			if !isLua && e.IsDir() {
				if _, err := os.Stat(filepath.Join(folder, name, "init.lua")); err == nil {
					isLua = true
				}
			}
			if isLua && uriOf(filepath.Join(folder, e.Name())) != from {
				names = append(names, name)
			}
		}
	}
	return names
}

// nameOf is what messages call a text.
func nameOf(uri string) string {
	if p := pathOf(uri); p != "" {
		return p
	}
	return uri
}

// pathOf is the path of a file's URI, "" of another one.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	p := u.Path
	if len(p) > 2 && p[0] == '/' && p[2] == ':' { // /C:/scripts
		p = p[1:]
	}
	return filepath.FromSlash(p)
}

func uriOf(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}
