package tests

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/do/dotest"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/format"
	"github.com/doapi-lua/doapi/stdlib"
)

// firstUsesSeed is the variable by which TestFirstUses tells its processes that they
// are to use everything, and in which order.
const firstUsesSeed = "DOAPI_TEST_FIRST_USES"

// TestFirstUses: much is made when it is first used, for all Hosts of a process.
// Processes that do things for the first time on many goroutines at once show what
// is not guarded: to the race detector, if it looks on, else as far as the runtime
// sees it.
func TestFirstUses(t *testing.T) {
	if seed := os.Getenv(firstUsesSeed); seed != "" {
		n, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		useSome(t, n)
		return
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// All at once share so much that what one has made is often known to another by
	// accident: most processes do a few things only.
	processes := 2
	if raced {
		processes = 5
	}
	for seed := 1; seed <= processes; seed++ {
		cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestFirstUses$")
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", firstUsesSeed, seed), fmt.Sprintf("GOMAXPROCS=%d", []int{2, 8}[seed%2]))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("seed %d: %v\n%s", seed, err, out)
		}
	}
}

// useSome makes the uses in some order, two of each, all at once: those of the first
// seed all, those of others a few.
func useSome(t *testing.T, seed uint64) {
	order, uses := rand.New(rand.NewPCG(seed, 0)), firstUses(t)
	shuffle := func() { order.Shuffle(len(uses), func(i, j int) { uses[i], uses[j] = uses[j], uses[i] }) }
	if shuffle(); seed > 1 {
		uses = uses[:4]
	}
	uses = append(uses, uses...)
	shuffle()
	begin := make(chan struct{})
	var all sync.WaitGroup
	for _, use := range uses {
		all.Go(func() {
			<-begin
			if err := use(); err != nil {
				t.Error(err)
			}
		})
	}
	close(begin)
	all.Wait()
}

// firstUses are what programs do: they run scripts, check, complete and format them,
// ask for help and plan.
func firstUses(t *testing.T) (uses []func() error) {
	run := func(src string) {
		uses = append(uses, func() error {
			w := dotest.New(t, stdlib.Core(), luabind.WithoutLimits(), luabind.WithCapabilities(luabind.CapFS, luabind.CapEnv, luabind.CapShell, luabind.CapNet, luabind.CapOS), luabind.WithStdio(strings.NewReader(""), io.Discard, io.Discard))
			if err := w.Host.DoString(t.Context(), "test", src); err != nil {
				return fmt.Errorf("%s: %w", src, err)
			}
			return nil
		})
	}
	for _, src := range []string{
		`local d = do.Droplet(5) local ok, e = pcall(function() d:created() end) assert(tostring(e):find("created_at"), e)`,
		`for _, m in ipairs{"args", "base64", "cloud_init", "env", "fs", "hash", "http", "inspect", "json", "kube", "log", "net", "path", "re", "shell", "spaces", "ssh", "table_view", "task", "template", "test", "time", "yaml"} do
			local ok, e = pcall(require, m) assert(ok, e) end`,
		`local d = do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"x"}}):wait{ready = true}
			for _, f in ipairs{"nosuch", "get_actions", "shut_down", "created", "state", "zone"} do assert(not pcall(assert(loadstring("local d = ... d:" .. f .. "()")), d)) end
			d:power_off():wait() d:snapshot("s"):wait() d:delete()`,
		`assert(not pcall(function() do.list_droplets() end)) assert(not pcall(function() do.volumes.make{} end)) assert(not pcall(function() return droplets.list() end))`,
		`local v = do.volumes.create{name = "v", region = "nyc3", size_gigabytes = 10} assert(not pcall(function() v:nosuch() end)) v:delete()`,
		`do.ensure.tag{name = "x"} do.ensure.droplet{name = "web", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"} assert(not pcall(function() do.ensure.drop{} end))`,
		`for d in do.fetch_all_droplets() do end for s in do.sizes.list() do end assert(#do.operations("droplets") > 5)
			do.create_domain("example.com"):create_record{type = "A", name = "@", data = "192.0.2.1"}`,
		`local a = do.Droplet(5) assert(not pcall(a.fetch, a)) assert(do.DEFAULT_ENDPOINT) do.request("/v2/account")`,
		`local json, yaml = require "json", require "yaml" local t = {a = {1, 2, "x"}, b = "é\n"}
			assert(yaml.decode(yaml.encode(json.decode(json.encode(t)))).b == t.b) assert(not pcall(json.decode, "{") and not pcall(yaml.decode, "a: *b"))`,
		`local time, re = require "time", require "re" assert(time.now():format("%A %B %d")) assert(time.parse("2026-01-01T00:00:00Z")) assert(re.gsub("(b)", "abc", "${1}$1"))
			assert(require("template").render("{{a | upper}}", {a = "x"}) and require("hash").sha256("x") and require("base64").encode("x"))`,
		`assert(require("inspect")({1, {a = "b"}})) assert(require("table_view").format({{a = 1}})) assert(require("path").join("a", "b")) assert(require("net").cidr("10.0.0.0/8"))
			assert(require("cloud_init").render{packages = {"nginx"}}) assert(not pcall(require("cloud_init").render, {package = {}}))`,
		`assert(("aXb"):lower():upper():find("%u[%w_]-") and string.format("%5.1f %q", 1, "x")) table.sort{3, 1, 2} assert(not pcall(string.rep)) local t = setmetatable({}, {__mode = "k"}) t[{}] = 1`,
	} {
		run(src)
	}

	modules := func() []*luabind.Module { return append(append(do.Modules(), luabind.TaskModule), stdlib.Modules()...) }
	const wrong = "local time = require 'time'\nlocal d = do.create_droplet{nam = 'a'}\nd:pwoer_off()\ntime.slep(1)\nprint(d.nmae, do.volumes.lst())\nfor x in do.sizes.list() do print(x.slg) end\n"
	index := func() *doc.Index {
		return doc.New(doc.Config{Modules: modules(), Example: catalog.Example, Result: func(op string) []luabind.Param { return do.ResultFields(catalog.ByID(op)) }})
	}
	uses = append(uses,
		func() error {
			if problems := check.New(modules()).Check("wrong.lua", []byte(wrong)); len(problems) < 4 {
				return fmt.Errorf("check found %v", problems)
			}
			return nil
		},
		func() error {
			c := complete.New(complete.Config{Checker: check.New(modules())})
			for _, src := range []string{"do.", "do.droplets.cr", "do.create_droplet{", "require 'ti", "local d = do.Droplet(5) d:", "do.create_droplet{region = '"} {
				if len(c.At("x.lua", []byte(src), len(src)).Items) == 0 {
					return fmt.Errorf("nothing to complete %s", src)
				}
			}
			c.Highlight("x.lua", []byte(wrong))
			return nil
		},
		func() error {
			x := index()
			for _, name := range []string{"do", "do.create_droplet", "Droplet", "do.volumes", "do.volumes.create", "time", "time.parse", "ensure.droplet", "Volume"} {
				if _, ok := x.Help(name); !ok {
					return fmt.Errorf("no help of %s", name)
				}
			}
			x.Suggest("create_dorplet")
			return nil
		},
		func() error { x := index(); x.Search("snapshot"); x.Definitions(); x.Luacheck(); return nil },
		func() error { _, err := format.Source("x.lua", []byte(wrong), 80); return err },
	)

	script := filepath.Join(t.TempDir(), "deploy.lua")
	if err := os.WriteFile(script, []byte(`do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(require("json").encode{1})
`), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := filepath.Join(t.TempDir(), "deploy_test.lua")
	if err := os.WriteFile(tests, []byte(`local test = require "test"
test.it("waits", function() test.advance(60) test.expect(do.fetch_account().status):to_equal("active") end)
`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"help", "do.create_droplet"}, {"help", "waiting"}, {"help", "creat_droplet"}, {"check", script}, {"fmt", "-d", script}, {"plan", "--sim", script}, {"--sim", "--read-only", "-e", "do.fetch_account()"},
		{"--sim", "--trace", "-e", "do.fetch_account()"}, {"--sim", "-e", `help(do.volumes) help "json"`}, {"__complete", "help", "do."}, {"version", "--json"}, {"run", "--help"},
		{"--sim", "-e", `require("shell").run{"sleep", "0.05"}`}, {"ops", "droplets"}, {"capabilities"}, {"test", tests}, {"help", "-k", "snapshot"},
	} {
		uses = append(uses, func() error {
			if stdout, stderr, code := doapi(t, args...); code != 0 && args[len(args)-1] != "creat_droplet" {
				return fmt.Errorf("doapi %v: %d\n%s%s", args, code, stdout, stderr)
			}
			return nil
		})
	}
	return uses
}
