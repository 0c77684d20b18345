package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// answering are command lines, by their commands, that succeed in a folder with a
// project web, a script s.lua that is laid out badly and the journal of a run of it.
// Those with a bar at their end may find nothing to tell.
var answering = map[string][]string{
	"run":  {"run --sim -e do.fetch_account()", "run --sim s.lua|"}, // what a script prints is its own
	"plan": {"plan --sim s.lua", "plan --sim --out p s.lua"}, "sim": {"sim", "sim --ui --spaces 127.0.0.1:0", "sim --tls"},
	"check": {"check s.lua", "check --format sarif s.lua", "check --format json web"},
	"fmt":   {"fmt s.lua", "fmt -d web s.lua", "fmt -d web", "fmt -w s.lua", "fmt -w s.lua"},
	"test":  {"test web", "test --lcov lcov web"}, "new": {"new other"}, "ops": {"ops", "ops tags create", "ops --simulated tags_list"},
	"call":    {"call --sim tags.list", "call --sim tags.create name=x", "call --sim account.get", "call --sim tags.get tag_id=x|", "call --sim kubernetes.list_options"},
	"request": {"request --sim /v2/tags", "request --sim --paginate tags /v2/tags"},
	"undo":    {"undo --sim --yes journal", "undo --sim --yes journal|"}, "report": {"report journal"}, "tidy": {"tidy --sim|"},
	"types": {"types defs", "types defs", "types --luacheck", "types --selene"}, "auth": {"auth --sim"},
	"completion": {"completion bash", "completion zsh", "completion fish"}, "docs": {"docs", "docs --out site"}, "man": {"man", "man plan", "man --out pages"},
	"version": {"version", "--version"}, "capabilities": {"capabilities"}, "help": {"help", "help plan", "help tags.list", "help do.", "help -k snapshot", "help volume create", "--help", "plan --help"},
	"repl": nil, "lsp": nil, // what a person and an editor say to them is answered as they expect
}

// Under --json what each command writes to standard output is JSON: one value, or one a
// line, and nothing else.
func TestMachineAnswers(t *testing.T) {
	t.Chdir(t.TempDir())
	home := []string{"HOME=" + t.TempDir()}
	if err := os.WriteFile("s.lua", []byte("local  x = 1\ndo.create_tag('x')\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"new web", "--sim --journal journal s.lua"} {
		if _, errs, code := run("", home, strings.Fields(line)...); code != 0 {
			t.Fatal(errs)
		}
	}
	served, stop := context.WithCancel(context.Background())
	stop() // what serves tells where, and ends
	for _, name := range commandNames(newApp(Env{}).rootCommand()) {
		lines, known := answering[name]
		if !known {
			t.Errorf("no command line of %s is known", name)
		}
		for _, line := range lines {
			line, quiet := strings.CutSuffix(line, "|")
			var out, errs strings.Builder
			ctx := context.Background()
			if name == "sim" || line == "docs" {
				ctx = served
			}
			args := strings.Fields(line)
			Main(ctx, Env{Args: append([]string{args[0], "--json"}, args[1:]...), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Environ: home})
			values := 0
			decoder := json.NewDecoder(strings.NewReader(out.String()))
			var err error
			for v := any(nil); err == nil; err = decoder.Decode(&v) {
				values++
			}
			if !errors.Is(err, io.EOF) || values == 1 && !quiet {
				t.Errorf("%s: %d values, %v\n%s%s", line, values-1, err, out.String(), errs.String())
			}
		}
	}
	for _, f := range []string{"pages/doapi-plan.1", "site/index.html", "defs/.luarc.json", "other/servers.lua"} {
		if _, err := os.Stat(filepath.FromSlash(f)); err != nil {
			t.Error(err)
		}
	}
	for _, line := range []string{"test --tap web", "test --coverage web", "check --format text s.lua", "call --sim --format table tags.list", "request --sim --format csv /v2/tags"} {
		args := strings.Fields(line)
		if out, errs, code := run("", home, append([]string{args[0], "--json"}, args[1:]...)...); code != 2 || out != "" || !strings.Contains(errs, `"usage"`) {
			t.Errorf("%s: %d %s%s", line, code, out, errs)
		}
	}
}
