// Package terminal measures text as terminals show it.
package terminal

import (
	"github.com/mattn/go-runewidth"
)

// displayed measures text as terminals show it, whatever the locale.
var displayed = &runewidth.Condition{StrictEmojiNeutral: true}

// Of is how many columns a text takes on a terminal.
func Width(s string) int { return displayed.StringWidth(s) }
