package check

import (
	"github.com/doapi-lua/doapi/luabind"
)

// The modules that the scripts under testdata are checked against: a small
// client with resources and groups of operations, and a module to require.

func run(*luabind.Call) error { return nil }

func set(*luabind.Call, any, luabind.Value) error { return nil }

func req(name string, t *luabind.Type) luabind.Param {
	return luabind.Param{Name: name, Type: t}
}

func opt(name string, t *luabind.Type) luabind.Param {
	return luabind.Param{Name: name, Type: t, Option: true}
}

var (
	imageRef = &luabind.Type{Name: "an id, a slug or an Image", Lua: "integer|string|Image", Table: true, Literal: []string{"number", "string", "table"}}
	slug     = &luabind.Type{Name: "a slug or an object", Lua: "string", Table: true, Literal: []string{"string", "table"}}
	keys     = luabind.ListOf(imageRef, "a list of keys")
	regions  = luabind.EnumType("ams3", "blr1", "fra1", "lon1", "nyc1", "nyc2", "nyc3", "sfo2", "sfo3", "sgp1", "syd1", "tor1")
	nodePool = &luabind.Type{Name: "a node pool", Table: true, Literal: []string{"table"}, Fields: func() []luabind.Param {
		return []luabind.Param{req("size", luabind.StringType), req("name", luabind.StringType), req("count", luabind.IntegerType), opt("auto_scale", luabind.BooleanType)}
	}}
	taint = &luabind.Type{Name: "a table", Table: true, Literal: []string{"table"}, Fields: func() []luabind.Param {
		return []luabind.Param{req("day", luabind.EnumType("any", "monday", "tuesday")), req("start_time", luabind.StringType)}
	}}
)

var droplet = &luabind.Class{
	Name: "Droplet", NamedArgs: true,
	Methods: []luabind.Func{
		{Name: "reboot", Result: "Action", Run: run},
		{Name: "shutdown", Result: "Action", Run: run},
		{Name: "fetch", Result: "Droplet", Run: run},
		{Name: "resize", Result: "Action", Params: []luabind.Param{req("size", slug), opt("disk", luabind.BooleanType)}, Run: run},
		{Name: "wait", Result: "Droplet?", Params: []luabind.Param{opt("status", luabind.EnumType("new", "active", "off", "archive")), opt("locked", luabind.BooleanType)}, Run: run},
	},
	Constants: []luabind.Constant{{Name: "STATUS_ACTIVE"}, {Name: "STATUS_OFF"}},
	Fields:    []luabind.Param{req("id", luabind.IntegerType), req("name", luabind.StringType), req("region", &luabind.Type{Lua: "Region"})},
	Get:       func(*luabind.Call, any, string) (luabind.Value, error) { return luabind.Nil, nil },
	Set:       func(*luabind.Call, any, string, luabind.Value) error { return nil },
}

var action = &luabind.Class{
	Name: "Action", NamedArgs: true,
	Methods: []luabind.Func{{Name: "wait", Result: "Action?", Params: []luabind.Param{opt("check", luabind.BooleanType)}, Run: run}},
	Fields:  []luabind.Param{req("id", luabind.IntegerType)},
	Get:     droplet.Get,
}

var droplets = &luabind.Class{
	Name: "droplets", NamedArgs: true, Bound: true,
	Methods: []luabind.Func{
		{Name: "list", Result: "Iterator<Droplet>", Params: []luabind.Param{opt("tag_name", luabind.StringType), opt("type", luabind.EnumType("droplets", "gpus"))}, Run: run},
		{Name: "get", Result: "Droplet", Params: []luabind.Param{req("droplet_id", luabind.IntegerType)}, Run: run},
		{Name: "destroy", Params: []luabind.Param{req("droplet_id", luabind.IntegerType)}, Run: run},
	},
}

var kubernetes = &luabind.Class{
	Name: "kubernetes", NamedArgs: true, Bound: true,
	Methods: []luabind.Func{
		{Name: "create_cluster", Result: "any", Params: []luabind.Param{
			req("name", luabind.StringType), req("region", regions), req("version", luabind.StringType),
			req("node_pools", luabind.ListOf(nodePool, "a list of node pools")), opt("maintenance_policy", taint),
		}, Run: run},
	},
}

var clientClass = &luabind.Class{
	Name: "Client", NamedArgs: true, Bound: true,
	Methods: []luabind.Func{
		{Name: "create_droplet", Result: "Droplet", Params: []luabind.Param{
			req("name", luabind.StringType), req("image", imageRef), req("size", slug), req("region", slug),
			opt("ssh_keys", keys), opt("backups", luabind.BooleanType), opt("ipv6", luabind.BooleanType), opt("user_data", luabind.StringType),
		}, More: func() []luabind.Param {
			return []luabind.Param{opt("tags", luabind.ListOf(luabind.StringType, "a list of tags")), opt("monitoring", luabind.BooleanType), opt("extra", luabind.TableType)}
		}, Run: run},
		{Name: "fetch_droplet", Result: "Droplet", Params: []luabind.Param{req("obj", imageRef)}, Run: run},
		{Name: "fetch_all_droplets", Result: "Iterator<Droplet>", Params: []luabind.Param{opt("tag_name", luabind.StringType), opt("name", luabind.StringType)}, Run: run},
		{Name: "fetch_account", Result: "any", Run: run},
		{Name: "wait_droplets", Result: "Iterator<Droplet>", Params: []luabind.Param{
			req("droplets", luabind.ListOf(imageRef, "a list of Droplets or ids")), opt("status", luabind.EnumType("new", "active", "off", "archive")),
			opt("ready", luabind.BooleanType), opt("wait_interval", luabind.SecondsType),
		}, Run: run},
		{Name: "create_domain", Result: "any", Params: []luabind.Param{req("name", luabind.StringType), {Name: "ip_address", Type: luabind.StringType, Optional: true}}, Run: run},
		{Name: "request", Result: "any", Params: []luabind.Param{req("url", luabind.StringType), opt("params", luabind.TableType), opt("method", luabind.StringType)}, Run: run},
	},
	Properties: []luabind.Property{{Name: "timeout", Type: "number", Set: set}, {Name: "wait_interval", Type: "number", Set: set}, {Name: "last_response", Type: "table"}},
	Constants:  []luabind.Constant{{Name: "DEFAULT_ENDPOINT"}},
	Call:       &luabind.Func{Name: "doapi", Result: "Client", NamedArgs: true, Params: []luabind.Param{req("api_token", luabind.StringType), opt("endpoint", luabind.StringType)}, Run: run},
	Get:        droplet.Get,
	Static: func() map[string]*luabind.Class {
		return map[string]*luabind.Class{"droplets": droplets, "kubernetes": kubernetes, "Droplet": nil, "images": nil}
	},
}

var fixture = []*luabind.Module{
	{Name: "do", Globals: []string{"DO", "doapi"}, Class: clientClass, Funcs: clientClass.Methods, Classes: []*luabind.Class{clientClass, droplet, action}},
	{Name: "json", Constants: []luabind.Constant{{Name: "null"}}, Funcs: []luabind.Func{
		{Name: "decode", Result: "any", Params: []luabind.Param{req("s", luabind.StringType)}, Run: run},
		{Name: "encode", Result: "string", Params: []luabind.Param{req("v", luabind.Any), {Name: "options", Optional: true, Type: &luabind.Type{
			Name: "a table of options", Table: true, Literal: []string{"table"},
			Fields: func() []luabind.Param {
				return []luabind.Param{opt("indent", luabind.IntegerType), opt("sort", luabind.BooleanType)}
			},
		}}}, Run: run},
	}},
	{Name: "log", Funcs: []luabind.Func{{Name: "info", Params: []luabind.Param{req("message", luabind.StringType), {Name: "fields", Type: luabind.TableType, Optional: true}}, Run: run}},
		Open: func(_ *luabind.Host, t luabind.Table) error { t.Set("warn", luabind.Bool(true)); return nil }},
	{Name: "inspect", Call: &luabind.Func{Name: "inspect", Result: "string", Params: []luabind.Param{req("v", luabind.Any)}, Run: run}},
	{Name: "test", Globals: []string{"describe", "it"}, Funcs: []luabind.Func{
		{Name: "describe", Params: []luabind.Param{req("name", luabind.StringType), req("f", luabind.FuncType)}, Run: run},
		{Name: "it", Params: []luabind.Param{req("name", luabind.StringType), req("f", luabind.FuncType)}, Run: run},
	}},
	luabind.TaskModule,
}
