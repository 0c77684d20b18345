//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// script writes a script into a folder of its own.
func writeScript(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.lua")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTerminalScriptLocals(t *testing.T) {
	t.Parallel()
	path := writeScript(t, `
local count = 1
local function more() count = count + 1 return count end
function twice() more() return more() end
for i = 1, 3 do local inner = i end
return count`)
	s := open(t, 80, t.TempDir(), nil, "--sim", "-i", path)
	s.prompt("sim>")
	s.enter("count", "sim>")
	s.see("\n1\n")
	s.enter("twice() .. ' ' .. count", "sim>")
	s.see("\n\"3 3\"\n")
	s.enter("count = 10", "sim>") // the script's own variable
	s.enter("more()", "sim>")
	s.see("\n11\n")
	s.enter("local count = 'another'", "sim>")
	s.enter("count .. more()", "sim>")
	s.see("\n\"another12\"\n")
	s.enter(":locals", "sim>")
	s.see("  more = function")
	s.see("  count = \"another\"\n")
	s.press("cou\t")
	s.prompt("sim> count")
	s.press("\x03")
	s.prompt("sim>")
	s.enter("inner, i", "sim>")
	s.see("\nnil\nnil\n")
	s.press(":up\r")
	s.see("there is no function to go from")
}

func TestTerminalLocalsOfTheFailingFrame(t *testing.T) {
	t.Parallel()
	path := writeScript(t, `local account = "mine"
local function create(name, n)
  local full = name .. "-" .. n
  local failed = error("cannot " .. account)
end
local function all(list)
  for i, name in ipairs(list) do create(name, i) end
end
all{"web", "db"}
`)
	s := open(t, 100, t.TempDir(), nil, "--sim")
	s.prompt("sim>")
	s.press(":load " + path + "\r")
	s.see("cannot mine")
	s.prompt("sim s.lua:4>")
	s.press("full .. account\r")
	s.see("\n\"web-1mine\"\n")
	s.press(":locals\r")
	s.see("in function 'create'\n")
	s.see("  account = \"mine\"  (outer)\n  name = \"web\"\n  n = 1\n  full = \"web-1\"\n")
	s.prompt("sim s.lua:4>")
	s.press(":up\r")
	s.see(":7: in function 'all'\n")
	s.press("#list, name, i\r")
	s.see("\n2\n\"web\"\n1\n")
	s.press(":up\r")
	s.see(":9: in main chunk\n")
	s.press("account, failed\r")
	s.see("\n\"mine\"\nnil\n")
	s.press(":down\r")
	s.see(":7: in function 'all'\n")
	s.press(":up\r:up\r")
	s.prompt("sim>")
	s.enter("account", "sim>")
	s.see("\nnil\n")
	// A function that a line calls.
	s.enter("function f(x) error('no ' .. x) end", "sim>")
	s.press("f('luck')\r")
	s.see("no luck")
	s.prompt("sim>")
	s.press(":locals\r")
	s.see("in function <input5:1>\n  x = \"luck\"\n")
	s.press("x\r")
	s.see("\n\"luck\"\n")
}

// What is typed behind a Ctrl-D is for whoever reads next: a prompt, or the script.
func TestTerminalTypedAhead(t *testing.T) {
	t.Parallel()
	path := writeScript(t, `breakpoint()
print("asked " .. io.read())
breakpoint()
print("ended " .. io.read())
`)
	s := open(t, 100, t.TempDir(), nil, "--sim", path)
	s.prompt("sim s.lua:1>")
	s.press("'first'\r\x04one\r'second'\r\x04two\r")
	s.see("asked one\n")
	s.see("\n\"second\"\n")
	s.see("ended two\n")
	if code := s.exit(); code != 0 {
		t.Errorf("exit %d", code)
	}
}

func TestTerminalBreakpoint(t *testing.T) {
	t.Parallel()
	path := writeScript(t, `local task = require "task"
local sum = 0
for i = 1, 2 do
  local square = i * i
  breakpoint()
  sum = sum + square
end
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
d:wait{status = "active"}
task.all{function() breakpoint() end, function() do.wait_droplets({d}, {status = "active"}):list() end}
print("sum " .. sum)
`)
	s := open(t, 100, t.TempDir(), nil, "--sim", path)
	s.see(":5: in main chunk; :locals shows its variables, Ctrl-D goes on")
	s.press("i, square, sum\r")
	s.see("\n1\n1\n0\n")
	s.press("square = 100\r")
	s.see("square = 100\n")
	s.press("function peek() return square end\r")
	s.see("peek() return square end\n")
	s.press("peek() + squ\t")
	s.see("peek() + square")
	s.press("\r")
	s.see("\n200\n")
	s.press("error('a line that fails')\r")
	s.see("^")
	s.prompt("sim s.lua:5>")
	s.press("\x04")
	s.until("stops again", func() bool { return strings.Count(s.String(), "in main chunk; :locals") == 2 })
	s.prompt("sim s.lua:5>")
	s.press("i, peek()\r")
	s.see("\n2\n100\n")
	s.press(":continue\r")
	s.see(":10: in function")
	s.press("\x04")
	s.see("sum 104\n")
	if code := s.exit(); code != 0 {
		t.Errorf("the script ends with %d", code)
	}
}

func TestTerminalBreakpointInALine(t *testing.T) {
	t.Parallel()
	s := open(t, 100, t.TempDir(), nil, "--sim")
	s.prompt("sim>")
	s.enter("function f(x) breakpoint() return x end", "sim>")
	s.enter("f('in')", "sim input1:1>")
	s.see("in function <input1:1>; :locals")
	s.enter("x = 'changed'", "sim input1:1>")
	s.press("\x04")
	s.see("\n\"changed\"\n")
	s.prompt("sim>")
	s.enter("f(1)", "sim input1:1>")
	s.press("os.exit(3)\r")
	if code := s.exit(); code != 3 {
		t.Errorf("os.exit at a breakpoint ends with %d", code)
	}
}

// What is sent to the real API is told from what is not.
func TestTerminalProductionColor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args  []string
		color string
	}{{[]string{"--sim"}, colorOfPrompt}, {[]string{"--token", "t", "--endpoint", "https://api.example.invalid"}, colorOfProduction}} {
		s := open(t, 80, t.TempDir(), []string{"NO_COLOR=", "TERM=xterm"}, append(c.args, "--color", "always")...)
		s.until("colours its prompt", func() bool { return strings.Contains(s.written(), c.color) })
		s.press("\x04")
		s.exit()
	}
}

const (
	colorOfPrompt     = "\x1b[36msim"
	colorOfProduction = "\x1b[1;31mdoapi@api.example.invalid"
)
