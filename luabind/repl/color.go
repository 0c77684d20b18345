package repl

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// The colours, as terminals are told of them.
const (
	colorPrompt     = "\x1b[36m"
	colorProduction = "\x1b[1;31m"
	colorDim        = "\x1b[2m"
	colorError      = "\x1b[31m"
	colorHead       = "\x1b[1m"
	colorString     = "\x1b[32m"
	colorNumber     = "\x1b[33m"
	colorOther      = "\x1b[35m"
	colorOff        = "\x1b[0m"

	colorKeyword = "\x1b[34m"
	colorKnown   = "\x1b[36m" // what the host brings
)

// timingUnit is as fine as :time is.
const timingUnit = 10 * time.Microsecond

// paint colours a text if that is wanted.
func (r *repl) paint(color, text string) string {
	if !r.Color || text == "" {
		return text
	}
	return color + text + colorOff
}

// tell writes a line to Stderr.
func (r *repl) tell(color, text string) {
	if r.ErrorColor && color != "" {
		text = color + text + colorOff
	}
	fmt.Fprintln(r.Stderr, text)
}

// plainText takes out of a text what a terminal would take for a command;
// line breaks and tabs stay.
func plainText(s string) string {
	if !strings.ContainsFunc(s, unprintable) {
		return s
	}
	return strings.Map(func(c rune) rune {
		if unprintable(c) {
			return '�'
		}
		return c
	}, s)
}

func unprintable(c rune) bool {
	return c != '\n' && c != '\t' && (unicode.IsControl(c) || c == unicode.ReplacementChar || unicode.In(c, unicode.Bidi_Control))
}
