package sim

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// growth is what is asked of accounts of two sizes.
type growth struct {
	name   string
	begin  func(*grown)
	each   func(*grown, int) // what the larger account has more of
	change func(*grown, int) // what comes before each measured request; nil: nothing
	ask    func(*grown, int)
}

func growths() []growth {
	post := func(path, body string) func(*grown, int) {
		return func(g *grown, i int) { g.do("POST", path, strings.ReplaceAll(body, "#", fmt.Sprint(i))) }
	}
	get := func(path string) func(*grown, int) {
		return func(g *grown, _ int) { g.do("GET", strings.ReplaceAll(path, "{}", g.id), "") }
	}
	const droplet = `{"name":"web-#","region":"nyc3","size":"s-1vcpu-1gb","image":"ubuntu-24-04-x64","tags":["t"]}`
	one := func(path, body, key, id string) func(*grown) {
		return func(g *grown) { g.id = g.made(path, body, key, id) }
	}
	domain := one("/v2/domains", `{"name":"example.com"}`, "domain", "name")
	project := one("/v2/projects", `{"name":"p","purpose":"x"}`, "project", "id")
	return []growth{
		{"domains", nil, post("/v2/domains", `{"name":"d#.example"}`), nil, get("/v2/domains?per_page=5&page=3")},
		{"domains/changed", nil, post("/v2/domains", `{"name":"d#.example"}`), post("/v2/domains", `{"name":"n#.example"}`), get("/v2/domains?per_page=5&page=3")},
		{"records", domain, post("/v2/domains/example.com/records", `{"type":"A","name":"a#","data":"198.18.0.1"}`), nil, get("/v2/domains/example.com/records?per_page=5&page=3")},
		{"records/changed", domain, post("/v2/domains/example.com/records", `{"type":"A","name":"a#","data":"198.18.0.1"}`), post("/v2/domains/example.com/records", `{"type":"A","name":"b#","data":"198.18.0.1"}`), get("/v2/domains/example.com/records?per_page=5&page=3")},
		{"records/create", domain, post("/v2/domains/example.com/records", `{"type":"A","name":"a#","data":"198.18.0.1"}`), nil, post("/v2/domains/example.com/records", `{"type":"A","name":"c#","data":"198.18.0.1"}`)},
		{"droplets", nil, post("/v2/droplets", droplet), nil, get("/v2/droplets?per_page=5&page=3")},
		{"droplets/changed", nil, post("/v2/droplets", droplet), post("/v2/droplets", droplet), get("/v2/droplets?per_page=5&page=3")},
		{"droplets/create", nil, post("/v2/droplets", droplet), nil, post("/v2/droplets", strings.Replace(droplet, "web", "new", 1))},
		{"droplets/tag", nil, post("/v2/droplets", droplet), nil, get("/v2/droplets?tag_name=t&page=3")},
		{"droplets/tag-changed", nil, post("/v2/droplets", droplet), post("/v2/droplets", droplet), get("/v2/droplets?tag_name=t&page=3")},
		{"droplets/name-changed", nil, post("/v2/droplets", droplet), post("/v2/droplets", droplet), get("/v2/droplets?name=web-7")},
		{"droplets/name", nil, post("/v2/droplets", droplet), nil, get("/v2/droplets?name=web-7")},
		{"droplets/get", one("/v2/droplets", droplet, "droplet", "id"), post("/v2/droplets", droplet), nil, get("/v2/droplets/{}")},
		{"droplets/delete", nil, post("/v2/droplets", droplet), func(g *grown, _ int) {
			g.id = g.made("/v2/droplets", droplet, "droplet", "id")
			g.s.Advance(time.Minute)
		}, func(g *grown, _ int) { g.do("DELETE", "/v2/droplets/"+g.id, "") }},
		{"actions", nil, post("/v2/droplets", droplet), nil, get("/v2/actions?per_page=5&page=3")},
		{"actions/get", nil, post("/v2/droplets", droplet), func(g *grown, _ int) { g.id = g.made("/v2/droplets", droplet, "droplet", "id") }, get("/v2/droplets/{}/actions")},
		{"actions/post", func(g *grown) {
			g.id = g.made("/v2/droplets", droplet, "droplet", "id")
			g.s.Advance(time.Minute)
		}, func(g *grown, _ int) {
			g.do("POST", "/v2/droplets/"+g.id+"/actions", `{"type":"reboot"}`)
			g.s.Advance(time.Minute)
		}, func(g *grown, _ int) { g.s.Advance(time.Minute) }, func(g *grown, _ int) {
			g.do("POST", "/v2/droplets/"+g.id+"/actions", `{"type":"reboot"}`)
		}},
		{"tags", nil, post("/v2/tags", `{"name":"t#"}`), nil, get("/v2/tags?per_page=5&page=3")},
		{"tags/members", nil, post("/v2/droplets", droplet), nil, get("/v2/tags")},
		{"tags/changed", nil, post("/v2/droplets", droplet), post("/v2/droplets", droplet), get("/v2/tags")},
		{"tags/tag", nil, post("/v2/droplets", droplet), func(g *grown, i int) {
			g.id = g.made("/v2/droplets", droplet, "droplet", "id")
			g.do("POST", "/v2/tags", `{"name":"u"}`)
		}, func(g *grown, _ int) {
			g.do("POST", "/v2/tags/u/resources", fmt.Sprintf(`{"resources":[{"resource_id":%q,"resource_type":"droplet"}]}`, g.id))
		}},
		{"projects/resources", project, func(g *grown, i int) {
			id := g.made("/v2/domains", fmt.Sprintf(`{"name":"r%d.example"}`, i), "domain", "name")
			g.do("POST", "/v2/projects/"+g.id+"/resources", fmt.Sprintf(`{"resources":["do:domain:%s"]}`, id))
		}, nil, get("/v2/projects/{}/resources?per_page=5&page=3")},
		{"projects/assign", project, func(g *grown, i int) {
			id := g.made("/v2/domains", fmt.Sprintf(`{"name":"r%d.example"}`, i), "domain", "name")
			g.do("POST", "/v2/projects/"+g.id+"/resources", fmt.Sprintf(`{"resources":["do:domain:%s"]}`, id))
		}, nil, func(g *grown, i int) {
			g.do("POST", "/v2/projects/"+g.id+"/resources", `{"resources":["do:domain:r7.example"]}`)
		}},
		{"projects/resources-changed", project, func(g *grown, i int) {
			id := g.made("/v2/domains", fmt.Sprintf(`{"name":"r%d.example"}`, i), "domain", "name")
			if i < 10 {
				g.do("POST", "/v2/projects/"+g.id+"/resources", fmt.Sprintf(`{"resources":["do:domain:%s"]}`, id))
			}
		}, post("/v2/domains", `{"name":"n#.example"}`), get("/v2/projects/{}/resources")},
		{"projects", nil, post("/v2/projects", `{"name":"p#","purpose":"x"}`), nil, get("/v2/projects?per_page=5&page=3")},
		{"projects/create", nil, post("/v2/projects", `{"name":"p#","purpose":"x"}`), nil, post("/v2/projects", `{"name":"q#","purpose":"x"}`)},
		{"volumes", nil, post("/v2/volumes", `{"name":"v#","region":"nyc3","size_gigabytes":10}`), nil, get("/v2/volumes?per_page=5&page=3")},
		{"volumes/create", nil, post("/v2/volumes", `{"name":"v#","region":"nyc3","size_gigabytes":10}`), nil, post("/v2/volumes", `{"name":"w#","region":"nyc3","size_gigabytes":10}`)},
		{"volumes/name", nil, post("/v2/volumes", `{"name":"v#","region":"nyc3","size_gigabytes":10}`), nil, get("/v2/volumes?name=v7&region=nyc3")},
		{"volumes/snapshot", one("/v2/volumes", `{"name":"v","region":"nyc3","size_gigabytes":10}`, "volume", "id"), func(g *grown, i int) {
			g.do("POST", "/v2/volumes/"+g.id+"/snapshots", fmt.Sprintf(`{"name":"s%d"}`, i))
		}, nil, func(g *grown, i int) {
			g.do("POST", "/v2/volumes/"+g.id+"/snapshots", fmt.Sprintf(`{"name":"s%d"}`, i))
		}},
		{"firewalls", nil, post("/v2/firewalls", `{"name":"f#","inbound_rules":[{"protocol":"icmp","sources":{"addresses":["0.0.0.0/0"]}}]}`), nil, get("/v2/firewalls?per_page=5&page=3")},
		{"firewalls/tag", nil, post("/v2/droplets", droplet), nil, post("/v2/firewalls", `{"name":"f#","tags":["x"],"inbound_rules":[{"protocol":"icmp","sources":{"addresses":["0.0.0.0/0"]}}]}`)},
		{"vpcs/members", nil, post("/v2/droplets", droplet), nil, func(g *grown, _ int) { g.do("GET", "/v2/vpcs/"+g.vpc()+"/members?per_page=5&page=3", "") }},
		{"balance", nil, post("/v2/droplets", droplet), nil, get("/v2/customers/my/balance")},
		{"balance/changed", nil, post("/v2/droplets", droplet), func(g *grown, _ int) {
			g.made("/v2/droplets", droplet, "droplet", "id")
			g.s.Advance(time.Hour)
		}, get("/v2/customers/my/balance")},
		{"invoices", nil, post("/v2/droplets", droplet), func(g *grown, _ int) { g.s.Advance(40 * 24 * time.Hour) }, get("/v2/customers/my/invoices")},
		{"invoices/items", func(g *grown) {
			text := string(g.do("GET", "/v2/customers/my/invoices", ""))
			_, text, _ = strings.Cut(text, `"invoice_uuid":"`)
			g.id, _, _ = strings.Cut(text, `"`)
		}, post("/v2/droplets", droplet), post("/v2/droplets", droplet), get("/v2/customers/my/invoices/{}?per_page=5&page=3")},
		{"insights", nil, post("/v2/droplets", droplet), post("/v2/droplets", droplet), func(g *grown, _ int) {
			now := g.s.clock.Now()
			g.do("GET", fmt.Sprintf("/v2/billing/do:team:x/insights/%s/%s", now.AddDate(0, 0, -20).Format(time.DateOnly), now.Format(time.DateOnly)), "")
		}},
		{"droplets/firewalls", one("/v2/droplets", strings.Replace(droplet, `"t"`, `"z"`, 1), "droplet", "id"),
			post("/v2/firewalls", `{"name":"f#","inbound_rules":[{"protocol":"icmp","sources":{"addresses":["0.0.0.0/0"]}}]}`),
			post("/v2/firewalls", `{"name":"n#","inbound_rules":[{"protocol":"icmp","sources":{"addresses":["0.0.0.0/0"]}}]}`), get("/v2/droplets/{}/firewalls")},
		{"balancers/tag", one("/v2/load_balancers", `{"name":"b","region":"nyc3","tag":"none","forwarding_rules":[{"entry_protocol":"http","entry_port":80,"target_protocol":"http","target_port":80}]}`, "load_balancer", "id"),
			post("/v2/droplets", droplet), post("/v2/droplets", droplet), get("/v2/load_balancers/{}")},
		{"vpcs/delete", nil, post("/v2/droplets", droplet), func(g *grown, i int) {
			g.id = g.made("/v2/vpcs", `{"name":"v#","region":"nyc3"}`, "vpc", "id")
		}, func(g *grown, _ int) { g.do("DELETE", "/v2/vpcs/"+g.id, "") }},
		{"volumes/resize", func(g *grown) {
			g.id = g.made("/v2/volumes", `{"name":"v","region":"nyc3","size_gigabytes":10}`, "volume", "id")
		}, post("/v2/droplets", droplet), func(g *grown, _ int) {
			g.size++
			g.do("POST", "/v2/volumes/"+g.id+"/actions", fmt.Sprintf(`{"type":"resize","size_gigabytes":%d}`, 10+g.size))
		}, func(g *grown, _ int) {
			g.s.Advance(time.Minute)
			g.do("GET", "/v2/account", "")
		}},
		{"account", nil, post("/v2/droplets", droplet), nil, get("/v2/account")},
		{"projects/default-changed", nil, post("/v2/droplets", droplet), post("/v2/droplets", droplet), get("/v2/projects/default/resources?per_page=5&page=3")},
		{"vpcs/members-changed", nil, post("/v2/droplets", droplet), post("/v2/droplets", droplet), func(g *grown, _ int) { g.do("GET", "/v2/vpcs/"+g.vpc()+"/members?per_page=5&page=3", "") }},
		{"vpcs/create", nil, post("/v2/vpcs", `{"name":"v#","region":"nyc3"}`), nil, post("/v2/vpcs", `{"name":"w#","region":"nyc3"}`)},
		{"droplets/databases", func(g *grown) {}, post("/v2/databases", `{"name":"db-#","engine":"pg","size":"db-s-1vcpu-1gb","region":"nyc3","num_nodes":1}`), func(g *grown, _ int) {
			g.id = g.made("/v2/droplets", droplet, "droplet", "id")
			g.s.Advance(time.Minute)
		}, func(g *grown, _ int) { g.do("DELETE", "/v2/droplets/"+g.id, "") }},
		{"apps/create", nil, post("/v2/apps", `{"spec":{"name":"a#","region":"nyc"}}`), nil, post("/v2/apps", `{"spec":{"name":"b#","region":"nyc"}}`)},
		{"apps/propose", nil, post("/v2/apps", `{"spec":{"name":"a#","region":"nyc"}}`), nil, post("/v2/apps/propose", `{"spec":{"name":"c#","region":"nyc"}}`)},
		{"clusters/associated", one("/v2/kubernetes/clusters", `{"name":"c","region":"nyc3","version":"latest","node_pools":[{"name":"p","size":"s-1vcpu-2gb","count":1}]}`, "kubernetes_cluster", "id"),
			post("/v2/volumes", `{"name":"v#","region":"nyc3","size_gigabytes":10,"tags":["x"]}`), nil, get("/v2/kubernetes/clusters/{}/destroy_with_associated_resources")},
		{"scans", nil, post("/v2/droplets", droplet), func(g *grown, n int) {
			g.do("POST", "/v2/security/scans", "{}")
			g.s.Advance(time.Hour)
			g.do("GET", "/v2/account", "")
		}, get("/v2/security/scans/latest")},
		{"cdn/create", nil, post("/v2/cdn/endpoints", `{"origin":"b#.nyc3.digitaloceanspaces.com"}`), nil, post("/v2/cdn/endpoints", `{"origin":"c#.nyc3.digitaloceanspaces.com"}`)},
		{"workspaces/agents", one("/v2/gen-ai/workspaces", `{"name":"w"}`, "workspace", "uuid"), post("/v2/gen-ai/workspaces", `{"name":"w#"}`), nil, get("/v2/gen-ai/workspaces/{}/agents")},
	}
}

// account makes one that has n of it.
func (c *growth) account(tb testing.TB, n int) *grown {
	s, err := New(WithClock(NewClock(epoch)), DropletLimit(1<<20))
	if err != nil {
		tb.Fatal(err)
	}
	g := &grown{TB: tb, s: s, http: s.RoundTripper()}
	if c.begin != nil {
		c.begin(g)
	}
	for k := range n {
		c.each(g, k)
	}
	g.s.Advance(time.Hour)
	return g
}

// An account that has eight times as much is asked with as many allocations: what
// looks at all there is cannot hide behind a fast machine.
func TestGrowth(t *testing.T) {
	for _, c := range growths() {
		t.Run(c.name, func(t *testing.T) {
			least := [2]uint64{math.MaxUint64, math.MaxUint64}
			n := 1_000_000
			for i, size := range []int{30, 240} {
				g := c.account(t, size)
				for range 5 {
					n++
					if c.change != nil {
						c.change(g, n)
					}
					least[i] = min(least[i], allocations(func() { c.ask(g, n) }))
				}
			}
			if least[1] > least[0]+least[0]/2+60 {
				t.Errorf("%d allocations in the larger account, %d in the smaller", least[1], least[0])
			}
		})
	}
}

// What a client asks first costs little in an account with many droplets, too.
func TestFirst(t *testing.T) {
	for _, path := range []string{
		"/v2/tags", "/v2/droplets?tag_name=web", "/v2/droplets?name=web-7", "/v2/projects/default/resources", "/v2/firewalls", "/v2/load_balancers", "/v2/actions", "/v2/images", "/v2/vpcs",
	} {
		t.Run(path, func(t *testing.T) {
			var n [2]uint64
			for i, droplets := range []int{1000, 8000} {
				s, err := New(WithClock(NewClock(epoch)), Droplets(droplets), Actions(droplets))
				if err != nil {
					t.Fatal(err)
				}
				g := &grown{TB: t, s: s, http: s.RoundTripper()}
				g.do("GET", "/v2/account", "")
				n[i] = allocations(func() { g.do("GET", path, "") })
			}
			if n[1] > n[0]+n[0]/2+100 {
				t.Errorf("%d allocations with many droplets, %d with an eighth of them", n[1], n[0])
			}
		})
	}
}

func allocations(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}

// BenchmarkGrowth asks accounts of two sizes the same, in turn, and tells how many
// times longer the larger one takes, that has eight times as much: about one for
// what shows the same.
func BenchmarkGrowth(b *testing.B) {
	const small, factor = 250, 8
	for _, c := range growths() {
		b.Run(c.name, func(b *testing.B) {
			accounts := [2]*grown{c.account(b, small), c.account(b, small*factor)}
			least := [2]time.Duration{time.Hour, time.Hour}
			n := 1_000_000
			for b.Loop() {
				for i, g := range accounts {
					n++
					if c.change != nil {
						c.change(g, n)
					}
					began := time.Now()
					c.ask(g, n)
					least[i] = min(least[i], time.Since(began))
				}
			}
			b.ReportMetric(float64(least[1])/float64(least[0]), "ratio")
			b.ReportMetric(float64(least[1].Microseconds()), "us/large")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// grown is an account that is asked.
type grown struct {
	testing.TB
	s    *Server
	http http.RoundTripper
	id   string
	n    int
	size int // of a volume
}

func (g *grown) do(method, path, body string) []byte {
	req, err := http.NewRequest(method, "http://sim"+path, strings.NewReader(body))
	if err != nil {
		g.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer x")
	resp, err := g.http.RoundTrip(req)
	if err != nil {
		g.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 {
		g.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, text)
	}
	return text
}

// made makes something and returns its id.
func (g *grown) made(path, body, key, id string) string {
	g.n++
	text := string(g.do("POST", path, strings.ReplaceAll(body, "#", fmt.Sprint("m", g.n))))
	at := strings.Index(text, `"`+id+`":`)
	if at < 0 {
		g.Fatalf("%s: there is no %s in %s", path, id, text)
	}
	value, _, _ := strings.Cut(text[at+len(id)+3:], ",")
	return strings.Trim(value, `"} `)
}

func (g *grown) vpc() string { return g.s.world.DefaultVPC("nyc3").ID }
