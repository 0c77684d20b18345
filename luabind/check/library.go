package check

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

var libraryNamesOnce lazy.Value[map[string]string]

// libraryNames are the functions and values of Lua 5.1's own libraries, and
// those of older versions that the host has too.
func libraryNames() map[string]string {
	return libraryNamesOnce.Get(func() map[string]string {
		return map[string]string{
			"string":    "byte char dump find format gfind gmatch gsub len lower match rep reverse sub upper",
			"table":     "concat foreach foreachi getn insert maxn remove setn sort",
			"math":      "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max min mod modf pi pow rad random randomseed sin sinh sqrt tan tanh",
			"io":        "close flush input lines open output popen read stderr stdin stdout tmpfile type write",
			"os":        "clock date difftime execute exit getenv remove rename setlocale time tmpname",
			"coroutine": "create resume running status wrap yield",
			"debug":     "debug getfenv gethook getinfo getlocal getmetatable getregistry getupvalue setfenv sethook setlocal setmetatable setupvalue traceback",
			"package":   "config cpath loaded loaders loadlib path preload seeall",
		}
	})
}

// Standard reports whether a name is one of Lua 5.1's own, such as "pairs" or
// "string.find".
func Standard(name string) bool {
	library, member, dotted := strings.Cut(name, ".")
	if !dotted {
		return slices.Contains(standard(), name)
	}
	return slices.Contains(strings.Fields(libraryNames()[library]), member)
}

// fileMethods are those of open files.
const fileMethods = "close flush lines read seek setvbuf write"

// anyArguments takes any: the libraries check their own.
var anyArguments = []luabind.Param{{Name: "...", Rest: true}}

var fileClassOnce lazy.Value[*luabind.Class]

// fileClass is that of open files.
func fileClass() *luabind.Class {
	return fileClassOnce.Get(func() *luabind.Class {
		file := &luabind.Class{Name: "file"}
		for _, name := range strings.Fields(fileMethods) {
			file.Methods = append(file.Methods, luabind.Func{Name: name, Params: anyArguments})
		}
		return file
	})
}

var librariesOnce lazy.Value[map[string]*luabind.Module]

// libraries are Lua's own, as far as the checker has to know them.
func libraries() map[string]*luabind.Module {
	return librariesOnce.Get(func() map[string]*luabind.Module {
		all := map[string]*luabind.Module{}
		for library, names := range libraryNames() {
			m := &luabind.Module{Name: library}
			for _, name := range strings.Fields(names) {
				f := luabind.Func{Name: name, Params: anyArguments}
				switch library + "." + name {
				case "io.open", "io.popen", "io.tmpfile":
					f.Result = "file"
				case "string.char", "string.format", "string.gsub", "string.lower", "string.rep", "string.reverse", "string.sub", "string.upper",
					"table.concat", "os.getenv", "os.date", "os.tmpname":
					f.Result = "string"
				case "io.stdin", "io.stdout", "io.stderr", "math.pi", "math.huge", "package.loaded", "package.preload", "package.path", "package.cpath", "package.config", "package.loaders":
					m.Constants = append(m.Constants, luabind.Constant{Name: name})
					continue
				}
				m.Funcs = append(m.Funcs, f)
			}
			all[library] = m
		}
		return all
	})
}

// takesTableOnly says whether a function's first argument is a table and nothing like one.
func takesTableOnly(name string) bool {
	switch name {
	case "ipairs", "pairs", "next", "unpack",
		"table.concat", "table.insert", "table.remove", "table.sort", "table.maxn", "table.getn":
		return true
	}
	return false
}
