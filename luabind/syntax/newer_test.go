package syntax_test

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// TestNewerLua: what other versions of Lua and other languages have is named.
func TestNewerLua(t *testing.T) {
	for src, want := range map[string]string{
		"local a = 7 // 2":                  "expression expected near '/' (Lua 5.3: write math.floor(a / b) in Lua 5.1)",
		"local x <const> = 1":               "(Lua 5.4: there are no attributes of variables in Lua 5.1)",
		"local f <close> = g()":             "see defer)",
		"for i = 1, 3 do continue end":      "1:17: there is no 'continue' in Lua (write 'goto continue', and '::continue::' before the end of the loop)",
		"for i = 1, 3 do continue; end":     "there is no 'continue' in Lua",
		"while x do\n  continue\nend":       "2:3: there is no 'continue' in Lua",
		"local a = 1 & 2":                   "there are no operators of bits in Lua 5.1",
		"local a = 1 | 2":                   "there are no operators of bits in Lua 5.1",
		"local a = 1 ~ 2":                   "there are no operators of bits in Lua 5.1",
		"local a = ~2":                      "there are no operators of bits in Lua 5.1",
		"local a = 1 << 2":                  "there are no operators of bits in Lua 5.1",
		"local a = 1 >> 2":                  "there are no operators of bits in Lua 5.1",
		"// a comment":                      "(a comment starts with --)",
		"continue = 1":                      "",
		"local continue = 1 f(continue)":    "",
		"local a = b < c":                   "",
		"goto continue do end ::continue::": "",
	} {
		_, err := syntax.Parse("test", []byte(src))
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", src, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v\nwant %s", src, err, want)
		}
	}
}
