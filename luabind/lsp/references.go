package lsp

import (
	"context"
	"fmt"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// use is one place where a name stands.
type use struct {
	span     syntax.Span
	written  bool
	declared bool
}

// usesOf lists where a local variable stands, its declaration first.
func usesOf(root *syntax.Block, v *syntax.Variable) []use {
	var list []use
	if v.End.Offset > v.Start.Offset {
		list = append(list, use{v.Span, true, true})
	}
	written := map[syntax.Expr]bool{}
	syntax.Walk(root, func(n syntax.Node) bool {
		noteTargets(n, written)
		if x, ok := n.(*syntax.NameExpr); ok && x.Var == v {
			list = append(list, use{x.Span, written[x], false})
		}
		return true
	})
	return list
}

// noteTargets notes what a statement assigns to.
func noteTargets(n syntax.Node, into map[syntax.Expr]bool) {
	switch x := n.(type) {
	case *syntax.AssignStmt:
		for _, t := range x.Targets {
			into[t] = true
		}
	case *syntax.FunctionStmt:
		if x.Method == nil {
			into[x.Target] = true
		}
	}
}

// globalUses lists where a global stands; declared are the places that set it.
func globalUses(root *syntax.Block, name string) []use {
	var list []use
	set := map[syntax.Expr]bool{}
	syntax.Walk(root, func(n syntax.Node) bool {
		noteTargets(n, set)
		if x, ok := n.(*syntax.NameExpr); ok && x.Var == nil && x.Name == name {
			list = append(list, use{x.Span, set[x], set[x]})
		}
		return true
	})
	return list
}

// memberUses lists where a name is a field or method of any object in a text.
func memberUses(root *syntax.Block, name string) []use {
	var list []use
	set := map[syntax.Expr]bool{}
	syntax.Walk(root, func(n syntax.Node) bool {
		noteTargets(n, set)
		switch x := n.(type) {
		case *syntax.FunctionStmt:
			if x.Method != nil && x.Method.Value == name {
				list = append(list, use{x.Method.Span, true, true})
			}
		case *syntax.IndexExpr:
			if key, ok := x.Key.(*syntax.StringExpr); ok && key.Value == name {
				list = append(list, use{key.Span, set[x], set[x]})
			}
		case *syntax.CallExpr:
			if x.Method != nil && x.Method.Value == name {
				list = append(list, use{x.Method.Span, false, false})
			}
		case *syntax.TableExpr:
			for _, f := range x.Fields {
				if key, ok := f.Key.(*syntax.StringExpr); ok && f.Named && key.Value == name {
					list = append(list, use{key.Span, true, true})
				}
			}
		}
		return true
	})
	return list
}

// at finds what stands at a position of a text that can be parsed.
func (s *Server) at(p positionParams, f func(d *document, a *check.Analysis, sub complete.Subject)) {
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return
	}
	s.analyze(d, func(a *check.Analysis, err error) {
		if err != nil {
			return
		}
		if sub, ok := s.completer(d.uri).Subject(a, d.offset(p.Position)); ok {
			f(d, a, sub)
		}
	})
}

func (d *document) location(u use) location {
	return location{d.uri, d.rangeOf(int(u.span.Start.Offset), int(u.span.End.Offset))}
}

// everywhere visits the texts of the workspace, the open ones as they are.
func (s *Server) everywhere(ctx context.Context, first *document, visit func(d *document, root *syntax.Block)) error {
	seen := map[string]bool{}
	show := func(d *document) {
		if d == nil || seen[d.uri] {
			return
		}
		seen[d.uri] = true
		s.analyze(d, func(a *check.Analysis, err error) {
			if err == nil {
				visit(d, a.Root)
			}
		})
	}
	if first != nil {
		show(first)
	}
	for _, uri := range s.files.list() {
		if err := ctx.Err(); err != nil {
			return err
		}
		show(s.document(uri))
	}
	return nil
}

// references lists the uses of what stands at a position: of a local variable
// in its text, of a global or a member's name in the workspace.
func (s *Server) references(ctx context.Context, p referenceParams) ([]location, error) {
	list := []location{}
	var d *document
	var find func(root *syntax.Block) []use
	s.at(p.positionParams, func(at *document, a *check.Analysis, sub complete.Subject) {
		switch {
		case sub.Variable != nil:
			for _, u := range usesOf(a.Root, sub.Variable) {
				if !u.declared || p.Context.IncludeDeclaration {
					list = append(list, at.location(u))
				}
			}
		case sub.Require != "":
		case isName(at, sub):
			d, find = at, func(root *syntax.Block) []use { return globalUses(root, sub.Text) }
		default:
			d, find = at, func(root *syntax.Block) []use { return memberUses(root, sub.Text) }
		}
	})
	if find == nil {
		return list, nil
	}
	err := s.everywhere(ctx, d, func(d *document, root *syntax.Block) {
		for _, u := range find(root) {
			if !u.declared || p.Context.IncludeDeclaration {
				list = append(list, d.location(u))
			}
		}
	})
	return list, err
}

// isName says whether a subject is a variable, and no member of something.
func isName(d *document, sub complete.Subject) bool {
	for i := int(sub.Span.Start.Offset) - 1; i >= 0; i-- {
		switch d.text[i] {
		case ' ', '\t', '\r', '\n':
			continue
		case '.', ':':
			return false
		}
		break
	}
	return sub.Param == nil
}

// definition finds where what stands at a position is declared: a local
// variable, a global, a module, or a function of one.
func (s *Server) definition(ctx context.Context, p positionParams) ([]location, error) {
	list := []location{}
	var d *document
	var global, member, module string
	s.at(p, func(at *document, a *check.Analysis, sub complete.Subject) {
		d = at
		switch {
		case sub.Variable != nil:
			if v := sub.Variable; v.End.Offset > v.Start.Offset {
				list = append(list, at.location(use{span: v.Span}))
			}
		case sub.Require != "":
			module = sub.Require
		case isName(at, sub):
			global = sub.Text
		default:
			member, module = sub.Text, requiredBefore(a.Root, sub)
		}
	})
	switch {
	case d == nil:
		return list, nil
	case module != "" && member == "":
		if uri := s.files.module(d.uri, module); uri != "" {
			list = append(list, location{URI: uri})
		}
		return list, nil
	case module != "":
		if in := s.document(s.files.module(d.uri, module)); in != nil {
			s.analyze(in, func(a *check.Analysis, err error) {
				if err == nil {
					list = append(list, declarations(in, memberUses(a.Root, member))...)
				}
			})
		}
		return list, nil
	case member != "":
		s.analyze(d, func(a *check.Analysis, err error) {
			list = append(list, declarations(d, memberUses(a.Root, member))...)
		})
		return list, nil
	case global != "":
		err := s.everywhere(ctx, d, func(d *document, root *syntax.Block) {
			list = append(list, declarations(d, globalUses(root, global))...)
		})
		return list, err
	}
	return list, nil
}

func declarations(d *document, uses []use) []location {
	var list []location
	for _, u := range uses {
		if u.declared {
			list = append(list, d.location(u))
		}
	}
	return list
}

// requiredBefore is the module whose member a subject is: of M.f, where M is a
// local variable that a require has set.
func requiredBefore(root *syntax.Block, sub complete.Subject) string {
	required := map[*syntax.Variable]string{}
	module := ""
	syntax.Walk(root, func(n syntax.Node) bool {
		switch x := n.(type) {
		case *syntax.LocalStmt:
			for i, v := range x.Vars {
				if i < len(x.Values) {
					if name, ok := requires(x.Values[i]); ok {
						required[v] = name
					}
				}
			}
		case *syntax.IndexExpr:
			if x.Key.Bounds() == sub.Span {
				module = moduleOf(x.Object, required)
			}
		case *syntax.CallExpr:
			if x.Method != nil && x.Method.Span == sub.Span {
				module = moduleOf(x.Func, required)
			}
		}
		return true
	})
	return module
}

func moduleOf(e syntax.Expr, required map[*syntax.Variable]string) string {
	if x, ok := e.(*syntax.NameExpr); ok && x.Var != nil {
		return required[x.Var]
	}
	name, _ := requires(e)
	return name
}

func requires(e syntax.Expr) (string, bool) {
	call, ok := e.(*syntax.CallExpr)
	if !ok || len(call.Args) != 1 || call.Method != nil {
		return "", false
	}
	f, ok := call.Func.(*syntax.NameExpr)
	name, isText := call.Args[0].(*syntax.StringExpr)
	if !ok || !isText || f.Var != nil || f.Name != "require" {
		return "", false
	}
	return name.Value, true
}

func (s *Server) highlights(_ context.Context, p positionParams) ([]documentHighlight, error) {
	list := []documentHighlight{}
	s.at(p, func(d *document, a *check.Analysis, sub complete.Subject) {
		var uses []use
		switch {
		case sub.Variable != nil:
			uses = usesOf(a.Root, sub.Variable)
		case sub.Require != "" || sub.Param != nil:
		case isName(d, sub):
			uses = globalUses(a.Root, sub.Text)
		default:
			uses = memberUses(a.Root, sub.Text)
		}
		for _, u := range uses {
			kind := 2
			if u.written {
				kind = 3
			}
			list = append(list, documentHighlight{d.location(u).Range, kind})
		}
	})
	return list, nil
}

func (s *Server) prepareRename(_ context.Context, p positionParams) (*textRange, error) {
	var at *textRange
	s.at(p, func(d *document, _ *check.Analysis, sub complete.Subject) {
		if v := sub.Variable; v != nil && v.End.Offset > v.Start.Offset {
			r := d.location(use{span: sub.Span}).Range
			at = &r
		}
	})
	if at == nil {
		return nil, fmt.Errorf("only local variables can be renamed")
	}
	return at, nil
}

// rename changes a local variable's name where no other variable is taken for
// it then, nor it for another.
func (s *Server) rename(_ context.Context, p renameParams) (*workspaceEdit, error) {
	var edit *workspaceEdit
	err := fmt.Errorf("only local variables can be renamed")
	s.at(p.positionParams, func(d *document, a *check.Analysis, sub complete.Subject) {
		v := sub.Variable
		if v == nil || v.End.Offset <= v.Start.Offset {
			return
		}
		if err = renamable(p.NewName); err != nil {
			return
		}
		uses := usesOf(a.Root, v)
		var edits []textEdit
		var text []byte
		at := 0
		for _, u := range sorted(uses) {
			start, end := int(u.span.Start.Offset), int(u.span.End.Offset)
			edits = append(edits, textEdit{d.rangeOf(start, end), p.NewName})
			text = append(append(text, d.text[at:start]...), p.NewName...)
			at = end
		}
		text = append(text, d.text[at:]...)
		if err = sameBindings(a.Root, v, text, p.NewName); err == nil {
			edit = &workspaceEdit{map[string][]textEdit{d.uri: edits}}
		}
	})
	return edit, err
}
