//go:build unix

package cli

import (
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/doapi-lua/doapi/client/sim"
)

var update = flag.Bool("update", false, "write the screens that tests compare anew")

// screensFolder has what terminals show, a file a test.
const screensFolder = "../../../tests/testdata/screens"

// changing is what looks different each time, and what stands for it.
var changing = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d \([^)\n]*?(\)|\.\.\.)`), "(a date)"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), "(a time)"},
	{regexp.MustCompile(`request [0-9a-f-]{36}`), "request (an id)"},
	{regexp.MustCompile(`took [0-9.]+[nµm]?s \([0-9.]+[nµm]?s simulated\)`), "took (a time)"},
	{regexp.MustCompile(`(?m)^. (waiting|GET|the API)(.*), \d+ requests?, \d+s$`), "* $1$2, (some) requests, (a time)"},
	{regexp.MustCompile(`going on at [0-9:]{8}, in \w+`), "going on at (a time), in (a time)"},
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "(an address)"},
	{regexp.MustCompile(`OK \([^ ,]+, `), "OK ((a time), "},
}

// keep compares what the terminal shows with the file of that name.
func (s *terminalSession) keep(name string) {
	s.t.Helper()
	screen := func() string {
		got := s.String() + "\n"
		for _, c := range changing {
			got = c.pattern.ReplaceAllString(got, c.text)
		}
		return got
	}
	path := filepath.Join(screensFolder, name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(screen()), 0o666); err != nil {
			s.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatalf("%v; -update writes it", err)
	}
	// A prompt that is drawn anew is gone for a moment.
	got := screen()
	for deadline := time.Now().Add(10 * time.Second); got != string(want) && time.Now().Before(deadline); got = screen() {
		time.Sleep(2 * time.Millisecond)
	}
	if got != string(want) {
		s.t.Errorf("%s: the screen shows\n%s\nwant\n%s", name, got, want)
	}
}

const (
	simPrompt  = "sim>"
	restPrompt = "   ."
)

// threeDroplets makes some that are the same in every test.
const threeDroplets = `for _, name in ipairs{"web-1", "web-2", "database"} do do.create_droplet(name, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"shop", name:match("%a+")}}) end for d in do.wait_droplets(do.fetch_all_droplets():list(), {status = "active"}) do end`

// screens are the tests by the names of their files: how many columns the
// terminal has, with what doapi starts, and what is typed.
var screens = map[string]struct {
	columns int
	args    []string
	environ []string
	typed   func(s *terminalSession)
}{
	"values": {typed: func(s *terminalSession) {
		for _, line := range []string{"1 + 1", "_ * 21", `"text", 'it says "so"', nil, true`, `{1, 2, {a = "x", ["b c"] = {}}}`, "{}", "math.huge, 2^53, 0.1", "print", "= 5", "x = 1", "print(x)", `io.write("no end of line")`, `io.write("nor here") x = 2`, `io.write("nor here") error("but an error")`} {
			s.enter(line, simPrompt)
		}
	}},
	"continued": {typed: func(s *terminalSession) {
		s.enter("function double(x)", restPrompt)
		s.enter("  return x * 2", restPrompt)
		s.enter("end", simPrompt)
		s.enter("double(", restPrompt)
		s.enter("  21", restPrompt)
		s.enter(")", simPrompt)
		s.enter("text = [[two", restPrompt)
		s.enter("lines]]", simPrompt)
		s.enter("text", simPrompt)
	}},
	"pasted": {typed: func(s *terminalSession) {
		s.press("\x1b[200~" + strings.ReplaceAll(`local names = {"a", "b"}
local function shout(s)
	return s:upper()	.. "!"
end

for _, name in ipairs(names) do
	local loud = shout(name)

	print(loud)
end
if #names == 2 then
	print("two")
else
	print("other")
end
#"a	tab"
"end of the paste"
`, "\n", "\r") + "\x1b[201~")
		s.see("\n\"end of the paste\"\n")
		s.prompt(simPrompt)
	}},
	"pasted with an error": {typed: func(s *terminalSession) {
		s.press("\x1b[200~" + strings.ReplaceAll("a = 1\nb = 2\nerror('the third line')\nc = 3\nfor i = 1, 2 do\n\tprint(i)\nend\nd = 4\n"+strings.Repeat("-- more\n", 800)+"e =", "\n", "\r") + "\x1b[201~")
		s.see("left out\n")
		s.prompt(simPrompt)
		s.enter("b, c, d, e", simPrompt)
	}},
	"objects": {typed: func(s *terminalSession) {
		s.enter(threeDroplets, simPrompt)
		for _, line := range []string{"d = do.fetch_all_droplets():first()", "d", "d.region", "d.ip_address", "d.networks.v4[1]", "do.fetch_account()", "d.created_at", "DO", "do.droplets", "do.Droplet", "do.api_token"} {
			s.enter(line, simPrompt)
		}
	}},
	"tables": {columns: 120, typed: func(s *terminalSession) {
		s.enter(threeDroplets, simPrompt)
		for _, line := range []string{"do.fetch_all_droplets():list()", "do.fetch_all_sizes():take(3)", "do.fetch_all_images():take(3)", "do.fetch_all_regions():take(3)", "do.fetch_all_actions():take(2)", "do.fetch_all_tags()", `{{name = "a", n = 1}, {name = "b", n = 20}}`} {
			s.enter(line, simPrompt)
		}
	}},
	"iterators": {typed: func(s *terminalSession) {
		for _, line := range []string{"do.fetch_all_sizes()", "it = do.fetch_all_regions()", "it:count()", "it", "do.fetch_all_domains()", `do.fetch_all_sizes():map(function(x) return x.slug end):filter(function(s) return s:match("amd") end)`} {
			s.enter(line, simPrompt)
		}
	}},
	"long": {typed: func(s *terminalSession) {
		for _, line := range []string{"do.fetch_all_sizes():map(function(x) return {slug = x.slug, disk = x.disk} end):list()", `("0123456789"):rep(300)`, "(function() local t = {} for i = 1, 300 do t[i] = i * i end return t end)()"} {
			s.enter(line, simPrompt)
		}
	}},
	"errors": {typed: func(s *terminalSession) {
		for _, line := range []string{"x = = 1", "prnt(1)", "do.fetch_acount()", "do.fetch_droplet(1)", `do.create_droplet{name = "web", image = "x", size = "y", ssh_key = {}}`, "function f() error({}) end", "f()", `error("said so")`, "do.create_droplet(true)"} {
			s.enter(line, simPrompt)
		}
	}},
	"completion": {columns: 100, typed: func(s *terminalSession) {
		s.enter(`d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`, simPrompt)
		for _, c := range []struct{ begun, completed, listed string }{
			{"pri", "print(", ""},
			{"do.create_dro", "do.create_droplet(", ""},
			{"do.fetch_all_", "do.fetch_all_", "fetch_all_tags\n"},
			{"do.create_droplet{", "do.create_droplet{", "with_droplet_agent\n"},
			{"do.create_droplet{name = 'x', ima", "do.create_droplet{name = 'x', image =", ""},
			{`do.create_droplet{region = "fra`, `do.create_droplet{region = "fra1"`, ""},
			{`do.create_droplet{size = "s-1vcpu-1gb-a`, `do.create_droplet{size = "s-1vcpu-1gb-amd"`, ""},
			{`do.create_droplet{image = "ubuntu-2`, `do.create_droplet{image = "ubuntu-2`, "ubuntu-26-04-x64\n"},
			{"do.kube", "do.kubernetes", ""},
			{"do.droplets.list_", "do.droplets.list_", "list_neighbors_ids\n"},
			{"do.droplets.create{na", "do.droplets.create{name", ""},
			{`do.droplets.list{type = "`, `do.droplets.list{type = "`, "droplets  gpus\n"},
			{"d:power_", "d:power_", "power_on\n"},
			{"d.ip", "d.ip", "ipv6_address\n"},
			{"d.region.sl", "d.region.slug", ""},
			{"do.fetch_account().ema", "do.fetch_account().email", ""},
			{"do.Droplet.STATUS_", "do.Droplet.STATUS_", "STATUS_OFF\n"},
			{"do.Droplet(5):shut", "do.Droplet(5):shutdown()", ""},
			{`require "t`, `require "t`, "table_view"},
			{`help "wai`, `help "waiting"`, ""},
			{":ti", ":time", ""},
			{":", ":", "quit\n"},
			{":trace ", ":trace", "off\n"},
		} {
			s.press(c.begun + "\t")
			if c.listed != "" {
				s.see(c.listed)
			}
			s.prompt(simPrompt + " " + c.completed)
			s.press("\x03")
			s.prompt(simPrompt)
		}
	}},
	"help": {typed: func(s *terminalSession) {
		for _, line := range []string{":help", "help()", "help(do.create_tag)", `help "iterators"`, "help(do.fetch_all_regions():first())", "help(do.tags.create)", ":help waiting", `help "nonsense"`, ":help nonsense"} {
			s.enter(line, simPrompt)
		}
	}},
	"commands": {typed: func(s *terminalSession) {
		file := filepath.Join(s.home, "file.lua")
		if err := os.WriteFile(file, []byte("loaded = (loaded or 0) + 1\n"), 0o600); err != nil {
			s.t.Fatal(err)
		}
		for _, line := range []string{":load file.lua", "loaded", ":time on", "1", ":time off", ":trace on", "do.fetch_account().email", ":trace off", ":trace loud", ":save saved.lua", ":save saved.lua", ":load missing.lua", ":laod x", ":load"} {
			s.enter(line, simPrompt)
		}
	}},
	"interrupted": {typed: func(s *terminalSession) {
		s.press("half a line")
		s.see("half a line")
		s.press("\x03")
		s.prompt(simPrompt)
		s.enter("for i = 1, 3 do", restPrompt)
		s.press("\x03")
		s.prompt(simPrompt)
		s.press("print('runs') while true do pcall(function() while true do end end) end\r")
		s.see("\nruns\n")
		s.press("\x03")
		s.see("interrupted")
		s.prompt(simPrompt)
		s.enter("'still here'", simPrompt)
	}},
	"narrow": {columns: 40, typed: func(s *terminalSession) {
		s.enter(threeDroplets, simPrompt)
		for _, line := range []string{"do.fetch_all_droplets()", "do.fetch_all_images():take(3)", "do.fetch_all_regions():take(2)", "do.fetch_all_droplets():first()", `help "waiting"`, ":help", "{name = 'a rather long name', other = 'x'}"} {
			s.enter(line, simPrompt)
		}
		s.press("do.fetch_all_d\t")
		s.see("fetch_all_droplets\n")
		s.prompt("sim> do.fetch_all_d")
	}},
	"resized": {columns: 100, typed: func(s *terminalSession) {
		s.enter(threeDroplets, simPrompt)
		for _, columns := range []int{100, 60, 40} {
			if err := pty.Setsize(s.tty, &pty.Winsize{Rows: 24, Cols: uint16(columns)}); err != nil {
				s.t.Fatal(err)
			}
			s.resize(columns)
			s.enter("do.fetch_all_droplets()", simPrompt)
		}
	}},
	"dumb": {environ: []string{"TERM=dumb"}, typed: func(s *terminalSession) {
		s.enter("if true then", restPrompt)
		s.enter("  print('yes') end", simPrompt)
		s.enter("do.fetch_all_regions():take(2)", simPrompt)
		s.press("half a line")
		s.see("half a line")
		s.press("\x03")
		s.until("takes the line back", func() bool { return strings.HasSuffix(s.String(), "half a line\n"+simPrompt) })
	}},
	"no colours": {environ: []string{"NO_COLOR=1"}, typed: func(s *terminalSession) {
		s.enter("'plain'", simPrompt)
		if strings.Contains(s.written(), "\x1b[3") {
			s.t.Errorf("there are colours in %q", s.written())
		}
	}},
	"recalled": {typed: func(s *terminalSession) {
		s.enter("first = 1", simPrompt)
		s.enter("for i = 1, 2 do -- a comment", restPrompt)
		s.enter("\x1b[200~\tprint(i)\x1b[201~", restPrompt)
		s.enter("end", simPrompt)
		s.press("\x1b[A")
		s.prompt("sim> for i = 1, 2 do -- a comment↵   print(i)↵end")
		s.press("\x1b[A")
		s.prompt("sim> first = 1")
		s.enter("00", simPrompt) // behind it
		s.enter("first", simPrompt)
	}},
}

func TestScreens(t *testing.T) {
	for name, test := range screens {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			columns := test.columns
			if columns == 0 {
				columns = 80
			}
			s := open(t, columns, t.TempDir(), test.environ, append(test.args, "--sim")...)
			s.prompt(simPrompt)
			test.typed(s)
			s.keep(strings.ReplaceAll(name, " ", "_"))
		})
	}
}

// TestScreenOfWait cancels a wait: it gives the rest.
func TestScreenOfWait(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	s := open(t, 80, t.TempDir(), g.environ())
	const prompt = "My Team@127.0.0.1>"
	s.prompt(prompt)
	s.enter(`a = do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`, prompt)
	s.enter(`w = do.wait_droplets({a}, {status = "active", wait_interval = 0.01})`, prompt)
	s.press("for d in w do print(d.name, d.status) end\r")
	s.see("waiting: 0 of 1 done, 1 new, ")
	s.keep("waiting")
	s.press("\x03")
	s.see("\na       new\n")
	s.prompt(prompt)
	s.enter("w.interrupted", prompt)
	s.keep("waiting_interrupted")
	s.press("\x04")
	s.exit()
}

// TestScreenOfList shows the pages of a long list as they come.
func TestScreenOfList(t *testing.T) {
	t.Parallel()
	g := newGate(t, sim.Droplets(100))
	s := open(t, 80, t.TempDir(), g.environ(), "--per-page", "20")
	const prompt = "My Team@127.0.0.1>"
	s.prompt(prompt)
	g.hold("GET /v2/droplets?page=3", 0)
	s.press("do.fetch_all_droplets():count()\r")
	s.see("GET /v2/droplets page 5 of 5, ")
	s.keep("pages")
	g.open()
	s.see("\n100\n")
	s.prompt(prompt)
	s.keep("pages_done")
}

// TestScreenOfPause says until when the rate limit holds calls back, whichever
// call it is that waits, and leaves by Ctrl-C.
func TestScreenOfPause(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/v2/account" {
			io.WriteString(w, `{"account":{"email":"sammy@example.com"}}`)
			return
		}
		w.Header().Set("RateLimit-Limit", "5000")
		w.Header().Set("RateLimit-Remaining", "0")
		w.Header().Set("RateLimit-Reset", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
		w.Header().Set("Retry-After", "90")
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, `{"id":"too_many_requests","message":"API Rate limit exceeded."}`)
	}))
	t.Cleanup(api.Close)
	s := open(t, 100, t.TempDir(), []string{"DIGITALOCEAN_TOKEN=token-for-tests", "DIGITALOCEAN_API_URL=" + api.URL})
	const prompt = "sammy@example.com@127.0.0.1>"
	s.prompt(prompt)
	for _, line := range []string{"do.fetch_all_regions():list()", "do.fetch_all_sizes():list()"} {
		s.press(line + "\r")
		s.see(" the API's rate limit is reached: going on at ")
		s.keep("pause_" + line[len("do.fetch_all_"):strings.Index(line, "(")])
		s.press("\x03")
		s.see(line + "\ninterrupted\n")
		s.prompt(prompt)
	}
}

// TestScreenOfPrompts says where one is.
func TestScreenOfPrompts(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	home := t.TempDir()
	folder := filepath.Join(home, ".config", "doctl")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "config.yaml"), []byte("auth-contexts:\n  work: token-for-tests\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environ := []string{"DIGITALOCEAN_API_URL=" + g.url, "XDG_CONFIG_HOME=" + filepath.Join(home, ".config")}
	s := open(t, 80, home, environ, "--context", "work")
	s.prompt("work@127.0.0.1>")
	s.keep("prompt_context")

	// The account's name comes when it is known, also into a prompt that stands.
	g.hold("GET /v2/account", 0)
	s = open(t, 80, t.TempDir(), g.environ())
	s.prompt("doapi@127.0.0.1>")
	s.press("1 + 1")
	s.see("doapi@127.0.0.1> 1 + 1")
	g.open()
	s.see("My Team@127.0.0.1> 1 + 1")
	s.keep("prompt_account")

	s = open(t, 40, t.TempDir(), g.environ())
	s.prompt("My Team@12...>")
	s.enter("function f()", "             .")
	s.keep("prompt_narrow")

	s = open(t, 80, t.TempDir(), nil)
	s.prompt("doapi>")
	s.enter("do.fetch_account()", "doapi>")
	s.keep("prompt_without_token")
}

// TestScreenOfHelp fits on the terminal that it is shown on.
func TestScreenOfHelp(t *testing.T) {
	t.Parallel()
	s := open(t, 40, t.TempDir(), nil, "help", "request")
	if code := s.exit(); code != 0 {
		t.Errorf("it ends with %d", code)
	}
	s.keep("help_narrow")
}

// TestScreensAreUsed finds those that no test compares any more.
func TestScreensAreUsed(t *testing.T) {
	used := []string{"waiting", "waiting_interrupted", "pages", "pages_done", "pause_regions", "pause_sizes", "help_narrow", "prompt_context", "prompt_account", "prompt_narrow", "prompt_without_token"}
	for name := range screens {
		used = append(used, strings.ReplaceAll(name, " ", "_"))
	}
	files, err := os.ReadDir(screensFolder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !slices.Contains(used, strings.TrimSuffix(f.Name(), ".txt")) {
			t.Errorf("%s is nobody's", f.Name())
		}
	}
}
