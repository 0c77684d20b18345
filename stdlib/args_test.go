package stdlib_test

import (
	"errors"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
)

// --help prints the help, of a command too, and ends the script with 0.
func TestHelpEndsTheScript(t *testing.T) {
	const src = `
local p = require("args").parser{about = "Does it.", commands = {run = {about = "Runs.", {"file"}}}}
p:parse(arg)
print("not reached")`
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--help"}, "usage: it.lua COMMAND ...\n\nDoes it.\n\ncommands:\n  run  Runs.\n\nflags:\n  --help, -h  show this\n"},
		{[]string{"run", "-h"}, "usage: it.lua run FILE\n\nRuns.\n\narguments:\n  file\n\nflags:\n  --help, -h  show this\n"},
	} {
		out := &output{}
		h, err := luabind.New(stdlib.Core(), luabind.WithStdio(nil, out, out))
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		err = h.DoString(t.Context(), "dir/it.lua", src, c.args...)
		var exit *luabind.ExitError
		if !errors.As(err, &exit) || exit.Code != 0 {
			t.Errorf("%v: got %v", c.args, err)
		}
		if got := out.take(); got != c.want {
			t.Errorf("%v: got\n%s\nwant\n%s", c.args, got, c.want)
		}
	}
}
