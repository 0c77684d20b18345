package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// running makes a droplet and waits until it runs.
func running(t *testing.T, w *world, request client.DropletRequest) *client.Droplet {
	t.Helper()
	d := must[*client.Droplet](t)(w.CreateDroplet(t.Context(), request))
	return must[*client.Droplet](t)(d.Wait(t.Context(), client.Ready()))
}

func TestDropletFields(t *testing.T) {
	w := simulate(t)
	request := small("web.example.com")
	request.Backups, request.IPv6, request.Monitoring, request.Tags, request.UserData = true, true, true, []string{"a", "b"}, "#!/bin/sh\n"
	d := running(t, w, request)
	for what, pair := range map[string][2]any{
		"name": {d.Name(), "web.example.com"}, "status": {d.Status(), client.DropletActive}, "states": {[]bool{d.Active(), d.New(), d.Off(), d.Archive(), d.Locked(), d.Gone()}, []bool{true, false, false, false, false, false}},
		"memory": {d.Memory(), 1024}, "vcpus": {d.VCPUs(), 1}, "disk": {d.Disk(), 25}, "size": {d.Size().Slug() + d.SizeSlug(), "s-1vcpu-1gbs-1vcpu-1gb"},
		"region": {d.Region().Slug() + d.RegionSlug() + d.Region().String(), "nyc3nyc3nyc3"}, "image": {d.Image().Slug() + d.ImageSlug() + d.Image().Distribution(), "ubuntu-24-04-x64ubuntu-24-04-x64Ubuntu"},
		"tags": {d.Tags(), []string{"a", "b"}}, "created": {d.CreatedAt(), epoch}, "kernel": {d.Kernel() == nil, true}, "identity": {d.Identity(), d.ID()},
		"url": {d.URL(), client.DefaultEndpoint + "/v2/droplets/" + d.Identity()}, "action url": {d.ActionURL(), d.URL() + "/actions"},
		"vpc": {len(d.VPCUUID()), 36}, "volumes": {d.VolumeIDs(), []string{}}, "snapshots": {d.SnapshotIDs(), []int64{}}, "backups": {d.BackupIDs(), []int64{}},
		"class": {d.Class().Name, "Droplet"}, "client": {d.Client() == w.Client, true},
	} {
		equal(t, what, pair[0], pair[1])
	}
	if !slices.Contains(d.Features(), "ipv6") || d.NextBackupWindow() == nil || !d.NextBackupWindow().End().After(d.NextBackupWindow().Start()) {
		t.Errorf("features %v, backup window %v", d.Features(), d.NextBackupWindow())
	}
	v4, v6 := d.Networks().V4(), d.Networks().V6()
	if len(v4) != 2 || len(v6) != 1 || v4[0].IPVersion() != 4 || v6[0].IPVersion() != 6 || v6[0].Netmask() == "" || v4[0].Gateway()+v4[1].Gateway() == "" {
		t.Fatalf("networks: %v %v", v4, v6)
	}
	public := v4[slices.IndexFunc(v4, func(n *client.NetworkInterface) bool { return n.Type() == "public" })]
	if d.IPAddress() != public.IPAddress() || d.IPv4Address() != public.String() || d.IPv6Address() != v6[0].IPAddress() {
		t.Errorf("addresses %s, %s, %s of %v, %v", d.IPAddress(), d.IPv4Address(), d.IPv6Address(), v4, v6)
	}
}

// The address that matters is the public one, and an IPv4 one before an IPv6
// one.
func TestDropletAddresses(t *testing.T) {
	const (
		private = `{"ip_address":"10.0.0.1","type":"private"}`
		public  = `{"ip_address":"1.2.3.4","type":"public"}`
		six     = `{"ip_address":"2604::1","type":"public"}`
		local6  = `{"ip_address":"fd00::1","type":"private"}`
	)
	for networks, want := range map[string]string{
		`{"v4":[` + private + `,` + public + `],"v6":[` + six + `]}`: "1.2.3.4 1.2.3.4 2604::1 10.0.0.1",
		`{"v4":[` + private + `],"v6":[` + six + `]}`:                "2604::1 10.0.0.1 2604::1 10.0.0.1",
		`{"v4":[` + private + `],"v6":[]}`:                           "10.0.0.1 10.0.0.1  10.0.0.1",
		`{"v4":[],"v6":[` + local6 + `,` + six + `]}`:                "2604::1  2604::1 ",
		`{"v6":[` + local6 + `]}`:                                    "fd00::1  fd00::1 ",
		`null`:                                                       "   ",
		`[]`:                                                         "   ",
	} {
		c := serve(t, answer(200, "application/json", `{"droplet":{"id":1,"networks":`+networks+`}}`))
		d := must[*client.Droplet](t)(c.FetchDroplet(t.Context(), 1))
		equal(t, networks, d.IPAddress()+" "+d.IPv4Address()+" "+d.IPv6Address()+" "+d.PrivateIPAddress(), want)
	}
}

func TestDropletActions(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	d := running(t, w, small("web"))
	snapshotName := "before"
	var snapshot *client.Image
	for _, step := range []struct {
		kind  string
		start func() (*client.Action, error)
		check func(d *client.Droplet) bool
	}{
		{"enable_backups", func() (*client.Action, error) { return d.EnableBackups(ctx) }, func(d *client.Droplet) bool { return slices.Contains(d.Features(), "backups") }},
		{"disable_backups", func() (*client.Action, error) { return d.DisableBackups(ctx) }, func(d *client.Droplet) bool { return !slices.Contains(d.Features(), "backups") }},
		{"reboot", func() (*client.Action, error) { return d.Reboot(ctx) }, (*client.Droplet).Active},
		{"power_cycle", func() (*client.Action, error) { return d.PowerCycle(ctx) }, (*client.Droplet).Active},
		{"shutdown", func() (*client.Action, error) { return d.Shutdown(ctx) }, func(d *client.Droplet) bool { return true }},
		{"power_on", func() (*client.Action, error) { return d.PowerOn(ctx) }, (*client.Droplet).Active},
		{"snapshot", func() (*client.Action, error) { return d.Snapshot(ctx, snapshotName) }, func(d *client.Droplet) bool { return len(d.SnapshotIDs()) == 1 }},
		{"power_off", func() (*client.Action, error) { return d.PowerOff(ctx) }, (*client.Droplet).Off},
		{"enable_ipv6", func() (*client.Action, error) { return d.EnableIPv6(ctx) }, func(d *client.Droplet) bool { return d.IPv6Address() != "" }},
		{"enable_private_networking", func() (*client.Action, error) { return d.EnablePrivateNetworking(ctx) }, func(d *client.Droplet) bool { return true }},
		{"resize", func() (*client.Action, error) { return d.Resize(ctx, "s-2vcpu-2gb", true) }, func(d *client.Droplet) bool { return d.SizeSlug() == "s-2vcpu-2gb" && d.Disk() == 60 }},
		{"power_on", func() (*client.Action, error) { return d.PowerOn(ctx) }, (*client.Droplet).Active},
		{"rename", func() (*client.Action, error) { return d.Rename(ctx, "renamed") }, func(d *client.Droplet) bool { return d.Name() == "renamed" }},
		{"password_reset", func() (*client.Action, error) { return d.PasswordReset(ctx) }, (*client.Droplet).Active},
		{"rebuild", func() (*client.Action, error) { return d.Rebuild(ctx, client.Slug("debian-12-x64")) }, func(d *client.Droplet) bool { return d.ImageSlug() == "debian-12-x64" }},
		{"restore", func() (*client.Action, error) {
			snapshot = must[*client.Image](t)(first(d.FetchAllSnapshots().First(ctx)))
			return d.Restore(ctx, snapshot.Ref())
		}, func(d *client.Droplet) bool { return d.Active() }},
	} {
		a, err := step.start()
		if err != nil {
			t.Errorf("%s: %v", step.kind, err)
			continue
		}
		if a.Type() != step.kind || !a.InProgress() || a.Done() || a.ResourceID() != d.ID() || a.ResourceType() != "droplet" || a.RegionSlug() != "nyc3" || a.StartedAt().IsZero() || !a.CompletedAt().IsZero() {
			t.Errorf("%s started as %s", step.kind, a.Value())
		}
		current := must[*client.Action](t)(d.FetchCurrentAction(ctx))
		if current == nil || current.ID() != a.ID() {
			t.Errorf("%s: the current action is %v", step.kind, current)
		}
		d = must[*client.Droplet](t)(d.WaitForAction(ctx))
		last := must[*client.Action](t)(d.FetchLastAction(ctx))
		if !last.Completed() || last.ID() != a.ID() || last.CompletedAt().Before(last.StartedAt()) || last.RaiseForError() != nil {
			t.Errorf("%s ended as %s", step.kind, last.Value())
		}
		d = must[*client.Droplet](t)(d.Fetch(ctx))
		if !step.check(d) {
			t.Errorf("after %s: %s", step.kind, d.Value())
		}
	}
	equal(t, "the snapshot's name", snapshot.Name(), snapshotName)
	if current, err := d.FetchCurrentAction(ctx); current != nil || err != nil {
		t.Errorf("nothing lasts: %v, %v", current, err)
	}
	resource := must[client.Resource](t)(must[*client.Action](t)(d.FetchLastAction(ctx)).FetchResource(ctx))
	if !d.Equal(resource) {
		t.Errorf("the action's resource is %v", resource)
	}
	// Refusals come as they are.
	a := must[*client.Action](t)(d.Act(ctx, "reboot", nil))
	_, err := d.PowerOff(ctx)
	refused(t, err, http.StatusUnprocessableEntity)
	if !strings.Contains(err.Error(), "pending event") {
		t.Errorf("got %v", err)
	}
	must[*client.Action](t)(a.Wait(ctx))
	_, err = d.ChangeKernel(ctx, 991)
	if e := new(client.Error); err != nil && !errors.As(err, &e) {
		t.Errorf("change_kernel: %v", err)
	}
	ok(t, d.Delete(ctx))
	ok(t, w.clock.Sleep(ctx, time.Minute))
	if r, err := a.FetchResource(ctx); r != nil || err != nil {
		t.Errorf("the resource that is gone: %v, %v", r, err)
	}
}

// first drops the ok of Pager.First.
func first[T any](v T, _ bool, err error) (T, error) { return v, err }

func TestDropletLists(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	request := small("web")
	request.Backups, request.Tags = true, []string{"fleet"}
	d := running(t, w, request)
	running(t, w, small("db"))
	must[*client.Action](t)(d.Snapshot(ctx, "one"))
	d = must[*client.Droplet](t)(d.WaitForAction(ctx))
	for what, n := range map[string]int{
		"all":       len(must[[]*client.Droplet](t)(w.FetchAllDroplets(client.DropletFilter{}).List(ctx))),
		"by tag":    1 + len(must[[]*client.Droplet](t)(w.FetchAllDroplets(client.DropletFilter{TagName: "fleet"}).List(ctx))),
		"by name":   1 + len(must[[]*client.Droplet](t)(w.FetchAllDroplets(client.DropletFilter{Name: "db"}).List(ctx))),
		"found":     1 + len(must[[]*client.Droplet](t)(w.FindDroplets("web").List(ctx))),
		"GPUs":      2 + len(must[[]*client.Droplet](t)(w.FetchAllDroplets(client.DropletFilter{Type: "gpus"}).List(ctx))),
		"snapshots": 1 + len(must[[]*client.Image](t)(d.FetchAllSnapshots().List(ctx))),
		"backups":   2 + len(must[[]*client.Image](t)(d.FetchAllBackups().List(ctx))),
		"actions":   len(must[[]*client.Action](t)(d.FetchAllActions().List(ctx))), // create, snapshot
	} {
		equal(t, what, n, 2)
	}
	must[[]*client.Droplet](t)(d.FetchAllNeighbors().List(ctx))
	kernels := must[[]*client.Kernel](t)(d.FetchAllKernels().List(ctx))
	if len(kernels) == 0 || kernels[0].ID() == 0 || kernels[0].Name() == "" || kernels[0].Version() == "" || kernels[0].URL() != "" {
		t.Errorf("kernels: %v", kernels)
	}
	if _, err := w.FindDroplets("").Next(ctx); err == nil {
		t.Error("an empty name is found")
	}
	if _, ok, err := w.FindDroplets("nobody").First(ctx); ok || err != nil {
		t.Errorf("nobody: %v, %v", ok, err)
	}
}

// A droplet that does not hear shutdown is switched off.
func TestStopByForce(t *testing.T) {
	for _, offByItself := range []bool{false, true} {
		status, asked := "active", []string{}
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == "POST":
				body, _ := io.ReadAll(r.Body)
				asked = append(asked, string(body))
				if strings.Contains(string(body), "power_off") {
					if status = "off"; offByItself {
						w.WriteHeader(422)
					}
				}
				io.WriteString(w, `{"action":{"id":1,"status":"completed"}}`)
			case strings.HasSuffix(r.URL.Path, "/actions"):
				io.WriteString(w, `{"actions":[]}`)
			default:
				io.WriteString(w, `{"droplet":{"id":5,"status":"`+status+`"}}`)
			}
		}, client.WithWaitInterval(0))
		d, err := c.Droplet(5).Stop(t.Context(), time.Nanosecond)
		if err != nil || !d.Off() {
			t.Errorf("got %v, %v", d, err)
		}
		equal(t, "what was asked for", asked, `[{"type":"shutdown"} {"type":"power_off"}]`)
	}
}

// The report has ids only; the list fills it, and single requests what the
// list does not show.
func TestAllNeighbors(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		bodies := map[string]string{
			"/v2/reports/droplet_neighbors_ids": `{"neighbor_ids":[[1,2],[3,4],[5,6]]}`,
			"/v2/droplets":                      `{"droplets":[{"id":2,"name":"b"},{"id":1,"name":"a"},{"id":3,"name":"c"},{"id":9}],"meta":{"total":4}}`,
			"/v2/droplets/4":                    `{"droplet":{"id":4,"name":"gpu"}}`,
		}
		body, known := bodies[r.URL.Path]
		if !known {
			w.WriteHeader(404)
			body = `{"id":"not_found"}`
		}
		w.Write([]byte(body))
	})
	groups := must[[][]*client.Droplet](t)(c.FetchAllDropletNeighbors(t.Context()))
	var names []string
	for _, group := range groups {
		for _, d := range group {
			names = append(names, d.Name())
		}
		names = append(names, "|")
	}
	equal(t, "the groups", names, "[a b | c gpu |]")

	w := simulate(t, sim.Droplets(40))
	groups = must[[][]*client.Droplet](t)(w.FetchAllDropletNeighbors(t.Context()))
	for _, group := range groups {
		if len(group) < 2 || group[0].Name() == "" {
			t.Errorf("a group of %v", group)
		}
	}
}

// Several actions may last, and the list need not be sorted.
func TestActionsInAnyOrder(t *testing.T) {
	const list = `{"actions":[
		{"id":7,"status":"completed","type":"create","started_at":"2026-01-01T00:00:05Z","resource_id":1,"resource_type":"droplet"},
		{"id":9,"status":"in-progress","type":"old","started_at":"2026-01-01T00:00:01Z","resource_id":1,"resource_type":"droplet"},
		{"id":12,"status":"in-progress","type":"newer","started_at":"2026-01-01T00:00:03Z","resource_id":1,"resource_type":"droplet"},
		{"id":8,"status":"completed","type":"last","started_at":"2026-01-01T00:00:05Z","resource_id":1,"resource_type":"droplet"},
		{"id":11,"status":"in-progress","type":"same","started_at":"2026-01-01T00:00:03Z","resource_id":1,"resource_type":"droplet"}],
		"links":{"pages":{"next":"/v2/actions?page=2","last":"/v2/actions?page=2"}},"meta":{"total":6}}`
	c := serve(t, answer(200, "application/json", list))
	last := must[*client.Action](t)(c.Droplet(1).FetchLastAction(t.Context()))
	current := must[*client.Action](t)(c.Droplet(1).FetchCurrentAction(t.Context()))
	account := must[*client.Action](t)(c.FetchLastAction(t.Context()))
	equal(t, "the last, current and account's last", []int64{last.ID(), current.ID(), account.ID()}, []int64{8, 12, 8})
	empty := serve(t, answer(200, "application/json", `{"actions":[],"meta":{"total":0}}`))
	for _, f := range []func(context.Context) (*client.Action, error){empty.FetchLastAction, empty.Droplet(1).FetchLastAction, empty.Droplet(1).FetchCurrentAction} {
		if a, err := f(t.Context()); a != nil || err != nil {
			t.Errorf("without actions: %v, %v", a, err)
		}
	}
	d := empty.Droplet(1)
	if same, err := d.WaitForAction(t.Context()); same != d || err != nil {
		t.Errorf("nothing to wait for: %v, %v", same, err)
	}
}

func TestWaitActions(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	var all []*client.Droplet
	for d, err := range w.WaitDroplets(must[[]*client.Droplet](t)(w.CreateMultipleDroplets(ctx, names(8), small(""))), client.Ready()).All(ctx) {
		ok(t, err)
		all = append(all, d)
	}
	var actions []*client.Action
	for _, d := range all {
		actions = append(actions, must[*client.Action](t)(d.Reboot(ctx)))
	}
	made := w.requests(func() {
		done := must[[]*client.Action](t)(w.WaitActions(actions).List(ctx))
		if len(done) != 8 || slices.ContainsFunc(done, func(a *client.Action) bool { return !a.Completed() }) {
			t.Errorf("got %v", done)
		}
	})
	if made["actions_get"] > 8 {
		t.Errorf("the wait took %v", made)
	}
	// On objects: those that something is done to, and one that nothing is.
	var resources []client.Resource
	for i, d := range all {
		if i < 4 {
			must[*client.Action](t)(d.PowerOff(ctx))
		}
		resources = append(resources, d)
	}
	off := 0
	for r, err := range w.WaitActionsOnObjects(resources).All(ctx) {
		ok(t, err)
		if r.(*client.Droplet).Off() {
			off++
		}
	}
	equal(t, "droplets that are off", off, 4)
	// Limits of time count here too.
	must[*client.Action](t)(all[7].PowerCycle(ctx))
	_, err := all[7].WaitForAction(ctx, client.WithTimeLimit(0))
	var late *client.WaitTimeoutError
	if !errors.As(err, &late) || late.InProgress[0].Base().Identity() != all[7].Identity() {
		t.Errorf("asking once: %v", err)
	}
}

func TestErroredActions(t *testing.T) {
	actions := map[string]string{
		"/v2/actions/1":           `{"action":{"id":1,"status":"errored","type":"resize","resource_id":5,"resource_type":"droplet"}}`,
		"/v2/actions/2":           `{"action":{"id":2,"status":"completed","type":"resize","resource_id":6,"resource_type":"volume"}}`,
		"/v2/actions":             `{"actions":[],"meta":{"total":0}}`,
		"/v2/droplets/5/actions":  `{"actions":[{"id":1,"status":"errored","type":"resize","resource_id":5,"resource_type":"droplet","started_at":"2026-01-01T00:00:00Z"}]}`,
		"/v2/droplets/5":          `{"droplet":{"id":5}}`,
		"/v2/droplets/77/actions": "",
	}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body := actions[r.URL.Path]
		if body == "" {
			w.WriteHeader(404)
		}
		w.Write([]byte(body))
	})
	ctx := t.Context()
	a := must[*client.Action](t)(c.Action(1).Wait(ctx))
	if !a.Errored() || !a.Done() || a.RaiseForError() == nil {
		t.Errorf("got %v", a)
	}
	var failed *client.ActionError
	wait := c.WaitActions([]*client.Action{c.Action(1), c.Action(2)}, client.WithCheck())
	all, err := wait.List(ctx)
	if !errors.As(err, &failed) || failed.Action.ID() != 1 || err.Error() != "action 1 (resize of droplet 5) ended with status errored" {
		t.Errorf("got %v, %v", all, err)
	}
	rest := must[[]*client.Action](t)(wait.List(ctx))
	if len(all)+len(rest) != 1 {
		t.Errorf("the other one is %v", rest)
	}
	if d, err := c.Droplet(5).WaitForAction(ctx); err != nil || d.ID() != 5 {
		t.Errorf("without a check: %v, %v", d, err)
	}
	if _, err := c.Droplet(5).WaitForAction(ctx, client.WithCheck()); !errors.As(err, &failed) {
		t.Errorf("with a check: %v", err)
	}
	if d, err := c.Droplet(77).WaitForAction(ctx); err != nil || !d.Gone() {
		t.Errorf("of what is gone: %v, %v", d, err)
	}
	var bad *client.ArgumentError
	if _, err := must[*client.Action](t)(c.FetchAction(ctx, 2)).FetchResource(ctx); !errors.As(err, &bad) {
		t.Errorf("the resource of a volume's action: %v", err)
	}
}
