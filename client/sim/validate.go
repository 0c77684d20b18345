package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// checkTypes holds a body against the description: a field of the wrong type is
// refused by name. What alternatives of a body say of a field is all allowed.
// Null is taken as if the field were absent, as the API does with fields that
// are not needed, and so are fields that nobody knows.
func checkTypes(schema *catalog.Schema, body *document) error {
	for _, f := range body.fields {
		if f.value == null {
			continue
		}
		declared := declarations(schema, f.key, nil)
		if len(declared) == 0 {
			continue
		}
		var value any
		dec := json.NewDecoder(bytes.NewReader([]byte(f.value)))
		dec.UseNumber()
		if err := dec.Decode(&value); err != nil {
			return errParsing
		}
		var wrong error
		for _, s := range declared {
			if wrong = misfit(s, f.key, value); wrong == nil {
				break
			}
		}
		if wrong != nil {
			return wrong
		}
	}
	return nil
}

// checkEnums refuses values that are not among those that the description
// lists. Regions are left out: new ones open without notice.
func checkEnums(schema *catalog.Schema, body *document) error {
	for _, f := range body.fields {
		var allowed []string
		for _, s := range declarations(schema, f.key, nil) {
			if len(s.Enum) == 0 || s.Model == "region_slug" {
				allowed = nil
				break
			}
			allowed = append(allowed, s.Enum...)
		}
		if allowed != nil && f.value != null && !slices.Contains(allowed, string(f.value)) {
			return unprocessable("%s must be one of %s", f.key, strings.ReplaceAll(strings.Join(slices.Compact(allowed), ", "), `"`, ""))
		}
	}
	return nil
}

// checkRequired names a field that is needed and absent; one of the body's
// alternatives must be satisfied.
func checkRequired(schema *catalog.Schema, body *document) error {
	missing := missingIn(schema, body)
	if missing == "" && len(schema.Variants) > 0 {
		missing = lackedBy(schema.Variants[0], body)
		for _, v := range schema.Variants {
			if lackedBy(v, body) == "" {
				missing = ""
				break
			}
		}
	}
	if missing != "" {
		return unprocessable("%s is required", missing)
	}
	return nil
}

func missingIn(schema *catalog.Schema, body *document) string {
	for _, p := range schema.Props {
		if p.Required && !p.Schema.ReadOnly && !body.has(p.Name) {
			return p.Name
		}
	}
	return ""
}

// lackedBy is missingIn for an alternative, which may only demand fields that
// are declared beside it. In a body without alternatives such a demand is a slip
// of the description.
func lackedBy(variant *catalog.Schema, body *document) string {
	for _, name := range variant.Requires {
		if !body.has(name) {
			return name
		}
	}
	return missingIn(variant, body)
}

// declarations collects what the schema and its alternatives say of a field.
func declarations(schema *catalog.Schema, name string, found []*catalog.Schema) []*catalog.Schema {
	if schema == nil {
		return found
	}
	for _, p := range schema.Props {
		if p.Name == name {
			found = append(found, p.Schema)
		}
	}
	for _, v := range schema.Variants {
		found = declarations(v, name, found)
	}
	return found
}

var kindNames = map[catalog.Kind]string{
	catalog.String:  "a string",
	catalog.Integer: "an integer",
	catalog.Number:  "a number",
	catalog.Boolean: "a boolean",
	catalog.Array:   "an array",
	catalog.Object:  "an object",
}

// misfit says where a value does not have the type that the schema asks for.
func misfit(schema *catalog.Schema, path string, value any) error {
	if schema == nil || schema.Recursive || value == nil {
		return nil
	}
	if !hasKind(schema.Kind, value) {
		return unprocessable("%s must be %s", path, kindNames[schema.Kind])
	}
	if len(schema.Variants) > 0 && (schema.Kind == catalog.Any || schema.Kind == catalog.Object) {
		var wrong error
		for _, v := range schema.Variants {
			if wrong = misfit(v, path, value); wrong == nil {
				break
			}
		}
		if wrong != nil {
			if schema.Kind == catalog.Any {
				return unprocessable("%s must be %s", path, alternatives(schema))
			}
			return wrong
		}
	}
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			if err := misfit(schema.Items, fmt.Sprintf("%s[%d]", path, i), item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, p := range schema.Props {
			if v, ok := value[p.Name]; ok {
				if err := misfit(p.Schema, path+"."+p.Name, v); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func alternatives(schema *catalog.Schema) string {
	var names []string
	for _, v := range schema.Variants {
		if name := kindNames[v.Kind]; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

func hasKind(kind catalog.Kind, value any) bool {
	switch kind {
	case catalog.String:
		_, ok := value.(string)
		return ok
	case catalog.Integer:
		n, ok := value.(json.Number)
		if !ok {
			return false
		}
		if !strings.ContainsAny(n.String(), ".eE") {
			return true
		}
		f, err := n.Float64()
		return err == nil && f == math.Trunc(f)
	case catalog.Number:
		_, ok := value.(json.Number)
		return ok
	case catalog.Boolean:
		_, ok := value.(bool)
		return ok
	case catalog.Array:
		_, ok := value.([]any)
		return ok
	case catalog.Object:
		_, ok := value.(map[string]any)
		return ok
	}
	return true
}
