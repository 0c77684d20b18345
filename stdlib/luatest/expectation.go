package luatest

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// expectation is what test.expect gives.
type expectation struct {
	value luabind.Value
	never bool
}

var expectationClass = &luabind.Class{}

func describeClasses() {
	other := func(name, doc string) []luabind.Param {
		return []luabind.Param{{Name: name, Type: luabind.Any, Optional: true, Doc: doc}}
	}
	number := func(name string) []luabind.Param { return []luabind.Param{{Name: name, Type: luabind.NumberType}} }
	*expectationClass = luabind.Class{
		Name:   "Expectation",
		Doc:    "A value held against what is expected of it. Each method raises an AssertionError when it does not hold.",
		String: func(any) string { return "expectation" },
		Properties: []luabind.Property{{
			Name: "never", Doc: "The same expectation turned round: expect(v).never:to_be_nil().", Type: "Expectation",
			Get: func(c *luabind.Call, self any) (luabind.Value, error) {
				e := *self.(*expectation)
				e.never = !e.never
				return c.Host().Object(expectationClass, &e), nil
			},
		}},
		Methods: []luabind.Func{
			matcher("to_equal", "That the value equals another, tables deeply, objects as == does.", other("other", ""), func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				diffs, err := differences(c, v, c.Named("other"))
				if err != nil || diffs != "" {
					return false, diffs, err
				}
				return true, "got " + kit.Inline(c, v), nil
			}),
			matcher("to_be", "That the value is the very same as another.", other("other", ""), func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				return v.Equal(c.Named("other")), "got " + kit.Inline(c, v) + ", expected the very " + kit.Inline(c, c.Named("other")), nil
			}),
			matcher("to_be_nil", "That the value is nil.", nil, func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				return v.IsNil(), "got " + kit.Inline(c, v) + ", expected nil", nil
			}),
			matcher("to_be_true", "That the value is true.", nil, func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				return v.Equal(luabind.Bool(true)), "got " + kit.Inline(c, v) + ", expected true", nil
			}),
			matcher("to_be_false", "That the value is false.", nil, func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				return v.Equal(luabind.Bool(false)), "got " + kit.Inline(c, v) + ", expected false", nil
			}),
			matcher("to_be_a", "That the value is of a type or class.", []luabind.Param{{Name: "kind", Type: luabind.StringType, Doc: `"string", "table", "Time"`}}, func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				return v.Kind() == c.Named("kind").Text() || v.Type() == c.Named("kind").Text(), "got a " + v.Kind() + ", expected a " + c.Named("kind").Text(), nil
			}),
			matcher("to_contain", "That a string contains a text, or a list an element equal to another value.", []luabind.Param{{Name: "part", Type: luabind.Any}}, contains),
			matcher("to_match", "That a string matches a Lua pattern.", []luabind.Param{{Name: "pattern", Type: luabind.StringType}}, func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				s, ok := v.AsString()
				return ok && luaFind(c, s, c.Named("pattern").Text()), "got " + kit.Inline(c, v) + ", expected a match of " + kit.Inline(c, c.Named("pattern")), nil
			}),
			matcher("to_be_near", "That a number is close to another.", append(number("number"), luabind.Param{Name: "tolerance", Type: luabind.NumberType, Optional: true, Default: "1e-9"}), func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				n, ok := v.AsNumber()
				tolerance := 1e-9
				if !c.Named("tolerance").IsNil() {
					tolerance = c.Named("tolerance").Float()
				}
				return ok && n-c.Named("number").Float() <= tolerance && c.Named("number").Float()-n <= tolerance, "got " + kit.Inline(c, v) + ", expected a number near " + kit.Inline(c, c.Named("number")), nil
			}),
			matcher("to_be_above", "That a number is greater than another.", number("number"), func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				n, ok := v.AsNumber()
				return ok && n > c.Named("number").Float(), "got " + kit.Inline(c, v) + ", expected a number above " + kit.Inline(c, c.Named("number")), nil
			}),
			matcher("to_be_below", "That a number is less than another.", number("number"), func(c *luabind.Call, v luabind.Value) (bool, string, error) {
				n, ok := v.AsNumber()
				return ok && n < c.Named("number").Float(), "got " + kit.Inline(c, v) + ", expected a number below " + kit.Inline(c, c.Named("number")), nil
			}),
			matcher("to_match_snapshot", "That the value is what a file beside the test holds, which `doapi test --update` writes: a string as it is, another value as inspect shows it.", []luabind.Param{{Name: "name", Type: luabind.StringType, Optional: true, Doc: "where a test has several"}}, matchesSnapshot),
			raises(),
		},
	}
}

// matcher makes a method that tests the value. holds also says in words what
// is wrong, for both outcomes.
func matcher(name, doc string, params []luabind.Param, holds func(c *luabind.Call, v luabind.Value) (bool, string, error)) luabind.Func {
	return luabind.Func{Name: name, Doc: doc, Params: params, Run: func(c *luabind.Call) error {
		e := c.Self().(*expectation)
		ok, words, err := holds(c, e.value)
		switch {
		case err != nil:
			return err
		case ok && e.never:
			return failure("%s, which was not to hold: %s", words, name)
		case !ok && !e.never:
			return failure("%s", words)
		}
		return nil
	}}
}

func contains(c *luabind.Call, v luabind.Value) (bool, string, error) {
	part := c.Named("part")
	words := "got " + kit.Inline(c, v) + ", expected it to contain " + kit.Inline(c, part)
	if s, ok := v.AsString(); ok {
		p, ok := part.AsString()
		return ok && strings.Contains(s, p), words, nil
	}
	t, ok := kit.PlainTable(v)
	found := false
	if ok {
		for i := 1; i <= t.Len() && !found; i++ {
			diffs, err := differences(c, t.At(i), part)
			if err != nil {
				return false, "", err
			}
			found = diffs == ""
		}
	}
	return found, words, nil
}

// raises is expect(f):to_raise(...).
func raises() luabind.Func {
	return luabind.Func{
		Name: "to_raise", Result: "any",
		Doc: "That a function raises an error: any, one of a kind, one whose text contains or matches a Lua pattern, or one with the fields of a table. Gives the error.",
		Params: []luabind.Param{
			{Name: "what", Type: luabind.AnyOf("a string or a table of fields", "string|table", luabind.StringType, luabind.TableType), Optional: true, Doc: `a kind ("ValueError"), a part or Lua pattern of the text, or fields`},
			{Name: "pattern", Type: luabind.StringType, Optional: true, Doc: "a part or Lua pattern of the text, when a kind comes first"},
		},
		Run: runToRaise,
	}
}

func runToRaise(c *luabind.Call) error {
	e := c.Self().(*expectation)
	if !e.value.IsFunction() {
		return luabind.TypeErrorf("to_raise: expect a function, as in expect(function() ... end):to_raise(), got %s", e.value.Kind())
	}
	out, err := c.Call(e.value)
	if err == nil {
		if e.never {
			return nil
		}
		got := "nothing"
		if len(out) > 0 {
			got = kit.Inline(c, out[0])
		}
		return failure("no error was raised (it returned %s)", got)
	}
	raised := c.ErrorValue(err)
	wrong, err := mismatch(c, raised)
	if err != nil {
		return err
	}
	switch {
	case wrong == "" && e.never:
		return failure("an error was raised that was not to be: %s", raised)
	case wrong != "" && !e.never:
		return failure("%s", wrong)
	}
	return c.Return(raised)
}

// mismatch says in what a raised error is not the expected one.
func mismatch(c *luabind.Call, raised luabind.Value) (string, error) {
	message, err := c.ToString(raised)
	if err != nil {
		return "", err
	}
	kind, err := field(c, raised, "kind")
	if err != nil {
		return "", err
	}
	if want, ok := c.Named("what").AsTable(); ok {
		for _, k := range want.Keys() {
			name, _ := k.AsString()
			got, err := field(c, raised, name)
			if err != nil {
				return "", err
			}
			w := want.GetValue(k)
			if s, ok := got.AsString(); ok && w.IsString() && matchesText(c, s, w.String()) {
				continue
			}
			diffs, err := differences(c, got, w)
			if err != nil {
				return "", err
			}
			if diffs != "" {
				return "the error's " + name + ": " + diffs + "\nthe error: " + message, nil
			}
		}
		return "", nil
	}
	if c.Named("what").IsNil() {
		return "", nil
	}
	if k, ok := kind.AsString(); ok && k == c.Named("what").Text() {
		if c.Named("pattern").IsNil() || matchesText(c, message, c.Named("pattern").Text()) {
			return "", nil
		}
		return "got the error " + luabind.QuoteString(message) + ", expected one that matches " + luabind.QuoteString(c.Named("pattern").Text()), nil
	}
	if c.Named("pattern").IsNil() && matchesText(c, message, c.Named("what").Text()) {
		return "", nil
	}
	if k, ok := kind.AsString(); ok {
		message = k + ": " + message
	}
	return "got the error " + luabind.QuoteString(message) + ", expected " + luabind.QuoteString(strings.TrimSpace(c.Named("what").Text()+" "+c.Named("pattern").Text())), nil
}

// field gives a field of an error value.
func field(c *luabind.Call, v luabind.Value, name string) (luabind.Value, error) {
	if self, class := v.Object(); class != nil {
		if class.Get == nil {
			return luabind.Nil, nil
		}
		return class.Get(c, self, name)
	}
	if t, ok := v.AsTable(); ok {
		return t.Get(name), nil
	}
	return luabind.Nil, nil
}

// matchesText says whether s contains p, or matches it as a Lua pattern.
func matchesText(c *luabind.Call, s, p string) bool {
	return strings.Contains(s, p) || luaFind(c, s, p)
}

// luaFind is string.find; what is no pattern matches nothing.
func luaFind(c *luabind.Call, s, pattern string) bool {
	lib, ok := c.Host().Global("string").AsTable()
	if !ok {
		return false
	}
	out, err := c.Call(lib.Get("find"), luabind.String(s), luabind.String(pattern))
	return err == nil && len(out) > 0 && !out[0].IsNil()
}
