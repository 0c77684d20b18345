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

// TestForgottenFiles: files that nobody closed are collected when there are too
// many, then the next one is opened.
func TestForgottenFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte("line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := luabind.New(luabind.WithDir(dir), luabind.WithCapabilities(luabind.CapOS, luabind.CapFS), luabind.WithoutLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.DoString(t.Context(), "test", `
		for i = 1, 1000 do local f = assert(io.open("f"), i) assert(f:read() == "line") end
		for i = 1, 1000 do assert(io.lines("f")() == "line", i) end
		local kept = {}
		for i = 1, 1000 do kept[i] = io.open("f") if not kept[i] then break end end
		assert(#kept > 100 and #kept < 1000 and select(2, io.open("f")):find("too many open files"))`); err != nil {
		t.Error(err)
	}
}
