package lsp_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/lsp"
	"github.com/doapi-lua/doapi/stdlib"
)

// editor is the other end of a server.
type editor struct {
	t      testing.TB
	client *jrpc2.Client
	found  chan diagnostics
	said   chan string
}

type diagnostics struct {
	URI         string
	Version     int
	Diagnostics []struct {
		Range    span
		Message  string
		Code     string
		Severity int
	}
}

type place struct{ Line, Character int }
type span struct{ Start, End place }

func newEditor(t testing.TB, root string) *editor {
	t.Helper()
	modules := append(do.Modules(), stdlib.Modules()...)
	s := lsp.New(lsp.Config{
		Checker: check.New(modules), Index: doc.New(doc.Config{Modules: modules}), Version: "test",
		Run: func(_ context.Context, action, file string) (string, error) {
			return action + " " + filepath.Base(file) + "\nall well\n", nil
		},
	})
	toServer, fromEditor := io.Pipe()
	toEditor, fromServer := io.Pipe()
	served := make(chan error, 1)
	go func() { served <- s.Serve(context.Background(), toServer, fromServer) }()
	e := &editor{t: t, found: make(chan diagnostics, 1000), said: make(chan string, 1000)}
	e.client = jrpc2.NewClient(channel.LSP(toEditor, fromEditor), &jrpc2.ClientOptions{
		OnNotify: func(r *jrpc2.Request) {
			switch r.Method() {
			case "textDocument/publishDiagnostics":
				var d diagnostics
				if err := r.UnmarshalParams(&d); err != nil {
					t.Error(err)
				}
				e.found <- d
			case "window/showMessage":
				var m struct{ Message string }
				if err := r.UnmarshalParams(&m); err != nil {
					t.Error(err)
				}
				e.said <- m.Message
			}
		},
	})
	t.Cleanup(func() {
		e.call("shutdown", nil, nil)
		if err := e.client.Notify(context.Background(), "exit", nil); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
		e.client.Close()
	})
	e.call("initialize", map[string]any{"rootUri": "file://" + root}, nil)
	e.notify("initialized", map[string]any{})
	return e
}

func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	r, err := e.client.Call(context.Background(), method, params)
	if err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
	if result != nil {
		if err := r.UnmarshalResult(result); err != nil {
			e.t.Fatalf("%s: %v", method, err)
		}
	}
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	if err := e.client.Notify(context.Background(), method, params); err != nil {
		e.t.Fatal(err)
	}
}

// open opens a text in which | marks a place, and gives the place.
func (e *editor) open(uri, text string) map[string]any {
	e.t.Helper()
	at := strings.IndexByte(text, '|')
	if at >= 0 {
		text = text[:at] + text[at+1:]
	}
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "version": 1, "languageId": "lua", "text": text}})
	if at < 0 {
		at = 0
	}
	return map[string]any{"textDocument": map[string]any{"uri": uri}, "position": placeOf(text, at)}
}

func placeOf(text string, at int) place {
	before := text[:at]
	start := strings.LastIndexByte(before, '\n') + 1
	return place{strings.Count(before, "\n"), len(utf16.Encode([]rune(before[start:])))}
}

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

var shared = map[string]*editor{}

// e0 is one editor for all questions of a test.
func e0(t *testing.T, root string) *editor {
	if shared[root] == nil {
		shared[root] = newEditor(t, root)
	}
	return shared[root]
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

// soak has TestEdits go on for longer, over the Lua files of further folders.
var (
	soak    = flag.Duration("soak", 0, "how long to type at random")
	folders = flag.String("lua", "", "a folder with more Lua files to edit")
)

// luaFiles lists files to edit: a few of the project, or all below -lua.
func luaFiles(t *testing.T) []string {
	own, err := filepath.Glob("../../scripts/*.lua")
	if err != nil || len(own) == 0 {
		t.Fatal(own, err)
	}
	foreign, err := filepath.Glob("../../tests/foreign/testdata/*.lua")
	if err != nil || len(foreign) == 0 {
		t.Fatal(foreign, err)
	}
	if *folders == "" {
		return append(own[:min(len(own), 4)], foreign[:min(len(foreign), 4)]...)
	}
	files := append(own, foreign...)
	err = filepath.WalkDir(*folders, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(p) == ".lua" {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestEdits types into scripts at random, with every kind of question between
// the edits, and compares the server's text with ours by what it formats.
func TestEdits(t *testing.T) {
	files := luaFiles(t)
	e := newEditor(t, t.TempDir())
	go func() {
		for range e.found {
		}
	}()
	rng := rand.New(rand.NewSource(1))
	pieces := []string{"do.", ":", "(", ")", "{", "}", "end", "\n", "\r\n", "local x = ", "𝄞", "é", `"`, "--", "[[", "function f(a) ", "if ", " then ", "d:reb", ""}
	questions := []string{"completion", "hover", "signatureHelp", "definition", "references", "documentHighlight", "documentSymbol", "onTypeFormatting", "semanticTokens/full", "codeLens", "formatting"}
	began, edits, asked := time.Now(), 0, 0
	for i := 0; i < len(files) || time.Since(began) < *soak; i++ {
		if *soak > 0 && time.Since(began) >= *soak {
			break
		}
		file := files[i%len(files)]
		if *soak > 0 {
			file = files[rng.Intn(len(files))]
		}
		src, err := os.ReadFile(file)
		if err != nil || len(src) > 200_000 || !utf8.Valid(src) {
			continue // a link to nowhere, or nothing that an editor sends as it is
		}
		if *soak > 0 && i%100 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			t.Logf("%v: %d files, %d edits, %d questions, %d KB in use", time.Since(began).Round(time.Second), i, edits, asked, m.HeapAlloc>>10)
		}
		text, uri := string(src), "file:///r/"+filepath.Base(file)
		e.open(uri, text)
		for n := range 60 {
			runes := []rune(text)
			i := rng.Intn(len(runes) + 1)
			j := min(len(runes), i+rng.Intn(6))
			a, b := string(runes[:i]), string(runes[i:j])
			// A position cannot stand between \r and \n.
			if strings.HasSuffix(a, "\r") || strings.HasSuffix(b, "\r") || strings.HasPrefix(string(runes[j:]), "\n") && strings.HasSuffix(a+b, "\r") {
				continue
			}
			piece := pieces[rng.Intn(len(pieces))]
			e.notify("textDocument/didChange", map[string]any{
				"textDocument":   map[string]any{"uri": uri, "version": n + 2},
				"contentChanges": []any{map[string]any{"range": span{placeOf(text, len(a)), placeOf(text, len(a)+len(b))}, "text": piece}},
			})
			text = a + piece + string(runes[j:])
			edits, asked = edits+1, asked+1
			at := map[string]any{"textDocument": map[string]any{"uri": uri}, "position": placeOf(text, len(a)+len(piece)), "context": map[string]any{}}
			e.call("textDocument/"+questions[rng.Intn(len(questions))], at, nil)
		}
		// What the server has is what was typed: a last edit makes it a program.
		e.notify("textDocument/didChange", map[string]any{
			"textDocument":   map[string]any{"uri": uri, "version": 1000},
			"contentChanges": []any{map[string]any{"range": span{place{0, 0}, placeOf(text, len(text))}, "text": "return   1"}},
		})
		var laid []struct{ NewText string }
		e.call("textDocument/formatting", map[string]any{"textDocument": map[string]any{"uri": uri}}, &laid)
		if len(laid) != 1 || laid[0].NewText != "return 1\n" {
			t.Errorf("%s: the server has another text: %+v", file, laid)
		}
		e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
	}
}

// long is a script of 5,000 lines.
func long() string {
	var b strings.Builder
	for i := 0; b.Len() == 0 || i < 625; i++ {
		fmt.Fprintf(&b, "local function job%d(name, region)\n  local d = do.create_droplet{name = name, image = \"ubuntu-24-04-x64\", size = \"s-1vcpu-1gb\", region = region}\n"+
			"  d = d:wait{ready = true}\n  for record in do.Domain(\"example.com\"):fetch_all_records() do\n    if record.type == \"A\" then print(record.name, d.ip_address) end\n  end\n  return d\nend\n", i%150)
		if i%150 == 149 {
			b.WriteString("local function more()\n")
		}
	}
	b.WriteString("more()\n")
	b.WriteString(strings.Repeat("end\nmore()\n", 4))
	return b.String()
}

// measured reports the processor's time since then.
func measured(b *testing.B, since time.Duration) {
	b.ReportMetric(float64((cpu(b)-since).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

func BenchmarkOpen(b *testing.B) {
	e := newEditor(b, b.TempDir())
	text := long()
	b.ReportMetric(float64(strings.Count(text, "\n")), "lines")
	defer measured(b, cpu(b))
	for i := range b.N {
		e.open(fmt.Sprintf("file:///%d.lua", i), text)
		if d := <-e.found; len(d.Diagnostics) != 0 {
			b.Fatal(d.Diagnostics[0])
		}
	}
}

func BenchmarkKey(b *testing.B) {
	e := newEditor(b, b.TempDir())
	e.open("file:///k.lua", long())
	<-e.found
	b.ResetTimer()
	defer measured(b, cpu(b))
	for i := range b.N {
		e.notify("textDocument/didChange", map[string]any{
			"textDocument":   map[string]any{"uri": "file:///k.lua", "version": i + 2},
			"contentChanges": []any{map[string]any{"range": span{place{2000, 0}, place{2000, 0}}, "text": " "}},
		})
		<-e.found
	}
}

func BenchmarkCompletion(b *testing.B) {
	e := newEditor(b, b.TempDir())
	text := long()
	at := strings.Index(text[len(text)/2:], "d:wait") + len(text)/2 + 2
	e.open("file:///c.lua", text)
	<-e.found
	b.ResetTimer()
	defer measured(b, cpu(b))
	for range b.N {
		var list struct{ Items []json.RawMessage }
		e.call("textDocument/completion", map[string]any{"textDocument": map[string]any{"uri": "file:///c.lua"}, "position": placeOf(text, at)}, &list)
		if len(list.Items) == 0 {
			b.Fatal("nothing is offered")
		}
	}
}
