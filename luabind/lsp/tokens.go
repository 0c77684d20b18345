package lsp

import (
	"bytes"
	"context"
	"sort"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
)

// The legend of semantic tokens, in the order of [complete.TokenKind] and
// [complete.Modifier].
var (
	tokenTypes     = []string{"variable", "parameter", "function", "method", "property", "namespace", "keyword"}
	tokenModifiers = []string{"declaration", "readonly", "defaultLibrary"}
)

// semanticTokens tells names apart that look alike: locals, parameters, what
// the host brings, functions and fields. Strings, numbers and comments editors
// know by themselves.
func (s *Server) semanticTokens(_ context.Context, p documentParams) (semanticTokens, error) {
	out := semanticTokens{Data: []uint32{}}
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return out, nil
	}
	s.analyze(d, func(a *check.Analysis, err error) {
		if err == nil {
			out.Data = d.encode(s.completer(d.uri).Tokens(a))
		}
	})
	return out, nil
}

// encode writes tokens as the protocol wants: in order, each relative to the
// one before.
func (d *document) encode(list []complete.Token) []uint32 {
	sort.SliceStable(list, func(i, j int) bool { return list[i].Span.Start.Offset < list[j].Span.Start.Offset })
	data := make([]uint32, 0, 5*len(list))
	last := position{}
	end := int32(-1)
	ascii := !bytes.ContainsFunc(d.text, func(r rune) bool { return r >= 0x80 })
	for _, t := range list {
		if t.Span.Start.Offset < end {
			continue // a token that is there already
		}
		end = t.Span.End.Offset
		at := position{int(t.Span.Start.Line) - 1, int(t.Span.Start.Column) - 1}
		if !ascii {
			at = d.position(int(t.Span.Start.Offset))
		}
		length := uint32(d.position(int(t.Span.End.Offset)).Character - d.position(int(t.Span.Start.Offset)).Character)
		char := uint32(at.Character)
		if at.Line == last.Line {
			char = uint32(at.Character - last.Character)
		}
		data = append(data, uint32(at.Line-last.Line), char, length, uint32(t.Kind), uint32(t.Modifiers))
		last = at
	}
	return data
}
