package billing

import (
	"net/http"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// getBalance shows the present month; invoices are paid on the day on which
// they are made.
func getBalance(w *engine.World, _ *engine.Request) (*engine.Reply, error) {
	v := accountOf(w).preview(w)
	used := usd(v.cents)
	return engine.Answer(http.StatusOK, "month_to_date_balance", used, "account_balance", "0.00", "month_to_date_usage", used, "generated_at", w.Now), nil
}

// listHistory shows each invoice and its payment, the newest first.
func listHistory(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	past := accountOf(w).past
	return w.PageOf(r, "billing_history", 2*len(past), func(i int) engine.Document {
		v := past[len(past)-1-i/2]
		if i%2 == 0 {
			return engine.Object("description", "Payment (Visa 1234)", "amount", "-"+usd(v.cents), "date", v.to.Add(6*time.Hour), "type", "Payment")
		}
		return engine.Object("description", "Invoice for "+v.from.Format("January 2006"), "amount", usd(v.cents),
			"invoice_id", v.id, "invoice_uuid", v.uuid, "date", v.to, "type", "Invoice")
	})
}

// listInsights shows what each day of a stretch has cost, by resource.
func listInsights(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	from, err := time.Parse(time.DateOnly, r.Param("start_date"))
	if err != nil {
		return nil, engine.BadRequest("start_date must be a date like 2006-01-02")
	}
	to, err := time.Parse(time.DateOnly, r.Param("end_date"))
	switch {
	case err != nil:
		return nil, engine.BadRequest("end_date must be a date like 2006-01-02")
	case to.Before(from):
		return nil, engine.BadRequest("end_date must not be before start_date")
	case to.Sub(from) > 31*24*time.Hour:
		return nil, engine.BadRequest("the dates must be at most 31 days apart")
	}
	page, size := bounded(r.Query.Get("page"), 1, 1<<20), bounded(r.Query.Get("per_page"), 20, 200)
	account := accountOf(w)
	points := []engine.Raw{}
	total := 0
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		next := day.AddDate(0, 0, 1)
		n := account.count(day, next, w.Now)
		first, last := max(0, (page-1)*size-total), min(n, page*size-total)
		if total += n; first >= last {
			continue
		}
		for _, c := range account.in(day, next, w.Now)[first:last] {
			l := lineOf(w, c, day, next)
			d := engine.Object("usage_team_urn", r.Param("account_urn"), "start_date", day.Format(time.DateOnly), "total_amount", usd(l.cents),
				"region", l.region, "sku", l.group, "description", l.name, "group_description", l.product)
			points = append(points, d.Raw())
		}
	}
	return engine.Answer(http.StatusOK, "data_points", points, "total_items", total, "total_pages", (total+size-1)/size, "current_page", page), nil
}

// bounded reads a number of a query.
func bounded(text string, usual, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return usual
	}
	return min(n, most)
}
