// Package kit has what several standard modules need: options in a last
// table, texts and lists as results, charges for what grows, errors with
// places, files that are replaced whole.
package kit

import (
	"context"
	"errors"

	"github.com/doapi-lua/doapi/luabind"
)

// Integer makes a Lua number of a Go int.
func Integer(n int) luabind.Value { return luabind.Number(float64(n)) }

// Named says which function an error is from.
func Named(c *luabind.Call, err error) error {
	var se *luabind.ScriptError
	if !errors.As(err, &se) {
		return err
	}
	with := *se
	with.Message, with.Text = c.Func().Name+": "+se.Message, ""
	return &with
}

// ReturnText returns a string to the script, charged against its memory.
func ReturnText(c *luabind.Call, s string) error {
	c.Charge(len(s))
	return c.Return(luabind.String(s))
}

// ReturnList returns a list of strings to the script.
func ReturnList(c *luabind.Call, items []string) error { return c.Return(stringList(c, items).Value()) }

func stringList(c *luabind.Call, items []string) luabind.Table {
	t := c.NewTable(len(items), 0)
	for _, s := range items {
		c.Charge(len(s) + 32)
		t.Append(luabind.String(s))
	}
	return c.Host().MarkList(t)
}

// Growth counts what a function builds up in Go, where nobody else counts it: the
// work as it is done, and the memory, held until the function returns, each time
// that it has grown by a good part.
type Growth struct {
	c     *luabind.Call
	total int
	next  int // total at which to look again
}

// NewGrowth counts what a call builds up from now on.
func NewGrowth(c *luabind.Call) Growth { return Growth{c: c} }

// Add counts so many further bytes. It does not return when a limit is exceeded
// or the run has ended.
func (g *Growth) Add(bytes int) {
	g.c.Steps(1 + bytes/64)
	if g.total += bytes; g.total >= g.next {
		held := g.next
		g.next = g.total + g.total/4 + 1<<14
		g.c.Hold(g.next - held)
	}
}

// Buffer is a text that a function builds up, charged with what its copies take
// as it grows. The zero value with its Call is empty.
type Buffer struct {
	C    *luabind.Call
	text []byte
}

// WriteString adds to the text; it never fails. It does not return when a limit
// is exceeded.
func (b *Buffer) WriteString(s string) (int, error) {
	b.C.Steps(1 + len(s)/64)
	b.text = append(b.C.Grow(b.text, len(s)), s...)
	return len(s), nil
}

// Write adds to the text; it never fails.
func (b *Buffer) Write(s []byte) (int, error) {
	b.C.Steps(1 + len(s)/64)
	b.text = append(b.C.Grow(b.text, len(s)), s...)
	return len(s), nil
}

// Grow makes room for n further bytes.
func (b *Buffer) Grow(n int) { b.text = b.C.Grow(b.text, n) }

// Len is how many bytes it has.
func (b *Buffer) Len() int { return len(b.text) }

// String is all of it. Nothing is added any more.
func (b *Buffer) String() string { return b.C.Text(b.text) }

// Return returns all of it to the script.
func (b *Buffer) Return() error { return b.C.Return(luabind.String(b.String())) }

// long is how many bytes there is work for that is done aside.
const long = 256 << 10

// Aside runs f, which cannot be interrupted and touches nothing of the Host. If
// it works on much, a goroutine of its own does it, so that the run ends at its
// limit whether f is done or not; its context then tells f that nobody waits. The
// lock is kept: no other task goes on meanwhile.
func Aside[T any](c *luabind.Call, size int, f func(ctx context.Context) (T, error)) (T, error) {
	ctx := c.Context()
	c.Steps(1 + size/16)
	if size < long {
		return f(ctx)
	}
	v, err := luabind.Apart(ctx, func() (T, error) { return f(ctx) }, func(T) {})
	c.Steps(1) // it does not return if the run has ended
	return v, err
}
