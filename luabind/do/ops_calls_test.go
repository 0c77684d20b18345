package do_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

// respond answers with JSON text.
func respond(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// output runs a script that must succeed, and gives what it prints.
func output(t *testing.T, rec *recorder, src string, options ...client.Option) string {
	t.Helper()
	h, out := rec.host(t, options...)
	if err := h.DoString(t.Context(), "test", src); err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	return out.String()
}

// TestRefusedArguments sends nothing, and says what is wrong with which
// argument.
func TestRefusedArguments(t *testing.T) {
	rec := newRecorder(t, answerOf)
	h, _ := rec.host(t)
	for src, want := range map[string]string{
		`do.droplets.create{nme="x"}`:                                             "droplets.create: unknown argument 'nme' (did you mean 'name'?)",
		`do.droplets.get{}`:                                                       "droplets.get: missing argument 'droplet_id' (an integer or the object that has it)",
		`do.droplets.get("web")`:                                                  "droplets.get: 'droplet_id' must be an integer",
		`do.droplets.get(0)`:                                                      "'droplet_id' must be at least 1, got 0",
		`do.droplets.list{type="gpu"}`:                                            `droplets.list: 'type' must be one of "droplets", "gpus", got "gpu" (did you mean 'gpus'?)`,
		`do.droplets.list{per_page=201}`:                                          "droplets.list: 'per_page' must be at most 200, got 201",
		`do.droplets.list{page=1.5}`:                                              "droplets.list: 'page' must be an integer, got 1.5",
		`do.droplets.create{size=true}`:                                           "droplets.create: 'size' must be a string, got boolean",
		`do.droplets.create{tags="web", size="s", image="i", name="n"}`:           "droplets.create: 'tags' must be a list of strings, got string",
		`do.droplets.create{tags={true}, size="s", image="i", name="n"}`:          "droplets.create: 'tags[1]' must be a string, got boolean",
		`do.volumes.create{name="n", region="x", size_gigabytes="10"}`:            "volumes.create: 'size_gigabytes' must be an integer, got string",
		`do.volume_actions.post_by_id{volume_id="v", type="atach", droplet_id=1}`: `must be one of "attach", "detach", "resize", got "atach" (did you mean 'attach'?)`,
		`do.kubernetes.create_cluster{name="k", region="nyc1", version="1", node_pools={{size="s", name="p", cuont=1}}}`:                                     "kubernetes.create_cluster: 'node_pools[1].cuont' is not known (did you mean 'count'?); extra={node_pools=...} sends it all the same",
		`do.kubernetes.create_cluster{name="k", region="nyc1", version="1", node_pools={{size="s", name="p", count=1, taints={{key=1.5, effect="Never"}}}}}`: "'node_pools[1].taints[1].effect' must be one of",
		`do.volume_actions.post_by_id{volume_id="v", type="attach"}`:                                                                                         "volume_actions.post_by_id: missing argument 'droplet_id' or 'size_gigabytes'",
		`do.domains.create_record{domain_name="a.b", type="A", name="x"}`:                                                                                    "domains.create_record: missing argument 'data' or 'ttl'",
		`do.droplets.get(do.Image(5))`:                                             "'droplet_id' must be an integer or the object that has it, got Image",
		`do.droplets.get(doapi{api_token="b"}.Droplet(5))`:                         "'droplet_id' is a Droplet of another client",
		`do.droplets.destroy_with_associated_resources_dangerous{droplet_id=1}`:    "missing argument 'x_dangerous' (a boolean)",
		`do.tags.get{tag_id=".."}`:                                                 "'tag_id' must match",
		`do.droplets.list{query={1}}`:                                              "'query' holds arguments by name, got element 1",
		`do.droplets.get(1, 2)`:                                                    "droplets.get: takes 1 argument, got 2",
		`do.inference.create_embedding{model="m", input="x", inference_key="a b"}`: "key is empty, or holds characters that no key has",
		`do.agent_inference.create_chat_completion{agent_url="a@b", model="m", agent=true, messages={{role="user", content="x"}}}`: "agent_url",
		`do.inference.upload_batch_file{upload_url="/v2/droplets", body="x"}`:                                                      "upload_url must be the whole URL",
	} {
		err := h.DoString(t.Context(), "test", src)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", src, err, want)
		}
	}
	if got := rec.take(); len(got) > 0 {
		t.Errorf("%d requests were sent: %s", len(got), got[0].url)
	}
}

// TestUnknownNames says which name is near to one of an operation or a group
// that there is none of, and where it stands.
func TestUnknownNames(t *testing.T) {
	rec := newRecorder(t, answerOf)
	h, _ := rec.host(t)
	for src, want := range map[string]struct {
		message string
		column  int
	}{
		"\n  do.volumes.creat{}":                        {"attempt to call nil value 'do.volumes.creat' (did you mean 'create'?)", 14},
		"\nlocal c = DO return c.volumes.creat{}":       {"attempt to call nil value 'c.volumes.creat' (did you mean 'create'?)", 31},
		"\nlocal v = do.volumes v:creat{}":              {"attempt to call nil value 'v:creat' (did you mean 'create'?)", 24},
		"\nfor d in do.droplets.lst() do end":           {"attempt to call nil value 'do.droplets.lst' (did you mean 'list'?)", 22},
		"\nfor d in do.fetch_al_droplets() do end":      {"attempt to call nil value 'do.fetch_al_droplets' (did you mean 'fetch_all_droplets'?)", 13},
		"\ndo.volums.create{}":                          {"attempt to index field 'volums' (a nil value) (did you mean 'volumes'?)", 4},
		"\nprint(do.load_balancer.list)":                {"attempt to index field 'load_balancer' (a nil value) (did you mean 'do.load_balancers'?)", 10},
		"\ndo.volumes.nothing_that_is_like_it()":        {"attempt to call nil value 'do.volumes.nothing_that_is_like_it'", 12},
		"\nlocal d = do.Droplet(5)\n d:list_firewals()": {"attempt to call nil value 'd:list_firewals' (did you mean 'list_firewalls'?)", 4},
	} {
		err := h.DoString(t.Context(), "test", src)
		var e *luabind.Error
		if !errors.As(err, &e) || e.Message != want.message || e.Column != want.column || e.Line < 2 {
			t.Errorf("%s\n got %v, column %d\nwant %s, column %d", src, err, e.Column, want.message, want.column)
		}
	}
	if got := rec.take(); len(got) > 0 {
		t.Errorf("%d requests were sent: %s", len(got), got[0].url)
	}
}

// TestParts are the ways around the catalog.
func TestParts(t *testing.T) {
	for src, want := range map[string]string{
		`do.vpcs.create_peerings{vpc_id="a", name="n", extra={color="red"}}`:                                             `POST /v2/vpcs/a/peerings {"color":"red","name":"n","vpc_id":"a"}`,
		`do.vpcs.create_peerings{path={vpc_id="a"}, body={vpc_id="b", name="n"}}`:                                        `POST /v2/vpcs/a/peerings {"name":"n","vpc_id":"b"}`,
		`do.vpcs.create_peerings{vpc_id="a", body={vpc_id="b", name="n"}}`:                                               `POST /v2/vpcs/a/peerings {"name":"n","vpc_id":"b"}`,
		`do.genai.update_agent{uuid="u", name="n"}`:                                                                      `PUT /v2/gen-ai/agents/u {"name":"n","uuid":"u"}`,
		`do.droplets.list{extra={color="red"}}:list()`:                                                                   `GET /v2/droplets?color=red&per_page=200 `,
		`do.droplets.list{query={tag_name="a b", per_page=3}}:list()`:                                                    `GET /v2/droplets?per_page=3&tag_name=a+b `,
		`do.apps.create{content_type="application/yaml", accept="application/yaml", body="spec: {}"}`:                    `POST /v2/apps spec: {}`,
		`do.nfs.create_access_point{path={share_id="s"}, body={path="/x", name="n", vpc_id="v", access_policy={}}}`:      `POST /v2/nfs/shares/s/access_points {"access_policy":{},"name":"n","path":"/x","vpc_id":"v"}`,
		`do.firewalls.delete_tags{firewall_id="f", tags={}}`:                                                             `DELETE /v2/firewalls/f/tags {"tags":[]}`,
		`do.droplets.destroy_with_associated_resources_dangerous{droplet_id=1, x_dangerous=true}`:                        `DELETE /v2/droplets/1/destroy_with_associated_resources/dangerous `,
		`do.load_balancers.add_droplets{lb_id="l", droplet_ids={do.Droplet(5), {id=6}, 7}}`:                              `POST /v2/load_balancers/l/droplets {"droplet_ids":[5,6,7]}`,
		`do.droplets.create{name="n", size="s", image=do.Image(5), ssh_keys={do.SSHKey(1), "ab:cd"}, vpc_uuid={id="v"}}`: `POST /v2/droplets {"image":5,"name":"n","size":"s","ssh_keys":[1,"ab:cd"],"vpc_uuid":"v"}`,
		`do.droplets:get(5)`:                 `GET /v2/droplets/5 `,
		`do.droplets.get("5")`:               `GET /v2/droplets/5 `,
		`do.droplets.get{droplet_id={id=5}}`: `GET /v2/droplets/5 `,
	} {
		rec := newRecorder(t, answerOf)
		output(t, rec, src)
		got := rec.take()
		if len(got) != 1 {
			t.Errorf("%s: %d requests", src, len(got))
			continue
		}
		if have := fmt.Sprintf("%s %s %s", got[0].method, got[0].url.RequestURI(), got[0].body); have != want {
			t.Errorf("%s\n got %s\nwant %s", src, have, want)
		}
	}
}

// TestObjectOperations calls what can be done with an object on the object.
func TestObjectOperations(t *testing.T) {
	rec := newRecorder(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/node_pools") && r.Method == "GET" {
			respond(w, 200, `{"node_pools":[{"id":"p","name":"pool","count":1,"url":"a field"}]}`)
			return
		}
		if op, _ := catalog.Match(r.Method, r.URL.EscapedPath()); op != nil && op.Wrapper != "" {
			respond(w, 200, fmt.Sprintf(`{%q:{"id":"c/1","name":"k","created_at":"2026-01-02T03:04:05Z"}}`, op.Wrapper))
			return
		}
		answerOf(w, r)
	})
	got := output(t, rec, `
function pairs_of(o) local t = {} for k in pairs(o) do t[#t+1] = k end return t end
local k = do.kubernetes.get_cluster("c/1")
print(k, k.class, k.created_at.year, k.url)
k:update{name = "k2"}
print(k:get_kubeconfig{expiry_seconds = 5})
k:delete()
local p = k:list_node_pools():first()
print(p, p.url, p.fields.count, #pairs_of(p))
p:fetch(); p:update{name = "q", count = 2}; p:delete_node{node_id = "n"}
do.kubernetes.get_node_pool{cluster_id = k, node_pool_id = p}
local d = do.Droplet(5)
print(d.list_firewalls ~= nil, d.no_such_thing)
d:droplet_actions_post{type = "reboot"}
d:get_backup_policy()
`)
	want := `KubernetesCluster(id="c/1", name="k")	KubernetesCluster	2026	https://api.digitalocean.com/v2/kubernetes/clusters/c%2F1
some: text
NodePool(id="p", name="pool")	a field	1	4
true	nil
`
	if got != want {
		t.Errorf("got\n%s", got)
	}
	var sent []string
	for _, r := range rec.take() {
		sent = append(sent, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.method, r.url.RequestURI(), r.body)))
	}
	if have, want := strings.Join(sent, "\n"), strings.TrimSpace(`
GET /v2/kubernetes/clusters/c%2F1
PUT /v2/kubernetes/clusters/c%2F1 {"name":"k2"}
GET /v2/kubernetes/clusters/c%2F1/kubeconfig?expiry_seconds=5
DELETE /v2/kubernetes/clusters/c%2F1
GET /v2/kubernetes/clusters/c%2F1/node_pools
GET /v2/kubernetes/clusters/c%2F1/node_pools/p
PUT /v2/kubernetes/clusters/c%2F1/node_pools/p {"count":2,"name":"q"}
DELETE /v2/kubernetes/clusters/c%2F1/node_pools/p/nodes/n
GET /v2/kubernetes/clusters/c%2F1/node_pools/p
POST /v2/droplets/5/actions {"type":"reboot"}
GET /v2/droplets/5/backups/policy`); have != want {
		t.Errorf("got\n%s\nwant\n%s", have, want)
	}
}

// TestSettle waits for objects as the catalog's waiters say.
func TestSettle(t *testing.T) {
	looks := 0
	rec := newRecorder(t, func(w http.ResponseWriter, r *http.Request) {
		looks++
		state, all := "new", []string{}
		if looks > 2 {
			state = "active"
		}
		for _, id := range []string{"a", "b", "c"} {
			all = append(all, fmt.Sprintf(`{"id":%q,"name":"n","status":%q}`, id, state))
		}
		switch {
		case strings.HasSuffix(r.URL.Path, "/load_balancers"):
			respond(w, 200, `{"load_balancers":[`+strings.Join(all, ",")+`],"meta":{"total":3}}`)
		case strings.HasSuffix(r.URL.Path, "/gone"):
			if looks > 2 {
				respond(w, 404, `{"id":"not_found","message":"no"}`)
				return
			}
			respond(w, 200, `{"load_balancer":{"id":"gone","status":"new"}}`)
		case strings.Contains(r.URL.Path, "/certificates/"):
			respond(w, 200, `{"certificate":{"id":"x","name":"c","state":"error"}}`)
		default:
			respond(w, 200, `{"load_balancer":`+all[0]+`}`)
		}
	})
	h, out := rec.host(t)
	for _, step := range []struct{ src, want string }{
		{`print(do.load_balancers.get("a"):wait().status)`, "active\n"},
		{`for x in do.wait(do.load_balancers.list():list()) do print(x.id, x.status) end`, "a\tactive\nb\tactive\nc\tactive\n"},
		{`print(do.load_balancers.get("gone"):wait())`, "nil\n"},
		{`local ok, e = pcall(function() do.certificates.get("x"):wait() end) print(e.kind, e.field, e.value, e.object.name, e)`,
			"StateError\tstate\terror\tc\tCertificate(id=\"x\", name=\"c\") has state error\n"},
		{`local ok, e = pcall(function() do.load_balancers.get("a"):wait{wait_time = 0} end) print(e.kind, e.in_progress[1].id)`, "WaitTimeoutError\ta\n"},
	} {
		looks = 0
		out.Reset()
		if err := h.DoString(t.Context(), "test", step.src); err != nil {
			t.Errorf("%s: %v", step.src, err)
		} else if out.String() != step.want {
			t.Errorf("%s\n got %swant %s", step.src, out, step.want)
		}
		if got := rec.take(); len(got) > 5 {
			t.Errorf("%s: %d requests", step.src, len(got))
		}
	}
}

// TestEvents reads streams.
func TestEvents(t *testing.T) {
	rec := newRecorder(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		switch {
		case strings.HasSuffix(r.URL.Path, "/responses"):
			io.WriteString(w, "event: error\ndata: {\"message\":\"overloaded\"}\n\n")
		default:
			io.WriteString(w, ": hello\r\n\r\ndata: {\"n\":1}\r\n\r\nid: 7\ndata: two\ndata: lines\n\ndata: 3\n\ndata: [DONE]\n\ndata: beyond\n\n")
		}
	})
	got := output(t, rec, `
for e in do.inference.create_chat_completion{model = "m", messages = {{role = "user", content = "x"}}, stream = true} do
  print(type(e) == "table" and e.n or e)
end
local it = do.inference.create_chat_completion{model = "m", messages = {{role = "user", content = "x"}}, stream = true}
print(it:first().n)
local ok, e = pcall(function() do.inference.create_response{model = "m", input = "x", stream = true}:list() end)
print(e.kind, e)
`)
	if want := "1\ntwo\nlines\n3\n1\nResponseError\tbad answer to POST https://inference.do-ai.run/v1/responses: it ends with an error: {\"message\":\"overloaded\"} (status 200)\n"; got != want {
		t.Errorf("got\n%s", got)
	}
	for _, r := range rec.take() {
		if r.header.Get("Authorization") != "Bearer "+modelKey || !strings.HasPrefix(r.header.Get("Accept"), "text/event-stream") {
			t.Errorf("%v", r.header)
		}
	}
}

// TestCredentials never shows the account's token to another host, and no key
// to the API.
func TestCredentials(t *testing.T) {
	rec := newRecorder(t, func(w http.ResponseWriter, r *http.Request) {
		respond(w, 403, fmt.Sprintf(`{"message":"key %s is refused"}`, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")))
	})
	h, out := rec.host(t)
	for src, want := range map[string]string{
		`do.inference.list_models{inference_key="sk-do-other"}:list()`: "Bearer sk-do-other",
		`do.inference.list_models():list()`:                            "Bearer " + modelKey,
		`do.agent_inference.create_chat_completion{agent_url="https://a.example/", model="m", agent=true, messages={{role="user", content="x"}}}`:   "",
		`do.agent_inference.create_chat_completion{agent_url="api.digitalocean.com", model="m", agent=true, messages={{role="user", content="x"}}}`: "",
		`do.inference.upload_batch_file{upload_url="https://api.digitalocean.com/v2/droplets?sig=secret", body="x"}`:                                "",
		`do.account.get()`: "Bearer " + accountToken,
	} {
		err := h.DoString(t.Context(), "test", src)
		got := rec.take()
		if err == nil || len(got) != 1 {
			t.Errorf("%s: %v, %d requests", src, err, len(got))
			continue
		}
		if have := got[0].header.Get("Authorization"); have != want {
			t.Errorf("%s: went to %s with %q, want %q", src, got[0].url.Host, have, want)
		}
		if text := fmt.Sprintf("%v %s", err, out); strings.Contains(text, "sk-do-other") || strings.Contains(text, "sig=secret") || strings.Contains(text, accountToken) {
			t.Errorf("%s shows a secret: %s", src, text)
		}
	}
	if err := h.DoString(t.Context(), "test", `doapi{api_token="x"}.inference.list_models():list()`); err == nil || !strings.Contains(err.Error(), "needs a model access key") {
		t.Error(err)
	}
}

// TestDescriptions holds what tools see against what is bound.
func TestDescriptions(t *testing.T) {
	modules := do.Modules()
	class := modules[0].Class
	static := class.Static()
	n := 0
	for _, group := range catalog.Groups() {
		for _, f := range static[group].Methods {
			if n++; f.Op == "" || f.Doc == "" || !strings.HasPrefix(f.Title, group+".") {
				t.Errorf("%s.%s: %+v", group, f.Name, f)
			}
			if op := catalog.ByID(f.Op); op == nil || do.OperationFunc(op).Name != f.Name {
				t.Errorf("%s.%s is %s", group, f.Name, f.Op)
			}
		}
	}
	if n != 691 {
		t.Errorf("%d operations are described", n)
	}
	names := map[string]*luabind.Class{}
	for _, c := range modules[0].Classes {
		if names[c.Name] != nil {
			t.Errorf("two classes are called %s", c.Name)
		}
		names[c.Name] = c
		methods := map[string]bool{}
		for _, f := range c.AllMethods() {
			if methods[f.Name] {
				t.Errorf("%s has two methods %s", c.Name, f.Name)
			}
			methods[f.Name] = true
		}
	}
	for _, name := range []string{"LoadBalancer", "KubernetesCluster", "Volume", "Droplet", "Object"} {
		if names[name] == nil {
			t.Errorf("there is no class %s", name)
		}
	}
	if len(do.Operations("load_balancers.LIST /v2")) != 1 || len(do.Operations("")) != 691 {
		t.Error("Operations finds the wrong ones")
	}
}

// canned answers without a network.
type canned string

func (body canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body))), Request: r}, nil
}

func benchmarkScript(b *testing.B, src string) {
	c, err := client.New(accountToken, client.WithTransport(canned(`{"volume":{"id":"v","name":"n"}}`)))
	if err != nil {
		b.Fatal(err)
	}
	h, err := luabind.New(luabind.WithoutLimits(), do.Bind(c))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	if err := h.DoString(b.Context(), "bench", fmt.Sprintf(src, b.N)); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLookup is the cost of naming an operation, BenchmarkCall that of
// carrying one out where the network costs nothing, and BenchmarkRequest that
// of the same without the catalog.
func BenchmarkLookup(b *testing.B) {
	benchmarkScript(b, `for i = 1, %d do local f = do.volumes.get end`)
}
func BenchmarkCall(b *testing.B) { benchmarkScript(b, `for i = 1, %d do do.volumes.get("v") end`) }
func BenchmarkRequest(b *testing.B) {
	benchmarkScript(b, `for i = 1, %d do do.request("/v2/volumes/v") end`)
}

func BenchmarkBind(b *testing.B) {
	c, err := client.New(accountToken)
	if err != nil {
		b.Fatal(err)
	}
	for _, bench := range []struct {
		name    string
		options []luabind.Option
	}{{"without do", nil}, {"with do", []luabind.Option{do.Bind(c)}}} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				h, err := luabind.New(bench.options...)
				if err != nil {
					b.Fatal(err)
				}
				h.Close()
			}
		})
	}
}

// TestVolume waits for what is done to a volume, which itself has no state.
func TestVolume(t *testing.T) {
	w := newWorld(t)
	got := w.run(t, `
local v = do.volumes.create{name = "data", size_gigabytes = 10, region = "nyc3"}
local d = do.droplets.create{name = "web", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3"}
d:wait{status = "active"}
local a = v:volume_actions_post_by_id{type = "attach", droplet_id = d}
print(a.class, a.status, #v:fetch().droplet_ids)
v = v:wait()
print(v.droplet_ids[1] == d.id, a:fetch().status)
for a in do.volume_actions.list(v) do print(a.type, a.class) end
v:volume_actions_post_by_id{type = "detach", droplet_id = d}
v:wait():delete()
print(v:wait())
`)
	if want := "Action\tin-progress\t0\ntrue\tcompleted\nattach\tAction\nnil\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

// TestUnknownKeys warns of keys in tables that nothing knows, with the way to them.
func TestUnknownKeys(t *testing.T) {
	rec := newRecorder(t, answerOf)
	h, out := rec.host(t)
	if err := h.DoString(t.Context(), "test", `
		do.load_balancers.create{name="l", region="ams3", forwarding_rules={{entry_protocol="http", entry_port=80, target_protocol="http", target_port=80, color=1}}, health_check={colour=10}}
		do.droplets.create{name="d", size="s-1vcpu-1gb", image="x", backup_policy={colour=1}}`); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"load_balancers.create: 'forwarding_rules[1].color' is not known", "load_balancers.create: 'health_check.colour' is not known", "droplets.create: 'backup_policy.colour' is not known"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no warning %q in\n%s", want, out)
		}
	}
}
