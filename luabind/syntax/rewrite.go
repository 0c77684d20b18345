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
	var out []byte // a copy of src once it is needed
	l := *NewLexer(src)
	if l.at > 0 {
		out = bytes.Clone(src)
		for i := range l.at {
			out[i] = ' '
		}
	}
	for {
		tok := l.Next()
		if tok.Kind == Name && isDo(src, tok) {
			if out == nil {
				out = bytes.Clone(src)
			}
			copy(out[tok.Start.Offset:], "DO")
		} else if tok.Kind == EOF {
			break
		}
	}
	if out == nil {
		return src
	}
	return out
}

// isDo reports whether the Name tok is the client, spelled do.
func isDo(src []byte, tok Token) bool {
	at := tok.Start.Offset
	return tok.End.Offset-at == 2 && src[at] == 'd' && src[at+1] == 'o'
}
