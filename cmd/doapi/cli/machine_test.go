package cli

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
)

// The exit codes of the process are those of the table.
func TestExitCodes(t *testing.T) {
	known := map[int]bool{}
	for _, c := range contract.ExitCodes() {
		known[c.Code] = true
	}
	for _, args := range [][]string{{"version"}, {"--nothing"}, {"nosuch.lua"}, {"-e", "do.fetch_account()"}, {"check", "nosuch.lua"}, {"call", "droplets.get"}} {
		if _, _, code := run("", nil, args...); !known[code] {
			t.Errorf("%q: exit code %d is not in the table", args, code)
		}
	}
}

// Under --json a command that fails writes one object with a code to standard
// error, and nothing to standard output.
func TestMachineErrors(t *testing.T) {
	codes := map[string]bool{}
	for _, c := range contract.ErrorCodes() {
		codes[c.Code] = true
	}
	for _, test := range []struct {
		args []string
		code string
		exit int
	}{
		{[]string{"--json", "-e", "do.fetch_account()"}, "no_token", 1},
		{[]string{"--json", "--sim", "-e", "do.fetch_droplet(5)"}, "api", 1},
		{[]string{"--json", "--sim", "-e", "do.fetch_droplet()"}, "type", 1},
		{[]string{"--json", "--sim", "-e", "do.create_tag('')"}, "value", 1},
		{[]string{"--json", "-e", "x = = 1"}, "syntax", 1},
		{[]string{"--json", "-e", "error('x')"}, "script", 1},
		{[]string{"--json", "-e", "require('json').decode('{')"}, "parse", 1},
		{[]string{"--json", "--max-instructions", "1000", "-e", "while true do end"}, "limit", 1},
		{[]string{"nosuch.lua"}, "", 1},
		{[]string{"--json", "nosuch.lua"}, "no_such_file", 1},
		{[]string{"check", "--json", "nosuch.lua"}, "no_such_file", 1},
		{[]string{"ops", "--nosuch", "--json"}, "usage", 2},
		{[]string{"nosuchcommand", "--json"}, "usage", 2},
		{[]string{"call", "--json", "--sim", "droplets.get", "droplet_id=5"}, "api", 1},
		{[]string{"request", "--json", "--sim", "/v2/droplets/5"}, "api", 1},
		{[]string{"ops", "--json", "dropplets"}, "failed", 1},
		{[]string{"help", "--json", "nosuchname"}, "usage", 2},
		{[]string{"version", "--json", "extra"}, "usage", 2},
		{[]string{"--json", "--sim", "--read-only", "-e", "do.create_tag('x')"}, "guard", 1},
	} {
		out, errs, exit := run("", nil, test.args...)
		if test.code == "" {
			if !strings.HasPrefix(errs, "doapi: ") {
				t.Errorf("%q: %s", test.args, errs)
			}
			continue
		}
		var told struct {
			Error struct {
				Code, Message string
				Exit          int `json:"exit_code"`
			}
		}
		if err := json.Unmarshal([]byte(errs), &told); err != nil || out != "" || exit != test.exit || told.Error.Exit != exit ||
			told.Error.Code != test.code || !codes[told.Error.Code] || told.Error.Message == "" {
			t.Errorf("%q: %d\n%s%s%v", test.args, exit, out, errs, err)
		}
	}
}

// Capabilities are one object that names each command, and each of its codes.
func TestCapabilities(t *testing.T) {
	out, errs, code := run("", nil, "capabilities", "--json")
	var c map[string]any
	if err := json.Unmarshal([]byte(out), &c); err != nil || code != 0 {
		t.Fatalf("%d %v %s", code, err, errs)
	}
	for _, key := range []string{"contract", "version", "description", "operations", "commands", "flags", "exit_codes", "error_codes", "error_kinds", "check_codes", "environment", "modules", "topics"} {
		if c[key] == nil {
			t.Errorf("capabilities lack %s", key)
		}
	}
	commands := fmt.Sprint(c["commands"])
	for _, name := range commandNames(newApp(Env{}).rootCommand()) {
		if !strings.Contains(commands, "name:"+name+" ") {
			t.Errorf("capabilities lack the command %s", name)
		}
	}
	if text, _, _ := run("", nil, "capabilities"); !strings.Contains(text, "unknown_outcome") || !strings.Contains(text, "130") {
		t.Errorf("capabilities for people:\n%s", text)
	}
}

// Under --json every command tells every failure as one object with a code, and
// none of them asks where nobody could answer.
func TestMachineErrorsOfCommands(t *testing.T) {
	codes := map[string]int{}
	for _, c := range contract.ErrorCodes() {
		codes[c.Code] = 1
	}
	codes["usage"] = 2
	home := []string{"HOME=" + t.TempDir()}
	for _, name := range commandNames(newApp(Env{}).rootCommand()) {
		if len(failing[name]) == 0 {
			t.Errorf("no command line of %s that fails is known", name)
		}
		for _, f := range append(failing[name], struct{ line, code string }{name + " --nosuchflag", "usage"}) {
			words := strings.Fields(f.line)
			args := append([]string{words[0], "--json"}, words[1:]...)
			_, errs, exit := run("", home, args...)
			var told struct {
				Error struct {
					Code, Message string
					Exit          int `json:"exit_code"`
				}
			}
			err := json.Unmarshal([]byte(errs), &told)
			if err != nil || told.Error.Code != f.code || exit != codes[f.code] || told.Error.Exit != exit || told.Error.Message == "" {
				t.Errorf("%q: exit code %d, want the code %s: %v\n%s", args, exit, f.code, err, errs)
			}
		}
	}
	journal := filepath.Join(t.TempDir(), "journal")
	if _, errs, code := run("", nil, "--sim", "--journal", journal, "-e", "do.create_tag('x')"); code != 0 {
		t.Fatal(errs)
	}
	for _, line := range []string{"undo --sim " + journal, "--sim --confirm -e do.create_tag('x')"} {
		if _, errs, code := run("y\n", nil, append(strings.Fields(line), "--json")...); code != 2 || !strings.Contains(errs, `"usage"`) || !strings.Contains(errs, "no terminal") {
			t.Errorf("%s: %d %s", line, code, errs)
		}
	}
}

// Under --json every command that asks the API tells of a token that is missing or
// refused, and of an API that is not there, as one object with a code, and writes
// nothing else.
func TestMachineErrorsOfTheAPI(t *testing.T) {
	server, err := sim.New(sim.Auth("good"))
	if err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(server)
	defer api.Close()
	nobody := httptest.NewServer(server)
	nobody.Close()
	dir := t.TempDir()
	journal := filepath.Join(dir, "journal")
	good := []string{"DIGITALOCEAN_TOKEN=good", "DIGITALOCEAN_API_URL=" + api.URL, "HOME=" + dir}
	if _, errs, code := run("", good, "--journal", journal, "-e", "do.create_tag('x')"); code != 0 {
		t.Fatal(errs)
	}
	n := 0
	for _, name := range commandNames(newApp(Env{}).rootCommand()) {
		if asks := slices.Contains(usages()[name].flags, "token"); asks != (len(asking[name]) > 0) {
			t.Errorf("%s takes a token: %v; command lines that ask the API: %q", name, asks, asking[name])
		}
		for _, line := range asking[name] {
			for _, with := range []struct {
				environ []string
				code    string
				status  int
			}{
				{nil, "no_token", 0},
				{[]string{"DIGITALOCEAN_TOKEN=bad", "DIGITALOCEAN_API_URL=" + api.URL}, "api", 401},
				{[]string{"DIGITALOCEAN_TOKEN=bad", "DIGITALOCEAN_API_URL=" + nobody.URL}, "connection", 0},
			} {
				n++
				words := strings.Fields(strings.NewReplacer("JOURNAL", journal, "NEW", filepath.Join(dir, fmt.Sprint("new", n))).Replace(line))
				args := append([]string{words[0], "--json", "--retry-max-time", "0"}, words[1:]...)
				stdin := ""
				if name == "repl" {
					stdin = "do.fetch_account()\n"
				}
				out, errs, exit := run(stdin, append(with.environ, "HOME="+dir), args...)
				var told struct {
					Error struct {
						Code, Message, Method, URL string
						Status                     int
						Exit                       int `json:"exit_code"`
					}
				}
				err := json.Unmarshal([]byte(errs), &told)
				e := told.Error
				if err != nil || e.Code != with.code || e.Status != with.status || e.Exit != exit || exit != 1 || e.Message == "" || out != "" || with.code != "no_token" && (e.Method == "" || e.URL == "") {
					t.Errorf("%q with %q: exit code %d, want the code %s: %v\n%s%s", args, with.environ, exit, with.code, err, out, errs)
				}
			}
		}
	}
	t.Logf("%d failures were told", n)
}

// flagsOf gives all flags of a command, those of its parents included.
func flagsOf(cmd *cobra.Command) *pflag.FlagSet {
	set := pflag.NewFlagSet(cmd.Name(), pflag.ContinueOnError)
	set.SetNormalizeFunc(alias)
	set.AddFlagSet(cmd.Flags())
	set.AddFlagSet(cmd.InheritedFlags())
	return set
}
