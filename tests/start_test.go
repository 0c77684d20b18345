package tests

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestStartMakesLittle bounds what packages make before main runs: every start
// pays for it, whatever it is for. What is needed seldom is made when it is
// needed; a library that makes much has to be worth it. Our own packages do not
// even run an init, for its code has to be loaded, but for those that are named.
func TestStartMakesLittle(t *testing.T) {
	const most, mostOfOne = 256 << 10, 32 << 10 // bytes; 187 and 25 KB on linux/amd64
	mayInit := []string{"luabind", "luabind/do", "luabind/do/dotest", "luabind/internal/clock", "luabind/internal/goval", "luabind/syntax"}
	program := filepath.Join(t.TempDir(), "doapi")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.Command("go", "build", "-o", program, "../cmd/doapi")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := exec.Command(program, "-e", "")
	run.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	type made struct {
		name  string
		bytes int
	}
	var all []made
	total := 0
	for line := range strings.Lines(string(out)) {
		// init NAME @0.5 ms, 0.02 ms clock, 1234 bytes, 5 allocs
		words := strings.Fields(line)
		var n int
		if len(words) != 11 || words[0] != "init" {
			continue
		}
		if _, err := fmt.Sscan(words[7], &n); err != nil || words[8] != "bytes," {
			t.Fatalf("not understood: %s", line)
		}
		all = append(all, made{words[1], n})
		total += n
		if own, ours := strings.CutPrefix(words[1], module+"/"); ours && !slices.Contains(mayInit, own) {
			t.Errorf("%s runs an init, which every start pays for: have luabind/lazy or a Module's Prepare make what it makes", own)
		}
	}
	if len(all) < 50 {
		t.Skipf("this Go does not tell of inits:\n%s", out)
	}
	slices.SortFunc(all, func(a, b made) int { return b.bytes - a.bytes })
	if total > most || all[0].bytes > mostOfOne {
		t.Errorf("packages make %d bytes at the start, %d of them %s: at most %d and %d are expected", total, all[0].bytes, all[0].name, most, mostOfOne)
		for _, m := range all[:15] {
			t.Logf("%7d %s", m.bytes, m.name)
		}
	}
	t.Logf("%d packages make %d bytes", len(all), total)
}
