package catalog_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
)

func field(t *testing.T, id, name string) catalog.Property {
	t.Helper()
	for _, f := range catalog.ByID(id).BodyFields() {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("%s has no body field %s", id, name)
	return catalog.Property{}
}

func TestBodyFields(t *testing.T) {
	for _, test := range []struct {
		id, name string
		required bool
	}{
		{"droplets_create", "name", false}, // one variant has names instead
		{"droplets_create", "names", false},
		{"droplets_create", "size", true},
		{"droplets_create", "vpc_uuid", false},
		{"domains_create_record", "type", true},
		{"domains_create_record", "priority", false},
		{"domains_create_record", "flags", false}, // CAA alone requires it
		{"firewalls_add_rules", "inbound_rules", false},
		{"floatingIPs_create", "droplet_id", false},
		{"sshKeys_create", "public_key", true},
		{"loadBalancers_create", "forwarding_rules", true},
		{"loadBalancers_create", "droplet_ids", false},
		{"loadBalancers_create", "tag", false},
		{"loadBalancers_add_droplets", "droplet_ids", true},
	} {
		if got := field(t, test.id, test.name).Required; got != test.required {
			t.Errorf("%s: %s is required: %t", test.id, test.name, got)
		}
	}
	if fields := catalog.ByID("droplets_list").BodyFields(); fields != nil {
		t.Errorf("a list has body fields: %v", fields)
	}
	if fields := catalog.ByID("inference_upload_batch_file").BodyFields(); fields != nil {
		t.Errorf("a file has body fields: %v", fields)
	}
	for _, op := range catalog.All() {
		fields := op.BodyFields()
		for i, f := range fields {
			if slices.ContainsFunc(fields[:i], func(p catalog.Property) bool { return p.Name == f.Name }) {
				t.Errorf("%s has two fields %s", op.ID, f.Name)
			}
			if f.Required && f.Schema.ReadOnly {
				t.Errorf("%s requires %s, which can't be set", op.ID, f.Name)
			}
		}
		if op.Body != nil && op.Body.Kind != catalog.String && len(fields) == 0 && op.Body.Additional == nil {
			t.Errorf("%s has a body without fields", op.ID)
		}
	}
}

// A field that variants see differently takes what any of them takes.
func TestBodyFieldsOfUnlikeVariants(t *testing.T) {
	text, number := &catalog.Schema{Kind: catalog.String}, &catalog.Schema{Kind: catalog.Integer}
	variant := func(s *catalog.Schema) *catalog.Schema {
		return &catalog.Schema{Kind: catalog.Object, Props: []catalog.Property{{Name: "value", Required: true, Schema: s}}}
	}
	op := &catalog.Operation{Body: &catalog.Schema{Variant: catalog.OneOf, Variants: []*catalog.Schema{
		variant(text), variant(number), variant(text), variant(&catalog.Schema{Kind: catalog.Boolean}),
	}}}
	fields := op.BodyFields()
	if len(fields) != 1 || !fields[0].Required {
		t.Fatalf("fields are %v", fields)
	}
	var kinds []catalog.Kind
	for _, v := range fields[0].Schema.Variants {
		kinds = append(kinds, v.Kind)
	}
	if want := []catalog.Kind{catalog.String, catalog.Integer, catalog.Boolean}; !slices.Equal(kinds, want) {
		t.Errorf("the field takes kinds %v, want %v", kinds, want)
	}
}

func TestParams(t *testing.T) {
	if p := catalog.ByID("droplets_get").Param("droplet_id"); p == nil || !p.Integer() || !p.Required || p.In != catalog.InPath {
		t.Errorf("droplet_id is %+v", p)
	}
	if kind := catalog.ByID("droplets_get").Param("droplet_id").Schema.Kind.String(); kind != "integer" {
		t.Errorf("droplet_id is of kind %s", kind)
	}
	if p := catalog.ByID("images_get").Param("image_id"); p == nil || p.Integer() {
		t.Errorf("image_id, which may be a slug, is %+v", p)
	}
	if p := catalog.ByID("agentInference_create_chat_completion").Param("agent_url"); p == nil || p.In != catalog.InHost {
		t.Errorf("agent_url is %+v", p)
	}
	if p := catalog.ByID("droplets_get").Param("nothing"); p != nil {
		t.Errorf("a parameter out of nothing: %+v", p)
	}
	integers := 0
	for _, op := range catalog.All() {
		for i, p := range op.Params {
			if p.Schema == nil {
				t.Errorf("%s: %s has no schema", op.ID, p.Name)
				continue
			}
			if op.Param(p.Name) != &op.Params[i] {
				t.Errorf("%s has two parameters %s", op.ID, p.Name)
			}
			if p.In == catalog.InPath && p.Integer() {
				integers++
			}
		}
	}
	if integers != 36 {
		t.Errorf("%d integers in paths, want 36", integers)
	}
}

// walk calls f with every schema that can be reached, once each.
func walk(f func(where string, s *catalog.Schema)) {
	seen := make(map[*catalog.Schema]bool)
	var visit func(where string, s *catalog.Schema)
	visit = func(where string, s *catalog.Schema) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		f(where, s)
		visit(where+"[]", s.Items)
		visit(where+"{}", s.Additional)
		for _, p := range s.Props {
			visit(where+"."+p.Name, p.Schema)
		}
		for _, v := range s.Variants {
			visit(where+"|", v)
		}
	}
	for _, op := range catalog.All() {
		visit(op.ID+" takes ", op.Body)
		visit(op.ID+" gives ", op.Response)
		for _, p := range op.Params {
			visit(op.ID+" takes "+p.Name, p.Schema)
		}
	}
}

func TestSchemasMakeSense(t *testing.T) {
	count := 0
	name := regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)
	walk(func(where string, s *catalog.Schema) {
		count++
		for _, text := range append(slices.Clone(s.Enum), s.Default) {
			if text != "" && !json.Valid([]byte(text)) {
				t.Errorf("%s: %s is no JSON", where, text)
			}
		}
		for _, text := range []string{s.Minimum, s.Maximum} {
			var n float64
			if text != "" && json.Unmarshal([]byte(text), &n) != nil {
				t.Errorf("%s: %s is no number", where, text)
			}
		}
		if s.MaxLength != 0 && s.MaxLength < s.MinLength || s.MaxItems != 0 && s.MaxItems < s.MinItems {
			t.Errorf("%s: limits cross", where)
		}
		if (s.Variant == catalog.NoVariants) != (len(s.Variants) == 0) {
			t.Errorf("%s: %d variants that are %d", where, len(s.Variants), s.Variant)
		}
		for _, p := range s.Props {
			if p.Schema == nil || !name.MatchString(p.Name) {
				t.Errorf("%s: odd property %q", where, p.Name)
			}
			if s.Prop(p.Name) == nil || s.Prop(p.Name).Name != p.Name {
				t.Errorf("%s: Prop does not find %s", where, p.Name)
			}
		}
		if s.Recursive && (s.Model == "" || s.Kind != catalog.Any) {
			t.Errorf("%s: a recursion into nothing", where)
		}
	})
	if count < 1500 || count > 3000 {
		t.Errorf("%d schemas: equal ones are not shared, or most are gone", count)
	}
}

// Schemas are there to the bottom, though the description's facts cut them.
func TestDeepSchemas(t *testing.T) {
	s := catalog.ByID("apps_create").Body
	for _, name := range []string{"spec", "services", "autoscaling", "metrics", "requests_per_second", "per_instance"} {
		if s.Kind == catalog.Array {
			s = s.Items
		}
		p := s.Prop(name)
		if p == nil {
			t.Fatalf("no %s in %+v", name, s)
		}
		s = p.Schema
	}
	if s.Kind != catalog.Integer {
		t.Errorf("per_instance is %+v", s)
	}
	size := catalog.ByID("droplets_create").Body.Prop("backup_policy").Schema.Prop("plan").Schema
	if !slices.Equal(size.Enum, []string{`"daily"`, `"weekly"`}) {
		t.Errorf("plans of backups are %v", size.Enum)
	}
}
