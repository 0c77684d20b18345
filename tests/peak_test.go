//go:build linux && !race

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestPeaks: whatever a script does, the process takes at most one and a half
// times what the script may take, and 64 MB (but for the race detector's own).
func TestPeaks(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const memory = 64 // MB
	for name, src := range map[string]string{
		"small tables":        `local t = {} while true do t[#t + 1] = {} end`,
		"in pcall":            `while true do pcall(function() local t = {} while true do t[#t + 1] = {} end end) end`,
		"fields":              `local t = {} while true do t[#t + 1] = {a = 1, b = 2} end`,
		"parts of texts":      `local s, keep = ("a,"):rep(1e5) while true do local t = {} for w in s:gmatch("[^,]+") do t[#t + 1] = w .. "x" end keep = {keep, t} end`,
		"modules":             `local json, keep = require "json", {} local s = json.encode{("x"):rep(1e6)} while true do keep[#keep + 1] = json.decode(s) end`,
		"what a program says": `require "shell".run{"yes"}`,
		"a file without end":  `io.open("/dev/zero"):read("*a")`,
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(program, "--sim", "--max-memory", "64M", "--max-time", "120", "-e", src)
			cmd.Args[0] = "doapi"
			status := filepath.Join(t.TempDir(), "status")
			cmd.Env = append(os.Environ(), statusFile+"="+status)
			out, err := cmd.CombinedOutput()
			if err == nil || cmd.ProcessState.ExitCode() != 1 {
				t.Fatalf("%v: %s", err, out)
			}
			text, err := os.ReadFile(status)
			if err != nil {
				t.Fatal(err)
			}
			var peak int
			if m := regexp.MustCompile(`VmHWM:\s*(\d+) kB`).FindSubmatch(text); m != nil {
				peak, _ = strconv.Atoi(string(m[1]))
			}
			peak >>= 10
			if peak == 0 {
				t.Fatalf("no peak in %s", text)
			}
			t.Logf("%d MB: %.100s", peak, out)
			if peak > memory*3/2+64 {
				t.Errorf("the process took %d MB", peak)
			}
		})
	}
}
