package repl

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestKeyboard reads what terminals send, in one piece and byte by byte.
func TestKeyboard(t *testing.T) {
	tab := string(tabStand)
	for sent, want := range map[string]string{
		"plain\ttext\r":                                                         "plain\ttext\r",
		"\x1b[A\x1b[B\x1b[3~\x1bOH\x1b[H":                                       "\x1b[A\x1b[B\x1b[3~\x1bOH\x1b[H",
		"\x1b[1~\x1b[4~\x1b[7~\x1b[8~":                                          "\x01\x05\x01\x05",
		"\x1b[1;5D\x1b[1;3C":                                                    "\x1bb\x1bf",
		pasteBegin + "a\tb\r\n\tc\nd\re" + pasteEnd:                             "a" + tab + "b\r" + tab + "c\rd\re",
		pasteBegin + "\x02\x04\x1b[A\x7fé" + pasteEnd:                           "[Aé",
		"x" + pasteBegin + "\t" + pasteEnd + "\t" + pasteBegin + pasteEnd + "y": "x" + tab + "\ty",
		pasteBegin + "never ends\x1b[20":                                        "never ends",
	} {
		for name, in := range map[string]io.Reader{"whole": strings.NewReader(sent), "by bytes": iotest.OneByteReader(strings.NewReader(sent))} {
			got, err := io.ReadAll(&keyboard{ReadCloser: io.NopCloser(in)})
			if err != nil || string(got) != want {
				t.Errorf("%q %s is read as %q, want %q, %v", sent, name, got, want, err)
			}
		}
	}
}

// TestKeyboardWaitsForThePaste hands on no line of a paste before its end has
// come, and drops one whose end never does at Ctrl-C.
func TestKeyboardWaitsForThePaste(t *testing.T) {
	for _, test := range []struct {
		sent []string
		want string
	}{
		{[]string{"x" + pasteBegin + "a\r", "b\r", "c" + pasteEnd}, "xa\r"},
		{[]string{pasteBegin + "a\r", "b\x03\r", pasteEnd + "d"}, "a\r"},
		{[]string{pasteBegin + "a\r", "b", "\x03", "d"}, "\x03"},
		{[]string{pasteBegin + "a\r", "b\x1b[20", "\x03"}, "\x03"},
	} {
		in := &pieces{texts: test.sent}
		k := &keyboard{ReadCloser: io.NopCloser(in)}
		buf := make([]byte, 100)
		got := ""
		for !strings.HasSuffix(got, "\r") && !strings.HasSuffix(got, "\x03") {
			n, err := k.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			got += string(buf[:n])
		}
		if got != test.want || strings.Contains(strings.Join(test.sent, ""), pasteEnd) && len(in.texts) > 0 {
			t.Errorf("of %q comes %q, with %q left", test.sent, got, in.texts)
		}
	}
}

// pieces is a terminal that sends one text after the other.
type pieces struct{ texts []string }

func (p *pieces) Read(buf []byte) (int, error) {
	if len(p.texts) == 0 {
		return 0, io.EOF
	}
	n := copy(buf, p.texts[0])
	p.texts = p.texts[1:]
	return n, nil
}

func TestFold(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"short\n", "short\n"},
		{"a line that is too long\nfor the screen\n\nnext", "a line that is\ntoo long for the\nscreen\n\nnext"},
		{"short\nlines stay\n", "short\nlines stay\n"},
		{"  indented and too long", "  indented and\n    too long"},
		{"name  what it is about", "name  what it is\n      about"},
		{"a long name  and what it is", "a long name\n    and what it\n    is"},
		{"a namex  and what it is", "a namex  and\n    what it is"},
		{"averyveryverylongword x", "averyveryverylongword x"},
		{"überlänge äöüäöü ßßß", "überlänge äöüäöü\nßßß"},
	} {
		if got := Fold(test.text, 16); got != test.want {
			t.Errorf("%q becomes\n%q, want\n%q", test.text, got, test.want)
		}
		if got := Fold(test.text, 0); got != test.text {
			t.Errorf("without a width %q becomes %q", test.text, got)
		}
	}
}

// FuzzKeyboard holds that it does not matter in which pieces a terminal sends
// what it sends, and that nothing that is pasted can be a key.
func FuzzKeyboard(f *testing.F) {
	for _, seed := range []string{"a\tb\r\n", "\x1b[1~\x1b[1;5D\x1b[", pasteBegin + "\t\x1b[A\r\n" + pasteEnd + "\t", pasteBegin + pasteBegin, pasteEnd} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		sent = bytes.ReplaceAll(sent, []byte{interrupt}, nil) // on its own it is a key
		whole, err := io.ReadAll(&keyboard{ReadCloser: io.NopCloser(bytes.NewReader(sent))})
		if err != nil {
			t.Fatal(err)
		}
		byBytes, err := io.ReadAll(&keyboard{ReadCloser: io.NopCloser(iotest.OneByteReader(bytes.NewReader(sent)))})
		if err != nil || !bytes.Equal(whole, byBytes) {
			t.Errorf("%q is read as %q, by bytes as %q, %v", sent, whole, byBytes, err)
		}
		pasted, err := io.ReadAll(&keyboard{ReadCloser: io.NopCloser(bytes.NewReader(append([]byte(pasteBegin), sent...)))})
		text, _, _ := bytes.Cut(sent, []byte(pasteEnd))
		if keys := bytes.ContainsFunc(pasted, func(c rune) bool { return c < ' ' && c != '\r' }); err != nil || keys && len(text) == len(sent) {
			t.Errorf("%q is pasted as %q, %v", sent, pasted, err)
		}
	})
}
