// Package luafs is the module fs of scripts: files and folders, within what the Host
// allows.
package luafs

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "fs"`: files and folders, within what the Host's options
// allow ([luabind.WithDir], [luabind.WithFS]). Errors are IOErrors with the
// path.
var Module = &luabind.Module{
	Name: "fs",
	Doc: `Files and folders.

    local fs = require "fs"
    fs.write("out/report.json", text, {mkdir = true})    -- all of it or nothing
    for line in fs.lines("hosts.txt") do print(line) end
    for _, p in ipairs(fs.glob("scripts/**/*.lua")) do print(p, fs.stat(p).size) end

Errors are IOErrors with the path.`,
	Needs:   luabind.CapFS,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = withIOErrors([]luabind.Func{
		{Name: "read", Doc: "What a file holds.", Result: "string",
			Params: kit.OnePath(),
			Run: func(c *luabind.Call) error {
				s, err := kit.ReadFile(c, c.Named("path").Text())
				if err != nil {
					return err
				}
				return c.Return(luabind.String(s))
			}},
		{Name: "write", Effect: luabind.EffectFiles, Doc: "Makes a file hold a text, all of it or, after an error, what it held before. A link or device is written in place.", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "path", Type: luabind.StringType, Changed: true}, {Name: "data", Type: luabind.StringType},
				{Name: "mkdir", Type: luabind.BooleanType, Option: true, Doc: "make the folders that it needs"},
				{Name: "mode", Type: modeType, Option: true, Doc: `permissions as octal digits: "0600"; those of the file, or 0644 for a new one`},
			},
			Run: runWrite},
		{Name: "append", Effect: luabind.EffectFiles, Doc: "Adds a text to the end of a file, which is made if there is none.", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "path", Type: luabind.StringType, Changed: true}, {Name: "data", Type: luabind.StringType},
				{Name: "mkdir", Type: luabind.BooleanType, Option: true, Doc: "make the folders that it needs"},
				{Name: "mode", Type: modeType, Option: true, Default: "0644", Doc: "permissions of a new file"},
			},
			Run: runAppend},
		{Name: "lines", Doc: "An iterator over the lines of a file, without their ends.", Result: "Iterator<string>",
			Params: kit.OnePath(), Run: runFileLines},
		{Name: "exists", Doc: "Whether there is a file or folder of that name.", Result: "boolean",
			Params: kit.OnePath(),
			Run: func(c *luabind.Call) error {
				_, err := kit.Blocking(c, func() (fs.FileInfo, error) { return c.Host().Files().Stat(c.Named("path").Text()) })
				if err != nil && !errors.Is(err, fs.ErrNotExist) && !kit.NotFolder(err) {
					return err
				}
				return c.Return(luabind.Bool(err == nil))
			}},
		{Name: "stat", Doc: `What is known of a file: {name, type = "file", "dir", "link" or "other", size, mode = "0644", modified}.`, Result: "table", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "path", Type: luabind.StringType},
				{Name: "link", Type: luabind.BooleanType, Option: true, Doc: "describe a link itself instead of where it leads"},
			},
			Run: runStat},
		{Name: "list", Doc: "The names in a folder, sorted, as a list.", Result: "string[]",
			Params: []luabind.Param{{Name: "dir", Type: luabind.StringType, Optional: true, Default: "."}},
			Run:    runList},
		{Name: "glob", Doc: `The paths that fit a pattern, sorted, as a list: * any text in a name, ? one character, [a-z] one of some, [!a-z] one of the others, {a,b} one of several texts, ** any folders in between. Names that begin with a dot have to be named so. With a slash at the end only folders fit.`, Result: "string[]",
			Params: []luabind.Param{{Name: "pattern", Type: luabind.StringType}}, Run: runGlob},
		{Name: "walk", Doc: "An iterator over all that is in a folder and below: tables {path, name, type}, a folder before what is in it. Links are not followed.", Result: "Iterator", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "dir", Type: luabind.StringType},
				{Name: "depth", Type: luabind.IntegerType, Option: true, Doc: "how many folders deep; 1: only the folder itself"},
			},
			Run: runWalk},
		{Name: "mkdir", Effect: luabind.EffectFiles, Doc: "Makes a folder and those that it needs. One that exists is no error.", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "path", Type: luabind.StringType, Changed: true},
				{Name: "mode", Type: modeType, Option: true, Default: "0755"},
			},
			Run: func(c *luabind.Call) error {
				name, mode := c.Named("path").Text(), modeOf(c.Named("mode"), 0o755)
				return kit.Block(c, func() error { return c.Host().Files().MkdirAll(name, mode) })
			}},
		{Name: "remove", Effect: luabind.EffectFiles, Doc: "Removes a file or an empty folder.", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "path", Type: luabind.StringType, Changed: true},
				{Name: "recursive", Type: luabind.BooleanType, Option: true, Doc: "a folder with all that is in it; nothing to remove is no error then"},
			},
			Run: runRemove},
		{Name: "copy", Effect: luabind.EffectFiles, Doc: "Copies a file with its permissions, all of it or nothing.", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "from", Type: luabind.StringType}, {Name: "to", Type: luabind.StringType, Changed: true},
				{Name: "recursive", Type: luabind.BooleanType, Option: true, Doc: "a folder with all that is in it; links are left out"},
			},
			Run: runCopy},
		{Name: "rename", Effect: luabind.EffectFiles, Doc: "Gives a file or folder another name. A file of that name is replaced.",
			Params: []luabind.Param{{Name: "from", Type: luabind.StringType, Changed: true}, {Name: "to", Type: luabind.StringType, Changed: true}},
			Run: func(c *luabind.Call) error {
				from, to := c.Named("from").Text(), c.Named("to").Text()
				return kit.Block(c, func() error { return c.Host().Files().Rename(from, to) })
			}},
		{Name: "temp_file", Doc: "Makes an empty file with a name of its own that only this user can read, and gives the name. The script removes it, with defer for instance.", Result: "string", NamedArgs: true,
			Params: tempParams(), Run: runTempFile},
		{Name: "temp_dir", Doc: "Makes a folder with a name of its own that only this user can read, and gives the name. The script removes it, with defer for instance.", Result: "string", NamedArgs: true,
			Params: tempParams(), Run: runTempDir},
	})
}

func runStat(c *luabind.Call) error {
	files, name, link := c.Host().Files(), c.Named("path").Text(), c.Named("link").Truthy()
	info, err := kit.Blocking(c, func() (fs.FileInfo, error) {
		if link {
			return files.Lstat(name)
		}
		return files.Stat(name)
	})
	if err != nil {
		return err
	}
	return c.Return(fileInfo(c, path.Base(name), info))
}

func runList(c *luabind.Call) error {
	dir := "."
	if !c.Named("dir").IsNil() {
		dir = c.Named("dir").Text()
	}
	entries, err := readDir(c, dir)
	if err != nil {
		return err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return kit.ReturnList(c, names)
}

func runRemove(c *luabind.Call) error {
	name := c.Named("path").Text()
	if !c.Named("recursive").Truthy() {
		return kit.Block(c, func() error { return c.Host().Files().Remove(name) })
	}
	if clean := path.Clean(name); name == "" || clean == "/" || clean == "." || strings.HasSuffix(clean, "..") {
		return luabind.ValueErrorf("remove: %s is not removed recursively", c.Named("path").Quote())
	}
	return kit.Block(c, func() error { return c.Host().Files().RemoveAll(name) })
}

// modeType takes permissions: octal digits as text, or as a number that is
// read so, since Lua has no octal numbers.
var modeType = &luabind.Type{Name: `permissions as octal digits ("0644")`, Lua: "string|integer", Literal: []string{"string", "number"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	s, ok := v.AsString()
	if !ok {
		return luabind.Nil, luabind.ErrType
	}
	n, err := strconv.ParseUint(s, 8, 32)
	if err != nil || n > 0o777 {
		return luabind.Nil, luabind.ValueErrorf(`must be octal digits such as "0644", got %s`, v.Quote())
	}
	return kit.Integer(int(n)), nil
}}

// modeOf gives what modeType has checked.
func modeOf(v luabind.Value, missing fs.FileMode) fs.FileMode {
	if n, ok := v.AsInt(); ok {
		return fs.FileMode(n)
	}
	return missing
}

// typeName is the type of a file as scripts see it.
func typeName(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "dir"
	case mode.IsRegular():
		return "file"
	case mode&fs.ModeSymlink != 0:
		return "link"
	}
	return "other"
}

func fileInfo(c *luabind.Call, name string, info fs.FileInfo) luabind.Value {
	t := c.NewTable(0, 5)
	t.Set("name", luabind.String(name))
	t.Set("type", luabind.String(typeName(info.Mode())))
	t.Set("size", c.Host().Int(info.Size()))
	t.Set("mode", luabind.String(fmt.Sprintf("%04o", info.Mode().Perm())))
	t.Set("modified", c.Host().Time(info.ModTime().UTC()))
	return t.Value()
}

// readDir lists a folder, sorted by name.
func readDir(c *luabind.Call, dir string) ([]fs.DirEntry, error) {
	entries, err := kit.Blocking(c, func() ([]fs.DirEntry, error) { return c.Host().Files().ReadDir(dir) })
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, err
}
