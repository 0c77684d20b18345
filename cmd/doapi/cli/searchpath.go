package cli

import (
	"path/filepath"
	"strings"
)

// searchPath is where require looks for files before it takes a module of ours:
// beside the script, wherever a link to it lies, in that folder's lua_modules,
// along LUA_PATH, and in the trees of luarocks.
func (a *app) searchPath(folder string) []string {
	if real, err := filepath.EvalSymlinks(folder); err == nil && folder != "." {
		folder = real
	}
	patterns := luaTree(folder)
	for _, tree := range []string{"lua_modules", filepath.Join("lua_modules", "share", "lua", "5.1")} {
		patterns = append(patterns, luaTree(filepath.Join(folder, tree))...)
	}
	var trees []string
	if home := a.env.Getenv("HOME"); home != "" {
		trees = luaTree(filepath.Join(home, ".luarocks", "share", "lua", "5.1"))
	}
	trees = append(trees, luaTree("/usr/local/share/lua/5.1")...)
	path := a.env.Getenv("LUA_PATH_5_1")
	if path == "" {
		path = a.env.Getenv("LUA_PATH")
	}
	// Two semicolons stand for what is searched anyway.
	for pattern := range strings.SplitSeq(path, ";") {
		if pattern != "" {
			patterns = append(patterns, pattern)
		}
	}
	return append(patterns, trees...)
}

// luaTree are the patterns of a folder of Lua modules.
func luaTree(folder string) []string {
	return []string{filepath.Join(folder, "?.lua"), filepath.Join(folder, "?", "init.lua")}
}
