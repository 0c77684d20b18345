package billing

import (
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// invoice is that of a calendar month.
type invoice struct {
	uuid, id, period string
	from, to         time.Time
	lines            []line
	amount           float64
}

func monthOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

func invoiceOf(w *engine.World, list []charge, month time.Time) invoice {
	period := month.Format("2006-01")
	h := sha256.Sum256([]byte(fmt.Sprintf("invoice %d %s", w.Settings.Seed, period)))
	v := invoice{
		uuid:   version8(h[:16]),
		id:     strconv.Itoa(9_000_000_000_000 + month.Year()*100 + int(month.Month())),
		period: period, from: month, to: month.AddDate(0, 1, 0),
	}
	v.lines = lines(list, v.from, v.to)
	v.amount = sum(v.lines)
	return v
}

// version8 makes a UUID of bytes.
func version8(b []byte) string {
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// invoices lists those of the months that are over, the newest first, and what
// the present month will come to so far.
func invoices(w *engine.World) (past []invoice, preview invoice) {
	list := charges(w)
	now := monthOf(w.Now.UTC())
	first := now
	for _, c := range list {
		if m := monthOf(c.start.UTC()); m.Before(first) {
			first = m
		}
	}
	for m := first; m.Before(now); m = m.AddDate(0, 1, 0) {
		if v := invoiceOf(w, list, m); v.amount > 0 {
			past = append(past, v)
		}
	}
	slices.Reverse(past)
	return past, invoiceOf(w, list, now)
}

func usd(amount float64) string { return strconv.FormatFloat(amount, 'f', 2, 64) }

func (v *invoice) document(updated time.Time) engine.Document {
	return engine.Object("invoice_uuid", v.uuid, "invoice_id", v.id, "amount", usd(v.amount), "invoice_period", v.period, "updated_at", updated)
}

func listInvoices(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	past, preview := invoices(w)
	var records []*engine.Record
	for i := range past {
		records = append(records, &engine.Record{Document: past[i].document(past[i].to)})
	}
	reply, err := w.Page(r, "invoices", records, false, nil)
	if err != nil {
		return nil, err
	}
	d := preview.document(w.Now)
	reply.Body = append([]byte(`{"invoice_preview":`+string(d.Raw())+`,`), reply.Body[1:]...)
	return reply, nil
}

// find is the invoice in the request's path; the preview has one too.
func find(w *engine.World, r *engine.Request) (invoice, error) {
	past, preview := invoices(w)
	for _, v := range append(past, preview) {
		if v.uuid == r.Param("invoice_uuid") {
			return v, nil
		}
	}
	return invoice{}, engine.ErrNotFound
}

func getInvoice(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	v, err := find(w, r)
	if err != nil {
		return nil, err
	}
	var records []*engine.Record
	for _, l := range v.lines {
		records = append(records, &engine.Record{Document: engine.Object(
			"product", l.product, "resource_uuid", uuidOf(l.id), "resource_id", l.id, "group_description", l.group, "description", l.name+" ("+l.group+")",
			"amount", usd(l.amount), "duration", strconv.Itoa(l.hours), "duration_unit", "Hours",
			"start_time", l.start, "end_time", l.end, "project_name", "first-project")})
	}
	return w.Page(r, "invoice_items", records, false, nil)
}

// uuidOf is an id that is a UUID.
func uuidOf(id string) string {
	if strings.Count(id, "-") == 4 {
		return id
	}
	return ""
}

func getSummary(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	v, err := find(w, r)
	if err != nil {
		return nil, err
	}
	products := []engine.Raw{}
	for _, p := range v.products() {
		d := engine.Object("name", p.name, "amount", usd(p.amount), "count", strconv.Itoa(p.count))
		products = append(products, d.Raw())
	}
	group := func(name string, amount float64, items []engine.Raw) engine.Raw {
		d := engine.Object("name", name, "amount", usd(amount))
		if items != nil {
			d.Set("items", items)
		}
		return d.Raw()
	}
	address := engine.Object("address_line1", "1 Example Street", "city", "Example City", "country_iso2_code", "US", "created_at", v.from, "postal_code", "00000", "region", "NY", "updated_at", v.from)
	return engine.Answer(http.StatusOK, "invoice_uuid", v.uuid, "invoice_id", v.id, "billing_period", v.period, "amount", usd(v.amount),
		"user_name", "Sammy Shark", "user_billing_address", address.Raw(), "user_company", "Example", "user_email", "sammy@example.com",
		"product_charges", group("Product usage charges", v.amount, products),
		"overages", group("Overages", 0, nil), "taxes", group("Taxes", 0, nil),
		"credits_and_adjustments", group("Credits & adjustments", 0, nil)), nil
}

type product struct {
	name   string
	amount float64
	count  int
}

func (v *invoice) products() []product {
	var list []product
	for _, l := range v.lines {
		i := slices.IndexFunc(list, func(p product) bool { return p.name == l.product })
		if i < 0 {
			i = len(list)
			list = append(list, product{name: l.product})
		}
		list[i].amount += l.amount
		list[i].count++
	}
	return list
}

func getCSV(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	v, err := find(w, r)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	c := csv.NewWriter(&out)
	rows := [][]string{{"product", "group_description", "description", "hours", "start", "end", "USD", "project_name", "category"}}
	for _, l := range v.lines {
		rows = append(rows, []string{l.product, l.group, l.name, strconv.Itoa(l.hours), l.start.UTC().Format(time.RFC3339), l.end.UTC().Format(time.RFC3339), usd(l.amount), "first-project", "iaas"})
	}
	if err := c.WriteAll(rows); err != nil {
		return nil, err
	}
	return file("text/csv", v.period+".csv", []byte(out.String())), nil
}

func getPDF(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	v, err := find(w, r)
	if err != nil {
		return nil, err
	}
	text := []string{"Invoice " + v.id, "Period " + v.period, ""}
	for _, p := range v.products() {
		text = append(text, fmt.Sprintf("%-20s %4d  USD %s", p.name, p.count, usd(p.amount)))
	}
	text = append(text, "", "Total USD "+usd(v.amount), "", "A simulated account: nothing of this is owed.")
	return file("application/pdf", v.period+".pdf", page(text)), nil
}

func file(kind, name string, body []byte) *engine.Reply {
	return &engine.Reply{Status: http.StatusOK, ContentType: kind, Body: body,
		Header: [][2]string{{"Content-Disposition", `attachment; filename="DigitalOcean Invoice ` + name + `"`}}}
}

// page makes a PDF of one page of text.
func page(text []string) []byte {
	var content strings.Builder
	content.WriteString("BT /F1 11 Tf 14 TL 50 740 Td\n")
	for _, l := range text {
		fmt.Fprintf(&content, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l))
	}
	content.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
	}
	var out strings.Builder
	out.WriteString("%PDF-1.4\n")
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return []byte(out.String())
}
