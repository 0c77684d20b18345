package replace

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// What is there keeps its mode and stays where it is until the new content is
// whole, and nothing else is left in the folder.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	if err := Write(name, []byte("one"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	failure := errors.New("no room")
	f, err := Create(name, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("tw")
	if err := f.Commit(failure); !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
	if text, _ := os.ReadFile(name); string(text) != "one" {
		t.Errorf("after a failure: %q", text)
	}
	if err := Write(name, []byte("two"), 0o666); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if text, _ := os.ReadFile(name); err != nil || string(text) != "two" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v, %v", text, info, err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left: %v", entries)
	}
	if _, err := Create(filepath.Join(dir, "no", "b"), 0o666); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if err := Write(os.DevNull, []byte("x"), 0o666); err != nil {
		t.Error(err)
	}
	if err := Write(dir, []byte("x"), 0o666); err == nil {
		t.Error("a folder was written")
	}
}
