package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// facts is the part of the facts file that the catalog is made of. What else
// is in the file (examples, notes, counts) stays out of it.
type facts struct {
	Operations []rawOperation `json:"operations"`
	Waiters    []rawWaiter    `json:"waiters"`
	Resources  []rawResource  `json:"resources"`

	slugs     slugs
	sentences map[string]string // by operation
}

type rawOperation struct {
	ID           string       `json:"operationId"`
	Tag          string       `json:"tag"`
	Method       string       `json:"method"`
	Path         string       `json:"path"`
	Servers      []string     `json:"servers"`
	Scopes       []string     `json:"scopes"`
	PathParams   []rawParam   `json:"pathParams"`
	QueryParams  []rawParam   `json:"queryParams"`
	HeaderParams []rawParam   `json:"headerParams"`
	Body         *rawBody     `json:"requestBody"`
	Success      []rawSuccess `json:"success"`
	// Wrapper are the keys of the answer beside links and meta, as the API
	// really sends them; WrapperInSchema is there where the schema is wrong.
	Wrapper         []string `json:"wrapper"`
	WrapperInSchema []string `json:"wrapperInSchema"`
	Pagination      string   `json:"pagination"`
	Paginated       bool     `json:"paginated"`
	Deprecated      bool     `json:"deprecated"`

	beyond bool // the description lacks it
}

type rawBody struct {
	Required bool       `json:"required"`
	Types    []string   `json:"contentTypes"`
	Schema   *rawSchema `json:"schema"`
}

type rawSuccess struct {
	Code   int        `json:"code"`
	Types  []string   `json:"contentTypes"`
	Schema *rawSchema `json:"schema"`
	Links  bool       `json:"links"`
	Meta   bool       `json:"meta"`
}

type rawParam struct {
	Name     string            `json:"name"`
	Required bool              `json:"required"`
	Type     string            `json:"type"`
	Format   string            `json:"format"`
	Pattern  string            `json:"pattern"`
	Enum     []json.RawMessage `json:"enum"`
	Default  json.RawMessage   `json:"default"`
	Minimum  json.RawMessage   `json:"minimum"`
	Maximum  json.RawMessage   `json:"maximum"`
	Items    *rawSchema        `json:"items"`
	Variants []string          `json:"variants"` // type names, instead of Type
	Example  json.RawMessage   `json:"example"`
	Open     bool              `json:"-"`
}

type rawSchema struct {
	Model         string            `json:"model"`
	Type          string            `json:"type"`
	Nullable      bool              `json:"nullable"`
	ReadOnly      bool              `json:"readOnly"`
	Deprecated    bool              `json:"deprecated"`
	Recursive     bool              `json:"recursive"`
	Format        string            `json:"format"`
	Pattern       string            `json:"pattern"`
	Enum          []json.RawMessage `json:"enum"`
	Default       json.RawMessage   `json:"default"`
	Minimum       json.RawMessage   `json:"minimum"`
	Maximum       json.RawMessage   `json:"maximum"`
	MinLength     int               `json:"minLength"`
	MaxLength     int               `json:"maxLength"`
	MinItems      int               `json:"minItems"`
	MaxItems      int               `json:"maxItems"`
	Items         *rawSchema        `json:"items"`
	Properties    rawProperties     `json:"properties"`
	Required      []string          `json:"required"`
	Additional    rawAdditional     `json:"additionalProperties"`
	Variants      []*rawSchema      `json:"variants"`
	VariantKind   string            `json:"variantKind"`
	Discriminator string            `json:"discriminator"`

	// What only the corrections say.
	mended  bool // stands for itself, not for the fullest one of its model
	open    bool
	waivers []waiver
}

// waiver says that a property need not be there when the field beside it has
// one of the values.
type waiver struct {
	property, field string
	is              []string
}

// rawProperties keeps the order of the description, which puts the important
// properties first.
type rawProperties []rawProperty

type rawProperty struct {
	name   string
	schema *rawSchema
}

func (p *rawProperties) UnmarshalJSON(data []byte) error {
	d := strictDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		property := rawProperty{name: name.(string)}
		if err := d.Decode(&property.schema); err != nil {
			return fmt.Errorf("property %q: %w", property.name, err)
		}
		*p = append(*p, property)
	}
	return nil
}

// rawAdditional is false, true or a schema.
type rawAdditional struct {
	closed bool
	schema *rawSchema
}

func (a *rawAdditional) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "false":
		a.closed = true
		return nil
	case "true":
		a.schema = new(rawSchema)
		return nil
	}
	return strictDecoder(bytes.NewReader(data)).Decode(&a.schema)
}

type rawWaiter struct {
	Get     string            `json:"get"`
	Field   string            `json:"field"`
	Pending []json.RawMessage `json:"pending"`
	OK      []json.RawMessage `json:"ok"`
	Failed  []json.RawMessage `json:"failed"`
}

type rawResource struct {
	Path    string            `json:"path"`
	Ops     map[string]string `json:"ops"`
	IDs     []string          `json:"idCandidates"`
	IDParam string            `json:"idParam"`
}

// strictDecoder refuses what the types above don't know, inside of schemas
// where a constraint could get lost unseen.
func strictDecoder(r io.Reader) *json.Decoder {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	return d
}

// readFacts reads a gzipped facts file. The error is fs.ErrNotExist when there
// is none.
func readFacts(path string) (*facts, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the facts: %w", err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("reading the facts of %s: %w", path, err)
	}
	f := new(facts)
	if err := json.NewDecoder(unzipped).Decode(f); err != nil {
		return nil, fmt.Errorf("reading the facts of %s: %w", path, err)
	}
	if len(f.Operations) == 0 {
		return nil, fmt.Errorf("reading the facts of %s: %w", path, errors.New("no operations"))
	}
	return f, nil
}
