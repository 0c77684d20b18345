package billing

import (
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"maps"
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
	products         []product // by name
	cents            int64
}

// product is what a month's resources of a kind have cost.
type product struct {
	name string
	sum
}

func invoiceOf(w *engine.World, month time.Time, products map[string]*sum) invoice {
	period := month.Format("2006-01")
	h := sha256.Sum256([]byte(fmt.Sprintf("invoice %d %s", w.Settings.Seed, period)))
	v := invoice{
		uuid:   version8(h[:16]),
		id:     strconv.Itoa(9_000_000_000_000 + month.Year()*100 + int(month.Month())),
		period: period, from: month, to: month.AddDate(0, 1, 0),
	}
	for _, name := range slices.Sorted(maps.Keys(products)) {
		v.products = append(v.products, product{name, *products[name]})
		v.cents += products[name].cents
	}
	return v
}

// preview is what the present month has come to.
func (a *account) preview(w *engine.World) invoice {
	return invoiceOf(w, a.month, a.products(w.Now))
}

// line is a line of an invoice.
type line struct {
	product, group, id, name, region string
	start, end                       time.Time
	hours, cents                     int64
}

// lineOf is what a charge comes to in a stretch of time.
func lineOf(w *engine.World, c *charge, from, to time.Time) line {
	if to.After(w.Now) {
		to = w.Now
	}
	start, end := c.within(from, to)
	n := hours(time.Duration(end - start))
	l := line{product: c.price.product, group: c.price.group, start: time.Unix(0, start).UTC(), end: time.Unix(0, end).UTC(), hours: n, cents: cents(n, c.price.monthly)}
	if c.record.Table.Name == ledger {
		l.id, l.name, l.region = c.record.Str("id"), c.record.Str("name"), c.record.Str("region")
	} else {
		l.id, l.name, l.region = c.record.ID, name(c.record), engine.RegionOf(c.record)
	}
	return l
}

// version8 makes a UUID of bytes.
func version8(b []byte) string {
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (v *invoice) document(updated time.Time) engine.Document {
	return engine.Object("invoice_uuid", v.uuid, "invoice_id", v.id, "amount", usd(v.cents), "invoice_period", v.period, "updated_at", updated)
}

// listInvoices lists those of the months that are over, the newest first.
func listInvoices(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	a := accountOf(w)
	reply, err := w.PageOf(r, "invoices", len(a.past), func(i int) engine.Document {
		v := &a.past[len(a.past)-1-i]
		return v.document(v.to)
	})
	if err != nil {
		return nil, err
	}
	preview := a.preview(w)
	d := preview.document(w.Now)
	reply.Body = append([]byte(`{"invoice_preview":`+string(d.Raw())+`,`), reply.Body[1:]...)
	return reply, nil
}

// find is the invoice in the request's path; the preview has one too.
func find(w *engine.World, r *engine.Request) (*account, invoice, error) {
	a := accountOf(w)
	for _, v := range append(slices.Clone(a.past), a.preview(w)) {
		if v.uuid == r.Param("invoice_uuid") {
			return a, v, nil
		}
	}
	return nil, invoice{}, engine.ErrNotFound
}

func getInvoice(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	a, v, err := find(w, r)
	if err != nil {
		return nil, err
	}
	list := a.in(v.from, v.to, w.Now)
	return w.PageOf(r, "invoice_items", len(list), func(i int) engine.Document {
		l := lineOf(w, list[i], v.from, v.to)
		return engine.Object(
			"product", l.product, "resource_uuid", uuidOf(l.id), "resource_id", l.id, "group_description", l.group, "description", l.name+" ("+l.group+")",
			"amount", usd(l.cents), "duration", strconv.FormatInt(l.hours, 10), "duration_unit", "Hours",
			"start_time", l.start, "end_time", l.end, "project_name", "first-project")
	})
}

// uuidOf is an id that is a UUID.
func uuidOf(id string) string {
	if strings.Count(id, "-") == 4 {
		return id
	}
	return ""
}

func getSummary(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, v, err := find(w, r)
	if err != nil {
		return nil, err
	}
	products := []engine.Raw{}
	for _, p := range v.products {
		d := engine.Object("name", p.name, "amount", usd(p.cents), "count", strconv.Itoa(p.count))
		products = append(products, d.Raw())
	}
	group := func(name string, cents int64, items []engine.Raw) engine.Raw {
		d := engine.Object("name", name, "amount", usd(cents))
		if items != nil {
			d.Set("items", items)
		}
		return d.Raw()
	}
	address := engine.Object("address_line1", "1 Example Street", "city", "Example City", "country_iso2_code", "US", "created_at", v.from, "postal_code", "00000", "region", "NY", "updated_at", v.from)
	return engine.Answer(http.StatusOK, "invoice_uuid", v.uuid, "invoice_id", v.id, "billing_period", v.period, "amount", usd(v.cents),
		"user_name", "Sammy Shark", "user_billing_address", address.Raw(), "user_company", "Example", "user_email", "sammy@example.com",
		"product_charges", group("Product usage charges", v.cents, products),
		"overages", group("Overages", 0, nil), "taxes", group("Taxes", 0, nil),
		"credits_and_adjustments", group("Credits & adjustments", 0, nil)), nil
}

func getCSV(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	a, v, err := find(w, r)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	c := csv.NewWriter(&out)
	rows := [][]string{{"product", "group_description", "description", "hours", "start", "end", "USD", "project_name", "category"}}
	for _, charge := range a.in(v.from, v.to, w.Now) {
		l := lineOf(w, charge, v.from, v.to)
		rows = append(rows, []string{l.product, l.group, l.name, strconv.FormatInt(l.hours, 10), l.start.Format(time.RFC3339), l.end.Format(time.RFC3339), usd(l.cents), "first-project", "iaas"})
	}
	if err := c.WriteAll(rows); err != nil {
		return nil, err
	}
	return file("text/csv", v.period+".csv", []byte(out.String())), nil
}

func getPDF(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, v, err := find(w, r)
	if err != nil {
		return nil, err
	}
	text := []string{"Invoice " + v.id, "Period " + v.period, ""}
	for _, p := range v.products {
		text = append(text, fmt.Sprintf("%-20s %4d  USD %s", p.name, p.count, usd(p.cents)))
	}
	text = append(text, "", "Total USD "+usd(v.cents), "", "A simulated account: nothing of this is owed.")
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
