package do_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind/do"
)

// TestExtraEverywhere sends extra with each operation that has a body or a query,
// and with each typed method that sends a body.
func TestExtraEverywhere(t *testing.T) {
	rec := newRecorder(t, answerOf)
	h, _ := rec.host(t)
	sent := func(name, src string) {
		t.Helper()
		rec.take()
		if err := h.DoString(t.Context(), name, src); err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		for _, r := range rec.take() {
			var body map[string]any
			if r.url.Query().Get("frob") == "1" || json.Unmarshal(r.body, &body) == nil && body["frob"] == 1.0 {
				return
			}
		}
		t.Errorf("%s: extra was not sent", name)
	}
	operations := 0
	for _, op := range catalog.All() {
		if op.Host == catalog.Upload {
			continue
		}
		args := sampleArgs(op).script
		args["extra"] = map[string]any{"frob": 1}
		src := fmt.Sprintf("local r = do.%s.%s%s", op.Group, op.Name, luaText(args))
		if op.IsList() {
			src += "\nr:list()"
		}
		sent(op.ID, src)
		operations++
	}
	// Methods: how they are called without extra. Those that are not here send no body.
	methods := map[string]map[string]string{
		"Droplet": {
			"act": `type="x"`, "rename": `name="x"`, "snapshot": `name="x"`, "resize": `size="x"`, "rebuild": `image="x"`, "restore": `image=5`, "change_kernel": `kernel=5`,
			"tag": `tag="x"`, "untag": `tag="x"`, "enable_backups": "", "disable_backups": "", "reboot": "", "power_cycle": "", "shutdown": "", "power_off": "", "power_on": "",
			"password_reset": "", "enable_ipv6": "", "enable_private_networking": "",
		},
		"Image":        {"act": `type="x"`, "update_image": `name="x"`, "transfer": `region="x"`, "convert": "", "tag": `tag="x"`, "untag": `tag="x"`},
		"SSHKey":       {"update_ssh_key": `name="x"`},
		"FloatingIP":   {"act": `type="x"`, "assign": `droplet=5`, "unassign": ""},
		"Domain":       {"create_record": `type="A", name="x", data="192.0.2.1"`},
		"DomainRecord": {"update_record": `data="192.0.2.1"`, "update": `data="192.0.2.1"`},
		"Tag": {
			"update_tag": `name="x"`, "act_on_droplets": `type="x"`, "snapshot": `name="x"`, "add": `resources=DO.Droplet(5)`, "remove": `resources=DO.Droplet(5)`,
			"power_cycle": "", "power_on": "", "power_off": "", "shutdown": "", "enable_private_networking": "", "enable_ipv6": "", "enable_backups": "", "disable_backups": "",
		},
		"": {
			"create_droplet": `name="x", image="x", size="x", region="x"`, "create_multiple_droplets": `names={"x"}, image="x", size="x", region="x"`, "create_ssh_key": `name="x", public_key="x"`,
			"create_domain": `name="x"`, "create_floating_ip": `region="x"`, "create_tag": `name="x"`,
		},
	}
	handles := map[string]string{"Droplet": "do.Droplet(5)", "Image": "do.Image(5)", "SSHKey": "do.SSHKey(5)", "FloatingIP": `do.FloatingIP("192.0.2.1")`, "Domain": `do.Domain("x.example")`,
		"DomainRecord": `do.DomainRecord(5)`, "Tag": `do.Tag("x")`}
	for _, m := range do.Modules() {
		classes := m.Classes
		if m.Class != nil {
			classes = append(classes[:len(classes):len(classes)], m.Class)
		}
		for _, class := range classes {
			object := handles[class.Name]
			if class == m.Class {
				object = "DO"
			}
			if object == "" {
				continue
			}
			for i := range class.Methods {
				f := &class.Methods[i]
				if strings.Contains(f.Title, ".") {
					continue // an operation
				}
				takes := false
				for _, p := range f.Params {
					takes = takes || p.Name == "extra"
				}
				args, known := methods[strings.TrimPrefix(class.Name, m.Class.Name)][f.Name]
				if takes != known {
					t.Errorf("%s.%s: takes extra: %t, sends a body: %t", class.Name, f.Name, takes, known)
				}
				if !known || class.Name == "DomainRecord" { // which is of no domain here
					continue
				}
				if args != "" {
					args += ", "
				}
				sent(class.Name+"."+f.Name, fmt.Sprintf("pcall(%s.%s, %s, {%sextra={frob=1}})", object, f.Name, object, args))
			}
		}
	}
	if operations < 650 {
		t.Errorf("%d operations", operations)
	}
	// Where a method takes any number of things, extra comes behind them.
	sent("add", `do.Tag("x"):add(do.Droplet(1), do.Droplet(2), {extra={frob=1}})`)
}

// TestConventions has what scripts may count on, whatever they call.
func TestConventions(t *testing.T) {
	for name, test := range map[string]struct{ src, want string }{
		"wait lists": {`
			local a, b = do.create_multiple_droplets({"a", "b"}, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")[1], nil
			b = do.fetch_all_droplets():find(function(d) return d.name == "b" end)
			local function names(it) local t = {} for d in it do t[#t + 1] = d.name or d.type end table.sort(t) return table.concat(t, " ") end
			print(names(do.wait_droplets({a.id, {id = b.id}}, {status = "active"})), names(do.wait_droplets(a, {status = "active"})), names(do.wait_droplets({id = b.id}, {status = "active"})))
			print(names(do.wait(a, {field = "status", value = "active"})), names(do.wait_actions_on_objects(a)))
			local x = a:reboot()
			print(names(do.wait_actions(x)), names(do.wait_actions({{id = x.id}})), names(do.wait_actions{id = x.id}))
			print(select(2, pcall(do.wait_actions_on_objects, {{id = a.id}})).message:match("has an id and does not say of what"))`,
			"a b\ta\tb\na\ta\nreboot\treboot\treboot\nhas an id and does not say of what"},
		"statuses and locked": {`
			local d = do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
			for _, o in ipairs{{status = "hibernated"}, {locked = 1}, {locked = "no"}} do
				o.wait_time = 5
				local ok, e = pcall(d.wait, d, o)
				print(e.kind, e.attr, e.value)
			end
			print(d:wait{locked = false}.name)`,
			"WaitTimeoutError\tstatus\thibernated\nWaitTimeoutError\tlocked\ttrue\nWaitTimeoutError\tlocked\ttrue\na"},
		"tags": {`
			local d = do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
			d:snapshot("s"):wait()
			local v = do.volumes.create{name = "v", size_gigabytes = 10, region = "nyc3"}
			local db = do.databases.create_cluster{name = "db-one", engine = "pg", region = "nyc3", size = "db-s-1vcpu-1gb", num_nodes = 1}
			local lb = do.load_balancers.create{name = "lb", region = "nyc3", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 80}}}
			local web = do.create_tag("web")
			for _, o in ipairs{d, v, v:volume_snapshots_create{name = "vs"}, db, lb, do.fetch_all_private_images():first(), do.snapshots.list{resource_type = "droplet"}:first(), do.snapshots.list{resource_type = "volume"}:first()} do
				o:tag(web)
				local with = table.concat(o:fetch().tags, " ")
				o:untag("web")
				local without = #o:fetch().tags
				web:add(o)
				local again = o:fetch().tags[1]
				web:remove(o)
				print(o.class, with, without, again, #o:fetch().tags)
			end
			print(web:fetch().resources.count)`,
			strings.Join([]string{"Droplet\tweb\t0\tweb\t0", "Volume\tweb\t0\tweb\t0", "Snapshot\tweb\t0\tweb\t0", "Database\tweb\t0\tweb\t0", "LoadBalancer\tweb\t0\tweb\t0",
				"Image\tweb\t0\tweb\t0", "Snapshot\tweb\t0\tweb\t0", "Snapshot\tweb\t0\tweb\t0", "0"}, "\n")},
		"nested writes": {`
			local a = do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
			local d = a:fetch()
			d.region.slug, d.networks.v4[2].ip_address, d.tags[1], d.image.slug = "r1", "192.0.2.9", "mine", "i1"
			print(d.fields.region.slug, d.fields.networks.v4[2].ip_address, d.fields.tags[1], d:for_json().region.slug)
			print(d.region_slug, d.ip_address, d.image_slug, d == a:fetch())
			for k, v in pairs(d) do if k == "region" then print(v.slug) end end
			d.region = {slug = "r2"} d.networks.v4 = nil
			print(d.region_slug, d.fields.region.slug, d.ip_address, d.fields.networks.v4)`,
			"r1\t192.0.2.9\tmine\tr1\nr1\t192.0.2.9\ti1\tfalse\nr1\nr2\tr2\tnil\tnil"},
		"busy": {`local d = do.create_droplet("a", "debian-12-x64", "s-1vcpu-1gb", "nyc3"):wait{status = "active"}
			d:power_off()
			local ok, e = pcall(d.power_on, d)
			print(ok, tostring(e):match("; (.*)$"), do.retry_busy)
			do.retry_busy = true
			print(d:power_on().type, do.retry_busy)
			do.retry_busy = false
			print((pcall(d.power_off, d)))`, "false\tdo.retry_busy = true waits until it is free\tfalse\npower_on\ttrue\nfalse"},
		"names of objects": {`local d = do.create_droplet("a", "debian-12-x64", "s-1vcpu-1gb", "nyc3"):wait{status = "active"}
			local v = do.volumes.create{name = "v", region = "nyc3", size_gigabytes = 1}
			print(d.urn == "do:droplet:" .. d.id, v.urn == "do:volume:" .. v.id, do.create_domain("example.com").urn, do.Tag("x").urn)
			local p = do.projects.create{name = "p", purpose = "x"}
			do.projects.assign_resources(p, {resources = {d, v, "do:domain:example.com"}})
			print(p:list_resources():count())
			do.create_tag("web")
			do.tags.assign_resources("web", {d, v})
			print(d:fetch().tags[1], v:fetch().tags[1])
			do.create_tag("app")
			do.tags.assign_resources("app", {{resource_id = d.id, resource_type = "droplet"}})
			print(#d:fetch().tags)`, "true\ttrue\tdo:domain:example.com\tnil\n3\nweb\tweb\n2"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimSpace(newWorldOf(t, []sim.Option{}).run(t, test.src)); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestConventionsRefused has what is refused at the call, with nothing sent.
func TestConventionsRefused(t *testing.T) {
	rec := newRecorder(t, answerOf)
	h, _ := rec.host(t)
	const droplet = `do.create_droplet{name="n", image="ubuntu-24-04-x64", size="s-1vcpu-1gb", region="nyc3", `
	for src, want := range map[string]string{
		// A fail that can never match, and a field that is never there.
		`do.wait({do.Droplet(1)}, {field="status", value="active", fail="active"})`:   "'fail' can never match: active is what is waited for",
		`do.wait({do.Droplet(1)}, {field="status", value="active", fail="exploded"})`: "'fail' can never match: the status of Droplet is one of new, active, off, archive, never 'exploded'",
		`do.wait({do.Droplet(1)}, {field="status", value="active", fail={}})`:         "'fail' can never match: it is an empty list",
		`do.wait({do.Droplet(1)}, {field="status", value="active", fail=5})`:          "'fail' can never match: the status of Droplet is a text, never 5",
		`do.wait({do.Droplet(1)}, {field="locked", value=false, fail="yes"})`:         "'fail' can never match: the locked of Droplet is true or false, never yes",
		`do.wait({do.Droplet(1)}, {field="status", values={}})`:                       "'values' can never match: it is an empty list",
		`do.wait({do.Droplet(1)}, {field="staus", value="active"})`:                   "a Droplet has no field 'staus' (did you mean 'status'?)",
		// Options where a needed argument is, and settings of the client.
		`do.account()`: "attempt to call userdata value 'do.account', which is a group: call one of its operations, as in do.account.get()",
		`do.tags.assign_resources("web", {resources={{resource_id="1", resource_type="droplet"}}})`: "the table of named arguments stands where 'resources' is expected: give that by position, assign_resources(tag_id, resources), or all by name, assign_resources{tag_id=..., resources=...}",
		`do.Droplet(1):resize{size="s-1vcpu-1gb", retry_busy=true}`:                                 "resize: unknown argument 'retry_busy': it is a setting of the client; do.retry_busy = ... sets it for what comes after",
		`do.volumes.list{per_page=5, settle=1}`:                                                     "'settle': it is a setting of the client; doapi{api_token = do.api_token, settle = ...} makes one that has it",
		`do.retry_busy = 1`:                                                                         "retry_busy must be a boolean, got number",
		`do.exactly_once = "off"`:                                                                   "Client.exactly_once cannot be set; doapi{..., exactly_once = ...} makes one that has it",
		`doapi{retry_busy=true}`:                                                                    "missing argument 'api_token' (a token, such as do.api_token)",
		`do.Droplet(1):wait("off")`:                                                                 "wait: takes no arguments, got 1; they are given by name, as in wait{status=..., locked=..., ready=...}",
		`do.Domain("example.com"):create_record{type="A", name="x", value="192.0.2.1"}`:             "unknown argument 'value' (it takes type, name, data, ",
		// Lists with holes and missing braces, at any depth.
		droplet + `tags={"a", nil, "c"}}`:                                          "'tags' has no element 2 (nil)",
		droplet + `ssh_keys={1, nil, 3}}`:                                          "'ssh_keys' has no element 2 (nil)",
		droplet + `volumes={name="x"}}`:                                            "'volumes' must be a list, and is one table; write {{...}}",
		droplet + `ssh_keys={id=5}}`:                                               "'ssh_keys' must be a list of ids, fingerprints or SSHKeys, and is one table; write {{...}}",
		`do.wait_droplets({do.Droplet(1), nil, do.Droplet(3)}, {status="active"})`: "'droplets' has no element 2 (nil)",
		`do.create_multiple_droplets({"a", nil, "c"}, "x", "x", "x")`:              "'names' has no element 2 (nil)",
		`do.Tag("x"):add({do.Droplet(1), nil, do.Droplet(3)})`:                     "'resources' has no element 2 (nil)",
		`do.apps.create{spec={name="shop", services={name="web"}}}`:                "'spec.services' must be a list of tables, and is one table; write {{...}}",
		`do.firewalls.create{name="web-fw", inbound_rules={{protocol="tcp", ports="22", sources={addresses={nil, "0.0.0.0/0"}}}}}`: "'inbound_rules[1].sources.addresses' has no element 1 (nil)",
		// Names that are empty, nested ones too.
		`do.create_droplet("", "x", "x", "x")`:                  "'name' must not be empty",
		`do.create_multiple_droplets({"a", ""}, "x", "x", "x")`: "'names[2]' must not be empty",
		`do.tags.create{name=""}`:                               "'name' must not be empty",
		`do.Droplet(1):rename("")`:                              "'name' must not be empty",
		`do.Droplet(1):tag("")`:                                 "'tag' must not be empty",
		`do.fetch_all_droplets{tag_name=""}`:                    "'tag_name' must not be empty",
		`do.resolve("Droplet", "")`:                             "'identifier' must not be empty",
		`do.request("")`:                                        "'url' must not be empty",
		`do.kubernetes.create_cluster{name="kk", region="nyc1", version="1.33.1-do.0", node_pools={{name="", size="s-1vcpu-2gb", count=2}}}`: "'node_pools[1].name' must not be empty",
		// Near misses of what is known, wherever it stands.
		`do.vpcs.create{name="vv", region="NYC-3"}`: `'region' cannot be "NYC-3" (did you mean 'nyc3'?)`,
		`do.reserved_ips.create{region="nyc_3"}`:    `'region' cannot be "nyc_3" (did you mean 'nyc3'?)`,
		`do.databases.create_cluster{name="db1", engine="pg", region="nyc 3", size="db-s-1vcpu-1gb", num_nodes=1}`: `'region' cannot be "nyc 3" (did you mean 'nyc3'?)`,
		`do.droplets.create{name="web", image="ubuntu-2404-x64", size="s-1vcpu-1gb", region="fra1"}`:               `'image' cannot be "ubuntu-2404-x64" (did you mean 'ubuntu-24-04-x64'?)`,
		`do.droplets.create{name="web", image="ubuntu-24-04-x64", size="s1vcpu1gb", region="fra1"}`:                `'size' cannot be "s1vcpu1gb" (did you mean 's-1vcpu-1gb'?)`,
		`do.kubernetes.add_node_pool{cluster_id="x", name="p", size="s-2vcpu-4g", count=1}`:                        `'size' cannot be "s-2vcpu-4g" (did you mean 's-2vcpu-4gb'?)`,
		`do.spaces_key.create{name="k", grants={{bucket="b", permission="read-write"}}}`:                           `'grants[1].permission' cannot be "read-write" (did you mean 'readwrite'?)`,
	} {
		err := h.DoString(t.Context(), "test", src)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", src, err, want)
		}
		if got := rec.take(); len(got) > 0 {
			t.Errorf("%s: %d requests", src, len(got))
		}
	}
	// What may be new is sent.
	for _, src := range []string{
		droplet[:len(droplet)-len(`region="nyc3", `)] + `region="nyc4"}`, `do.vpcs.create{name="vv", region="atl9"}`,
		`do.droplets.create{name="web", image="debian-14-x64", size="s-1vcpu-1gb-arm", region="fra1"}`,
	} {
		if err := h.DoString(t.Context(), "test", src); err != nil || len(rec.take()) == 0 {
			t.Errorf("%s: %v", src, err)
		}
	}
}

// TestBesides has what a create answers beside the object as a field of it.
func TestBesides(t *testing.T) {
	rec := newRecorder(t, func(w http.ResponseWriter, r *http.Request) {
		respond(w, 202, `{"dedicated_inference":{"id":"x","name":"mine"},"token":{"value":"once"},"links":{}}`)
	})
	got := output(t, rec, `
		local d = do.dedicated_inferences.create{body = {spec = {}}}
		print(d.class, d.id, d.name, d.token.value, d.links)`)
	if got != "DedicatedInference\tx\tmine\tonce\tnil\n" {
		t.Error(got)
	}
}
