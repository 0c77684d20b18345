package catalog

import "slices"

// Param returns the parameter of a name, nil if there is none. No operation
// has two of the same name.
func (op *Operation) Param(name string) *Param {
	for i := range op.Params {
		if op.Params[i].Name == name {
			return &op.Params[i]
		}
	}
	return nil
}

// Integer says whether the parameter takes nothing but integers.
func (p *Param) Integer() bool { return p.Schema.Kind == Integer }

// IsList says whether the operation lists something, so that it makes sense to
// go through its answer element by element.
func (op *Operation) IsList() bool { return op.Method == "GET" && op.ListKey != "" }

// Element returns the schema of what the operation hands out: of a list's
// elements, of the object under Wrapper, or else of the whole response; nil if
// there is none.
func (op *Operation) Element() *Schema {
	if op.Response == nil {
		return nil
	}
	if op.Wrapper != "" {
		return op.Response.Prop(op.Wrapper).Schema
	}
	if op.ListKey != "" {
		return op.Response.Prop(op.ListKey).Schema.Items
	}
	return op.Response
}

// Prop returns the property of a name, nil if there is none. Those of variants
// count too, the first one that has it.
func (s *Schema) Prop(name string) *Property {
	for i := range s.Props {
		if s.Props[i].Name == name {
			return &s.Props[i]
		}
	}
	for _, v := range s.Variants {
		if p := v.Prop(name); p != nil {
			return p
		}
	}
	return nil
}

// BodyFields returns the fields that the body may have at its top level, in
// the description's order; nil if the body is no object. Where it has variants
// these are the fields of all of them, required when all of them require it,
// and with the schemas of all. A field that the API alone sets (ReadOnly) is
// never required. The result is made anew at each call.
func (op *Operation) BodyFields() []Property {
	if op.Body == nil {
		return nil
	}
	return op.Body.Fields()
}

// Fields returns the fields that an object may have, as [Operation.BodyFields]
// does for a body. The result is made anew at each call.
func (s *Schema) Fields() []Property {
	all := slices.Clone(s.Props)
	for i := range all {
		all[i].Required = all[i].Required && !all[i].Schema.ReadOnly
	}
	own := len(all)
	for v, variant := range s.Variants {
		fields := variant.Fields()
		for _, f := range fields {
			i := slices.IndexFunc(all, func(p Property) bool { return p.Name == f.Name })
			switch {
			case i < 0:
				f.Required = f.Required && v == 0
				all = append(all, f)
			case i >= own:
				all[i].Required = all[i].Required && f.Required
				all[i].Schema = either(all[i].Schema, f.Schema)
			}
		}
		for i := own; i < len(all); i++ {
			if !slices.ContainsFunc(fields, func(p Property) bool { return p.Name == all[i].Name }) {
				all[i].Required = false
			}
		}
	}
	return all
}

// either is the schema of what fits one or the other.
func either(a, b *Schema) *Schema {
	if a == b {
		return a
	}
	if a.Variant == AnyOf && a.Kind == Any && a.Model == "" && len(a.Props) == 0 {
		if slices.Contains(a.Variants, b) {
			return a
		}
		return &Schema{Variant: AnyOf, Variants: append(slices.Clip(a.Variants), b)}
	}
	return &Schema{Variant: AnyOf, Variants: []*Schema{a, b}}
}

// WaiversOf returns when a required field of the object need not be there, those
// that its variants tell too.
func (s *Schema) WaiversOf(name string) []Waiver {
	var all []Waiver
	for _, w := range s.Waivers {
		if w.Property == name {
			all = append(all, w)
		}
	}
	for _, v := range s.Variants {
		for _, w := range v.WaiversOf(name) {
			if !slices.ContainsFunc(all, func(x Waiver) bool { return x.When == w.When }) {
				all = append(all, w)
			}
		}
	}
	return all
}

// Waived says whether a required field need not be there, given the JSON text of
// the fields beside it, "" for those that are not there.
func (s *Schema) Waived(name string, beside func(field string) string) bool {
	for _, w := range s.Waivers {
		if w.Property == name && slices.Contains(w.Is, beside(w.When)) {
			return true
		}
	}
	return false
}

// State is what a waiter makes of a value.
type State uint8

// The states.
const (
	StatePending State = iota
	StateOK
	StateFailed
)

// State tells what a value of Field means, given as a JSON literal such as
// `"active"`. A value that the catalog doesn't know is pending, except where
// every value but the pending ones will do (OK is empty).
func (w *States) State(literal string) State {
	switch {
	case slices.Contains(w.Failed, literal):
		return StateFailed
	case slices.Contains(w.OK, literal), len(w.OK) == 0 && !slices.Contains(w.Pending, literal):
		return StateOK
	}
	return StatePending
}
