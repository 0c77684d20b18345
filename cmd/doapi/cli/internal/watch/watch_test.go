package watch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// clock does something instead of each pause.
type clock struct {
	luabind.Clock
	pauses []func()
}

func (c *clock) Sleep(ctx context.Context, _ time.Duration) error {
	if len(c.pauses) == 0 {
		return errors.New("nobody saw the change")
	}
	c.pauses[0]()
	c.pauses = c.pauses[1:]
	return ctx.Err()
}

func TestChange(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "sub", "x.lua")
	write := func(path, text string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	nothing := func() {}
	other := func() { write(filepath.Join(dir, "notes.txt"), "x"); write(filepath.Join(dir, ".git", "y.lua"), "x") }
	for name, change := range map[string]func(){
		"written": func() { write(file, "return 22") },
		"removed": func() { os.Remove(file) },
		"made":    func() { write(filepath.Join(dir, "a.lua"), "") },
	} {
		t.Run(name, func(t *testing.T) {
			os.Remove(filepath.Join(dir, "a.lua"))
			write(file, "return 1")
			got, err := Change(t.Context(), &clock{pauses: []func(){nothing, other, change}}, dir, Files(dir))
			want := file
			if name == "made" {
				want = filepath.Join(dir, "a.lua")
			}
			if err != nil || got != want {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := Change(ctx, &clock{pauses: []func(){cancel}}, dir, Files(dir)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
