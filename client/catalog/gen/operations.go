package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// operation is an operation as it will be written: names of the catalog's
// constants are strings here.
type operation struct {
	raw            *rawOperation
	name           scriptName
	path, host     string
	params         []param
	body           *schema
	success        []int
	result, paging string
	types          []string
	streams        bool
	response       *schema
	wrapper, list  string
	effect         string
	sentence       string
	file           string
}

type param struct {
	name, in string
	required bool
	schema   *schema
}

// build makes operations out of the facts, their schemas shared in the pool.
func build(f *facts, names map[string]scriptName, p *pool) ([]*operation, error) {
	var ops []*operation
	var errs []error
	for i := range f.Operations {
		op, err := buildOne(&f.Operations[i], names, p)
		if err != nil {
			errs = append(errs, fmt.Errorf("operation %s: %w", f.Operations[i].ID, err))
			continue
		}
		ops = append(ops, op)
	}
	slices.SortFunc(ops, func(a, b *operation) int { return strings.Compare(a.raw.ID, b.raw.ID) })
	return ops, errors.Join(errs...)
}

func buildOne(raw *rawOperation, names map[string]scriptName, p *pool) (*operation, error) {
	if p.mender != nil {
		p.mender.op = raw.ID
	}
	op := &operation{raw: raw, name: names[raw.ID], path: raw.Path, host: "API", file: fileOf(raw.Tag)}
	if err := op.addHost(p); err != nil {
		return nil, err
	}
	for _, of := range []struct {
		in     string
		params []rawParam
	}{{"InPath", raw.PathParams}, {"InQuery", raw.QueryParams}, {"InHeader", raw.HeaderParams}} {
		for _, rp := range of.params {
			rp.Open = rp.Open || p.mender.openSet(rp.Name)
			s, err := p.addParam(&rp)
			if err != nil {
				return nil, fmt.Errorf("parameter %s: %w", rp.Name, err)
			}
			op.params = append(op.params, param{rp.Name, of.in, rp.Required, s})
		}
	}
	if err := op.checkPath(); err != nil {
		return nil, err
	}
	var err error
	if raw.Body != nil {
		if op.body, err = p.add(raw.Body.Schema); err != nil {
			return nil, fmt.Errorf("body: %w", err)
		}
	}
	if err := op.addResult(p); err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	if err := op.addPaging(); err != nil {
		return nil, err
	}
	for _, s := range op.schemas() {
		s.uses++
		s.place(op.file)
	}
	return op, nil
}

// schemas returns what the operation itself refers to.
func (op *operation) schemas() []*schema {
	var all []*schema
	for _, p := range op.params {
		all = append(all, p.schema)
	}
	if op.body != nil {
		all = append(all, op.body)
	}
	if op.response != nil {
		all = append(all, op.response)
	}
	return all
}

// addHost finds the host and its parameters, which the description hides in
// server URLs and in a made-up path.
func (op *operation) addHost(p *pool) error {
	host := func(name, format string) {
		s := p.share(&schema{kind: "String", format: format})
		op.params = append(op.params, param{name, "InHost", true, s})
	}
	switch server := strings.Join(op.raw.Servers, " "); server {
	case "":
	case "https://inference.do-ai.run":
		op.host = "Inference"
	case "https://{agent_url}":
		op.host = "Agent"
		host("agent_url", "hostname")
	case "https://":
		op.host, op.path = "Upload", "{upload_url}"
		host("upload_url", "uri")
	default:
		return fmt.Errorf("unknown server %q", server)
	}
	return nil
}

// checkPath makes sure that each {parameter} of the path is a whole element
// and declared, in the same order, which Match and Expand rely on.
func (op *operation) checkPath() error {
	var inPath, declared []string
	for _, element := range strings.Split(op.path, "/") {
		name, isParam := paramName(element)
		if !isParam && strings.ContainsAny(element, "{}<>") {
			return fmt.Errorf("path %s: odd element %q", op.path, element)
		}
		if isParam && op.host != "Upload" {
			inPath = append(inPath, name)
		}
	}
	for _, p := range op.params {
		if p.in == "InPath" {
			declared = append(declared, p.name)
		}
	}
	if !slices.Equal(inPath, declared) {
		return fmt.Errorf("path %s declares the parameters %q", op.path, declared)
	}
	return nil
}

func paramName(element string) (string, bool) {
	if strings.HasPrefix(element, "{") && strings.HasSuffix(element, "}") {
		return element[1 : len(element)-1], true
	}
	return "", false
}

// addResult reads the successful answers; where there are two, they are alike.
func (op *operation) addResult(p *pool) error {
	op.result = "NoContent"
	for _, success := range op.raw.Success {
		op.success = append(op.success, success.Code)
		if op.types != nil || len(success.Types) == 0 {
			continue
		}
		for _, t := range success.Types {
			switch t {
			case "application/json":
				op.result = "JSON"
			case "text/event-stream":
				op.streams = true
			case "text/csv", "application/yaml":
				op.result = "Text"
			case "application/pdf", "audio/mpeg", "video/mp4":
				op.result = "Binary"
			default:
				return fmt.Errorf("unknown content type %s", t)
			}
		}
		op.types = success.Types
		if op.result != "JSON" {
			continue
		}
		var err error
		if op.response, err = p.add(success.Schema); err != nil {
			return err
		}
	}
	if op.response != nil && op.raw.WrapperInSchema != nil {
		op.response = p.mendWrapper(op.response, op.raw.Wrapper[0])
	}
	op.findKeys()
	return nil
}

// mendWrapper puts the answer under the key that the API really sends: some
// descriptions leave the key out, one makes a list of the object.
func (p *pool) mendWrapper(s *schema, key string) *schema {
	inner := s
	if len(s.props) == 1 && s.props[0].schema.kind == "Array" {
		inner = s.props[0].schema.items
	}
	return p.share(&schema{kind: "Object", props: []property{{key, true, inner}}})
}

// Lists among several keys, where it can't be seen which key holds the list
// and which only tells something about it.
var listKeys = map[string]string{
	"dedicatedInferences_list_sizes":   "sizes",
	"secrets_list":                     "secrets",
	"genai_list_model_evaluation_runs": "runs",
}

// Objects among several keys: a create may answer more than what it makes, a token
// that is shown once or the action that makes it.
var wrappers = map[string]string{
	"dedicatedInferences_create": "dedicated_inference",
	"nfs_create_access_point":    "access_point",
	"organizations_create_team":  "team",
}

// findKeys finds the key that wraps an object and the key of the list.
func (op *operation) findKeys() {
	if op.response == nil {
		return
	}
	alternatives := []*schema{op.response}
	if len(op.response.props) == 0 {
		alternatives = op.response.variants
	}
	for _, s := range alternatives {
		var keys, lists []property
		for _, p := range s.props {
			if p.name == "links" || p.name == "meta" {
				continue
			}
			keys = append(keys, p)
			if p.schema.kind == "Array" {
				lists = append(lists, p)
			}
		}
		// One list among other keys: a list operation by its name or its paging,
		// otherwise an object that has a list inside.
		listed := op.raw.Method == "GET" && (op.raw.Paginated || strings.Contains(op.raw.ID, "_list"))
		switch {
		case listKeys[op.raw.ID] != "":
			op.list = listKeys[op.raw.ID]
		case wrappers[op.raw.ID] != "":
			op.wrapper = wrappers[op.raw.ID]
		case len(lists) == 1 && (len(keys) == 1 || listed):
			op.list = lists[0].name
		case len(keys) == 1 && keys[0].schema.holdsObject():
			op.wrapper = keys[0].name
		}
	}
}

func (s *schema) holdsObject() bool {
	if s.kind == "Any" && len(s.variants) > 0 {
		return !slices.ContainsFunc(s.variants, func(v *schema) bool { return !v.holdsObject() })
	}
	return s.kind == "Object"
}

func (op *operation) addPaging() error {
	op.paging = "NotPaged"
	if !op.raw.Paginated {
		// Seven operations declare page and per_page though they answer one object.
		return nil
	}
	if op.list == "" {
		return errors.New("paging without a list")
	}
	answers := op.raw.Success[0]
	switch {
	case strings.HasPrefix(op.raw.Pagination, "undeclared"):
		op.paging = "ByLinks"
	case op.raw.Pagination == "page/per_page+page_token":
		op.paging = "ByToken"
	case op.raw.Pagination == "other:after,limit":
		op.paging = "ByAfter"
	case op.raw.Pagination == "other:limit,page":
		op.paging = "ByLimit"
	case op.raw.Pagination != "page/per_page":
		return fmt.Errorf("unknown paging %q", op.raw.Pagination)
	case op.response.prop("total_pages") != nil:
		op.paging = "ByTotalPages"
	case answers.Links:
		op.paging = "ByPage"
	case !answers.Meta:
		op.paging = "ByNumber"
	default:
		return errors.New("pages without links")
	}
	return nil
}

// addParam converts the schema of a parameter.
func (p *pool) addParam(raw *rawParam) (*schema, error) {
	s := &rawSchema{
		Type: raw.Type, Format: raw.Format, Pattern: raw.Pattern, Enum: raw.Enum, open: raw.Open && len(raw.Enum) > 0, Default: raw.Default,
		Minimum: raw.Minimum, Maximum: raw.Maximum, Items: raw.Items,
	}
	for _, name := range raw.Variants {
		s.VariantKind = "anyOf"
		s.Variants = append(s.Variants, &rawSchema{Type: name})
	}
	return p.add(s)
}
