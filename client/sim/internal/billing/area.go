// Package billing simulates what an account costs: balance, invoices and what
// they list, by the prices and hours of what exists and has existed on the
// simulated clock.
package billing

import (
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// ledger is the table of what has cost something, for some time at one price.
// It is never shown.
const ledger = "_ledger"

// Area is balance, billing history, invoices and insights.
func Area() engine.Area {
	return engine.Area{
		Declined: map[string]string{
			"prepayment_get_config": "the account pays its invoices, and nothing in advance",
			"prepayment_get_status": "the account pays its invoices, and nothing in advance",
		},
		Ops: map[string]engine.Handler{
			"balance_get":                getBalance,
			"billingHistory_list":        listHistory,
			"billingInsights_list":       listInsights,
			"invoices_list":              listInvoices,
			"invoices_get_byUUID":        getInvoice,
			"invoices_get_summaryByUUID": getSummary,
			"invoices_get_csvByUUID":     getCSV,
			"invoices_get_pdfByUUID":     getPDF,
		},
		On: []engine.Hook{
			{Event: engine.Created, Do: begin},
			{Event: engine.Changed, Do: adjust},
			{Event: engine.Deleted, Do: end},
		},
	}
}

// charge is what one resource has cost at one price.
type charge struct {
	product, group, id, name, region string
	monthly                          float64 // USD
	start, end                       time.Time
}

func key(rec *engine.Record) string { return rec.Table.Name + "/" + rec.ID }

// begin opens a resource's entry.
func begin(w *engine.World, rec *engine.Record) {
	p, ok := priceOf(rec)
	if !ok {
		return
	}
	w.Table(ledger).Add(key(rec), engine.Object("product", p.product, "group", p.group, "id", rec.ID, "name", name(rec),
		"region", engine.RegionOf(rec), "monthly", p.monthly, "start", w.Now.Format(time.RFC3339Nano)))
}

// adjust closes an entry whose price has changed, and opens another.
func adjust(w *engine.World, rec *engine.Record) {
	open := w.Table(ledger).ByID[key(rec)]
	p, ok := priceOf(rec)
	switch {
	case open == nil:
		begin(w, rec)
	case !ok:
		shut(w, open)
	case number(open, "monthly") != p.monthly:
		shut(w, open)
		begin(w, rec)
	}
}

func end(w *engine.World, rec *engine.Record) {
	if open := w.Table(ledger).ByID[key(rec)]; open != nil {
		shut(w, open)
	}
}

func shut(w *engine.World, open *engine.Record) {
	open.Set("end", w.Now.Format(time.RFC3339Nano))
	w.Table(ledger).Rekey(open, engine.EncodeAll(open.ID, string(engine.Encode(w.Counter("ledger")))))
}

func number(rec *engine.Record, field string) float64 {
	var f float64
	engine.Decode(rec.Get(field), &f)
	return f
}

func name(rec *engine.Record) string {
	for _, field := range []string{"name", "ip", "spec"} {
		if s := rec.Str(field); s != "" {
			return s
		}
	}
	return rec.ID
}

// charges lists what has cost something, with what was there before anybody
// looked: droplets that were made in advance.
func charges(w *engine.World) []charge {
	var list []charge
	open := map[string]bool{}
	w.Table(ledger).All(func(e *engine.Record) bool {
		c := charge{product: e.Str("product"), group: e.Str("group"), id: e.Str("id"), name: e.Str("name"), region: e.Str("region"),
			monthly: number(e, "monthly"), start: instant(e.Str("start")), end: w.Now}
		if until := e.Str("end"); until != "" {
			c.end = instant(until)
		} else {
			open[e.ID] = true
		}
		list = append(list, c)
		return true
	})
	w.Table("droplets").All(func(rec *engine.Record) bool {
		if p, ok := priceOf(rec); ok && !open[key(rec)] {
			list = append(list, charge{product: p.product, group: p.group, id: rec.ID, name: name(rec), region: engine.RegionOf(rec),
				monthly: p.monthly, start: instant(rec.Str("created_at")), end: w.Now})
		}
		return true
	})
	return list
}

func instant(s string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, s)
	return t
}
