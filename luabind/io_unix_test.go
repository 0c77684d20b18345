//go:build unix

package luabind_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// TestPipesEnd: a named pipe that nobody writes to holds nobody up when the run
// ends.
func TestPipesEnd(t *testing.T) {
	dir := t.TempDir()
	h, _ := host(t, luabind.WithDir(dir), luabind.WithCapabilities(luabind.CapOS), luabind.WithPath("?.lua"))
	ends := func(src string) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		h.Set("ready", func() { go cancel() })
		if err := h.DoString(ctx, "test", `ready() `+src); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", src, err)
		}
	}
	for i, src := range []string{
		`loadfile("pipe%d.lua")`, `dofile("pipe%d.lua")`, `pcall(require, "pipe%d")`, `io.open("pipe%d.lua")`, `io.open("pipe%d.lua", "w")`, `io.lines("pipe%d.lua")()`,
	} {
		if err := syscall.Mkfifo(filepath.Join(dir, fmt.Sprintf("pipe%d.lua", i)), 0o600); err != nil {
			t.Skip(err)
		}
		for range 10 {
			ends(fmt.Sprintf(src, i))
		}
	}
	// Opened at both ends, and nothing written.
	for i, src := range []string{`loadfile("pipe%d.lua")`, `io.open("pipe%d.lua"):read()`, `io.lines("pipe%d.lua")()`} {
		f, err := os.OpenFile(filepath.Join(dir, fmt.Sprintf("pipe%d.lua", i)), os.O_RDWR, 0)
		if err != nil {
			t.Skip(err)
		}
		defer f.Close()
		for range 10 {
			ends(fmt.Sprintf(src, i))
		}
	}
}
