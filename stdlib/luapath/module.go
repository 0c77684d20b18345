// Package luapath is the module path of scripts: names of files, as text.
package luapath

import (
	"path/filepath"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "path"`: names of files, as text. Only abs and rel look at
// the working folder; nothing looks at the files.
var Module = &luabind.Module{
	Name: "path",
	Doc: `Names of files as text.

    local path = require "path"
    print(path.join("logs", "2026", "web.log"))    --> logs/2026/web.log
    print(path.base("logs/web.log"), path.ext("logs/web.log"))    --> web.log  .log`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "join", Doc: "Joins parts with the system's separator and cleans the result. Empty parts are left out.", Result: "string",
			Params: []luabind.Param{{Name: "...", Rest: true, Type: luabind.StringType}},
			Run: func(c *luabind.Call) error {
				parts := make([]string, len(c.Rest()))
				for i, v := range c.Rest() {
					parts[i], _ = v.AsString()
				}
				return kit.ReturnText(c, filepath.Join(parts...))
			}},
		{Name: "base", Doc: `The last part of a path: "web.log" of "logs/web.log".`, Result: "string",
			Params: kit.OnePath(), Run: pathText(filepath.Base)},
		{Name: "dir", Doc: `All but the last part of a path: "logs" of "logs/web.log", "." of "web.log".`, Result: "string",
			Params: kit.OnePath(), Run: pathText(filepath.Dir)},
		{Name: "ext", Doc: `The ending of a file's name with its dot: ".log" of "logs/web.log"; "" if it has none, as ".bashrc".`, Result: "string",
			Params: kit.OnePath(), Run: pathText(extension)},
		{Name: "clean", Doc: `The shortest way to write a path: "a/c" for "a/./b/../c/".`, Result: "string",
			Params: kit.OnePath(), Run: pathText(filepath.Clean)},
		{Name: "abs", Doc: "The path from the root of the file system. A relative one is taken from the working folder, which needs the capability fs.", Result: "string",
			Params: kit.OnePath(),
			Run:    runAbs},
		{Name: "rel", Doc: `The path that leads from a folder to a path: "../c" for "a/c" from "a/b".`, Result: "string",
			Params: []luabind.Param{{Name: "path", Type: luabind.StringType}, {Name: "from", Type: luabind.StringType, Doc: "the folder to start at; both absolute or both relative"}},
			Run: func(c *luabind.Call) error {
				p, err := filepath.Rel(c.Named("from").Text(), c.Named("path").Text())
				if err != nil {
					return luabind.ValueErrorf("rel: there is no way from %s to %s", c.Named("from").Quote(), c.Named("path").Quote())
				}
				return kit.ReturnText(c, p)
			}},
	}
}

func runAbs(c *luabind.Call) error {
	p := c.Named("path").Text()
	if filepath.IsAbs(p) {
		return kit.ReturnText(c, filepath.Clean(p))
	}
	files := c.Host().Files()
	if files == nil {
		return luabind.Errorf(luabind.KindError, "abs: the working folder needs the capability '%s', which this host does not grant", luabind.CapFS)
	}
	abs, err := files.Abs(p)
	if err != nil {
		return luabind.Errorf(luabind.KindIO, "abs: %w", err)
	}
	return kit.ReturnText(c, abs)
}

// extension is what follows the last dot of a name, but for dots that a name
// begins with.
func extension(p string) string {
	return filepath.Ext(strings.TrimLeft(p[strings.LastIndexByte(filepath.ToSlash(p), '/')+1:], "."))
}

func pathText(f func(string) string) func(c *luabind.Call) error {
	return func(c *luabind.Call) error { return kit.ReturnText(c, f(c.Named("path").Text())) }
}
