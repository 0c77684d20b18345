package lsp

import (
	"context"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/doc"
)

// maxItems bounds a list of completions; what is typed next makes it shorter.
const maxItems = 500

// itemKind is the protocol's number of a kind of items.
func itemKind(kind complete.Kind) int {
	switch kind {
	case complete.Variable:
		return 6
	case complete.Function:
		return 3
	case complete.Method:
		return 2
	case complete.Property:
		return 10
	case complete.Constant:
		return 21
	case complete.Argument:
		return 5
	case complete.Value:
		return 12
	case complete.Module:
		return 9
	case complete.Keyword:
		return 14
	}
	return 0
}

func (s *Server) completion(ctx context.Context, p positionParams) (completionList, error) {
	list := completionList{Items: []completionItem{}}
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return list, nil
	}
	at := d.offset(p.Position)
	r := s.completer(d.uri).At(nameOf(d.uri), d.text, at)
	if err := ctx.Err(); err != nil {
		return list, err
	}
	replaced := d.rangeOf(r.Start, at)
	for _, i := range r.Items {
		if len(list.Items) == maxItems {
			list.IsIncomplete = true
			break
		}
		text := i.Text
		if i.Kind == complete.Argument {
			text += i.After
		}
		item := completionItem{Label: i.Text, Kind: itemKind(i.Kind), Detail: i.Detail, TextEdit: textEdit{replaced, text}}
		if i.Func != nil {
			item.Detail = doc.Signature(i.Func, "")
		}
		if i.Doc != "" {
			item.Documentation = &markup{"markdown", i.Doc}
		}
		list.Items = append(list.Items, item)
	}
	return list, nil
}

func (s *Server) hover(_ context.Context, p positionParams) (*hover, error) {
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return nil, nil
	}
	var h *hover
	s.analyze(d, func(a *check.Analysis, err error) {
		if err != nil {
			return
		}
		sub, ok := s.completer(d.uri).Subject(a, d.offset(p.Position))
		if !ok {
			return
		}
		if text := s.describe(sub); text != "" {
			h = &hover{markup{"markdown", text}, d.rangeOf(int(sub.Span.Start.Offset), int(sub.Span.End.Offset))}
		}
	})
	return h, nil
}

// describe is the help on what a word stands for.
func (s *Server) describe(sub complete.Subject) string {
	k := sub.Known
	switch {
	case sub.Param != nil:
		return code(sub.Param.Name+": "+typeText(sub.Param.Type)) + sub.Param.Doc
	case k.Func != nil:
		return plain(s.Index.FuncHelp(k.Func, k.Place))
	case k.Module != nil && sub.Variable == nil:
		return plain(s.Index.ModuleHelp(k.Module))
	case sub.Variable != nil:
		return code("local " + sub.Variable.Name + valueText(k))
	case k.Class != nil:
		return code(sub.Text+valueText(k)) + k.Class.Doc
	}
	return ""
}

func typeText(t *luabind.Type) string {
	if t == nil || t.Name == "" {
		return "any"
	}
	return t.Name
}

func valueText(k check.Known) string {
	switch {
	case k.Elements != nil:
		return ": Iterator<" + k.Elements.Name + ">"
	case k.Class != nil:
		return ": " + k.Class.Name
	case k.Module != nil:
		return ": module " + k.Module.Name
	}
	return ""
}

func code(s string) string { return "```lua\n" + s + "\n```\n" }

// plain shows help as it is on a terminal: its columns are made with spaces.
func plain(help string) string {
	head, rest, _ := strings.Cut(help, "\n")
	text := code(head)
	if rest = strings.Trim(rest, "\n"); rest != "" {
		text += "\n```text\n" + rest + "\n```\n"
	}
	return text
}

func (s *Server) signature(_ context.Context, p positionParams) (*signatureHelp, error) {
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return nil, nil
	}
	call, ok := s.completer(d.uri).Call(nameOf(d.uri), d.text, d.offset(p.Position))
	if !ok {
		return nil, nil
	}
	info := signatureInformation{Label: doc.Signature(call.Func, call.Place), Parameters: []parameterInformation{}}
	if call.Func.Doc != "" {
		info.Documentation = &markup{"markdown", call.Func.Doc}
	}
	for i := range call.Func.Params {
		q := &call.Func.Params[i]
		info.Parameters = append(info.Parameters, parameterInformation{q.Name, &markup{"markdown", strings.TrimSpace(typeText(q.Type) + "\n\n" + q.Doc)}})
	}
	if call.Active >= 0 {
		info.ActiveParameter = &call.Active
	}
	return &signatureHelp{[]signatureInformation{info}}, nil
}
