package tests

import (
	"context"
	"os"
	"path/filepath"
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

// firstIP is the first floating IP that the simulator hands out.
const firstIP = "198.19.192.11"

// scripts are the examples with the accounts and arguments that they are run
// with. The output of each run is compared.
var scripts = map[string][]struct {
	name  string
	setup string
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
		if n := strings.Count(string(src), "\n"); n > 60 {
			t.Errorf("%s has %d lines: an example fits on a screen", file, n)
		}
		for _, r := range runs {
			t.Run(name+"/"+r.name, func(t *testing.T) {
				t.Parallel()
				args := []string{"--sim"}
				if r.setup != "" {
					args = append(args, "-e", r.setup)
				}
				args = append(append(args, "../scripts/"+name+".lua"), r.args...)
				out, errs, code := doapi(t, args...)
				if code != r.code || errs != "" {
					t.Fatalf("exit code %d, want %d\n%s%s", code, r.code, out, errs)
				}
				golden(t, "scripts/"+name+"/"+strings.ReplaceAll(r.name, " ", "_")+".txt", out)
			})
		}
	}
}
