//go:build linux

package tests

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestModulesLinkAlone: who embeds Lua with one small module pays for that
// module, in the size of his program and in its memory, and for no other.
func TestModulesLinkAlone(t *testing.T) {
	bareSize, bareMemory := linked(t, "bare")
	size, memory := linked(t, "path")
	t.Logf("luabind alone: %d bytes, %d KB; with luapath: %d bytes, %d KB", bareSize, bareMemory, size, memory)
	if most := bareSize * 106 / 100; size > most {
		t.Errorf("with luapath a program has %d bytes, at most %d expected: what does it link?", size, most)
	}
	if most := bareMemory * 110 / 100; memory > most {
		t.Errorf("with luapath a program uses %d KB, at most %d expected", memory, most)
	}
}

// linked builds a stripped program and gives its size, and the least memory of
// several runs.
func linked(t *testing.T, name string) (size, memory int64) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", file, "./testdata/linked/"+name).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	memory = math.MaxInt64
	for range 15 {
		out, err := exec.Command(file).Output()
		if err != nil || !strings.HasPrefix(string(out), "logs/web.log\n") {
			t.Fatalf("%s printed %q, %v", name, out, err)
		}
		// What the system says of an ended child counts this process too.
		var kb int64
		_, peak, _ := strings.Cut(string(out), "VmHWM:")
		if _, err := fmt.Sscan(peak, &kb); err != nil {
			t.Fatalf("no VmHWM: %v", err)
		}
		memory = min(memory, kb)
	}
	return info.Size(), memory
}
