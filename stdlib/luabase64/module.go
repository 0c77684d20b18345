// Package luabase64 is the module base64 of scripts.
package luabase64

import (
	"bytes"
	"context"
	"encoding/base64"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "base64"`.
var Module = &luabind.Module{
	Name: "base64",
	Doc: `Bytes as text and back.

    local base64 = require "base64"
    print(base64.encode("hello"))                       --> aGVsbG8=
    print(base64.decode("aGVsbG8"))                     --> hello`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "encode", Doc: "The base64 text of a string.", Result: "string", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "s", Type: luabind.StringType},
				{Name: "url", Type: luabind.BooleanType, Option: true, Doc: "the alphabet for URLs and file names, without padding"},
			},
			Run: runEncode},
		{Name: "decode", Doc: "The string that a base64 text stands for. White space does not matter, nor whether there is padding. Other text is a ParseError with its line and column.", Result: "string", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "s", Type: luabind.StringType},
				{Name: "url", Type: luabind.BooleanType, Option: true, Doc: "the alphabet for URLs and file names"},
			},
			Run: runDecode, Refuses: runDecode},
	}
}

func runEncode(c *luabind.Call) error {
	encoding := base64.StdEncoding
	if c.Named("url").Truthy() {
		encoding = base64.RawURLEncoding
	}
	s := c.Named("s").Text()
	c.Charge(2*encoding.EncodedLen(len(s)) + len(s))
	text, err := kit.Aside(c, len(s), func(context.Context) (string, error) { return encoding.EncodeToString([]byte(s)), nil })
	if err != nil {
		return err
	}
	return c.Return(luabind.String(text))
}

func runDecode(c *luabind.Call) error {
	// The text is copied twice on its way.
	s := c.Named("s").Text()
	url := c.Named("url").Truthy()
	c.Charge(2 * len(s))
	b, err := kit.Aside(c, len(s), func(context.Context) ([]byte, error) { return Decode(s, url) })
	if err != nil {
		return err
	}
	return kit.ReturnText(c, string(b))
}

// Decode reads base64 with or without padding and white space. Other text is a
// ParseError.
func Decode(s string, url bool) ([]byte, error) {
	digits := make([]byte, 0, len(s))
	for i := range len(s) {
		if !isSpace(s[i]) {
			digits = append(digits, s[i])
		}
	}
	bare := bytes.TrimRight(digits, "=")
	if padding := len(digits) - len(bare); padding > 0 && len(digits)%4 != 0 || padding > 2 {
		return nil, kit.TextError("decode: the padding is wrong", s, place(s, len(bare)), 1)
	}
	encoding := base64.RawStdEncoding
	if url {
		encoding = base64.RawURLEncoding
	}
	out := make([]byte, encoding.DecodedLen(len(bare)))
	n, err := encoding.Strict().Decode(out, bare)
	if at, ok := err.(base64.CorruptInputError); ok {
		return nil, kit.TextError("decode: this is no base64", s, place(s, min(int(at), len(bare))), 1)
	}
	return out[:n], err
}

func isSpace(ch byte) bool { return ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n' }

// place is where the n-th character stands that is no white space, from 0.
func place(s string, n int) int {
	for i := range len(s) {
		if isSpace(s[i]) {
			continue
		}
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}
