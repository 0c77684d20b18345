package repl

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// What was typed ahead is read line by line, shown as it is read, and before the rest.
func TestAhead(t *testing.T) {
	var ahead Ahead
	var shown bytes.Buffer
	in := ahead.Reader(strings.NewReader("later"))
	ahead.keep([]byte("one\rt\x1bwo\n\x04rest"), &shown)
	buf := make([]byte, 16)
	for _, want := range []string{"one\n", "two\n", "EOF", "rest", "later", "EOF"} {
		n, err := in.Read(buf)
		got := string(buf[:n])
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Fatalf("read %q, want %q", got, want)
		}
	}
	if shown.String() != "one\ntwo\nrest" {
		t.Errorf("shown: %q", shown.String())
	}
	ahead.keep([]byte("next"), nil)
	if keys := ahead.take(); string(keys) != "next" || len(ahead.take()) > 0 {
		t.Errorf("taken: %q", keys)
	}
}

// Keys come one at a time, and what nobody has read can be taken and put back.
func TestKeysAhead(t *testing.T) {
	k := &keyboard{ReadCloser: io.NopCloser(strings.NewReader("a\x04bc" + pasteBegin + "x" + pasteEnd))}
	buf := make([]byte, 16)
	for _, want := range []string{"a", "\x04"} {
		if n, err := k.Read(buf); string(buf[:n]) != want || err != nil {
			t.Fatalf("%q, %v, want %q", buf[:n], err, want)
		}
	}
	rest := k.rest()
	if string(rest) != "bc" {
		t.Fatalf("rest: %q", rest)
	}
	if k.rest() != nil {
		t.Error("a paste is no keys")
	}
	k.putBack(rest)
	all, err := io.ReadAll(k)
	if string(all) != "bcx" || err != nil {
		t.Errorf("%q, %v", all, err)
	}
}
