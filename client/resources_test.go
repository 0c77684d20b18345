package client_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

func TestAccount(t *testing.T) {
	w := simulate(t)
	a := must[*client.Account](t)(w.FetchAccount(t.Context()))
	if a.Email() == "" || a.UUID() == "" || a.Status() != client.AccountActive || a.DropletLimit() != 1_000_000 || a.FloatingIPLimit() == 0 || !a.EmailVerified() {
		t.Errorf("got %s", a.Value())
	}
	again := must[*client.Account](t)(a.Fetch(t.Context()))
	if !a.Equal(again) || a.URL() != client.DefaultEndpoint+"/v2/account" {
		t.Errorf("fetched again: %s at %s", again.Value(), a.URL())
	}
}

func TestRegionsAndSizes(t *testing.T) {
	w := simulate(t)
	regions := must[[]*client.Region](t)(w.FetchAllRegions().List(t.Context()))
	sizes := must[[]*client.Size](t)(w.FetchAllSizes().List(t.Context()))
	i := slices.IndexFunc(regions, func(r *client.Region) bool { return r.Slug() == "nyc3" })
	if r := regions[i]; r.String() != "nyc3" || r.Name() != "New York 3" || !r.Available() || len(r.Sizes()) == 0 || len(r.Features()) == 0 || r.URL() != "" {
		t.Errorf("got %s", r.Value())
	}
	i = slices.IndexFunc(sizes, func(s *client.Size) bool { return s.Slug() == "s-1vcpu-1gb" })
	if s := sizes[i]; s.String() != "s-1vcpu-1gb" || s.Memory() != 1024 || s.VCPUs() != 1 || s.Disk() != 25 || s.PriceMonthly() != 6 || s.PriceHourly() != 0.00893 || s.Transfer() == 0 || !s.Available() || len(s.Regions()) == 0 || s.Description() == "" {
		t.Errorf("got %s", s.Value())
	}
}

func TestSSHKeys(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	const public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@example.com"
	k := must[*client.SSHKey](t)(w.CreateSSHKey(ctx, "mine", public))
	if k.Name() != "mine" || k.PublicKey() != public || strings.Count(k.Fingerprint(), ":") != 15 || k.String() != k.Fingerprint() || k.ID() == 0 {
		t.Errorf("got %s", k.Value())
	}
	upper := strings.ToUpper(k.Fingerprint())
	for _, ref := range []client.Ref{k.Ref(), client.ID(k.ID()), client.Fingerprint(upper), client.Fingerprint("MD5:" + upper), client.Slug(upper)} {
		if same := must[*client.SSHKey](t)(w.FetchSSHKey(ctx, ref)); !same.Equal(k) {
			t.Errorf("%v is %s", ref, same.Value())
		}
	}
	handle := w.SSHKey(client.Slug(upper))
	if handle.Fingerprint() != k.Fingerprint() || handle.Ref() != client.Fingerprint(upper) {
		t.Errorf("the handle is %s", handle.Value())
	}
	k = must[*client.SSHKey](t)(handle.Update(ctx, "yours"))
	equal(t, "the name", k.Name(), "yours")
	equal(t, "the keys", must[[]*client.SSHKey](t)(w.FetchAllSSHKeys().List(ctx)), []*client.SSHKey{k})
	_, err := w.CreateSSHKey(ctx, "twice", public)
	refused(t, err, http.StatusUnprocessableEntity)
	request := small("web")
	request.SSHKeys = []client.Ref{k.Ref(), client.Fingerprint(upper)}
	must[*client.Droplet](t)(w.CreateDroplet(ctx, request))
	ok(t, must[*client.SSHKey](t)(k.Fetch(ctx)).Delete(ctx))
	refused(t, k.Delete(ctx), http.StatusNotFound)
}

func TestDomainsAndRecords(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	d := must[*client.Domain](t)(w.CreateDomain(ctx, "example.com", "1.2.3.4"))
	equal(t, "the name", d.Name()+" "+d.String()+" "+d.Identity(), "example.com example.com example.com")
	equal(t, "the URLs", d.URL()+" "+d.RecordURL(), client.DefaultEndpoint+"/v2/domains/example.com "+client.DefaultEndpoint+"/v2/domains/example.com/records")
	d = must[*client.Domain](t)(d.Fetch(ctx))
	if d.TTL() != 1800 || !strings.Contains(d.ZoneFile(), "example.com") {
		t.Errorf("got %s", d.Value())
	}
	var kinds []string
	for r, err := range d.FetchAllRecords().All(ctx) {
		ok(t, err)
		kinds = append(kinds, r.Type())
	}
	slices.Sort(kinds)
	equal(t, "the first records", kinds, "[A NS NS NS SOA]")

	mx := must[*client.DomainRecord](t)(d.CreateRecord(ctx, "MX", "@", "mail.example.com.", client.Body{"priority": 10}))
	priority, given := mx.Priority()
	if mx.Type() != "MX" || mx.Name() != "@" || mx.Data() == "" || priority != 10 || !given || mx.TTL() == 0 {
		t.Errorf("got %s", mx.Value())
	}
	if _, given := mx.Port(); given {
		t.Errorf("an MX record has a port: %s", mx.Value())
	}
	srv := must[*client.DomainRecord](t)(d.CreateRecord(ctx, "SRV", "_sip._tcp", "sip.example.com.", client.Body{"priority": 1, "port": 5060, "weight": 5, "ttl": 60}))
	port, _ := srv.Port()
	weight, _ := srv.Weight()
	equal(t, "the SRV record", []int64{port, weight, srv.TTL()}, []int64{5060, 5, 60})
	caa := must[*client.DomainRecord](t)(d.CreateRecord(ctx, "CAA", "@", "letsencrypt.org.", client.Body{"flags": 0, "tag": "issue"}))
	if flags, given := caa.Flags(); !given || flags != 0 || caa.Tag() != "issue" {
		t.Errorf("got %s", caa.Value())
	}
	same := must[*client.DomainRecord](t)(d.FetchRecord(ctx, mx.ID()))
	if !same.Equal(mx) || same.URL() != d.RecordURL()+"/"+mx.Identity() || same.Domain().Name() != "example.com" {
		t.Errorf("fetched: %s at %s", same.Value(), same.URL())
	}
	mx = must[*client.DomainRecord](t)(same.Update(ctx, client.Body{"priority": 20}))
	if priority, _ := mx.Priority(); priority != 20 || mx.Data() != same.Data() {
		t.Errorf("updated: %s", mx.Value())
	}
	equal(t, "the record's domain", must[*client.Domain](t)(mx.FetchDomain(ctx)).Name(), "example.com")
	ok(t, must[*client.DomainRecord](t)(mx.Fetch(ctx)).Delete(ctx))
	_, err := mx.Fetch(ctx)
	refused(t, err, http.StatusNotFound)
	must[*client.Domain](t)(w.CreateDomain(ctx, "example.org", ""))
	equal(t, "the domains", must[[]*client.Domain](t)(w.FetchAllDomains().List(ctx)), "[example.com example.org]")
	ok(t, w.Domain("example.com").Delete(ctx))
	_, err = w.FetchDomain(ctx, "example.com")
	refused(t, err, http.StatusNotFound)
}

// What is not given is not sent, null least of all.
func TestRecordBodies(t *testing.T) {
	var got string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + string(body)
		io.WriteString(w, `{"domain_record":{"id":5,"type":"A","name":"www"}}`)
	})
	d := c.Domain("example.com")
	record := must[*client.DomainRecord](t)(d.CreateRecord(t.Context(), "A", "www", "1.2.3.4", nil))
	equal(t, "create", got, `POST {"data":"1.2.3.4","name":"www","type":"A"}`)
	fields := client.Body{"data": "1.2.3.5"}
	must[*client.DomainRecord](t)(record.Update(t.Context(), fields))
	equal(t, "update", got, `PATCH {"data":"1.2.3.5","type":"A"}`)
	equal(t, "the caller's fields", fields, client.Body{"data": "1.2.3.5"})
	must[*client.DomainRecord](t)(record.Update(t.Context(), client.Body{"priority": nil, "type": "MX"}))
	equal(t, "update with a null that was asked for", got, `PATCH {"priority":null,"type":"MX"}`)
}

func TestFloatingIPs(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	d := running(t, w, small("web"))
	f := must[*client.FloatingIP](t)(w.CreateFloatingIP(ctx, d.ID()))
	f = must[*client.FloatingIP](t)(f.WaitForAction(ctx))
	if f.Droplet() == nil || f.Droplet().ID() != d.ID() || f.RegionSlug() != "nyc3" || f.Region().Slug() != "nyc3" || f.Locked() || f.String() != f.IP() {
		t.Errorf("got %s", f.Value())
	}
	equal(t, "the number", client.FormatIP(f.Int()), f.IP())
	last := must[*client.Action](t)(f.FetchLastAction(ctx))
	equal(t, "the action's resource", last.ResourceID(), f.Int())
	same := must[client.Resource](t)(last.FetchResource(ctx))
	if same.Base().Class().Name != "FloatingIP" || same.Base().Identity() != f.IP() {
		t.Errorf("the action's resource is %v", same)
	}
	must[*client.Action](t)(must[*client.Action](t)(f.Unassign(ctx)).Wait(ctx))
	f = must[*client.FloatingIP](t)(f.Fetch(ctx))
	equal(t, "unassigned", f.Droplet() == nil, true)
	must[*client.Action](t)(must[*client.Action](t)(f.Assign(ctx, d.ID())).Wait(ctx))
	free := must[*client.FloatingIP](t)(w.CreateFloatingIPIn(ctx, "ams3"))
	equal(t, "in a region", []any{free.Droplet() == nil, free.RegionSlug()}, []any{true, "ams3"})
	equal(t, "all", len(must[[]*client.FloatingIP](t)(w.FetchAllFloatingIPs().List(ctx))), 2)
	ok(t, free.Delete(ctx))
	// The API answers a 202 with a blank HTML body here, and only unassigns.
	made := w.requests(func() { ok(t, w.FloatingIP(f.IP()).Delete(ctx)) })
	if _, err := f.Fetch(ctx); !errors.Is(err, client.ErrNotFound) {
		t.Errorf("deleted while assigned (%v): %v", made, err)
	}
	equal(t, "the deletes of an assigned one", made["floatingIPs_delete"], 2)
	for _, n := range []uint32{0, 1, 755165968, 1<<32 - 1} {
		if got := w.FloatingIP(client.FormatIP(n)).Int(); got != n {
			t.Errorf("%d is %s is %d", n, client.FormatIP(n), got)
		}
	}
	equal(t, "no IPv4 address", w.FloatingIP("2604::1").Int(), 0)
}

// A floating IP that stays although nothing holds it is an error, not a loop.
func TestFloatingIPThatStays(t *testing.T) {
	deletes := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "DELETE" {
			deletes++
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(202)
			io.WriteString(w, " ")
			return
		}
		io.WriteString(w, `{"floating_ip":{"ip":"1.2.3.4","droplet":null,"locked":false}}`)
	})
	var e *client.ResponseError
	if err := c.FloatingIP("1.2.3.4").Delete(t.Context()); !errors.As(err, &e) || deletes != 2 {
		t.Errorf("after %d deletes: %v", deletes, err)
	}
}

func TestImages(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	all := must[[]*client.Image](t)(w.FetchAllImages(client.ImageFilter{}).List(ctx))
	distributions := must[[]*client.Image](t)(w.FetchAllDistributionImages().List(ctx))
	applications := must[[]*client.Image](t)(w.FetchAllApplicationImages().List(ctx))
	if len(distributions) == 0 || len(distributions)+len(applications) != len(all) {
		t.Errorf("%d images, %d distributions, %d applications", len(all), len(distributions), len(applications))
	}
	ubuntu := must[*client.Image](t)(w.FetchImageBySlug(ctx, "ubuntu-24-04-x64"))
	if same := must[*client.Image](t)(w.FetchImage(ctx, client.ID(ubuntu.ID()))); !same.Equal(ubuntu) || !ubuntu.Public() || ubuntu.String() != "ubuntu-24-04-x64" || ubuntu.MinDiskSize() == 0 || len(ubuntu.Regions()) == 0 || ubuntu.CreatedAt().IsZero() || ubuntu.Name() == "" || ubuntu.Type() == "" || ubuntu.Status() != "available" {
		t.Errorf("got %s and %s", ubuntu.Value(), same.Value())
	}
	if same := must[*client.Image](t)(w.Image(client.Slug("ubuntu-24-04-x64")).Fetch(ctx)); !same.Equal(ubuntu) {
		t.Errorf("by a handle: %s", same.Value())
	}
	d := running(t, w, small("web"))
	must[*client.Action](t)(d.Snapshot(ctx, "mine"))
	must[*client.Droplet](t)(d.WaitForAction(ctx))
	private := must[[]*client.Image](t)(w.FetchAllPrivateImages().List(ctx))
	if len(private) != 1 || private[0].Name() != "mine" || private[0].Slug() != "" || private[0].String() != fmt.Sprintf("Image(id=%d)", private[0].ID()) || private[0].SizeGigabytes() == 0 {
		t.Fatalf("private: %v", private)
	}
	mine := must[*client.Image](t)(private[0].Update(ctx, "ours"))
	equal(t, "the new name", mine.Name(), "ours")
	region := must[*client.Region](t)(first(w.FetchAllRegions().First(ctx)))
	a := must[*client.Action](t)(mine.Transfer(ctx, region.Slug()))
	equal(t, "the transfer", a.Type()+" of "+a.ResourceType(), "transfer of image")
	mine = must[*client.Image](t)(mine.WaitForAction(ctx))
	if !slices.Contains(mine.Regions(), region.Slug()) {
		t.Errorf("after the transfer: %v", mine.Regions())
	}
	if r := must[client.Resource](t)(a.FetchResource(ctx)); r.Base().Identity() != mine.Identity() {
		t.Errorf("the action's resource is %v", r)
	}
	if _, err := mine.Convert(ctx); err != nil && !errors.Is(err, client.ErrUnprocessable) {
		t.Errorf("convert: %v", err)
	}
	must[*client.Image](t)(mine.WaitForAction(ctx))
	must[*client.Tag](t)(w.CreateTag(ctx, "base"))
	ok(t, mine.Tag(ctx, "base"))
	equal(t, "the tags", must[*client.Image](t)(mine.Fetch(ctx)).Tags(), "[base]")
	equal(t, "by tag", len(must[[]*client.Image](t)(w.FetchAllImages(client.ImageFilter{TagName: "base"}).List(ctx))), 1)
	ok(t, mine.Untag(ctx, "base"))
	ok(t, mine.Delete(ctx))
	refused(t, mine.Delete(ctx), http.StatusNotFound)
}

func TestTags(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	a, b := running(t, w, small("a")), running(t, w, small("b"))
	tag := must[*client.Tag](t)(w.CreateTag(ctx, "env:prod"))
	equal(t, "the tag", tag.Name()+" "+tag.String()+" "+tag.URL(), "env:prod env:prod "+client.DefaultEndpoint+"/v2/tags/env:prod")
	ok(t, tag.Add(ctx, a, client.Target{ID: b.Identity(), Type: "droplet"}))
	tag = must[*client.Tag](t)(tag.Fetch(ctx))
	equal(t, "the counts", []int64{tag.Count(""), tag.Count("droplets"), tag.Count("volumes")}, []int64{2, 2, 0})
	equal(t, "the last tagged", tag.LastTaggedURI("droplets"), b.URL())
	if last := tag.LastTagged(); last != nil && last.ID() != b.ID() {
		t.Errorf("the last tagged is %v", last)
	}
	ok(t, tag.Remove(ctx, a))
	ok(t, a.Tag(ctx, "env:prod"))
	ok(t, b.Untag(ctx, "env:prod"))
	ok(t, b.Tag(ctx, "env:prod"))
	equal(t, "tagged droplets", len(must[[]*client.Droplet](t)(tag.FetchAllDroplets().List(ctx))), 2)
	refused(t, a.Tag(ctx, "absent"), http.StatusNotFound)
	var bad *client.ArgumentError
	if err := tag.Add(ctx, w.Domain("example.com")); !errors.As(err, &bad) {
		t.Errorf("tagging a domain: %v", err)
	}

	for _, step := range []struct {
		kind  string
		start func() ([]*client.Action, error)
	}{
		{"power_cycle", func() ([]*client.Action, error) { return tag.PowerCycle(ctx) }},
		{"power_off", func() ([]*client.Action, error) { return tag.PowerOff(ctx) }},
		{"enable_ipv6", func() ([]*client.Action, error) { return tag.EnableIPv6(ctx) }},
		{"enable_private_networking", func() ([]*client.Action, error) { return tag.EnablePrivateNetworking(ctx) }},
		{"power_on", func() ([]*client.Action, error) { return tag.PowerOn(ctx) }},
		{"enable_backups", func() ([]*client.Action, error) { return tag.EnableBackups(ctx) }},
		{"disable_backups", func() ([]*client.Action, error) { return tag.DisableBackups(ctx) }},
		{"snapshot", func() ([]*client.Action, error) { return tag.Snapshot(ctx, "both") }},
		{"shutdown", func() ([]*client.Action, error) { return tag.Shutdown(ctx) }},
	} {
		actions, err := step.start()
		if err != nil || len(actions) != 2 || actions[0].Type() != step.kind {
			t.Errorf("%s: %v, %v", step.kind, actions, err)
			continue
		}
		done := must[[]*client.Action](t)(w.WaitActions(actions, client.WithCheck()).List(ctx))
		equal(t, step.kind, len(done), 2)
	}
	equal(t, "all tags", must[[]*client.Tag](t)(w.FetchAllTags().List(ctx)), "[env:prod]")
	ok(t, tag.DeleteAllDroplets(ctx))
	ok(t, w.clock.Sleep(ctx, 1e12))
	equal(t, "droplets left", len(must[[]*client.Droplet](t)(droplets(w.Client).List(ctx))), 0)
	ok(t, must[*client.Tag](t)(w.FetchTag(ctx, "env:prod")).Delete(ctx))
	_, err := tag.Fetch(ctx)
	refused(t, err, http.StatusNotFound)
}

// Renaming a tag is gone from the API's description, and still here.
func TestUpdateTag(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Name string }
		json.NewDecoder(r.Body).Decode(&body)
		fmt.Fprintf(w, `{"tag":{"name":%q}}`, r.Method+" "+r.URL.Path+" "+body.Name)
	})
	tag := must[*client.Tag](t)(c.Tag("old").Update(t.Context(), "new"))
	equal(t, "what was asked for", tag.Name(), "PUT /v2/tags/old new")
}

func TestResolve(t *testing.T) {
	w := simulate(t, sim.Droplets(3))
	ctx := t.Context()
	a := running(t, w, small("web"))
	b := running(t, w, small("web"))
	lone := running(t, w, small("lone"))
	key := must[*client.SSHKey](t)(w.CreateSSHKey(ctx, "mine", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"))
	must[*client.Domain](t)(w.CreateDomain(ctx, "example.com", ""))
	must[*client.Tag](t)(w.CreateTag(ctx, "env"))
	f := must[*client.FloatingIP](t)(w.CreateFloatingIPIn(ctx, "nyc3"))
	for _, test := range []struct{ class, identifier, want string }{
		{"Droplet", lone.Identity(), lone.Identity()}, {"droplet", "lone", lone.Identity()},
		{"SSHKey", key.Identity(), key.Identity()}, {"ssh_key", strings.ToUpper(key.Fingerprint()), key.Identity()}, {"SSHKey", "mine", key.Identity()},
		{"Image", "ubuntu-24-04-x64", must[*client.Image](t)(w.FetchImageBySlug(ctx, "ubuntu-24-04-x64")).Identity()},
		{"Region", "nyc3", "nyc3"}, {"Region", "New York 3", "nyc3"}, {"Size", "s-1vcpu-1gb", "s-1vcpu-1gb"},
		{"Domain", "example.com", "example.com"}, {"Tag", "env", "env"}, {"FloatingIP", f.IP(), f.IP()},
	} {
		r, err := w.Resolve(ctx, client.ClassNamed(test.class), test.identifier)
		if err != nil || r.Base().Identity() != test.want {
			t.Errorf("%s %s: %v, %v", test.class, test.identifier, r, err)
		}
	}
	_, err := w.Resolve(ctx, client.ClassNamed("droplet"), "web")
	var ambiguous *client.AmbiguousError
	if !errors.As(err, &ambiguous) || len(ambiguous.Matches) != 2 || !strings.Contains(err.Error(), a.Identity()) || !strings.Contains(err.Error(), b.Identity()) {
		t.Errorf("two of a name: %v", err)
	}
	equal(t, "all of a name", len(must[[]client.Resource](t)(w.ResolveAll(ctx, client.ClassNamed("droplet"), "web"))), 2)
	for class, identifier := range map[string]string{"Droplet": "nobody", "Region": "mars1", "SSHKey": "aa:bb", "Domain": "nowhere.example", "Image": "99999999"} {
		if r, err := w.Resolve(ctx, client.ClassNamed(class), identifier); !errors.Is(err, client.ErrNotFound) {
			t.Errorf("%s %s: %v, %v", class, identifier, r, err)
		}
	}
	var bad *client.ArgumentError
	for class, identifier := range map[string]string{"Droplet": "", "Networks": "x"} {
		if _, err := w.Resolve(ctx, client.ClassNamed(class), identifier); !errors.As(err, &bad) {
			t.Errorf("%s %q: %v", class, identifier, err)
		}
	}
	if client.ClassNamed("Dropplet") != nil || len(client.Classes()) != 15 {
		t.Errorf("classes: %d", len(client.Classes()))
	}
}
