package engine

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// CheckTypes holds a body against the description: a field of the wrong type is
// refused by name. What alternatives of a body say of a field is all allowed.
// Null is taken as if the field were absent, as the API does with fields that
// are not needed, and so are fields that nobody knows.
func CheckTypes(schema *catalog.Schema, body *Document) error {
	for _, f := range body.Fields {
		if f.Value == Null {
			continue
		}
		declared := Declarations(schema, f.Key, nil)
		if len(declared) == 0 {
			continue
		}
		value, err := plain(f.Value)
		if err != nil {
			return ErrParsing
		}
		var wrong error
		for _, s := range declared {
			if wrong = Misfit(s, f.Key, value); wrong == nil {
				break
			}
		}
		if wrong != nil {
			return wrong
		}
	}
	return nil
}

// plain returns an encoded value as encoding/json gives it, numbers as they are
// written.
func plain(text Raw) (v any, err error) {
	switch c := text[0]; {
	case c == '"':
		return DecodeString(text), nil
	case c == 't', c == 'f':
		return text == "true", nil
	case c == '-', '0' <= c && c <= '9':
		return json.Number(text), nil
	}
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.UseNumber()
	err = dec.Decode(&v)
	return v, err
}

// isSlugs reports whether a schema's values are those of a list of the API's.
func isSlugs(s *catalog.Schema) bool {
	return s.Open && slices.ContainsFunc([]string{"regions", "sizes", "images"}, func(kind string) bool {
		slugs := catalog.Slugs(kind)
		return len(s.Enum) == len(slugs) && s.Enum[0] == `"`+slugs[0]+`"`
	})
}

// CheckEnums refuses values that are not among those that the description
// lists. Slugs of regions, sizes and images are left out: there are new ones
// without notice, and the areas look them up. empty are fields that may be "".
func CheckEnums(schema *catalog.Schema, body *Document, empty ...string) error {
	for _, f := range body.Fields {
		if f.Value == `""` && slices.Contains(empty, f.Key) {
			continue
		}
		var allowed []string
		for _, s := range Declarations(schema, f.Key, nil) {
			if len(s.Enum) == 0 || s.Model == "region_slug" || isSlugs(s) {
				allowed = nil
				break
			}
			allowed = append(allowed, s.Enum...)
		}
		if allowed != nil && f.Value != Null && !slices.Contains(allowed, string(f.Value)) {
			return Unprocessable("%s must be one of %s", f.Key, strings.ReplaceAll(strings.Join(slices.Compact(allowed), ", "), `"`, ""))
		}
	}
	return nil
}

// CheckRequired names a field that is needed and absent; one of the body's
// alternatives must be satisfied.
func CheckRequired(schema *catalog.Schema, body *Document) error {
	missing := MissingIn(schema, body)
	if missing == "" && len(schema.Variants) > 0 {
		missing = LackedBy(schema.Variants[0], body)
		for _, v := range schema.Variants {
			if LackedBy(v, body) == "" {
				missing = ""
				break
			}
		}
	}
	if missing != "" {
		return Unprocessable("%s is required", missing)
	}
	return nil
}

func MissingIn(schema *catalog.Schema, body *Document) string {
	for _, p := range schema.Props {
		if p.Required && !p.Schema.ReadOnly && !body.Has(p.Name) {
			return p.Name
		}
	}
	return ""
}

// LackedBy names a field that an alternative needs and the body lacks. An
// alternative may only demand fields that are declared beside it. In a body
// without alternatives such a demand is a slip of the description.
func LackedBy(variant *catalog.Schema, body *Document) string {
	for _, name := range variant.Requires {
		if !body.Has(name) {
			return name
		}
	}
	return MissingIn(variant, body)
}

// Declarations collects what the schema and its alternatives say of a field.
func Declarations(schema *catalog.Schema, name string, found []*catalog.Schema) []*catalog.Schema {
	if schema == nil {
		return found
	}
	for _, p := range schema.Props {
		if p.Name == name {
			found = append(found, p.Schema)
		}
	}
	for _, v := range schema.Variants {
		found = Declarations(v, name, found)
	}
	return found
}

// KindName is what messages call a value of a kind.
func KindName(kind catalog.Kind) string {
	switch kind {
	case catalog.String:
		return "a string"
	case catalog.Integer:
		return "an integer"
	case catalog.Number:
		return "a number"
	case catalog.Boolean:
		return "a boolean"
	case catalog.Array:
		return "an array"
	case catalog.Object:
		return "an object"
	}
	return ""
}

// Misfit says where a value does not have the type that the schema asks for.
func Misfit(schema *catalog.Schema, path string, value any) error {
	if schema == nil || schema.Recursive || value == nil {
		return nil
	}
	if !HasKind(schema.Kind, value) {
		return Unprocessable("%s must be %s", path, KindName(schema.Kind))
	}
	if len(schema.Variants) > 0 && (schema.Kind == catalog.Any || schema.Kind == catalog.Object) {
		var wrong error
		for _, v := range schema.Variants {
			if wrong = Misfit(v, path, value); wrong == nil {
				break
			}
		}
		if wrong != nil {
			if schema.Kind == catalog.Any {
				return Unprocessable("%s must be %s", path, Alternatives(schema))
			}
			return wrong
		}
	}
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			if err := Misfit(schema.Items, fmt.Sprintf("%s[%d]", path, i), item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, p := range schema.Props {
			if v, ok := value[p.Name]; ok {
				if err := Misfit(p.Schema, path+"."+p.Name, v); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func Alternatives(schema *catalog.Schema) string {
	var names []string
	for _, v := range schema.Variants {
		if name := KindName(v.Kind); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

func HasKind(kind catalog.Kind, value any) bool {
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

func CheckHostname(name string) error {
	if !IsHostname(name) {
		return Unprocessable("Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")
	}
	return nil
}
