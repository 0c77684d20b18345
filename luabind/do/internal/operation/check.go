package operation

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

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

// anyText is the schema of a text of any kind.
var anyText = &catalog.Schema{Kind: catalog.String}

// Text takes text, and what has text of its own: ids of resources, times.
func Text(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	return checkText(c, anyText, v)
}

// checkText takes text, and what has text of its own: ids of resources, times.
func checkText(c *luabind.Call, s *catalog.Schema, v luabind.Value) (luabind.Value, error) {
	text, err := Identity(c, v)
	if err != nil {
		return v, err
	}
	if s.Format == "unix-time" {
		if text, err = unixTime(c, text); err != nil {
			return v, err
		}
	}
	if self, _ := text.Object(); self != nil {
		raw, err := c.AppendJSON(nil, text, luabind.JSONOptions{})
		var own string
		if err != nil || json.Unmarshal(raw, &own) != nil {
			return v, luabind.ErrType
		}
		text = luabind.String(own)
	}
	got, ok := text.AsString()
	if !ok {
		return v, luabind.ErrType
	}
	if len(s.Enum) > 0 {
		if got == "" && s.Open {
			return v, errors.New("must not be empty")
		}
		return luabind.String(got), nil // says more than the rest
	}
	switch n := utf8.RuneCountInString(got); {
	case n < s.MinLength && n == 0:
		return v, errors.New("must not be empty")
	case n < s.MinLength:
		return v, fmt.Errorf("must have at least %d characters, got %d", s.MinLength, n)
	case s.MaxLength > 0 && n > s.MaxLength:
		return v, fmt.Errorf("must have at most %d characters, got %d", s.MaxLength, n)
	}
	if re := pattern(s.Pattern); re != nil && !re.MatchString(got) {
		return v, fmt.Errorf("must match %s, got %s", s.Pattern, luabind.String(got).Quote())
	}
	return luabind.String(got), nil
}

// unixTime gives the seconds of a time, as text: of a time value, of a number of
// seconds, and of ISO 8601 text.
func unixTime(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	raw, err := c.AppendJSON(nil, v, luabind.JSONOptions{})
	if err != nil {
		return v, luabind.ErrType
	}
	var written string
	if json.Unmarshal(raw, &written) != nil {
		f, ok := v.AsNumber()
		if !ok {
			return v, luabind.ErrType
		}
		return luabind.String(strconv.FormatInt(int64(math.Floor(f)), 10)), nil
	}
	if t, err := time.Parse(time.RFC3339, written); err == nil {
		return luabind.String(strconv.FormatInt(t.Unix(), 10)), nil
	}
	if _, err := strconv.ParseFloat(written, 64); err != nil {
		return v, fmt.Errorf("must be a time or seconds since 1970, got %s", luabind.String(written).Quote())
	}
	return luabind.String(written), nil
}

var patterns sync.Map // *regexp.Regexp by pattern; nil for what RE2 cannot do

// pattern is nil for no pattern, and for one that only the API understands.
func pattern(source string) *regexp.Regexp {
	if source == "" {
		return nil
	}
	if re, ok := patterns.Load(source); ok {
		return re.(*regexp.Regexp)
	}
	re, err := regexp.Compile(source)
	if err != nil {
		re = nil
	}
	patterns.Store(source, re)
	return re
}

// checkNumber takes numbers within the schema's bounds, and resources with a
// number for an id.
func checkNumber(c *luabind.Call, s *catalog.Schema, v luabind.Value, whole bool) (luabind.Value, error) {
	n, err := Identity(c, v)
	if err != nil {
		return v, err
	}
	f, ok := n.AsNumber()
	if i, isInt := n.AsInt(); isInt {
		f, ok = float64(i), true
	} else if whole && ok {
		return v, fmt.Errorf("must be an integer, got %s", n.Quote())
	}
	if !ok {
		if _, class := n.Object(); class != nil && whole && v.Kind() == "Integer" {
			return n, nil // beyond 64 bits
		}
		return v, luabind.ErrType
	}
	if least, err := strconv.ParseFloat(s.Minimum, 64); err == nil && f < least {
		return v, fmt.Errorf("must be at least %s, got %s", s.Minimum, n.Quote())
	}
	if most, err := strconv.ParseFloat(s.Maximum, 64); err == nil && f > most {
		return v, fmt.Errorf("must be at most %s, got %s", s.Maximum, n.Quote())
	}
	return n, nil
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
			return fmt.Errorf("cannot be %s (did you mean '%s'?)", v.Quote(), near)
		}
		return nil
	}
	if len(texts) > 0 {
		return fmt.Errorf("must be one of %s, got %s%s", quoted(texts), v.Quote(), luabind.DidYouMean(text, texts))
	}
	return fmt.Errorf("must be one of %s, got %s", strings.Join(s.Enum, ", "), v.Quote())
}

// checkList takes lists and iterators, which it goes through.
func checkList(c *luabind.Call, s *catalog.Schema, v luabind.Value, path string) (luabind.Value, error) {
	list, err := listIn(c, v)
	if err == luabind.ErrType {
		err = noList(s, v)
	}
	if err != nil {
		return v, within(s, v, path, err)
	}
	n := list.Len()
	switch {
	case n < s.MinItems:
		return v, within(s, v, path, fmt.Errorf("must have at least %s, got %d", elements(s.MinItems), n))
	case s.MaxItems > 0 && n > s.MaxItems:
		return v, within(s, v, path, fmt.Errorf("must have at most %s, got %d", elements(s.MaxItems), n))
	}
	out := list
	for i := 1; i <= n; i++ {
		e := list.At(i)
		sent, err := check(c, s.Items, e, path+"["+strconv.Itoa(i)+"]")
		if err != nil {
			return v, err
		}
		if out == list && !sent.Equal(e) {
			out = c.Host().MarkList(c.NewTable(n, 0))
			for j := 1; j < i; j++ {
				out.Append(list.At(j))
			}
		}
		if out != list {
			out.Append(sent)
		}
	}
	return out.Value(), nil
}

// noList says what is wrong with a table that is no list: it has a hole, or it is
// one element without its braces.
func noList(s *catalog.Schema, v luabind.Value) error {
	t, ok := v.AsTable()
	if self, _ := v.Object(); !ok || self != nil {
		return luabind.ErrType
	}
	named, last := false, 0
	t.Each(func(k, _ luabind.Value) bool {
		if n, ok := k.AsInt(); ok && !k.IsString() {
			last = max(last, int(n))
		} else {
			named = true
		}
		return true
	})
	if last > 0 && !named {
		for i := 1; i <= last; i++ {
			if t.At(i).IsNil() {
				return fmt.Errorf("has no element %d (nil)", i)
			}
		}
	}
	if named && last == 0 && s.Items != nil && (s.Items.Kind == catalog.Object || slices.ContainsFunc(s.Items.Variants, func(v *catalog.Schema) bool { return v.Kind == catalog.Object })) {
		return fmt.Errorf("must be %s, and is one table; write {{...}}", nameOf(s))
	}
	return luabind.ErrType
}

func elements(n int) string {
	if n == 1 {
		return "1 element"
	}
	return fmt.Sprintf("%d elements", n)
}

// listIn is the list that a value is, or that an iterator gives.
func listIn(c *luabind.Call, v luabind.Value) (luabind.Table, error) {
	if it, ok := v.AsIterator(); ok {
		t := c.Host().MarkList(c.NewTable(0, 0))
		for {
			e, err := it.Next(c)
			if err != nil {
				return t, err
			}
			if e.IsNil() {
				return t, nil
			}
			t.Append(e)
		}
	}
	t, ok := v.AsTable()
	if self, _ := v.Object(); !ok || self != nil || !t.IsList() {
		return luabind.Table{}, luabind.ErrType
	}
	return t, nil
}

// checkObject takes tables with named fields, and resources as a whole. whole
// says that s tells all the fields that there are, its variants' included.
func checkObject(c *luabind.Call, s *catalog.Schema, v luabind.Value, path string, whole bool) (luabind.Value, error) {
	if self, _ := v.Object(); self != nil {
		return v, nil
	}
	t, ok := v.AsTable()
	if !ok || t.Len() > 0 {
		return v, within(s, v, path, luabind.ErrType)
	}
	if whole {
		if err := checkKeys(c, s, t, path); err != nil {
			return v, err
		}
	}
	out := t
	for i := range s.Props {
		p := &s.Props[i]
		e := t.Get(p.Name)
		if e.IsNil() {
			if p.Required && !p.Schema.ReadOnly && !s.Waived(p.Name, func(field string) string { return literal(c, t.Get(field)) }) {
				return v, &luabind.Inside{Path: path + "." + p.Name, Err: lacks(s, t, p)}
			}
			continue
		}
		sent, err := check(c, p.Schema, e, path+"."+p.Name)
		if err != nil {
			return v, err
		}
		if sent.Equal(e) {
			continue
		}
		if out == t {
			out = c.NewTable(0, len(s.Props))
			t.Each(func(k, v luabind.Value) bool { out.SetValue(k, v); return true })
		}
		out.Set(p.Name, sent)
	}
	return out.Value(), nil
}

// lacks is the error for a missing field, with what may be meant for it.
func lacks(s *catalog.Schema, t luabind.Table, p *catalog.Property) error {
	var unknown []string
	t.Each(func(k, _ luabind.Value) bool {
		if name, ok := k.AsString(); ok && s.Prop(name) == nil {
			unknown = append(unknown, name)
		}
		return true
	})
	hint := ""
	if n := luabind.Nearest(p.Name, unknown); n != "" {
		hint = fmt.Sprintf("; is '%s' meant for it?", n)
	}
	return fmt.Errorf("is missing (%s)%s", nameOf(p.Schema), hint)
}

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
