package check_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/stdlib"
)

func real() *check.Checker { return check.New(append(do.Modules(), luabind.TaskModule)) }

// TestExamples expects nothing of the project's own scripts.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../../scripts/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range real().Check(file, src) {
			t.Error(p)
		}
	}
}

// TestRealClient has each fault found in what the real client describes.
func TestRealClient(t *testing.T) {
	for src, want := range map[string]string{
		`do.create_dropplet{}`: "t:1:4: do has no 'create_dropplet' (did you mean 'create_droplet'?)",
		`do.create_droplet{name = "web", image = 5, size = "s-1vcpu-1gb", region = "nyc3", ssh_key = {}}`: "t:1:83: create_droplet: unknown argument 'ssh_key' (did you mean 'ssh_keys'?)",
		`do.create_droplet("web", true, "s-1vcpu-1gb", "nyc3")`:                                           "t:1:26: create_droplet: 'image' must be an id, a slug or an Image, got boolean",
		`print(table.unpack({1}))`:                                "t:1:13: table has no 'unpack' in Lua 5.1: write unpack(list)",
		`do.create_tag()`:                                         "t:1:4: create_tag: missing argument 'name' (a string)",
		`do.fetch_droplet(5):shutdwon()`:                          "t:1:21: Droplet has no method 'shutdwon' (did you mean 'shutdown'?)",
		`for d in do.fetch_all_droplets() do d:snapshto("x") end`: "t:1:39: Droplet has no method 'snapshto' (did you mean 'snapshot'?)",
		`do.databases.create_kafka_topic{database_cluster_uuid = "x", name = "x", config = {flush_messages = 9223372036854775807}}`: `t:1:101: databases.create_kafka_topic: 'config.flush_messages' must be an integer, and a number beyond 2^53 is none in Lua: give its digits, as in json.decode("9223372036854775807")`,
		`doapi{api_token = "x", exactly_once = "maybe"}`: `t:1:39: doapi: 'exactly_once' must be one of "on", "strict", "off", got "maybe"`,
	} {
		var got []string
		for _, p := range real().Check("t", []byte(src)) {
			got = append(got, p.String())
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s:\n got %s\nwant %s", src, strings.Join(got, "\n"), want)
		}
	}
}

// TestRefused has a problem found in each program that the run refuses before a
// request, and in each line that iterators and dots make wrong.
func TestRefused(t *testing.T) {
	for _, src := range []string{
		`do.wait_droplets({1})`, `do.wait_droplets({1}, {status="actve"})`, `do.wait_droplets(5, {status="active"})`,
		`do.create_floating_ip{}`, `do.create_floating_ip{droplet_id=1, region="nyc3"}`, `do.fetch_droplet(1.5)`, `do.fetch_droplet(0)`,
		`do.request("/v2/x", {method="FROB"})`, `do.wait({do.Droplet(1)}, {value="x"})`, `do.resolve("foo", "x")`, `do.Droplet("x")`,
		`do.Droplet(1):wait{}`, `do.Droplet(1):wait{status="active", ready=true}`, `do.Droplet(1):resize{sise="x"}`, `do.Droplet(1):snapshot()`,
		`do.Tag("x"):add()`, `do.Domain("x.y"):create_record("FOO", "x", "y")`, `do.Image(1):transfer()`, `do.SSHKey(1):update_ssh_key()`,
		`do.create_droplet("a", "ubunut-24-04-x64", "s-1vcpu-1gb", "nyc3")`, `do.volumes.create{name="v", region="NYC3", size_gigabytes=1}`,
		`do.create_tag("")`, `do.droplets.list{tag_name=""}`, `local d = do.fetch_droplet(1) d.delete()`,
		`local it = do.fetch_all_droplets() print(#it)`, `print(do.fetch_all_droplets()[1])`, `for i, d in ipairs(do.fetch_all_droplets()) do end`,
		`local list = do.fetch_all_droplets():list() for _, d in ipairs(list) do d:reboo() end`, `do.fetch_all_droplets():first():reboo()`, `do.account()`, `do.droplets{name="x"}`,
		`print(do.fetch_droplet(1) + 1)`, `print(#do.fetch_droplet(1))`, `print(do.fetch_droplet(1) < 5)`, `for k in do.fetch_droplet(1) do print(k) end`, `for i in 1, 5 do print(i) end`,
		`print(ipairs(do.fetch_droplet(1)))`, `table.insert(do.fetch_droplet(1), 5)`, `print("tags: " .. do.fetch_droplet(1).tags)`, `print(do.fetch_droplet(1).tags + 1)`, `print(do.fetch_droplet(1).status:foo())`,
		`do.droplets = 5`, `do.last_meta = nil`, `do.droplets.list = print`, `print(do.fetch_droplet(1).created_at + "1h")`, `for i = 1, do.fetch_all_droplets() do print(i) end`, `local d = do.fetch_droplet(1) d()`,
		`local function f() return do.fetch_droplet(1) end f():reboo()`, `string.fmt("x")`, `table.insrt({}, 1)`, `local s = "x" s:trim()`, `io.stdout.x = 1 os.exits(1)`,
		`local f = io.open("x") f:reed()`,
		`for d in do.fetch_all_droplets do print(d) end`, `for d in do.fetch_all_droplets() do d.destroy() end`, `do.wait({do.Droplet(1)}, {field="status", value="active", fail=5})`,
		`do.wait({do.Droplet(1)}, {field="staus", value="active"})`, `local region = "nyc-3" do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", region)`,
		`print("total: " + 5)`, `print("total: " .. nil)`, `local name print("hi " .. name)`, `print(#5)`, `local x = 5 x()`, `local n = nil print(n.x)`, `if 5 > "4" then print(1) end`,
		`for k in {a = 1} do print(k) end`, `for r in do.fetch_all_regions():list() do print(r) end`, `for i = 1, "x" do print(i) end`, `print(-{})`, `error.new("x")`,
		`local t = {} t.push(5)`, `local t = {1} print(t:size())`, `local d = {} d.region.slug = "x"`, `local a = do.fetch_account print(a.email)`, `local d = do.Droplet(5) print(d:id())`,
		`print(string.format("%d", "x"))`, `print(string.format("%s and %s", os.time()))`, `print(("x"):rep("y"))`, `print(table.concat({1, {}}))`, `local s = "x" print(s[1])`, `table.insert({}, 1, 2, 3)`,
		`do.per_page = -5`, `do.timeout = {conect = 5}`, `do.api_token = nil`, `doapi{api_token = "x", endpoint = "nowhere"}`, `do.Tag("x"):add{1, 2}`, `do.wait{do.Droplet(1), field = "status"}`, `defer(print("bye"))`,
		`local n = arg[1] do.vpcs.create{name = n, region = "NYC-3"}`,
		`local ids = {1, nil, 3} do.firewalls.assign_droplets{firewall_id="x", droplet_ids=ids}`, `local ids = {1, nil, 3} for i, id in ipairs(ids) do print(i, id, #ids, ids[1]) end do.load_balancers.add_droplets{lb_id="x", droplet_ids=ids}`,
		`local pools = {{size="s-1vcpu-2gb", naem="x", count=2}} do.kubernetes.create_cluster{name="k", region="nyc1", version="latest", node_pools=pools}`,
		`local options = {name="web", image="ubuntu-24-04-x64", size="s-1vcpu-1gb", ssh_key=5} do.create_droplet(options) do.create_droplet(options)`,
		`local options = {status="actve"} for d in do.wait_droplets({1}, options) do print(d) end`, `local backups = "yes" do.create_droplet{name="web", image="ubuntu-24-04-x64", size="s-1vcpu-1gb", backups=backups}`,
		`do.ensure.records{domain="x.y", type="A", name="www", values={"192.0.2.1", nil, "192.0.2.2"}}`, `print(os.time{year=2024})`, `local t = {year=2024} print(os.time(t))`, `print(os.time{year=tonumber(arg[1])})`, `print(os.date("%Q"))`, `print(string.format("%y", arg[1]))`, `print(string.format("%d %s", arg[1]))`,
		`print(tonumber(arg[1], 99))`, `print(tonumber(arg[1], "x"))`, `print(math.random(0))`, `local t = {} t = setmetatable(t, 5)`, `io.open(arg[1], "zz")`, `local f = io.open("x") f:read("*x")`, `local f = io.open("x") f:seek("foo")`,
		`local f = io.open("x", "w") f:write({})`, `io.write({})`, `print(os.difftime("x"))`, `local s = arg[1] or "" print(string.find(s, "[a"))`, `xpcall(print)`, `pcall()`, `os.rename("x")`, `require()`, `table.sort({1, "x"})`,
		`print(string.rep(arg[1], "y"))`, `print(table.concat(arg, {}))`, `for d in do.fetch_all_droplets() do print(d.name:rep("y")) end`,
		`local v = do.volumes.create{name="v", region="nyc3", size_gigabytes=10} v:attach(1) v = v:fetch()`, `local c = do.kubernetes.get_cluster{cluster_id="x"} c = c:wait() c:frob()`,
		`local d = nil for x in do.fetch_all_droplets() do if x.name == arg[1] then d = x end end d:reboo()`,
		`local it = do.fetch_all_droplets() it = it:take(5) print(#it)`, `local d = do.Droplet(1) d:delete():wait()`, `local gone = do.Droplet(1):delete() print(gone.status)`,
		`do.tags.assign_resources('web', {resources={{resource_id="1", resource_type="droplet"}}})`, `print(do.fetch_droplet(1).networks.v4.ip_address)`, `print(do.fetch_all_droplets():list().name)`,
		`for d in do.fetch_all_droplets() do if d.created_at < os.time() - 7*86400 then print(d) end end`, `local limit = os.time() print(do.fetch_droplet(1).created_at >= limit)`,
		`local n = arg[1] do.create_droplet{name = n, image = "ubuntu-2404-x64", size = "s-1vcpu-1gb"}`,
		`local n = arg[1] do.kubernetes.create_cluster{name = n, region = "nyc1", version = n, node_pools = {{name = n, size = "s-2vcpu-4g", count = 2}}}`,
	} {
		if problems := real().Check("t", []byte(src)); len(problems) != 1 || problems[0].Warning {
			t.Errorf("%s: %v", src, problems)
		}
	}
	for src, want := range map[string]check.Code{
		`print(do.load_balancers.get("x").tag == "blue")`:                                                                             check.NeverEqual,
		`print(do.fetch_droplet(1).status == "running")`:                                                                              check.NeverEqual,
		`print(do.fetch_droplet(1).ip_adress)`:                                                                                        check.UnknownField,
		`if do.fetch_droplet(1).staus == "active" then print(1) end`:                                                                  check.UnknownField,
		`local l = do.fetch_all_droplets():list() for i = 0, #l do print(l[i]) end`:                                                   check.ListFromZero,
		`local d = do.fetch_droplet(1) d = d:wait{status="running"} print(d)`:                                                         check.NeverEqual,
		`for d in do.wait_droplets({1}, {status="running"}) do print(d) end`:                                                          check.NeverEqual,
		`do.fetch_all_droplets():each(function(d) print(d.ip_adress) end)`:                                                            check.UnknownField,
		`local task = require "task" task.map(do.fetch_all_droplets(), function(d) print(d.ip_adress) end)`:                           check.UnknownField,
		`local l = do.fetch_all_droplets():list() print(l[0])`:                                                                        check.ListFromZero,
		`local d = do.droplets.get{droplet_id = 1} print(d.region_slg)`:                                                               check.UnknownField,
		`local d = do.fetch_droplet(1) d = d:wait{ready=true} print(d.ip_adress)`:                                                     check.UnknownField,
		`local d if arg[1] then d = do.fetch_droplet(1) else d = nil end print(d.ip_adress)`:                                          check.UnknownField,
		`do.apps.create{spec={name="xx", services={{name="web", totally_new_key="2"}}}}`:                                              check.UnknownField,
		`local d = do.fetch_droplet(1) d:wait{ready=true} print(d.ip_address)`:                                                        check.StaleState,
		`for d in do.fetch_all_droplets() do d:power_off() d:wait{status="off"} if d.off then print(d) end end`:                       check.StaleState,
		`local a = do.fetch_droplet(1):reboot() a:wait() if a.errored then print(a) end`:                                              check.StaleState,
		`local c = do.kubernetes.get_cluster{cluster_id="x"} c:wait() do print(c.status.state) end`:                                   check.StaleState,
		`local d = do.fetch_droplet(1) d:shutdown():wait() d:fetch() print(d.status)`:                                                 check.StaleState,
		`local ip = do.reserved_ips.get("192.0.2.1") ip.droplet_id = 5`:                                                               check.NoEffect,
		`local ip = do.fetch_floating_ip("192.0.2.1") ip.droplet = 5`:                                                                 check.NoEffect,
		`local d = do.fetch_droplet(1) d.name = "x"`:                                                                                  check.NoEffect,
		`local d = do.fetch_all_droplets():first() if d then d.tags = {"x"} end`:                                                      check.NoEffect,
		`for d in do.fetch_all_droplets{tag_name="x"} do d.tags = {"y"} print(d.id) d:reboot() end`:                                   check.NoEffect,
		`do.wait_droplets(do.fetch_all_droplets():list(), {status="active"})`:                                                         check.NoEffect,
		`for i, d in do.fetch_all_droplets() do print(i, d) end`:                                                                      check.NoEffect,
		`do.create_droplet{name="w", image="ubuntu-24-04", size="s-1vcpu-1gb", region="nyc3"}`:                                        check.UnknownValue,
		`do.create_droplet{name="w", image="ubuntu-24-04-x64", size="s-1vcpu-1gb", region="fra9"}`:                                    check.UnknownValue,
		`local size = "s-1vcpu-1" do.create_droplet{name="w", image="ubuntu-24-04-x64", size=size, region="fra1"}`:                    check.UnknownValue,
		`do.kubernetes.create_cluster{name="k", region="nyc1", version="latest", node_pools={{name="p", size="s-2vcpu-4", count=2}}}`: check.UnknownValue,
	} {
		if problems := real().Check("t", []byte(src)); len(problems) != 1 || !problems[0].Warning || problems[0].Code != want {
			t.Errorf("%s: %v", src, problems)
		}
	}
	for _, src := range []string{
		`function string.trim(s) return s end print(("x"):trim())`, `do.create_droplet("a", "debian-14-x64", "s-9vcpu-1gb", "xyz9")`,
		`local d = do.fetch_droplet(1) d.mine = 1 print(d.mine, d.delete(d))`, `local s = load("x") print(s, ("x"):frob())`,
		`local it = do.fetch_all_droplets() print(#it:list(), it:list()[1].name, it:take(3):list()[1].name)`,
		`local t = require("task").spawn(print) t:join() print(t:done())`, `do.create_tag(name)`, `local name = arg[1] do.create_tag(name)`,
		`local unpack = _VERSION == "Lua 5.1" and unpack or table.unpack print(unpack)`, `local pack = pack or table.pack print(pack)`,
		`if do.droplets.undelete then do.droplets.undelete{droplet_id = 1} end`, `local d = do.fetch_droplet(1) if d.freeze then d:freeze() end`,
		`local f = do.create_snapshots or print f()`, `do.Tag("x"):add(do.Droplet(1), {extra = {a = 1}})`, `local d = do.fetch_droplet(1) d.callback = print d.callback(1)`,
		`local region = "nyc-3" region = arg[1] do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", region)`,
		`local t = {} t.x = print t.x(5)`, `local t = {} local k = arg[1] t[k] = print t.push(5)`, `local t = {} require("task").spawn(function() return t end) print(t, #t)`, `local t = {} load("x")(t) t.push(5)`,
		`local t = {} setmetatable(t, {__index = table}) t:insert(5) print(t .. "x")`, `local n if arg then n = {x = 1} end print(n.x)`, `local n = nil if n then print(n.x) end`, `print("10" + 5, 5 .. "x", -"3")`,
		`local lib = pcall(require, "lfs") print(lib)`, `local assert = {} function assert.equal(a) return a end print(assert.equal(1))`, `getmetatable("").__add = function(a) return a end print("a" + "b")`,
		`local mt = {__concat = function() return "" end} local t = setmetatable({}, mt) print("x" .. t)`, `print(("%d%%"):format(5), string.format("%5.1f", 2), string.rep("x", 1e9))`, `do.per_page = false do.timeout = {read = 5}`,
		`local l = do.fetch_all_droplets():list() for i = 0, #l - 1 do print(l[i + 1]) end for i = 0, 5 do print(i) end`, `local t = {map = print} t:map(function(d) print(d.ip_adress) end)`,
		`local m = {map = print} m.map(do.fetch_all_droplets(), function(d) print(d.ip_adress) end)`, `do.fetch_all_droplets():map(function(d) return {ip = d.ip_address} end):each(function(r) print(r.ip_adress) end)`,
		`local l = do.fetch_all_droplets():list() l.name = "x" print(l.name, #l)`, `do.volumes.create{name="v", region="nyc2", size_gigabytes=1}`,
		`local d = do.fetch_droplet(1) d = arg[1] d:reboo()`, `local d = do.fetch_droplet(1) d = d.image d:frob()`, `local d = do.fetch_droplet(1) local function set(x) d = x end set(1) d:reboo()`,
		`local d, e = do.fetch_droplet(1), arg d, e = e, d d:reboo()`, `local d = do.fetch_droplet(1) d:wait{locked=false} print(d.ip_address)`, `local d = do.fetch_droplet(1) d:wait{status="active"} print(d.ip_address, d.id)`,
		`local d = do.fetch_droplet(1) if arg[1] then d:wait{status="off"} else print(d.status) end`, `local d = do.fetch_droplet(1) d:wait{status="off"} d = d:fetch() print(d.status)`,
		`local d = do.fetch_droplet(1) d.name = "x" print(d.name)`, `local d = do.fetch_droplet(1) d.name = "x" print(d)`, `local d = do.fetch_droplet(1) d.name = "x" print(d:for_json())`,
		`local list = do.fetch_all_droplets():list() for _, d in ipairs(list) do d.name = "x" end print(list[1].name)`, `local d = do.fetch_droplet(1) d.status = "off" print(d.off)`,
		`local d = do.fetch_droplet(1) local e = d e.name = "x" print(d.name)`, `local d = do.fetch_droplet(1) d.mine = 1`, `local d = do.fetch_droplet(1) d:fetch() print(d.id, d.name)`, `local ip = do.reserved_ips.get("192.0.2.1") ip.droplet_id = 5 print(ip.droplet_id)`,
		`print(do.fetch_droplet(1).created_at.unix < os.time(), do.fetch_droplet(1).created_at - 5)`,
		`local d = do.fetch_droplet(1) print(d .. "x", "x" .. d.region, d == 5, #d.tags, d.created_at + 5, d.created_at - d.created_at, -5)`, `local d = do.fetch_droplet(1) d.tags = 5 print(d.tags + 1)`,
		`for k, v in pairs(do.fetch_droplet(1)) do print(k, v) end`, `local d = do.fetch_droplet(1) print(d.name:upper(), d.status:sub(1, 2), d.tags[1])`, `for k, v in next, {1} do print(k, v) end`,
		`local d = do.fetch_droplet(1) d.created_at = 5 print(d.created_at < 5)`, `do.create_droplet{name="w", image="docker", size="s-1vcpu-1gb-arm", region="atl1"}`,
		`for i, v in ipairs{1, 2} do print(i, v) end for k, v in pairs(do.fetch_droplet(1)) do print(k, v) end`,
		`local keys = {true} keys[1] = 5 do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {ssh_keys=keys})`, `local keys = {true} table.remove(keys) do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {ssh_keys=keys})`,
		`local options = {name="web", image="ubuntu-24-04-x64"} options.size = arg[1] do.create_droplet(options)`, `local ids = {1, nil, 3} local also = ids also[2] = 2 do.load_balancers.add_droplets{lb_id="x", droplet_ids=ids}`,
		`local pools = {{size="s-1vcpu-2gb", count=2}} for _, p in ipairs(pools) do p.name = "x" end do.kubernetes.create_cluster{name="k", region="nyc1", version="latest", node_pools=pools}`,
		`local t = {year=2024} t.month = 1 t.day = 1 print(os.time(t))`, `print(os.time{year=tonumber(arg[1]), month=1, day=1, hour=0}, os.date("*t", arg[1]), os.getenv("HOME"))`, `local t = {1, {}} t[2] = 5 print(table.concat(t))`,
		`local t = arg print(table.concat(t, ",", 1, 3), next(t, 5), math.random(5, arg[1]), unpack(t, 1, 3), t[1]:gsub("x", "%1"), string.find(t[1], "(", 1, true), ("x"):gsub(arg[1], "%2"))`,
		`local a = tonumber(arg[1]) local t = {a, 1} table.sort(t) table.sort{a, 1} print(string.char(a), ("x"):rep(a), ("x"):sub(a), ("abc"):format(1), select("#", arg), select(-1, arg), ("x"):rep(2, a))`,
		`local f = io.open("x", "rb+") f:read("*n", 5, "*a") f:seek("set", 5) f:setvbuf("no") f:write("x", 5) f:close() io.open(arg[1], arg[2])`,
	} {
		for _, p := range real().Check("t", []byte(src)) {
			if src != `do.create_tag(name)` { // name is no variable
				t.Errorf("%s: %v", src, p)
			}
		}
	}
}

// TestDebian expects nothing of the Lua libraries that Debian has here: what they
// do is right, whatever it looks like. Files for newer Luas are no Lua 5.1.
func TestDebian(t *testing.T) {
	const folder = "/usr/share/lua/5.1"
	files := 0
	_ = filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".lua" || strings.Contains(path, "lua53") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		files++
		for _, p := range real().Check(path, src) {
			t.Error(p)
		}
		return nil
	})
	if files == 0 {
		t.Skip("Debian's Lua libraries are not here")
	}
	t.Logf("%d files", files)
}

// TestModules has modules found that are not there, in scripts that are written for
// this program, and names that modules with more than a table of functions lack.
func TestModules(t *testing.T) {
	modules := append(append(do.Modules(), luabind.TaskModule), stdlib.Modules()...)
	c := check.New(modules, check.WithSource(func(string) ([]byte, bool) { return nil, false }))
	for src, want := range map[string]string{
		`require "jsn"`:                                        "t:1:9: module 'jsn' is not found here (did you mean 'json'?)",
		`require "doapi.jsn"`:                                  "t:1:9: module 'doapi.jsn' is not found here (did you mean 'json'?)",
		`do.fetch_account() require "requests"`:                "t:1:28: module 'requests' is not found here",
		`local json = require "json" print(json.stringify{1})`: "t:1:40: json has no 'stringify'",
		`require "cjson" require "lyaml"`:                      "",
		`local lfs = pcall(require, "lfs") do.fetch_account()`: "",
		`require "shortport" local r = require("http").get("host", 80, "/") print(r.header)`: "",
		`local on = false if on then print(on.x) end`:                                        "",
		`require "lpeg" print(require("json").stringify{1})`:                                 "t:1:38: json has no 'stringify' where it is doapi.json",
		`local json = require "json" print(json.null, json)`:                                 "",
		`local t = require "test" t.describe("x", function() end)`:                           "",
	} {
		var got []string
		for _, p := range c.Check("t", []byte(src)) {
			got = append(got, p.String())
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s:\n got %s\nwant %s", src, strings.Join(got, "\n"), want)
		}
	}
}
