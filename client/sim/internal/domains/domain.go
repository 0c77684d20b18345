package domains

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// defaultTTL is what the API gives zones and records that say nothing, in
// seconds.
const defaultTTL = 1800

var domains = &engine.Kind{
	Path: "/v2/domains",
	Find: func(w *engine.World, _ *engine.Request, name string) *engine.Record {
		return w.Table("domains").ByID[strings.ToLower(name)]
	},
	Create: func(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
		name := strings.ToLower(strings.TrimSuffix(r.Body.Str("name"), "."))
		ip := r.Body.Str("ip_address")
		switch addr, err := netip.ParseAddr(ip); {
		case name == "":
			return "", engine.Unprocessable("Name can't be blank")
		case !engine.IsDomainName(name):
			return "", engine.Unprocessable("Name Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")
		case w.Table("domains").Live(name) != nil:
			return "", engine.Unprocessable("Name already exists")
		case ip != "" && (err != nil || !addr.Is4()):
			return "", engine.Unprocessable("Ip address is not a valid IPv4 address")
		}
		*d = engine.Object("name", name, "ttl", defaultTTL, "_changed", w.Now.Unix())
		return name, nil
	},
	Created: func(w *engine.World, r *engine.Request, rec *engine.Record) {
		addRecord(w, rec, "SOA", "@", "1800", defaultTTL)
		for _, n := range []string{"1", "2", "3"} {
			addRecord(w, rec, "NS", "@", "ns"+n+".digitalocean.com", defaultTTL)
		}
		if ip := r.Body.Str("ip_address"); ip != "" {
			addRecord(w, rec, "A", "@", ip, defaultTTL)
		}
	},
	Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error {
		t := w.Table("domain_records")
		for _, dr := range slices.Clone(recordsOf(w, rec.ID)) {
			t.Remove(dr)
		}
		return nil
	},
	Show: func(w *engine.World, r *engine.Request, buf []byte, rec *engine.Record) []byte {
		d := rec.Clone()
		d.Set("zone_file", zoneFile(w, rec))
		return d.Append(buf)
	},
}

// zoneChanged gives a zone the time as its new serial number.
func zoneChanged(w *engine.World, domain string) {
	if rec := w.Table("domains").ByID[domain]; rec != nil {
		rec.Set("_changed", w.Now.Unix())
	}
}

func recordsOf(w *engine.World, domain string) []*engine.Record {
	return w.Table("domain_records").Of(domain)
}

// zoneFile writes a domain and its records as a zone file.
func zoneFile(w *engine.World, rec *engine.Record) string {
	b := fmt.Appendf(nil, "$ORIGIN %s.\n$TTL %d\n", rec.ID, rec.Integer("ttl"))
	serial := rec.Integer("_changed")
	for _, dr := range recordsOf(w, rec.ID) {
		name, kind, data := dr.Str("name"), dr.Str("type"), dr.Str("data")
		if name != "@" {
			b = append(append(b, name...), '.')
		}
		b = append(append(b, rec.ID...), ". IN "...)
		b = append(append(append(append(b, dr.Get("ttl")...), ' '), kind...), ' ')
		if data == "@" { // the zone itself
			data = rec.ID
		}
		switch kind {
		case "SOA":
			data = fmt.Sprintf("ns1.digitalocean.com. hostmaster.%s. %d 10800 3600 604800 %d", rec.ID, serial, dr.Integer("ttl"))
		case "MX":
			data = fmt.Sprintf("%d %s.", dr.Integer("priority"), data)
		case "SRV":
			data = fmt.Sprintf("%d %d %d %s.", dr.Integer("priority"), dr.Integer("weight"), dr.Integer("port"), data)
		case "CAA":
			data = fmt.Sprintf("%d %s %q", dr.Integer("flags"), dr.Str("tag"), data)
		case "TXT":
			data = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(data) + `"`
		case "NS", "CNAME":
			data += "."
		}
		b = append(append(b, data...), '\n')
	}
	return string(b)
}
