package do_test

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/do/dotest"
	"github.com/doapi-lua/doapi/stdlib"
)

// noExample are operations of the simulator that no script can show in a fresh
// account, by the beginnings of their names.
var noExample = map[string][]string{
	"nothing that a script does makes what they are about": {
		"apps.cancel_job_invocation", "apps.get_job_invocation", "droplets.destroy_retry", "registry.delete_repository", "registry.list_repository_",
		"genai.cancel_model_evaluation_run", "genai.delete_model_evaluation_run", "genai.get_model_evaluation_run", "genai.update_model_evaluation_run",
		"genai.delete_evaluation_dataset", "genai.get_evaluation",
		"genai.detach_agent_guardrail", "genai.delete_custom_model", "genai.get_custom_model", "genai.update_custom_model", "genai.delete_model_evaluation_preset",
		"genai.get_model_evaluation_preset", "images.post_account_transfer_accept", "images.post_account_transfer_decline",
		"registries.delete_repository", "registries.list_repository_", "security.create_scan_rule", "security.create_suppression", "security.delete_suppression", "security.list_scan_finding",
	},
	"the API has retired them":                                       {"genai.create_model_api_key", "genai.delete_model_api_key", "genai.regenerate_model_api_key", "genai.update_model_api_key"},
	"what is made comes back beside a token, under a key of its own": {"dedicated_inferences."},
}

var update = flag.Bool("update", false, "write what the examples print anew")

// Each example of an operation runs in a fresh simulated account, and the checker
// has nothing against it; what it prints is kept. An operation without one is known, or not simulated.
func TestCatalogExamples(t *testing.T) {
	checker := check.New(append(do.Modules(), append(stdlib.Modules(), luabind.TaskModule)...))
	shown := 0
	var printed strings.Builder
	for _, op := range catalog.All() {
		name, source := op.Group+"."+op.Name, catalog.Example(op.ID)
		if source == "" {
			if op.Host == catalog.API && !excused(name) && simulated(t, op) {
				t.Errorf("%s is simulated and has no example", name)
			}
			continue
		}
		shown++
		if !strings.Contains(source, "do."+name) {
			t.Errorf("the example of %s does not call it", name)
		}
		for _, p := range checker.Check(name, []byte(source)) {
			t.Error(p)
		}
		var out strings.Builder
		w := dotest.New(t, stdlib.Core(), luabind.WithStdio(strings.NewReader(""), &out, io.Discard))
		if err := w.Host.DoString(t.Context(), name, source); err != nil {
			t.Errorf("%s:\n%s\n%v", name, source, err)
		}
		fmt.Fprintf(&printed, "--- %s\n%s", name, out.String())
	}
	const golden = "testdata/examples.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(printed.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := printed.String(); got != string(want) {
		a, b := strings.Split(got, "\n--- "), strings.Split(string(want), "\n--- ")
		for i := range max(len(a), len(b)) {
			if i >= len(a) || i >= len(b) || a[i] != b[i] {
				t.Errorf("what the examples print differs from %s (-update writes it anew): %q", golden, a[min(i, len(a)-1)])
				break
			}
		}
	}
	if t.Logf("%d operations have an example", shown); shown < 570 {
		t.Errorf("only %d operations have an example", shown)
	}
}

func excused(name string) bool {
	for _, list := range noExample {
		if slices.ContainsFunc(list, func(beginning string) bool { return strings.HasPrefix(name, beginning) }) {
			return true
		}
	}
	return false
}

// simulated asks the simulator whether it knows an operation: it answers 501 to
// those that it does not.
func simulated(t *testing.T, op *catalog.Operation) bool {
	w := dotest.New(t)
	path := op.Path
	for strings.Contains(path, "{") {
		before, rest, _ := strings.Cut(path, "{")
		_, after, _ := strings.Cut(rest, "}")
		path = before + "1" + after
	}
	err := w.Host.DoString(t.Context(), "ask", `local ok, err = pcall(do.request, "`+path+`", {method = "`+op.Method+`", data = {}}) assert(ok or err.status ~= 501)`)
	return err == nil
}
