package repl

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind/lazy"
)

// What a terminal is told so that it marks what is pasted, and the marks.
const (
	markPastes = "\x1b[?2004h"
	plainKeys  = "\x1b[?2004l"
	pasteBegin = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// interrupt is what Ctrl-C sends where it is no signal.
const interrupt = 0x03

// tabStand stands for a tab that was pasted, from the terminal to the end of
// the line: the editor takes a tab for a wish to complete.
const tabStand = '\ue009'

var toStandOnce lazy.Value[*strings.Replacer]

func toStand() *strings.Replacer {
	return toStandOnce.Get(func() *strings.Replacer {
		return strings.NewReplacer("\t", string(tabStand))
	})
}

var fromStandOnce lazy.Value[*strings.Replacer]

func fromStand() *strings.Replacer {
	return fromStandOnce.Get(func() *strings.Replacer {
		return strings.NewReplacer(string(tabStand), "\t", newlineStand, "\n")
	})
}

var keysOnce lazy.Value[map[string]string]

// keys are sequences that some terminals send for keys that the editor knows
// by other ones: Home, End, and a word to the left or right.
func keys() map[string]string {
	return keysOnce.Get(func() map[string]string {
		return map[string]string{
			pasteBegin: "",
			"\x1b[1~":  "\x01", "\x1b[7~": "\x01", "\x1b[4~": "\x05", "\x1b[8~": "\x05",
			"\x1b[1;5D": "\x1bb", "\x1b[1;5C": "\x1bf", "\x1b[1;3D": "\x1bb", "\x1b[1;3C": "\x1bf",
		}
	})
}

// keyboard reads a terminal that marks what is pasted. Of that only text and
// the ends of lines come through: a pasted script is not a series of commands
// to the editor. It comes line by line, so that what follows a line that fails
// can be left out. Ctrl-C drops a paste whose end does not come.
type keyboard struct {
	io.ReadCloser
	pasting  bool
	returned bool    // the last byte that was pasted is a carriage return
	held     []byte  // could be the beginning of a mark or key
	pastes   int     // how many have begun
	ready    []piece // to be read
	last     int     // which paste the line came from that was read last; 0 for none
}

// piece is text of one paste, or keys.
type piece struct {
	text  []byte
	paste int // 0: keys
}

func (k *keyboard) Read(buf []byte) (int, error) {
	// A paste is taken in whole before its first line is run: meanwhile the
	// terminal would show again what comes, and keep no more than 4 KB of a line.
	for len(k.ready) == 0 || k.pasting {
		n, err := k.ReadCloser.Read(buf)
		k.take(buf[:n])
		if err != nil && len(k.ready) == 0 {
			return 0, err
		}
		if err != nil {
			break
		}
	}
	next := &k.ready[0]
	text := next.text
	if next.paste == 0 {
		text = text[:1] // of what follows nobody can say yet who is to read it
	} else if i := bytes.IndexByte(text, '\r'); i >= 0 {
		text = text[:i+1]
	}
	n := copy(buf, text)
	if n > 0 && text[n-1] == '\r' {
		k.last = next.paste
	}
	if next.text = next.text[n:]; len(next.text) == 0 {
		k.ready = k.ready[1:]
	}
	return n, nil
}

// drop leaves out the rest of the paste that the last line came from, and tells
// how many lines that is. Nobody may be reading.
func (k *keyboard) drop() (lines int) {
	if k.last == 0 {
		return 0
	}
	var rest []byte
	buf := make([]byte, 4096)
	for {
		for len(k.ready) > 0 && k.ready[0].paste == k.last {
			rest = append(rest, k.ready[0].text...)
			k.ready = k.ready[1:]
		}
		if !k.pasting || k.pastes != k.last {
			break
		}
		n, err := k.ReadCloser.Read(buf)
		k.take(buf[:n])
		if err != nil {
			break
		}
	}
	lines = bytes.Count(rest, []byte{'\r'})
	if len(rest) > 0 && rest[len(rest)-1] != '\r' {
		lines++
	}
	return lines
}

// rest takes away the keys that are still to be read, up to the next paste. Nobody may
// be reading.
func (k *keyboard) rest() []byte {
	if len(k.ready) == 0 || k.ready[0].paste > 0 {
		return nil
	}
	keys := k.ready[0].text
	k.ready = k.ready[1:]
	return keys
}

// putBack has keys be read before all others. Nobody may be reading.
func (k *keyboard) putBack(keys []byte) {
	if len(keys) > 0 {
		k.ready = slices.Insert(k.ready, 0, piece{text: keys})
	}
}

// inPaste reports whether text of a paste is still to be read. Nobody may be
// reading.
func (k *keyboard) inPaste() bool {
	return k.pasting || len(k.ready) > 0 && k.ready[0].paste > 0
}

// put has text be read, of a paste or as keys.
func (k *keyboard) put(text string, paste int) {
	if text == "" {
		return
	}
	if n := len(k.ready); n > 0 && k.ready[n-1].paste == paste {
		k.ready[n-1].text = append(k.ready[n-1].text, text...)
		return
	}
	k.ready = append(k.ready, piece{[]byte(text), paste})
}

// take takes in what the terminal sent.
func (k *keyboard) take(sent []byte) {
	if k.pasting && len(sent) == 1 && sent[0] == interrupt { // on its own: the key, nothing that is pasted
		k.pasting, k.held = false, nil
		k.ready = slices.DeleteFunc(k.ready, func(p piece) bool { return p.paste == k.pastes })
	}
	text := append(k.held, sent...)
	k.held = nil
	for len(text) > 0 && k.held == nil {
		if k.pasting {
			text = k.paste(text)
		} else {
			text = k.typed(text)
		}
	}
}

// paste takes in text up to the end of what is pasted, and gives the rest.
func (k *keyboard) paste(text []byte) (rest []byte) {
	before, rest, ended := bytes.Cut(text, []byte(pasteEnd))
	if !ended {
		n := len(text) - begun(text, pasteEnd)
		before, k.held = text[:n], append([]byte(nil), text[n:]...)
	}
	k.pasting = !ended
	k.pasted(before)
	return rest
}

// typed takes in keys, up to something that is pasted or not complete.
func (k *keyboard) typed(text []byte) (rest []byte) {
	at := bytes.IndexByte(text, 0x1b)
	if at < 0 {
		k.put(string(text), 0)
		return nil
	}
	k.put(string(text[:at]), 0)
	text = text[at:]
	for sequence, key := range keys() {
		switch {
		case bytes.HasPrefix(text, []byte(sequence)):
			k.put(key, 0)
			if k.pasting = sequence == pasteBegin; k.pasting {
				k.pastes++
			}
			return text[len(sequence):]
		case strings.HasPrefix(sequence, string(text)):
			k.held = bytes.Clone(text)
			return nil
		}
	}
	k.put(string(text[:1]), 0)
	return text[1:]
}

// begun is how much of a mark the text ends with.
func begun(text []byte, mark string) int {
	for n := min(len(text), len(mark)-1); n > 0; n-- {
		if bytes.HasSuffix(text, []byte(mark[:n])) {
			return n
		}
	}
	return 0
}

// pasted takes in what of pasted text can be typed.
func (k *keyboard) pasted(text []byte) {
	for _, b := range text {
		switch {
		case b == '\t':
			k.put(string(tabStand), k.pastes)
		case b == '\n' && k.returned:
		case b == '\n' || b == '\r':
			k.put("\r", k.pastes)
		case b >= ' ' && b != 0x7f:
			k.put(string([]byte{b}), k.pastes)
		}
		k.returned = b == '\r'
	}
}
