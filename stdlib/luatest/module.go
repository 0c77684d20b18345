// Package luatest is the module test of scripts, and the runner of files of tests.
package luatest

import (
	"context"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
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
	Prepare: describe,
}

func describe(m *luabind.Module) {
	describeClasses()
	m.Classes = []*luabind.Class{expectationClass}
	m.Funcs = []luabind.Func{
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
		{Name: "cases", Doc: `Declares a test for each entry of a table: the name, in which %s stands for the entry's key or its field name, and a function that gets the entry.`,
			Params: []luabind.Param{{Name: "name", Type: luabind.StringType}, {Name: "cases", Type: luabind.TableType}, {Name: "f", Type: luabind.FuncType}},
			Run:    runCases},
		{Name: "skip", Doc: "Ends the test that runs and reports it as skipped, with the reason.",
			Params: []luabind.Param{{Name: "reason", Type: luabind.StringType}},
			Run: func(c *luabind.Call) error {
				return &luabind.ScriptError{Kind: kindSkipped, Message: c.Named("reason").Text()}
			}},
		{Name: "eventually", Doc: "Calls f again and again, by the script's clock, until it raises nothing and does not give false, and gives its results. Raises the last error when the time is up.", Result: "any", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "f", Type: luabind.FuncType},
				{Name: "timeout", Type: luabind.SecondsType, Option: true, Default: "60", Doc: "seconds"},
				{Name: "interval", Type: luabind.SecondsType, Option: true, Default: "1", Doc: "seconds between two calls"},
			},
			Run: runEventually},
		{Name: "advance", Doc: "Moves the simulated account's clock on by so many seconds.", Params: []luabind.Param{{Name: "s", Type: luabind.SecondsType}}, Run: runAdvance},
		{Name: "fail", Doc: `Has requests of an operation fail: fail("droplets_create", {status = 500, times = 1}). Without an operation nothing fails any longer.`, NamedArgs: true,
			Params: []luabind.Param{
				{Name: "operation", Type: luabind.StringType, Optional: true, Doc: `its name, or a pattern such as "droplets_*"`},
				{Name: "status", Type: luabind.IntegerType, Option: true, Default: "500"},
				{Name: "kind", Type: luabind.EnumType("status", "rate_limit_hour", "rate_limit_minute", "html", "reset", "cut", "stall", "latency", "early_404", "list_lag", "late_address", "shape", "errored"), Option: true, Default: "status", Doc: "what goes wrong"},
				{Name: "times", Type: luabind.IntegerType, Option: true, Doc: "how often; always if left out"},
				{Name: "seconds", Type: luabind.SecondsType, Option: true, Doc: "for those kinds that take time"},
				{Name: "rate", Type: luabind.NumberType, Option: true, Doc: "0.2: one request in five"},
				{Name: "when", Type: luabind.EnumType("before", "after"), Option: true, Doc: "the request has its effect"},
				{Name: "skip", Type: luabind.IntegerType, Option: true, Doc: "how many requests pass first"},
				{Name: "body", Type: luabind.TableType, Option: true, Doc: `what the request's body must have, as in {type = "resize"}`},
			},
			Run: runFail},
		{Name: "transitions", Doc: `Says when the states of the simulated account's objects change from now on: "usual", "immediate", a time as "5s", or a number of reads as "3 reads".`,
			Params: []luabind.Param{{Name: "when", Type: luabind.StringType}}, Run: runTransitions},
		{Name: "account", Doc: `Prepares the simulated account: objects as another account shows them, by their paths: account({["/v2/droplets/5"] = {...}}).`,
			Params: []luabind.Param{{Name: "objects", Type: luabind.TableType}}, Run: runAccount},
		{Name: "output", Doc: "Calls f and gives what it printed, which goes nowhere else, and then f's results.", Result: "string",
			Params: []luabind.Param{{Name: "f", Type: luabind.FuncType}}, Run: runOutput},
		{Name: "fake", Doc: fakeDoc, Result: "table[]",
			Params: []luabind.Param{
				{Name: "module", Type: luabind.StringType, Doc: `"ssh", "http", "shell" or another module`},
				{Name: "f", Type: luabind.AnyOf("a function or a table of functions", "function|table", luabind.FuncType, luabind.TableType), Optional: true},
			}, Run: runFake},
		{Name: "requests", Doc: "How many requests the simulated account got, by operation, and in total.", Result: "table<string, integer>", Run: runRequests},
		{Name: "state", Doc: "What the simulated account holds: lists by kind.", Result: "table<string, table[]>", Run: runState},
		{Name: "twice", Doc: "Calls f two times: the second call must change nothing in the simulated account. Gives what f gives.", Result: "any", Params: []luabind.Param{{Name: "f", Type: luabind.FuncType}}, Run: runTwice},
		{Name: "expect", Doc: "A value to hold against an expectation: expect(v):to_equal(w). expect(v).never turns the next one round.", Result: "Expectation",
			Params: []luabind.Param{{Name: "value", Type: luabind.Any, Optional: true}},
			Run: func(c *luabind.Call) error {
				return c.Return(c.Host().Object(expectationClass, &expectation{value: c.Named("value")}))
			}},
	}
}

// kindSkipped is the kind of the error that ends a test that is skipped.
const kindSkipped = "TestSkipped"

func runCases(c *luabind.Call) error {
	t, _ := c.Named("cases").AsTable()
	s := suiteOf(c)
	for _, k := range t.Keys() {
		v := t.GetValue(k)
		title, err := c.ToString(k)
		if err != nil {
			return err
		}
		if fields, ok := kit.PlainTable(v); ok && fields.Get("name").IsString() {
			title = fields.Get("name").Text()
		}
		one := &testCase{name: strings.ReplaceAll(c.Named("name").Text(), "%s", title), body: c.Named("f"), group: s.group, args: []luabind.Value{v}}
		if !s.collecting {
			if err := one.run(c); err != nil {
				return err
			}
			continue
		}
		s.cases = append(s.cases, one)
	}
	return nil
}

func runEventually(c *luabind.Call) error {
	timeout, interval := time.Minute, time.Second
	c.Bind(nil, &timeout, &interval)
	if interval <= 0 {
		return luabind.ValueErrorf("eventually: 'interval' must be positive")
	}
	clock := c.Clock()
	deadline := clock.Now().Add(timeout)
	for {
		out, err := c.Call(c.Named("f"))
		if err == nil {
			if len(out) == 0 || !out[0].Equal(luabind.Bool(false)) {
				return c.Return(out...)
			}
			err = failure("it did not come true within the timeout of %v", timeout)
		}
		if e := c.Context().Err(); e != nil || !clock.Now().Add(interval).Before(deadline) {
			return err
		}
		if err := c.Sleep(interval); err != nil {
			return err
		}
	}
}

// suite is what the tests of one file declare.
type suite struct {
	path       string // of the file; "" where no runner runs it
	update     bool   // snapshots are written, not held against
	running    *testCase
	restore    []func() // what fakes replaced, put back when the test ends
	collecting bool     // for a runner, instead of running each where it stands
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
	args  []luabind.Value
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
	s := suiteOf(c)
	outer, fakes := s.running, len(s.restore)
	s.running = t
	defer func() {
		s.running = outer
		for ; len(s.restore) > fakes; s.restore = s.restore[:len(s.restore)-1] {
			s.restore[len(s.restore)-1]()
		}
	}()
	err := t.group.setUp(c)
	if err == nil {
		_, err = c.Call(t.body, t.args...)
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
