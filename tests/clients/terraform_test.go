package clients

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim/spaces"
)

// TestTerraform makes every kind of resource that testdata/terraform/main.tf has,
// finds nothing to change in them, changes most of them, imports them, and takes
// them away. It wants OpenTofu or Terraform, and the provider on the PATH.
func TestTerraform(t *testing.T) {
	wanted(t)
	provider, err := exec.LookPath("terraform-provider-digitalocean")
	if err != nil {
		t.Skip("terraform-provider-digitalocean is not installed")
	}
	program, err := exec.LookPath("tofu")
	if err != nil {
		if program, err = exec.LookPath("terraform"); err != nil {
			t.Skip("neither tofu nor terraform is installed")
		}
	}
	s := serve(t, 300)
	// Buckets are named in the host. A proxy leads there whatever that is.
	storage := httptest.NewServer(&spaces.Server{Now: time.Now, Explicit: true})
	defer storage.Close()
	dir := t.TempDir()
	config, err := os.ReadFile("testdata/terraform/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	public, _, _ := ed25519.GenerateKey(rand.Reader)
	rc := fmt.Sprintf("provider_installation {\n  dev_overrides { \"digitalocean/digitalocean\" = %q }\n  direct {}\n}\n", filepath.Dir(provider))
	for name, content := range map[string]string{"main.tf": string(config), "rc": rc} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(want int, args ...string) string {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(dir, "rc"), "DIGITALOCEAN_TOKEN=x", "DIGITALOCEAN_API_URL="+s.url,
			"SPACES_ENDPOINT_URL=http://{{.Region}}."+spaces.Domain, "SPACES_ACCESS_KEY_ID=k", "SPACES_SECRET_ACCESS_KEY=s", "HTTP_PROXY="+storage.URL,
			"TF_VAR_public_key=ssh-ed25519 "+base64.StdEncoding.EncodeToString(append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), public...)))
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Fatalf("%s: exit %d, %v\n%s", strings.Join(args, " "), code, err, out)
		}
		return string(out)
	}
	common := []string{"-no-color", "-parallelism=60"}
	run(0, append([]string{"apply", "-auto-approve"}, common...)...)
	run(0, append([]string{"plan", "-detailed-exitcode"}, common...)...)
	run(0, append([]string{"apply", "-auto-approve", "-var", "mark=two"}, common...)...)
	run(0, append([]string{"plan", "-detailed-exitcode", "-var", "mark=two"}, common...)...)

	kinds := map[string]bool{}
	imported := 0
	for _, r := range resources(t, run(0, "show", "-json")) {
		kinds[r.Type] = true
		if id := r.importID(); id != "" && !strings.Contains(r.Type, "_config") {
			run(0, "state", "rm", r.Address)
			run(0, "import", "-no-color", "-var", "mark=two", r.Address, id)
			imported++
		}
	}
	t.Logf("%d kinds, %d imported", len(kinds), imported)
	if len(kinds) < 40 || imported < 10 {
		t.Errorf("%d kinds, %d imported: too few", len(kinds), imported)
	}
	run(0, append([]string{"destroy", "-auto-approve", "-var", "mark=two"}, common...)...)
	s.report(t, "terraform")
}

// resource is one of the state.
type resource struct {
	Address, Type, Mode string
	Values              struct{ ID any }
}

// simple are kinds that are imported by their id alone, and that a read shows as
// they were wanted.
var simple = []string{"digitalocean_tag", "digitalocean_ssh_key", "digitalocean_vpc", "digitalocean_domain", "digitalocean_volume", "digitalocean_firewall",
	"digitalocean_project", "digitalocean_uptime_check", "digitalocean_monitor_alert", "digitalocean_reserved_ip", "digitalocean_cdn", "digitalocean_vpc_peering"}

func (r *resource) importID() string {
	if r.Mode == "managed" && slices.Contains(simple, r.Type) {
		id, _ := r.Values.ID.(string)
		return id
	}
	return ""
}

func resources(t *testing.T, shown string) []resource {
	t.Helper()
	var state struct {
		Values struct {
			Root struct{ Resources []resource } `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(shown[strings.Index(shown, "{"):]), &state); err != nil {
		t.Fatal(err)
	}
	return state.Values.Root.Resources
}
