// Package embedding holds programs that embed doapi, which the manual shows.
package embedding

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestPrograms builds each program and compares what it prints.
func TestPrograms(t *testing.T) {
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin+string(filepath.Separator), "./...").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	folders, err := filepath.Glob("*/main.go")
	if err != nil || len(folders) < 4 {
		t.Fatalf("%v, %v", folders, err)
	}
	for _, file := range folders {
		name := filepath.Dir(file)
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(filepath.Join(name, "output.txt"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := exec.Command(filepath.Join(bin, name)).CombinedOutput()
			if err != nil || string(got) != string(want) {
				t.Errorf("%v, it printed\n%s", err, got)
			}
		})
	}
}
