package meaning_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

var update = flag.Bool("update", false, "write the outputs that lua5.1 gives for the programs of testdata")

// TestPrograms runs the programs of testdata and compares their output with
// what the reference implementation gave.
func TestPrograms(t *testing.T) {
	files, err := filepath.Glob("testdata/programs/*.lua")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d programs, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".lua"), func(t *testing.T) {
			golden := strings.TrimSuffix(file, ".lua") + ".txt"
			if *update {
				cmd := exec.Command("lua5.1", filepath.Base(file))
				cmd.Dir = filepath.Dir(file)
				out, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, out, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := difference(runFile(t, file), string(want)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// runFile runs a program of testdata as the reference implementation does.
func runFile(t *testing.T, file string) string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	h, err := luabind.New(luabind.WithStdio(nil, &out, &out), luabind.WithTimeLimit(0))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	write := func(list ...string) { out.WriteString(strings.Join(list, "")) }
	if err := h.Set("write", write); err != nil {
		t.Fatal(err)
	}
	if err := h.DoString(t.Context(), "io", "io = {write = write}"); err != nil {
		t.Fatal(err)
	}
	if err := h.DoString(t.Context(), filepath.Base(file), string(src)); err != nil {
		out.WriteString("error: " + err.Error() + "\n")
	}
	return out.String()
}
