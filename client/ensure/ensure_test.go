package ensure_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/ensure"
	"github.com/doapi-lua/doapi/client/sim"
)

// wire counts what reaches the API, and lets a test come between.
type wire struct {
	next  http.RoundTripper
	state func() []byte // of the account

	mu      sync.Mutex
	changes []string
	between func(r *http.Request, sent bool) // around each change; nil: nothing
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return w.next.RoundTrip(r)
	}
	w.mu.Lock()
	w.changes = append(w.changes, r.Method+" "+r.URL.Path)
	between := w.between
	w.between = nil
	w.mu.Unlock()
	if between == nil {
		return w.next.RoundTrip(r)
	}
	between(r, false)
	response, err := w.next.RoundTrip(r)
	between(r, true)
	return response, err
}

func (w *wire) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.changes
	w.changes = nil
	return all
}

// account is a simulated account, and a way to make clients of it.
func account(t *testing.T) (dial func() (*client.Client, *wire), clock *sim.VirtualClock) {
	clock = sim.NewClock(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	return func() (*client.Client, *wire) {
		w := &wire{next: server.RoundTripper(), state: server.State}
		c, err := client.New("token", client.WithTransport(w), client.WithClock(clock), client.WithReadAhead(false))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c, w
	}, clock
}

type fields = map[string]any

// wants are wanted states of every kind, the earlier ones first; "$" is the
// droplet of before.
var wants = []struct {
	kind string
	want fields
}{
	{"tag", fields{"name": "web"}},
	{"ssh_key", fields{"name": "laptop", "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmlZ2cDYXxOBJnVXbBRr4QdYN6yEkGPSbYVjJmwYQkS me@here"}},
	{"domain", fields{"name": "ensure.example"}},
	{"record", fields{"domain": "ensure.example", "type": "A", "name": "www", "data": "192.0.2.1", "ttl": 300}},
	{"record", fields{"domain": "ensure.example.", "type": "MX", "name": "@", "data": "mail.ensure.example.", "priority": 10}},
	{"firewall", fields{"name": "web", "inbound_rules": []any{fields{"protocol": "tcp", "ports": "22", "sources": fields{"addresses": []string{"0.0.0.0/0"}}}}, "outbound_rules": []any{}}},
	{"volume", fields{"name": "data", "region": "nyc3", "size_gigabytes": 10, "tags": []string{"web"}}},
	{"vpc", fields{"name": "inner", "region": "nyc3"}},
	{"droplet", fields{"name": "one", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "ubuntu-24-04-x64", "tags": []string{"web"}, "user_data": "x"}},
	{"reserved_ip", fields{"droplet_id": "$"}},
	{"load_balancer", fields{"name": "front", "region": "nyc3", "tag": "web", "forwarding_rules": []any{fields{"entry_protocol": "http", "entry_port": 80, "target_protocol": "http", "target_port": 80}}}},
	{"certificate", fields{"name": "site", "type": "lets_encrypt", "dns_names": []string{"ensure.example"}}},
	{"project", fields{"name": "shop", "purpose": "Web Application", "environment": "Production", "description": "the shop"}},
	{"cluster", fields{"name": "inner", "region": "nyc3", "version": "latest", "node_pools": []any{fields{"name": "pool", "size": "s-2vcpu-4gb", "count": 1}}}},
	{"database", fields{"name": "orders", "engine": "pg", "region": "nyc3", "size": "db-s-1vcpu-1gb", "num_nodes": 1, "tags": []string{"web"}}},
}

// TestSecondRunChangesNothing ensures each kind twice, and then sees to its
// absence twice.
func TestSecondRunChangesNothing(t *testing.T) {
	dial, clock := account(t)
	c, w := dial()
	var droplet json.RawMessage
	var kinds []string
	given := func(want fields) fields {
		if want["droplet_id"] == "$" {
			return fields{"droplet_id": droplet}
		}
		return want
	}
	for _, one := range wants {
		kinds = append(kinds, one.kind)
		r, err := ensure.Ensure(t.Context(), c, one.kind, given(one.want), ensure.Options{})
		if err != nil {
			t.Fatalf("%s: %v", one.kind, err)
		}
		if !r.Created || len(w.take()) == 0 || !r.Object.Exists() {
			t.Errorf("%s was not made: %+v", one.kind, r)
		}
		if one.kind == "droplet" {
			droplet = json.RawMessage(r.Object.Get("id").Raw())
			if !slices.Equal(r.Unchecked, []string{"user_data"}) {
				t.Errorf("unchecked: %v", r.Unchecked)
			}
		}
		clock.Advance(10 * time.Minute)
	}
	for _, kind := range ensure.Kinds() {
		if !slices.Contains(kinds, kind) {
			t.Errorf("%s is tried by nobody", kind)
		}
	}
	before := w.state()
	for _, one := range wants {
		r, err := ensure.Ensure(t.Context(), c, one.kind, given(one.want), ensure.Options{})
		if err != nil {
			t.Fatalf("%s, again: %v", one.kind, err)
		}
		if !bytes.Equal(before, w.state()) {
			t.Errorf("%s, again: the account is another one", one.kind)
		}
		if sent := w.take(); r.Created || len(r.Changed) > 0 || len(sent) > 0 {
			t.Errorf("%s, again: created %v, changed %v, sent %v", one.kind, r.Created, r.Changed, sent)
		}
	}
	for _, one := range slices.Backward(wants) {
		r, err := ensure.Absent(t.Context(), c, one.kind, given(one.want))
		if err != nil {
			t.Fatalf("%s, absent: %v", one.kind, err)
		}
		if len(r.Changed) == 0 || len(w.take()) != 1 {
			t.Errorf("%s was not deleted", one.kind)
		}
		clock.Advance(10 * time.Minute)
		if r, err := ensure.Absent(t.Context(), c, one.kind, given(one.want)); err != nil || len(r.Changed) > 0 || len(w.take()) > 0 {
			t.Errorf("%s, absent again: %+v, %v", one.kind, r, err)
		}
	}
}

// TestChanges changes what differs, and refuses what cannot be changed.
func TestChanges(t *testing.T) {
	for name, test := range map[string]struct {
		kind        string
		before, now fields
		options     ensure.Options
		changed     []string
		refused     string
	}{
		"a record":             {"record", fields{"domain": "d.example", "type": "A", "name": "www", "data": "192.0.2.1", "ttl": 300}, fields{"domain": "d.example", "type": "A", "name": "www.d.example.", "data": "192.0.2.1", "ttl": 600}, ensure.Options{}, []string{"ttl"}, ""},
		"a firewall's rules":   {"firewall", fields{"name": "w", "inbound_rules": []any{fields{"protocol": "tcp", "ports": "22", "sources": fields{"addresses": []string{"0.0.0.0/0"}}}}}, fields{"name": "w", "inbound_rules": []any{}, "outbound_rules": []any{fields{"protocol": "tcp", "ports": "all", "destinations": fields{"addresses": []string{"0.0.0.0/0"}}}}}, ensure.Options{}, []string{"inbound_rules", "outbound_rules"}, ""},
		"a larger volume":      {"volume", fields{"name": "v", "region": "nyc3", "size_gigabytes": 1}, fields{"name": "v", "region": "nyc3", "size_gigabytes": 5, "tags": []string{"a"}}, ensure.Options{}, []string{"size_gigabytes", "tags"}, ""},
		"a smaller volume":     {"volume", fields{"name": "v", "region": "nyc3", "size_gigabytes": 5}, fields{"name": "v", "region": "nyc3", "size_gigabytes": 1}, ensure.Options{}, nil, "does not shrink"},
		"a droplet's tags":     {"droplet", fields{"name": "d", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64", "tags": []string{"a", "b"}}, fields{"name": "d", "region": "nyc3", "tags": []string{"b", "c"}}, ensure.Options{}, []string{"tags"}, ""},
		"a size without leave": {"droplet", fields{"name": "d", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64"}, fields{"name": "d", "region": "nyc3", "size": "s-1vcpu-2gb"}, ensure.Options{}, nil, "power_off"},
		"a size":               {"droplet", fields{"name": "d", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64"}, fields{"name": "d", "region": "nyc3", "size": "s-1vcpu-2gb"}, ensure.Options{May: []string{"power_off"}}, []string{"size"}, ""},
		"an image":             {"droplet", fields{"name": "d", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64"}, fields{"name": "d", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "ubuntu-24-04-x64"}, ensure.Options{}, nil, "recreate"},
		"a key's name":         {"ssh_key", fields{"name": "a", "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmlZ2cDYXxOBJnVXbBRr4QdYN6yEkGPSbYVjJmwYQkS x"}, fields{"name": "b", "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmlZ2cDYXxOBJnVXbBRr4QdYN6yEkGPSbYVjJmwYQkS y"}, ensure.Options{}, []string{"name"}, ""},
		"a database's tags":    {"database", fields{"name": "orders", "engine": "pg", "region": "nyc3", "size": "db-s-1vcpu-1gb", "num_nodes": 1}, fields{"name": "orders", "tags": []string{"a"}}, ensure.Options{}, []string{"tags"}, ""},
		"a slip":               {"tag", fields{"name": "a"}, fields{"nmae": "a"}, ensure.Options{}, nil, "there is no field 'nmae'"},
		"nothing to find":      {"volume", fields{"name": "a", "region": "nyc3", "size_gigabytes": 1}, fields{"region": "nyc3"}, ensure.Options{}, nil, "'name' is missing"},
		"nothing to make":      {"droplet", fields{"name": "a", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64"}, fields{"name": "b", "region": "nyc3"}, ensure.Options{}, nil, "to make it 'size' is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dial, clock := account(t)
			c, w := dial()
			if test.kind == "record" {
				if _, err := ensure.Ensure(t.Context(), c, "domain", fields{"name": "d.example"}, ensure.Options{}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := ensure.Ensure(t.Context(), c, test.kind, test.before, ensure.Options{}); err != nil {
				t.Fatal(err)
			}
			clock.Advance(10 * time.Minute)
			w.take()
			r, err := ensure.Ensure(t.Context(), c, test.kind, test.now, test.options)
			var no *ensure.Error
			if test.refused != "" {
				if !errors.As(err, &no) || !strings.Contains(no.Message, test.refused) || len(w.take()) > 0 {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var changed []string
			for name := range r.Changed {
				changed = append(changed, name)
			}
			if slices.Sort(changed); r.Created || !slices.Equal(changed, test.changed) {
				t.Errorf("changed %v, want %v", changed, test.changed)
			}
			clock.Advance(10 * time.Minute)
			w.take()
			if r, err = ensure.Ensure(t.Context(), c, test.kind, test.now, test.options); err != nil || len(r.Changed) > 0 || len(w.take()) > 0 {
				t.Errorf("again: %+v, %v", r, err)
			}
		})
	}
}

// made are kinds of which the API would make two at once.
var made = map[string]fields{
	"droplet":  {"name": "one", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64"},
	"record":   {"domain": "d.example", "type": "A", "name": "www", "data": "192.0.2.1"},
	"firewall": {"name": "w", "inbound_rules": []any{fields{"protocol": "tcp", "ports": "22", "sources": fields{"addresses": []string{"0.0.0.0/0"}}}}},
	"volume":   {"name": "v", "region": "nyc3", "size_gigabytes": 1},
	"tag":      {"name": "t"},
	"project":  {"name": "p", "purpose": "Web Application"},
}

// TestTwoTasks ensures one thing from several goroutines with one client.
func TestTwoTasks(t *testing.T) {
	for kind, want := range made {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			dial, clock := account(t)
			c, w := dial()
			if _, err := ensure.Ensure(t.Context(), c, "domain", fields{"name": "d.example"}, ensure.Options{}); err != nil {
				t.Fatal(err)
			}
			w.take()
			clock.Busy()
			var mu sync.Mutex
			created, paths := 0, map[string]bool{}
			var all sync.WaitGroup
			for range 8 {
				clock.Busy()
				all.Add(1)
				go func() {
					defer all.Done()
					defer clock.Idle()
					r, err := ensure.Ensure(t.Context(), c, kind, want, ensure.Options{})
					mu.Lock()
					defer mu.Unlock()
					if err != nil {
						t.Error(err)
						return
					}
					if paths[r.Path] = true; r.Created {
						created++
					}
				}()
			}
			clock.Idle()
			all.Wait()
			if sent := w.take(); created != 1 || len(paths) != 1 || len(sent) != 1 {
				t.Errorf("%d were made, at %v; sent %v", created, paths, sent)
			}
		})
	}
}

// TestTwoPrograms has another program ensure the same thing between the look and
// the create: one stays, and both programs have it.
func TestTwoPrograms(t *testing.T) {
	for kind, want := range made {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			dial, clock := account(t)
			c, w := dial()
			other, _ := dial()
			if _, err := ensure.Ensure(t.Context(), c, "domain", fields{"name": "d.example"}, ensure.Options{}); err != nil {
				t.Fatal(err)
			}
			var theirs *ensure.Result
			w.between = func(_ *http.Request, sent bool) {
				var err error
				if sent {
					return
				}
				if theirs, err = ensure.Ensure(t.Context(), other, kind, want, ensure.Options{}); err != nil {
					t.Error(err)
				}
			}
			ours, err := ensure.Ensure(t.Context(), c, kind, want, ensure.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if ours.Path != theirs.Path || kind != "tag" && (ours.Created || !theirs.Created) {
				t.Errorf("ours is %s (created %v), theirs %s (created %v)", ours.Path, ours.Created, theirs.Path, theirs.Created)
			}
			clock.Advance(10 * time.Minute) // what is deleted is listed for a while
			if r, err := ensure.Ensure(t.Context(), other, kind, want, ensure.Options{}); err != nil || r.Path != theirs.Path {
				t.Errorf("afterwards: %+v, %v", r, err)
			}
		})
	}
}

// TestTwoThatStay has another droplet of the name come after ours that its program
// does not take away: that is an error which names both.
func TestTwoThatStay(t *testing.T) {
	dial, _ := account(t)
	c, w := dial()
	other, _ := dial()
	w.between = func(r *http.Request, sent bool) {
		if !sent {
			return
		}
		body, err := json.Marshal(made["droplet"])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.Request(t.Context(), http.MethodPost, "/v2/droplets", nil, json.RawMessage(bytes.Clone(body))); err != nil {
			t.Error(err)
		}
	}
	_, err := ensure.Ensure(t.Context(), c, "droplet", made["droplet"], ensure.Options{})
	var no *ensure.Error
	if !errors.As(err, &no) || !strings.Contains(no.Message, "two were made at once") || strings.Count(no.Message, "(one)") != 2 {
		t.Errorf("got %v", err)
	}
}

// TestRecordSet owns the records of a name.
func TestRecordSet(t *testing.T) {
	dial, _ := account(t)
	c, w := dial()
	for _, name := range []string{"d.example"} {
		if _, err := ensure.Ensure(t.Context(), c, "domain", fields{"name": name}, ensure.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	set := ensure.RecordSet{Domain: "d.example", Type: "MX", Name: "@", Values: []string{"a.d.example.", "b.d.example."}, Fields: fields{"priority": 10}}
	r, err := ensure.Records(t.Context(), c, set)
	if err != nil || len(r.Created) != 2 || len(r.Records) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	w.take()
	slices.Reverse(set.Values)
	if r, err = ensure.Records(t.Context(), c, set); err != nil || len(r.Created)+len(r.Deleted)+len(r.Changed)+len(w.take()) > 0 {
		t.Errorf("again: %+v, %v", r, err)
	}
	set.Values = set.Values[:1]
	if r, err = ensure.Records(t.Context(), c, set); err != nil || !slices.Equal(r.Deleted, []string{"a.d.example"}) && !slices.Equal(r.Deleted, []string{"a.d.example."}) {
		t.Errorf("one less: %+v, %v", r, err)
	}
}

// TestHostsWithoutDot wants records whose data are hosts, without the dot that the
// API asks for.
func TestHostsWithoutDot(t *testing.T) {
	dial, _ := account(t)
	c, _ := dial()
	if _, err := ensure.Ensure(t.Context(), c, "domain", fields{"name": "ensure.example"}, ensure.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []fields{
		{"type": "CNAME", "name": "www", "data": "host.example.org"},
		{"type": "MX", "name": "@", "data": "mail.example.org", "priority": 10},
		{"type": "CNAME", "name": "self", "data": "@"},
		{"type": "CAA", "name": "@", "data": "letsencrypt.org", "flags": 0, "tag": "issue"},
		{"type": "CAA", "name": "@", "data": "mailto:admin@example.org", "flags": 0, "tag": "iodef"},
	} {
		want["domain"] = "ensure.example"
		for _, created := range []bool{true, false} {
			if r, err := ensure.Ensure(t.Context(), c, "record", want, ensure.Options{}); err != nil || r.Created != created {
				t.Errorf("%v: %v, %v", want, r, err)
			}
		}
	}
}
