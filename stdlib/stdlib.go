// Package stdlib is the standard library of scripts: files, JSON, YAML, time,
// HTTP, programs, tests and what else a script should not have to shell out
// for. It knows nothing of any cloud, so any program that embeds Lua with
// package luabind can use it:
//
//	h, err := luabind.New(stdlib.Core(), luabind.WithCapabilities(luabind.CapFS))
//	...
//	err = h.DoString(ctx, "hello", `print(require("json").encode{hello = "world"})`)
//
// Each module is a package below this one and an ordinary [luabind.Module]: an
// embedder who wants three of them imports those three, passes their Module to
// [luabind.WithModules], and links nothing of the others. Errors are raised as structured values. Modules that
// reach out of the script (fs, env, shell, http, net) can only be required in
// a Host that was granted their capability.
package stdlib

import (
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
	"github.com/doapi-lua/doapi/stdlib/luaargs"
	"github.com/doapi-lua/doapi/stdlib/luabase64"
	"github.com/doapi-lua/doapi/stdlib/luacloudinit"
	"github.com/doapi-lua/doapi/stdlib/luaenv"
	"github.com/doapi-lua/doapi/stdlib/luafs"
	"github.com/doapi-lua/doapi/stdlib/luahash"
	"github.com/doapi-lua/doapi/stdlib/luahttp"
	"github.com/doapi-lua/doapi/stdlib/luainspect"
	"github.com/doapi-lua/doapi/stdlib/luajson"
	"github.com/doapi-lua/doapi/stdlib/luakube"
	"github.com/doapi-lua/doapi/stdlib/lualog"
	"github.com/doapi-lua/doapi/stdlib/luanet"
	"github.com/doapi-lua/doapi/stdlib/luapath"
	"github.com/doapi-lua/doapi/stdlib/luare"
	"github.com/doapi-lua/doapi/stdlib/luashell"
	"github.com/doapi-lua/doapi/stdlib/luaspaces"
	"github.com/doapi-lua/doapi/stdlib/luassh"
	"github.com/doapi-lua/doapi/stdlib/luatable"
	"github.com/doapi-lua/doapi/stdlib/luatemplate"
	"github.com/doapi-lua/doapi/stdlib/luatest"
	"github.com/doapi-lua/doapi/stdlib/luatime"
	"github.com/doapi-lua/doapi/stdlib/luayaml"
)

// Core makes all modules of this package available to require. It grants no
// capability.
func Core() luabind.Option { return luabind.WithModules(modules()...) }

// Modules lists the modules of [Core], sorted by name, for documentation and
// checks. They are static data, the same at every call.
func Modules() []*luabind.Module {
	all := modules()
	for _, m := range all {
		m.Described()
	}
	return all
}

// WithSimulated tells the modules net, http, ssh and shell that the account is
// a simulated one. What is invented (IPv4 addresses of 198.18.0.0/15, IPv6 of
// 2001:db8::/32, names below .example) they refuse then, since a stranger may
// be behind it. lookup gives the name of the machine that has an address:
// net.wait_port and ssh.wait_ready succeed for it once lookup says that the
// machine is active.
func WithSimulated(lookup func(address string) (name string, active bool)) luabind.Option {
	return network.WithSimulated(lookup)
}

func modules() []*luabind.Module {
	return []*luabind.Module{
		luaargs.Module, luabase64.Module, luacloudinit.Module, luaenv.Module, luafs.Module, luahash.Module,
		luahttp.Module, luainspect.Module, luajson.Module, luakube.Module, lualog.Module, luanet.Module, luapath.Module,
		luare.Module, luashell.Module, luaspaces.Module, luassh.Module, luatable.Module, luatemplate.Module, luatest.Module, luatime.Module, luayaml.Module,
	}
}
