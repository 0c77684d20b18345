package syntax

import "bytes"

// Rewrite spells the client DO wherever src spells it do, and blanks a byte
// order mark and a first line that starts with #, so that gopher-lua's parser
// takes the result. The length and so every line and column stay the same. No
// valid Lua program changes: the keyword do is never followed by a dot, a
// single colon or an opening bracket there.
//
// The result is src itself when there is nothing to change, else a copy.
func Rewrite(src []byte) []byte {
	l := NewLexer(src)
	out := src
	change := func(from, to int, with string) {
		if &out[0] == &src[0] {
			out = bytes.Clone(src)
		}
		for i := from; i < to; i++ {
			out[i] = with[(i-from)%len(with)]
		}
	}
	if l.at > 0 {
		change(0, l.at, " ")
	}
	for {
		switch tok := l.Next(); tok.Kind {
		case EOF:
			return out
		case Name:
			if isDo(src, tok) {
				change(int(tok.Start.Offset), int(tok.End.Offset), "DO")
			}
		}
	}
}

// isDo reports whether the Name tok is the client, spelled do.
func isDo(src []byte, tok Token) bool {
	at := tok.Start.Offset
	return tok.End.Offset-at == 2 && src[at] == 'd' && src[at+1] == 'o'
}
