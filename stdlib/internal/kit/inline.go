package kit

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// Inline writes a value on one short line, for messages.
func Inline(c *luabind.Call, v luabind.Value) string {
	const most = 200
	s, err := luabind.Format{Depth: 4, Text: most}.Value(c, v)
	if err != nil {
		return v.Kind()
	}
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}
