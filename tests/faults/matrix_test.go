// Package faults holds the client to its promises while things go wrong:
// nothing is made twice, nothing is lost, the token goes nowhere.
package faults

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// mutation is a kind of change that the resources of the library can make.
type mutation struct {
	name string
	op   string
	// do prepares what the change needs, and returns the change.
	do func(t *testing.T, w *world, c *client.Client) func(ctx context.Context) error
	// effect counts what the change has done: 1 is right.
	effect func(t *testing.T, w *world) int
	// unknown: nothing identifies it, so that an answer that is lost is an
	// UnknownOutcomeError.
	unknown bool
}

func discard[T any](_ T, err error) error { return err }

// kinds counts the elements of a list that fit.
func count(t *testing.T, w *world, list string, fits func(map[string]any) bool) int {
	n := 0
	for _, e := range w.state(t)[list] {
		if fits(e) {
			n++
		}
	}
	return n
}

func has(field string, value any) func(map[string]any) bool {
	return func(e map[string]any) bool { return e[field] == value }
}

// gone is 1 when nothing fits.
func gone(list string, fits func(map[string]any) bool) func(*testing.T, *world) int {
	return func(t *testing.T, w *world) int { return 1 - count(t, w, list, fits) }
}

func there(list string, fits func(map[string]any) bool) func(*testing.T, *world) int {
	return func(t *testing.T, w *world) int { return count(t, w, list, fits) }
}

func aDroplet(t *testing.T, w *world, c *client.Client, options ...string) *client.Droplet {
	t.Helper()
	request := small("base")
	request.Tags = options
	d := must[*client.Droplet](t)(c.CreateDroplet(context.Background(), request))
	w.pass(t, time.Minute)
	return must[*client.Droplet](t)(d.Fetch(context.Background()))
}

// act is an action on a droplet.
func act(kind string, f func(ctx context.Context, d *client.Droplet) (*client.Action, error), before ...string) mutation {
	return mutation{
		name: kind, op: "dropletActions_post",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			d := aDroplet(t, w, c)
			for _, kind := range before {
				must[*client.Action](t)(d.Act(context.Background(), kind, nil))
				w.pass(t, time.Minute)
			}
			return func(ctx context.Context) error { return discard(f(ctx, d)) }
		},
		effect: there("actions", has("type", kind)),
	}
}

// byTag is an action on all droplets with a tag: nothing identifies it.
func byTag(name, kind string, f func(tag *client.Tag, ctx context.Context) ([]*client.Action, error)) mutation {
	return mutation{
		name: name, op: "dropletActions_post_byTag", unknown: true,
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			aDroplet(t, w, c, "web")
			return func(ctx context.Context) error { return discard(f(c.Tag("web"), ctx)) }
		},
		effect: there("actions", has("type", kind)),
	}
}

var mutations = []mutation{
	{name: "create droplet", op: "droplets_create",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return func(ctx context.Context) error { return discard(c.CreateDroplet(ctx, small("web"))) }
		}, effect: there("droplets", has("name", "web"))},
	{name: "create droplets", op: "droplets_create",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return func(ctx context.Context) error {
				made, err := c.CreateMultipleDroplets(ctx, []string{"web", "web", "db"}, small(""))
				if err == nil && (len(made) != 3 || made[0].ID() == made[1].ID() || made[2].Name() != "db") {
					t.Errorf("made %v", made)
				}
				return err
			}
		}, effect: func(t *testing.T, w *world) int {
			web, db := there("droplets", has("name", "web"))(t, w), there("droplets", has("name", "db"))(t, w)
			if web != 2*db {
				return -1
			}
			return db
		}},
	{name: "delete droplet", op: "droplets_destroy",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return aDroplet(t, w, c).Delete
		}, effect: gone("droplets", has("name", "base"))},
	{name: "delete droplets by tag", op: "droplets_destroy_byTag",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			aDroplet(t, w, c, "web")
			return c.Tag("web").DeleteAllDroplets
		}, effect: gone("droplets", has("name", "base"))},
	act("reboot", func(ctx context.Context, d *client.Droplet) (*client.Action, error) { return d.Reboot(ctx) }),
	act("power_cycle", func(ctx context.Context, d *client.Droplet) (*client.Action, error) { return d.PowerCycle(ctx) }),
	act("shutdown", func(ctx context.Context, d *client.Droplet) (*client.Action, error) { return d.Shutdown(ctx) }),
	act("power_off", func(ctx context.Context, d *client.Droplet) (*client.Action, error) { return d.PowerOff(ctx) }),
	act("power_on", func(ctx context.Context, d *client.Droplet) (*client.Action, error) { return d.PowerOn(ctx) }, "power_off"),
	act("password_reset", func(ctx context.Context, d *client.Droplet) (*client.Action, error) { return d.PasswordReset(ctx) }),
	act("rename", func(ctx context.Context, d *client.Droplet) (*client.Action, error) { return d.Rename(ctx, "other") }),
	act("snapshot", func(ctx context.Context, d *client.Droplet) (*client.Action, error) { return d.Snapshot(ctx, "now") }),
	act("enable_backups", func(ctx context.Context, d *client.Droplet) (*client.Action, error) { return d.EnableBackups(ctx) }),
	act("resize", func(ctx context.Context, d *client.Droplet) (*client.Action, error) {
		return d.Act(ctx, "resize", client.Body{"size": "s-2vcpu-2gb"})
	}, "power_off"),
	byTag("power off by tag", "power_off", (*client.Tag).PowerOff),
	{name: "create domain", op: "domains_create",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return func(ctx context.Context) error { return discard(c.CreateDomain(ctx, "example.com", "192.0.2.7")) }
		}, effect: there("domains", has("name", "example.com"))},
	{name: "delete domain", op: "domains_delete",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return must[*client.Domain](t)(c.CreateDomain(context.Background(), "example.com", "")).Delete
		}, effect: gone("domains", has("name", "example.com"))},
	{name: "create record", op: "domains_create_record", unknown: true,
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			d := must[*client.Domain](t)(c.CreateDomain(context.Background(), "example.com", ""))
			return func(ctx context.Context) error { return discard(d.CreateRecord(ctx, "A", "www", "192.0.2.7", nil)) }
		}, effect: there("domain_records", has("name", "www"))},
	{name: "update record", op: "domains_patch_record",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			d := must[*client.Domain](t)(c.CreateDomain(context.Background(), "example.com", ""))
			r := must[*client.DomainRecord](t)(d.CreateRecord(context.Background(), "A", "www", "192.0.2.7", nil))
			return func(ctx context.Context) error { return discard(r.Update(ctx, client.Body{"data": "192.0.2.8"})) }
		}, effect: there("domain_records", has("data", "192.0.2.8"))},
	{name: "delete record", op: "domains_delete_record",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			d := must[*client.Domain](t)(c.CreateDomain(context.Background(), "example.com", ""))
			return must[*client.DomainRecord](t)(d.CreateRecord(context.Background(), "A", "www", "192.0.2.7", nil)).Delete
		}, effect: gone("domain_records", has("name", "www"))},
	{name: "create tag", op: "tags_create",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return func(ctx context.Context) error { return discard(c.CreateTag(ctx, "web")) }
		}, effect: there("tags", has("name", "web"))},
	{name: "delete tag", op: "tags_delete",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return must[*client.Tag](t)(c.CreateTag(context.Background(), "web")).Delete
		}, effect: gone("tags", has("name", "web"))},
	{name: "tag", op: "tags_assign_resources",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			d := aDroplet(t, w, c)
			must[*client.Tag](t)(c.CreateTag(context.Background(), "web"))
			return func(ctx context.Context) error { return d.Tag(ctx, "web") }
		}, effect: there("droplets", tagged)},
	{name: "untag", op: "tags_unassign_resources",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			d := aDroplet(t, w, c, "web")
			return func(ctx context.Context) error { return d.Untag(ctx, "web") }
		}, effect: gone("droplets", tagged)},
	{name: "create key", op: "sshKeys_create",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			key := publicKey()
			return func(ctx context.Context) error { return discard(c.CreateSSHKey(ctx, "laptop", key)) }
		}, effect: there("ssh_keys", has("name", "laptop"))},
	{name: "update key", op: "sshKeys_update",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			k := must[*client.SSHKey](t)(c.CreateSSHKey(context.Background(), "laptop", publicKey()))
			return func(ctx context.Context) error { return discard(k.Update(ctx, "desk")) }
		}, effect: there("ssh_keys", has("name", "desk"))},
	{name: "delete key", op: "sshKeys_delete",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return must[*client.SSHKey](t)(c.CreateSSHKey(context.Background(), "laptop", publicKey())).Delete
		}, effect: gone("ssh_keys", has("name", "laptop"))},
	{name: "create floating IP", op: "floatingIPs_create",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			d := aDroplet(t, w, c)
			return func(ctx context.Context) error { return discard(c.CreateFloatingIP(ctx, d.ID())) }
		}, effect: func(t *testing.T, w *world) int { return len(w.state(t)["reserved_ips"]) }},
	{name: "create floating IP in a region", op: "floatingIPs_create", unknown: true,
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return func(ctx context.Context) error { return discard(c.CreateFloatingIPIn(ctx, "nyc3")) }
		}, effect: func(t *testing.T, w *world) int { return len(w.state(t)["reserved_ips"]) }},
	{name: "assign floating IP", op: "floatingIPsAction_post",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			d := aDroplet(t, w, c)
			ip := must[*client.FloatingIP](t)(c.CreateFloatingIPIn(context.Background(), "nyc3"))
			w.pass(t, time.Minute)
			return func(ctx context.Context) error { return discard(ip.Assign(ctx, d.ID())) }
		}, effect: there("actions", has("type", "assign_ip"))},
	{name: "delete floating IP", op: "floatingIPs_delete",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			ip := must[*client.FloatingIP](t)(c.CreateFloatingIP(context.Background(), aDroplet(t, w, c).ID()))
			w.pass(t, time.Minute)
			return func(ctx context.Context) error { return ip.Delete(ctx) }
		}, effect: func(t *testing.T, w *world) int { return 1 - len(w.state(t)["reserved_ips"]) }},
	{name: "update image", op: "images_update",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			i := anImage(t, w, c)
			return func(ctx context.Context) error { return discard(i.Update(ctx, "new")) }
		}, effect: there("images", has("name", "new"))},
	{name: "transfer image", op: "imageActions_post",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			i := anImage(t, w, c)
			return func(ctx context.Context) error { return discard(i.Transfer(ctx, "ams3")) }
		}, effect: there("actions", has("type", "transfer"))},
	{name: "delete image", op: "images_delete",
		do: func(t *testing.T, w *world, c *client.Client) func(context.Context) error {
			return anImage(t, w, c).Delete
		}, effect: gone("images", has("name", "now"))},
}

func tagged(e map[string]any) bool {
	return strings.Contains(fmt.Sprint(e["tags"]), "web")
}

func anImage(t *testing.T, w *world, c *client.Client) *client.Image {
	t.Helper()
	d := aDroplet(t, w, c)
	must[*client.Action](t)(d.Snapshot(context.Background(), "now"))
	w.pass(t, 15*time.Minute)
	i, found, err := d.FetchAllSnapshots().First(context.Background())
	if err != nil || !found {
		t.Fatal("no snapshot", err)
	}
	return i
}

// trouble is something that goes wrong once, with the first request of the
// change.
type trouble struct {
	name  string
	fault sim.Fault
	wire  func(http.RoundTripper) http.RoundTripper // instead of a fault
	clear bool                                      // it says that the change was not made
	acted bool                                      // the change was made, and then the answer got lost
	ever  bool                                      // trying again does not help
}

var troubles = []trouble{
	{name: "reset before", fault: sim.Fault{Kind: "reset", When: sim.Before}},
	{name: "reset after", fault: sim.Fault{Kind: "reset", When: sim.After}, acted: true},
	{name: "500 before", fault: sim.Fault{Kind: "status", Status: 500, When: sim.Before}},
	{name: "500 after", fault: sim.Fault{Kind: "status", Status: 500, When: sim.After}, acted: true},
	{name: "429 hour", fault: sim.Fault{Kind: "rate_limit_hour", Seconds: 1800}, clear: true},
	{name: "429 minute", fault: sim.Fault{Kind: "rate_limit_minute", Seconds: 20}, clear: true},
	{name: "502 HTML before", fault: sim.Fault{Kind: "html", When: sim.Before}},
	{name: "502 HTML after", fault: sim.Fault{Kind: "html", When: sim.After}, acted: true},
	{name: "cut body", fault: sim.Fault{Kind: "cut", When: sim.After}, acted: true},
	{name: "stalled body", fault: sim.Fault{Kind: "stall", When: sim.After}, acted: true},
	{name: "slow headers", fault: sim.Fault{Kind: "latency", Seconds: 300, When: sim.After}, acted: true},
	{name: "refused", wire: func(next http.RoundTripper) http.RoundTripper { return failFirst(next, refusedConnection) }, clear: true},
	{name: "TLS failure", wire: func(next http.RoundTripper) http.RoundTripper { return failFirst(next, badCertificate) }, clear: true, ever: true},
}

var (
	refusedConnection = &net.OpError{Op: "dial", Net: "tcp", Err: errRefused}
	badCertificate    = &net.OpError{Op: "dial", Net: "tcp", Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}
)

// TestMatrix has every trouble meet every change, with and without
// exactly-once.
func TestMatrix(t *testing.T) {
	t.Parallel()
	outcomes := map[string]int{}
	for i, m := range mutations {
		for j, tr := range troubles {
			for k, mode := range []client.OnceMode{client.OnceOn, client.OnceStrict, client.OnceOff} {
				if raced && (i+j)%3 != k {
					continue // every change meets every trouble still, and every mode
				}
				name := fmt.Sprintf("%s/%s/%s", m.name, tr.name, mode)
				outcome, effect := meet(t, m, tr, mode)
				outcomes[outcome]++
				if why := wrong(m, tr, mode, outcome, effect); why != "" {
					t.Errorf("%s: %s (ended as %q, done %d times)", name, why, outcome, effect)
				}
			}
		}
	}
	t.Logf("%d changes x %d troubles x 3 modes: %v", len(mutations), len(troubles), outcomes)
}

// meet lets one change meet one trouble.
func meet(t *testing.T, m mutation, tr trouble, mode client.OnceMode) (outcome string, effect int) {
	t.Helper()
	w := newWorld(t)
	wire := &switchable{next: w.server.RoundTripper()}
	c := w.client(t, client.WithTransport(wire), client.WithExactlyOnce(mode))
	change := m.do(t, w, c)
	w.pass(t, time.Minute)
	if tr.wire != nil {
		wire.next = tr.wire(w.server.RoundTripper())
	} else {
		fault := tr.fault
		fault.Operation, fault.Times = m.op, 1
		w.faults(t, fault)
	}
	outcome = failure(change(context.Background()))
	wire.next = w.server.RoundTripper()
	w.faults(t)
	ok(t, c.Close())
	w.pass(t, 30*time.Minute)
	if n := count(t, w, "tags", func(e map[string]any) bool { return strings.HasPrefix(fmt.Sprint(e["name"]), "doapi-once") }); n > 0 {
		t.Errorf("%s, %s: the client's tag is left", m.name, tr.name)
	}
	return outcome, m.effect(t, w)
}

// wrong says what must not be about an outcome.
func wrong(m mutation, tr trouble, mode client.OnceMode, outcome string, effect int) string {
	post := strings.HasPrefix(m.op, "dropletActions") || strings.Contains(m.op, "Action_post") || strings.Contains(m.op, "Actions_post") ||
		strings.Contains(m.op, "create")
	switch {
	case effect > 1:
		return "it was done more than once"
	case outcome == "done" && effect != 1:
		return "it was not done, and counts as done"
	case tr.ever:
		if outcome != "not sent" || effect != 0 {
			return "it should have failed for good"
		}
	case tr.clear:
		if outcome != "done" {
			return "it was certainly not done, and not done again"
		}
	case !post:
		if outcome != "done" {
			return "what may be sent twice was not"
		}
	case mode == client.OnceOff:
		if outcome == "done" {
			return "nobody looked for it, and yet it counts as done"
		}
	case m.unknown:
		// A record that is not there was not made, and one that is may be older.
		if found := m.op == "domains_create_record" && !tr.acted && mode == client.OnceOn; outcome != "unknown" && !found {
			return "nothing tells what became of it, and that was not said"
		}
	case mode == client.OnceStrict:
		if outcome != "done" && outcome != "unknown" {
			return "the outcome was not found out, and that was not said"
		}
	case outcome != "done":
		return "it was not found out"
	}
	return ""
}

var errRefused = errors.New("connection refused")

// failFirst has the first request that changes something fail.
func failFirst(next http.RoundTripper, err error) http.RoundTripper {
	failed := false
	return inProcess(func(r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodGet && !failed {
			failed = true
			return nil, err
		}
		return next.RoundTrip(r)
	})
}

// switchable is a transport that is exchanged between requests.
type switchable struct{ next http.RoundTripper }

func (s *switchable) RoundTrip(r *http.Request) (*http.Response, error) { return s.next.RoundTrip(r) }
