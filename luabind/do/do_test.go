package do_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

// world is a Host on a simulator and its virtual clock.
type world struct {
	*luabind.Host
	sim *sim.Server
	out *strings.Builder
}

func newWorld(t testing.TB, opts ...luabind.Option) *world { return newWorldOf(t, nil, opts...) }

// newWorldOf is newWorld on a simulator of the caller's kind.
func newWorldOf(t testing.TB, of []sim.Option, opts ...luabind.Option) *world {
	t.Helper()
	clock := sim.NewClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	server, err := sim.New(append(of, sim.WithClock(clock))...)
	if err != nil {
		t.Fatal(err)
	}
	make := func(cfg do.Config) (*client.Client, error) {
		return client.New(cfg.Token, append(cfg.Options(), client.WithTransport(server.RoundTripper()), client.WithClock(clock))...)
	}
	cfg := do.Config{Token: "dop_v1_secret", Endpoint: client.DefaultEndpoint, WaitInterval: 2 * time.Second, WaitTime: -1, PerPage: 200}
	c, err := make(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	var out strings.Builder
	h, err := luabind.New(append([]luabind.Option{
		luabind.WithTimeLimit(0),
		luabind.WithStdio(nil, &out, &out), luabind.WithClock(clock), do.Bind(c, do.WithConfig(cfg, make)),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return &world{h, server, &out}
}

// run runs a script that must succeed and gives its output.
func (w *world) run(t testing.TB, src string) string {
	t.Helper()
	w.out.Reset()
	if err := w.DoString(t.Context(), "test", src); err != nil {
		var e *luabind.Error
		if errors.As(err, &e) {
			t.Fatalf("%v\n%s", err, e.Traceback)
		}
		t.Fatal(err)
	}
	return w.out.String()
}

func TestMainJob(t *testing.T) {
	w := newWorld(t)
	got := w.run(t, `
local made = {}
for _, name in ipairs{"web-1", "web-2"} do
  made[#made + 1] = do.create_droplet(name, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {ipv6 = true, tags = {"x"}})
end
for d in do.wait_droplets(made, {status = "active"}) do
  print(d.name, d.status, d.active, d.ip_address ~= nil, d.region.slug, d.region_slug, tostring(d.region), d.size_slug)
end
local a = made[1]:power_off()
print(a.type, a.status, a:wait().status, made[1]:fetch().off)
for d in do.fetch_all_droplets() do d:delete() end
print(do.last_response.status, type(DO), tostring(do.api_token), do.last_rate_limit.limit)
`)
	want := "web-1\tactive\ttrue\ttrue\tnyc3\tnyc3\tnyc3\ts-1vcpu-1gb\n"
	if !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s", got)
	}
	t.Log(got)
}

func TestArguments(t *testing.T) {
	w := newWorld(t)
	for src, want := range map[string]string{
		`do.create_droplet{name="a", image="x", size="s", ssh_key={}}`: "create_droplet: unknown argument 'ssh_key' (did you mean 'ssh_keys'?)",
		`do.create_droplet{name={"a", "b"}, image="i", size="s"}`:      "create_droplet: 'name' must be a string, got table; do.create_multiple_droplets makes a droplet for each name of a list",
		`do.create_droplet("a", true, "s")`:                            "create_droplet: 'image' must be an id, a slug or an Image, got boolean",
		`do.create_droplet("a", "x")`:                                  "create_droplet: missing argument 'size' (a slug or a Size)",
		`do.wait_droplets({})`:                                         "wait_droplets: give exactly one of status, locked and ready, got none",
		`do.wait_droplets{droplets={}, statuss="active"}`:              "wait_droplets: unknown argument 'statuss' (did you mean 'status'?)",
		`do.Droplet(5):wait{}`:                                         "wait: give exactly one of",
		`do.create_floating_ip{}`:                                      "create_floating_ip: give exactly one of droplet_id and region",
		`do.fetch_droplet("x")`:                                        `fetch_droplet: 'obj' must be an id or a Droplet, got string "x"; by its name it is do.fetch_all_droplets{name = "x"}:first()`,
		`do.request("/v2/account", {method="BREW"})`:                   "method cannot be",
		`do.fetch_droplet(doapi{api_token="b"}.Droplet(5))`:            "is a Droplet of another client",
		`do.create_domain()`:                                           "create_domain: missing argument 'name'",
	} {
		err := w.DoString(t.Context(), "test", src)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", src, err, want)
		}
	}
	if n := w.sim.Requests().Total; n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// Bind puts the Host's limit of requests into force for any client, further
// ones of the script too.
func TestRequestLimit(t *testing.T) {
	for _, src := range []string{
		`for i = 1, 9 do do.fetch_account() end`,
		`local other = doapi{api_token="dop_v1_other"} for i = 1, 9 do other.fetch_account() end`,
		`local d = do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3") for i = 1, 9 do d:fetch() end`,
	} {
		w := newWorld(t, luabind.WithRequestLimit(5))
		if err := w.DoString(t.Context(), "test", src); !errors.Is(err, luabind.ErrRequestLimit) {
			t.Errorf("%s: %v", src, err)
		}
	}
}
