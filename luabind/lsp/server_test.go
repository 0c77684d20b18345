package lsp_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDiagnostics(t *testing.T) {
	e := newEditor(t, t.TempDir())
	e.open("file:///x.lua", "-- 𝄞\nlocal s = '𝄞' do.create_dropplet{}\n")
	d := <-e.found
	if len(d.Diagnostics) != 1 || !strings.Contains(d.Diagnostics[0].Message, "did you mean 'create_droplet'") {
		t.Fatalf("%+v", d)
	}
	// The clef is two UTF-16 units and four bytes.
	want := span{place{1, 18}, place{1, 33}}
	if d.Diagnostics[0].Range != want {
		t.Errorf("at %+v, want %+v", d.Diagnostics[0].Range, want)
	}
	var fixes []struct {
		Title string
		Edit  struct {
			Changes map[string][]struct {
				Range   span
				NewText string
			}
		}
	}
	e.call("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": "file:///x.lua"}, "range": want, "context": map[string]any{}}, &fixes)
	if len(fixes) != 1 || fixes[0].Edit.Changes["file:///x.lua"][0].NewText != "create_droplet" || fixes[0].Edit.Changes["file:///x.lua"][0].Range != want {
		t.Errorf("fixes: %+v", fixes)
	}
	// An edit that mends it, in the middle of the line.
	e.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": "file:///x.lua", "version": 2},
		"contentChanges": []any{map[string]any{"range": span{place{1, 29}, place{1, 33}}, "text": "let"}},
	})
	for d = range e.found {
		if d.Version == 2 {
			break
		}
	}
	if len(d.Diagnostics) != 0 && strings.Contains(d.Diagnostics[0].Message, "did you mean") {
		t.Errorf("after the edit: %+v", d)
	}
	e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": "file:///x.lua"}})
	if d := <-e.found; len(d.Diagnostics) != 0 {
		t.Errorf("closed, it still has %+v", d)
	}
	e.open("file:///y.lua", "if x then\r\nlocal = 1\r\n")
	if d := <-e.found; len(d.Diagnostics) != 1 || d.Diagnostics[0].Range.Start != (place{1, 6}) {
		t.Errorf("syntax: %+v", d)
	}
}

func TestHelp(t *testing.T) {
	e := newEditor(t, t.TempDir())
	var h struct{ Contents struct{ Value string } }
	for text, want := range map[string]string{
		"do.create_dro|plet{}":                      "do.create_droplet(name, image, size",
		"local d = do.fetch_droplet(1) d:reb|oot()": "Droplet:reboot(",
		"local d = do.fetch_droplet(1) print(|d)":   "local d: Droplet",
		"do.create_droplet{na|me = 'x'}":            "name: ",
		"local js|on = require 'json'":              "module json",
		"require 'js|on'":                           "json",
		"for d| in do.fetch_all_droplets() do end":  "local d",
	} {
		h.Contents.Value = ""
		at := e.open("file:///h.lua", text)
		e.call("textDocument/hover", at, &h)
		if !strings.Contains(h.Contents.Value, want) {
			t.Errorf("hover on %s shows %q, want %q", text, h.Contents.Value, want)
		}
	}
	var sig struct {
		Signatures []struct {
			Label           string
			ActiveParameter int
			Parameters      []struct{ Label string }
		}
	}
	e.call("textDocument/signatureHelp", e.open("file:///s.lua", `do.create_droplet("web", "img", |`), &sig)
	if len(sig.Signatures) != 1 || sig.Signatures[0].Parameters[sig.Signatures[0].ActiveParameter].Label != "size" {
		t.Errorf("signature: %+v", sig)
	}
	var list struct {
		Items []struct {
			Label    string
			TextEdit struct {
				Range   span
				NewText string
			}
		}
	}
	e.call("textDocument/completion", e.open("file:///c.lua", "local s = '𝄞' do.create_droplet{na|"), &list)
	if len(list.Items) == 0 || list.Items[0].Label != "name" || list.Items[0].TextEdit.NewText != "name = " || list.Items[0].TextEdit.Range != (span{place{0, 33}, place{0, 35}}) {
		t.Errorf("completion: %+v", list)
	}
}

func TestNames(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) string {
		p := filepath.Join(root, name)
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return "file://" + filepath.ToSlash(p)
	}
	lib := write("lib.lua", "local M = {}\nfunction M.deploy(name) return name end\nreturn M\n")
	other := write("other.lua", "function shared() end\n")
	main := "file://" + filepath.ToSlash(root) + "/main.lua"
	type location struct {
		URI   string
		Range span
	}
	var found []location
	where := func(method, text string, extra ...string) string {
		t.Helper()
		at := e0(t, root).open(main, text)
		at["context"] = map[string]any{"includeDeclaration": true}
		found = nil
		e0(t, root).call(method, at, &found)
		var out []string
		for _, l := range found {
			out = append(out, fmt.Sprintf("%s:%d:%d", filepath.Base(l.URI), l.Range.Start.Line, l.Range.Start.Character))
		}
		return strings.Join(out, " ")
	}
	for _, c := range []struct{ method, text, want string }{
		{"definition", "local x = 1\nlocal x = 2\nprint(|x)", "main.lua:1:6"},
		{"definition", "local function f(a)\n  return |a\nend", "main.lua:0:17"},
		{"definition", "shar|ed()", "other.lua:0:9"},
		{"definition", "local lib = require 'li|b'", "lib.lua:0:0"},
		{"definition", "local lib = require 'lib'\nlib.dep|loy()", "lib.lua:1:11"},
		{"references", "local x = 1\ndo local x = 2 print(x) end\nx = |x + 1", "main.lua:0:6 main.lua:2:0 main.lua:2:4"},
		{"references", "shar|ed()", "main.lua:0:0 other.lua:0:9"},
		{"references", "local lib = require 'lib'\nlib.dep|loy()", "main.lua:1:4 lib.lua:1:11"},
	} {
		if got := where("textDocument/"+c.method, c.text); got != c.want {
			t.Errorf("%s in %q: %s, want %s", c.method, c.text, got, c.want)
		}
	}
	_, _ = lib, other

	e := e0(t, root)
	var edit struct {
		Changes map[string][]struct {
			Range   span
			NewText string
		}
	}
	at := e.open(main, "local a, b = 1, 2\nlocal function f() return |a + b end\nprint(a)")
	at["newName"] = "first"
	e.call("textDocument/rename", at, &edit)
	if len(edit.Changes[main]) != 3 {
		t.Errorf("rename: %+v", edit)
	}
	for _, name := range []string{"b", "print", "end", "1x", "do"} {
		at["newName"] = name
		if r, err := e.client.Call(context.Background(), "textDocument/rename", at); err == nil {
			t.Errorf("renamed to %s: %s", name, r.ResultString())
		}
	}
	var symbols []struct {
		Name     string
		Detail   string
		Children []struct{ Name string }
	}
	doc := e.open(main, "local x = 1\nlocal function f(a, ...)\n  local function inner() end\n  local y = 2\nend\nfunction M:m(b) end\nM.k = function() end\n")
	e.call("textDocument/documentSymbol", doc, &symbols)
	var names []string
	for _, s := range symbols {
		names = append(names, s.Name+s.Detail)
	}
	if got := strings.Join(names, " "); got != "x f(a, ...) M:m(b) M.k()" || len(symbols[1].Children) != 1 || symbols[1].Children[0].Name != "inner" {
		t.Errorf("symbols: %s, %+v", got, symbols)
	}
	var everywhere []struct{ Name string }
	e.call("workspace/symbol", map[string]any{"query": "DEPLOY"}, &everywhere)
	if len(everywhere) != 1 || everywhere[0].Name != "M.deploy" {
		t.Errorf("workspace symbols: %+v", everywhere)
	}
}

func TestWholeTexts(t *testing.T) {
	e := newEditor(t, t.TempDir())
	at := e.open("file:///w/deploy.lua", "local   droplet=do.fetch_droplet(1)\nprint(droplet.name)\n")
	var edits []struct{ NewText string }
	e.call("textDocument/formatting", at, &edits)
	if len(edits) != 1 || !strings.HasPrefix(edits[0].NewText, "local droplet = do") {
		t.Errorf("formatting: %+v", edits)
	}
	var tokens struct{ Data []uint32 }
	e.call("textDocument/semanticTokens/full", at, &tokens)
	if len(tokens.Data) < 5*6 || len(tokens.Data)%5 != 0 {
		t.Errorf("tokens: %v", tokens.Data)
	}
	// The variable's declaration comes first: line 0, character 8, 7 long.
	if fmt.Sprint(tokens.Data[:3]) != "[0 8 7]" {
		t.Errorf("the first token is %v", tokens.Data[:5])
	}
	var lenses []struct {
		Command struct {
			Title, Command string
			Arguments      []string
		}
	}
	e.call("textDocument/codeLens", at, &lenses)
	if len(lenses) != 2 || lenses[0].Command.Title != "run --sim" {
		t.Fatalf("lenses: %+v", lenses)
	}
	e.call("workspace/executeCommand", map[string]any{"command": lenses[0].Command.Command, "arguments": lenses[0].Command.Arguments}, nil)
	if said := <-e.said; !strings.HasSuffix(said, "deploy.lua: all well") {
		t.Errorf("it said %q", said)
	}
}
