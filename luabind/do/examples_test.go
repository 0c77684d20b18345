package do_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
)

// TestExamplesOfDescription sends each example body that the description of the API
// has: what it shows must not be refused before a request. It needs the
// description, which is no part of the project.
func TestExamplesOfDescription(t *testing.T) {
	file, err := os.Open("../../../shared/spec/openapi.json.gz")
	if err != nil {
		t.Skip("the API's description is not at hand")
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var spec map[string]any
	decoder := json.NewDecoder(unzipped)
	decoder.UseNumber()
	if err := decoder.Decode(&spec); err != nil {
		t.Fatal(err)
	}
	resolve := func(v any) map[string]any {
		m, _ := v.(map[string]any)
		for ref, _ := m["$ref"].(string); ref != ""; ref, _ = m["$ref"].(string) {
			var at any = spec
			for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
				at = at.(map[string]any)[step]
			}
			m, _ = at.(map[string]any)
		}
		return m
	}
	rec := newRecorder(t, answerOf)
	h, _ := rec.host(t)
	refused := 0
	try := func(op *catalog.Operation, args map[string]any) {
		script := map[string]any{}
		for _, p := range op.Params {
			if v, given := sampleArgs(op).script[p.Name]; given && p.Required && args[p.Name] == nil {
				script[p.Name] = v
			}
		}
		for k, v := range args {
			if v != nil { // null says what leaving out says
				script[k] = v
			}
		}
		src := fmt.Sprintf("do.%s.%s%s", op.Group, op.Name, luaText(script))
		if err := h.DoString(t.Context(), op.ID, src); err != nil {
			refused++
			if !slices.ContainsFunc(wrongExamples, func(field string) bool { return strings.Contains(err.Error(), field) }) {
				t.Errorf("%s: %.300v", op.ID, err)
			}
		}
		rec.take()
	}
	whole, composed := 0, 0
	for _, item := range spec["paths"].(map[string]any) {
		for _, of := range item.(map[string]any) {
			operation, _ := of.(map[string]any)
			id, _ := operation["operationId"].(string)
			op := catalog.ByID(id)
			if op == nil {
				continue
			}
			content := resolve(resolve(resolve(operation["requestBody"])["content"])["application/json"])
			var bodies []any
			if e, ok := content["example"]; ok {
				bodies = append(bodies, e)
			}
			for _, e := range resolve(content["examples"]) {
				bodies = append(bodies, resolve(e)["value"])
			}
			for _, body := range bodies {
				if args, ok := body.(map[string]any); ok {
					whole++
					try(op, args)
				}
			}
			if args, ok := composedOf(resolve, content["schema"], 0).(map[string]any); ok && len(args) > 0 {
				composed++
				try(op, args)
			}
		}
	}
	t.Logf("%d examples of bodies and %d made of the examples of their fields, %d refused", whole, composed, refused)
	if whole < 100 || composed < 150 {
		t.Errorf("only %d and %d examples", whole, composed)
	}
}

// wrongExamples are fields whose examples are wrong, and are refused for a reason.
var wrongExamples = []string{
	"preserve_path_prefix", // a text, where the Apps API and godo have a boolean
	"flush_messages",       // 2^63-1, but rounded, so that it is no 64-bit integer
}

// composedOf makes a value of the examples that a schema has for its parts, nil if
// there are none.
func composedOf(resolve func(any) map[string]any, of any, depth int) any {
	s := resolve(of)
	if e, ok := s["example"]; ok {
		return e
	}
	if depth > 8 {
		return nil
	}
	all := map[string]any{}
	for _, part := range asList(s["allOf"]) {
		if m, ok := composedOf(resolve, part, depth+1).(map[string]any); ok {
			maps.Copy(all, m)
		}
	}
	for name, p := range resolve(s["properties"]) {
		if readOnly, _ := resolve(p)["readOnly"].(bool); readOnly {
			continue
		}
		if v := composedOf(resolve, p, depth+1); v != nil {
			all[name] = v
		}
	}
	for _, name := range asList(s["required"]) { // what has no example
		p := resolve(resolve(s["properties"])[name.(string)])
		switch {
		case all[name.(string)] != nil || p == nil:
		case len(asList(p["enum"])) > 0:
			all[name.(string)] = asList(p["enum"])[0]
		case p["type"] == "boolean":
			all[name.(string)] = true
		case p["type"] == "integer":
			all[name.(string)] = json.Number("1")
		case p["type"] == "object":
			all[name.(string)] = map[string]any{}
		}
	}
	switch {
	case len(all) > 0:
		return all
	case s["items"] != nil:
		if v := composedOf(resolve, s["items"], depth+1); v != nil {
			return []any{v}
		}
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		for _, part := range asList(s[key]) {
			if v := composedOf(resolve, part, depth+1); v != nil {
				return v
			}
		}
	}
	return nil
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}
