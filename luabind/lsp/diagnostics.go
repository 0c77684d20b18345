package lsp

import (
	"context"
	"errors"
	"regexp"
	"sync"

	"github.com/creachadair/jrpc2"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// check sends what is wrong with each text that was edited. Of several edits in
// the time of one check only the last counts.
func (s *Server) check(ctx context.Context, srv *jrpc2.Server) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.checks:
		}
		for {
			s.mu.Lock()
			var uri string
			for uri = range s.due {
				break
			}
			delete(s.due, uri)
			d := s.open[uri]
			s.mu.Unlock()
			if uri == "" || ctx.Err() != nil {
				break
			}
			p := publishParams{URI: uri, Diagnostics: []diagnostic{}}
			if d != nil {
				p.Version, p.Diagnostics = d.version, s.diagnostics(d)
			}
			if srv.Notify(ctx, "textDocument/publishDiagnostics", p) != nil {
				return // nobody reads
			}
		}
	}
}

func (s *Server) diagnostics(d *document) []diagnostic {
	list := []diagnostic{}
	d.analyze(s.Checker, func(a *check.Analysis, err error) {
		if err != nil {
			p := check.Problem{Line: 1, Column: 1, Message: err.Error()}
			if e := (*syntax.Error)(nil); errors.As(err, &e) {
				p.Line, p.Column, p.Message = e.Line, e.Column, e.Message
			}
			list = append(list, d.diagnostic(p))
			return
		}
		for _, p := range a.Problems() {
			list = append(list, d.diagnostic(p))
		}
	})
	return list
}

// diagnostic covers the word or token at a problem's place.
func (d *document) diagnostic(p check.Problem) diagnostic {
	start := len(d.text)
	if p.Line-1 < len(d.lines) && p.Line > 0 {
		start = min(d.lines[p.Line-1]+max(p.Column-1, 0), len(d.text))
	}
	return diagnostic{Range: d.rangeOf(start, wordEnd(d.text, start)), Severity: severityError, Source: "doapi", Message: p.Message}
}

// wordEnd is where the token at an offset ends.
func wordEnd(text []byte, at int) int {
	l := syntax.NewLexer(text[at:])
	t := l.Next()
	if t.Kind == syntax.EOF || t.Start.Offset != 0 || t.Start.Line != t.End.Line {
		return min(at+1, len(text))
	}
	return at + int(t.End.Offset)
}

var meant = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\(did you mean '([^']+)'\?\)`) })

// codeActions offers the near name where one is known.
func (s *Server) codeActions(_ context.Context, p codeActionParams) ([]codeAction, error) {
	d := s.document(p.TextDocument.URI)
	list := []codeAction{}
	if d == nil {
		return list, nil
	}
	for _, problem := range s.diagnostics(d) {
		m := meant().FindStringSubmatch(problem.Message)
		if m == nil || before(problem.Range.End, p.Range.Start) || before(p.Range.End, problem.Range.Start) {
			continue
		}
		start, end := d.offset(problem.Range.Start), d.offset(problem.Range.End)
		text := m[1]
		if end-start >= 2 && (d.text[start] == '"' || d.text[start] == '\'') {
			text = string(d.text[start]) + text + string(d.text[start])
		}
		list = append(list, codeAction{
			Title: "Change to " + text, Kind: "quickfix", Diagnostics: []diagnostic{problem}, IsPreferred: true,
			Edit: workspaceEdit{map[string][]textEdit{d.uri: {{problem.Range, text}}}},
		})
	}
	return list, nil
}

func before(a, b position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}
