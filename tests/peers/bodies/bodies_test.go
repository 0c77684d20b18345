package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A source as clients have them: values of godo's types, partly set later, partly
// of what only the running program knows, and JSON that requests are compared with.
const source = `package x

import "github.com/digitalocean/godo"

const wanted = ` + "`" + `{"ttl": 60}` + "`" + `
const slug = "ubuntu-24-04-x64"

func f(args []string) {
	a := &godo.DropletCreateRequest{Name: args[0], Region: "nyc3", Image: godo.DropletCreateImage{Slug: slug}, SSHKeys: []godo.DropletCreateSSHKey{{ID: 5}}}
	a.Size = "s-1vcpu-1gb"
	b := godo.FirewallRequest{Name: "pings", InboundRules: []godo.InboundRule{{Protocol: "icmp", Sources: &godo.Sources{Addresses: []string{"::/0"}}}}}
	c := &godo.DatabaseResizeRequest{NumNodes: 1}
	use(a, b, c)
}

func serve(t T, req *http.Request) {
	switch req.URL.Path {
	case "/v2/cdn/endpoints/9cc10173-e9ea-4176-9dbc-a4cee4c4ff30":
		if req.Method != http.MethodPut {
			return
		}
		t.JSONEq(wanted, body(req))
	}
}
`

func TestBodies(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x_test.go"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	code := run([]string{dir}, &out, &errs)
	text := out.String()
	if code != 1 || errs.Len() > 0 || !strings.Contains(text, ": 4 bodies, 3 pass\n") || !strings.Contains(text, "x_test.go:12: databases_update_clusterSize: body:1: databases.update_cluster_size: missing argument 'size'") {
		t.Errorf("%d\n%s%s", code, text, errs.String())
	}
	known, err := readClient()
	if err != nil {
		t.Fatal(err)
	}
	all, err := extract(dir, known)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{`"size":"s-1vcpu-1gb","image":"ubuntu-24-04-x64","ssh_keys":[5]`, `"protocol":"icmp"`, `"num_nodes":1`, `"ttl": 60`} {
		if !strings.Contains(all[i].json, want) {
			t.Errorf("%s: %s lacks %s", all[i].of(), all[i].json, want)
		}
	}
}
