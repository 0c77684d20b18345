package peers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/tests/peers/wire"
)

// unknown lists the fields of a body that a schema lacks.
func unknown(v any, s *catalog.Schema, path string, found map[string]bool) {
	if s == nil || s.Recursive {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		fields := s.Fields()
		if s.Additional != nil || len(fields) == 0 {
			return
		}
		for name, inner := range v {
			at := strings.TrimPrefix(path+"."+name, ".")
			i := slices.IndexFunc(fields, func(p catalog.Property) bool { return p.Name == name })
			if i < 0 {
				found[at] = true
				continue
			}
			unknown(inner, fields[i].Schema, at, found)
		}
	case []any:
		for s.Items == nil && len(s.Variants) > 0 {
			i := slices.IndexFunc(s.Variants, func(v *catalog.Schema) bool { return v.Items != nil })
			if i < 0 {
				return
			}
			s = s.Variants[i]
		}
		for _, e := range v {
			unknown(e, s.Items, path, found)
		}
	}
}

// kindsOf are the kinds of JSON that a schema takes, nil for any.
func kindsOf(s *catalog.Schema) []catalog.Kind {
	if s == nil || s.Recursive || s.Kind == catalog.Any && len(s.Variants) == 0 {
		return nil
	}
	if s.Kind != catalog.Any {
		return []catalog.Kind{s.Kind}
	}
	var all []catalog.Kind
	for _, v := range s.Variants {
		of := kindsOf(v)
		if of == nil {
			return nil
		}
		all = append(all, of...)
	}
	return all
}

func kindOf(v any) []catalog.Kind {
	switch v := v.(type) {
	case string:
		return []catalog.Kind{catalog.String}
	case bool:
		return []catalog.Kind{catalog.Boolean}
	case json.Number:
		if strings.ContainsAny(v.String(), ".e") {
			return []catalog.Kind{catalog.Number}
		}
		return []catalog.Kind{catalog.Integer, catalog.Number}
	case []any:
		return []catalog.Kind{catalog.Array}
	case map[string]any:
		return []catalog.Kind{catalog.Object}
	}
	return nil // null
}

// wrong lists the fields of a body whose types a schema does not take.
func wrong(v any, s *catalog.Schema, path string, found map[string]bool) {
	kinds, have := kindsOf(s), kindOf(v)
	if kinds != nil && have != nil && !slices.ContainsFunc(have, func(k catalog.Kind) bool { return slices.Contains(kinds, k) }) {
		found[fmt.Sprintf("%s: godo sends %v, not %v", path, have[0], kinds[0])] = true
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if s == nil {
			return
		}
		fields := s.Fields()
		for name, inner := range v {
			if i := slices.IndexFunc(fields, func(p catalog.Property) bool { return p.Name == name }); i >= 0 {
				wrong(inner, fields[i].Schema, strings.TrimPrefix(path+"."+name, "."), found)
			}
		}
	case []any:
		if s != nil && s.Items != nil {
			for _, e := range v {
				wrong(e, s.Items, path+"[]", found)
			}
		}
	}
}

// lacking lists what a schema demands and a body, as godo sends it at the least,
// may not have.
func lacking(v any, s *catalog.Schema, path string, found map[string]bool) {
	m, ok := v.(map[string]any)
	if !ok || s == nil {
		return
	}
	for _, p := range s.Fields() {
		inner, given := m[p.Name]
		at := strings.TrimPrefix(path+"."+p.Name, ".")
		if p.Required && !given && len(s.WaiversOf(p.Name)) == 0 {
			found[at] = true
		}
		lacking(inner, p.Schema, at, found)
	}
}

// demanded are fields without which the API makes nothing, although godo leaves
// them out when they are empty: a text or a list that is empty is none there.
var demanded = map[string][]string{
	"apps_upgrade_buildpack": {"buildpack_id"}, "certificates_create": {"name"}, "databases_create_cluster": {"engine", "name", "num_nodes", "region", "size"},
	"databases_update_clusterSize": {"num_nodes", "size"}, "databases_update_maintenanceWindow": {"day", "hour"},
	"databases_update_region": {"region"}, "databases_update_user": {"settings"}, "domains_create_record": {"type"},
	"functions_create_trigger": {"scheduled_details"}, "imageActions_post": {"type"}, "inference_create_batch": {"request_id"},
	"kubernetes_add_nodePool": {"name", "size"}, "kubernetes_create_cluster": {"name", "node_pools", "region", "version"},
	"loadBalancers_add_droplets": {"droplet_ids"}, "loadBalancers_add_forwardingRules": {"forwarding_rules"},
	"loadBalancers_remove_droplets": {"droplet_ids"}, "loadBalancers_remove_forwardingRules": {"forwarding_rules"},
	"partnerAttachments_create": {"connection_bandwidth_in_mbps", "naas_provider", "name", "region", "vpc_ids"},
	"registries_create":         {"name"}, "registry_create": {"name", "subscription_tier_slug"}, "reservedIPv6_create": {"region_slug"},
	"vpcs_create": {"name", "region"},
}

// TestGodoRequests holds the bodies of all of godo's requests, made by reflection,
// against the catalog: what it sends must be known, of the right type, or on the
// list of what is known of godo alone; what it may leave out must not be demanded.
func TestGodoRequests(t *testing.T) {
	fields, operations := map[string]bool{}, 0
	for _, u := range catalog.AllUnlisted() {
		if u.Op != "" {
			fields[u.Op+" "+u.Field] = true
		}
	}
	checked := 0
	drift := map[string]bool{}
	for _, whole := range []bool{true, false} {
		all, err := wire.Requests(whole)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			op := s.Operation()
			if op == nil {
				operations++
				if catalog.UnlistedAt(s.Method, strings.TrimSuffix(s.Path, "/")) == nil {
					drift[fmt.Sprintf("%s: %s %s is neither described nor listed", s.By, s.Method, s.Path)] = true
				}
				continue
			}
			if op.Body == nil || s.Body == nil {
				continue
			}
			checked++
			found := map[string]bool{}
			if whole {
				unknown(s.Body, op.Body, "", found)
				for at := range found {
					if !fields[op.ID+" "+at] {
						drift[fmt.Sprintf("field %s %s (%s)", op.ID, at, s.By)] = true
					}
				}
				types := map[string]bool{}
				wrong(s.Body, op.Body, "", types)
				for what := range types {
					drift[fmt.Sprintf("type %s %s (%s)", op.ID, what, s.By)] = true
				}
				continue
			}
			lacking(s.Body, op.Body, "", found)
			for at := range found {
				if slices.Contains(demanded[op.ID], at) {
					continue
				}
				drift[fmt.Sprintf("needless %s %s (%s)", op.ID, at, s.By)] = true
			}
		}
	}
	t.Logf("%d bodies of godo's requests, %d requests that no operation is for", checked, operations)
	for what := range drift {
		t.Error(what)
	}
	if checked < 150 {
		t.Errorf("only %d bodies", checked)
	}
}
