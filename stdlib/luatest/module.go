// Package luatest is the module test of scripts, and the runner of files of tests.
package luatest

import (
	"context"

	"github.com/doapi-lua/doapi/luabind"
)

// KindAssertion is the kind of the errors that unmet expectations raise.
const KindAssertion = "AssertionError"

// Module is `require "test"`: descriptions of what a script should do, and
// expectations with readable differences. [Runner] runs files of them.
var Module = &luabind.Module{
	Name: "test",
	Doc: `Tests: describe groups, it tests, expect holds values against expectations.

    local test = require "test"
    test.describe("string.rep", function()
      test.it("repeats", function()
        test.expect(("ab"):rep(3)):to_equal("ababab")
      end)
    end)

` + "`doapi test`" + ` runs the *_test.lua files of a folder. In any other script each test runs where it stands, and a failure is raised.`,
	Classes: []*luabind.Class{expectationClass},
	Funcs: []luabind.Func{
		{Name: "describe", Doc: "Groups the tests that f declares under a name.",
			Params: []luabind.Param{{Name: "name", Type: luabind.StringType}, {Name: "f", Type: luabind.FuncType}},
			Run: func(c *luabind.Call) error {
				s := suiteOf(c)
				outer := s.group
				s.group = &group{name: c.Named("name").Text(), outer: outer}
				_, err := c.Call(c.Named("f"))
				s.group = outer
				return err
			}},
		{Name: "it", Doc: "Declares a test. One without a function is reported as skipped.",
			Params: []luabind.Param{{Name: "name", Type: luabind.StringType, Doc: "what should hold"}, {Name: "f", Type: luabind.FuncType, Optional: true}},
			Run: func(c *luabind.Call) error {
				s := suiteOf(c)
				t := &testCase{name: c.Named("name").Text(), body: c.Named("f"), group: s.group}
				if !s.collecting {
					return t.run(c)
				}
				s.cases = append(s.cases, t)
				return nil
			}},
		{Name: "before", Doc: "Has f called before each test of the group; those of outer groups first.",
			Params: []luabind.Param{{Name: "f", Type: luabind.FuncType}},
			Run: func(c *luabind.Call) error {
				g := suiteOf(c).group
				g.before = append(g.before, c.Named("f"))
				return nil
			}},
		{Name: "after", Doc: "Has f called after each test of the group, also after a failed one; those of inner groups first.",
			Params: []luabind.Param{{Name: "f", Type: luabind.FuncType}},
			Run: func(c *luabind.Call) error {
				g := suiteOf(c).group
				g.after = append(g.after, c.Named("f"))
				return nil
			}},
		{Name: "expect", Doc: "A value to hold against an expectation: expect(v):to_equal(w). expect(v).never turns the next one round.", Result: "Expectation",
			Params: []luabind.Param{{Name: "value", Type: luabind.Any, Optional: true}},
			Run: func(c *luabind.Call) error {
				return c.Return(c.Host().Object(expectationClass, &expectation{value: c.Named("value")}))
			}},
	},
}

// suite is what the tests of one file declare.
type suite struct {
	collecting bool // for a runner, instead of running each where it stands
	group      *group
	cases      []*testCase
}

// group is one describe, or the file itself.
type group struct {
	name          string
	outer         *group
	before, after []luabind.Value
}

// testCase is one it.
type testCase struct {
	name  string
	body  luabind.Value // nil: skipped
	group *group
}

type suiteKey struct{}

// withSuite makes the tests that are declared under a context part of s.
func withSuite(ctx context.Context, s *suite) context.Context {
	return context.WithValue(ctx, suiteKey{}, s)
}

func suiteOf(c *luabind.Call) *suite {
	if s, ok := c.Context().Value(suiteKey{}).(*suite); ok {
		return s
	}
	return c.Host().State(suiteKey{}, func() any { return &suite{group: &group{}} }).(*suite)
}

// path names the test with its groups.
func (t *testCase) path() []string {
	names := []string{t.name}
	for g := t.group; g != nil; g = g.outer {
		if g.name != "" {
			names = append([]string{g.name}, names...)
		}
	}
	return names
}

// run runs the test between the functions of its groups.
func (t *testCase) run(c *luabind.Call) error {
	if t.body.IsNil() {
		return nil
	}
	err := t.group.setUp(c)
	if err == nil {
		_, err = c.Call(t.body)
	}
	for g := t.group; g != nil; g = g.outer {
		for _, f := range g.after {
			if _, e := c.Call(f); err == nil {
				err = e
			}
		}
	}
	return err
}

func (g *group) setUp(c *luabind.Call) error {
	if g == nil {
		return nil
	}
	if err := g.outer.setUp(c); err != nil {
		return err
	}
	for _, f := range g.before {
		if _, err := c.Call(f); err != nil {
			return err
		}
	}
	return nil
}

// failure makes the error of an unmet expectation.
func failure(format string, args ...any) error {
	return luabind.Errorf(KindAssertion, format, args...)
}
