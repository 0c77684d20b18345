package sim

import (
	"fmt"
	"net/netip"
	"strings"
)

// defaultTTL is what the API gives zones and records that say nothing, in
// seconds.
const defaultTTL = 1800

var domains = &kind{
	path: "/v2/domains",
	find: func(w *world, _ *request, name string) *record { return w.table("domains").byID[strings.ToLower(name)] },
	create: func(w *world, r *request, d *document) (string, error) {
		name := strings.ToLower(strings.TrimSuffix(r.body.str("name"), "."))
		ip := r.body.str("ip_address")
		switch addr, err := netip.ParseAddr(ip); {
		case name == "":
			return "", unprocessable("Name can't be blank")
		case !isDomainName(name):
			return "", unprocessable("Name Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")
		case w.table("domains").live(name) != nil:
			return "", unprocessable("Name already exists")
		case ip != "" && (err != nil || !addr.Is4()):
			return "", unprocessable("Ip address is not a valid IPv4 address")
		}
		*d = object("name", name, "ttl", defaultTTL, "_changed", w.now.Unix())
		return name, nil
	},
	created: func(w *world, r *request, rec *record) {
		w.addRecord(rec, "SOA", "@", "1800", defaultTTL)
		for _, n := range []string{"1", "2", "3"} {
			w.addRecord(rec, "NS", "@", "ns"+n+".digitalocean.com", defaultTTL)
		}
		if ip := r.body.str("ip_address"); ip != "" {
			w.addRecord(rec, "A", "@", ip, defaultTTL)
		}
	},
	remove: func(w *world, r *request, rec *record) error {
		t := w.table("domain_records")
		for _, dr := range w.recordsOf(rec.id) {
			t.remove(dr)
		}
		return nil
	},
	show: func(w *world, r *request, buf []byte, rec *record) []byte {
		d := rec.clone()
		d.set("zone_file", w.zoneFile(rec))
		return d.append(buf)
	},
}

// zoneChanged gives a zone the time as its new serial number.
func (w *world) zoneChanged(domain string) {
	if rec := w.table("domains").byID[domain]; rec != nil {
		rec.set("_changed", w.now.Unix())
	}
}

func (w *world) recordsOf(domain string) []*record {
	var found []*record
	w.table("domain_records").all(func(rec *record) bool {
		if rec.str("_of") == domain {
			found = append(found, rec)
		}
		return true
	})
	return found
}

// zoneFile writes a domain and its records as a zone file.
func (w *world) zoneFile(rec *record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "$ORIGIN %s.\n$TTL %d\n", rec.id, rec.integer("ttl"))
	serial := rec.integer("_changed")
	for _, dr := range w.recordsOf(rec.id) {
		name, kind, data := dr.str("name"), dr.str("type"), dr.str("data")
		if name == "@" {
			name = rec.id + "."
		} else {
			name += "." + rec.id + "."
		}
		switch kind {
		case "SOA":
			data = fmt.Sprintf("ns1.digitalocean.com. hostmaster.%s. %d 10800 3600 604800 %d", rec.id, serial, dr.integer("ttl"))
		case "MX":
			data = fmt.Sprintf("%d %s.", dr.integer("priority"), data)
		case "SRV":
			data = fmt.Sprintf("%d %d %d %s.", dr.integer("priority"), dr.integer("weight"), dr.integer("port"), data)
		case "CAA":
			data = fmt.Sprintf("%d %s %q", dr.integer("flags"), dr.str("tag"), data)
		case "TXT":
			data = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(data) + `"`
		case "NS", "CNAME":
			data += "."
		}
		fmt.Fprintf(&b, "%s IN %d %s %s\n", name, dr.integer("ttl"), kind, data)
	}
	return b.String()
}
