package clients

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// doctl runs the commands of testdata/doctl.txt.
type doctl struct {
	*testing.T
	*service
	dir    string
	values map[string]any // what commands wrote, by name
	ran    map[string]bool
	proxy  string // leads to hosts that have no setting
}

// TestDoctl runs every command that doctl has.
func TestDoctl(t *testing.T) {
	wanted(t)
	program, err := exec.LookPath("doctl")
	if err != nil {
		t.Skip("doctl is not installed")
	}
	script, err := os.ReadFile("testdata/doctl.txt")
	if err != nil {
		t.Fatal(err)
	}
	proxy, authority := startProxy(t, buildDoapi(t))
	d := &doctl{T: t, proxy: proxy, service: serve(t, 20), dir: t.TempDir(), values: map[string]any{}, ran: map[string]bool{}}
	d.prepare()
	if err := os.WriteFile(filepath.Join(d.dir, "ca.pem"), []byte(authority), 0o600); err != nil {
		t.Fatal(err)
	}
	var leaves []string
	if !testing.Short() {
		leaves = d.leaves(program, nil)
	}
	for _, leaf := range leaves {
		commands[leaf] = true
	}
	for i, line := range strings.Split(string(script), "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			d.line(program, i+1, line)
		}
	}
	for _, leaf := range leaves {
		if !d.ran[leaf] {
			t.Errorf("doctl has %s, and the script does not run it", leaf)
		}
	}
	t.Logf("doctl has %d commands", len(leaves))
	d.alsoDriven(t, proxy)
	d.report(t, "doctl")
}

var assigned = regexp.MustCompile(`^([a-z0-9-]+) = `)

func (d *doctl) line(program string, n int, line string) {
	if rest, ok := strings.CutPrefix(line, "@ "); ok {
		pause, err := time.ParseDuration(rest)
		if err != nil {
			d.Fatalf("line %d: %v", n, err)
		}
		d.Advance(pause)
		return
	}
	if rest, ok := strings.CutPrefix(line, "~ "); ok {
		if err := d.SetTransitions(rest); err != nil {
			d.Errorf("line %d: %v", n, err)
		}
		return
	}
	if rest, ok := strings.CutPrefix(line, "+ "); ok {
		path, object, _ := strings.Cut(rest, " ")
		if err := d.Import(d.fill(n, path), []byte(object)); err != nil {
			d.Errorf("line %d: %v", n, err)
		}
		return
	}
	if rest, ok := strings.CutPrefix(line, "no "); ok {
		name, _, _ := strings.Cut(rest, ":")
		d.ran[name] = true
		return
	}
	name := ""
	if m := assigned.FindStringSubmatch(line); m != nil {
		name, line = m[1], line[len(m[0]):]
	}
	var args []string
	for _, word := range words(line) {
		args = append(args, d.fill(n, word))
	}
	d.ran[command(words(line))] = true
	before := len(d.since(0))
	cmd := exec.Command(program, append([]string{"-u", d.url, "-t", "x", "-o", "json", "--http-retry-max", "0"}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+d.dir, "XDG_CONFIG_HOME="+d.dir, "KUBECONFIG="+filepath.Join(d.dir, "kubeconfig"), "DIGITALOCEAN_ACCESS_TOKEN=x", "HTTPS_PROXY="+d.proxy, "SSL_CERT_FILE="+filepath.Join(d.dir, "ca.pem"), "PATH="+d.dir+":"+os.Getenv("PATH"))
	cmd.Dir = d.dir
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("x\n"), &out, &errs
	if err := cmd.Run(); err != nil {
		d.Errorf("line %d: %s\n%v: %s%s\n%s", n, strings.Join(args, " "), err, errs.String(), out.String(), strings.Join(d.since(before), "\n"))
		return
	}
	if name != "" {
		dec := json.NewDecoder(&out)
		dec.UseNumber()
		var v any
		if err := dec.Decode(&v); err != nil && err != io.EOF {
			d.Errorf("line %d: %v in %s", n, err, out.String())
		}
		d.values[name] = v
	}
}

// command is what names a command: the words before its arguments.
func command(words []string) string {
	for i := len(words); i > 0; i-- {
		if name := strings.Join(words[:i], " "); commands[name] {
			return name
		}
	}
	return strings.Join(words, " ")
}

// commands are those that doctl's help lists.
var commands = map[string]bool{}

var holder = regexp.MustCompile(`\{[a-z][a-z0-9-]*(\.[A-Za-z0-9_.]+)?\}`)

// fill puts values in the places that name them.
func (d *doctl) fill(n int, word string) string {
	return holder.ReplaceAllStringFunc(word, func(at string) string {
		name, path, _ := strings.Cut(strings.Trim(at, "{}"), ".")
		switch name {
		case "path", "out":
			return filepath.Join(d.dir, path)
		case "file":
			content, err := os.ReadFile(filepath.Join(d.dir, path))
			if err != nil {
				d.Fatal(err)
			}
			return string(content)
		}
		v := text(d.values[name])
		if path != "" {
			v = text(value(d.values[name], path))
		}
		if v == "" {
			d.Errorf("line %d: there is no %s", n, at)
		}
		return v
	})
}

// words splits a line at spaces outside of quotes and of JSON.
func words(line string) []string {
	var list []string
	word, quoted, depth := "", false, 0
	for _, c := range line + " " {
		switch {
		case c == '"' && depth == 0:
			quoted = !quoted
			continue
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == ' ' && !quoted && depth == 0:
			if word != "" {
				list = append(list, word)
			}
			word = ""
			continue
		}
		word += string(c)
	}
	return list
}

var section = regexp.MustCompile(`^(\S.*):$`)
var entry = regexp.MustCompile(`^  ([\w.-]+) +\S`)

// leaves lists the commands below one that do something, by doctl's own help.
func (d *doctl) leaves(program string, at []string) []string {
	out, err := exec.Command(program, append(slices.Clone(at), "--help")...).Output()
	if err != nil {
		d.Fatal(err)
	}
	var found []string
	kind := ""
	for _, line := range strings.Split(string(out), "\n") {
		if !bytes.Contains(out, []byte("[command]\n")) {
			break
		}
		if m := section.FindStringSubmatch(line); m != nil {
			kind = m[1]
		} else if m := entry.FindStringSubmatch(line); m != nil && !slices.Contains([]string{"", "Usage", "Flags", "Aliases", "Examples", "Global Flags"}, kind) && m[1] != "help" && m[1] != "completion" {
			found = append(found, d.leaves(program, append(slices.Clone(at), m[1]))...)
		}
	}
	if found == nil {
		found = []string{strings.Join(at, " ")}
	}
	return found
}

// prepare writes the files that commands read, and finds what is there from the
// start.
func (d *doctl) prepare() {
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(d.dir, name), []byte(content), 0o600); err != nil {
			d.Fatal(err)
		}
	}
	for _, name := range []string{"key.pub", "key2.pub"} {
		public, _, _ := ed25519.GenerateKey(rand.Reader)
		write(name, "ssh-ed25519 "+base64.StdEncoding.EncodeToString(append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), public...)))
	}
	public, private, _ := ed25519.GenerateKey(rand.Reader)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "example.com"}, DNSNames: []string{"example.com"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		d.Fatal(err)
	}
	secret, _ := x509.MarshalPKCS8PrivateKey(private)
	write("cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
	for _, name := range []string{"app.yaml", "destinations.yaml", "inference.yaml"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			d.Fatal(err)
		}
		write(name, string(content))
	}
	d.values["url"] = d.url
	vpcs := map[string]any{}
	for _, v := range d.get("/v2/vpcs?per_page=200")["vpcs"].([]any) {
		m := v.(map[string]any)
		vpcs[m["region"].(string)] = m["id"]
	}
	d.values["vpc"] = vpcs
	d.values["default"] = d.get("/v2/projects/default")["project"]
}

func (d *doctl) get(path string) map[string]any {
	req, _ := http.NewRequest("GET", d.url+path, nil)
	req.Header.Set("Authorization", "Bearer x")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		d.Fatal(err)
	}
	defer resp.Body.Close()
	var v map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&v); err != nil {
		d.Fatal(fmt.Errorf("%s: %w", path, err))
	}
	return v
}
