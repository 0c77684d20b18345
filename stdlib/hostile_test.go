//go:build unix

package stdlib_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
)

// hostileScripts go through the modules with what is too large, too deep,
// endless or inside of itself. Each must end at the run's limits, or with an
// error before them.
var hostileScripts = []struct{ name, src string }{
	{"args: commands in themselves", `local t = {} t.commands = {x = t} require "args".parser(t)`},
	{"args: default in itself", cyclic + `require "args".parser{{"x", default = t}}`},
	{"args: deep commands", `local t = {} for _ = 1, 1e5 do t = {commands = {x = t}} end require "args".parser(t)`},
	{"args: a million flags", `local t = {} for i = 1, 1e6 do t[i] = {"--f" .. i} end require "args".parser(t)`},
	{"args: many flags", `local t = {} for i = 1, 3e4 do t[i] = {"--f" .. i} end require "args".parser(t):parse{"--g"}`},
	{"args: many words", `local w = {} for i = 1, 1e5 do w[i] = "a" end require "args".parser{{"x", many = true}}:parse(w)`},
	{"args: long word", `require "args".parser{{"--x"}}:parse{("-"):rep(1e7)}`},
	{"args: long help", `local p = require "args".parser{about = ("x "):rep(1e6), {"--x", help = ("y "):rep(1e6)}} while true do pcall(p.parse, p, {"--y"}) end`},
	{"args: many choices", `local l = {} for i = 1, 1e5 do l[i] = "c" .. i end local p = require "args".parser{{"--x", choices = l}} while true do pcall(p.parse, p, {"--x", "d"}) end`},
	{"base64: encode", `local s = ("x"):rep(1e7) while true do require "base64".encode(s) end`},
	{"base64: decode", `local s = ("eHh4"):rep(2e6) while true do require "base64".decode(s) end`},
	{"base64: white space", `local s = (" \n"):rep(5e6) while true do require "base64".decode(s) end`},
	{"base64: broken at the end", `local s = ("eHh4"):rep(2e6) .. "!" while true do pcall(require "base64".decode, s) end`},
	{"env: many variables", `local env = require "env" for i = 1, 1e9 do env.set("V" .. i, ("x"):rep(1e5)) end`},
	{"env: all", `local env = require "env" for i = 1, 1e4 do env.set("V" .. i, "x") end while true do env.all() end`},
	{"env: load a pipe", `require "env".load(pipe)`},
	{"env: load zeros", `require "env".load("/dev/zero")`},
	{"env: load a huge file", `require "env".load(huge)`},
	{"env: long substitution", `local fs = require "fs" fs.write(dir .. "/e", "A=" .. ("x"):rep(1e5) .. "\n" .. ("B=${A}${B}\n"):rep(100)) require "env".load{path = dir .. "/e", override = true}`},
	{"fs: read zeros", `require "fs".read("/dev/zero")`},
	{"fs: lines of zeros", `for l in require "fs".lines("/dev/zero") do end`},
	{"fs: read a huge file", `require "fs".read(huge)`},
	{"fs: lines of a huge file", `for l in require "fs".lines(huge) do end`},
	{"fs: copy zeros", `require "fs".copy("/dev/zero", "/dev/null")`},
	{"fs: read a pipe", `require "fs".read(pipe)`},
	{"fs: write a pipe", `require "fs".write(pipe, "x")`},
	{"fs: append to a pipe", `require "fs".append(pipe, "x")`},
	{"fs: copy to a pipe", `require "fs".write(dir .. "/f", "x") require "fs".copy(dir .. "/f", pipe)`},
	{"fs: fill a pipe", `require "fs".write(full_pipe, ("x"):rep(1e6))`},
	{"fs: copy a pipe", `require "fs".copy(pipe, dir .. "/g")`},
	{"fs: write without end", `local s = ("x"):rep(1e7) while true do require "fs".write("/dev/null", s) end`},
	{"fs: glob everything", `while true do require "fs".glob("/usr/**/**/**/x") end`},
	{"fs: braces", `require "fs".glob(("{a,b}"):rep(1000))`},
	{"fs: long braces", `require "fs".glob(("{"):rep(1e6))`},
	{"fs: long pattern", `require "fs".glob(("*"):rep(1e6))`},
	{"fs: slow pattern", `require "fs".write(dir .. "/" .. ("a"):rep(200), "") while true do require "fs".glob(dir .. "/" .. ("*a"):rep(60) .. "b") end`},
	{"fs: walk", `for e in require "fs".walk("/usr") do end`},
	{"fs: many files", `for i = 1, 1e9 do require "fs".write(dir .. "/" .. i % 10, "") end`},
	{"fs: open lines", `local l = {} for i = 1, 1e6 do l[i] = require "fs".lines("/dev/null") end`},
	{"fs: temporary files", `for i = 1, 1e9 do require "fs".remove(require "fs".temp_file{dir = dir}) end`},
	{"hash: large", `local s = ("x"):rep(2e7) while true do require "hash".sha512(s) end`},
	{"hash: one large", `require "hash".md5(("x"):rep(3e7))`},
	{"hash: large key", `local s = ("x"):rep(2e7) while true do require "hash".hmac("sha256", s, "x") end`},
	{"hash: small", `while true do require "hash".crc32("x") end`},
	{"http: no answer", `require "http".get(server_url .. "/slow")`},
	{"http: stalled", `require "http".get(server_url .. "/stalled")`},
	{"http: endless body", `require "http".get(server_url .. "/endless")`},
	{"http: endless body to a file", `require "http".get(server_url .. "/endless", {to_file = "/dev/null"})`},
	{"http: small packed, large unpacked", `require "http".get(server_url .. "/bomb")`},
	{"http: redirects", `require "http".get(server_url .. "/loop", {redirects = 1e6})`},
	{"http: long header", `require "http".get(server_url .. "/header")`},
	{"http: to a pipe", `require "http".get(server_url .. "/echo", {to_file = pipe})`},
	{"http: kept answers", `local l = {} for i = 1, 1e6 do l[i] = require "http".get(server_url .. "/large") end`},
	{"http: dropped answers", `for i = 1, 1e6 do local r = require "http".get(server_url .. "/large") assert(r.json == r.json) end`},
	{"http: body", `while true do require "http".post(server_url .. "/echo", {body = ("x"):rep(1e7)}) end`},
	{"http: cyclic json", cyclic + `require "http".post(server_url .. "/echo", {json = t})`},
	{"http: many parameters", `local p = {} for i = 1, 3e4 do p["k" .. i] = "v" end require "http".get(server_url .. "/echo", {params = p})`},
	{"http: many headers", `local p = {} for i = 1, 1e5 do p["k" .. i] = "v" end require "http".get(server_url .. "/echo", {headers = p})`},
	{"http: ca file", `require "http".get(secure_url, {ca_file = huge})`},
	{"inspect: cyclic", cyclic + `while true do require "inspect"(t) end`},
	{"inspect: deep", deep + `while true do require "inspect"(t) end`},
	{"inspect: graph", graph + `while true do require "inspect"(t, {depth = 100, width = 0}) end`},
	{"inspect: list", list + `while true do require "inspect"(t) end`},
	{"inspect: keys", `local t = {} for i = 1, 1e5 do t["k" .. i] = i end while true do require "inspect"(t) end`},
	{"inspect: long text", `local s = ("\1"):rep(1e7) while true do require "inspect"(s) end`},
	{"inspect: long keys", `local t = {} for i = 1, 20 do t[("k"):rep(1e6) .. i] = i end while true do require "inspect"(t) end`},
	{"json: cyclic", cyclic + `require "json".encode(t)`},
	{"json: deep", deep + `require "json".encode(t)`},
	{"json: graph", graph + `require "json".encode(t)`},
	{"json: list", list + `while true do require "json".encode(t) end`},
	{"json: sorted", `local t = {} for i = 1, 1e5 do t["k" .. i] = i end while true do require "json".encode(t, {sort = true}) end`},
	{"json: long text", `local s = ("\1"):rep(5e6) while true do require "json".encode(s) end`},
	{"json: indented", `local t = {} for _ = 1, 5000 do t = {t} end while true do require "json".encode(t, {indent = 16}) end`},
	{"json: endless iterator", `require "json".encode(require "net".cidr("::/0"):subnets(128))`},
	{"json: endless lines", `for v in require "json".lines(function() return "1" end) do end`},
	{"json: decode deep", `require "json".decode(("["):rep(1e7))`},
	{"json: decode list", `local s = "[" .. ("1,"):rep(2e6) .. "1]" while true do require "json".decode(s) end`},
	{"json: decode empty objects", `local s = "[" .. ("{},"):rep(1e6) .. "1]" while true do require "json".decode(s) end`},
	{"json: decode text", `local s = '"' .. ("x"):rep(1e7) .. '"' while true do require "json".decode(s) end`},
	{"json: decode escapes", `local s = '"' .. ("\\u0001"):rep(1e6) .. '"' while true do require "json".decode(s) end`},
	{"json: decode number", `local s = ("1"):rep(1e7) while true do require "json".decode(s) end`},
	{"json: decode white space", `local s = (" "):rep(1e7) .. "1" while true do require "json".decode(s) end`},
	{"json: decode broken", `local s = ("\n"):rep(1e7) .. "x" while true do pcall(require "json".decode, s) end`},
	{"json: mark", `local t = {} for i = 1, 1e6 do t["k" .. i % 1e5] = i end while true do require "json".object(t) end`},
	{"log: fields", `local t = {} for i = 1, 1e5 do t["k" .. i] = i end while true do require "log".info("x", t) end`},
	{"log: cyclic", cyclic + `while true do require "log".info("x", {t = t}) end`},
	{"log: long", `local s = ("\n"):rep(1e7) while true do require "log".info(s) end`},
	{"net: silent name server", `require "net".resolve("name.invalid")`},
	{"net: nobody answers", `require "net".wait_port("127.0.0.1", 1, {timeout = 1e6, interval = 0.001})`},
	{"net: subnets", `for n in require "net".cidr("::/0"):subnets(128) do end`},
	{"net: list of subnets", `require "net".cidr("::/0"):subnets(128):list()`},
	{"net: long text", `require "net".cidr(("1"):rep(1e7))`},
	{"path: long", `local s = ("../a/"):rep(1e6) while true do require "path".clean(s) end`},
	{"path: relative", `local s = ("a/"):rep(1e6) while true do require "path".rel(s, s .. "b") end`},
	{"re: everywhere", `local s = ("x"):rep(3e6) while true do require "re".all("", s) end`},
	{"re: groups", `local s = ("x"):rep(3e6) while true do require "re".all("(((x)))", s) end`},
	{"re: large pattern", `local p = ("a?"):rep(1000) .. ("a"):rep(1000) while true do require "re".match(p, ("a"):rep(1e5)) end`},
	{"re: repeated", `while true do require "re".match("((a{0,100}){0,100}){0,100}", "a") end`},
	{"re: long pattern", `require "re".match(("(a|b)"):rep(1e5), "a")`},
	{"re: many patterns", `for i = 1, 1e9 do require "re".test("(a|b|c){1,500}" .. i, "x") end`},
	{"re: slow match", `local s = ("x"):rep(1e7) while true do require "re".test("(x+x+)+y", s) end`},
	{"re: one slow match", `require "re".test("(x+x+)+(x+x+)+y", ("x"):rep(2e7))`},
	{"re: gsub", `local s = ("x"):rep(3e6) while true do require "re".gsub("", s, "yy") end`},
	{"re: growing gsub", `require "re".gsub("x", ("x"):rep(1e4), ("$0"):rep(1e6))`},
	{"re: gsub by function", `require "re".gsub("x", ("x"):rep(1e6), function() return ("y"):rep(1e5) end)`},
	{"re: split", `local s = ("x"):rep(3e6) while true do require "re".split("", s) end`},
	{"re: escape", `local s = ("."):rep(1e7) while true do require "re".escape(s) end`},
	{"go: a lock taken twice", `lock:lock() lock:lock()`},
	{"io: popen without end", `io.popen("yes"):read("*a")`},
	{"io: popen that says nothing", `io.popen("sleep 1000"):read("*l")`},
	{"io: popen held by a grandchild", `local p = io.popen("sleep 1000 & echo x") p:read("*a")`},
	{"io: popen that does not read", `io.popen("sleep 1000", "w"):write(("x"):rep(1e7))`},
	{"io: read a pipe", `io.open(pipe):read("*a")`},
	{"io: write a pipe", `io.open(pipe, "w"):write("x")`},
	{"io: fill a pipe", `io.open(full_pipe, "w"):write(("x"):rep(1e7))`},
	{"os: execute", `os.execute("sleep 1000")`},
	{"http: connected and silent", `require "http".get("http://" .. silent .. "/")`},
	{"ssh: connected and silent", `local host, port = silent:match("(.*):(%d+)") require "ssh".connect(host, {port = tonumber(port), user = "root", password = "x", known_hosts = dir .. "/known", timeout = 1e6}):run("true")`},
	{"shell: endless output", `require "shell".run{"yes"}`},
	{"shell: stream", `require "shell".run({"yes"}, {stream = function() end})`},
	{"shell: pass", `require "shell".run({"yes"}, {stream = true})`},
	{"shell: a child holds the output", `require "shell".run{"sh", "-c", "sleep 1000 & echo x"}`},
	{"shell: a deaf program", `require "shell".run{"sh", "-c", "trap '' TERM; while :; do sleep 1000; done"}`},
	{"shell: long argument", `require "shell".run{"true", ("x"):rep(1e7)}`},
	{"shell: many arguments", `local t = {"true"} for i = 2, 1e6 do t[i] = "x" end require "shell".run(t)`},
	{"shell: unread input", `require "shell".run({"sleep", "1000"}, {stdin = ("x"):rep(1e7)})`},
	{"shell: many", `while true do require "shell".run{"true"} end`},
	{"shell: quote", `local s = ("'"):rep(5e6) while true do require "shell".quote(s) end`},
	{"table_view: long list", list + `while true do require "table_view".format(t) end`},
	{"table_view: endless", `require "table_view".format(require "net".cidr("::/0"):subnets(128))`},
	{"table_view: wide", `local r = {} for i = 1, 1e5 do r["k" .. i] = i end require "table_view".format({r, r, r, r})`},
	{"table_view: many columns", `local l = {} for i = 1, 2000 do l[i] = {["k" .. i] = 1} end require "table_view".format(l)`},
	{"table_view: padded", `local l = {} for i = 1, 1e5 do l[i] = {a = 1} end l[1] = {a = ("x"):rep(1e5)} require "table_view".format(l)`},
	{"table_view: cyclic", cyclic + `require "table_view".format({t}, {format = "json"})`},
	{"table_view: deep", deep + `require "table_view".format({t}, {format = "json"})`},
	{"table_view: csv", list + `while true do require "table_view".format(t, {format = "csv"}) end`},
	{"table_view: markdown", `local l = {{a = ("|"):rep(1e6)}} while true do require "table_view".format(l, {format = "markdown"}) end`},
	{"template: cyclic", cyclic + `require "template".render("{{#x}}{{#t}}{{#t}}{{.}}{{/t}}{{/t}}{{/x}}", {x = t})`},
	{"template: loops", list + `require "template".render(("{{#t}}"):rep(9) .. "x" .. ("{{/t}}"):rep(9), {t = t})`},
	{"template: deep", `require "template".render(("{{#t}}"):rep(1e5) .. ("{{/t}}"):rep(1e5), {t = {1}})`},
	{"template: indent", `require "template".render("{{x | indent 1000000000}}", {x = ("y\n"):rep(1e5)})`},
	{"template: many filters", `require "template".render("{{x" .. (" | json"):rep(40) .. "}}", {x = '"\\'})`},
	{"template: function", `require "template".render("{{#f}}x{{/f}}", {f = function() while true do end end})`},
	{"template: endless", `require "template".render("{{#n}}x{{/n}}", {n = require "net".cidr("::/0"):subnets(128)})`},
	{"template: long", `local s = ("{{x}}"):rep(1e6) while true do require "template".render(s, {x = 1}) end`},
	{"template: delimiters", `local s = ("{{=<% %>=}}<%={{ }}=%>"):rep(1e5) while true do require "template".render(s, {}) end`},
	{"test: cyclic", cyclic + `local u = {} u.t, u[1] = u, u while true do require "test".expect(t):to_equal(u) end`},
	{"test: deep", deep + `local u = {} u[1] = u require "test".expect(t):to_equal(u)`},
	{"test: graphs", graph + `local a = t ` + graph + `while true do require "test".expect(a):to_equal(t) end`},
	{"test: contain", `local t = {} for i = 1, 2000 do t[i] = {i, {i}} end while true do require "test".expect(t).never:to_contain({0}) end`},
	{"test: lines", `local s = ("x\n"):rep(3e6) while true do pcall(function() require "test".expect(s):to_equal(s .. "y") end) end`},
	{"test: pattern", `require "test".expect(("a"):rep(1e5)):to_match(("a*"):rep(30) .. "b")`},
	{"test: describe", `local test = require "test" local function f() test.describe("x", f) end f()`},
	{"test: hooks", `local test = require "test" for i = 1, 1e9 do test.before(function() end) end`},
	{"time: long text", `local s = ("1h"):rep(1e6) while true do require "time".duration(s) end`},
	{"time: layout", `local l = ("%Y"):rep(1e6) while true do pcall(require "time".parse, ("2026"):rep(1e6), l) end`},
	{"time: format", `local t = require "time".now() local l = ("%c"):rep(1e6) while true do t:format(l) end`},
	{"time: sleep", `require "time".sleep(1e9)`},
	{"yaml: cyclic", cyclic + `require "yaml".encode(t)`},
	{"yaml: deep", deep + `require "yaml".encode(t)`},
	{"yaml: graph", graph + `require "yaml".encode(t)`},
	{"yaml: list", list + `while true do require "yaml".encode(t) end`},
	{"yaml: long text", `local s = ("x: y\n"):rep(1e6) while true do require "yaml".encode(s) end`},
	{"yaml: aliases", `local s = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" for i = 1, 20 do s = s .. ("a%d: &a%d [%s]\n"):format(i, i, (("*a%d,"):format(i - 1)):rep(9)) end require "yaml".decode(s)`},
	{"yaml: alias in itself", `require "yaml".decode("a: &a [*a]")`},
	{"yaml: decode list", `local s = ("- x\n"):rep(1e6) while true do require "yaml".decode(s) end`},
	{"yaml: decode flow", `require "yaml".decode(("["):rep(1e6))`},
	{"yaml: decode deep blocks", `local l = {} for i = 1, 3000 do l[i] = (" "):rep(i) .. "a:" end require "yaml".decode(table.concat(l, "\n"))`},
	{"yaml: decode text", `require "yaml".decode("a: |\n" .. ("  x\n"):rep(2e6))`},
	{"yaml: decode plain text", `require "yaml".decode("a: " .. ("x "):rep(3e6))`},
	{"yaml: decode quoted", `require "yaml".decode('"' .. ("\\x01"):rep(2e6) .. '"')`},
	{"yaml: decode keys", `local l = {} for i = 1, 2e5 do l[i] = "k" .. i .. ": 1" end local s = table.concat(l, "\n") while true do require "yaml".decode(s) end`},
	{"yaml: decode comments", `local s = ("# x\n"):rep(2e6) .. "a: 1" while true do require "yaml".decode(s) end`},
	{"yaml: decode anchors", `local s = "" local l = {} for i = 1, 1e5 do l[i] = "- &a" .. i .. " x" end s = table.concat(l, "\n") while true do require "yaml".decode(s) end`},
	{"yaml: decode documents", `local s = ("---\nx\n"):rep(5e5) while true do require "yaml".decode_all(s) end`},
	{"yaml: decode question marks", `require "yaml".decode(("? "):rep(1e5))`},
	{"yaml: decode dashes", `require "yaml".decode(("- "):rep(1e5))`},
	{"yaml: decode broken", `require "yaml".decode(("a: b\n"):rep(1e6) .. "]")`},
}

// What several of them begin with.
const (
	cyclic = `local t = {} t.t, t[1] = t, t `
	deep   = `local t = {} for _ = 1, 3e4 do t = {t} end `
	graph  = `local t = {} for _ = 1, 60 do t = {t, t} end `
	list   = `local t = {} for i = 1, 1e5 do t[i] = i end `
)

// TestHostileScripts: each ends when its time is up, and what it holds stays
// near its limit.
func TestHostileScripts(t *testing.T) {
	const (
		limit  = 30 * time.Millisecond
		memory = 32 << 20
		hang   = 20 * time.Second // nothing that ends at its limit takes so long, however busy the machine is
	)
	if len(hostileScripts) < 100 {
		t.Fatalf("only %d scripts", len(hostileScripts))
	}
	if raceEnabled {
		t.Skip("the race detector's own memory is not to be measured")
	}
	world := newHostileWorld(t)
	for _, s := range hostileScripts {
		t.Run(s.name, func(t *testing.T) {
			h := world.host(t, s.name, luabind.WithTimeLimit(limit), luabind.WithGrace(limit/2), luabind.WithMemoryLimit(memory))
			runtime.GC()
			before := heapBytes()
			stop := make(chan struct{})
			var peak atomic.Uint64
			go func() {
				for {
					select {
					case <-stop:
						return
					default:
						peak.Store(max(peak.Load(), heapBytes()))
						time.Sleep(time.Millisecond)
					}
				}
			}()
			began := time.Now()
			err := h.DoString(t.Context(), "hostile", s.src)
			took := time.Since(began)
			close(stop)
			var grown uint64
			if p := peak.Load(); p > before {
				grown = p - before
			}
			t.Logf("%v, %d MB: %.100v", took.Round(time.Millisecond), grown>>20, err)
			var e *luabind.Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("the error is %T: %v", err, err)
			}
			if err != nil && (len(e.Message) > 500 || strings.Contains(e.Message, "internal error")) {
				t.Errorf("message: %.600s", e.Message)
			}
			if took > hang {
				t.Errorf("it took %v", took)
			}
			if grown > memory*3/2+64<<20 {
				t.Errorf("it took %d MB", grown>>20)
			}
		})
	}
}

// hostileWorld is what the scripts find around them.
type hostileWorld struct{ full, huge, silent string }

func newHostileWorld(t testing.TB) hostileWorld {
	folder := t.TempDir()
	w := hostileWorld{full: filepath.Join(folder, "full"), huge: filepath.Join(folder, "huge")}
	err := errors.Join(syscall.Mkfifo(w.full, 0o600), os.WriteFile(w.huge, nil, 0o600), os.Truncate(w.huge, 1<<40))
	if err != nil {
		t.Fatal(err)
	}
	keep, err := os.OpenFile(w.full, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keep.Close() })
	// A name server that never answers.
	names, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { names.Close() })
	known := net.DefaultResolver
	t.Cleanup(func() { net.DefaultResolver = known })
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", names.LocalAddr().String())
	}}
	// A server that takes connections and says nothing.
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	w.silent = silent.Addr().String()
	return w
}

// host makes a Host for a script.
func (w hostileWorld) host(t testing.TB, name string, opts ...luabind.Option) *luabind.Host {
	pipe := filepath.Join(t.TempDir(), "pipe")
	h, err := luabind.New(stdlib.Core(), allCapabilities, luabind.WithCapabilities(luabind.CapOS), luabind.WithStdio(nil, io.Discard, io.Discard), luabind.Options(opts...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	if strings.HasPrefix(name, "http") {
		if err := serve(t, h); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), h.Set("dir", t.TempDir()), h.Set("pipe", pipe), h.Set("full_pipe", w.full), h.Set("huge", w.huge), h.Set("silent", w.silent), h.Set("lock", new(locked))); err != nil {
		t.Fatal(err)
	}
	return h
}

// locked has a lock that scripts can take twice.
type locked struct{ sync.Mutex }

// BenchmarkCancellation measures how long each script goes on after its context
// was cancelled, by when it does whatever it does: "ms" is the shortest time of
// all rounds, for the machine may be busy, "longest-ms" the longest.
func BenchmarkCancellation(b *testing.B) {
	world := newHostileWorld(b)
	for _, s := range hostileScripts {
		b.Run(s.name, func(b *testing.B) {
			shortest, longest, rounds := time.Hour, time.Duration(0), 0
			for range b.N {
				h := world.host(b, s.name, luabind.WithoutLimits(), luabind.WithMemoryLimit(1<<30))
				ctx, cancel := context.WithCancel(b.Context())
				var at time.Time
				timer := time.AfterFunc(200*time.Millisecond, func() { at = time.Now(); cancel() })
				err := h.DoString(ctx, "hostile", s.src)
				if !timer.Stop() && errors.Is(err, context.Canceled) {
					took := time.Since(at)
					shortest, longest, rounds = min(shortest, took), max(longest, took), rounds+1
				}
				cancel()
			}
			if rounds > 0 {
				b.ReportMetric(float64(shortest.Microseconds())/1000, "ms")
				b.ReportMetric(float64(longest.Microseconds())/1000, "longest-ms")
			}
		})
	}
}

func heapBytes() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
