package meaning_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var (
	firstSeed = flag.Uint64("seed", 1, "the first random program")
	programs  = flag.Int("programs", 300, "how many random programs to run")
	keep      = flag.String("keep", "", "a folder for the programs that differ")
)

// TestRandomPrograms runs random programs with both.
func TestRandomPrograms(t *testing.T) {
	if _, err := exec.LookPath("lua5.1"); err != nil {
		t.Skip("lua5.1 is not installed")
	}
	const batch = 100
	failures := 0
	for first := *firstSeed; first < *firstSeed+uint64(*programs); first += batch {
		var list []string
		for seed := first; seed < min(first+batch, *firstSeed+uint64(*programs)); seed++ {
			list = append(list, generate(seed))
		}
		for i, want := range reference(t, list) {
			if diff := difference(host(t, list[i]), want); diff != "" {
				t.Errorf("program %d: %s", first+uint64(i), diff)
				if *keep != "" {
					name := filepath.Join(*keep, fmt.Sprintf("%d.lua", first+uint64(i)))
					if err := os.WriteFile(name, []byte(list[i]), 0o666); err != nil {
						t.Error(err)
					}
				}
				if failures++; failures >= 10 {
					t.FailNow()
				}
			}
		}
	}
}
