package luabind_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// hostWith makes a Host with one module m of the functions given.
func hostWith(t *testing.T, funcs ...luabind.Func) *luabind.Host {
	t.Helper()
	h, err := luabind.New(luabind.WithModules(&luabind.Module{Name: "m", Funcs: funcs}))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestBind(t *testing.T) {
	var got string
	h := hostWith(t, luabind.Func{
		Name: "f", NamedArgs: true,
		Params: []luabind.Param{
			{Name: "name", Type: luabind.StringType},
			{Name: "timeout", Type: luabind.SecondsType, Optional: true},
			{Name: "port", Type: luabind.IntegerType, Optional: true},
			{Name: "force", Type: luabind.BooleanType, Optional: true},
			{Name: "weight", Type: luabind.NumberType, Option: true},
			{Name: "tags", Type: luabind.ListType, Option: true},
			{Name: "more", Type: luabind.Any, Option: true},
		},
		Run: func(c *luabind.Call) error {
			name, timeout, port, force := "", 30*time.Second, 22, (*bool)(nil)
			weight, tags := 0.5, []string(nil)
			c.Bind(&name, &timeout, &port, &force, &weight, &tags, nil)
			set := "unset"
			if force != nil {
				set = fmt.Sprint(*force)
			}
			got = fmt.Sprint(name, " ", timeout, " ", port, " ", set, " ", weight, " ", tags)
			return nil
		},
	}, luabind.Func{
		Name: "rest", Params: []luabind.Param{{Name: "first", Type: luabind.Any}, {Name: "...", Rest: true, Type: luabind.StringType}},
		Run: func(c *luabind.Call) error {
			var first luabind.Value
			var rest []string
			c.Bind(&first, &rest)
			got = first.Kind() + " " + strings.Join(rest, "+")
			return nil
		},
	}, luabind.Func{
		Name: "loose", Params: []luabind.Param{{Name: "x", Type: luabind.Any}},
		Run: func(c *luabind.Call) error {
			var n int64
			c.Bind(&n)
			got = fmt.Sprint(n)
			return nil
		},
	})
	for _, test := range []struct{ call, want string }{
		{`f("a")`, "a 30s 22 unset 0.5 []"},
		{`f("a", 1.5, 80, false)`, "a 1.5s 80 false 0.5 []"},
		{`f{name="a", weight=2, tags={"x", 7}, timeout=0}`, "a 0s 22 unset 2 [x 7]"},
		{`f("a", 1e300)`, "a " + (100 * 365 * 24 * time.Hour).String() + " 22 unset 0.5 []"},
		{`f("a", {force=true})`, "a 30s 22 true 0.5 []"},
		{`f("a", {tags={1, {}}})`, "m:1: f: 'tags' must be a list of strings, got table"},
		{`rest(true, "a", 2)`, "boolean a+2"},
		{`rest{}`, "table "},
		{`loose(7)`, "7"},
		{`loose(7.5)`, "m:1: loose: 'x' must be an integer, got number"},
		{`loose("7")`, "m:1: loose: 'x' must be an integer, got string"},
	} {
		got = ""
		if err := h.DoString(context.Background(), "m", `require("m").`+test.call); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.call, got, test.want)
		}
	}
}

func TestBindPanicsOnWrongVariables(t *testing.T) {
	for _, bind := range []func(*luabind.Call){
		func(c *luabind.Call) { var a, b string; c.Bind(&a, &b) },
		func(c *luabind.Call) { var a uint8; c.Bind(&a) },
	} {
		var paniced any
		h := hostWith(t, luabind.Func{
			Name: "f", Params: []luabind.Param{{Name: "x", Type: luabind.Any}},
			Run: func(c *luabind.Call) error {
				defer func() { paniced = recover() }()
				bind(c)
				return nil
			},
		})
		if err := h.DoString(context.Background(), "m", `require("m").f(1)`); err != nil || paniced == nil {
			t.Errorf("panic %v, error %v", paniced, err)
		}
	}
}

func TestRules(t *testing.T) {
	option := func(names ...string) (params []luabind.Param) {
		for _, n := range names {
			params = append(params, luabind.Param{Name: n, Type: luabind.Any, Option: true})
		}
		return params
	}
	nothing := func(*luabind.Call) error { return nil }
	h := hostWith(t,
		luabind.Func{Name: "one", NamedArgs: true, Params: option("a", "b"), Rules: []luabind.Rule{luabind.OneOf("a", "b")}, Run: nothing},
		luabind.Func{Name: "three", NamedArgs: true, Params: option("a", "b", "c"), Rules: []luabind.Rule{luabind.OneOf("a", "b", "c")}, Run: nothing},
		luabind.Func{Name: "most", NamedArgs: true, Params: option("a", "b"), Rules: []luabind.Rule{luabind.NotBoth("a", "b")}, Run: nothing},
		luabind.Func{Name: "most3", NamedArgs: true, Params: option("a", "b", "c"), Rules: []luabind.Rule{luabind.NotBoth("a", "b", "c")}, Run: nothing},
		luabind.Func{Name: "all", NamedArgs: true, Params: option("a", "b"), Rules: []luabind.Rule{luabind.Together("a", "b")}, Run: nothing},
		luabind.Func{Name: "all3", NamedArgs: true, Params: option("a", "b", "c"), Rules: []luabind.Rule{luabind.Together("a", "b", "c")}, Run: nothing},
	)
	for _, test := range []struct{ call, want string }{
		{`one{a=1}`, ""},
		{`one{b=false}`, ""},
		{`one{}`, "TypeError m:1 one: give exactly one of a and b, got neither"},
		{`one{a=1, b=2}`, "TypeError m:1 one: give exactly one of a and b, got both"},
		{`three{c=1}`, ""},
		{`three()`, "TypeError m:1 three: give exactly one of a, b and c, got none"},
		{`three{a=1, c=2}`, "TypeError m:1 three: give exactly one of a, b and c, got a and c"},
		{`most{}`, ""},
		{`most{a=1}`, ""},
		{`most{a=1, b=1}`, "TypeError m:1 most: give a or b, not both"},
		{`most3{a=1, b=1, c=1}`, "TypeError m:1 most3: give at most one of a, b and c, got a, b and c"},
		{`all{}`, ""},
		{`all{a=1, b=1}`, ""},
		{`all{b=1}`, "TypeError m:1 all: give both a and b or neither, got only b"},
		{`all3{a=1, b=1}`, "TypeError m:1 all3: give all of a, b and c or none of them, got only a and b"},
	} {
		out, err := h.Eval(context.Background(), "m", `(function()
			local ok, e = pcall(function() require("m").`+test.call+` end)
			return ok and "" or e.kind .. " " .. e.where .. " " .. e.message
		end)()`)
		if err != nil {
			t.Fatal(err)
		}
		// The function stands on the second line.
		if got := strings.Replace(out[0].String(), "m:2", "m:1", 1); got != test.want {
			t.Errorf("%s: got %q, want %q", test.call, got, test.want)
		}
	}
}

func BenchmarkBind(b *testing.B) {
	h, err := luabind.New(luabind.WithoutLimits(), luabind.WithModules(&luabind.Module{Name: "m", Funcs: []luabind.Func{{
		Name: "f", Params: []luabind.Param{{Name: "a", Type: luabind.StringType}, {Name: "b", Type: luabind.IntegerType}, {Name: "c", Type: luabind.BooleanType, Optional: true}},
		Run: func(c *luabind.Call) error {
			var a string
			var n int64
			var f bool
			c.Bind(&a, &n, &f)
			return nil
		},
	}}}))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	if err := h.DoString(context.Background(), "b", fmt.Sprintf(`local f = require("m").f; for i = 1, %d do f("x", 5, true) end`, b.N)); err != nil {
		b.Fatal(err)
	}
}
