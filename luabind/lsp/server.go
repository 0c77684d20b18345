package lsp

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/creachadair/jrpc2/handler"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/doc"
)

// GCPercent is what a program that serves an editor and does nothing else sets by
// debug.SetGCPercent: each key makes a tree of a whole text, and leaves one behind.
const GCPercent = 300

// Config is what a [Server] is made of.
type Config struct {
	Checker *check.Checker // what scripts can call; needed
	Index   *doc.Index     // help on it; needed
	Version string         // what the server says that it is
	// Width is how wide formatted lines are; the formatter's default if it is 0.
	Width int
	// Run carries out a command of a code lens for a script's file: "run",
	// "plan" or "test". It returns what to show. Nil: there are no lenses.
	Run func(ctx context.Context, action, file string) (output string, err error)
}

// Server serves one editor. Serve may be called once.
type Server struct {
	Config
	files *workspace

	mu   sync.Mutex
	open map[string]*document // by URI
	// checks wakes the goroutine that checks texts after edits; due are those to
	// check, of which an edit in the meantime makes one.
	checks chan struct{}
	due    map[string]bool
	down   bool
}

// New makes a Server.
func New(c Config) *Server {
	return &Server{
		Config: c, files: newWorkspace(),
		open: map[string]*document{}, checks: make(chan struct{}, 1), due: map[string]bool{},
	}
}

// checker knows what the files beside a text give that it requires.
func (s *Server) checker(uri string) *check.Checker {
	return s.Checker.With(check.WithSource(func(module string) ([]byte, bool) {
		file := s.files.module(uri, module)
		if file == "" {
			return nil, false
		}
		d := s.document(file)
		if d == nil {
			return nil, false
		}
		return d.text, true
	}))
}

// completer completes a text.
func (s *Server) completer(uri string) *complete.Completer {
	c := s.checker(uri)
	return complete.New(complete.Config{
		Checker: c, Topics: s.Index.Names,
		Modules: func() []string { return append(c.Modules(), s.files.modules(uri)...) },
	})
}

// analyze runs f with what is known of a text, under its lock.
func (s *Server) analyze(d *document, f func(a *check.Analysis, err error)) {
	d.analyze(s.checker(d.uri), f)
}

// ErrNoShutdown is returned by Serve when the editor went without a word.
var ErrNoShutdown = errors.New("the editor ended without a shutdown request")

// Serve answers an editor until it says exit, its stream ends or the context
// does.
func (s *Server) Serve(ctx context.Context, in io.Reader, out io.WriteCloser) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	srv := jrpc2.NewServer(s.methods(), &jrpc2.ServerOptions{
		AllowPush: true, DisableBuiltin: true, Concurrency: 2,
		NewContext: func() context.Context { return ctx },
	})
	stop := context.AfterFunc(ctx, srv.Stop)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.check(ctx, srv)
	}()
	srv.Start(newStream(channel.LSP(in, out)))
	err := srv.Wait()
	cancel()
	<-done
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && !s.down {
		return ErrNoShutdown
	}
	return err
}

func (s *Server) methods() handler.Map {
	nothing := handler.New(func(context.Context) error { return nil })
	methods := handler.Map{
		"initialize":  handler.New(s.initialize),
		"initialized": nothing,
		"shutdown": handler.New(func(context.Context) (any, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.down = true
			return nil, nil
		}),
		"$/cancelRequest": handler.New(func(ctx context.Context, p struct {
			ID jsonID `json:"id"`
		}) error {
			jrpc2.ServerFromContext(ctx).CancelRequest(string(p.ID))
			return nil
		}),
		"$/setTrace":                          nothing,
		"workspace/didChangeConfiguration":    nothing,
		"workspace/didChangeWatchedFiles":     nothing,
		"workspace/didChangeWorkspaceFolders": nothing,

		"textDocument/didOpen":   handler.New(s.didOpen),
		"textDocument/didChange": handler.New(s.didChange),
		"textDocument/didClose":  handler.New(s.didClose),
		"textDocument/didSave":   nothing,

		"textDocument/completion":          handler.New(s.completion),
		"textDocument/hover":               handler.New(s.hover),
		"textDocument/signatureHelp":       handler.New(s.signature),
		"textDocument/definition":          handler.New(s.definition),
		"textDocument/references":          handler.New(s.references),
		"textDocument/documentHighlight":   handler.New(s.highlights),
		"textDocument/prepareRename":       handler.New(s.prepareRename),
		"textDocument/rename":              handler.New(s.rename),
		"textDocument/documentSymbol":      handler.New(s.symbols),
		"workspace/symbol":                 handler.New(s.workspaceSymbols),
		"textDocument/semanticTokens/full": handler.New(s.semanticTokens),
		"textDocument/codeAction":          handler.New(s.codeActions),
		"textDocument/codeLens":            handler.New(s.lenses),
		"textDocument/formatting":          handler.New(s.formatting),
		"textDocument/onTypeFormatting":    handler.New(s.indent),
		"workspace/executeCommand":         handler.New(s.execute),
	}
	for name, method := range methods {
		methods[name] = cancellable(method)
	}
	return methods
}

// requestCancelled is the protocol's code of a request that was taken back.
const requestCancelled = -32800

// cancellable has a request that was taken back answered as the protocol has it.
func cancellable(method jrpc2.Handler) jrpc2.Handler {
	return func(ctx context.Context, r *jrpc2.Request) (any, error) {
		result, err := method(ctx, r)
		if ctx.Err() != nil && !r.IsNotification() {
			return nil, jrpc2.Errorf(requestCancelled, "the request was cancelled")
		}
		return result, err
	}
}

// jsonID is the id of a request as it is written.
type jsonID string

func (id *jsonID) UnmarshalJSON(data []byte) error {
	*id = jsonID(data)
	return nil
}

// actions are what code lenses offer.
var actions = []struct{ name, title string }{{"run", "run --sim"}, {"plan", "plan"}, {"test", "test"}}

func (s *Server) initialize(_ context.Context, p initializeParams) (any, error) {
	roots := []string{p.RootURI}
	for _, f := range p.WorkspaceFolders {
		roots = append(roots, f.URI)
	}
	s.files.setRoots(roots)
	capabilities := map[string]any{
		"positionEncoding":          "utf-16",
		"textDocumentSync":          map[string]any{"openClose": true, "change": 2},
		"completionProvider":        map[string]any{"triggerCharacters": []string{".", ":", "\"", "'", "{", ","}},
		"hoverProvider":             true,
		"signatureHelpProvider":     map[string]any{"triggerCharacters": []string{"(", "{", ","}},
		"definitionProvider":        true,
		"referencesProvider":        true,
		"documentHighlightProvider": true,
		"renameProvider":            map[string]any{"prepareProvider": true},
		"documentSymbolProvider":    true,
		"workspaceSymbolProvider":   true,
		"semanticTokensProvider": map[string]any{
			"legend": map[string]any{"tokenTypes": tokenTypes, "tokenModifiers": tokenModifiers},
			"full":   true,
		},
		"codeActionProvider":               map[string]any{"codeActionKinds": []string{"quickfix"}},
		"documentFormattingProvider":       true,
		"documentOnTypeFormattingProvider": map[string]any{"firstTriggerCharacter": "\n", "moreTriggerCharacter": []string{"d", "e", "f", "l", "}", ")"}},
	}
	if s.Run != nil {
		var commands []string
		for _, a := range actions {
			commands = append(commands, "doapi."+a.name)
		}
		capabilities["codeLensProvider"] = map[string]any{}
		capabilities["executeCommandProvider"] = map[string]any{"commands": commands}
	}
	return map[string]any{
		"capabilities": capabilities,
		"serverInfo":   map[string]any{"name": "doapi", "version": s.Version},
	}, nil
}

// document finds an open text, or a file of the workspace.
func (s *Server) document(uri string) *document {
	s.mu.Lock()
	d := s.open[uri]
	s.mu.Unlock()
	if d == nil {
		d = s.files.read(uri)
	}
	return d
}

func (s *Server) didOpen(_ context.Context, p didOpenParams) error {
	s.put(newDocument(p.TextDocument.URI, p.TextDocument.Version, []byte(p.TextDocument.Text)))
	return nil
}

func (s *Server) didChange(_ context.Context, p didChangeParams) error {
	s.mu.Lock()
	d := s.open[p.TextDocument.URI]
	s.mu.Unlock()
	if d == nil {
		return nil // an edit of what was never opened
	}
	s.put(d.edit(p.TextDocument.Version, p))
	return nil
}

func (s *Server) put(d *document) {
	s.mu.Lock()
	s.open[d.uri] = d
	s.due[d.uri] = true
	s.mu.Unlock()
	s.wake()
}

func (s *Server) didClose(_ context.Context, p documentParams) error {
	s.mu.Lock()
	delete(s.open, p.TextDocument.URI)
	s.due[p.TextDocument.URI] = true
	s.mu.Unlock()
	s.wake()
	return nil
}

func (s *Server) wake() {
	select {
	case s.checks <- struct{}{}:
	default:
	}
}
