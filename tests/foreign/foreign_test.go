// Package foreign runs programs that use Lua libraries which others wrote, and
// compares their output with that of lua5.1. The libraries are those that
// Debian packages as plain Lua; where they or lua5.1 are not installed, the
// tests are skipped.
package foreign

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
)

// tree is where Debian's packages put modules for Lua 5.1.
const tree = "/usr/share/lua/5.1"

// changing is what differs from run to run.
var changing = regexp.MustCompile(`Started on .*|in \d+\.\d+ seconds`)

// needsC is what a program prints whose library loads a module in C.
const needsC = "needs a module in C"

func TestPackages(t *testing.T) {
	reference, err := exec.LookPath("lua5.1")
	if err != nil {
		t.Skip("lua5.1 is not installed")
	}
	programs, _ := filepath.Glob("testdata/with_*.lua")
	if len(programs) < 20 {
		t.Fatalf("there are %d programs", len(programs))
	}
	for _, program := range programs {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(program), "with_"), ".lua")
		t.Run(name, func(t *testing.T) {
			if !installed(name) {
				t.Skip("the package is not installed")
			}
			cmd := exec.Command(reference, program)
			cmd.Env = append(os.Environ(), "LUA_PATH="+tree+"/?.lua;"+tree+"/?/init.lua")
			want, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("lua5.1: %v\n%s", err, want)
			}
			got, err := run(t, program)
			if strings.Contains(got, needsC) && !bytes.Contains(want, []byte(needsC)) {
				t.Skip("the library " + needsC)
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, got)
			}
			if clean := changing.ReplaceAllString(string(want), ""); changing.ReplaceAllString(got, "") != clean {
				t.Errorf("prints\n%s\nlua5.1 prints\n%s", got, want)
			}
		})
	}
}

func installed(name string) bool {
	for module, files := range map[string]string{"penlight": "pl", "messagepack": "MessagePack"} {
		if name == module {
			name = files
		}
	}
	for _, file := range []string{name + ".lua", name} {
		if _, err := os.Stat(filepath.Join(tree, file)); err == nil {
			return true
		}
	}
	return false
}

// run runs a program as the command does.
func run(t *testing.T, program string) (string, error) {
	var out bytes.Buffer
	h, err := luabind.New(
		luabind.WithStdio(nil, &out, &out), luabind.WithPath(tree+"/?.lua", tree+"/?/init.lua"),
		luabind.WithCapabilities(luabind.CapFS, luabind.CapOS, luabind.CapEnv), stdlib.Core(),
	)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	err = h.DoFile(t.Context(), program)
	return out.String(), err
}
