package sim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// sampler makes bodies that fit the description and whose references exist.
type sampler struct {
	*api
	made map[string]string // id of something in a table
	busy map[string]bool
	n    int // makes names differ
}

func newSampler(a *api) *sampler {
	return &sampler{api: a, made: map[string]string{}, busy: map[string]bool{}}
}

// body makes a body: what is required (full is false), or all that is allowed.
func (s *sampler) body(op *catalog.Operation, full bool) map[string]any {
	if op.Body == nil {
		return nil
	}
	s.n++
	v, _ := s.value("", op.Body, full, 0).(map[string]any)
	if known := knownBodies[op.ID]; known != nil {
		return known(s, full)
	}
	return v
}

// knownBodies are those that the description does not tell how to make.
var knownBodies = map[string]func(s *sampler, full bool) map[string]any{
	"sshKeys_create": func(s *sampler, full bool) map[string]any {
		blob := append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), fmt.Sprintf("%032d", s.n)...)
		return map[string]any{"name": fmt.Sprint("key-", s.n), "public_key": "ssh-ed25519 " + base64.StdEncoding.EncodeToString(blob)}
	},
	"domains_create": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprintf("example%d.com", s.n)}
	},
	"domains_create_record": func(s *sampler, full bool) map[string]any {
		return map[string]any{"type": "A", "name": fmt.Sprint("www", s.n), "data": "192.0.2.1", "ttl": 60}
	},
	"tags_create": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("tag", s.n)}
	},
	"volumes_create": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("volume", s.n), "region": "nyc3", "size_gigabytes": 10 + s.n}
	},
	"vpcs_create": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("vpc", s.n), "region": "nyc3", "description": "d"}
	},
	"vpcs_update": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("vpc", s.n), "description": "e"}
	},
	"vpcs_patch":     func(s *sampler, full bool) map[string]any { return map[string]any{"description": "f"} },
	"sshKeys_update": func(s *sampler, full bool) map[string]any { return map[string]any{"name": fmt.Sprint("key-", s.n)} },
	"domains_update_record": func(s *sampler, full bool) map[string]any {
		return map[string]any{"type": "A", "ttl": 60 + s.n}
	},
	"domains_patch_record": func(s *sampler, full bool) map[string]any {
		return map[string]any{"type": "A", "ttl": 60 + s.n}
	},
	"certificates_create": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("cert-", s.n), "type": "lets_encrypt", "dns_names": []any{"example.com"}}
	},
	"firewalls_create": firewallBody, "firewalls_update": firewallBody,
	"loadBalancers_create": balancerBody, "loadBalancers_update": balancerBody,
	"projects_create": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("project-", s.n), "purpose": "Service or API", "environment": "Production", "description": "d"}
	},
	"projects_update": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("project-", s.n), "purpose": "Web Application", "environment": "Staging", "description": "e", "is_default": false}
	},
	"projects_patch": func(s *sampler, full bool) map[string]any { return map[string]any{"purpose": "IoT"} },
	"vpcs_create_peerings": func(s *sampler, full bool) map[string]any {
		vpcs := s.get("/v2/vpcs")
		return map[string]any{"name": fmt.Sprint("peering-", s.n), "vpc_id": vpcs.str("vpcs", 1+s.n%5, "id")}
	},
	"vpcPeerings_patch": func(s *sampler, full bool) map[string]any { return map[string]any{"name": fmt.Sprint("p", s.n)} },
	"vpcnatgateways_create": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("nat-", s.n), "type": "PUBLIC", "region": "nyc3", "size": 1, "vpcs": []any{map[string]any{"vpc_uuid": s.vpcIn("nyc3"), "gateway_ip": "10.0.0.5"}}, "udp_timeout_seconds": 40}
	},
	"vpcnatgateways_update": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("nat-", s.n), "size": 2, "tcp_timeout_seconds": 60}
	},
	"reservedIPv6_create": func(s *sampler, full bool) map[string]any { return map[string]any{"region_slug": "nyc3"} },
	"spacesKey_create":    keyBody, "spacesKey_update": keyBody, "spacesKey_patch": keyBody,
	"cdn_create_endpoint": func(s *sampler, full bool) map[string]any {
		return map[string]any{"origin": fmt.Sprintf("bucket%d.nyc3.digitaloceanspaces.com", s.n), "ttl": 600}
	},
	"cdn_update_endpoints": func(s *sampler, full bool) map[string]any { return map[string]any{"ttl": 60} },
	"kubernetes_create_cluster": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("cluster-", s.n), "region": "nyc3", "version": "1.33.5-do.0",
			"node_pools": []any{poolBody(s, full)}}
	},
	"kubernetes_update_cluster": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("cluster-", s.n), "auto_upgrade": true}
	},
	"kubernetes_add_nodePool": poolBody,
	"kubernetes_update_nodePool": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("pool-", s.n), "count": 2}
	},
	"vpcPeerings_create": func(s *sampler, full bool) map[string]any {
		vpcs := s.get("/v2/vpcs")
		return map[string]any{"name": fmt.Sprint("peering-", s.n), "vpc_ids": []any{vpcs.str("vpcs", 0, "id"), vpcs.str("vpcs", 1+s.n%5, "id")}}
	},
	"uptime_create_check": func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("check-", s.n), "type": "ping", "target": "https://example.com", "regions": []any{"us_east"}, "enabled": true}
	},
}

func firewallBody(s *sampler, full bool) map[string]any {
	body := map[string]any{"name": fmt.Sprint("firewall-", s.n), "inbound_rules": []any{
		map[string]any{"protocol": "tcp", "ports": "22", "sources": map[string]any{"addresses": []any{"0.0.0.0/0"}}},
	}}
	if full {
		body["tags"] = []any{"web"}
		body["outbound_rules"] = []any{map[string]any{"protocol": "udp", "ports": "53", "destinations": map[string]any{"addresses": []any{"::/0"}}}}
	}
	return body
}

func balancerBody(s *sampler, full bool) map[string]any {
	rule := map[string]any{"entry_protocol": "http", "entry_port": 80, "target_protocol": "http", "target_port": 8080, "certificate_id": "", "tls_passthrough": false}
	body := map[string]any{"name": fmt.Sprint("lb-", s.n), "region": "nyc3", "forwarding_rules": []any{rule}}
	if full {
		body["algorithm"], body["tag"], body["redirect_http_to_https"] = "least_connections", "web", true
		body["health_check"] = map[string]any{"protocol": "tcp", "port": 22, "check_interval_seconds": 10, "response_timeout_seconds": 5, "unhealthy_threshold": 3, "healthy_threshold": 5}
	}
	return body
}

func poolBody(s *sampler, full bool) map[string]any {
	return map[string]any{"name": fmt.Sprint("pool-", s.n), "size": "s-2vcpu-4gb", "count": 1}
}

func keyBody(s *sampler, full bool) map[string]any {
	return map[string]any{"name": fmt.Sprint("key-", s.n), "grants": []any{map[string]any{"bucket": "b", "permission": "read"}}}
}

// vpcIn returns the default VPC of a region.
func (s *sampler) vpcIn(region string) string {
	list := s.get("/v2/vpcs?per_page=200")
	for i := range list.list("vpcs") {
		if list.str("vpcs", i, "region") == region {
			return list.str("vpcs", i, "id")
		}
	}
	return ""
}

// texts are tried where a pattern is asked for.
var texts = []string{
	"name-%d", "n%d", "example%d.com", "https://example.com/%d", "10.%d.0.0/24", "198.51.100.%d", "2001:db8::%d", "0%d:00", "user%d@example.com",
	"00000000-0000-8000-8000-%012d", "do:droplet:%d", "nyc3", "NAME_%d", "1.%d", "00:00", "monday", "198.51.100.0/24", "%d",
}

func (s *sampler) value(name string, schema *catalog.Schema, full bool, depth int) any {
	if table := areas().Named[name]; table != "" && depth < 6 {
		id := s.some(table)
		if id != "" {
			if schema.Kind == catalog.Array {
				return []any{number(schema.Items, id)}
			}
			return number(schema, id)
		}
	}
	if len(schema.Enum) > 0 {
		var v any
		literals := slices.DeleteFunc(slices.Clone(schema.Enum), func(l string) bool { return l == "null" || l == `""` })
		if name == "region" && slices.Contains(literals, `"nyc3"`) {
			return "nyc3"
		}
		if len(literals) > 0 {
			json.Unmarshal([]byte(literals[s.n%len(literals)]), &v)
		}
		return v
	}
	if len(schema.Variants) > 0 && schema.Kind != catalog.Object {
		return s.value(name, schema.Variants[s.n%len(schema.Variants)], full, depth)
	}
	switch schema.Kind {
	case catalog.String, catalog.Any:
		return s.text(name, schema)
	case catalog.Integer, catalog.Number:
		n := 3 + s.n%4
		if schema.Minimum != "" {
			var low float64
			fmt.Sscan(schema.Minimum, &low)
			n = max(n, int(low)+s.n%3)
		}
		if schema.Maximum != "" {
			var high float64
			fmt.Sscan(schema.Maximum, &high)
			n = min(n, int(high))
		}
		return n
	case catalog.Boolean:
		return s.n%2 == 0
	case catalog.Array:
		if schema.Items == nil || depth > 6 || schema.Items.Recursive {
			return []any{}
		}
		list := []any{}
		for range max(1, schema.MinItems) {
			list = append(list, s.value(strings.TrimSuffix(name, "s"), schema.Items, full, depth+1))
			s.n++
		}
		return list
	}
	m := map[string]any{}
	props := schema.Props
	if len(schema.Variants) > 0 {
		v := schema.Variants[s.n%len(schema.Variants)]
		props = append(slices.Clip(props), v.Props...)
		for _, name := range v.Requires {
			if p := schema.Prop(name); p != nil {
				m[name] = s.value(name, p.Schema, full, depth+1)
			}
		}
	}
	for _, p := range props {
		if p.Schema.ReadOnly || p.Schema.Recursive || p.Schema.Deprecated && !p.Required || !p.Required && (!full || depth > 3) {
			continue
		}
		if v := s.value(p.Name, p.Schema, full, depth+1); v != nil {
			m[p.Name] = v
		}
	}
	return m
}

func number(schema *catalog.Schema, id string) any {
	if schema != nil && schema.Kind == catalog.Integer {
		return json.Number(id)
	}
	return id
}

func (s *sampler) text(name string, schema *catalog.Schema) any {
	switch {
	case name == "region" || name == "region_slug" || name == "regions":
		return "nyc3"
	case name == "size" || name == "size_slug":
		return "s-1vcpu-2gb"
	case name == "image":
		return "ubuntu-24-04-x64"
	case schema.Format == "uuid" || strings.HasSuffix(name, "uuid"):
		return fmt.Sprintf("00000000-0000-8000-8000-%012d", s.n)
	case schema.Format == "date-time":
		return fmt.Sprintf("2026-08-01T12:00:%02dZ", s.n%60)
	case schema.Format == "date":
		return "2026-08-01"
	case schema.Format == "email":
		return fmt.Sprintf("user%d@example.com", s.n)
	case schema.Format == "uri" || schema.Format == "url":
		return fmt.Sprintf("https://example.com/%d", s.n)
	case schema.Format == "ipv4":
		return fmt.Sprintf("198.51.100.%d", s.n%250)
	case schema.Format == "ipv6":
		return fmt.Sprintf("2001:db8::%d", s.n)
	}
	for _, format := range texts {
		text := format
		if strings.Contains(format, "%d") {
			text = fmt.Sprintf(format, s.n)
		}
		if len(text) < schema.MinLength || schema.MaxLength > 0 && len(text) > schema.MaxLength {
			continue
		}
		if schema.Pattern == "" {
			return text
		}
		if re, err := regexp.Compile(schema.Pattern); err == nil && re.MatchString(text) {
			return text
		}
	}
	return fmt.Sprintf("text-%d%s", s.n, strings.Repeat("x", max(0, schema.MinLength-8)))
}

// some returns the id of something in a table, made when there is nothing.
func (s *sampler) some(table string) string {
	if id := s.made[table]; id != "" {
		return id
	}
	k := areas().Kinds[table]
	if k == nil || s.busy[table] {
		return ""
	}
	s.busy[table] = true
	defer delete(s.busy, table)
	res := catalog.CollectionAt(k.Path)
	if list := res.Op(catalog.RoleList); list != nil && strings.Count(k.Path, "{") == 0 {
		if got, _ := s.send("GET", k.Path, nil); got.status == 200 && len(got.list(list.ListKey)) > 0 {
			item, _ := got.at(list.ListKey, 0).(map[string]any)
			s.made[table] = idOf(res, item)
			return s.made[table]
		}
	}
	if table == "droplets" {
		_, id := s.create()
		s.made[table] = fmt.Sprint(id)
		return s.made[table]
	}
	if create := res.Op(catalog.RoleCreate); create != nil {
		got, _ := s.send("POST", s.path(res.Path), s.body(create, false))
		if got.status/100 == 2 {
			item, _ := got.at(res.ObjectKey).(map[string]any)
			if res.ObjectKey == "" {
				item = got.body
			}
			if s.made[table] = idOf(res, item); s.made[table] == "" {
				s.made[table] = onlyID(got.body)
			}
		}
	}
	return s.made[table]
}

// path fills the parameters of a path with what exists.
func (s *sampler) path(template string) string {
	elements := strings.Split(template, "/")
	for i, e := range elements {
		if !strings.HasPrefix(e, "{") {
			continue
		}
		id := "17"
		for table, k := range areas().Kinds {
			if k.Path == strings.Join(strings.Split(template, "/")[:i], "/") {
				if some := s.some(table); some != "" {
					id = some
				}
				break
			}
		}
		elements[i] = id
	}
	return strings.Join(elements, "/")
}

// idOf is what names an item in a path.
func idOf(res *catalog.Collection, item map[string]any) string {
	for _, name := range res.IDs {
		switch v := item[name].(type) {
		case string:
			if v != "" {
				return v
			}
		case float64:
			return fmt.Sprintf("%.0f", v)
		}
	}
	return ""
}

// onlyID is the id in an answer that shows nothing else, under a longer name.
func onlyID(body map[string]any) string {
	for name, v := range body {
		if text, ok := v.(string); ok && strings.HasSuffix(name, "uuid") {
			return text
		}
		if list, ok := v.([]any); ok && len(list) == 1 && strings.HasSuffix(name, "_uuids") {
			id, _ := list[0].(string)
			return id
		}
	}
	return ""
}

func jsonOf(v any) string {
	text, _ := json.Marshal(v)
	var plain any
	json.Unmarshal(text, &plain)
	text, _ = json.Marshal(plain)
	return string(text)
}
