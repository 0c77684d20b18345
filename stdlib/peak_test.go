//go:build linux && !race

package stdlib_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
)

// worstPeaks are the scripts whose peaks CI looks at: of each way to build
// something large in Go the one that takes most.
var worstPeaks = []string{
	"env: many variables", "json: indented", "json: long text", "re: gsub by function", "re: growing gsub",
	"shell: endless output", "io: popen without end", "yaml: aliases", "template: many filters", "http: kept answers", "table_view: padded",
}

// TestPeaks: whatever a script does by way of the modules, its process takes at
// most one and a half times what the script may take, and 64 MB.
// DOAPI_PEAKS=512 does it for all scripts at so many MB, which takes long;
// DOAPI_PROGRAM names a doapi that runs them, in place of the test's own
// process.
func TestPeaks(t *testing.T) {
	memory, scripts, seconds := 64, worstPeaks, "60"
	if s := os.Getenv("DOAPI_PEAKS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		memory, scripts, seconds = n, nil, "8"
	}
	world := newHostileWorld(t)
	run := 0
	for _, s := range hostileScripts {
		if scripts != nil && !slices.Contains(scripts, s.name) {
			continue
		}
		run++
		t.Run(s.name, func(t *testing.T) {
			// A Host whose globals tell what the script's process is to find.
			h := world.host(t, s.name)
			var globals strings.Builder
			for _, name := range []string{"dir", "pipe", "full_pipe", "huge", "silent", "server_url", "secure_url"} {
				if v, err := h.Eval(t.Context(), "peak", "return "+name); err == nil && !v[0].IsNil() {
					fmt.Fprintf(&globals, "%s = %q ", name, v[0].String())
				}
			}
			file := filepath.Join(t.TempDir(), "hostile.lua")
			if err := os.WriteFile(file, []byte(globals.String()+s.src), 0o600); err != nil {
				t.Fatal(err)
			}
			peak, out := peakOf(t, strconv.Itoa(memory), seconds, file)
			t.Logf("%d MB: %.100s", peak, out)
			if peak > memory*3/2+64 {
				t.Errorf("the process took %d MB", peak)
			}
		})
	}
	if scripts != nil && run != len(scripts) {
		t.Errorf("%d of %d scripts", run, len(scripts))
	}
}

const peakProcess = "DOAPI_PEAK_PROCESS"

// peakOf runs a script in a process of its own, and gives its peak in MB and what it
// said.
func peakOf(t *testing.T, memory, seconds, file string) (peak int, out string) {
	if program := os.Getenv("DOAPI_PROGRAM"); program != "" {
		cmd := exec.Command(program, "--sim", "--max-memory", memory+"M", "--max-time", seconds, file)
		said := new(beginning)
		cmd.Stderr = said
		if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 2 || cmd.ProcessState.ExitCode() < 0 {
			t.Errorf("%v: %s", err, said)
		}
		return int(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) >> 10, said.String()
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run", "TestPeakProcess$", "-test.v")
	cmd.Env = append(os.Environ(), peakProcess+"="+strings.Join([]string{memory, seconds, file}, " "))
	b, err := cmd.CombinedOutput()
	_, said, _ := strings.Cut(string(b), "peak ")
	kb, said, ok := strings.Cut(said, " kB: ")
	peak, _ = strconv.Atoi(kb)
	if err != nil || !ok || peak == 0 {
		t.Fatalf("%v: %s", err, b)
	}
	return peak >> 10, said
}

// beginning keeps what was written first: the process of a test that keeps
// more would count among the peaks of those that it starts.
type beginning struct{ strings.Builder }

func (b *beginning) Write(p []byte) (int, error) {
	b.Builder.Write(p[:min(len(p), max(0, 1000-b.Len()))])
	return len(p), nil
}

// TestPeakProcess is the process of one script.
func TestPeakProcess(t *testing.T) {
	arg := strings.SplitN(os.Getenv(peakProcess), " ", 3)
	if len(arg) != 3 {
		t.Skip("it is a process of TestPeaks")
	}
	memory, _ := strconv.Atoi(arg[0])
	seconds, _ := strconv.Atoi(arg[1])
	limit := int64(memory) << 20
	debug.SetMemoryLimit(limit + limit/8 + 32<<20) // as the command line does
	h, err := luabind.New(stdlib.Core(), allCapabilities, luabind.WithCapabilities(luabind.CapOS), luabind.WithStdio(nil, io.Discard, io.Discard), luabind.WithoutLimits(),
		luabind.WithMemoryLimit(limit), luabind.WithTimeLimit(time.Duration(seconds)*time.Second), luabind.WithGrace(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.Set("lock", new(locked)); err != nil {
		t.Fatal(err)
	}
	said := h.DoFile(context.Background(), arg[2])
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kb, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	fmt.Printf("peak %s kB: %.200v\n", kb, said)
}
