package manual

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/doapi-lua/doapi/client/sim"
)

// TestAction runs the steps of the action for workflows as GitHub does: each in
// a shell of its own, in a folder with scripts, with the inputs as variables.
// What installs is the go command, which here copies the program that the
// repository makes.
func TestAction(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	text, err := os.ReadFile("../../.github/actions/doapi/action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Inputs map[string]struct{ Default string }
		Runs   struct {
			Steps []struct {
				Name, If, Shell, Run string
				Env                  map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(text, &action); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "doapi")
	build := exec.Command("go", "build", "-o", program, "./cmd/doapi")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir, bin, gopath := t.TempDir(), t.TempDir(), t.TempDir()
	files := map[string]string{
		filepath.Join(dir, "site.lua"):      "do.create_tag(\"web\")\nprint(\"made\")\n",
		filepath.Join(dir, "site_test.lua"): "local test = require \"doapi.test\"\ntest.it(\"holds\", function() test.expect(1):to_be(1) end)\n",
		filepath.Join(bin, "go"): "#!/bin/sh\nset -e\nif [ \"$1\" = env ]; then echo " + gopath + "; exit; fi\n" +
			"[ \"$1 $2\" = \"install github.com/doapi-lua/doapi/cmd/doapi@latest\" ]\nmkdir -p " + gopath + "/bin\ncp " + program + " " + gopath + "/bin/doapi\n",
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	_, url := sim.Start(t)
	inputs := map[string]string{"test": "site_test.lua", "plan": "site.lua", "token": "any"}
	path, told := bin+":"+os.Getenv("PATH"), func(name string) string {
		text, _ := os.ReadFile(filepath.Join(gopath, name)) // nothing was told
		return string(text)
	}
	ran := 0
	for _, step := range action.Runs.Steps {
		if step.Run == "" {
			continue
		}
		ran++
		cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
		cmd.Dir = dir
		cmd.Env = []string{"HOME=" + dir, "DIGITALOCEAN_API_URL=" + url}
		for _, name := range []string{"GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
			cmd.Env = append(cmd.Env, name+"="+filepath.Join(gopath, name))
		}
		for name, value := range step.Env {
			if input, ok := strings.CutPrefix(strings.TrimSuffix(value, " }}"), "${{ inputs."); ok {
				if value = inputs[input]; value == "" {
					value = action.Inputs[input].Default
				}
			}
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		if added := strings.TrimSpace(told("GITHUB_PATH")); added != "" {
			path = added + ":" + path
		}
		cmd.Env = append(cmd.Env, "PATH="+path)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("step %s: %v\n%s", step.Name, err, out)
		}
	}
	if ran != 4 || !strings.Contains(told("GITHUB_OUTPUT"), "changes=true") || !strings.Contains(told("GITHUB_STEP_SUMMARY"), "web") {
		t.Errorf("%d steps, outputs %q, summary\n%s", ran, told("GITHUB_OUTPUT"), told("GITHUB_STEP_SUMMARY"))
	}
}
