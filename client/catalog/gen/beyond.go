package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog/corrections"
)

// addBeyond adds the operations that the description lacks, and the resources
// that they make up, to the facts.
func (f *facts) addBeyond(areas []corrections.Area) error {
	described := make(map[string]bool)
	for _, op := range f.Operations {
		described[op.Method+" "+placeholder.ReplaceAllString(op.Path, "{}")] = true
	}
	var errs []error
	for _, area := range areas {
		for _, o := range area.Beyond {
			if described[o.Method+" "+placeholder.ReplaceAllString(o.Path, "{}")] {
				errs = append(errs, fmt.Errorf("corrections of %s: %s is described by now: take it out", area.Name, o.ID))
				continue
			}
			op, err := beyond(&o)
			if err != nil {
				errs = append(errs, fmt.Errorf("corrections of %s: %s: %w", area.Name, o.ID, err))
				continue
			}
			f.Operations = append(f.Operations, *op)
			f.addRole(op)
		}
	}
	return errors.Join(errs...)
}

// beyond is an operation in the form of the facts.
func beyond(o *corrections.Operation) (*rawOperation, error) {
	op := &rawOperation{ID: o.ID, Tag: o.Tag, Method: o.Method, Path: o.Path, beyond: true}
	if o.Server != "" {
		op.Servers = []string{o.Server}
	}
	for _, name := range placeholder.FindAllString(o.Path, -1) {
		op.PathParams = append(op.PathParams, rawParam{Name: strings.Trim(name, "{}"), Required: true, Type: "string"})
	}
	if o.Query != "" {
		if err := json.Unmarshal([]byte(o.Query), &op.QueryParams); err != nil {
			return nil, fmt.Errorf("query: %w", err)
		}
	}
	if o.Paged {
		op.Paginated, op.Pagination = true, "page/per_page"
		for _, name := range []string{"per_page", "page"} {
			op.QueryParams = append(op.QueryParams, rawParam{Name: name, Type: "integer", Minimum: json.RawMessage("1")})
		}
	}
	if o.Body != "" {
		body, err := schemaOf(o.Body)
		if err != nil {
			return nil, fmt.Errorf("body: %w", err)
		}
		op.Body = &rawBody{Required: true, Types: []string{"application/json"}, Schema: body}
	}
	success := rawSuccess{Code: cmp.Or(o.Code, 200), Links: o.Paged, Meta: o.Paged}
	switch {
	case o.Type != "":
		success.Types = []string{o.Type}
	case o.Answer == "":
		success.Code = 204
	default:
		answer, err := schemaOf(o.Answer)
		if err != nil {
			return nil, fmt.Errorf("answer: %w", err)
		}
		success.Types, success.Schema = []string{"application/json"}, answer
	}
	op.Success = []rawSuccess{success}
	return op, nil
}

func schemaOf(text string) (*rawSchema, error) {
	s := new(rawSchema)
	err := strictDecoder(strings.NewReader(text)).Decode(s)
	return s, err
}

// addRole puts an operation where it belongs: with the resource at its path, or
// at the path of what it is about.
func (f *facts) addRole(op *rawOperation) {
	path, role := op.Path, map[string]string{"GET": "get_singleton", "POST": "create", "PUT": "update_collection", "PATCH": "patch_collection", "DELETE": "delete_collection"}[op.Method]
	i := strings.LastIndex(path, "/")
	if _, isItem := paramName(path[i+1:]); isItem {
		path = path[:i]
		role = map[string]string{"GET": "get", "POST": "post_item", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}[op.Method]
	} else if op.Method == "GET" && op.lists() {
		role = "list"
	}
	at := slices.IndexFunc(f.Resources, func(r rawResource) bool { return r.Path == path })
	if at < 0 {
		at = len(f.Resources)
		f.Resources = append(f.Resources, rawResource{Path: path, Ops: map[string]string{}, IDs: []string{"id", "uuid", "urn", "name"}})
	}
	f.Resources[at].Ops[role] = op.ID
}

// lists reports whether an answer holds one list, and nothing else of weight.
func (op *rawOperation) lists() bool {
	s := op.Success[0].Schema
	if s == nil {
		return false
	}
	lists, others := 0, 0
	for _, p := range s.Properties {
		switch {
		case p.name == "links" || p.name == "meta":
		case p.schema.Type == "array":
			lists++
		default:
			others++
		}
	}
	return lists > 0 && (op.Paginated || lists == 1 && others == 0)
}
