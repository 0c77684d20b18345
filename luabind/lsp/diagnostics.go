package lsp

import (
	"context"
	"errors"

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
	s.analyze(d, func(a *check.Analysis, err error) {
		if err != nil {
			p := check.Problem{Line: 1, Column: 1, Message: err.Error(), Code: check.Syntax}
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
	severity := severityError
	if p.Warning {
		severity = severityWarning
	}
	return diagnostic{Range: d.rangeOf(start, wordEnd(d.text, start)), Severity: severity, Code: string(p.Code), Source: "doapi", Message: p.Message}
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
