package stdlib_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
)

// Work in Go counts against the limit of instructions, so that no call can
// keep a Host busy for ever.
func TestWorkIsCounted(t *testing.T) {
	for name, src := range map[string]string{
		"template": `local l = {} for i = 1, 200 do l[i] = i end
require("template").render("{{#l}}{{#l}}{{#l}}{{#l}}x{{/l}}{{/l}}{{/l}}{{/l}}", {l = l})`,
		"json.encode": `local t = {} for _ = 1, 60 do t = {t, t} end require("json").encode(t)`,
		"json.decode": `require("json").decode("[" .. ("1,"):rep(3e5) .. "1]")`,
		"yaml.encode": `local t = {} for _ = 1, 60 do t = {t, t} end require("yaml").encode(t)`,
		"re":          `local s = ("x"):rep(1e5) for _ = 1, 1e4 do require("re").all("y", s) end`,
		"hash":        `local s = ("x"):rep(1e6) for _ = 1, 1e4 do require("hash").sha256(s) end`,
		"inspect":     `local t = {} for _ = 1, 60 do t = {t, t} end for _ = 1, 1e3 do require("inspect")(t) end`,
		"table_view":  `local l = {} for i = 1, 1e3 do l[i] = {a = i} end for _ = 1, 1e3 do require("table_view").format(l) end`,
		"expect":      `local t = {} for i = 1, 1e4 do t[i] = {i} end for _ = 1, 1e3 do pcall(function() require("test").expect(t):to_equal{} end) end`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, luabind.WithInstructionLimit(100_000), luabind.WithMemoryLimit(0), luabind.WithTimeLimit(0))
			if err := h.DoString(t.Context(), "test", src); !errors.Is(err, luabind.ErrInstructionLimit) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// FuzzTemplate: whatever the template, rendering ends with a text or with one
// of its two kinds of errors.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{
		"{{a}}", "{{#l}}{{.}}{{^@last}},{{/@last}}{{/l}}\n", `{{x | default "a | b" | upper}}`, "{{=<% %>=}}<%a%>", "{{{a}}}", "{{! c }}", "{{#a}}{{/b}}", "{{", "{{a | indent 3}}", "\n  {{#l}}  \r\n{{/l}}", "{{#t}}{{b.c}}{{/t}}", "{{l | json}}{{l | shell}}", "{{}}}", "{{=a b=}}", "{{f}}",
	} {
		f.Add(s)
	}
	h, ctx := newHost(f), f.Context()
	const src = `local template = require "template"
local data = {a = "x", l = {1, "two", true}, t = {b = {c = 1}}, e = {}, f = function() return 5 end}
function render(s)
  for _, escape in ipairs{"none", "shell", "json", "html"} do
    local ok, e = pcall(template.render, s, data, {escape = escape})
    if not ok and e.kind ~= "ParseError" and e.kind ~= "ValueError" then error(e) end
    if not ok and not tostring(e):find("^render: ") and not tostring(e):find("cannot encode") then error(e) end
  end
end`
	if err := h.DoString(ctx, "setup", src); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := h.Call(ctx, "render", s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	})
}

// TestExamplesCompile holds the examples in the documentation of modules to
// Lua's grammar.
func TestExamplesCompile(t *testing.T) {
	example := regexp.MustCompile(`(?m)(?:^    .*\n?|^\n)+`)
	h := newHost(t)
	for _, m := range stdlib.Modules() {
		code := strings.Join(example.FindAllString(m.Doc, -1), "\n")
		if !strings.Contains(code, `require "`+m.Name+`"`) {
			t.Errorf("module %s has no example", m.Name)
		}
		if err := h.DoString(t.Context(), m.Name, "if false then\n"+code+"\nend"); err != nil {
			t.Errorf("the example of %s: %v", m.Name, err)
		}
	}
}
