package luabind_test

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// Two classes of one name cannot be in one Host, in one module or in two, described
// at once or when the module is required; one class can be in several.
func TestClassesOfOneName(t *testing.T) {
	run := func(*luabind.Call) error { return nil }
	with := func(name string, classes ...*luabind.Class) *luabind.Module {
		return &luabind.Module{Name: name, Classes: classes, Funcs: []luabind.Func{{Name: "f", Run: run}}}
	}
	later := func(name string, classes ...*luabind.Class) *luabind.Module {
		return &luabind.Module{Name: name, Prepare: func(m *luabind.Module) { m.Classes = classes }}
	}
	thing, other, clock := &luabind.Class{Name: "Thing"}, &luabind.Class{Name: "Thing"}, &luabind.Class{Name: "Time"}
	for name, mods := range map[string][]*luabind.Module{
		"in one":         {with("a", thing, other)},
		"in two":         {with("a", thing), with("b", other)},
		"one of luabind": {with("a", clock)},
	} {
		if _, err := luabind.New(luabind.WithModules(mods...)); err == nil || !strings.Contains(err.Error(), "there is another class of the name T") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := luabind.New(luabind.WithModules(with("a", thing)), luabind.WithModules(with("b", other))); err == nil {
		t.Error("two options have two classes of one name")
	}
	h, err := luabind.New(luabind.WithModules(with("a", thing), later("b", other), later("c", thing, luabind.TimeClass), with("a", other)))
	if err != nil {
		t.Fatal(err) // the second a is never found
	}
	defer h.Close()
	err = h.DoString(t.Context(), "t", `require "a" require "c"
		local ok, e = pcall(require, "b")
		assert(not ok and tostring(e):find("module b: there is another class of the name Thing", 1, true), tostring(e))`)
	if err != nil {
		t.Error(err)
	}
}
