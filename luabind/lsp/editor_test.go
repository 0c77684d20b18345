package lsp_test

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

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

var shared = map[string]*editor{}

// e0 is one editor for all questions of a test.
func e0(t *testing.T, root string) *editor {
	if shared[root] == nil {
		shared[root] = newEditor(t, root)
	}
	return shared[root]
}
