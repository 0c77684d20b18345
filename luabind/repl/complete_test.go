package repl

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

func TestCompletion(t *testing.T) {
	h := host(t)
	if err := h.DoString(t.Context(), "setup", `thing = shop.make(1) list = {alpha = 1, beta = function() end, ["not a name"] = 1} made = {shop.make(2)} deep = {one = {two = 2}} text = "x"`); err != nil {
		t.Fatal(err)
	}
	r := &repl{Config: Config{Host: h, Modules: []*luabind.Module{shop}, Values: func(_ context.Context, argument string) []string {
		return map[string][]string{"region": {"ams3", "nyc1", "nyc3"}}[argument]
	}, Topics: func() []string { return []string{"waiting", "errors"} }}}
	for _, test := range []struct {
		line string
		want []string
	}{
		{"pri", []string{"print("}},
		{"x = sho", []string{"shop"}},
		{"shop.", []string{"all(", "make(", "note(", "noted()"}},
		{"shop . m", []string{"make("}},
		{"list.", []string{"alpha", "beta("}},
		{"list:", []string{"beta("}},
		{"thing:", []string{"copy(", "stop()"}},
		{"thing.i", []string{"id"}},
		{"thing.twin.twin:st", []string{"stop()"}},
		{"shop.make(1):co", []string{"copy("}},
		{"shop.make{id = 1}:copy('x').tw", []string{"twin"}},
		{"shop.make{", []string{"colour = ", "id = ", "name = ", "region = "}},
		{"shop.make{id = 1, na", []string{"name = "}},
		{"shop.make({id = 1, na", []string{"name = "}},
		{"shop.make(1, 'x', {col", []string{"colour = "}},
		{"shop.make{id = shop.make{na", []string{"name = "}},
		{`shop.make{colour = "`, []string{`green"`, `red"`}},
		{`shop.make{region = "ny`, []string{`nyc1"`, `nyc3"`}},
		{`shop.make{name = "ny`, nil},
		{`require "sh`, []string{`shop"`}},
		{`require("ta`, []string{`task"`}},
		{`help "wa`, []string{`waiting"`}},
		{`"just a str`, nil},
		{`-- a comment pri`, nil},
		{`nothing.at.all`, nil},
		{"whi", []string{"while"}},
		{":loa", []string{"load "}},
		{":time o", []string{"on", "off"}},
		{":help er", []string{"errors"}},
		{"('x'):form", []string{"format("}},
		{`require 'sh`, []string{`shop'`}},
		{"things = {shop.make(1)} things[1]:st", []string{"stop()"}},
		{"for t in shop.all(3) do t:st", []string{"stop()"}},
		{"made[1]:st", []string{"stop()"}},
		{"for _, t in ipairs(made) do t:st", []string{"stop()"}},
		{"deep.one.tw", []string{"two"}},
		{"text:upp", []string{"upper("}},
		{"= shop.ma", []string{"make("}},
		{"local function own() return shop.make(1) end own():st", []string{"stop()"}},
		{"print(_G.thi", []string{"thing"}},
	} {
		_, found := r.complete(test.line)
		var got []string
		for _, c := range found {
			got = append(got, c.text+c.after)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q completes to %q, want %q", test.line, got, test.want)
		}
	}
	// What functions give that were defined before.
	r.learn("function web() return shop.make(1) end")
	r.learn("lib = {} function lib.web() return shop.make(1) end")
	if err := h.DoString(t.Context(), "setup", "lib = {} "+strings.Join(r.own, "")); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"web():st", "lib.web():st"} {
		if typed, found := r.complete(line); typed != "st" || len(found) != 1 || found[0].text != "stop" {
			t.Errorf("%s: %q, %v", line, typed, found)
		}
	}
	r.pending = []string{"shop.make{", "  id = 1,"}
	if typed, found := r.complete("  re"); typed != "re" || len(found) == 0 || found[0].text != "region" {
		t.Errorf("over several lines: %q, %v", typed, found)
	}
}

// FuzzComplete holds that no text makes completion or the
// history fail.
func FuzzComplete(f *testing.F) {
	for _, seed := range []string{"do.", "shop.make{", `shop.make{colour = "`, "a(b[c{", "local x = 1 local", "[[", "--[[", `"\`, "}", "f(a, {", ":help", "do:", "x.y:z'"} {
		f.Add(seed)
	}
	h, err := luabind.New(luabind.WithModules(shop))
	if err != nil {
		f.Fatal(err)
	}
	r := &repl{Config: Config{Host: h, Modules: []*luabind.Module{shop}}}
	f.Fuzz(func(t *testing.T, text string) {
		typed, found := r.complete(text)
		for _, c := range found {
			if !strings.HasPrefix(c.text, typed) {
				t.Errorf("%q is offered for %q", c.text, typed)
			}
		}
		if line := entryOf(text); strings.Contains(line, "\n") || chunkOf(line) != strings.TrimRight(text, " \t\n") && !strings.ContainsAny(text, newlineStand) {
			t.Errorf("%q becomes %q and again %q", text, line, chunkOf(line))
		}
	})
}
