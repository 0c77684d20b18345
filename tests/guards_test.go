package tests

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/stdlib"
)

// socket counts what reaches the API.
type socket struct {
	next http.RoundTripper

	mu      sync.Mutex
	changes []string
	reads   int
}

func (s *socket) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		s.reads++
	} else {
		s.changes = append(s.changes, r.Method+" "+r.URL.Path)
	}
	s.mu.Unlock()
	return s.next.RoundTrip(r)
}

// guardedHost is a Host with all modules on a simulator, behind a guard, and
// what its requests pass through.
func guardedHost(t testing.TB, policy guard.Policy) (*luabind.Host, *guard.Guard, *socket) {
	t.Helper()
	clock := sim.NewClock(start)
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	g, err := guard.New(policy)
	if err != nil {
		t.Fatal(err)
	}
	wire := &socket{next: server.RoundTripper()}
	make := func(cfg do.Config) (*client.Client, error) {
		return client.New("token", append(cfg.Options(), client.WithTransport(wire), client.WithClock(clock), client.WithGuard(g.Around))...)
	}
	c, err := make(do.Config{Endpoint: client.DefaultEndpoint, PerPage: 200, WaitTime: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	h, err := luabind.New(do.Bind(c, do.WithConfig(do.Config{Endpoint: client.DefaultEndpoint, Token: "token", PerPage: 200, WaitTime: -1}, make)), stdlib.Core(), luabind.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h, g, wire
}

// waysAround are ways to make a droplet that a script might try.
var waysAround = map[string]string{
	"plainly":     `make()`,
	"pcall":       `pcall(make)`,
	"xpcall":      `xpcall(make, function() make() end)`,
	"task":        `local t = require "task" pcall(function() t.spawn(make):join() end)`,
	"task.all":    `pcall(require("task").all, {make, make})`,
	"coroutine":   `pcall(coroutine.wrap(make))`,
	"metamethod":  `pcall(function() return setmetatable({}, {__index = make}).x end)`,
	"comparison":  `pcall(function() local m = {__lt = make} return setmetatable({}, m) < setmetatable({}, m) end)`,
	"module":      `package.preload.m = function() make() end pcall(require, "m")`,
	"load":        `pcall(load("do.create_droplet('x', 'ubuntu-24-04-x64', 's-1vcpu-1gb', 'nyc3')"))`,
	"defer":       `defer(function() pcall(make) end)`,
	"gsub":        `pcall(string.gsub, "a", "a", make)`,
	"sort":        `pcall(table.sort, {1, 2, 3}, make)`,
	"request":     `pcall(do.request, "/v2/droplets", {method = "post", data = body})`,
	"absolute":    `pcall(do.request, do.endpoint .. "/v2/droplets", {method = "POST", data = body})`,
	"odd path":    `pcall(do.request, "/v2/droplets/", {method = "POST", data = body})`,
	"odder path":  `pcall(do.request, "/v2/x/../droplets", {method = "POST", data = body})`,
	"operation":   `pcall(do.droplets.create, {name = "x", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3"})`,
	"ensure":      `pcall(do.ensure.droplet, {name = "x", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3"})`,
	"names":       `pcall(do.droplets.create, {names = {"x", "y"}, image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3"})`,
	"batch":       `local names = {} for i = 1, 25 do names[i] = "n" .. i end pcall(do.create_multiple_droplets, names, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`,
	"other":       `pcall(function() doapi{api_token = "other"}:create_droplet("x", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3") end)`,
	"moved":       `pcall(function() do.per_page = 10 do.timeout = 5 make() end)`,
	"iterator":    `pcall(function() for r in do.fetch_all_regions():map(make) do end end)`,
	"until":       `pcall(function() local r = do.fetch_all_regions():find(make) end)`,
	"tostring":    `pcall(function() tostring(setmetatable({}, {__tostring = make})) end)`,
	"race":        `pcall(require("task").race, {make, make})`,
	"error value": `pcall(error, setmetatable({}, {__tostring = make}))`,
}

const makeDroplet = `
local body = {name = "x", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3"}
local function make() return do.create_droplet("x", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3") end
`

// TestGuardsHaveNoWayAround tries every way at every guard: nothing but reads
// reaches the API, and what was refused is known.
func TestGuardsHaveNoWayAround(t *testing.T) {
	no := func(context.Context, *guard.Call) (bool, string, error) { return false, "no", nil }
	guards := map[string]guard.Policy{
		"read-only":   {ReadOnly: true},
		"deny":        {Deny: []string{"create", "POST *"}},
		"allow":       {Allow: []string{"domains.*"}},
		"max-cost":    {MaxCost: guard.USD(5)},
		"max-creates": {MaxCreates: guard.Creates(0)},
		"confirm":     {Confirm: func(context.Context, *guard.Call) (guard.Decision, error) { return guard.No, nil }},
		"guard":       {Judge: no},
	}
	for name, policy := range guards {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for way, src := range waysAround {
				h, g, wire := guardedHost(t, policy)
				err := h.DoString(t.Context(), "test", makeDroplet+src)
				var refused *guard.Error
				if err != nil && !errors.As(err, &refused) {
					t.Errorf("%s: %v", way, err)
				}
				if len(wire.changes) > 0 {
					t.Errorf("%s: %v went out", way, wire.changes)
				}
				if len(g.Refused()) == 0 && way != "error value" && way != "odder path" {
					t.Errorf("%s: nothing was refused", way)
				}
			}
		})
	}
}

// TestGuardsCount adds up costs and objects over tasks, batches and clients,
// and counts nothing for what was refused or not sent.
func TestGuardsCount(t *testing.T) {
	for name, test := range map[string]struct {
		policy guard.Policy
		src    string
		want   int // requests that change
		code   string
	}{
		"25 names are judged whole": {guard.Policy{MaxCreates: guard.Creates(24)}, `local n = {} for i = 1, 25 do n[i] = "n" .. i end do.create_multiple_droplets(n, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`, 0, "max-creates"},
		"25 names are enough":       {guard.Policy{MaxCreates: guard.Creates(25)}, `local n = {} for i = 1, 25 do n[i] = "n" .. i end do.create_multiple_droplets(n, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`, 3, ""},
		"a refusal gives back":      {guard.Policy{MaxCost: guard.USD(6)}, `pcall(do.create_droplet, "x", "ubuntu-24-04-x64", "s-2vcpu-4gb", "nyc3") do.create_droplet("x", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`, 1, ""},
		"nodes count":               {guard.Policy{MaxCreates: guard.Creates(3)}, `do.kubernetes.create_cluster{name = "k", region = "nyc3", version = "1.34.1-do.0", node_pools = {{name = "p", size = "s-2vcpu-4gb", count = 3}}}`, 0, "max-creates"},
		"what has no price":         {guard.Policy{MaxCost: guard.USD(1000)}, `do.databases.create_cluster{name = "orders", engine = "pg", region = "nyc3", size = "gd-2vcpu-8gb", num_nodes = 1}`, 0, "max-cost"},
		"what is free":              {guard.Policy{MaxCost: guard.USD(0)}, `do.create_tag("a") do.create_domain("example.com")`, 2, ""},
		"unknown endpoints":         {guard.Policy{MaxCost: guard.USD(1000)}, `do.request("/v2/something/new", {method = "POST", data = {}})`, 0, "max-cost"},
		"two tasks":                 {guard.Policy{MaxCreates: guard.Creates(1)}, `local t = require "task" t.all{function() do.create_tag("a") end, function() do.create_tag("b") end}`, 1, "max-creates"},
		"deletes go on":             {guard.Policy{MaxCreates: guard.Creates(1), MaxCost: guard.USD(0)}, `do.create_tag("a"):delete()`, 2, ""},
		"what is saved is not spent": {guard.Policy{MaxCost: guard.USD(30)}, `local rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 80}}
			local b = do.load_balancers.create{name = "a", region = "nyc3", size_unit = 2, forwarding_rules = rules}:wait()
			do.load_balancers.update{lb_id = b.id, name = "a", region = "nyc3", size_unit = 1, forwarding_rules = rules}
			do.load_balancers.create{name = "b", region = "nyc3", forwarding_rules = rules}`, 2, "max-cost"},
		"an app's instances": {guard.Policy{MaxCost: guard.USD(30)}, `do.apps.create{spec = {name = "app", region = "nyc", services = {{name = "web", instance_size_slug = "apps-s-1vcpu-1gb", instance_count = 3, image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}`, 0, "max-cost"},
		"backups cost":       {guard.Policy{MaxCost: guard.USD(6.5)}, `do.create_droplet("x", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {backups = true})`, 0, "max-cost"},
	} {
		t.Run(name, func(t *testing.T) {
			h, _, wire := guardedHost(t, test.policy)
			err := h.DoString(t.Context(), "test", test.src)
			var refused *guard.Error
			if errors.As(err, &refused) != (test.code != "") || refused != nil && refused.Guard != test.code {
				t.Errorf("got %v", err)
			}
			if len(wire.changes) != test.want {
				t.Errorf("%v went out, want %d", wire.changes, test.want)
			}
		})
	}
}

// TestGuardFlags runs the command with guards and looks at what it says.
func TestGuardFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "guard.lua")
	if err := os.WriteFile(file, []byte(`return function(call)
		if call.operation == "droplets.create" and call.cost > 20 then return false, #call.batch .. " for " .. call.cost end
		return true
	end`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"caught":       {[]string{"--sim", "--read-only", "-e", `pcall(do.create_tag, "a") print("on")`}, 1, "the script went on"},
		"caught, exit": {[]string{"--sim", "--read-only", "-e", `pcall(do.create_tag, "a") os.exit(0)`}, 1, "the script went on"},
		"kind":         {[]string{"--sim", "--read-only", "-e", `local ok, e = pcall(do.create_tag, "a") assert(e.kind == "GuardError" and e.guard == "read-only" and e.method == "POST" and e.url:find("/v2/tags")) os.exit(7)`}, 7, ""},
		"file":         {[]string{"--sim", "--guard", file, "-e", `do.create_multiple_droplets({"a", "b", "c", "d"}, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`}, 1, "4 for 24"},
		"file passes":  {[]string{"--sim", "--guard", file, "-e", `do.create_tag("a")`}, 0, ""},
		"no file":      {[]string{"--sim", "--guard", "nowhere.lua", "-e", `do.create_tag("a")`}, 1, "nowhere.lua"},
		"no terminal":  {[]string{"--sim", "--confirm", "-e", `do.create_tag("a")`}, 2, "no terminal"},
		"bad pattern":  {[]string{"--sim", "--deny", "droplet.create", "-e", ""}, 2, "no operation matches"},
		"bad amount":   {[]string{"--sim", "--max-cost", "lots", "-e", ""}, 2, "not an amount"},
		"reveals":      {[]string{"--sim", "--deny", "reveals", "-e", `do.fetch_account()`}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, errs, code := doapi(t, test.args...)
			if code != test.code || !strings.Contains(errs, test.says) {
				t.Errorf("exit %d, want %d; %s", code, test.code, errs)
			}
		})
	}
}
