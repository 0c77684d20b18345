// Package terminal measures text as terminals show it.
package terminal

import (
	"github.com/mattn/go-runewidth"
)

// displayed measures text as terminals show it, whatever the locale.
var displayed = &runewidth.Condition{StrictEmojiNeutral: true}

// Width is how many columns a text takes on a terminal.
func Width(s string) int { return displayed.StringWidth(s) }

// Cut makes a text as short as a width; where something is left out there are
// three dots, if they have room.
func Cut(s string, width int) string {
	dots := "..."
	if width < len(dots) {
		dots = ""
	}
	return displayed.Truncate(s, width, dots)
}
