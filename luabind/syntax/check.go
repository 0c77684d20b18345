package syntax

import "fmt"

// Limits bound what Check lets through. Zero fields mean the defaults.
type Limits struct {
	Size    int // of the source, in bytes; DefaultSize
	Nesting int // of brackets, blocks, functions and operators; DefaultNesting
}

// The limits that hold where none are given.
const (
	DefaultSize    = 1 << 20
	DefaultNesting = 200
)

func (l Limits) withDefaults() Limits {
	if l.Size <= 0 {
		l.Size = DefaultSize
	}
	if l.Nesting <= 0 {
		l.Nesting = DefaultNesting
	}
	return l
}

// Check reports, as an *Error, why the source text src is no program, or beyond
// the limits.
func Check(name string, src []byte, limits Limits) error {
	limits = limits.withDefaults()
	if len(src) > limits.Size {
		return sizeError(name, len(src), limits.Size)
	}
	p, err := newParser(name, src, limits.Nesting)
	if err != nil {
		return err
	}
	p.lex = *NewLexer(src)
	_, err = p.program()
	return err
}

// maxFunctions bounds the functions of a source: each takes 1.5 KB to compile,
// however small.
const maxFunctions = 20_000

func sizeError(name string, size, limit int) error {
	return &Error{Chunk: name, Line: 1, Column: 1, Limit: true,
		Message: fmt.Sprintf("source is too large: %d bytes (limit is %d)", size, limit)}
}
