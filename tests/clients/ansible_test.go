package clients

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestAnsible runs a playbook with the modules of community.digitalocean through
// the simulator's proxy, as some of them know one host only: what is there is left
// alone the second time, and taken away.
func TestAnsible(t *testing.T) {
	wanted(t)
	program, err := exec.LookPath("ansible-playbook")
	if err != nil {
		t.Skip("ansible-playbook is not installed")
	}
	dir := t.TempDir()
	url, authority := startProxy(t, buildDoapi(t))
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, []byte(authority), 0o600); err != nil {
		t.Fatal(err)
	}
	public, _, _ := ed25519.GenerateKey(rand.Reader)
	key := "ssh-ed25519 " + base64.StdEncoding.EncodeToString(append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), public...))
	for _, again := range []bool{false, true} {
		vars, _ := json.Marshal(map[string]any{"key": key, "again": again})
		cmd := exec.Command(program, "-i", "localhost,", "testdata/playbook.yml", "-e", string(vars))
		cmd.Env = append(os.Environ(), "ANSIBLE_NOCOLOR=1", "DO_API_TOKEN=x", "HTTPS_PROXY="+url, "SSL_CERT_FILE="+ca, "HOME="+dir)
		out, err := cmd.CombinedOutput()
		if strings.Contains(string(out), "couldn't resolve module") {
			t.Skip("the collection community.digitalocean is not installed")
		}
		if err != nil {
			t.Fatalf("again %v: %v\n%s", again, err, out)
		}
		if again {
			for _, name := range []string{"an SSH key", "a tag", "a VPC", "a droplet", "a volume", "a volume attached", "a domain", "a record", "a firewall", "a load balancer", "a project"} {
				if regexp.MustCompile(`TASK \[` + name + `\] \**\nchanged`).Match(out) {
					t.Errorf("%s was changed the second time", name)
				}
			}
		}
	}
	s := &service{driven: map[string]bool{}}
	s.alsoDriven(t, url)
	s.report(t, "ansible")
}

// buildDoapi builds the program and returns its path.
func buildDoapi(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "doapi")
	if out, err := exec.Command("go", "build", "-o", path, "../../cmd/doapi").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// alsoDriven adds what a simulator in a process of its own was asked.
func (s *service) alsoDriven(t *testing.T, url string) {
	t.Helper()
	resp, err := http.Get(url + "/_sim/requests")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var requests struct {
		By map[string]int `json:"by_operation"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&requests); err != nil {
		t.Fatal(err)
	}
	for id := range requests.By {
		if id != "unknown" {
			s.driven[id] = true
		}
	}
}

// startProxy runs the program as a proxy, and returns its URL and the certificate
// that clients are to trust.
func startProxy(t *testing.T, program string) (url, authority string) {
	t.Helper()
	cmd := exec.Command(program, "sim", "--proxy", "--speed", "60")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewReader(out)
	for !strings.Contains(authority, "END CERTIFICATE") {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if url == "" {
			url = strings.TrimSpace(line)
		} else {
			authority += line
		}
	}
	go io.Copy(io.Discard, out)
	return url, authority
}
