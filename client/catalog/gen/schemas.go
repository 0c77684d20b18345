package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// schema is a schema as it will be written. Equal ones are one: the pool hands
// out the same pointer for the same content.
type schema struct {
	model, kind, variant          string
	nullable, readOnly            bool
	deprecated, recursive, closed bool
	open, secret                  bool
	format, pattern               string
	enum                          []string
	def, minimum, maximum         string
	minLength, maxLength          int
	minItems, maxItems            int
	items                         *schema
	props                         []property
	additional                    *schema
	variants                      []*schema
	discriminator                 string
	requires                      []string
	waivers                       []waiver

	hash string // of the content, children included
	uses int    // how many schemas, bodies, answers and parameters refer to it
	file string // where it is written, when it is a variable of its own
}

type property struct {
	name     string
	required bool
	schema   *schema
}

// pool shares equal schemas.
type pool struct {
	models models
	byHash map[string]*schema
	mender *mender
}

var kinds = map[string]string{
	"": "Any", "string": "String", "integer": "Integer", "number": "Number",
	"boolean": "Boolean", "array": "Array", "object": "Object",
}

var variantKinds = map[string]string{"": "", "oneOf": "OneOf", "anyOf": "AnyOf"}

// add converts a schema of the facts, inside of the given models; nil stays
// nil. A model inside of itself becomes a Recursive schema, because Go's
// package variables can't point at each other in circles.
func (p *pool) add(raw *rawSchema, inside ...modelKey) (*schema, error) {
	if raw == nil {
		return nil, nil
	}
	raw = p.models.whole(raw)
	if key := (modelKey{raw.Model, raw.Type}); raw.Model != "" {
		if raw.Recursive || slices.Contains(inside, key) {
			return p.share(&schema{kind: "Any", model: raw.Model, recursive: true}), nil
		}
		inside = append(slices.Clip(inside), key)
	}
	raw, err := p.mender.mendModel(raw)
	if err != nil {
		return nil, err
	}
	kind, ok := kinds[raw.Type]
	if !ok {
		return nil, fmt.Errorf("schema %s: unknown type %q", raw.Model, raw.Type)
	}
	variant, ok := variantKinds[raw.VariantKind]
	if !ok || (variant == "") != (len(raw.Variants) == 0) {
		return nil, fmt.Errorf("schema %s: unknown combination %q of %d variants", raw.Model, raw.VariantKind, len(raw.Variants))
	}
	s := &schema{
		model: raw.Model, kind: kind, variant: variant,
		nullable: raw.Nullable, readOnly: raw.ReadOnly, deprecated: raw.Deprecated,
		closed: raw.Additional.closed,
		format: raw.Format, pattern: raw.Pattern, enum: texts(raw.Enum), def: text(raw.Default),
		minimum: text(raw.Minimum), maximum: text(raw.Maximum),
		minLength: raw.MinLength, maxLength: raw.MaxLength, minItems: raw.MinItems, maxItems: raw.MaxItems,
		discriminator: raw.Discriminator,
		open:          raw.open, waivers: raw.waivers,
	}
	if s.items, err = p.add(raw.Items, inside...); err != nil {
		return nil, err
	}
	if s.additional, err = p.add(raw.Additional.schema, inside...); err != nil {
		return nil, err
	}
	required := make(map[string]bool)
	for _, name := range raw.Required {
		required[name] = true
	}
	for _, field := range raw.properties() {
		if p.mender.openSet(field.name) {
			field.schema = p.models.whole(field.schema).opened()
		}
		of, err := p.add(field.schema, inside...)
		if err != nil {
			return nil, err
		}
		if p.mender.secret(raw.Model, field.name, field.schema) {
			of = p.shareSecret(of)
		}
		s.props = append(s.props, property{field.name, required[field.name], of})
		delete(required, field.name)
	}
	for _, name := range raw.Required {
		if required[name] {
			s.requires = append(s.requires, name)
		}
	}
	for _, variant := range raw.Variants {
		of, err := p.add(variant, inside...)
		if err != nil {
			return nil, err
		}
		s.variants = append(s.variants, of)
	}
	return p.share(s), nil
}

// share returns the one schema with the content of s.
func (p *pool) share(s *schema) *schema {
	sum := sha256.Sum256([]byte(s.literal(func(child *schema) string { return child.hash })))
	s.hash = hex.EncodeToString(sum[:])
	if same, ok := p.byHash[s.hash]; ok {
		return same
	}
	if p.byHash == nil {
		p.byHash = make(map[string]*schema)
	}
	p.byHash[s.hash] = s
	for _, child := range s.children() {
		child.uses++
	}
	return s
}

// shareSecret returns the schema like s whose value is a secret.
func (p *pool) shareSecret(s *schema) *schema {
	hidden := *s
	hidden.secret, hidden.uses = true, 0
	return p.share(&hidden)
}

func (s *schema) children() []*schema {
	var all []*schema
	if s.items != nil {
		all = append(all, s.items)
	}
	if s.additional != nil {
		all = append(all, s.additional)
	}
	for _, property := range s.props {
		all = append(all, property.schema)
	}
	return append(all, s.variants...)
}

// place notes that a file needs s and what s refers to. What several files
// need goes to the shared file.
func (s *schema) place(file string) {
	const shared = "shared"
	if s.file == file || s.file == shared {
		return
	}
	if s.file != "" {
		file = shared
	}
	s.file = file
	for _, child := range s.children() {
		child.place(file)
	}
}

// variables returns the schemas that become variables of their own, in a
// stable order: those that more than one place refers to.
func (p *pool) variables() ([]*schema, error) {
	var all []*schema
	names := make(map[string]string)
	for _, s := range p.byHash {
		if s.uses < 2 {
			continue
		}
		if other, ok := names[s.name()]; ok {
			return nil, fmt.Errorf("schemas %s and %s have the same name %s: let names have more digits", other, s.hash, s.name())
		}
		names[s.name()] = s.hash
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *schema) int { return cmp.Compare(a.name(), b.name()) })
	return all, nil
}

// name is the name of the variable: by content, so that it stays the same when
// others come and go.
func (s *schema) name() string {
	about := s.model
	if about == "" {
		about = strings.ToLower(s.kind)
	}
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, about)
	return "s_" + clean + "_" + s.hash[:8]
}

// reference is the Go expression for a pointer to s.
func (s *schema) reference() string {
	if s.uses > 1 {
		return "&" + s.name()
	}
	return "&" + s.literal((*schema).reference)
}

// literal is the Go expression for s, its children written by child.
func (s *schema) literal(child func(*schema) string) string {
	l := newLiteral("Schema")
	l.text("Model", s.model)
	if s.kind != "Any" {
		l.field("Kind", s.kind)
	}
	l.flag("Nullable", s.nullable)
	l.flag("ReadOnly", s.readOnly)
	l.flag("Deprecated", s.deprecated)
	l.flag("Recursive", s.recursive)
	l.flag("Closed", s.closed)
	l.flag("Open", s.open)
	l.flag("Secret", s.secret)
	l.field("Variant", s.variant)
	l.text("Format", s.format)
	l.text("Pattern", s.pattern)
	l.texts("Enum", s.enum)
	l.text("Default", s.def)
	l.text("Minimum", s.minimum)
	l.text("Maximum", s.maximum)
	l.number("MinLength", s.minLength)
	l.number("MaxLength", s.maxLength)
	l.number("MinItems", s.minItems)
	l.number("MaxItems", s.maxItems)
	if s.items != nil {
		l.field("Items", child(s.items))
	}
	if len(s.props) > 0 {
		var b strings.Builder
		for _, p := range s.props {
			fmt.Fprintf(&b, "{%q, %t, %s},\n", p.name, p.required, child(p.schema))
		}
		l.field("Props", "[]Property{\n"+b.String()+"}")
	}
	if s.additional != nil {
		l.field("Additional", child(s.additional))
	}
	if len(s.variants) > 0 {
		var b strings.Builder
		for _, v := range s.variants {
			// Inside of the list its type needn't be repeated.
			fmt.Fprintf(&b, "%s,\n", strings.TrimPrefix(child(v), "&Schema"))
		}
		l.field("Variants", "[]*Schema{\n"+b.String()+"}")
	}
	l.text("Discriminator", s.discriminator)
	l.texts("Requires", s.requires)
	if len(s.waivers) > 0 {
		var b strings.Builder
		for _, w := range s.waivers {
			fmt.Fprintf(&b, "{%q, %q, %s},\n", w.property, w.field, quoteAll(w.is))
		}
		l.field("Waivers", "[]Waiver{\n"+b.String()+"}")
	}
	return l.String()
}

// text is a JSON value in its shortest spelling, "" if there is none.
func text(raw json.RawMessage) string {
	var b bytes.Buffer
	if len(raw) == 0 || json.Compact(&b, raw) != nil {
		return ""
	}
	return b.String()
}

func texts(raw []json.RawMessage) []string {
	var all []string
	for _, r := range raw {
		all = append(all, text(r))
	}
	return all
}
