package stdlib

import (
	"path/filepath"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// Path is `require "path"`: names of files, as text. Only abs and rel look at
// the working folder; nothing looks at the files.
var Path = &luabind.Module{
	Name: "path",
	Doc: `Names of files as text.

    local path = require "path"
    print(path.join("logs", "2026", "web.log"))    --> logs/2026/web.log
    print(path.base("logs/web.log"), path.ext("logs/web.log"))    --> web.log  .log`,
	Funcs: []fn{
		{Name: "join", Doc: "Joins parts with the system's separator and cleans the result. Empty parts are left out.", Result: "string",
			Params: []param{{Name: "...", Rest: true, Type: luabind.StringType}},
			Run: func(c *call) error {
				parts := make([]string, len(c.Rest()))
				for i, v := range c.Rest() {
					parts[i], _ = v.AsString()
				}
				return text(c, filepath.Join(parts...))
			}},
		{Name: "base", Doc: `The last part of a path: "web.log" of "logs/web.log".`, Result: "string",
			Params: onePath, Run: pathText(filepath.Base)},
		{Name: "dir", Doc: `All but the last part of a path: "logs" of "logs/web.log", "." of "web.log".`, Result: "string",
			Params: onePath, Run: pathText(filepath.Dir)},
		{Name: "ext", Doc: `The ending of a file's name with its dot: ".log" of "logs/web.log"; "" if it has none, as ".bashrc".`, Result: "string",
			Params: onePath, Run: pathText(extension)},
		{Name: "clean", Doc: `The shortest way to write a path: "a/c" for "a/./b/../c/".`, Result: "string",
			Params: onePath, Run: pathText(filepath.Clean)},
		{Name: "abs", Doc: "The path from the root of the file system. A relative one is taken from the working folder, which needs the capability fs.", Result: "string",
			Params: onePath,
			Run: func(c *call) error {
				p := c.String(0)
				if filepath.IsAbs(p) {
					return text(c, filepath.Clean(p))
				}
				files := c.Host().Files()
				if files == nil {
					return luabind.Errorf(luabind.KindError, "abs: the working folder needs the capability '%s', which this host does not grant", luabind.CapFS)
				}
				abs, err := files.Abs(p)
				if err != nil {
					return luabind.Errorf(luabind.KindIO, "abs: %w", err)
				}
				return text(c, abs)
			}},
		{Name: "rel", Doc: `The path that leads from a folder to a path: "../c" for "a/c" from "a/b".`, Result: "string",
			Params: []param{{Name: "path", Type: luabind.StringType}, {Name: "from", Type: luabind.StringType, Doc: "the folder to start at; both absolute or both relative"}},
			Run: func(c *call) error {
				p, err := filepath.Rel(c.String(1), c.String(0))
				if err != nil {
					return luabind.ValueErrorf("rel: there is no way from %s to %s", c.Arg(1).Quote(), c.Arg(0).Quote())
				}
				return text(c, p)
			}},
	},
}

var onePath = []param{{Name: "path", Type: luabind.StringType}}

// extension is what follows the last dot of a name, but for dots that a name
// begins with.
func extension(p string) string {
	return filepath.Ext(strings.TrimLeft(p[strings.LastIndexByte(filepath.ToSlash(p), '/')+1:], "."))
}

func pathText(f func(string) string) func(c *call) error {
	return func(c *call) error { return text(c, f(c.String(0))) }
}
