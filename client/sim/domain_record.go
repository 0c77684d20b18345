package sim

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

var domainRecords = &kind{
	path: "/v2/domains/{domain_name}/records",
	parent: func(w *world, r *request) (string, error) {
		rec, err := w.visible(w.table("domains"), strings.ToLower(r.param("domain_name")))
		if err != nil {
			return "", err
		}
		return rec.id, nil
	},
	filter: func(w *world, r *request) (string, func(*record) bool, error) {
		name, kind := r.query.Get("name"), r.query.Get("type")
		domain := strings.ToLower(r.param("domain_name"))
		return "records " + encodeAll(name, kind), func(rec *record) bool {
			if kind != "" && rec.str("type") != kind {
				return false
			}
			return name == "" || fullName(rec.str("name"), domain) == fullName(name, domain)
		}, nil
	},
	create:  createRecord,
	created: func(w *world, r *request, rec *record) { w.zoneChanged(rec.str("_of")) },
	update: func(w *world, r *request, rec *record, changes *document) error {
		if err := updateRecord(w, r, rec, changes); err != nil {
			return err
		}
		w.zoneChanged(rec.str("_of"))
		return nil
	},
	remove: func(w *world, r *request, rec *record) error {
		w.zoneChanged(rec.str("_of"))
		return nil
	},
}

// recordKinds are the types of records that can be made.
var recordKinds = []string{"A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"}

// addRecord makes one of a domain's records without checks.
func (w *world) addRecord(domain *record, kind, name, data string, ttl int) {
	id := w.nextID("record")
	w.table("domain_records").add(strconv.FormatInt(id, 10), object("id", id, "type", kind, "name", name, "data", data,
		"priority", nil, "port", nil, "ttl", ttl, "weight", nil, "flags", nil, "tag", nil, "_of", domain.id))
	domain.table.version++
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

func createRecord(w *world, r *request, d *document) (string, error) {
	kind := r.body.str("type")
	switch {
	case kind == "":
		return "", unprocessable("Type can't be blank")
	case !slices.Contains(recordKinds, kind):
		return "", unprocessable("Type is not included in the list")
	}
	id := w.nextID("record")
	next := object("id", id, "type", kind, "name", nil, "data", nil, "priority", nil, "port", nil, "ttl", defaultTTL,
		"weight", nil, "flags", nil, "tag", nil, "_of", d.get("_of"))
	if err := w.fillRecord(&next, &r.body); err != nil {
		return "", err
	}
	*d = next
	return strconv.FormatInt(id, 10), nil
}

func updateRecord(w *world, r *request, rec *record, changes *document) error {
	if kind := r.body.str("type"); kind != "" && kind != rec.str("type") {
		return unprocessable("Type can't be changed")
	}
	if rec.str("type") == "SOA" {
		// Nothing but its ttl is the customer's.
		ttl := changes.get("ttl")
		*changes = document{}
		if ttl == "" || decodeInteger(ttl) < 1 {
			return unprocessable("Only the ttl of a SOA record can be changed")
		}
		changes.set("ttl", ttl)
		return nil
	}
	next := rec.clone()
	if err := w.fillRecord(&next, changes); err != nil {
		return err
	}
	*changes = next
	return nil
}

// numbers are the fields of a record that count, with what they may be at most.
var numbers = map[string]int64{"priority": 65535, "port": 65535, "weight": 65535, "flags": 255, "ttl": 2147483647}

// fillRecord puts the fields of a body into a record and checks the whole by the
// rules of its type.
func (w *world) fillRecord(d *document, body *document) error {
	kind, domain := d.str("type"), d.str("_of")
	for name, most := range numbers {
		if !body.has(name) {
			continue
		}
		if n := body.integer(name); n < 0 || n > most || name == "ttl" && n < 1 {
			return unprocessable("%s is not in the range from 0 to %d", capital(name), most)
		}
		d.put(name, body.get(name))
	}
	if body.has("tag") {
		d.put("tag", body.get("tag"))
	}
	if body.has("name") {
		full := fullName(body.str("name"), domain)
		if full != domain && !strings.HasSuffix(full, "."+domain) {
			return unprocessable("Name is not in the domain %s", domain)
		}
		d.set("name", shortName(full, domain))
	} else if !d.has("name") {
		if kind != "MX" {
			return unprocessable("Name can't be blank")
		}
		d.set("name", "@")
	}
	data := d.str("data")
	if body.has("data") {
		var err error
		if data, err = recordData(kind, body.str("data"), domain, d.str("tag")); err != nil {
			return err
		}
		d.set("data", data)
	}
	if data == "" {
		return unprocessable("Data can't be blank")
	}
	for _, name := range map[string][]string{"MX": {"priority"}, "SRV": {"priority", "port", "weight"}, "CAA": {"flags", "tag"}}[kind] {
		if !d.has(name) {
			return unprocessable("%s can't be blank", capital(name))
		}
	}
	return w.clash(d)
}

// recordData checks the data of a type and returns it as the API keeps it: names
// without their last dot.
func recordData(kind, data, domain, tag string) (string, error) {
	addr, err := netip.ParseAddr(data)
	switch kind {
	case "A":
		if data != "" && (err != nil || !addr.Is4()) {
			return "", unprocessable("IP address did not match IPv4 format (e.g. 127.0.0.1).")
		}
	case "AAAA":
		if data != "" && (err != nil || !addr.Is6()) {
			return "", unprocessable("IP address did not match IPv6 format (e.g. 2001:db8::1).")
		}
	case "CNAME", "MX", "NS", "SRV", "CAA":
		if data == "@" && kind != "CAA" {
			return domain, nil
		}
		if kind == "CAA" && tag == "iodef" || data == "" {
			return data, nil // a URL
		}
		// SRV targets are taken either way.
		if !strings.HasSuffix(data, ".") && kind != "SRV" {
			return "", unprocessable("Data needs to end with a dot (.)")
		}
		return strings.TrimSuffix(data, "."), nil
	}
	return data, nil
}

// clash refuses a CNAME beside other records of its name.
func (w *world) clash(d *document) error {
	for _, other := range w.recordsOf(d.str("_of")) {
		if other.get("id") == d.get("id") || other.get("name") != d.get("name") {
			continue
		}
		if d.str("type") == "CNAME" || other.str("type") == "CNAME" {
			return unprocessable("CNAME records cannot share a name with other records")
		}
	}
	return nil
}

// capital is a field's name as it begins a message.
func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
