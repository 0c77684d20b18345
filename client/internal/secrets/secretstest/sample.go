// Package secretstest makes bodies that are full of secrets, for tests of what
// masks them.
package secretstest

import (
	"encoding/json"
	"fmt"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Secret begins each secret of a [Sample].
const Secret = "hush-"

// Sample is a JSON text of a schema with every field, and how many secrets are in
// it: each text that the catalog knows to be secret is "hush-N", each other one
// "open".
func Sample(schema *catalog.Schema) (text []byte, made int) {
	s := sampler{models: map[string]*catalog.Schema{}}
	text, _ = json.Marshal(s.value(schema, false, 0)) // maps, lists and texts always can be
	return text, s.made
}

type sampler struct {
	made   int
	models map[string]*catalog.Schema
}

func (s *sampler) value(schema *catalog.Schema, secret bool, depth int) any {
	if schema != nil && schema.Recursive {
		schema = s.models[schema.Model]
	}
	if schema == nil || depth > 9 {
		return nil
	}
	s.models[schema.Model] = schema
	secret = secret || schema.Secret
	switch {
	case schema.Kind == catalog.Array:
		return []any{s.value(schema.Items, secret, depth+1)}
	case schema.Kind == catalog.Object, len(schema.Props) > 0, len(schema.Variants) > 0:
		object := map[string]any{}
		for _, v := range schema.Variants {
			if fields, ok := s.value(v, secret, depth+1).(map[string]any); ok {
				for name, field := range fields {
					object[name] = field
				}
			}
		}
		for _, p := range schema.Props {
			object[p.Name] = s.value(p.Schema, secret, depth+1)
		}
		if schema.Additional != nil {
			object["further"] = s.value(schema.Additional, secret, depth+1)
		}
		if secret && len(object) == 0 {
			object["any"] = s.value(&catalog.Schema{Kind: catalog.String}, true, depth+1)
		}
		return object
	case secret:
		s.made++
		return fmt.Sprintf(Secret+"%06d", s.made)
	}
	return "open"
}
