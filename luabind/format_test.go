package luabind_test

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

func TestFormat(t *testing.T) {
	for _, test := range []struct {
		src  string
		f    luabind.Format
		want string
	}{
		{`nil`, luabind.Format{}, "nil"},
		{`-0`, luabind.Format{}, "-0"},
		{`"a\nb\0\27[1m\"é\255"`, luabind.Format{}, `"a\nb\000\027[1m\"é\255"`},
		{`{1, 2, nil, 4, x = {y = 1}, [true] = 0, ["end"] = 1, [1.5] = 2}`, luabind.Format{}, `{ 1, 2, [1.5] = 2, [4] = 4, ["end"] = 1, x = { y = 1 }, [true] = 0 }`},
		{`{{{}}, {{1}}}`, luabind.Format{Depth: 2}, `{ { {} }, { {...} } }`},
		{`{1}`, luabind.Format{Depth: -1}, `{...}`},
		{`{1, 2, 3, 4}`, luabind.Format{Items: 2}, `{ 1, 2, ... 2 more }`},
		{`{("x"):rep(9)}`, luabind.Format{Text: 4}, `{ "xxxx..." }`},
		{`{1, {2, 3}}`, luabind.Format{Width: 12}, "{\n  1,\n  { 2, 3 }\n}"},
		{`{1, {2, 3}}`, luabind.Format{Width: 15}, "{ 1, { 2, 3 } }"},
		{`print`, luabind.Format{}, "<function print>"},
		{`(function() local t = {} t.t = t return t end)()`, luabind.Format{}, "{ t = <cycle> }"},
		{`{"a", 1}`, luabind.Format{Paint: func(v luabind.Value, s string) string { return v.Type()[:1] + ":" + s }}, `{ s:"a", n:1 }`},
		{`{("x"):rep(4)}`, luabind.Format{Width: 10, Paint: func(_ luabind.Value, s string) string { return "<colour>" + s }}, `{ <colour>"xxxx" }`},
	} {
		h, _ := host(t)
		var got string
		err := h.EvalTo(t.Context(), "test", test.src, func(c *luabind.Call, values []luabind.Value) (err error) {
			got, err = test.f.Value(c, values[0])
			return err
		})
		if err != nil || got != test.want {
			t.Errorf("%s: %q, %v\nwant %q", test.src, got, err, test.want)
		}
	}
}

// TestFormatEnds: tables whose text has no end to speak of cost no more than
// the limits allow.
func TestFormatEnds(t *testing.T) {
	for _, src := range []string{
		`(function() local t = {} for _ = 1, 60 do t = {t, t} end return t end)()`,
		`(function() local t = {} for i = 1, 1.5e5 do t[i] = i end return t end)()`,
		`(function() local t = {} for i = 1, 1e5 do t = {t} end return t end)()`,
		`(function() local t = {} for i = 1, 2e4 do t[("key"):rep(30) .. i] = i end return t end)()`,
	} {
		h, _ := host(t, luabind.WithMemoryLimit(100<<20))
		err := h.EvalTo(t.Context(), "test", src, func(c *luabind.Call, values []luabind.Value) error {
			s, err := luabind.Format{Width: 80}.Value(c, values[0])
			if !strings.Contains(s, "...") && err == nil {
				t.Errorf("%s: %d bytes without an end", src, len(s))
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", src, err)
		}
	}
}
