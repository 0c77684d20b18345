package manual

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
)

const examples = "../../cmd/doapi/docs/examples"

// TestExamples runs the example of each function, and compares what it prints.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(examples, "*.lua"))
	if err != nil || len(files) < 4 {
		t.Fatalf("%q, %v", files, err)
	}
	_, url := sim.Start(t)
	names := []string{luabind.TaskModule.Name}
	for _, m := range stdlib.Modules() {
		names = append(names, m.Name)
	}
	modules := regexp.MustCompile(`\b(` + strings.Join(names, "|") + `)\b *[.(]`)
	count := 0
	for _, file := range files {
		file, _ := filepath.Abs(file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var now strings.Builder
		all := true // are run
		for _, part := range strings.Split("\n"+string(text), "\n--- ")[1:] {
			name, body, _ := strings.Cut(part, "\n")
			count++
			before := now.Len()
			t.Run(name, func(t *testing.T) {
				t.Chdir(t.TempDir())
				r := &reader{t, []string{"HOME=" + t.TempDir(), "TZ=UTC", "TERM=dumb"}}
				var code, want string
				for line := range strings.Lines(strings.TrimSpace(body) + "\n") {
					if out, ok := strings.CutPrefix(line, "--> "); ok {
						want += out
					} else {
						code += line
					}
				}
				// The page that shows the example says how its module is loaded.
				seen := map[string]bool{}
				head := ""
				for _, m := range modules.FindAllStringSubmatch(code, -1) {
					if !seen[m[1]] && !strings.Contains(code, "local "+m[1]+" =") {
						seen[m[1]] = true
						head += "local " + m[1] + " = require \"doapi." + m[1] + "\" "
					}
				}
				head += "local service = \"" + url + "/v2\" "
				if strings.HasPrefix(name, "SSHConnection:") || strings.HasPrefix(name, "SSHTunnel:") {
					head += machine(t)
				}
				if err := os.WriteFile("example_test.lua", []byte(head+code), 0o644); err != nil {
					t.Fatal(err)
				}
				args := []string{"--sim", "example_test.lua"}
				if strings.HasPrefix(name, "test.") || strings.HasPrefix(name, "Expectation:") {
					args = []string{"test", "example_test.lua"}
				}
				got := r.doapi(args...)
				if !matches(got, want) {
					if !*update {
						t.Errorf("it prints\n%s", got)
					}
					want = got
				}
				now.WriteString("--- " + name + "\n" + code)
				for line := range strings.Lines(want) {
					now.WriteString("--> " + line)
				}
			})
			all = all && now.Len() > before
		}
		if *update && all && now.String() != string(text) {
			if err := os.WriteFile(file, []byte(now.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if count < 150 {
		t.Errorf("only %d examples", count)
	}
}
