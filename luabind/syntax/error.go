package syntax

import "fmt"

// Error is a source text that cannot be run: what is wrong with it and where.
type Error struct {
	Chunk  string // the name given to Parse or Check
	Line   int    // from 1
	Column int    // in bytes, from 1
	// Message says what was found and what was expected, without the place.
	Message string
	// AtEnd is true when the text only ends too early: more lines could mend it.
	AtEnd bool
	// Limit is true when the text may be valid but is beyond a limit.
	Limit bool
}

// Error returns "chunk:line:column: message".
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Chunk, e.Line, e.Column, e.Message)
}
