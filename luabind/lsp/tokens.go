package lsp

import (
	"bytes"
	"context"
	"sort"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// The legend of semantic tokens.
var (
	tokenTypes     = []string{"variable", "parameter", "function", "method", "property", "namespace", "keyword"}
	tokenModifiers = []string{"declaration", "readonly", "defaultLibrary"}
)

const (
	tokenVariable = iota
	tokenParameter
	tokenFunction
	tokenMethod
	tokenProperty
	tokenNamespace
	tokenKeyword
)

const (
	modDeclaration = 1 << iota
	modReadonly
	modLibrary
)

type semantic struct {
	span      syntax.Span
	kind, mod uint32
}

// semanticTokens tells names apart that look alike: locals, parameters, what
// the host brings, functions and fields. Strings, numbers and comments editors
// know by themselves.
func (s *Server) semanticTokens(_ context.Context, p documentParams) (semanticTokens, error) {
	out := semanticTokens{Data: []uint32{}}
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return out, nil
	}
	d.analyze(s.Checker, func(a *check.Analysis, err error) {
		if err == nil {
			out.Data = d.encode(s.semantics(a))
		}
	})
	return out, nil
}

func (s *Server) semantics(a *check.Analysis) []semantic {
	var list []semantic
	add := func(span syntax.Span, kind, mod uint32) {
		if span.End.Offset > span.Start.Offset && span.Start.Line == span.End.Line {
			list = append(list, semantic{span, kind, mod})
		}
	}
	declared := func(vars ...*syntax.Variable) {
		for _, v := range vars {
			kind := uint32(tokenVariable)
			if v.Param {
				kind = tokenParameter
			}
			add(v.Span, kind, modDeclaration)
		}
	}
	syntax.Walk(a.Root, func(n syntax.Node) bool {
		switch x := n.(type) {
		case *syntax.LocalStmt:
			declared(x.Vars...)
		case *syntax.LocalFunctionStmt:
			add(x.Var.Span, tokenFunction, modDeclaration)
		case *syntax.FunctionStmt:
			if x.Method != nil {
				add(x.Method.Span, tokenMethod, modDeclaration)
			}
		case *syntax.FunctionExpr:
			declared(x.Params...)
		case *syntax.NumericForStmt:
			declared(x.Var)
		case *syntax.GenericForStmt:
			declared(x.Vars...)
		case *syntax.NameExpr:
			known, isGlobal := s.Checker.Global(x.Name)
			switch {
			case x.Var != nil && x.Var.Param:
				add(x.Span, tokenParameter, 0)
			case x.Var != nil:
				add(x.Span, tokenVariable, 0)
			case x.Name == "DO" && x.End.Offset-x.Start.Offset == 2:
				add(x.Span, tokenNamespace, modLibrary)
			case isGlobal && (known.Class != nil || known.Module != nil):
				add(x.Span, tokenNamespace, modLibrary)
			case isGlobal:
				add(x.Span, tokenFunction, modLibrary)
			default:
				add(x.Span, tokenVariable, 0)
			}
		case *syntax.IndexExpr:
			if x.Dot {
				known := a.ValueOf(x)
				switch {
				case known.Func != nil:
					add(x.Key.Bounds(), tokenFunction, modLibrary)
				case known.Class != nil && known.Class.Static != nil:
					add(x.Key.Bounds(), tokenNamespace, modLibrary)
				default:
					add(x.Key.Bounds(), tokenProperty, 0)
				}
			}
		case *syntax.CallExpr:
			if x.Method != nil {
				mod := uint32(0)
				if a.Callee(x).Func != nil {
					mod = modLibrary
				}
				add(x.Method.Span, tokenMethod, mod)
			}
		case *syntax.TableExpr:
			for _, f := range x.Fields {
				if f.Named {
					add(f.Key.Bounds(), tokenProperty, 0)
				}
			}
		}
		return true
	})
	return list
}

// encode writes tokens as the protocol wants: in order, each relative to the
// one before.
func (d *document) encode(list []semantic) []uint32 {
	sort.SliceStable(list, func(i, j int) bool { return list[i].span.Start.Offset < list[j].span.Start.Offset })
	data := make([]uint32, 0, 5*len(list))
	last := position{}
	end := int32(-1)
	ascii := !bytes.ContainsFunc(d.text, func(r rune) bool { return r >= 0x80 })
	for _, t := range list {
		if t.span.Start.Offset < end {
			continue // a token that is there already
		}
		end = t.span.End.Offset
		at := position{int(t.span.Start.Line) - 1, int(t.span.Start.Column) - 1}
		if !ascii {
			at = d.position(int(t.span.Start.Offset))
		}
		length := uint32(d.position(int(t.span.End.Offset)).Character - d.position(int(t.span.Start.Offset)).Character)
		char := uint32(at.Character)
		if at.Line == last.Line {
			char = uint32(at.Character - last.Character)
		}
		data = append(data, uint32(at.Line-last.Line), char, length, t.kind, t.mod)
		last = at
	}
	return data
}
