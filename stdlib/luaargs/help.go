package luaargs

import (
	"strings"

	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/internal/terminal"
)

// text renders the help.
func (p *parser) text(name string) string {
	var b strings.Builder
	b.WriteString("usage: " + name)
	if len(p.flags) > 0 {
		b.WriteString(" [flags]")
	}
	if len(p.commands) > 0 {
		b.WriteString(" COMMAND ...")
	}
	for _, a := range p.positional {
		n := strings.ToUpper(a.name)
		if a.many {
			n += "..."
		}
		if !a.required {
			n = "[" + n + "]"
		}
		b.WriteString(" " + n)
	}
	b.WriteString("\n")
	if p.about != "" {
		b.WriteString("\n" + p.about + "\n")
	}
	section := func(title string, rows [][2]string) {
		if len(rows) == 0 {
			return
		}
		width := 0
		for _, r := range rows {
			width = max(width, terminal.Width(r[0]))
		}
		b.WriteString("\n" + title + ":\n")
		for _, r := range rows {
			b.WriteString(strings.TrimRight("  "+r[0]+strings.Repeat(" ", width-terminal.Width(r[0]))+"  "+r[1], " ") + "\n")
		}
	}
	var rows [][2]string
	for _, s := range p.commands {
		rows = append(rows, [2]string{s.name, s.about})
	}
	section("commands", rows)
	rows = nil
	for _, a := range p.positional {
		rows = append(rows, [2]string{a.name, a.describe()})
	}
	section("arguments", rows)
	rows = nil
	for _, a := range p.flags {
		n := strings.Join(a.spellings(), ", ")
		if a.kind != "boolean" {
			n += " " + strings.ToUpper(a.kind)
		}
		rows = append(rows, [2]string{n, a.describe()})
	}
	help := "--help"
	if p.find("-h") == nil {
		help = "--help, -h"
	}
	rows = append(rows, [2]string{help, "show this"})
	section("flags", rows)
	return b.String()
}

func (a *argument) describe() string {
	s := a.help
	if len(a.choices) > 0 {
		s += " (" + strings.Join(a.choices, "|") + ")"
	}
	if a.required && a.flag() {
		s += " (required)"
	}
	if list, ok := kit.PlainTable(a.fallback); ok {
		var all []string
		for i := 1; i <= list.Len(); i++ {
			all = append(all, list.At(i).String())
		}
		s += " (default: " + strings.Join(all, ", ") + ")"
	} else if !a.fallback.IsNil() {
		s += " (default: " + a.fallback.String() + ")"
	}
	return strings.TrimSpace(s)
}
