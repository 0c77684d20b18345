package sim

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// paid is what one resource cost at one price, read from the ledger alone.
type paid struct {
	product    string
	monthly    float64
	start, end time.Time
}

// ledger reads all that has cost something, droplets that were made in advance too.
func ledger(t *testing.T, a *api) []paid {
	w := a.server.world
	w.Settle(a.clock.Now())
	var list []paid
	at := func(s string) time.Time {
		when, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	w.Table("_ledger").All(func(e *engine.Record) bool {
		p := paid{product: e.Str("product"), start: at(e.Str("start")), end: w.Now}
		engine.Decode(e.Get("monthly"), &p.monthly)
		if until := e.Str("end"); until != "" {
			p.end = at(until)
		}
		list = append(list, p)
		return true
	})
	w.Table("droplets").All(func(d *engine.Record) bool {
		if size := engine.Offered().Size(d.Str("_premade")); size != nil {
			p := paid{product: "Droplets", start: at(d.Str("created_at")), end: w.Now}
			p.monthly, _ = size.PriceMonthly.Float64()
			list = append(list, p)
		}
		return true
	})
	return list
}

// cost sums what a stretch of time has cost, each resource by itself.
func cost(list []paid, from, to time.Time) (usd string, lines int) {
	total := 0.0
	for _, p := range list {
		start, end := p.start, p.end
		if start.Before(from) {
			start = from
		}
		if end.After(to) {
			end = to
		}
		if end.After(start) {
			hours := math.Ceil(end.Sub(start).Hours())
			total += math.Round(min(hours*p.monthly/672, p.monthly)*100) / 100
			lines++
		}
	}
	return fmt.Sprintf("%.2f", total), lines
}

// Balance and invoices are kept up with each change; they are what the ledger sums
// to, whatever has happened and whenever somebody looks.
func TestLedger(t *testing.T) {
	for seed := range uint64(4) {
		dice := rand.New(rand.NewPCG(seed, 7))
		a := newAPI(t, Seed(seed), Droplets(int(seed)*7), Transitions("immediate"))
		sizes := []string{"s-1vcpu-1gb", "s-1vcpu-2gb", "s-2vcpu-4gb"}
		var droplets, volumes, addresses []string
		listed := a.get("/v2/droplets?per_page=200")
		for i := range listed.list("droplets") {
			droplets = append(droplets, fmt.Sprint("/v2/droplets/", listed.id("droplets", i)))
		}
		take := func(list *[]string) string {
			i := dice.IntN(len(*list))
			one := (*list)[i]
			*list = slices.Delete(*list, i, i+1)
			return one
		}
		for n := range 150 {
			switch what := dice.IntN(12); {
			case what < 4:
				path, _ := a.create("size", sizes[dice.IntN(3)], "backups", dice.IntN(4) == 0)
				droplets = append(droplets, path)
			case what == 4 && len(droplets) > 0:
				a.do(204, "DELETE", take(&droplets), nil)
			case what == 5 && len(droplets) > 0:
				path := droplets[dice.IntN(len(droplets))]
				a.do(201, "POST", path+"/actions", map[string]any{"type": "shutdown"})
				a.send("POST", path+"/actions", map[string]any{"type": "resize", "size": sizes[dice.IntN(3)]})
			case what == 6 && len(droplets) > 0:
				a.do(201, "POST", droplets[dice.IntN(len(droplets))]+"/actions", map[string]any{"type": "disable_backups"})
			case what == 7:
				volumes = append(volumes, "/v2/volumes/"+a.do(201, "POST", "/v2/volumes", map[string]any{"name": fmt.Sprint("v", n), "region": "nyc3", "size_gigabytes": 10 + n}).str("volume", "id"))
			case what == 8 && len(volumes) > 0:
				a.do(204, "DELETE", take(&volumes), nil)
			case what == 9 && len(addresses) == 0:
				addresses = append(addresses, "/v2/reserved_ips/"+a.do(202, "POST", "/v2/reserved_ips", map[string]any{"region": "nyc3"}).str("reserved_ip", "ip"))
			case what == 10 && len(addresses) > 0:
				a.do(204, "DELETE", take(&addresses), nil)
			default:
				a.sleep(time.Duration(dice.Int64N(int64(60 * time.Hour))))
			}
			if dice.IntN(3) > 0 {
				a.sleep(time.Duration(dice.Int64N(int64(time.Hour))))
			}
			if dice.IntN(5) == 0 {
				now := a.clock.Now().UTC()
				want, _ := cost(ledger(t, a), time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC), now)
				same(t, fmt.Sprint("seed ", seed, " step ", n, " balance"), a.get("/v2/customers/my/balance").str("month_to_date_usage"), want)
			}
			if n == 100 { // as after a restart: what was kept up is made anew
				a.server.world.Kept = map[string]any{}
			}
		}
		invoices := a.get("/v2/customers/my/invoices?per_page=200")
		list := ledger(t, a)
		for i := range invoices.list("invoices") {
			month, _ := time.Parse("2006-01", invoices.str("invoices", i, "invoice_period"))
			want, lines := cost(list, month, month.AddDate(0, 1, 0))
			of := "/v2/customers/my/invoices/" + invoices.str("invoices", i, "invoice_uuid")
			what := fmt.Sprint("seed ", seed, " ", month.Format("2006-01"))
			same(t, what, invoices.str("invoices", i, "amount"), want)
			same(t, what+" items", a.get(of).at("meta", "total"), lines)
			rows, err := csv.NewReader(strings.NewReader(a.do(200, "GET", of+"/csv", nil).text)).ReadAll()
			if err != nil || len(rows) != lines+1 {
				t.Errorf("%s: %d rows of CSV, want %d: %v", what, len(rows), lines+1, err)
			}
		}
		// What days have cost, each by itself and page by page.
		now := a.clock.Now().UTC().Truncate(24 * time.Hour)
		total := 0
		for d := range 20 {
			day := now.AddDate(0, 0, d-19)
			_, n := cost(list, day, day.AddDate(0, 0, 1))
			total += n
		}
		insights := fmt.Sprintf("/v2/billing/do:team:x/insights/%s/%s", now.AddDate(0, 0, -19).Format(time.DateOnly), now.Format(time.DateOnly))
		shown := 0
		for page := 1; ; page++ {
			points := a.get(fmt.Sprintf("%s?per_page=50&page=%d", insights, page))
			same(t, "points", points.at("total_items"), total)
			if len(points.list("data_points")) == 0 {
				break
			}
			shown += len(points.list("data_points"))
		}
		same(t, "points shown", shown, total)
	}
}
