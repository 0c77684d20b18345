package luabind

import "unsafe"

// Hold counts bytes that the function is about to keep in Go until it returns, where
// nobody else counts them, and does not return when they are too many beside
// what the script keeps. It is [Call.Charge] for what cannot be found again when
// the script's values are measured. Less than 0 bytes are let go of.
func (c *Call) Hold(bytes int) {
	bytes = max(bytes, -c.held)
	c.held += bytes
	c.task.Hold(bytes)
}

// release lets go of all that is held: the function has returned or raised.
func (c *Call) release() {
	if c.held != 0 {
		c.Hold(-c.held)
	}
}

// Grow makes room for n further bytes in a text that is built up in Go, and
// holds it: while it is copied, the old one too.
func (c *Call) Grow(text []byte, n int) []byte {
	if n <= cap(text)-len(text) {
		return text
	}
	size := len(text) + len(text)/4
	if len(text) < 1<<18 {
		size = 2 * len(text)
	}
	size = max(size, len(text)+n)
	c.Hold(size)
	larger := append(make([]byte, 0, size), text...)
	c.Hold(-cap(text))
	return larger
}

// Text makes a string of a text that was built up in Go and is not touched any
// more. It is copied, and charged, unless nearly all of its room is used.
func (c *Call) Text(text []byte) string {
	c.Charge(len(text))
	if cap(text)-len(text) > len(text)/16 {
		return string(text)
	}
	return unsafe.String(unsafe.SliceData(text), len(text))
}
