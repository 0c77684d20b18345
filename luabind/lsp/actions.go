package lsp

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/creachadair/jrpc2"

	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/format"
)

// formatting lays a whole text out. One that is no program is left as it is:
// its fault is shown already.
func (s *Server) formatting(_ context.Context, p documentParams) ([]textEdit, error) {
	list := []textEdit{}
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return list, nil
	}
	out, err := format.Source(nameOf(d.uri), d.text, s.Width)
	if err != nil || bytes.Equal(out, d.text) {
		return list, nil
	}
	return append(list, textEdit{d.rangeOf(0, len(d.text)), string(out)}), nil
}

// closing are the words behind which a line may have to stand further left.
var closing = []string{"end", "else", "elseif", "until", "}", ")", "})", "end)"}

// indent has a line begin where it belongs, once it is begun or closes something.
func (s *Server) indent(_ context.Context, p positionParams) ([]textEdit, error) {
	list := []textEdit{}
	d := s.document(p.TextDocument.URI)
	if d == nil || p.Position.Line < 0 || p.Position.Line >= len(d.lines) {
		return list, nil
	}
	start, line := d.lines[p.Position.Line], d.line(p.Position.Line)
	rest := bytes.TrimLeft(line, " \t")
	if len(rest) > 0 && !slices.Contains(closing, string(rest)) {
		return list, nil
	}
	have := string(line[:len(line)-len(rest)])
	want, ok := complete.Indent(d.text[:start], string(rest))
	if !ok || want == have {
		return list, nil
	}
	return append(list, textEdit{d.rangeOf(start, start+len(have)), want}), nil
}

// lenses offers to run a script above its first line: on the simulator, as a
// plan, and as a test where it is one.
func (s *Server) lenses(_ context.Context, p documentParams) ([]codeLens, error) {
	list := []codeLens{}
	d := s.document(p.TextDocument.URI)
	if s.Run == nil || d == nil || pathOf(d.uri) == "" {
		return list, nil
	}
	test := strings.HasSuffix(d.uri, "_test.lua")
	for _, a := range actions {
		if (a.name == "test") == test {
			list = append(list, codeLens{Command: command{a.title, "doapi." + a.name, []string{d.uri}}})
		}
	}
	return list, nil
}

// execute carries out a lens. What the program wrote goes to the editor's log,
// its last line is shown.
func (s *Server) execute(ctx context.Context, p commandParams) (any, error) {
	name := strings.TrimPrefix(p.Command, "doapi.")
	known := slices.ContainsFunc(actions, func(a struct{ name, title string }) bool { return a.name == name })
	if s.Run == nil || !known || len(p.Arguments) != 1 || pathOf(p.Arguments[0]) == "" {
		return nil, fmt.Errorf("there is no command %q for %q", p.Command, strings.Join(p.Arguments, " "))
	}
	file := pathOf(p.Arguments[0])
	srv := jrpc2.ServerFromContext(ctx)
	output, err := s.Run(ctx, name, file)
	if ctx.Err() != nil {
		return nil, ctx.Err() // nobody waits for it any more
	}
	kind, last := 3, lastLine(output)
	if err != nil {
		kind = 1
		last = strings.TrimSpace(last + " (" + err.Error() + ")")
	}
	if output != "" {
		if err := srv.Notify(ctx, "window/logMessage", message{kind, output}); err != nil {
			return nil, err
		}
	}
	if last == "" {
		last = "done"
	}
	return nil, srv.Notify(ctx, "window/showMessage", message{kind, fmt.Sprintf("doapi %s %s: %s", name, file, last)})
}

func lastLine(s string) string {
	s = strings.TrimRight(s, "\n")
	return s[strings.LastIndexByte(s, '\n')+1:]
}
