package operation

import (
	"errors"
	"slices"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// checkVariants takes what one of the variants takes. When none does, the error
// is that of the one that was most likely meant.
func checkVariants(c *luabind.Call, s *catalog.Schema, v luabind.Value, path string) (luabind.Value, error) {
	if t, ok := v.AsTable(); ok && t.Len() == 0 && len(s.Props) == 0 && slices.ContainsFunc(s.Variants, func(v *catalog.Schema) bool { return len(v.Props) > 0 }) {
		if self, _ := v.Object(); self == nil {
			if err := checkKeys(c, s, t, path); err != nil {
				return v, err
			}
		}
	}
	if !slices.ContainsFunc(s.Variants, takesTable) {
		id, err := Identity(c, v)
		if err != nil {
			return v, within(s, v, path, err)
		}
		v = id
	}
	var meant error
	// A number could pass as text, but is first of all a number.
	for _, likely := range []bool{true, false} {
		for _, variant := range s.Variants {
			if means(s, variant, v) != likely {
				continue
			}
			sent, err := checkVariant(c, variant, v, path)
			if err == nil {
				err = lacksNames(variant, sent, path)
			}
			if err == nil {
				return sent, nil
			}
			if likely && meant == nil {
				meant = err
			}
		}
	}
	if meant == nil {
		meant = within(s, v, path, luabind.ErrType)
	}
	return v, meant
}

// checkVariant is check for one of several alternatives, whose fields are not all.
func checkVariant(c *luabind.Call, s *catalog.Schema, v luabind.Value, path string) (luabind.Value, error) {
	if s.Kind != catalog.Object || s.Recursive || v.IsNull() || len(s.Variants) > 0 {
		return check(c, s, v, path)
	}
	return checkObject(c, s, v, path, false)
}

// lacksNames is for variants that only demand names.
func lacksNames(s *catalog.Schema, v luabind.Value, path string) error {
	t, ok := v.AsTable()
	if !ok {
		return nil
	}
	for _, name := range s.Requires {
		if t.Get(name).IsNil() {
			return &luabind.Inside{Path: path + "." + name, Err: errors.New("is missing")}
		}
	}
	return nil
}

// means reports whether a value looks like it is meant for a variant: the
// discriminator says so, or else the kind does.
func means(s, variant *catalog.Schema, v luabind.Value) bool {
	t, isTable := v.AsTable()
	if p := variant.Prop(s.Discriminator); p != nil && isTable && s.Discriminator != "" {
		text, _ := t.Get(s.Discriminator).AsString()
		return slices.Contains(EnumTexts(p.Schema), text)
	}
	switch variant.Kind {
	case catalog.Object:
		return isTable && t.Len() == 0
	case catalog.Array:
		return isTable && t.IsList()
	case catalog.String:
		return v.IsString()
	case catalog.Integer, catalog.Number:
		return v.Type() == "number"
	}
	return false
}
