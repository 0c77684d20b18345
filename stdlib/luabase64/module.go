// Package luabase64 is the module base64 of scripts.
package luabase64

import (
	"encoding/base64"
	"strings"

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
	Funcs: []luabind.Func{
		{Name: "encode", Doc: "The base64 text of a string.", Result: "string", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "s", Type: luabind.StringType},
				{Name: "url", Type: luabind.BooleanType, Option: true, Doc: "the alphabet for URLs and file names, without padding"},
			},
			Run: func(c *luabind.Call) error {
				encoding := base64.StdEncoding
				if c.Named("url").Truthy() {
					encoding = base64.RawURLEncoding
				}
				s := c.Named("s").Text()
				c.Charge(encoding.EncodedLen(len(s)))
				return c.Return(luabind.String(encoding.EncodeToString([]byte(s))))
			}},
		{Name: "decode", Doc: "The string that a base64 text stands for. White space does not matter, nor whether there is padding. Other text is a ParseError with its line and column.", Result: "string", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "s", Type: luabind.StringType},
				{Name: "url", Type: luabind.BooleanType, Option: true, Doc: "the alphabet for URLs and file names"},
			},
			Run: func(c *luabind.Call) error {
				b, err := Decode(c.Named("s").Text(), c.Named("url").Truthy())
				if err != nil {
					return err
				}
				return kit.ReturnText(c, string(b))
			}},
	},
}

// Decode reads base64 with or without padding and white space.
func Decode(s string, url bool) ([]byte, error) {
	digits, places := make([]byte, 0, len(s)), make([]int, 0, len(s))
	for i := range len(s) {
		if strings.IndexByte(" \t\r\n", s[i]) < 0 {
			digits, places = append(digits, s[i]), append(places, i)
		}
	}
	bare := strings.TrimRight(string(digits), "=")
	place := func(i int) int {
		if i < len(places) {
			return places[i]
		}
		return len(s)
	}
	if padding := len(digits) - len(bare); padding > 0 && len(digits)%4 != 0 || padding > 2 {
		return nil, kit.TextError("decode: the padding is wrong", s, place(len(bare)), 1)
	}
	encoding := base64.RawStdEncoding
	if url {
		encoding = base64.RawURLEncoding
	}
	b, err := encoding.Strict().DecodeString(bare)
	if at, ok := err.(base64.CorruptInputError); ok {
		return nil, kit.TextError("decode: this is no base64", s, place(min(int(at), len(bare))), 1)
	}
	return b, err
}
