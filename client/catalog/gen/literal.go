package main

import (
	"strconv"
	"strings"
)

// literal writes a Go composite literal, leaving out zero fields.
type literal struct {
	b      strings.Builder
	fields int
}

func newLiteral(typeName string) *literal {
	l := new(literal)
	l.b.WriteString(typeName + "{")
	return l
}

func (l *literal) field(name, expression string) {
	if expression == "" {
		return
	}
	if l.fields++; l.fields > 1 {
		l.b.WriteString(", ")
	}
	l.b.WriteString(name + ": " + expression)
}

func (l *literal) text(name, s string) {
	if s != "" {
		l.field(name, quote(s))
	}
}

func (l *literal) texts(name string, all []string) {
	if len(all) > 0 {
		l.field(name, quoteAll(all))
	}
}

func (l *literal) flag(name string, on bool) {
	if on {
		l.field(name, "true")
	}
}

func (l *literal) number(name string, n int) {
	if n != 0 {
		l.field(name, strconv.Itoa(n))
	}
}

func (l *literal) String() string { return l.b.String() + "}" }

// quote prefers the spelling without backslashes.
func quote(s string) string {
	if strings.ContainsAny(s, `"\`) && strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

func quoteAll(all []string) string {
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = quote(s)
	}
	return "[]string{" + strings.Join(quoted, ", ") + "}"
}
