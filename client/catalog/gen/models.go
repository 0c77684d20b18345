package main

import "slices"

// models are the named schemas at their fullest. The facts cut deeply nested
// schemas short, so that one model can be there whole and in several cut
// versions; every use gets the whole one.
type models map[modelKey]*rawSchema

// modelKey has the type too: the description calls two things "version".
type modelKey struct{ model, kind string }

// collect looks at all schemas of the facts.
func (m models) collect(f *facts) {
	for _, op := range f.Operations {
		if op.Body != nil {
			m.add(op.Body.Schema)
		}
		for _, success := range op.Success {
			m.add(success.Schema)
		}
	}
}

func (m models) add(s *rawSchema) {
	if s == nil {
		return
	}
	if s.Model != "" && !s.Recursive {
		for _, key := range []modelKey{{s.Model, s.Type}, {s.Model, ""}} {
			if known := m[key]; known == nil || known.weight() < s.weight() {
				m[key] = s
			}
		}
	}
	for _, child := range s.children() {
		m.add(child)
	}
}

// whole returns the fullest version of s; a cut one may even lack its type.
func (m models) whole(s *rawSchema) *rawSchema {
	known := m[modelKey{s.Model, s.Type}]
	if s.Model == "" || s.Recursive || s.mended || known == nil || !s.cutFrom(known) {
		return s
	}
	return known
}

// cutFrom says whether s can be what is left of whole: all the same fields or
// none.
func (s *rawSchema) cutFrom(whole *rawSchema) bool {
	sameName := func(a, b rawProperty) bool { return a.name == b.name }
	return (len(s.Properties) == 0 || slices.EqualFunc(s.Properties, whole.Properties, sameName)) &&
		(len(s.Variants) == 0 || len(s.Variants) == len(whole.Variants))
}

// weight is larger the more s says.
func (s *rawSchema) weight() int {
	weight := 1 + len(s.Enum) + len(s.Required) + len(s.Format) + len(s.Pattern) + len(s.Default) + len(s.Minimum) + len(s.Maximum) +
		s.MinLength + s.MaxLength + s.MinItems + s.MaxItems
	for _, child := range s.children() {
		weight += child.weight()
	}
	return weight
}

func (s *rawSchema) children() []*rawSchema {
	all := slices.Clone(s.Variants)
	if s.Items != nil {
		all = append(all, s.Items)
	}
	if s.Additional.schema != nil {
		all = append(all, s.Additional.schema)
	}
	for _, p := range s.Properties {
		all = append(all, p.schema)
	}
	return all
}

// lostFields are those that the description of load balancers loses by a
// reference in the wrong place, which shows as a field named $ref.
var lostFields = rawProperties{
	{"droplet_ids", &rawSchema{Type: "array", Items: &rawSchema{Type: "integer"}}},
	{"tag", &rawSchema{Type: "string"}},
}

// properties returns the fields of s with lost ones in their place: those that
// are required, or all where none is.
func (s *rawSchema) properties() rawProperties {
	at := slices.IndexFunc(s.Properties, func(p rawProperty) bool { return p.name == "$ref" })
	if at < 0 {
		return s.Properties
	}
	lost := slices.DeleteFunc(slices.Clone(lostFields), func(p rawProperty) bool { return !slices.Contains(s.Required, p.name) })
	if len(lost) == 0 {
		lost = lostFields
	}
	return slices.Concat(s.Properties[:at], lost, s.Properties[at+1:])
}
