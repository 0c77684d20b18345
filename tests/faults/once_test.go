package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/sim"
)

var after = sim.Fault{Kind: "reset", When: sim.After, Times: 1}
var before = sim.Fault{Kind: "reset", When: sim.Before, Times: 1}

// on has a fault hit an operation.
func on(operation string, f sim.Fault) sim.Fault { f.Operation = operation; return f }

// A run in which all goes well sends what it would send anyway, and one request
// at its end. The tag shows nowhere.
func TestWhatGoesWellCostsNothing(t *testing.T) {
	w := newWorld(t)
	c := w.client(t)
	ctx := context.Background()
	for i := range 3 {
		d := must[*client.Droplet](t)(c.CreateDroplet(ctx, small(fmt.Sprint("web-", i))))
		must[*client.Domain](t)(c.CreateDomain(ctx, fmt.Sprint("x", i, ".example"), ""))
		must[*client.SSHKey](t)(c.CreateSSHKey(ctx, "k", publicKey()))
		must[*client.Tag](t)(c.CreateTag(ctx, fmt.Sprint("t", i)))
		w.pass(t, time.Minute)
		must[*client.Action](t)(d.Reboot(ctx))
	}
	must[[]*client.Droplet](t)(c.CreateMultipleDroplets(ctx, []string{"a", "b"}, small("")))
	if n := w.server.Requests().Total; n != 3*5+1 {
		t.Errorf("%d requests: %v", n, w.server.Requests().ByOperation)
	}
	seen := func(what, text string) {
		if strings.Contains(text, "doapi-once") {
			t.Errorf("%s shows the tag: %s", what, text)
		}
	}
	for d, err := range c.FetchAllDroplets(client.DropletFilter{}).All(ctx) {
		ok(t, err)
		seen("a list", d.Value().Raw())
		seen("a droplet", must[*client.Droplet](t)(d.Fetch(ctx)).Value().Raw())
	}
	for _, path := range []string{"/v2/tags", "/v2/droplets", "/v2/tags/t0"} {
		v := must[jsontext.Value](t)(c.Request(ctx, "GET", path, nil, nil))
		seen(path, v.Raw())
	}
	pager := c.FetchAllTags()
	if total, known, err := pager.Total(ctx); total != 3 || !known || err != nil {
		t.Errorf("%d tags, %v, %v", total, known, err)
	}
	if tags := must[[]*client.Tag](t)(pager.List(ctx)); len(tags) != 3 {
		t.Errorf("tags %v", tags)
	}
	n := w.server.Requests().Total
	ok(t, c.Close())
	if made := w.server.Requests().Total - n; made != 1 || len(w.state(t)["tags"]) != 3 {
		t.Errorf("closing took %d requests, and left %v", made, w.state(t)["tags"])
	}
}

// What was there before is not what a create made.
func TestWhatWasThereBefore(t *testing.T) {
	ctx := context.Background()
	key := publicKey()
	for _, test := range []struct {
		op   string
		make func(c *client.Client) error
	}{
		{"domains_create", func(c *client.Client) error { return discard(c.CreateDomain(ctx, "example.com", "")) }},
		{"sshKeys_create", func(c *client.Client) error { return discard(c.CreateSSHKey(ctx, "k", key)) }},
	} {
		w := newWorld(t)
		c := w.client(t)
		ok(t, test.make(c))
		w.pass(t, time.Minute)
		w.faults(t, on(test.op, before))
		if err := test.make(c); !errors.Is(err, client.ErrUnprocessable) {
			t.Errorf("%s by the same client: %v", test.op, err)
		}
		if test.op == "sshKeys_create" {
			continue // nothing of a key tells when it came
		}
		w.faults(t, on(test.op, before))
		if err := test.make(w.client(t)); !errors.Is(err, client.ErrUnprocessable) {
			t.Errorf("%s by another client: %v", test.op, err)
		}
		// Once deleted and lost again, it is this one's.
		ok(t, c.Domain("example.com").Delete(ctx))
		w.faults(t, on(test.op, after))
		ok(t, test.make(c))
	}
	// In strict mode a key that may have been there is not taken for granted.
	w := newWorld(t)
	must[*client.SSHKey](t)(w.client(t).CreateSSHKey(ctx, "k", key))
	w.faults(t, on("sshKeys_create", before))
	var unknown *client.UnknownOutcomeError
	if _, err := w.client(t, client.WithExactlyOnce(client.OnceStrict)).CreateSSHKey(ctx, "k", key); !errors.As(err, &unknown) || !strings.Contains(unknown.Hint, "/v2/account/keys/") {
		t.Errorf("strict: %v", err)
	}
	// A key of another name was certainly there.
	w.faults(t, on("sshKeys_create", before))
	if _, err := w.client(t).CreateSSHKey(ctx, "other", key); !errors.Is(err, client.ErrUnprocessable) {
		t.Errorf("another name: %v", err)
	}
	// A droplet has an address: the one that is made for it is the other one.
	d := aDroplet(t, w, w.client(t))
	first := must[*client.FloatingIP](t)(w.client(t).CreateFloatingIP(ctx, d.ID()))
	w.pass(t, time.Minute)
	w.faults(t, on("floatingIPs_create", after))
	second := must[*client.FloatingIP](t)(w.client(t).CreateFloatingIP(ctx, d.ID()))
	if first.IP() == second.IP() || len(w.state(t)["reserved_ips"]) != 2 {
		t.Errorf("%v and %v of %v", first, second, w.state(t)["reserved_ips"])
	}
}

// A volume, of which the client has no type, is found by what the API shows.
func TestGenericCreates(t *testing.T) {
	w := newWorld(t)
	c := w.client(t)
	for i, fault := range []sim.Fault{after, before} {
		for _, op := range []string{"volumes_create", "vpcs_create"} {
			w.faults(t, on(op, fault))
			path := map[string]string{"volumes_create": "/v2/volumes", "vpcs_create": "/v2/vpcs"}[op]
			body := fmt.Sprintf(`{"name":"data%d","region":"nyc3","size_gigabytes":10}`, i)
			if op == "vpcs_create" {
				body = fmt.Sprintf(`{"name":"net%d","region":"nyc3"}`, i)
			}
			v, err := c.Request(context.Background(), "POST", path, nil, body)
			if err != nil || v.Len() == 0 {
				t.Errorf("%s: %v, %v", op, v.Raw(), err)
			}
		}
	}
	if n := len(w.state(t)["volumes"]); n != 2 {
		t.Errorf("%d volumes", n)
	}
}

// A token that may not make tags works, with a word.
func TestWithoutTags(t *testing.T) {
	w := newWorld(t, sim.Without("tag:create"), sim.Seed(3), sim.Latency(100*time.Millisecond))
	var mu sync.Mutex
	var warnings []string
	c := w.client(t, client.WithNotices(func(n client.Notice) {
		if n.Kind == client.NoticeWarning {
			mu.Lock()
			warnings = append(warnings, n.Message)
			mu.Unlock()
		}
	}))
	sum := &tally{ids: map[int64]string{}, lost: map[string]int{}}
	for i := range 20 {
		w.faults(t, on("droplets_create", []sim.Fault{after, before}[i%2]))
		if i == 0 {
			w.faults(t)
		}
		d, err := c.CreateDroplet(context.Background(), small([]string{"same", fmt.Sprint("web-", i)}[i/10]))
		sum.add(t, 3, []string{"same", fmt.Sprint("web-", i)}[i/10], d, err)
	}
	ok(t, c.Close())
	sum.check(t, 3, w)
	if sum.made != 20 || len(warnings) != 1 || !strings.Contains(warnings[0], "tag:create") {
		t.Errorf("%d made, warnings %q", sum.made, warnings)
	}
}

// Two creates of one name that differ in what no droplet shows: which is which
// cannot be told, and is said.
func TestUndecidable(t *testing.T) {
	w := newWorld(t, sim.Latency(time.Second))
	c := w.client(t)
	w.faults(t, sim.Fault{Operation: "droplets_create", Kind: "reset", When: sim.After, Times: 2})
	errs := make([]error, 2)
	w.each(2, 2, func(i int) {
		request := small("web")
		request.UserData = fmt.Sprint("#", i)
		_, errs[i] = c.CreateDroplet(context.Background(), request)
	})
	for _, err := range errs {
		var unknown *client.UnknownOutcomeError
		if !errors.As(err, &unknown) || unknown.SentAt.IsZero() || unknown.Hint == "" {
			t.Errorf("got %v", err)
		}
	}
	if n := len(w.state(t)["droplets"]); n != 2 {
		t.Errorf("%d droplets", n)
	}
}

// TestNamesOfTheUnknown has the second of three calls for droplets lose its
// answer, and the API be down for who asks: the error says which droplets are
// there, of which nobody knows, where to look for those, and which were not
// asked for.
func TestNamesOfTheUnknown(t *testing.T) {
	w := newWorld(t)
	calls := 0
	var warnings []string
	note := func(n client.Notice) {
		if n.Kind == client.NoticeWarning {
			warnings = append(warnings, n.Message)
		}
	}
	c := w.client(t, client.WithRetryMaxTime(5*time.Second), client.WithNotices(note), client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
		reply, err := w.server.RoundTripper().RoundTrip(r)
		if r.Method == http.MethodPost {
			calls++
		}
		if calls > 1 {
			return nil, io.ErrUnexpectedEOF
		}
		return reply, err
	})))
	names := make([]string, 25)
	for i := range names {
		names[i] = fmt.Sprintf("web-%02d", i)
	}
	_, err := c.CreateMultipleDroplets(context.Background(), names, small(""))
	var unknown *client.UnknownOutcomeError
	var partial *client.PartialError
	if !errors.As(err, &unknown) || !errors.As(err, &partial) {
		t.Fatal(err)
	}
	if !slices.Equal(unknown.Names, names[10:20]) || len(partial.Created) != 10 || !slices.Equal(partial.NotSent, names[20:]) {
		t.Errorf("unknown %q, not sent %q, %d made", unknown.Names, partial.NotSent, len(partial.Created))
	}
	for _, part := range []string{
		`look for the droplets "web-10", "web-11"`, `"web-19" in GET /v2/droplets?tag_name=` + c.OnceTag(),
		fmt.Sprintf("made before that: web-00 (%d)", partial.Created[0].ID()), "not asked for: web-20, web-21, web-22, web-23, web-24",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("no %q in %v", part, err)
		}
	}
	tag := c.OnceTag()
	ok(t, c.Close())
	if len(warnings) == 0 || !strings.Contains(warnings[0], "doapi tidy --droplets "+tag+" shows and deletes what was") {
		t.Errorf("warnings: %q", warnings)
	}
}

// TestOneInAList has the create of one droplet be answered with a list of it.
func TestOneInAList(t *testing.T) {
	w := newWorld(t)
	c := w.client(t, client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
		response, err := w.server.RoundTripper().RoundTrip(r)
		if err != nil || r.Method != http.MethodPost {
			return response, err
		}
		return rewrite(response, func(body map[string]any) { body["droplets"] = []any{body["droplet"]}; delete(body, "droplet") })
	})))
	if d := must[*client.Droplet](t)(c.CreateDroplet(context.Background(), small("web"))); d.Name() != "web" || d.ID() == 0 {
		t.Errorf("got %v", d)
	}
}

// TestRefusedAfterALateOne has a create act only when it is sent once more, and
// that be refused, or not get through: what was made is found all the same.
func TestRefusedAfterALateOne(t *testing.T) {
	ctx := context.Background()
	for _, test := range []struct {
		name  string
		names []string
		again func(r *http.Request) (*http.Response, error) // how the second one ends
	}{
		{"a limit", []string{"web"}, refusedWith(422, `{"id":"unprocessable_entity","message":"creating this/these droplet(s) will exceed your droplet limit."}`)},
		{"a conflict", []string{"web"}, refusedWith(409, `{"id":"conflict","message":"x"}`)},
		{"several", []string{"web", "web", "db"}, refusedWith(422, `{"id":"unprocessable_entity","message":"x"}`)},
		{"no connection", []string{"web"}, func(*http.Request) (*http.Response, error) { return nil, refusedConnection }},
	} {
		w := newWorld(t)
		wire := w.server.RoundTripper()
		posts, held := 0, []byte(nil)
		c := w.client(t, client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodPost {
				return wire.RoundTrip(r)
			}
			if posts++; posts == 1 {
				held = must[[]byte](t)(io.ReadAll(r.Body))
				return nil, syscall.ECONNRESET
			}
			if posts == 2 {
				late := r.Clone(ctx)
				late.Body = io.NopCloser(bytes.NewReader(held))
				must[*http.Response](t)(wire.RoundTrip(late)).Body.Close()
			}
			return test.again(r)
		})))
		var err error
		made := []*client.Droplet{nil}
		if len(test.names) == 1 {
			made[0], err = c.CreateDroplet(ctx, small(test.names[0]))
		} else {
			made, err = c.CreateMultipleDroplets(ctx, test.names, small(""))
		}
		if err != nil || len(made) != len(test.names) || posts < 2 {
			t.Errorf("%s: %v, %v after %d POSTs", test.name, made, err, posts)
		}
		if n := len(w.state(t)["droplets"]); n != len(test.names) {
			t.Errorf("%s: %d droplets", test.name, n)
		}
		ok(t, c.Close())
	}
}

// TestLookOutlastsAnOutage has the API be down for five minutes right after it
// made something: what became of that is found out all the same.
func TestLookOutlastsAnOutage(t *testing.T) {
	ctx := context.Background()
	for name, create := range map[string]func(*client.Client) error{
		"droplet": func(c *client.Client) error { return discard(c.CreateDroplet(ctx, small("web"))) },
		"droplets": func(c *client.Client) error {
			return discard(c.CreateMultipleDroplets(ctx, []string{"a", "b"}, small("")))
		},
		"volume": func(c *client.Client) error {
			return discard(c.Request(ctx, "POST", "/v2/volumes", nil, `{"name":"data","region":"nyc3","size_gigabytes":10}`))
		},
	} {
		w := newWorld(t, sim.Faults(sim.Fault{Operation: "*_create", Kind: "reset", When: sim.After, Times: 1}))
		posts, failed := 0, 0
		c := w.client(t, client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				posts++
			} else if w.clock.Now().Sub(epoch) < 5*time.Minute {
				failed++
				return refusedWith(503, "<html>down</html>")(r)
			}
			return w.server.RoundTripper().RoundTrip(r)
		})))
		if err := create(c); err != nil || posts != 1 || failed == 0 {
			t.Errorf("%s: %v after %d POSTs, %d failures", name, err, posts, failed)
		}
		ok(t, c.Close())
	}
}

func refusedWith(status int, body string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
	}
}

// The journal sees a create once, as the script asked for it, however often it
// was sent.
func TestJournalSeesOneCall(t *testing.T) {
	w := newWorld(t)
	var seen []string
	c := w.client(t, client.WithJournal(func(next client.Handler) client.Handler {
		return func(ctx context.Context, call *client.Call) (*client.Reply, error) {
			seen = append(seen, call.Method+" "+string(call.Body))
			return next(ctx, call)
		}
	}))
	w.faults(t, sim.Fault{Operation: "droplets_create", Kind: "reset", Times: 2})
	must[*client.Droplet](t)(c.CreateDroplet(context.Background(), small("web")))
	ok(t, c.Close())
	if len(seen) != 1 || strings.Contains(seen[0], "doapi-once") {
		t.Errorf("%q", seen)
	}
}

// What was refused because the droplet is busy is tried again when the user
// says so, and only then.
func TestBusy(t *testing.T) {
	for _, patient := range []bool{true, false} {
		w := newWorld(t)
		c := w.client(t, client.WithRetryBusy(patient))
		d := aDroplet(t, w, c)
		must[*client.Action](t)(d.Snapshot(context.Background(), "now"))
		_, err := d.Reboot(context.Background())
		if patient && err != nil || !patient && !errors.Is(err, client.ErrUnprocessable) {
			t.Errorf("patient %v: %v", patient, err)
		}
		ok(t, c.Close())
	}
}

// TestModes: there are three.
func TestModes(t *testing.T) {
	for _, mode := range []client.OnceMode{"", "on", "strict", "off"} {
		must[*client.Client](t)(client.New(token, client.WithExactlyOnce(mode)))
	}
	if _, err := client.New(token, client.WithExactlyOnce("maybe")); err == nil {
		t.Error("a mode that does not exist")
	}
	if !slices.Equal([]string{client.NoticeWarning.String(), client.NoticeLook.String()}, []string{"warning", "look"}) {
		t.Error("names of notices")
	}
}
