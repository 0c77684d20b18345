package manual

import (
	"archive/zip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/doapi-lua/doapi/client/sim"
)

// TestAction runs the steps of the action for workflows as GitHub does: each in
// a shell of its own, in a folder with scripts, with the inputs as variables.
// What installs is the go command, which here copies the program that the
// repository makes; with RELEASE set it is the real one, which gets this tree as a
// released module from a proxy.
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
	dir, bin, gopath := t.TempDir(), t.TempDir(), t.TempDir()
	environ := []string{"HOME=" + dir, "RUNNER_TEMP=" + t.TempDir()}
	files := map[string]string{
		filepath.Join(dir, "site.lua"):      "do.create_tag(\"web\")\nprint(\"made\")\n",
		filepath.Join(dir, "site_test.lua"): "local test = require \"doapi.test\"\ntest.it(\"holds\", function() test.expect(1):to_be(1) end)\n",
	}
	if os.Getenv("RELEASE") != "" {
		environ = append(environ, installing(t, gopath)...)
	} else {
		program := filepath.Join(t.TempDir(), "doapi")
		build := exec.Command("go", "build", "-o", program, "./cmd/doapi")
		build.Dir = "../.."
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		files[filepath.Join(bin, "go")] = "#!/bin/sh\nset -e\nif [ \"$1\" = env ]; then echo " + gopath + "; exit; fi\n" +
			"[ \"$1 $2\" = \"install github.com/doapi-lua/doapi/cmd/doapi@latest\" ]\nmkdir -p " + gopath + "/bin\ncp " + program + " " + gopath + "/bin/doapi\n"
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
		cmd.Env = append(slices.Clone(environ), "DIGITALOCEAN_API_URL="+url)
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
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("step %s: %v\n%s", step.Name, err, out)
		}
		t.Logf("%s\n%s", step.Name, out)
	}
	if ran != 4 || !strings.Contains(told("GITHUB_OUTPUT"), "changes=true") || !strings.Contains(told("GITHUB_STEP_SUMMARY"), "web") {
		t.Errorf("%d steps, outputs %q, summary\n%s", ran, told("GITHUB_OUTPUT"), told("GITHUB_STEP_SUMMARY"))
	}
}

// installing gives the environment in which the go command finds this tree as the
// latest version of the module, and what it is made of in the module cache.
func installing(t *testing.T, gopath string) []string {
	const module = "github.com/doapi-lua/doapi"
	tell := func(dir string, args ...string) string {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	proxy := t.TempDir()
	versions := filepath.Join(proxy, filepath.FromSlash(module), "@v")
	if err := os.MkdirAll(versions, 0o755); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	archive, err := os.Create(filepath.Join(versions, "v1.0.0.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	w := zip.NewWriter(archive)
	for _, file := range strings.Split(tell("../..", "git", "ls-files", "-z"), "\x00") {
		if file == "" || strings.HasPrefix(file, "tests/peers/") {
			continue // which is a module of its own
		}
		text, err := os.ReadFile(filepath.Join("../..", file))
		if err != nil {
			t.Fatal(err)
		}
		f, err := w.Create(fmt.Sprintf("%s@v1.0.0/%s", module, file))
		if err == nil {
			_, err = f.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"list": "v1.0.0\n", "v1.0.0.info": `{"Version": "v1.0.0", "Time": "2026-01-01T00:00:00Z"}`, "v1.0.0.mod": string(mod)} {
		if err := os.WriteFile(filepath.Join(versions, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return []string{
		"GOPATH=" + gopath, "GOFLAGS=-modcacherw -trimpath", "GOSUMDB=off", "GOTOOLCHAIN=local", "GOCACHE=" + tell("../..", "go", "env", "GOCACHE"),
		"GOPROXY=file://" + proxy + ",file://" + tell("../..", "go", "env", "GOMODCACHE") + "/cache/download",
	}
}
