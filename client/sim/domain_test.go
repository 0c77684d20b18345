package sim

import (
	"fmt"
	"strings"
	"testing"
)

func TestDomains(t *testing.T) {
	a := newAPI(t)
	res := a.do(201, "POST", "/v2/domains", map[string]any{"name": "Example.com", "ip_address": "192.0.2.1"})
	same(t, "name", res.str("domain", "name"), "example.com")
	same(t, "ttl", res.at("domain", "ttl"), 1800)
	a.do(201, "POST", "/v2/domains", map[string]any{"name": "example.org"})
	for message, body := range map[string]map[string]any{
		"Name already exists": {"name": "example.com"},
		"Name can't be blank": {},
		"Name Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)": {"name": "not a domain"},
		"Ip address is not a valid IPv4 address":                                    {"name": "example.net", "ip_address": "::1"},
	} {
		a.refused(message, "POST", "/v2/domains", body)
	}
	records := a.get("/v2/domains/example.com/records")
	var got []string
	for i := range records.list("domain_records") {
		got = append(got, records.str("domain_records", i, "type")+" "+records.str("domain_records", i, "data"))
	}
	same(t, "records", strings.Join(got, ", "), "SOA 1800, NS ns1.digitalocean.com, NS ns2.digitalocean.com, NS ns3.digitalocean.com, A 192.0.2.1")
	same(t, "without an address", a.get("/v2/domains/example.org/records").str("meta", "total"), 4)
	zone := a.get("/v2/domains/example.com").str("domain", "zone_file")
	for _, want := range []string{"$ORIGIN example.com.\n$TTL 1800\n", "example.com. IN 1800 A 192.0.2.1\n", "example.com. IN 1800 NS ns1.digitalocean.com.\n", " SOA ns1.digitalocean.com. hostmaster.example.com. "} {
		if !strings.Contains(zone, want) {
			t.Errorf("no %q in %s", want, zone)
		}
	}
	a.do(204, "DELETE", "/v2/domains/example.com", nil)
	a.do(404, "GET", "/v2/domains/example.com", nil)
	a.do(404, "GET", "/v2/domains/example.com/records", nil)
	same(t, "list", a.get("/v2/domains").str("meta", "total"), 1)
}

func TestDomainRecords(t *testing.T) {
	a := newAPI(t)
	a.do(201, "POST", "/v2/domains", map[string]any{"name": "example.com"})
	const records = "/v2/domains/example.com/records"
	type m = map[string]any
	for _, test := range []struct {
		body    m
		message string
	}{
		{m{"name": "x", "data": "y"}, "Type can't be blank"},
		{m{"type": "SOA", "name": "x", "data": "y"}, "Type is not included in the list"},
		{m{"type": "A", "data": "192.0.2.1"}, "Name can't be blank"},
		{m{"type": "A", "name": "x"}, "Data can't be blank"},
		{m{"type": "A", "name": "x", "data": ""}, "Data can't be blank"},
		{m{"type": "A", "name": "x", "data": "::1"}, "IP address did not match IPv4 format (e.g. 127.0.0.1)."},
		{m{"type": "AAAA", "name": "x", "data": "192.0.2.1"}, "IP address did not match IPv6 format (e.g. 2001:db8::1)."},
		{m{"type": "CNAME", "name": "x", "data": "y.example.com"}, "Data needs to end with a dot (.)"},
		{m{"type": "NS", "name": "x", "data": "y.example.com"}, "Data needs to end with a dot (.)"},
		{m{"type": "MX", "name": "@", "data": "y.example.com", "priority": 1}, "Data needs to end with a dot (.)"},
		{m{"type": "CAA", "name": "@", "data": "letsencrypt.org", "flags": 0, "tag": "issue"}, "Data needs to end with a dot (.)"},
		{m{"type": "MX", "name": "@", "data": "y.example.com."}, "Priority can't be blank"},
		{m{"type": "SRV", "name": "_s._tcp", "data": "y.example.com.", "priority": 1}, "Port can't be blank"},
		{m{"type": "CAA", "name": "@", "data": "letsencrypt.org.", "flags": 0}, "Tag can't be blank"},
		{m{"type": "A", "name": "x", "data": "192.0.2.1", "ttl": "soon"}, "ttl must be an integer"},
		{m{"type": "A", "name": "x", "data": "192.0.2.1", "ttl": 0}, "Ttl is not in the range from 0 to 2147483647"},
		{m{"type": "A", "name": "x.other.org.", "data": "192.0.2.1"}, "Name is not in the domain example.com"},
		{m{"type": "CNAME", "name": "@", "data": "y.example.com."}, "CNAME records cannot share a name with other records"},
	} {
		a.refused(test.message, "POST", records, test.body)
	}
	zone := func(line string) {
		t.Helper()
		if zone := a.get("/v2/domains/example.com").str("domain", "zone_file"); !strings.Contains(zone, line+"\n") {
			t.Errorf("no %q in %s", line, zone)
		}
	}
	var ids []int64
	for _, test := range []struct {
		body m
		line string
	}{
		{m{"type": "A", "name": "www", "data": "192.0.2.1", "ttl": 60}, "www.example.com. IN 60 A 192.0.2.1"},
		{m{"type": "AAAA", "name": "www", "data": "2001:db8::1"}, "www.example.com. IN 1800 AAAA 2001:db8::1"},
		{m{"type": "CNAME", "name": "alias", "data": "www.example.com."}, "alias.example.com. IN 1800 CNAME www.example.com."},
		{m{"type": "CNAME", "name": "apex", "data": "@"}, "apex.example.com. IN 1800 CNAME example.com."},
		{m{"type": "MX", "name": "@", "data": "mail.example.com.", "priority": 10}, "example.com. IN 1800 MX 10 mail.example.com."},
		{m{"type": "SRV", "name": "_sip._tcp", "data": "sip.example.com.", "priority": 1, "port": 5060, "weight": 2}, "_sip._tcp.example.com. IN 1800 SRV 1 2 5060 sip.example.com."},
		{m{"type": "TXT", "name": "@", "data": `v=spf1 "all"`}, `example.com. IN 1800 TXT "v=spf1 \"all\""`},
		{m{"type": "CAA", "name": "@", "data": "letsencrypt.org.", "flags": 0, "tag": "issue"}, `example.com. IN 1800 CAA 0 issue "letsencrypt.org"`},
		{m{"type": "NS", "name": "sub", "data": "ns.example.net."}, "sub.example.com. IN 1800 NS ns.example.net."},
	} {
		res := a.do(201, "POST", records, test.body)
		ids = append(ids, res.id("domain_record"))
		zone(test.line)
	}
	www := fmt.Sprintf("%s/%d", records, ids[0])
	same(t, "absent fields are null", a.get(www).at("domain_record", "priority"), nil)
	same(t, "filter by type", a.get(records+"?type=CNAME").str("meta", "total"), 2)
	same(t, "filter by name", a.get(records+"?name=www.example.com").str("meta", "total"), 2)
	same(t, "both", a.get(records+"?name=www.example.com&type=A").id("domain_records", 0), ids[0])

	for _, method := range []string{"PUT", "PATCH"} {
		upd := a.do(200, method, www, m{"type": "A", "data": "192.0.2.9", "ttl": 30})
		same(t, "data", upd.str("domain_record", "data"), "192.0.2.9")
		same(t, "name kept", upd.str("domain_record", "name"), "www")
		zone("www.example.com. IN 30 A 192.0.2.9")
	}
	a.refused("Type can't be changed", "PUT", www, m{"type": "AAAA"})
	a.refused("IP address did not match IPv4 format (e.g. 127.0.0.1).", "PUT", www, m{"data": "x"})

	soa := fmt.Sprintf("%s/%d", records, a.get(records+"?type=SOA").id("domain_records", 0))
	same(t, "soa ttl", a.do(200, "PUT", soa, m{"type": "SOA", "ttl": 3600, "data": "ignored"}).at("domain_record", "ttl"), 3600)
	a.refused("Only the ttl of a SOA record can be changed", "PUT", soa, m{"data": "1"})

	a.do(201, "POST", "/v2/domains", map[string]any{"name": "example.org"})
	a.do(404, "GET", fmt.Sprintf("/v2/domains/example.org/records/%d", ids[0]), nil)
	a.do(204, "DELETE", www, nil)
	a.do(404, "GET", www, nil)
	a.do(404, "DELETE", www, nil)
}
