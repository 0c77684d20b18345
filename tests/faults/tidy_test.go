package faults

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
)

// TestTidy has programs die that made droplets, and the command find and remove
// what they left.
func TestTidy(t *testing.T) {
	w := newWorld(t)
	api := httptest.NewServer(w.server)
	defer api.Close()
	left := func(name string) {
		c, err := client.New(token, client.WithTransport(w.server.RoundTripper()), client.WithClock(w.clock))
		ok(t, err)
		must[*client.Droplet](t)(c.CreateDroplet(context.Background(), small(name)))
		// And never closed.
	}
	tidy := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"tidy"}, args...)...)
		cmd.Env = []string{asCommand + "=1", "HOME=" + t.TempDir(), "DIGITALOCEAN_TOKEN=" + token, "DIGITALOCEAN_API_URL=" + api.URL}
		out, _ := cmd.CombinedOutput()
		return string(out)
	}
	has := func(kind string) int { return len(w.state(t)[kind]) }
	if out := tidy(); !strings.Contains(out, "nothing to tidy") {
		t.Errorf("an account without any: %s", out)
	}
	left("web")
	left("db")
	w.pass(t, time.Minute)
	for _, want := range []string{"web (", "db (", "doapi-once-", "--yes"} {
		if out := tidy("--older-than", "0"); !strings.Contains(out, want) {
			t.Errorf("no %q: %s", want, out)
		}
	}
	if has("tags") != 2 || has("droplets") != 2 {
		t.Errorf("without --yes %d tags and %d droplets are left", has("tags"), has("droplets"))
	}
	if out := tidy("--yes", "--older-than", "999999999"); !strings.Contains(out, "too young") || has("tags") != 2 {
		t.Errorf("of young ones %d are left: %s", has("tags"), out)
	}
	if out := tidy("--yes", "--older-than", "0"); has("tags") != 0 || has("droplets") != 2 {
		t.Errorf("%d tags and %d droplets are left: %s", has("tags"), has("droplets"), out)
	}
	left("web")
	w.pass(t, time.Minute)
	if out := tidy("--yes", "--older-than", "0", "--droplets"); has("tags") != 0 || has("droplets") != 2 {
		t.Errorf("%d tags and %d droplets are left: %s", has("tags"), has("droplets"), out)
	}

	// A tag that is named goes however young it is, and no other.
	left("one")
	left("two")
	w.pass(t, time.Minute)
	var named []string
	for _, tag := range w.state(t)["tags"] {
		named = append(named, fmt.Sprint(tag["name"]))
	}
	if out := tidy("--yes", "web"); !strings.Contains(out, "no run has left a tag 'web'") || has("tags") != 2 {
		t.Errorf("a tag of somebody else: %s", out)
	}
	if out := tidy("--yes", named[0], "doapi-once-0"); !strings.Contains(out, "no run has left a tag 'doapi-once-0'") || has("tags") != 2 {
		t.Errorf("one of two is unknown: %s", out)
	}
	if out := tidy("--yes", "--droplets", named[0]); has("tags") != 1 || has("droplets") != 3 || w.state(t)["tags"][0]["name"] != named[1] {
		t.Errorf("%d tags and %d droplets are left: %s", has("tags"), has("droplets"), out)
	}
}
