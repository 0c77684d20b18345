package complete_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/stdlib"
)

var completer = complete.New(complete.Config{Checker: check.New(append(do.Modules(), stdlib.Modules()...), check.WithSource(func(module string) ([]byte, bool) {
	return []byte("local M = {}\nfunction M.deploy(name) return do.fetch_droplet(1) end\nreturn M\n"), module == "mine"
}))})

// TestAt asks at the | of half-written scripts. What is wanted must all be
// offered, what has a - in front must not.
func TestAt(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`do.create_dro|`, "create_droplet -create_domain"},
		{`local d = do.fetch_droplet(5) d:re|`, "reboot rename resize -status"},
		{`local d = do.fetch_droplet(5) print(d.|`, "status name ip_address -reboot"},
		{`for d in do.fetch_all_droplets() do if d:sh|`, "shutdown"},
		{`for d in do.fetch_all_droplets() do d.ip| print(1) end`, "ip_address"},
		{`do.fetch_all_droplets():|`, "list first filter"},
		{`do.fetch_droplet(5):fetch():sn|`, "snapshot"},
		{"local t = {}\nlocal json = require \"json\"\nlocal s = json.en|\nprint(s)", "encode -decode"},
		{`require "js|`, "json"},
		{`require("ta|`, "table_view"},
		{`do.create_droplet{name = "web", si|`, "size -name"},
		{`do.create_droplet{name = "web", |`, "size image region tags -name"},
		{`do.create_droplet("web", 1, "s", "r", {ip|`, "ipv6"},
		{`do.fetch_all_images{type = "|`, "distribution application"},
		{`do.kubernetes.create_c|`, "create_cluster"},
		{`do.kubernetes.create_cluster{node_pools = {{auto_|`, "auto_scale"},
		{`do.kubernetes.create_cluster{node_pools = {{size = "x", |`, "count name -size"},
		{`local function deploy(name, region) local s|ize = 1 end`, ""},
		{`local function deploy(name, region) print(na|) end`, "name"},
		{`local abc = 1 do local abd = 2 end ab|`, "abc -abd"},
		{`if tr| then`, "true"},
		{`while not do.fetch_droplet(1).loc|`, "locked"},
		{`do.Dr|`, "Droplet"},
		{`-- do.cr|`, "-create_droplet"},
		{`function f(a) return function(b) a|`, "a"},
		{`unknown.x|`, "-xpcall"},
		// Lists, strings and loops.
		{`local a = do.fetch_all_droplets():list() a[1]:|`, "shutdown -status"},
		{`local a = do.fetch_all_droplets():list() print(a[#a].|`, "status -shutdown"},
		{`for _, d in ipairs(do.fetch_all_droplets():list()) do d:sh|`, "shutdown"},
		{`for i, d in pairs(do.fetch_all_droplets():list()) do d:sh|`, "shutdown"},
		{`for d in do.fetch_all_droplets():filter(f) do d:sh|`, "shutdown"},
		{`("x"):|`, "upper format gsub"},
		{`local s = "x" s:|`, "upper"},
		{`do.fetch_droplet(5).name:|`, "upper lower"},
		{`do.fetch_droplet(5).name:upper():|`, "sub"},
		// Fields of tables in objects.
		{`print(do.fetch_droplet(5).region.|`, "slug"},
		{`print(do.fetch_droplet(5).networks.v4[1].|`, "ip_address"},
		{`print(do.fetch_droplet(5).next_backup_window.|`, "start"},
		{`print(do.kubernetes.get_cluster("x").node_pools[1].|`, "count"},
		// What the script itself makes.
		{`local t = {name = 1, deep = {inner = 2}} t.|`, "name deep"},
		{`local t = {name = 1, deep = {inner = 2}} t.deep.|`, "inner"},
		{`local M = {} function M.deploy(a) end function M:undo() end M.|`, "deploy undo"},
		{`local M = {} function M.deploy(a) end function M:undo() end M:|`, "undo"},
		{`local C = {} C.__index = C function C:go() end local o = setmetatable({}, C) o:|`, "go"},
		{`local C = {} C.__index = C function C.new() return setmetatable({n = 1}, C) end function C:go() end local o = C.new() o:|`, "go -n"},
		{`local C = {} function C:go() end function C:undo() self:|`, "go"},
		{`local function web() local d = do.create_droplet{name = "x"} return d end web():sh|`, "shutdown"},
		{`function web() return do.fetch_droplet(1) end web():sh|`, "shutdown"},
		{`local ok = x and do.fetch_droplet(1) or do.fetch_droplet(2) ok:sh|`, "shutdown"},
		{`local mine = require "mine" mine.|`, "deploy"},
		{`local mine = require "mine" mine.deploy("x"):sh|`, "shutdown"},
		{`local ok, d = pcall(do.fetch_droplet, 1) d:sh|`, "shutdown"},
		{`local ok, d = pcall(function() return do.fetch_droplet(1) end) d:sh|`, "shutdown"},
		{`local h = do.Droplet(5) h:shut|`, "shutdown"},
		{`do.Domain("x"):fetch_all_rec|`, "fetch_all_records"},
		{`local a = b local b = a a.|`, "-x"},
		{`a = b b = a a.|`, "-x"},
		// Values of arguments.
		{`do.create_droplet{name = "x", region = "|`, "nyc3"},
		{`if do.fetch_droplet(5).status == "|`, "active off"},
		{`do.load_balancers.create{forwarding_rules = {{entry_protocol = "|`, "http https"},
	} {
		at := strings.IndexByte(c.src, '|')
		src := c.src[:at] + c.src[at+1:]
		r := completer.At("x.lua", []byte(src), at)
		var got []string
		for _, i := range r.Items {
			got = append(got, i.Text)
		}
		for _, w := range strings.Fields(c.want) {
			name, unwanted := strings.CutPrefix(w, "-")
			if slices.Contains(got, name) == unwanted {
				t.Errorf("%s: %s, got %.300s", c.src, w, strings.Join(got, " "))
			}
		}
	}
}

// TestCall asks which call the | is in, and which argument is written.
func TestCall(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`do.create_droplet("web", |`, "do.create_droplet image"},
		{`do.create_droplet{name = "web", size = |`, "do.create_droplet size"},
		{`require("json").encode(|`, "json.encode v"},
		{`do.fetch_droplet(5):snapshot(|`, "Droplet:snapshot name"},
		{`print(|`, ""},
		{`local function f(|`, ""},
	} {
		at := strings.IndexByte(c.src, '|')
		call, ok := completer.Call("x.lua", []byte(c.src[:at]+c.src[at+1:]), at)
		got := ""
		if ok {
			got = call.Place + call.Func.Name
			if call.Active >= 0 {
				got += " " + call.Func.Params[call.Active].Name
			}
		}
		if got != c.want {
			t.Errorf("%s gives %q, want %q", c.src, got, c.want)
		}
	}
}

// FuzzAt holds that any text can be completed anywhere.
func FuzzAt(f *testing.F) {
	f.Add([]byte(`do.create_droplet{name = "web", `), 20)
	f.Add([]byte("for d in do.fetch_all_droplets() do\n  d:"), 38)
	f.Fuzz(func(t *testing.T, src []byte, at int) {
		at = max(0, min(at, len(src)))
		r := completer.At("x.lua", src, at)
		if r.Start < 0 || r.Start > at {
			t.Errorf("the word begins at %d, the cursor is at %d", r.Start, at)
		}
		completer.Call("x.lua", src, at)
	})
}
