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

func key(rec *engine.Record) string { return rec.Table.Name + "/" + rec.ID }

// begin opens a resource's entry.
func begin(w *engine.World, rec *engine.Record) {
	if p, ok := priceOf(rec); ok {
		open(w, rec, p, w.Now)
	}
}

func open(w *engine.World, rec *engine.Record, p price, start time.Time) *engine.Record {
	e := w.Table(ledger).Add(key(rec), engine.Object("product", p.product, "group", p.group, "id", rec.ID, "name", name(rec),
		"region", engine.RegionOf(rec), "monthly", p.monthly, "start", start.Format(time.RFC3339Nano)))
	if a := keptAccount(w); a != nil {
		a.begin(w, rec, e, p, start)
	}
	return e
}

// entry is the open one of a resource, nil if it has none. One that was made in
// advance gets its own with its first change.
func entry(w *engine.World, rec *engine.Record) *engine.Record {
	if e := w.Table(ledger).ByID[key(rec)]; e != nil {
		return e
	}
	p, ok := premadePrice(rec)
	if !ok {
		return nil
	}
	rec.Unset("_premade")
	return open(w, rec, p, instant(rec.Str("created_at")))
}

// adjust closes an entry whose price has changed, and opens another.
func adjust(w *engine.World, rec *engine.Record) {
	e := entry(w, rec)
	p, ok := priceOf(rec)
	switch {
	case e == nil:
		begin(w, rec)
	case !ok:
		shut(w, e)
	case number(e, "monthly") != p.monthly:
		shut(w, e)
		begin(w, rec)
	}
}

func end(w *engine.World, rec *engine.Record) {
	if e := entry(w, rec); e != nil {
		shut(w, e)
	}
}

func shut(w *engine.World, e *engine.Record) {
	if a := keptAccount(w); a != nil {
		a.end(w, e)
	}
	e.Set("end", w.Now.Format(time.RFC3339Nano))
	w.Table(ledger).Rekey(e, engine.EncodeAll(e.ID, string(engine.Encode(w.Counter("ledger")))))
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

func instant(s string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, s)
	return t
}
