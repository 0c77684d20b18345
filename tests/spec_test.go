package tests

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
)

// gone are violations of the API's description that are right: operations that
// it no longer has, and that scripts of old still use.
var gone = []struct{ op, text, reason string }{
	{"PUT /v2/tags/", "", "renaming a tag is gone from the description, and still part of the library"},
	{"POST /v2/droplets/", "discriminator property \"type\"", "actions of old, such as enable_private_networking, are gone from it"},
	{"DELETE /v2/floating_ips/", "Content-Type", "of an assigned address the API answers 202 and a blank page"},
	{"POST /v2/domains/", "anyOf", "it asks for the flags and tag of CAA records on SRV and TXT records too"},
	{"", "next_backup_window\": doesn't match schema due to: Value is not nullable", "the API says null where there are no backups"},
	{"POST /v2/droplets", "property \"droplet\" is missing", "the other half of the message for several droplets without backups"},
	{"GET /v2/images", "/distribution\"", "it does not know AlmaLinux"},
	{"GET /v2/reports/droplet_neighbors", "", "the older report is gone from it"},
}

// TestDescription runs the Lua tests through a proxy that holds every request
// and answer against the API's OpenAPI description. It needs that description
// and the proxy, which are not part of the project.
func TestDescription(t *testing.T) {
	shared, err := filepath.Abs(sharedFolder())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(shared, "tools", "specproxy", "main.go")); err != nil {
		t.Skip("the API's description is not here: nothing to hold the traffic against")
	}
	if testing.Short() {
		t.Skip("not in a short run")
	}
	proxy := buildProxy(t, shared)

	// Time stands still while an answer is on its way: no wait takes any.
	clock := sim.NewClock(start)
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(server)
	defer api.Close()
	report := filepath.Join(t.TempDir(), "report.jsonl")
	cmd := exec.Command(proxy, "-spec", filepath.Join(shared, "spec", "openapi.json.gz"), "-target", api.URL, "-report", report)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Signal(os.Interrupt)
	endpoint, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	endpoint = strings.TrimSpace(endpoint)

	luaTests(t, func(t *testing.T) *luabind.Host {
		server.Reset()
		return luaHost(t, endpoint, nil, clock)
	}, "corrections_test.lua") // where the description is wrong

	resp, err := http.Get(endpoint + "/_specproxy")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var summary struct {
		Exchanges int `json:"exchanges"`
		Covered   int `json:"operations_covered"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&summary); err != nil {
		t.Fatal(err)
	}
	if summary.Exchanges < 500 || summary.Covered < 30 {
		t.Errorf("only %d exchanges of %d operations went through the proxy", summary.Exchanges, summary.Covered)
	}
	t.Logf("%d exchanges, %d operations", summary.Exchanges, summary.Covered)
	checkReport(t, report)
}

func checkReport(t *testing.T, report string) {
	f, err := os.Open(report)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
next:
	for lines.Scan() {
		var v struct{ Side, Op, Error string }
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		for _, g := range gone {
			if strings.HasPrefix(v.Op, g.op) && strings.Contains(v.Error, g.text) {
				continue next
			}
		}
		if key := v.Side + v.Error; !seen[key] {
			seen[key] = true
			t.Errorf("%s of %s: %s", v.Side, v.Op, v.Error)
		}
	}
}

// buildProxy builds the proxy outside of the tree that it comes from.
func buildProxy(t *testing.T, shared string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"main.go", "go.mod", "go.sum"} {
		b, err := os.ReadFile(filepath.Join(shared, "tools", "specproxy", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bin := filepath.Join(dir, "specproxy")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", bin, ".")
	cmd.Dir = dir
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the proxy: %v\n%s", err, b)
	}
	return bin
}

// sharedFolder is where the description is looked for: beside the project, or
// where DOAPI_SHARED says.
func sharedFolder() string {
	if dir := os.Getenv("DOAPI_SHARED"); dir != "" {
		return dir
	}
	return "../../shared"
}
