package sim

import (
	"strings"
	"testing"
	"time"
)

func init() { tours = append(tours, tourBilling) }

func TestBilling(t *testing.T) { tourBilling(newAPI(t)) }

// The bill follows sizes and hours on the simulated clock.
func tourBilling(a *api) {
	t := a.T
	path, _ := a.create()
	before := a.get("/v2/customers/my/balance").str("month_to_date_usage")
	a.sleep(48 * time.Hour)
	if after := a.get("/v2/customers/my/balance").str("month_to_date_usage"); after <= before && len(after) <= len(before) {
		t.Errorf("after two days the month has cost %s, before %s", after, before)
	}
	a.do(204, "DELETE", path, nil)
	a.sleep(40 * 24 * time.Hour)
	list := a.get("/v2/customers/my/invoices")
	uuid := list.str("invoices", 0, "invoice_uuid")
	of := "/v2/customers/my/invoices/" + uuid
	items := a.get(of)
	if len(items.list("invoice_items")) == 0 {
		t.Fatalf("the invoice %s is empty", list.text)
	}
	same(t, "product", items.str("invoice_items", 0, "product"), "Droplets")
	same(t, "amount", a.get(of+"/summary").str("amount"), list.str("invoices", 0, "amount"))
	csv := a.do(200, "GET", of+"/csv", nil)
	if !strings.HasPrefix(csv.text, "product,group_description,") || strings.Count(csv.text, "\n") < 2 {
		t.Errorf("csv: %q", csv.text)
	}
	if pdf := a.do(200, "GET", of+"/pdf", nil); !strings.HasPrefix(pdf.text, "%PDF-1.4") || !strings.HasSuffix(pdf.text, "%%EOF\n") {
		t.Errorf("pdf: %.60q", pdf.text)
	}
	history := a.get("/v2/customers/my/billing_history")
	same(t, "history", history.str("billing_history", 1, "invoice_uuid"), uuid)
	same(t, "paid", history.str("billing_history", 0, "amount"), "-"+history.str("billing_history", 1, "amount"))
	a.do(404, "GET", "/v2/customers/my/invoices/00000000-0000-8000-8000-000000000000", nil)
	month := list.str("invoices", 0, "invoice_period")
	insights := a.get("/v2/billing/do:team:00000000-0000-8000-8000-000000000000/insights/" + month + "-01/" + month + "-28")
	if len(insights.list("data_points")) == 0 {
		t.Errorf("insights: %s", insights.text)
	}
	a.do(400, "GET", "/v2/billing/do:team:x/insights/yesterday/today", nil)
}

// What a month costs at most is its price.
func TestMonthlyPrice(t *testing.T) {
	a := newAPI(t)
	a.sleep(time.Duration(32-a.clock.Now().UTC().Day()) * 24 * time.Hour) // near the next month's beginning
	a.do(202, "POST", "/v2/droplets", with(plain, "size", "s-1vcpu-1gb"))
	a.sleep(75 * 24 * time.Hour)
	month := a.get("/v2/customers/my/invoices").str("invoices", 0, "invoice_uuid")
	same(t, "price", a.get("/v2/customers/my/invoices/"+month).str("invoice_items", 0, "amount"), "6.00")
}
