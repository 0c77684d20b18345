package domains

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

var domainRecords = &engine.Kind{
	Path:  "/v2/domains/{domain_name}/records",
	Owner: "domain",
	Parent: func(w *engine.World, r *engine.Request) (string, error) {
		rec, err := w.Visible(w.Table("domains"), strings.ToLower(r.Param("domain_name")))
		if err != nil {
			return "", err
		}
		return rec.ID, nil
	},
	Filter: func(w *engine.World, r *engine.Request) (string, func(*engine.Record) bool, error) {
		name, kind := r.Query.Get("name"), r.Query.Get("type")
		domain := strings.ToLower(r.Param("domain_name"))
		if name == "" && kind == "" {
			return "", nil, nil
		}
		return "records " + engine.EncodeAll(name, kind), func(rec *engine.Record) bool {
			if kind != "" && rec.Str("type") != kind {
				return false
			}
			return name == "" || fullName(rec.Str("name"), domain) == fullName(name, domain)
		}, nil
	},
	FilterFields: []string{"name", "type"},
	Create:       createRecord,
	Created:      func(w *engine.World, r *engine.Request, rec *engine.Record) { zoneChanged(w, rec.Str("_of")) },
	Update: func(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
		if err := updateRecord(w, r, rec, changes); err != nil {
			return err
		}
		zoneChanged(w, rec.Str("_of"))
		return nil
	},
	Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error {
		zoneChanged(w, rec.Str("_of"))
		return nil
	},
}

// recordKinds are the types of records that can be made.
var recordKinds = []string{"A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"}

// addRecord makes one of a domain's records without checks.
func addRecord(w *engine.World, domain *engine.Record, kind, name, data string, ttl int) {
	id := w.NextID("record")
	w.Table("domain_records").Add(strconv.FormatInt(id, 10), engine.Object("id", id, "type", kind, "name", name, "data", data,
		"priority", nil, "port", nil, "ttl", ttl, "weight", nil, "flags", nil, "tag", nil, "_of", domain.ID))
	domain.Table.Version++
}

// fullName is the name of a record with its domain, without a last dot.
func fullName(name, domain string) string {
	name = strings.ToLower(name)
	switch {
	case name == "@" || name == "":
		return domain
	case strings.HasSuffix(name, "."):
		return strings.TrimSuffix(name, ".")
	case name == domain || strings.HasSuffix(name, "."+domain):
		return name
	}
	return name + "." + domain
}

// shortName is the name as the API shows it: relative to the domain, "@" for
// the domain itself.
func shortName(name, domain string) string {
	full := fullName(name, domain)
	if full == domain {
		return "@"
	}
	return strings.TrimSuffix(full, "."+domain)
}

func createRecord(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	kind := r.Body.Str("type")
	switch {
	case kind == "":
		return "", engine.Unprocessable("Type can't be blank")
	case !slices.Contains(recordKinds, kind):
		return "", engine.Unprocessable("Type is not included in the list")
	}
	id := w.NextID("record")
	next := engine.Object("id", id, "type", kind, "name", nil, "data", nil, "priority", nil, "port", nil, "ttl", defaultTTL,
		"weight", nil, "flags", nil, "tag", nil, "_of", d.Get("_of"))
	if err := fillRecord(w, &next, &r.Body); err != nil {
		return "", err
	}
	*d = next
	return strconv.FormatInt(id, 10), nil
}

func updateRecord(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	if kind := r.Body.Str("type"); kind != "" && kind != rec.Str("type") {
		return engine.Unprocessable("Type can't be changed")
	}
	if rec.Str("type") == "SOA" {
		// Nothing but its ttl is the customer's.
		ttl := changes.Get("ttl")
		*changes = engine.Document{}
		if ttl == "" || engine.DecodeInteger(ttl) < 1 {
			return engine.Unprocessable("Only the ttl of a SOA record can be changed")
		}
		changes.Set("ttl", ttl)
		return nil
	}
	next := rec.Clone()
	if err := fillRecord(w, &next, changes); err != nil {
		return err
	}
	*changes = next
	return nil
}

var numbersOnce lazy.Value[map[string]int64]

// numbers are the fields of a record that count, with what they may be at most.
func numbers() map[string]int64 {
	return numbersOnce.Get(func() map[string]int64 {
		return map[string]int64{"priority": 65535, "port": 65535, "weight": 65535, "flags": 255, "ttl": 2147483647}
	})
}

// fillRecord puts the fields of a body into a record and checks the whole by the
// rules of its type.
func fillRecord(w *engine.World, d *engine.Document, body *engine.Document) error {
	kind, domain := d.Str("type"), d.Str("_of")
	for name, most := range numbers() {
		if !body.Has(name) {
			continue
		}
		if n := body.Integer(name); n < 0 || n > most || name == "ttl" && n < 1 {
			return engine.Unprocessable("%s is not in the range from 0 to %d", engine.Capital(name), most)
		}
		d.Put(name, body.Get(name))
	}
	if body.Has("tag") {
		d.Put("tag", body.Get("tag"))
	}
	if body.Has("name") {
		full := fullName(body.Str("name"), domain)
		if full != domain && !strings.HasSuffix(full, "."+domain) {
			return engine.Unprocessable("Name is not in the domain %s", domain)
		}
		d.Set("name", shortName(full, domain))
	} else if !d.Has("name") {
		if kind != "MX" {
			return engine.Unprocessable("Name can't be blank")
		}
		d.Set("name", "@")
	}
	data := d.Str("data")
	if body.Has("data") {
		var err error
		if data, err = recordData(kind, body.Str("data"), domain, d.Str("tag")); err != nil {
			return err
		}
		d.Set("data", data)
	}
	if data == "" {
		return engine.Unprocessable("Data can't be blank")
	}
	for _, name := range map[string][]string{"MX": {"priority"}, "SRV": {"priority", "port", "weight"}, "CAA": {"flags", "tag"}}[kind] {
		if !d.Has(name) {
			return engine.Unprocessable("%s can't be blank", engine.Capital(name))
		}
	}
	return clash(w, d)
}

// recordData checks the data of a type and returns it as the API keeps it: names
// without their last dot.
func recordData(kind, data, domain, tag string) (string, error) {
	addr, err := netip.ParseAddr(data)
	switch kind {
	case "A":
		if data != "" && (err != nil || !addr.Is4()) {
			return "", engine.Unprocessable("IP address did not match IPv4 format (e.g. 127.0.0.1).")
		}
	case "AAAA":
		if data != "" && (err != nil || !addr.Is6()) {
			return "", engine.Unprocessable("IP address did not match IPv6 format (e.g. 2001:db8::1).")
		}
	case "CNAME", "MX", "NS", "SRV", "CAA":
		if data == "@" {
			return data, nil
		}
		if kind == "CAA" && tag == "iodef" || data == "" {
			return data, nil // a URL
		}
		// SRV targets are taken either way.
		if !strings.HasSuffix(data, ".") && kind != "SRV" {
			return "", engine.Unprocessable("Data needs to end with a dot (.)")
		}
		return strings.TrimSuffix(data, "."), nil
	}
	return data, nil
}

// clash refuses a CNAME beside other records of its name.
func clash(w *engine.World, d *engine.Document) error {
	for _, other := range w.Table("domain_records").Where("_of", d.Get("_of"), "name", d.Get("name")) {
		if other.Get("id") == d.Get("id") {
			continue
		}
		if d.Str("type") == "CNAME" || other.Str("type") == "CNAME" {
			return engine.Unprocessable("CNAME records cannot share a name with other records")
		}
	}
	return nil
}
