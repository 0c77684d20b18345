package operation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// check holds a value against a schema and gives what is sent: objects of
// resources become their ids where ids are wanted. Null passes: what the API
// makes of it is its business. path is where in the argument the value is.
func check(c *luabind.Call, s *catalog.Schema, v luabind.Value, path string) (luabind.Value, error) {
	if s == nil || s.Recursive || v.IsNull() {
		return v, nil
	}
	var err error
	switch s.Kind {
	case catalog.String:
		v, err = checkText(c, s, v)
	case catalog.Integer:
		v, err = checkNumber(c, s, v, true)
	case catalog.Number:
		v, err = checkNumber(c, s, v, false)
	case catalog.Boolean:
		if _, ok := v.AsBool(); !ok {
			err = luabind.ErrType
		}
	case catalog.Array:
		return checkList(c, s, v, path)
	case catalog.Object:
		if v, err = checkObject(c, s, v, path, true); err != nil || len(s.Variants) == 0 {
			return v, err
		}
		return checkVariants(c, s, v, path)
	default:
		if len(s.Variants) > 0 {
			return checkVariants(c, s, v, path)
		}
		return v, nil
	}
	if err == nil {
		err = checkEnum(c, s, v)
	}
	return v, within(s, v, path, err)
}

// within says where an error is, unless that is the argument itself.
func within(s *catalog.Schema, v luabind.Value, path string, err error) error {
	if err == nil || path == "" {
		return err
	}
	if _, ok := err.(*luabind.Inside); ok {
		return err
	}
	if err == luabind.ErrType {
		err = fmt.Errorf("must be %s, got %s", nameOf(s), v.Kind())
	}
	return &luabind.Inside{Path: path, Err: err}
}

// checkEnum holds a text or a number against the values that there are.
func checkEnum(c *luabind.Call, s *catalog.Schema, v luabind.Value) error {
	if len(s.Enum) == 0 {
		return nil
	}
	raw := ""
	if v.IsString() {
		text, _ := json.Marshal(v.Text()) // a string always can be
		raw = string(text)
	} else if raw = literal(c, v); raw == "" {
		return luabind.ErrType
	}
	if slices.Contains(s.Enum, raw) {
		return nil
	}
	texts := EnumTexts(s)
	text, _ := v.AsString()
	if s.Open {
		// What is new since the catalog was made is sent; a slip is not.
		if near := luabind.NearMiss(text, texts); near != "" {
			return luabind.ValueErrorf("cannot be %s (did you mean '%s'?)", v.Quote(), near)
		}
		return nil
	}
	if len(texts) > 0 {
		return fmt.Errorf("must be one of %s, got %s%s", quoted(texts), v.Quote(), luabind.DidYouMean(text, texts))
	}
	return fmt.Errorf("must be one of %s, got %s", strings.Join(s.Enum, ", "), v.Quote())
}

// literal is the JSON text of a value, "" if it has none.
func literal(c *luabind.Call, v luabind.Value) string {
	if v.IsNil() {
		return ""
	}
	raw, err := c.AppendJSON(nil, v, luabind.JSONOptions{})
	if err != nil {
		return ""
	}
	return string(raw)
}
