package sim

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestDropletLifecycle(t *testing.T) {
	a := newAPI(t)
	res := a.do(202, "POST", "/v2/droplets", with(plain, "tags", []string{"x", "y"}, "ipv6", true, "monitoring", true))
	id := res.id("droplet")
	if id < 9_000_605_000_000 || id > 9_000_606_000_000 {
		t.Errorf("id %d", id)
	}
	same(t, "status", res.str("droplet", "status"), "new")
	same(t, "locked", res.at("droplet", "locked"), false)
	same(t, "kernel", res.at("droplet", "kernel"), nil)
	same(t, "networks", res.at("droplet", "networks"), "map[v4:[] v6:[]]")
	same(t, "vpc_uuid", res.at("droplet", "vpc_uuid"), nil)
	same(t, "rel", res.str("links", "actions", 0, "rel"), "create")
	action := res.id("links", "actions", 0)
	href := fmt.Sprintf("%s/v2/actions/%d", a.base, action)
	same(t, "href", res.str("links", "actions", 0, "href"), href)
	path := fmt.Sprintf("/v2/droplets/%d", id)
	same(t, "action", a.get(fmt.Sprintf("/v2/actions/%d", action)).str("action", "status"), "in-progress")

	// The private address comes first, then the public one, then the droplet runs.
	a.sleep(10 * time.Second)
	res = a.get(path)
	same(t, "status", res.str("droplet", "status"), "new")
	same(t, "private", res.str("droplet", "networks", "v4", 0, "type"), "private")
	same(t, "public", res.at("droplet", "networks", "v4", 1), nil)
	a.sleep(10 * time.Second)
	res = a.get(path)
	same(t, "status", res.str("droplet", "status"), "new")
	same(t, "public", res.str("droplet", "networks", "v4", 1, "type"), "public")
	same(t, "v6 netmask", res.at("droplet", "networks", "v6", 0, "netmask"), 64)
	a.sleep(20 * time.Second)
	res = a.get(path)
	same(t, "status", res.str("droplet", "status"), "active")
	same(t, "tags", res.at("droplet", "tags"), "[x y]")
	if res.at("droplet", "vpc_uuid") == nil {
		t.Error("no vpc_uuid")
	}
	done := a.get(fmt.Sprintf("/v2/actions/%d", action))
	same(t, "action", done.str("action", "status"), "completed")
	at, err := time.Parse(time.RFC3339, done.str("action", "completed_at"))
	if took := at.Sub(epoch); err != nil || took < 27*time.Second || took > 38*time.Second {
		t.Errorf("create took %v (%v)", took, err)
	}

	// Deleted: shown for seconds, refused to a second delete, then gone.
	a.do(204, "DELETE", path, nil)
	a.get(path)
	a.do(404, "DELETE", path, nil)
	a.do(404, "POST", path+"/actions", map[string]any{"type": "power_off"})
	if strings.Contains(string(a.server.State()), path[len("/v2/droplets/"):]+`,"name"`) {
		t.Error("the state still has the deleted droplet")
	}
	a.sleep(5 * time.Second)
	a.refusedAs(404, "not_found", "The resource you requested could not be found.", "GET", path, nil)
	same(t, "total", a.get("/v2/droplets").str("meta", "total"), 0)
}

func TestDropletRefusals(t *testing.T) {
	a := newAPI(t, DropletLimit(2))
	const droplets = "/v2/droplets"
	bad := func(pairs ...any) map[string]any { return with(plain, pairs...) }
	for _, test := range []struct {
		body    map[string]any
		message string
	}{
		{bad("image", "nope"), "You specified an invalid image for Droplet creation."},
		{bad("image", 5), "You specified an invalid image for Droplet creation."},
		{bad("size", "nope"), "You specified an invalid size for Droplet creation."},
		{bad("region", "nope"), "You specified an invalid region for Droplet creation."},
		{bad("region", "ams2"), "You specified an invalid region for Droplet creation."},
		{bad("ssh_keys", []any{7, "aa:bb"}), "7, aa:bb are invalid key identifiers for Droplet creation."},
		{bad("name", "no_good"), "Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)"},
		{bad("name", ""), "Name can't be blank"},
		{bad("name", 5), "name must be a string"},
		{bad("image", true), "image must be a string or an integer"},
		{bad("backups", "yes"), "backups must be a boolean"},
		{bad("tags", "x"), "tags must be an array"},
		{bad("tags", []any{5}), "tags[0] must be a string"},
		{bad("backup_policy", map[string]any{"hour": "x"}), "backup_policy.hour must be an integer"},
		{bad("tags", []string{"a b"}), "Tag name a b is invalid: only letters, numbers, colons, dashes and underscores are allowed, at most 255"},
		{bad("user_data", strings.Repeat("x", 64<<10+1)), "User data is too long (maximum is 65536 bytes)"},
		{bad("vpc_uuid", "x"), "You specified an invalid vpc_uuid for Droplet creation."},
		{bad("volumes", []string{"x"}), "You specified an invalid volume for Droplet creation."},
		{bad("names", []string{"a", "b", "c"}), "creating this/these droplet(s) will exceed your droplet limit"},
		{bad("names", make([]string, 11)), "You can create at most 10 Droplets at a time."},
	} {
		a.refused(test.message, "POST", droplets, test.body)
	}
	a.refusedAs(400, "bad_request", "error parsing request body", "POST", droplets, `{"name":`)
	a.refusedAs(400, "bad_request", "error parsing request body", "POST", droplets, `[]`)
	a.refusedAs(400, "bad_request", "error parsing request body", "POST", droplets, `{} {}`)
	same(t, "total", a.get(droplets).str("meta", "total"), 0)

	// At the limit; user_data of exactly 64 KiB, nulls and unknown fields are taken.
	a.create("user_data", strings.Repeat("x", 64<<10), "ssh_keys", nil, "surprise", 1)
	a.create()
	a.refused("creating this/these droplet(s) will exceed your droplet limit", "POST", droplets, plain)
}

func TestDropletRegions(t *testing.T) {
	a := newAPI(t)
	region := func(pairs ...any) string {
		return a.do(202, "POST", "/v2/droplets", with(plain, pairs...)).str("droplet", "region", "slug")
	}
	same(t, "prefix", region("region", "ams"), "ams3")
	body := with(plain)
	delete(body, "region")
	same(t, "omitted", a.do(202, "POST", "/v2/droplets", body).str("droplet", "region", "slug"), "nyc3")
}

func TestDropletMany(t *testing.T) {
	a := newAPI(t)
	body := with(plain, "names", []string{"a", "b", "c"})
	delete(body, "name")
	res := a.do(202, "POST", "/v2/droplets", body)
	same(t, "droplets", len(res.list("droplets")), 3)
	same(t, "links", len(res.list("links", "actions")), 3)
	for i, name := range []string{"a", "b", "c"} {
		same(t, "name", res.str("droplets", i, "name"), name)
	}
	a.sleep(time.Minute)
	same(t, "by name", a.get("/v2/droplets?name=b").str("droplets", 0, "id"), res.at("droplets", 1, "id"))
	same(t, "gpus", a.get("/v2/droplets?type=gpus").str("meta", "total"), 0)
	a.refused("type must be one of droplets, gpus", "GET", "/v2/droplets?type=x", nil)
}

func TestDropletPower(t *testing.T) {
	a := newAPI(t)
	path, _ := a.create()
	status := func(want string) {
		t.Helper()
		same(t, "status", a.get(path).str("droplet", "status"), want)
	}
	refused := func(message, kind string) {
		t.Helper()
		a.refused(message, "POST", path+"/actions", map[string]any{"type": kind})
	}
	refused("Droplet is currently on. Please power it off to run this event.", "resize")
	refused("Type fly is invalid", "fly")
	a.refused("type is required", "POST", path+"/actions", nil)

	a.do(201, "POST", path+"/actions", map[string]any{"type": "power_off"})
	refused("Droplet already has a pending event.", "power_on")
	a.refused("Droplet already has a pending event.", "DELETE", path, nil)
	status("active")
	a.sleep(time.Minute)
	status("off")
	refused("Droplet is already powered off", "power_off")
	refused("Droplet is currently off. Please power it on to run this event.", "reboot")
	a.act(path, map[string]any{"type": "shutdown"}) // accepted on an off droplet
	status("off")
	a.act(path, map[string]any{"type": "power_cycle"})
	status("active")
	a.act(path, map[string]any{"type": "reboot"})
	a.act(path, map[string]any{"type": "password_reset"})
	a.act(path, map[string]any{"type": "enable_private_networking"})
	a.act(path, map[string]any{"type": "upgrade"})
	a.act(path, map[string]any{"type": "shutdown"})
	status("off")
	a.act(path, map[string]any{"type": "power_on"})
	status("active")

	list := a.get(path + "/actions?per_page=3")
	same(t, "newest first", list.str("actions", 0, "type"), "power_on")
	same(t, "total", list.str("meta", "total"), 10)
	action := list.id("actions", 0)
	same(t, "one", a.get(fmt.Sprintf("%s/actions/%d", path, action)).id("action"), action)
	other, _ := a.create()
	a.do(404, "GET", fmt.Sprintf("%s/actions/%d", other, action), nil)
}

func TestDropletChanges(t *testing.T) {
	a := newAPI(t)
	path, _ := a.create()
	post := path + "/actions"
	a.act(path, map[string]any{"type": "rename", "name": "web-2"})
	a.refused("Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)", "POST", post, map[string]any{"type": "rename", "name": "a b"})
	a.act(path, map[string]any{"type": "rebuild", "image": "debian-13-x64"})
	a.refused("You specified an invalid image for Droplet rebuild.", "POST", post, map[string]any{"type": "rebuild", "image": "nope"})
	a.refused("image is required", "POST", post, map[string]any{"type": "rebuild"})
	a.refused("size must be a string", "POST", post, map[string]any{"type": "resize", "size": 5})
	kernels := a.get(path + "/kernels")
	a.act(path, map[string]any{"type": "change_kernel", "kernel": kernels.id("kernels", 1)})
	a.refused("You specified an invalid kernel for Droplet.", "POST", post, map[string]any{"type": "change_kernel", "kernel": 1})

	a.act(path, map[string]any{"type": "power_off"})
	a.act(path, map[string]any{"type": "enable_ipv6"})
	a.refused("IPv6 is already enabled", "POST", post, map[string]any{"type": "enable_ipv6"})
	a.refused("You specified an invalid size for Droplet resize.", "POST", post, map[string]any{"type": "resize", "size": "x"})
	a.act(path, map[string]any{"type": "resize", "size": "s-1vcpu-2gb"})
	res := a.get(path)
	same(t, "disk kept", res.at("droplet", "disk"), 25)
	same(t, "memory", res.at("droplet", "memory"), 2048)
	a.act(path, map[string]any{"type": "resize", "size": "s-2vcpu-4gb", "disk": true})
	a.refused("This size is not available because it has a smaller disk.", "POST", post, map[string]any{"type": "resize", "size": "s-1vcpu-1gb"})

	res = a.get(path)
	same(t, "name", res.str("droplet", "name"), "web-2")
	same(t, "image", res.str("droplet", "image", "slug"), "debian-13-x64")
	same(t, "kernel", res.at("droplet", "kernel", "id"), kernels.at("kernels", 1, "id"))
	same(t, "disk", res.at("droplet", "disk"), 80)
	same(t, "size", res.str("droplet", "size", "slug"), "s-2vcpu-4gb")
	same(t, "v6", len(res.list("droplet", "networks", "v6")), 1)
	same(t, "v4", len(res.list("droplet", "networks", "v4")), 2)
}

func TestDropletByTag(t *testing.T) {
	a := newAPI(t)
	one, _ := a.create("tags", []string{"web"})
	two, _ := a.create("tags", []string{"web", "db"})
	three, _ := a.create()
	same(t, "tagged", a.get("/v2/droplets?tag_name=web").str("meta", "total"), 2)
	same(t, "absent", a.get("/v2/droplets?tag_name=no").str("meta", "total"), 0)

	const actions = "/v2/droplets/actions?tag_name="
	a.refused("Type rename is invalid", "POST", actions+"web", map[string]any{"type": "rename", "name": "x"})
	a.do(404, "POST", actions+"no", map[string]any{"type": "power_off"})
	a.refused("tag_name is required", "POST", "/v2/droplets/actions", map[string]any{"type": "power_off"})
	res := a.do(201, "POST", actions+"web", map[string]any{"type": "power_off"})
	same(t, "actions", len(res.list("actions")), 2)
	a.refused("Droplet already has a pending event.", "POST", actions+"web", map[string]any{"type": "shutdown"})
	a.refused("Droplet already has a pending event.", "DELETE", "/v2/droplets?tag_name=web", nil)
	a.sleep(time.Minute)
	same(t, "off", a.get(two).str("droplet", "status"), "off")
	a.act(two, map[string]any{"type": "power_on"})
	// Only where it is possible.
	same(t, "actions", len(a.do(201, "POST", actions+"web", map[string]any{"type": "power_off"}).list("actions")), 1)
	a.sleep(time.Minute)

	a.do(404, "DELETE", "/v2/droplets?tag_name=no", nil)
	a.refused("tag_name is required", "DELETE", "/v2/droplets", nil)
	a.do(204, "DELETE", "/v2/droplets?tag_name=web", nil)
	a.sleep(time.Minute)
	a.do(404, "GET", one, nil)
	a.do(404, "GET", two, nil)
	a.get(three)
}

func TestDropletNeighbors(t *testing.T) {
	a := newAPI(t)
	body := with(plain, "names", []string{"a", "b", "c", "d", "e"})
	ids := a.do(202, "POST", "/v2/droplets", body)
	a.create("region", "ams3")
	path := fmt.Sprintf("/v2/droplets/%d", ids.id("droplets", 0))
	same(t, "neighbors", len(a.get(path+"/neighbors").list("droplets")), 3)
	report := a.get("/v2/reports/droplet_neighbors_ids")
	same(t, "hosts", len(report.list("neighbor_ids")), 1)
	same(t, "ids", len(report.list("neighbor_ids", 0)), 4)
	old := a.get("/v2/reports/droplet_neighbors")
	same(t, "older report", old.str("neighbors", 0, 3, "name"), "d")
}

func TestDropletSnapshotsAndBackups(t *testing.T) {
	a := newAPI(t)
	path, id := a.create()
	post := path + "/actions"
	a.act(path, map[string]any{"type": "snapshot", "name": "before"})
	snap := a.get(path + "/snapshots")
	same(t, "name", snap.str("snapshots", 0, "name"), "before")
	same(t, "made when its action began", snap.str("snapshots", 0, "created_at"), a.get(path+"/actions").str("actions", 0, "started_at"))
	image := fmt.Sprintf("/v2/images/%d", snap.id("snapshots", 0))
	same(t, "image", a.get(image).str("image", "type"), "snapshot")
	same(t, "ids", a.get(path).at("droplet", "snapshot_ids", 0), snap.at("snapshots", 0, "id"))
	same(t, "as a snapshot", a.get("/v2/snapshots?resource_type=droplet").str("snapshots", 0, "resource_id"), id)
	a.refused("You specified an invalid image for Droplet restore.", "POST", post, map[string]any{"type": "restore", "image": "ubuntu-24-04-x64"})
	a.act(path, map[string]any{"type": "restore", "image": snap.id("snapshots", 0)})
	same(t, "restored", a.get(path).id("droplet", "image"), snap.id("snapshots", 0))

	a.act(path, map[string]any{"type": "disable_backups"}) // there are none: done
	a.refused("Backups are not enabled", "POST", post, map[string]any{"type": "change_backup_policy", "backup_policy": map[string]any{"plan": "daily"}})
	same(t, "enabled", a.get(path+"/backups/policy").at("policy", "backup_enabled"), false)
	a.act(path, map[string]any{"type": "enable_backups"})
	a.refused("Backups are already enabled", "POST", post, map[string]any{"type": "enable_backups"})
	same(t, "window", a.get(path).str("droplet", "next_backup_window", "start"), "2026-08-02T00:00:00Z")
	a.act(path, map[string]any{"type": "change_backup_policy", "backup_policy": map[string]any{"plan": "daily", "hour": 20}})
	policy := a.get(path + "/backups/policy")
	same(t, "plan", policy.str("policy", "backup_policy", "plan"), "daily")
	same(t, "window", policy.str("policy", "next_backup_window", "start"), "2026-08-01T20:00:00Z")
	same(t, "all policies", a.get("/v2/droplets/backups/policies").at("policies", fmt.Sprint(id), "backup_enabled"), true)
	same(t, "supported", len(a.get("/v2/droplets/backups/supported_policies").list("supported_policies")), 2)

	// Ten days later there are seven backups: those of a daily plan.
	a.sleep(10 * 24 * time.Hour)
	backups := a.get(path + "/backups")
	same(t, "backups", backups.str("meta", "total"), 7)
	same(t, "ids", len(a.get(path).list("droplet", "backup_ids")), 7)
	backup := fmt.Sprintf("/v2/images/%d", backups.id("backups", 0))
	a.act(backup, map[string]any{"type": "convert"})
	same(t, "converted", a.get(backup).str("image", "type"), "snapshot")
	same(t, "snapshots", a.get(path+"/snapshots").str("meta", "total"), 2)
	a.refused("Only backups can be converted to snapshots.", "POST", image+"/actions", map[string]any{"type": "convert"})
	a.act(path, map[string]any{"type": "disable_backups"})
	a.sleep(48 * time.Hour)
	same(t, "backups", a.get(path+"/backups").str("meta", "total"), 6)
	same(t, "window", a.get(path).at("droplet", "next_backup_window"), nil)

	// Snapshots outlive the droplet, backups do not.
	a.do(204, "DELETE", path, nil)
	a.sleep(time.Minute)
	same(t, "private images", a.get("/v2/images?private=true").str("meta", "total"), 2)
	a.do(204, "DELETE", image, nil)
	same(t, "snapshots", a.get("/v2/snapshots").str("meta", "total"), 1)
}

func TestDropletDestroyWithAssociated(t *testing.T) {
	a := newAPI(t)
	setup := func(n string) (path string, id int64, volume string) {
		path, id = a.create()
		a.act(path, map[string]any{"type": "snapshot", "name": "s" + n})
		volume = a.do(201, "POST", "/v2/volumes", map[string]any{"name": "v" + n, "region": "nyc3", "size_gigabytes": 10}).str("volume", "id")
		a.act("/v2/volumes/"+volume, map[string]any{"type": "attach", "droplet_id": id})
		a.do(201, "POST", "/v2/volumes/"+volume+"/snapshots", map[string]any{"name": "vs" + n})
		a.do(202, "POST", "/v2/reserved_ips", map[string]any{"droplet_id": id})
		a.sleep(time.Minute)
		return path, id, volume
	}
	path, id, volume := setup("1")
	const sub = "/destroy_with_associated_resources"
	found := a.get(path + sub)
	for _, kind := range []string{"reserved_ips", "floating_ips", "snapshots", "volumes", "volume_snapshots"} {
		same(t, kind, len(found.list(kind)), 1)
	}
	a.do(404, "GET", path+sub+"/status", nil)
	a.refused("The X-Dangerous header must be set to true.", "DELETE", path+sub+"/dangerous", nil)
	a.do(202, "DELETE", path+sub+"/selective", map[string]any{"volumes": []string{volume}, "reserved_ips": []string{found.str("reserved_ips", 0, "id")}})
	status := a.get(path + sub + "/status")
	same(t, "completed", status.at("completed_at"), nil)
	same(t, "droplet", status.str("droplet", "id"), id)
	a.sleep(time.Minute)
	status = a.get(path + sub + "/status")
	same(t, "failures", status.at("failures"), 0)
	if status.at("completed_at") == nil || status.at("resources", "volumes", 0, "destroyed_at") == nil {
		t.Error(status.text)
	}
	a.do(202, "POST", path+sub+"/retry", nil)
	a.do(404, "GET", path, nil)
	a.do(404, "GET", "/v2/volumes/"+volume, nil)
	same(t, "addresses", a.get("/v2/reserved_ips").str("meta", "total"), 0)
	same(t, "snapshots", a.get("/v2/snapshots").str("meta", "total"), 2)

	path, _, _ = setup("2")
	a.header.Set("X-Dangerous", "true")
	a.do(202, "DELETE", path+sub+"/dangerous", nil)
	a.sleep(time.Minute)
	same(t, "snapshots", a.get("/v2/snapshots").str("meta", "total"), 2)
	same(t, "volumes", a.get("/v2/volumes").str("meta", "total"), 0)
	same(t, "addresses", a.get("/v2/reserved_ips").str("meta", "total"), 0)
}
