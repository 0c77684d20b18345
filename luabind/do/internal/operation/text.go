package operation

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

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
	if urn := urnOf(v); urn != "" && strings.HasPrefix(s.Pattern, "^do:") {
		text = luabind.String(urn)
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

// urnOf is the uniform resource name of an object, "" for anything else.
func urnOf(v luabind.Value) string {
	self, _ := v.Object()
	if r, ok := self.(Resource); ok {
		return r.URN()
	}
	return ""
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
		if f == math.Trunc(f) && math.Abs(f) >= 1<<53 {
			return v, fmt.Errorf(`must be an integer, and a number beyond 2^53 is none in Lua: give its digits, as in json.decode("9223372036854775807")`)
		}
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
