package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog/corrections"
)

// mender puts the corrections into the facts before they become the catalog.
type mender struct {
	areas  []corrections.Area
	models models
	used   map[*corrections.Fix]bool
	op     string // the operation that is being built
	slugs  slugs
}

func newMender(areas []corrections.Area, m models, known slugs) *mender {
	return &mender{areas: areas, models: m, slugs: known, used: make(map[*corrections.Fix]bool)}
}

// fixes calls f with every fix.
func (m *mender) fixes(f func(area string, fix *corrections.Fix)) {
	for i := range m.areas {
		for j := range m.areas[i].Fixes {
			f(m.areas[i].Name, &m.areas[i].Fixes[j])
		}
	}
}

// mendOperations applies the fixes that name operations.
func (m *mender) mendOperations(ops []rawOperation) error {
	var errs []error
	m.fixes(func(area string, fix *corrections.Fix) {
		for _, pattern := range fix.Ops {
			found := 0
			for i := range ops {
				if !like(pattern, ops[i].ID) {
					continue
				}
				for _, at := range fix.At {
					ok, err := m.mendOperation(&ops[i], at, fix)
					if err != nil {
						errs = append(errs, fmt.Errorf("corrections of %s: %s at %q: %w", area, ops[i].ID, at, err))
					}
					if ok {
						found++
					}
				}
			}
			if found == 0 {
				errs = append(errs, fmt.Errorf("corrections of %s: nothing at %q of %s", area, fix.At, pattern))
			}
		}
	})
	return errors.Join(errs...)
}

func (m *mender) mendOperation(op *rawOperation, at string, fix *corrections.Fix) (bool, error) {
	if name, ok := strings.CutPrefix(at, "?"); ok {
		i := slices.IndexFunc(op.QueryParams, func(p rawParam) bool { return p.Name == name })
		if i < 0 {
			if fix.Add == "" {
				return false, nil
			}
			p := rawParam{Name: name}
			if err := json.Unmarshal([]byte(fix.Add), &p); err != nil {
				return false, err
			}
			op.QueryParams = append(slices.Clip(op.QueryParams), p)
			return true, nil
		}
		op.QueryParams = slices.Clone(op.QueryParams)
		return true, op.QueryParams[i].mend(fix)
	}
	if place, ok := strings.CutPrefix(at, ">"); ok {
		found := false
		op.Success = slices.Clone(op.Success)
		for i := range op.Success {
			s, ok, err := m.mend(op.Success[i].Schema, steps(place), fix)
			if err != nil {
				return false, err
			}
			op.Success[i].Schema, found = s, found || ok
		}
		return found, nil
	}
	if op.Body == nil {
		return false, nil
	}
	body := *op.Body
	s, ok, err := m.mend(body.Schema, steps(at), fix)
	body.Schema = s
	op.Body = &body
	return ok, err
}

func (p *rawParam) mend(fix *corrections.Fix) error {
	if fix.Optional {
		p.Required = false
	}
	p.Open = p.Open || fix.Open
	for _, v := range fix.Values {
		p.Enum = append(slices.Clip(p.Enum), json.RawMessage(v))
	}
	if fix.Format != "" {
		p.Format = fix.Format
	}
	if fix.Is != "" {
		p.Type, p.Format, p.Enum = "", "", nil
		return json.Unmarshal([]byte(fix.Is), p)
	}
	return nil
}

// mendModel applies the fixes that name the model of a schema.
func (m *mender) mendModel(s *rawSchema) (*rawSchema, error) {
	if m == nil || s.Model == "" || s.Recursive {
		return s, nil
	}
	var errs []error
	m.fixes(func(area string, fix *corrections.Fix) {
		if fix.Model != s.Model {
			return
		}
		for _, at := range fix.At {
			mended, ok, err := m.mend(s, steps(at), fix)
			if err != nil {
				errs = append(errs, fmt.Errorf("corrections of %s: schema %s at %q: %w", area, s.Model, at, err))
			}
			if ok {
				s, m.used[fix] = mended, true
			}
		}
	})
	return s, errors.Join(errs...)
}

// unused reports the fixes of schemas that nothing has.
func (m *mender) unused() error {
	var errs []error
	m.fixes(func(area string, fix *corrections.Fix) {
		if fix.Model != "" && !m.used[fix] {
			errs = append(errs, fmt.Errorf("corrections of %s: no schema %s with %q", area, fix.Model, fix.At))
		}
	})
	return errors.Join(errs...)
}

// steps splits a place: "a[].b" into a, [], b.
func steps(at string) []string {
	if at == "" {
		return nil
	}
	at = strings.NewReplacer("[]", ".[]", "{}", ".{}").Replace(at)
	return strings.Split(strings.TrimPrefix(at, "."), ".")
}

// mend returns s with the fix at a place below it, and whether it is there.
// The schemas on the way are copies, so that what else uses them stays.
func (m *mender) mend(s *rawSchema, at []string, fix *corrections.Fix) (*rawSchema, bool, error) {
	if s == nil {
		return nil, false, nil
	}
	whole := s
	if !s.mended {
		whole = m.models.whole(s)
	}
	mended := *whole
	mended.mended = true
	if len(at) == 0 {
		err := mended.change(fix, m)
		return &mended, true, err
	}
	found := false
	below := func(child *rawSchema) (*rawSchema, error) {
		changed, ok, err := m.mend(child, at[1:], fix)
		found = found || ok
		return changed, err
	}
	var err error
	switch at[0] {
	case "[]":
		mended.Items, err = below(whole.Items)
	case "{}":
		mended.Additional.schema, err = below(whole.Additional.schema)
	default:
		name := at[0]
		i := slices.IndexFunc(whole.Properties, func(p rawProperty) bool { return p.name == name })
		switch {
		case i >= 0 && len(at) == 1 && fix.Add != "":
			return s, false, errors.New("it is there already")
		case i >= 0:
			mended.Properties = slices.Clone(whole.Properties)
			mended.Properties[i].schema, err = below(whole.Properties[i].schema)
			if len(at) == 1 {
				mended.demand(name, fix)
			}
		case slices.Contains(whole.Required, name) && len(at) == 1:
			mended.demand(name, fix)
			found = true
		case len(at) == 1 && fix.Add != "" && (len(whole.Properties) > 0 || len(whole.Variants) == 0):
			added := new(rawSchema)
			if err := strictDecoder(strings.NewReader(fix.Add)).Decode(added); err != nil {
				return s, false, err
			}
			mended.Properties = append(slices.Clip(whole.Properties), rawProperty{name, added})
			return &mended, true, nil
		}
	}
	if err != nil {
		return s, false, err
	}
	mended.Variants = slices.Clone(whole.Variants)
	for i, variant := range mended.Variants {
		changed, ok, err := m.mend(variant, at, fix)
		if err != nil {
			return s, false, err
		}
		if ok {
			mended.Variants[i], found = changed, true
		}
	}
	if !found {
		return s, false, nil
	}
	return &mended, true, nil
}

// demand changes whether a field must be there.
func (s *rawSchema) demand(name string, fix *corrections.Fix) {
	if fix.Optional {
		s.Required = slices.DeleteFunc(slices.Clone(s.Required), func(r string) bool { return r == name })
	}
	if fix.Unless != nil && slices.Contains(s.Required, name) {
		s.waivers = append(slices.Clip(s.waivers), waiver{name, fix.Unless.Field, fix.Unless.Is})
	}
}

// change changes the schema itself.
func (s *rawSchema) change(fix *corrections.Fix, m *mender) error {
	s.open = s.open || fix.Open
	for _, v := range fix.Values {
		s.Enum = append(slices.Clip(s.Enum), json.RawMessage(v))
	}
	if fix.Format != "" {
		s.Format = fix.Format
	}
	if fix.Known != "" {
		slugs, err := m.slugs.of(fix.Known)
		if err != nil {
			return err
		}
		for _, of := range s.texts() {
			of.open, of.Enum = true, slugs
		}
	}
	if fix.Is != "" {
		is := rawSchema{mended: true}
		if err := strictDecoder(strings.NewReader(fix.Is)).Decode(&is); err != nil {
			return err
		}
		is.Nullable = is.Nullable || s.Nullable
		*s = is
	}
	if fix.Also != "" {
		also := rawSchema{mended: true}
		if err := strictDecoder(strings.NewReader(fix.Also)).Decode(&also); err != nil {
			return err
		}
		was := *s
		*s = rawSchema{mended: true, VariantKind: "anyOf", Variants: []*rawSchema{&was, &also}}
	}
	return nil
}

// texts are what of s takes texts: itself, or copies of its variants that do.
func (s *rawSchema) texts() []*rawSchema {
	if len(s.Variants) == 0 {
		return []*rawSchema{s}
	}
	var all []*rawSchema
	s.Variants = slices.Clone(s.Variants)
	for i, v := range s.Variants {
		if v.Type == "string" {
			of := *v
			of.mended = true
			s.Variants[i] = &of
			all = append(all, &of)
		}
	}
	return all
}

// openSet says whether the values of a field or parameter are those of today.
func (m *mender) openSet(name string) bool {
	return m != nil && slices.ContainsFunc(m.areas, func(a corrections.Area) bool { return slices.Contains(a.Open, name) })
}

// opened is s with the sets of values in it open.
func (s *rawSchema) opened() *rawSchema {
	if s == nil || len(s.Enum) == 0 && s.Items == nil && len(s.Variants) == 0 || s.Type == "object" {
		return s
	}
	open := *s
	open.mended = true
	open.open = len(s.Enum) > 0 || s.open
	open.Items = s.Items.opened()
	open.Variants = nil
	for _, v := range s.Variants {
		open.Variants = append(open.Variants, v.opened())
	}
	return &open
}

// secret says whether a field of a schema holds a secret.
func (m *mender) secret(model, field string, s *rawSchema) bool {
	if m == nil || s.Type != "string" && s.Type != "object" && s.Type != "" {
		return false
	}
	for _, area := range m.areas {
		for _, secret := range area.Secrets {
			if slices.Contains(secret.Fields, field) && (secret.Models == nil || slices.Contains(secret.Models, model)) &&
				(secret.Ops == nil || slices.ContainsFunc(secret.Ops, func(pattern string) bool { return like(pattern, m.op) })) {
				return true
			}
		}
	}
	return false
}

// effects gives each operation its effect.
func (m *mender) effects(ops []*operation) error {
	byID := make(map[string]*operation)
	for _, op := range ops {
		byID[op.raw.ID] = op
		op.effect = "Change"
		if op.raw.Method == "GET" || op.raw.Method == "HEAD" {
			op.effect = "Read"
			if op.response != nil && op.response.reveals() {
				op.effect = "Reveals"
			}
		}
	}
	names := map[string]string{"read": "Read", "change": "Change", "reveals": "Reveals"}
	var errs []error
	for _, area := range m.areas {
		for _, effect := range area.Effects {
			for _, id := range effect.Ops {
				op := byID[id]
				switch {
				case op == nil:
					errs = append(errs, fmt.Errorf("corrections of %s: effect of %s: there is no such operation", area.Name, id))
				case names[effect.Does] == "":
					errs = append(errs, fmt.Errorf("corrections of %s: effect of %s: %q is none", area.Name, id, effect.Does))
				default:
					op.effect = names[effect.Does]
				}
			}
		}
	}
	return errors.Join(errs...)
}

// reveals says whether there is a secret in s.
func (s *schema) reveals() bool {
	return s.secret || slices.ContainsFunc(s.children(), (*schema).reveals)
}

// like matches an operationId with a pattern in which * is any letters.
func like(pattern, id string) bool {
	if !strings.Contains(pattern, "*") {
		return pattern == id
	}
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$").MatchString(id)
}
