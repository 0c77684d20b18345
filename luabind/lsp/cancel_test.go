package lsp_test

import (
	"context"
	"encoding/json"
	"io"
	"testing"

	"github.com/creachadair/jrpc2/channel"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/lsp"
)

// TestCancel takes a request back that would go on for ever: it is answered with
// an error, and the server goes on.
func TestCancel(t *testing.T) {
	began := make(chan struct{})
	s := lsp.New(lsp.Config{
		Checker: check.New(do.Modules()), Index: doc.New(doc.Config{Modules: do.Modules()}),
		Run: func(ctx context.Context, _, _ string) (string, error) {
			close(began)
			<-ctx.Done()
			return "", ctx.Err()
		},
	})
	toServer, fromEditor := io.Pipe()
	toEditor, fromServer := io.Pipe()
	served := make(chan error, 1)
	go func() { served <- s.Serve(t.Context(), toServer, fromServer) }()
	editor := channel.LSP(toEditor, fromEditor)
	send := func(message string) {
		t.Helper()
		if err := editor.Send([]byte(message)); err != nil {
			t.Fatal(err)
		}
	}
	answer := func(id string) (code int) {
		t.Helper()
		for {
			message, err := editor.Recv()
			if err != nil {
				t.Fatal(err)
			}
			var m struct {
				ID    json.RawMessage
				Error struct{ Code int }
			}
			if err := json.Unmarshal(message, &m); err != nil {
				t.Fatal(err)
			}
			if string(m.ID) == id {
				return m.Error.Code
			}
		}
	}
	send(`{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}`)
	if answer("1") != 0 {
		t.Fatal("initialize failed")
	}
	send(`{"jsonrpc": "2.0", "id": 2, "method": "workspace/executeCommand", "params": {"command": "doapi.run", "arguments": ["file:///x.lua"]}}`)
	<-began
	send(`{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 2}}`)
	if code := answer("2"); code != -32800 {
		t.Errorf("a request that was cancelled is answered with the code %d", code)
	}
	send(`{"jsonrpc": "2.0", "id": 3, "method": "shutdown"}`)
	if answer("3") != 0 {
		t.Error("shutdown failed")
	}
	send(`{"jsonrpc": "2.0", "method": "exit"}`)
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
}
