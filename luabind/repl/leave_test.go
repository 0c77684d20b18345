package repl_test

import (
	"context"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/repl"
)

// TestExit holds that exit and quit end it, unless the script has something of
// that name.
func TestExit(t *testing.T) {
	for lines, want := range map[string]string{
		"1\nexit\n2\n":          "1\n",
		"1\nquit()\n2\n":        "1\n",
		"exit = 5\nexit\n2\n":   "5\n2\n",
		"1\nexit_code = 3\n2\n": "1\n2\n",
	} {
		var out strings.Builder
		host, err := luabind.New(luabind.WithStdio(nil, &out, &out))
		if err != nil {
			t.Fatal(err)
		}
		err = repl.Run(context.Background(), repl.Config{Host: host, Stdin: strings.NewReader(lines), Stdout: &out, Stderr: &out})
		host.Close()
		if err != nil || out.String() != want {
			t.Errorf("%q prints %q, %v", lines, out.String(), err)
		}
	}
}
