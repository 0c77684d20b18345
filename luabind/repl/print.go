package repl

import (
	"fmt"

	"github.com/doapi-lua/doapi/luabind"
)

func (r *repl) print(c *luabind.Call, v luabind.Value) error {
	_, err := fmt.Fprintln(r.Stdout, plainText(v.String()))
	return err
}
