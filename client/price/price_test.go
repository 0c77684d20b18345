package price_test

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/price"
	"github.com/doapi-lua/doapi/client/sim"
)

// account is a simulated account on a virtual clock at the beginning of a month.
type account struct {
	testing.TB
	*client.Client
	clock *sim.VirtualClock
}

func newAccount(t testing.TB) *account {
	clock := sim.NewClock(time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC))
	server, err := sim.New(sim.WithClock(clock), sim.Transitions("immediate"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New("token", client.WithTransport(server.RoundTripper()), client.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &account{t, c, clock}
}

func (a *account) ask(ctx context.Context, path string) (jsontext.Value, error) {
	u, err := url.Parse(path)
	if err != nil {
		return jsontext.Value{}, err
	}
	return a.Request(ctx, http.MethodGet, u.Path, u.Query(), nil)
}

// send sends a request of a test: "POST /v2/tags {...}". "$" in its path and body
// stands for the id of what the one before has made.
func (a *account) send(request, id string) (what *change.Change, made string) {
	a.Helper()
	method, rest, _ := strings.Cut(strings.ReplaceAll(request, "$", id), " ")
	path, body, _ := strings.Cut(rest, " ")
	u := &url.URL{Scheme: "https", Host: "api", Path: path}
	what = change.OfRequest(method, u, []byte(body))
	if what.Op == nil {
		a.Fatalf("%s %s is no operation", method, path)
	}
	var sent any
	if body != "" {
		sent = json.RawMessage(body)
	}
	answer, err := a.Request(a.Context(), method, path, nil, sent)
	if err != nil {
		a.Fatalf("%s: %v", request, err)
	}
	made = id
	for _, v := range answer.Fields() {
		for _, name := range []string{"id", "ip", "name"} {
			if w := v.Get(name); w.Exists() && !strings.HasSuffix(path, "/actions") {
				return what, w.String()
			}
		}
	}
	return what, made
}

// invoiced is what the months from the present one on cost, of products but those
// left out.
func (a *account) invoiced() map[string]float64 {
	list, err := a.Request(a.Context(), http.MethodGet, "/v2/customers/my/invoices", nil, nil)
	if err != nil {
		a.Fatal(err)
	}
	of := map[string]float64{}
	for invoice := range list.Get("invoices").Elements() {
		amount, err := strconv.ParseFloat(invoice.Get("amount").Text(), 64)
		if err != nil {
			a.Fatal(err)
		}
		of[invoice.Get("invoice_period").Text()] = amount
	}
	return of
}

// priced are changes of every kind that costs something: what is there before,
// and the change that is priced. The price is what the invoice of a whole month
// is higher by.
var priced = map[string][]string{
	"a droplet":            {`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64"}`},
	"several droplets":     {`POST /v2/droplets {"names":["a","b","c"],"region":"nyc3","size":"s-2vcpu-4gb","image":"debian-12-x64"}`},
	"backups":              {`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64","backups":true}`},
	"weekly backups":       {`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64","backups":true,"backup_policy":{"plan":"weekly","weekday":"SUN","hour":4}}`},
	"daily backups":        {`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64","backups":true,"backup_policy":{"plan":"daily","hour":4}}`},
	"a day's backups":      {`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64","backups":true,"backup_policy":{"weekday":"MON","hour":4}}`},
	"enabled backups":      {`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-2vcpu-4gb","image":"debian-12-x64"}`, `POST /v2/droplets/$/actions {"type":"enable_backups"}`},
	"another backup plan":  {`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-2vcpu-4gb","image":"debian-12-x64","backups":true,"backup_policy":{"plan":"weekly","weekday":"SUN","hour":4}}`, `POST /v2/droplets/$/actions {"type":"change_backup_policy","backup_policy":{"plan":"daily","hour":8}}`},
	"a larger droplet":     {`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64"}`, `POST /v2/droplets/$/actions {"type":"power_off"}`, `POST /v2/droplets/$/actions {"type":"resize","size":"s-2vcpu-4gb"}`},
	"a volume":             {`POST /v2/volumes {"name":"a","region":"nyc3","size_gigabytes":123}`},
	"a larger volume":      {`POST /v2/volumes {"name":"a","region":"nyc3","size_gigabytes":10}`, `POST /v2/volumes/$/actions {"type":"resize","size_gigabytes":35,"region":"nyc3"}`},
	"a reserved IP":        {`POST /v2/reserved_ips {"region":"nyc3"}`},
	"one that is used":     {`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64"}`, `POST /v2/reserved_ips {"droplet_id":$}`},
	"a load balancer":      {`POST /v2/load_balancers {"name":"a","region":"nyc3","forwarding_rules":[{"entry_protocol":"http","entry_port":80,"target_protocol":"http","target_port":80}]}`},
	"of three nodes":       {`POST /v2/load_balancers {"name":"a","region":"nyc3","size_unit":3,"forwarding_rules":[{"entry_protocol":"http","entry_port":80,"target_protocol":"http","target_port":80}]}`},
	"more nodes":           {`POST /v2/load_balancers {"name":"a","region":"nyc3","size_unit":2,"forwarding_rules":[{"entry_protocol":"http","entry_port":80,"target_protocol":"http","target_port":80}]}`, `PUT /v2/load_balancers/$ {"name":"a","region":"nyc3","size_unit":5,"forwarding_rules":[{"entry_protocol":"http","entry_port":80,"target_protocol":"http","target_port":80}]}`},
	"a network balancer":   {`POST /v2/load_balancers {"name":"a","region":"nyc3","type":"REGIONAL_NETWORK","forwarding_rules":[{"entry_protocol":"tcp","entry_port":80,"target_protocol":"tcp","target_port":80}]}`},
	"a database":           {`POST /v2/databases {"name":"orders","engine":"pg","region":"nyc3","size":"db-s-1vcpu-1gb","num_nodes":1}`},
	"of three":             {`POST /v2/databases {"name":"orders","engine":"pg","region":"nyc3","size":"db-s-2vcpu-4gb","num_nodes":3}`},
	"a larger database":    {`POST /v2/databases {"name":"orders","engine":"pg","region":"nyc3","size":"db-s-1vcpu-2gb","num_nodes":1}`, `PUT /v2/databases/$/resize {"size":"db-s-2vcpu-4gb","num_nodes":2}`},
	"a replica":            {`POST /v2/databases {"name":"orders","engine":"pg","region":"nyc3","size":"db-s-1vcpu-2gb","num_nodes":1}`, `POST /v2/databases/$/replicas {"name":"r","region":"nyc3","size":"db-s-1vcpu-2gb"}`},
	"a cluster":            {`POST /v2/kubernetes/clusters {"name":"a","region":"nyc3","version":"latest","node_pools":[{"name":"p","size":"s-2vcpu-4gb","count":2},{"name":"q","size":"s-4vcpu-8gb","count":1}]}`},
	"a highly available":   {`POST /v2/kubernetes/clusters {"name":"a","region":"nyc3","version":"latest","ha":true,"node_pools":[{"name":"p","size":"s-2vcpu-4gb","count":1}]}`},
	"a pool":               {`POST /v2/kubernetes/clusters {"name":"a","region":"nyc3","version":"latest","node_pools":[{"name":"p","size":"s-2vcpu-4gb","count":1}]}`, `POST /v2/kubernetes/clusters/$/node_pools {"name":"q","size":"s-4vcpu-8gb","count":3}`},
	"an app":               {`POST /v2/apps {"spec":{"name":"shop","region":"nyc","services":[{"name":"web","instance_size_slug":"apps-s-1vcpu-1gb","instance_count":3,"image":{"registry_type":"DOCKER_HUB","registry":"library","repository":"nginx"}}],"workers":[{"name":"w","instance_size_slug":"apps-d-1vcpu-1gb","image":{"registry_type":"DOCKER_HUB","registry":"library","repository":"nginx"}}],"databases":[{"name":"db","engine":"PG"}]}}`},
	"static sites":         {`POST /v2/apps {"spec":{"name":"shop","region":"nyc","static_sites":[{"name":"s","github":{"repo":"a/b","branch":"main"}}]}}`},
	"a registry":           {`POST /v2/registries {"name":"mine","subscription_tier_slug":"basic"}`},
	"another subscription": {`POST /v2/registries {"name":"mine","subscription_tier_slug":"basic"}`, `POST /v2/registries/subscription {"tier_slug":"professional"}`},
	"a NAT gateway":        {`POST /v2/vpcs {"name":"v","region":"nyc3","ip_range":"10.99.0.0/20"}`, `POST /v2/vpc_nat_gateways {"name":"a","type":"PUBLIC","region":"nyc3","size":1,"vpcs":[{"vpc_uuid":"$"}]}`},
	"a domain":             {`POST /v2/domains {"name":"example.com"}`},
	"a firewall":           {`POST /v2/firewalls {"name":"a","inbound_rules":[{"protocol":"tcp","ports":"22","sources":{"addresses":["0.0.0.0/0"]}}]}`},
	"a tag":                {`POST /v2/tags {"name":"a"}`},
}

// TestPricesAreInvoiced prices a change of each kind, and holds that against what
// the simulated account bills for the month after.
func TestPricesAreInvoiced(t *testing.T) {
	for name, requests := range priced {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bill := func(n int) float64 {
				a := newAccount(t)
				id := ""
				for _, request := range requests[:n] {
					_, id = a.send(request, id)
					a.clock.Advance(time.Minute)
				}
				a.clock.Advance(32 * 24 * time.Hour) // the whole of November
				return a.invoiced()["2026-11"]
			}
			a := newAccount(t)
			id := ""
			last := len(requests) - 1
			for _, request := range requests[:last] {
				_, id = a.send(request, id)
				a.clock.Advance(time.Minute)
			}
			method, rest, _ := strings.Cut(strings.ReplaceAll(requests[last], "$", id), " ")
			path, body, _ := strings.Cut(rest, " ")
			what := change.OfRequest(method, &url.URL{Scheme: "https", Host: "api", Path: path}, []byte(body))
			cost, err := new(price.Book).Of(t.Context(), what, a.ask)
			if err != nil || !cost.Known {
				t.Fatalf("no price: %+v, %v", cost, err)
			}
			was := bill(last)
			if got := bill(last+1) - was; math.Abs(got-cost.Monthly) > 0.005*float64(len(requests)+3) {
				t.Errorf("the price is %.2f, and the invoice is higher by %.2f", cost.Monthly, got)
			}
			// What stands is priced as what is made.
			if last > 0 || what.Sign != change.Create || len(what.Names) > 1 || strings.Contains(name, "backups") {
				return
			}
			what, id = a.send(requests[0], "")
			at := path + "/" + id
			if what.Kind == "registry" {
				return // the subscription is the account's
			}
			answer, err := a.ask(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			var object jsontext.Value
			for _, v := range answer.Fields() {
				object = v
			}
			if is, err := new(price.Book).Standing(t.Context(), what.Kind, object, a.ask); err != nil || math.Abs(is.Monthly-cost.Monthly) > 0.005 {
				t.Errorf("a %s costs %.2f to make, and %.2f as it stands (%v)", what.Kind, cost.Monthly, is.Monthly, err)
			}
		})
	}
}

// TestWhatHasNoPrice names what is not priced, and why.
func TestWhatHasNoPrice(t *testing.T) {
	a := newAccount(t)
	_, id := a.send(priced["a droplet"][0], "")
	for request, why := range map[string]string{
		`POST /v2/droplets/$/actions {"type":"snapshot","name":"s"}`:                                   "a GiB of its size",
		`POST /v2/droplets {"name":"a","region":"nyc3","size":"s-99vcpu-1gb","image":"x"}`:             "no size s-99vcpu-1gb",
		`POST /v2/databases {"name":"orders","engine":"pg","size":"gd-2vcpu-8gb","num_nodes":1}`:       "no price of gd-2vcpu-8gb",
		`POST /v2/apps {"spec":{"name":"shop","services":[{"name":"w","instance_size_slug":"huge"}]}}`: `no instance size "huge", of w`,
		`POST /v2/registries {"name":"mine","subscription_tier_slug":"gold"}`:                          `no registry tier "gold"`,
		`POST /v2/gen-ai/agents {"name":"a"}`:                                                          "no price of a agent",
		`POST /v2/volumes/1/snapshots {"name":"a"}`:                                                    "a GiB of its size",
		`POST /v2/something/new {}`:                                                                    "does not know",
	} {
		method, rest, _ := strings.Cut(strings.ReplaceAll(request, "$", id), " ")
		path, body, _ := strings.Cut(rest, " ")
		what := change.OfRequest(method, &url.URL{Scheme: "https", Host: "api", Path: path}, []byte(body))
		cost, err := new(price.Book).Of(t.Context(), what, a.ask)
		if err != nil || cost.Known || !strings.Contains(cost.Why, why) {
			t.Errorf("%s: %+v, %v", request, cost, err)
		}
	}
}
