package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCassettes records every example with the simulator and plays it back
// without it: the same output and exit code, and nothing else to wait for.
func TestCassettes(t *testing.T) {
	for name, runs := range scripts {
		for _, r := range runs {
			if raced && name != "quickstart" && name != "dns_sync" {
				continue
			}
			if strings.Contains(r.setup, `require("test")`) || strings.Contains(r.setup, `require("spaces")`) || name == "backup_to_spaces" {
				continue // what a simulator alone has
			}
			t.Run(name+"/"+r.name, func(t *testing.T) {
				t.Parallel()
				tape := filepath.Join(t.TempDir(), "tape")
				var args []string
				for _, code := range []string{r.fakes, r.setup} {
					if code != "" {
						args = append(args, "-e", code)
					}
				}
				args = append(append(args, "../scripts/"+name+".lua"), r.args...)
				home := t.TempDir()
				for i := range args {
					args[i] = strings.ReplaceAll(args[i], "$HOME", home)
				}
				out, errs, code := doapi(t, append([]string{"--sim", "--record", tape}, args...)...)
				if code != r.code {
					t.Fatalf("recording: exit %d\n%s", code, errs)
				}
				info, err := os.Stat(tape)
				if err != nil || info.Mode().Perm() != 0o600 {
					t.Fatalf("the cassette: %v, %v", info, err)
				}
				again, errs, code := doapi(t, append([]string{"--replay", tape}, args...)...)
				if code != r.code || again != out {
					t.Errorf("playing: exit %d, want %d\n%s\ngot\n%s\nwant\n%s", code, r.code, errs, again, out)
				}
				if _, errs, code := doapi(t, append([]string{"--sim", "--record", tape}, args...)...); code == 0 || !strings.Contains(errs, "exists") {
					t.Errorf("a cassette was overwritten: exit %d, %s", code, errs)
				}
			})
		}
	}
}

// TestReplayIsAlone refuses what does not go together.
func TestReplayIsAlone(t *testing.T) {
	for _, args := range [][]string{{"--replay", "x", "--record", "y", "-e", ""}, {"--replay", "x", "--sim", "-e", ""}} {
		if _, errs, code := doapi(t, args...); code != 2 || !strings.Contains(errs, "exclude") {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
}
