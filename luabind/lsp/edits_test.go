package lsp_test

import (
	"flag"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

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
