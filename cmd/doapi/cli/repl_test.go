//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

func TestTerminalBasics(t *testing.T) {
	t.Parallel()
	s := open(t, 80, t.TempDir(), nil, "--sim")
	s.prompt("sim>")
	s.press("1 + 1\r")
	s.see("\n2\n")
	s.prompt("sim>")
	s.press("function f(x)\r")
	s.prompt("   .")
	s.press("  return x * 2\r")
	s.prompt("   .")
	s.press("end\r")
	s.prompt("sim>")
	s.press("f(21)\r")
	s.see("\n42\n")
	s.press("_ + 1\r")
	s.see("\n43\n")
	s.press("error('boom')\r")
	s.see("boom")
	s.prompt("sim>")
	s.press("\x04")
	if code := s.exit(); code != 0 {
		t.Errorf("Ctrl-D ends with %d", code)
	}
}

func TestTerminalInterrupts(t *testing.T) {
	t.Parallel()
	s := open(t, 80, t.TempDir(), nil, "--sim")
	s.prompt("sim>")
	// A line that is half typed.
	s.press("this is wrong")
	s.see("this is wrong")
	s.press("\x03")
	s.see("^C")
	s.prompt("sim>")
	// A chunk that is half typed.
	s.press("for i = 1, 3 do\r")
	s.prompt("   .")
	s.press("\x03")
	s.prompt("sim>")
	// One that runs.
	s.press("print('runs') while true do end\r")
	s.see("\nruns\n")
	s.press("\x03")
	s.see("interrupted")
	s.prompt("sim>")
	s.press("'still ' .. 'here'\r")
	s.see(`"still here"`)
	// One that catches everything.
	s.press("print('again') while true do pcall(function() while true do end end) end\r")
	s.see("\nagain\n")
	s.press("\x03")
	s.prompt("sim>")
	s.press(":quit\r")
	if code := s.exit(); code != 0 {
		t.Errorf(":quit ends with %d", code)
	}
}

func TestTerminalInterruptedWait(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	s := open(t, 80, t.TempDir(), g.environ())
	s.prompt("My Team@127.0.0.1>")
	s.enter(`d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`, "My Team@127.0.0.1>")
	g.hold("GET /v2/droplets", 0)
	s.press(`w = do.wait_droplets({d}, {status = "active"}) for x in w do print(x.name, x.status) end` + "\r")
	g.reached()
	s.press("\x03")
	s.see("new\n")
	s.prompt("My Team@127.0.0.1>")
	g.open()
	s.press("w.interrupted\r")
	s.see("\ntrue\n")
}

func TestTerminalCompletion(t *testing.T) {
	t.Parallel()
	s := open(t, 80, t.TempDir(), nil, "--sim")
	s.prompt("sim>")
	complete := func(typed, want string) {
		t.Helper()
		s.press(typed + "\t")
		s.prompt("sim> " + want)
		s.press("\x03")
		s.prompt("sim>")
	}
	complete("pri", "print(")
	complete("do.create_dro", "do.create_droplet(")
	complete("do.create_droplet{na", "do.create_droplet{name = ")
	complete("do.create_droplet{name = 'x', ima", "do.create_droplet{name = 'x', image = ")
	complete(`do.create_droplet{name = "x", region = "nyc`, `do.create_droplet{name = "x", region = "nyc`)
	complete(`do.create_droplet{name = "x", region = "ams`, `do.create_droplet{name = "x", region = "ams`)
	complete(`do.create_droplet{name = "x", region = "fra`, `do.create_droplet{name = "x", region = "fra1"`)
	complete(`require "jso`, `require "json"`)
	complete("string.for", "string.format(")
	complete("do.load_bal", "do.load_balancers")
	complete("do.droplets.list_k", "do.droplets.list_kernels(")
	complete("do.droplets.create{na", "do.droplets.create{name")
	complete(`do.droplets.list{type = "gp`, `do.droplets.list{type = "gpus"`)
	complete(":ti", ":time ")
	// Several are listed.
	s.press("do.fetch_all_d\t\t")
	s.see("fetch_all_domains")
	s.see("fetch_all_droplet_neighbors")
	s.prompt("sim> do.fetch_all_d")
	s.press("\x03")
	// What an object has, once there is one, and what a call is going to give.
	s.press(`d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")` + "\r")
	s.prompt("sim>")
	complete("d:power_o", "d:power_o")
	complete("d:shut", "d:shutdown()")
	complete("d.ip_a", "d.ip_address")
	complete("d.region.slu", "d.region.slug")
	complete("do.fetch_account().ema", "do.fetch_account().email")
	complete("do.fetch_droplet(1):shut", "do.fetch_droplet(1):shutdown()")
	// Lists, strings, loops, tables in objects, functions of one's own.
	complete("do.fetch_all_droplets():list()[1]:shut", "do.fetch_all_droplets():list()[1]:shutdown()")
	complete("for x in do.fetch_all_droplets() do x:shut", "for x in do.fetch_all_droplets() do x:shutdown()")
	complete("d.networks.v4[1].ip_a", "d.networks.v4[1].ip_address")
	complete("d.name:upp", "d.name:upper(")
	complete(`if d.status == "arch`, `if d.status == "archive"`)
	complete("do.load_balancers.create{forwarding_rules = {{entry_pro", "do.load_balancers.create{forwarding_rules = {{entry_protocol = ")
	s.enter("function web() return do.fetch_droplet(d.id) end", "sim>")
	complete("web():shut", "web():shutdown()")
	s.enter("nested = {inner = {deepest = 1}, list = {d}}", "sim>")
	complete("nested.inner.dee", "nested.inner.deepest")
	complete("nested.list[1]:shut", "nested.list[1]:shutdown()")
}

// TestTerminalLayout types a chunk of several lines: they begin where they
// belong, and are coloured as they are typed.
func TestTerminalLayout(t *testing.T) {
	t.Parallel()
	s := open(t, 80, t.TempDir(), nil, "--sim")
	s.prompt("sim>")
	s.press("for i = 1, 2 do")
	s.prompt("sim> for i = 1, 2 do")
	for _, colored := range []string{"\x1b[34mfor\x1b[0m", "\x1b[33m1\x1b[0m", "\x1b[34mdo\x1b[0m"} {
		s.until("colours "+colored, func() bool { return strings.Contains(s.written(), colored) })
	}
	s.press("\r")
	s.prompt("   .")
	s.press("if i > 1 then")
	s.prompt("   .   if i > 1 then")
	s.press("\r")
	s.prompt("   .")
	s.press(`print("is " .. i)`)
	s.prompt(`   .     print("is " .. i)`)
	s.until("colours a function", func() bool { return strings.Contains(s.written(), "\x1b[36mprint\x1b[0m") })
	s.press("\r")
	s.prompt("   .")
	s.press("end")
	s.prompt("   .   end")
	s.press("\r")
	s.prompt("   .")
	s.press("end\r")
	s.see("\nis 2\n")
	s.prompt("sim>")
	// Ctrl-D takes a chunk back whose line has not been begun.
	s.enter("if x then", "   .")
	s.press("\x04")
	s.prompt("sim>")
	// What is pasted stays as it is.
	s.press("\x1b[200~function f()\n    return 6 * 7\nend\x1b[201~\r")
	s.see(" .     return 6 * 7\n")
	s.prompt("sim>")
	s.press("f()\r")
	s.see("\n42\n")
	// A question is answered by what the name leads to.
	s.enter(`d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`, "sim>")
	s.press("d:shutdown?\r")
	s.see("Droplet:shutdown(")
	s.prompt("sim>")
	s.press("do.create_tag?\r")
	s.see("do.create_tag(name")
	s.prompt("sim>")
}

func TestTerminalHistory(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	path := filepath.Join(home, ".local", "state", "doapi", "history")
	s := open(t, 80, home, nil, "--sim")
	s.prompt("sim>")
	s.press("first = 1\r")
	s.prompt("sim>")
	s.press("c = doapi('dop_v1_0123456789abcdef')\r")
	s.prompt("sim>")
	s.press("for i = 1, 2 do -- a comment\r  print(i)\rend\r")
	s.see("\n1\n2\n")
	s.prompt("sim>")
	// A chunk comes back as it was typed, with its comment, on one line.
	s.press("\x1b[A")
	s.prompt("sim> for i = 1, 2 do -- a comment↵  print(i)↵end")
	s.press("\r")
	s.see("↵end\n1\n2\n")
	s.prompt("sim>")
	s.press("\x04")
	s.exit()

	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(text), "first = 1\nfor i = 1, 2 do -- a comment\ue00a  print(i)\ue00aend\n"; got != want {
		t.Errorf("the history holds %q, want %q", got, want)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the history's mode is %v, %v", info.Mode(), err)
	}

	again := open(t, 80, home, nil, "--sim")
	again.prompt("sim>")
	again.press("\x1b[A\x1b[A")
	again.prompt("sim> first = 1")
}

func TestTerminalNarrow(t *testing.T) {
	t.Parallel()
	s := open(t, 100, t.TempDir(), nil, "--sim")
	s.prompt("sim>")
	s.press(`for i = 1, 3 do do.create_droplet("a-rather-long-name-" .. i, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"one", "two"}}) end` + "\r")
	s.prompt("sim>")
	s.press("do.fetch_all_droplets():list()\r")
	s.see("TAGS")
	if err := pty.Setsize(s.tty, &pty.Winsize{Rows: 24, Cols: 40}); err != nil {
		t.Fatal(err)
	}
	s.resize(40)
	s.press("x = do.fetch_all_droplets():list() print('narrow') return x\r")
	s.see("\nnarrow\n")
	s.prompt("sim>")
	_, after, _ := strings.Cut(s.String(), "\nnarrow\n")
	table, left, _ := strings.Cut(after, "left out for lack of room: ")
	if strings.Contains(table, "TAGS") || !strings.Contains(table, "a-rather-") || !strings.Contains(left, "TAGS") {
		t.Errorf("the table does not fit, or does not say what it leaves out:\n%s", after)
	}
	for line := range strings.Lines(after) {
		if len(strings.TrimRight(line, "\n")) > 40 {
			t.Errorf("a line has %d columns: %s", len(line), line)
		}
	}
}

func TestTerminalColours(t *testing.T) {
	t.Parallel()
	const green = "\x1b[32m"
	for _, test := range []struct {
		environ, args []string
		want          bool
	}{
		{want: true},
		{environ: []string{"NO_COLOR=1"}},
		{args: []string{"--color", "never"}},
		{environ: []string{"NO_COLOR=1"}, args: []string{"--color", "always"}, want: true},
		{environ: []string{"TERM=dumb"}},
	} {
		s := open(t, 80, t.TempDir(), test.environ, append(test.args, "--sim")...)
		s.prompt("sim>")
		s.press("'text'\r")
		s.see("\"text\"\n")
		if got := strings.Contains(s.written(), green); got != test.want {
			t.Errorf("%v %v: colours %v", test.environ, test.args, got)
		}
		if test.environ != nil && test.environ[0] == "TERM=dumb" && strings.Contains(s.written(), "\x1b") {
			t.Errorf("a dumb terminal gets %q", s.written())
		}
	}
}

func TestTerminalDumb(t *testing.T) {
	t.Parallel()
	s := open(t, 80, t.TempDir(), []string{"TERM=dumb"}, "--sim")
	s.prompt("sim>")
	s.press("if true then\r")
	s.prompt("   .")
	s.press("\x03")
	s.prompt("sim>")
	s.press("1 + 1\r")
	s.see("\n2\n")
	s.press("\x04")
	if code := s.exit(); code != 0 {
		t.Errorf("it ends with %d", code)
	}
}

func TestTerminalTerminated(t *testing.T) {
	t.Parallel()
	for signal, want := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		for _, line := range []string{"", "while true do end\r", "while true do pcall(require('doapi.time').sleep, 1) end\r"} {
			s := open(t, 80, t.TempDir(), nil, "--sim")
			s.prompt("sim>")
			if line != "" {
				s.press("print('runs') " + line)
				s.see("\nruns\n")
			}
			s.cmd.Process.Signal(signal)
			if code := s.exit(); code != want {
				t.Errorf("%v during %q ends with %d", signal, line, code)
			}
		}
	}
}

func TestTerminalScripts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script := filepath.Join(dir, "ask.lua")
	if err := os.WriteFile(script, []byte("io.write('name? ') name = io.read() print('hello ' .. name)"), 0o600); err != nil {
		t.Fatal(err)
	}
	// A script reads what is typed, and -i goes on from there.
	s := open(t, 80, dir, nil, "--sim", "-i", script)
	s.see("name?")
	s.press("Lua\r")
	s.see("hello Lua")
	s.prompt("sim>")
	s.press("name\r")
	s.see("\"Lua\"\n")
	s.press("os.exit(5)\r")
	if code := s.exit(); code != 5 {
		t.Errorf("os.exit(5) ends with %d", code)
	}
}
