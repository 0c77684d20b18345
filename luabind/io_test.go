package luabind_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
)

// evalAll runs src and gives its results as text.
func evalAll(t *testing.T, h *luabind.Host, src string) string {
	t.Helper()
	vs, err := h.Eval(t.Context(), "test", src)
	if err != nil {
		t.Errorf("%s: %v", src, err)
	}
	var out []string
	for _, v := range vs {
		out = append(out, v.String())
	}
	return strings.Join(out, " ")
}

func TestDefaultHostIsClosed(t *testing.T) {
	h, _ := host(t)
	got := evalAll(t, h, `local names = {} for _, n in ipairs{"io", "os", "loadfile", "dofile", "channel", "debug.setfenv", "package.loadlib", "string.dump", "_printregs"} do
		local v = _G for part in n:gmatch("[^.]+") do v = v and v[part] end if v then names[#names + 1] = n end end return table.concat(names, " ")`)
	if got != "string.dump" {
		t.Errorf("open: %s", got)
	}
	for _, name := range []string{"fs", "shell", "http", "env"} {
		if out := evalAll(t, h, `return (pcall(require, "`+name+`"))`); out != "false" {
			t.Errorf("require %s: %s", name, out)
		}
	}
}

func TestIO(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ src, want string }{
		{`local f = io.open("a.txt", "w") f:write("one\n", 2, "\nthree") f:close() return io.type(f), io.type(1)`, "closed file nil"},
		{`local t = {} for l in io.lines("a.txt") do t[#t + 1] = l end return table.concat(t, "|")`, "one|2|three"},
		{`local f = io.open("a.txt") return f:read("*line", "*number"), #f:read("*all")`, "one 6"},
		{`local f = io.open("a.txt") local a, b, c = f:read("*l", "*n", "*a") return a, b, #c, f:read("*l"), f:read("*a")`, "one 2 6 nil "},
		{`local f = io.open("a.txt") return f:seek("end"), f:seek("set", 1), f:read(3), f:seek()`, "11 1 ne\n 4"},
		{`local f = io.open("a.txt", "r+") f:seek("set", 3) f:write("X") f:seek("set") return f:read("*a")`, "oneX2\nthree"},
		{`local f, e, n = io.open("none.txt") return f, e, n`, "nil none.txt: No such file or directory 2"},
		{`return select(2, pcall(io.open, "a.txt", "q"))`, `test:1: open: invalid mode "q"`},
		{`return io.open("../../etc/passwd")`, "nil ../../etc/passwd: No such file or directory 2"},
		{`return (io.open("/a.txt"):read())`, "oneX2"},
		{`return os.rename("a.txt", "b.txt"), os.remove("b.txt"), select(2, os.remove("b.txt"))`, "true true b.txt: No such file or directory 2"},
		{`local f = io.tmpfile() f:write("x") f:seek("set") local s = f:read("*a") f:close() return s`, "x"},
		{`local f = io.open("c.lua", "w") f:write("return 1 + ...") f:close() return loadfile("c.lua")(2), select(2, loadfile("d.lua"))`, "3 cannot open d.lua: no such file or directory"},
		{`return select(2, pcall(dofile, "c.lua")):match("arithmetic")`, "arithmetic"},
		{`return os.time{year = 2026, month = 1, day = 1, hour = 0} - os.time{year = 2025, month = 12, day = 31, hour = 0}, os.date("!%Y-%m-%d", 86400), os.date("!*t", 0).year`, "86400 1970-01-02 1970"},
		{`return pcall(os.getenv, "HOME")`, "false test:1: environment variables need the capability 'env', which this host does not grant"},
		{`return pcall(os.execute, "true")`, "false test:1: programs need the capability 'shell', which this host does not grant"},
		{`return pcall(io.popen, "true")`, "false test:1: programs need the capability 'shell', which this host does not grant"},
		{`io.input("c.lua") io.close(io.input()) return pcall(io.read)`, "false test:1: standard input file is closed"},
		{`io.output("closed.txt") io.close() return pcall(io.write)`, "false test:1: standard output file is closed"},
		{`local f = io.open("c.lua") f:close() return pcall(f.read, f)`, "false test:1: attempt to use a closed file"},
		{`return os.difftime(5, 3), os.setlocale(), os.setlocale("de_DE"), os.clock() >= 0`, "2 C nil true"},
	} {
		h, _ := host(t, luabind.WithDir(dir), luabind.WithCapabilities(luabind.CapOS))
		if got := evalAll(t, h, c.src); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.src, got, c.want)
		}
		h.Close()
	}
}

func TestNoWayOut(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"link": filepath.Join(outside, "secret"), "dir": outside, "up": ".."} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	h, _ := host(t, luabind.WithDir(dir), luabind.WithCapabilities(luabind.CapOS), luabind.WithPath("?.lua"))
	for _, name := range []string{"link", "dir/secret", "up/" + filepath.Base(outside) + "/secret", outside + "/secret", "../" + filepath.Base(outside) + "/secret"} {
		if got := evalAll(t, h, `local f = io.open("`+name+`") return f and f:read("*a"), (os.rename("`+name+`", "here"))`); strings.Contains(got, "secret") {
			t.Errorf("%s was read: %s", name, got)
		}
	}
	if got := evalAll(t, h, `package.path = "`+outside+`/?" return pcall(require, "secret")`); !strings.HasPrefix(got, "false") || strings.Contains(got, "expected") {
		t.Errorf("require: %s", got)
	}
	if b, _ := os.ReadFile(filepath.Join(outside, "secret")); string(b) != "secret" {
		t.Error("the file outside is gone")
	}
	closed, _ := host(t, luabind.WithPath(dir+"/?.lua"))
	if got := evalAll(t, closed, `package.path = "`+outside+`/?" return pcall(require, "secret")`); !strings.Contains(got, "no file '"+dir) {
		t.Errorf("require without files: %s", got)
	}
}

func TestReadOnlyFS(t *testing.T) {
	files := fstest.MapFS{"lib/util.lua": {Data: []byte("return {n = 7}")}, "data.txt": {Data: []byte("x\ny\n")}}
	h, _ := host(t, luabind.WithFS(files), luabind.WithPath("lib/?.lua"), luabind.WithCapabilities(luabind.CapOS))
	for src, want := range map[string]string{
		`return require("util").n`:                                            "7",
		`return io.open("/data.txt"):read("*a")`:                              "x\ny\n",
		`return io.open("new.txt", "w")`:                                      "nil new.txt: permission denied 0",
		`return os.remove("data.txt")`:                                        "nil data.txt: permission denied 0",
		`local n = 0 for l in io.lines("data.txt") do n = n + 1 end return n`: "2",
	} {
		if got := evalAll(t, h, src); got != want {
			t.Errorf("%s: got %q, want %q", src, got, want)
		}
	}
}

func TestStreams(t *testing.T) {
	var out, errs strings.Builder
	h, err := luabind.New(luabind.WithStdio(strings.NewReader("line 1\n42 rest\nend"), &out, &errs), luabind.WithCapabilities(luabind.CapOS, luabind.CapShell), luabind.WithEnv("PATH=/usr/bin:/bin", "GREETING=hi"))
	if err != nil {
		t.Fatal(err)
	}
	got := evalAll(t, h, `io.write("a", 1, "\n") io.stderr:write("e") io.stdout:write("b") return io.read(), io.read("*n"), io.read("*l"), io.read("*a"), io.read("*l")`)
	if got != "line 1 42  rest end nil" || out.String() != "a1\nb" || errs.String() != "e" {
		t.Errorf("%q, %q, %q", got, &out, &errs)
	}
	out.Reset()
	if got := evalAll(t, h, `local p = io.popen("echo $GREETING; echo 2") local s = p:read("*a") p:close() return s, os.execute("exit 3"), os.execute()`); got != "hi\n2\n 3 1" {
		t.Errorf("%q", got)
	}
	if got := evalAll(t, h, `local p = io.popen("cat", "w") p:write("piped") p:close() return 1`); got != "1" || out.String() != "piped" {
		t.Errorf("%q, %q", got, &out)
	}
	var exit *luabind.ExitError
	if err := h.DoString(t.Context(), "test", `defer(function() io.write("deferred") end) pcall(os.exit, 7) io.write("no")`); !errors.As(err, &exit) || exit.Code != 7 || !strings.HasSuffix(out.String(), "deferred") || strings.Contains(out.String(), "no") {
		t.Errorf("%v, %q", err, &out)
	}
}

// TestWaitingEnds: what waits for input, output or a program ends when the run
// does, and raises that, whatever the run's end makes of what it waits for.
func TestWaitingEnds(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	h, err := luabind.New(luabind.WithStdio(r, nil, nil), luabind.WithCapabilities(luabind.CapOS, luabind.CapShell))
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []string{
		`ready() io.read()`,
		`ready() os.execute("sleep 20")`,
		`ready() os.execute("sleep 20 | sleep 20")`,
		`ready() pcall(os.execute, "sleep 20")`,
		`local p = io.popen("sleep 20") ready() p:read()`,
		`local p = io.popen("sleep 20") ready() p:read("*a")`,
		`local p = io.popen("sleep 20") ready() p:lines()()`,
		`local p = io.popen("sleep 20") ready() p:close()`,
		`local p = io.popen("sleep 20", "w") local s = ("x"):rep(1e6) ready() p:write(s)`,
		`local p = io.popen("sleep 20") ready() pcall(p.read, p)`,
		`local p = io.popen("sleep 20") pcall(function() task.spawn(function() ready() p:read() end):join() end)`,
		`pcall(task.all, {function() ready() io.read() end, function() while true do task.sleep(0) end end})`,
	} {
		for range 15 {
			ctx, cancel := context.WithCancel(t.Context())
			h.Set("ready", func() { go cancel() })
			if err := h.DoString(ctx, "test", `task = require "task" `+src); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", src, err)
			}
			cancel()
		}
	}
	go w.Write([]byte("kept\n"))
	if got := evalAll(t, h, `return io.read()`); got != "kept" {
		t.Errorf("%q", got)
	}
}

// TestOthersGoOn: other tasks run while one waits for input.
func TestOthersGoOn(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	h, err := luabind.New(luabind.WithStdio(r, nil, nil), luabind.WithCapabilities(luabind.CapOS))
	if err != nil {
		t.Fatal(err)
	}
	h.Set("send", func() { go w.Write([]byte("sent\n")) })
	got := evalAll(t, h, `local task = require "task" local ticks, line = 0
		task.all{function() line = io.read() end, function() for i = 1, 5 do task.sleep(0) ticks = ticks + 1 end send() end}
		return ticks, line`)
	if got != "5 sent" {
		t.Errorf("%q", got)
	}
}

// TestProgramsWriteInTurn: what programs write counts, and comes where the
// script's own output goes without being in its way.
func TestProgramsWriteInTurn(t *testing.T) {
	var out strings.Builder
	h, err := luabind.New(luabind.WithStdio(nil, &out, &out), luabind.WithCapabilities(luabind.CapOS, luabind.CapShell), luabind.WithOutputLimit(10_000))
	if err != nil {
		t.Fatal(err)
	}
	err = h.DoString(t.Context(), "test", `local task = require "task"
		local p = io.popen("cat; cat /dev/null >&2; echo errors >&2", "w") p:write("piped\n")
		task.all{function() os.execute("echo a; echo b >&2") end, function() for i = 1, 50 do io.write(".") task.sleep(0) end end} p:close()`)
	if err != nil || len(out.String()) != 50+len("a\nb\npiped\nerrors\n") {
		t.Errorf("%v, %q", err, &out)
	}
	if err := h.DoString(t.Context(), "test", `os.execute("yes") print("no")`); !errors.Is(err, luabind.ErrOutputLimit) {
		t.Error(err)
	}
}

func TestClockOfOS(t *testing.T) {
	h, _ := host(t, luabind.WithClock(sim.NewClock(testStart)), luabind.WithCapabilities(luabind.CapOS))
	if got := evalAll(t, h, `local a = os.time() require("task").sleep(90) return os.time() - a`); got != "90" {
		t.Error(got)
	}
}

// A Host without os and io says why they are not there.
func TestNoOS(t *testing.T) {
	h, err := luabind.New()
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, src := range []string{"return os.time()", "io.write('x')"} {
		if err := h.DoString(t.Context(), "test", src); err == nil || !strings.Contains(err.Error(), "this host does not grant the capability 'os'") {
			t.Errorf("%s: %v", src, err)
		}
	}
}
