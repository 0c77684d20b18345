package lsp

import (
	"context"
	"strings"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// symbols lists the functions of a text, those within others below them, and
// the local variables of its outermost level.
func (s *Server) symbols(_ context.Context, p documentParams) ([]documentSymbol, error) {
	list := []documentSymbol{}
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return list, nil
	}
	s.analyze(d, func(a *check.Analysis, err error) {
		if err == nil {
			list = append(list, d.symbolsIn(a.Root, true)...)
		}
	})
	return list, nil
}

func (d *document) symbolsIn(b *syntax.Block, outermost bool) []documentSymbol {
	var list []documentSymbol
	add := func(name string, kind int, whole, selected syntax.Span, f *syntax.FunctionExpr) {
		sym := documentSymbol{Name: name, Kind: kind, Range: d.location(use{span: whole}).Range, SelectionRange: d.location(use{span: selected}).Range}
		if f != nil {
			var params []string
			for _, v := range f.Params {
				if v.End.Offset > v.Start.Offset {
					params = append(params, v.Name)
				}
			}
			if f.Vararg {
				params = append(params, "...")
			}
			sym.Detail = "(" + strings.Join(params, ", ") + ")"
			sym.Children = d.symbolsIn(f.Body, false)
		}
		list = append(list, sym)
	}
	inside := func(n syntax.Node) bool {
		switch x := n.(type) {
		case *syntax.LocalFunctionStmt:
			add(x.Var.Name, symbolFunction, x.Span, x.Var.Span, x.Func)
			return false
		case *syntax.FunctionStmt:
			span, kind := x.Target.Bounds(), symbolFunction
			if x.Method != nil {
				span.End, kind = x.Method.End, symbolMethod
			}
			add(span.Text(d.text), kind, x.Span, span, x.Func)
			return false
		case *syntax.LocalStmt:
			for i, v := range x.Vars {
				var f *syntax.FunctionExpr
				if i < len(x.Values) {
					f, _ = x.Values[i].(*syntax.FunctionExpr)
				}
				switch {
				case f != nil:
					add(v.Name, symbolFunction, x.Span, v.Span, f)
				case outermost:
					add(v.Name, symbolVariable, x.Span, v.Span, nil)
				}
			}
			return false
		case *syntax.AssignStmt:
			if len(x.Targets) == 1 && len(x.Values) == 1 {
				if f, ok := x.Values[0].(*syntax.FunctionExpr); ok {
					add(x.Targets[0].Bounds().Text(d.text), symbolFunction, x.Span, x.Targets[0].Bounds(), f)
					return false
				}
			}
		case *syntax.FunctionExpr:
			list = append(list, d.symbolsIn(x.Body, false)...)
			return false
		case *syntax.Block:
			if x != b {
				outermost = false
			}
		}
		return true
	}
	for _, stmt := range b.Stmts {
		was := outermost
		syntax.Walk(stmt, inside)
		outermost = was
	}
	return list
}

// workspaceSymbols finds functions by a part of their names.
func (s *Server) workspaceSymbols(ctx context.Context, p symbolParams) ([]symbolInformation, error) {
	list := []symbolInformation{}
	query := strings.ToLower(p.Query)
	err := s.everywhere(ctx, nil, func(d *document, root *syntax.Block) {
		var add func(symbols []documentSymbol)
		add = func(symbols []documentSymbol) {
			for _, sym := range symbols {
				if strings.Contains(strings.ToLower(sym.Name), query) && len(list) < maxItems {
					list = append(list, symbolInformation{sym.Name, sym.Kind, location{d.uri, sym.SelectionRange}})
				}
				add(sym.Children)
			}
		}
		add(d.symbolsIn(root, true))
	})
	return list, err
}
