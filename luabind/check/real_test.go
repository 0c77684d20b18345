package check_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/do"
)

func real() *check.Checker { return check.New(append(do.Modules(), luabind.TaskModule)) }

// TestExamples expects nothing of the project's own scripts.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../../scripts/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range real().Check(file, src) {
			t.Error(p)
		}
	}
}

// TestRealClient has each fault found in what the real client describes.
func TestRealClient(t *testing.T) {
	for src, want := range map[string]string{
		`do.create_dropplet{}`: "t:1:4: do has no 'create_dropplet' (did you mean 'create_droplet'?)",
		`do.create_droplet{name = "web", image = 5, size = "s-1vcpu-1gb", region = "nyc3", ssh_key = {}}`: "t:1:83: create_droplet: unknown argument 'ssh_key' (did you mean 'ssh_keys'?)",
		`do.create_droplet("web", true, "s-1vcpu-1gb", "nyc3")`:                                           "t:1:26: create_droplet: 'image' must be an id, a slug or an Image, got boolean",
		`do.create_tag()`:                                         "t:1:4: create_tag: missing argument 'name' (a string)",
		`do.fetch_droplet(5):shutdwon()`:                          "t:1:21: Droplet has no method 'shutdwon' (did you mean 'shutdown'?)",
		`for d in do.fetch_all_droplets() do d:snapshto("x") end`: "t:1:39: Droplet has no method 'snapshto' (did you mean 'snapshot'?)",
		`doapi{api_token = "x", exactly_once = "maybe"}`:          `t:1:39: doapi: 'exactly_once' must be one of "on", "strict", "off", got "maybe"`,
	} {
		var got []string
		for _, p := range real().Check("t", []byte(src)) {
			got = append(got, p.String())
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s:\n got %s\nwant %s", src, strings.Join(got, "\n"), want)
		}
	}
}
