package tests

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

// doapi runs the program in process and gives what it wrote and its exit code.
func doapi(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs strings.Builder
	code = cli.Main(context.Background(), cli.Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs,
		Environ: []string{"HOME=" + t.TempDir(), "NO_COLOR=1"},
	})
	return out.String(), errs.String(), code
}

// fleet is an account with some droplets, for scripts that look at one.
const fleet = `
local plan = {
  {"web-1", "s-1vcpu-1gb", "nyc3"}, {"web-2", "s-1vcpu-1gb", "nyc3"}, {"web-3", "s-1vcpu-1gb", "fra1"},
  {"db-1", "s-2vcpu-4gb", "nyc3"}, {"db-2", "s-2vcpu-4gb", "fra1"}, {"spare", "s-1vcpu-2gb", "sgp1"},
}
local all = {}
for i, p in ipairs(plan) do
  all[i] = do.create_droplet(p[1], "ubuntu-24-04-x64", p[2], p[3], {tags = {"fleet", p[1]:match("^%a+")}})
end
for d in do.wait_droplets(all, {ready = true}) do end
do.find_droplets("spare"):first():power_off():wait()
`

// behind puts two of the fleet behind a load balancer.
const behind = `
do.load_balancers.create{
  name = "site", region = "nyc3", droplet_ids = {do.find_droplets("web-1"):first().id, do.find_droplets("web-2"):first().id},
  forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 80}},
}:wait()
`

// orphaned leaves what nothing uses.
const orphaned = `
do.volumes.create{name = "spare-disk", region = "nyc3", size_gigabytes = 10}
do.create_floating_ip{region = "nyc3"}
do.create_tag("empty")
local gone = do.find_droplets("db-1"):first()
gone:snapshot("last state"):wait()
gone:delete()
`

// cdn is an endpoint, and a certificate for it.
const cdn = `
local fs = require "fs"
old = do.certificates.create{name = "old", type = "custom", leaf_certificate = fs.read("testdata/keys/certificate.pem"), private_key = fs.read("testdata/keys/certificate.key")}
endpoint = do.cdn.create_endpoint{origin = "mine.nyc3.digitaloceanspaces.com", ttl = 3600}
`

// passing is what another run prints otherwise: times, and what is measured.
var passing = regexp.MustCompile(`20\d\d-\d\d-\d\d|\b20\d{12}\b|\b0\.\d\d\b|request [0-9a-f-]{36}|\d{5} days`)

// firstIP is the first floating IP that the simulator hands out.
const firstIP = "198.19.192.11"

// machines stands in for what bring_up finds on its droplets.
const machines = `require("test").fake("ssh", function(call) return "active\n" end) `

// scripts are the examples with the accounts and arguments that they are run
// with, and what stands in for the rest of the world. The output of each run is
// compared.
var scripts = map[string][]struct {
	name  string
	setup string // makes the account
	fakes string // runs before the script
	args  []string
	code  int
}{
	"quickstart": {
		{name: "names of its own"},
		{name: "names given", args: []string{"one", "two"}},
	},
	"fleet_report": {
		{name: "empty"},
		{name: "fleet", setup: fleet},
		{name: "tag", setup: fleet, args: []string{"db"}},
	},
	"shutdown_all": {
		{name: "nothing to do"},
		{name: "fleet", setup: fleet},
	},
	"dns_sync": {
		{name: "new domain"},
		{name: "nothing to change", setup: `arg = {} dofile("../scripts/dns_sync.lua")`},
		{name: "differences", setup: `
			local d = do.create_domain("example.com", "203.0.113.10")
			d:create_record("A", "old", "203.0.113.99")
			d:create_record("MX", "@", "mail.example.com.", {priority = 20})`},
		{name: "another domain", args: []string{"example.org"}},
	},
	"key_rollout": {
		{name: "usage", code: 2},
		{name: "new keys", args: []string{"ops", "testdata/keys/laptop.pub", "testdata/keys/desktop.pub"}},
		{name: "renamed and removed", setup: `
			local fs = require "fs"
			do.create_ssh_key("ops/laptop-old", fs.read("testdata/keys/laptop.pub"))
			do.create_ssh_key("ops/desktop", fs.read("testdata/keys/desktop.pub"))
			do.create_ssh_key("dev/build", fs.read("testdata/keys/build.pub"))`,
			args: []string{"ops", "testdata/keys/laptop.pub"}},
	},
	"snapshot_rotation": {
		{name: "no droplets"},
		{name: "one each", setup: fleet, args: []string{"db"}},
		{name: "rotate", setup: fleet + `
			for d in do.fetch_all_droplets{tag_name = "db"} do
				for i = 1, 3 do d:snapshot("rotation-" .. d.name .. "-" .. i):wait() end
				d:snapshot("mine"):wait()
			end`, args: []string{"db", "2"}},
	},
	"bring_up": {
		{name: "usage", code: 2},
		{name: "all up", fakes: machines, args: []string{"example.com"}},
		{name: "again", setup: `arg = {"example.com"} dofile("../scripts/bring_up.lua")`, fakes: machines, args: []string{"example.com"}},
	},
	"blue_green": {
		{name: "usage", code: 2},
		{name: "rolls over", setup: fleet + behind, args: []string{"site", "debian-12-x64"}},
		{name: "kept", setup: fleet + behind, fakes: `require("test").fake("http", function() return "fine" end)`, args: []string{"site", "debian-12-x64", "--keep", "--check", "/health"}},
	},
	"rolling_reboot": {
		{name: "usage", code: 2},
		{name: "all", setup: fleet, args: []string{"web"}},
		{name: "one fails", setup: fleet + `require("test").fail("dropletActions_post", {status = 422})`, args: []string{"web"}, code: 1},
	},
	"kubernetes_cluster": {
		{name: "usage", code: 2},
		{name: "made", args: []string{"demo", "--kubeconfig", "$HOME/kubeconfig"}},
		{name: "grows", setup: `arg = {"demo", "--nodes", "1", "--kubeconfig", "$HOME/kubeconfig"} dofile("../scripts/kubernetes_cluster.lua")`, args: []string{"demo", "--nodes", "3", "--kubeconfig", "$HOME/kubeconfig"}},
	},
	"database": {
		{name: "usage", code: 2},
		{name: "made", args: []string{"orders", "--trust", "web"}},
		{name: "again", setup: `arg = {"orders", "--trust", "web"} dofile("../scripts/database.lua")`, args: []string{"orders", "--trust", "web"}},
		{name: "trust changes", setup: `arg = {"orders", "--trust", "web"} dofile("../scripts/database.lua")`, args: []string{"orders", "--trust", "api"}},
	},
	"migrate_region": {
		{name: "usage", code: 2},
		{name: "moved", setup: fleet, args: []string{"db-1", "fra1"}},
		{name: "old deleted", setup: fleet, args: []string{"db-1", "fra1", "--delete-old"}},
	},
	"backup_to_spaces": {
		{name: "usage", code: 2},
		{name: "files", args: []string{"testdata/keys", "mine"}},
		{name: "old days", setup: `
			local s = require("spaces").connect("nyc3")
			s:put("mine", "backup/1999-01-01/x", "old") s:put("mine", "backup/1999-01-01/y", "old") s:put("mine", "other/1999-01-01/x", "other")`,
			args: []string{"testdata/keys", "mine"}},
	},
	"inventory": {
		{name: "list", setup: fleet, args: []string{"--list"}},
		{name: "host", setup: fleet, args: []string{"--host", "web-1"}},
		{name: "nobody", args: []string{"--host", "web-1"}},
	},
	"cost_report": {
		{name: "empty"},
		{name: "fleet", setup: fleet + `do.volumes.create{name = "v", region = "nyc3", size_gigabytes = 100} do.create_floating_ip{region = "nyc3"}` + behind},
		{name: "csv", setup: fleet, args: []string{"--format", "csv"}},
	},
	"orphans": {
		{name: "none", setup: fleet},
		{name: "found", setup: fleet + orphaned, args: []string{"--days", "0"}},
		{name: "deleted", setup: fleet + orphaned + `arg = {"--days", "0", "--delete"} dofile("../scripts/orphans.lua")`, args: []string{"--days", "0"}},
	},
	"autoscale": {
		{name: "usage", code: 2},
		{name: "one more", setup: fleet, args: []string{"web", "--image", "ubuntu-24-04-x64", "--high", "0.01"}},
		{name: "one less", setup: fleet, args: []string{"web", "--image", "ubuntu-24-04-x64", "--low", "9", "--high", "10"}},
		{name: "steady", setup: fleet, args: []string{"web", "--image", "ubuntu-24-04-x64", "--low", "0", "--high", "10"}},
	},
	"cdn_certificate": {
		{name: "usage", code: 2},
		{name: "renewed", setup: cdn + `do.cdn.update_endpoints{cdn_id = endpoint.id, certificate_id = old.id, custom_domain = "cdn.example.com"}`, args: []string{"cdn.example.com", "testdata/keys/certificate.pem", "testdata/keys/certificate.key", "--days", "100000"}},
		{name: "good still", setup: cdn + `do.cdn.update_endpoints{cdn_id = endpoint.id, certificate_id = old.id, custom_domain = "cdn.example.com"}`, args: []string{"cdn.example.com", "testdata/keys/certificate.pem", "testdata/keys/certificate.key", "--days", "1"}},
		{name: "first one", setup: cdn, args: []string{"mine.nyc3.digitaloceanspaces.com", "testdata/keys/certificate.pem", "testdata/keys/certificate.key"}},
	},
	"floating_ip_failover": {
		{name: "usage", code: 2},
		{name: "stays", setup: fleet + `ip = do.create_floating_ip{droplet_id = do.find_droplets("web-1"):first()} ip:wait_for_action()`, args: []string{firstIP, "web"}},
		{name: "moves", setup: fleet + `local w = do.find_droplets("web-1"):first() ip = do.create_floating_ip{droplet_id = w} ip:wait_for_action() w:power_off():wait()`, args: []string{firstIP, "web"}},
		{name: "nobody to take over", setup: `do.create_floating_ip{region = "nyc3"}`, args: []string{firstIP, "web"}, code: 1},
	},
}

// TestScripts runs every example against the simulator.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("../scripts/*.lua")
	if err != nil || len(files) < 7 {
		t.Fatalf("found %d scripts, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".lua")
		runs := scripts[name]
		if len(runs) == 0 {
			t.Errorf("%s is run by no test", file)
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(src), "\n"); n > 80 {
			t.Errorf("%s has %d lines: an example fits on a screen", file, n)
		}
		header, _, _ := strings.Cut(string(src), "\n\n")
		if !regexp.MustCompile(`(?m)^--   doapi .*\bplan\b.* scripts/` + name + `\.lua`).MatchString(header) {
			t.Errorf("%s does not say how it is planned", file)
		}
		for _, r := range runs {
			t.Run(name+"/"+r.name, func(t *testing.T) {
				t.Parallel()
				home := t.TempDir()
				args := []string{"--sim"}
				for _, code := range []string{r.fakes, r.setup} {
					if code != "" {
						args = append(args, "-e", code)
					}
				}
				args = append(append(args, "../scripts/"+name+".lua"), r.args...)
				for i := range args {
					args[i] = strings.ReplaceAll(args[i], "$HOME", home)
				}
				out, errs, code := doapi(t, args...)
				if code != r.code || errs != "" && code == 0 {
					t.Fatalf("exit code %d, want %d\n%s%s", code, r.code, out, errs)
				}
				out = passing.ReplaceAllString(strings.ReplaceAll(out+errs, home, "$HOME"), "N")
				golden(t, "scripts/"+name+"/"+strings.ReplaceAll(r.name, " ", "_")+".txt", out)
			})
		}
	}
}
