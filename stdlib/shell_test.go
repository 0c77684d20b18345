//go:build unix

package stdlib_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luashell"
)

// stubborn is a program that ignores being asked to end, as do the children
// that it starts, of which one leaves its group where the system has the program
// for that; all write their process ids to a file.
const stubborn = `
trap '' TERM INT HUP
if command -v setsid > /dev/null; then
  setsid sh -c 'trap "" TERM INT HUP; echo $$ >> "$PIDS"; while :; do sleep 1; done' &
fi
(trap '' TERM INT HUP; echo $(exec sh -c 'echo $PPID') >> "$PIDS"; while :; do sleep 1; done) &
echo $$ >> "$PIDS"
while :; do sleep 1; done
`

// stubbornProcesses is how many of them there are.
func stubbornProcesses() int {
	_, noProc := os.Stat("/proc/self/task")
	_, noSetsid := exec.LookPath("setsid")
	if errors.Join(noProc, noSetsid) != nil {
		return 2
	}
	return 3
}

// alive says whether a process is there and has not ended.
func alive(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return !errors.Is(err, os.ErrNotExist)
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z") // ended, and not yet waited for
}

// pidsIn waits until n process ids stand in a file.
func pidsIn(t *testing.T, path string, n int) []int {
	t.Helper()
	for range 6000 {
		b, _ := os.ReadFile(path)
		if words := strings.Fields(string(b)); len(words) >= n {
			var pids []int
			for _, w := range words {
				pid, err := strconv.Atoi(w)
				if err != nil {
					t.Fatal(err)
				}
				pids = append(pids, pid)
			}
			return pids
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the programs did not start")
	return nil
}

func allDead(t *testing.T, pids []int) {
	t.Helper()
	for range 6000 {
		dead := true
		for _, pid := range pids {
			dead = dead && !alive(pid)
		}
		if dead {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("some of the processes %v are left", pids)
	for _, pid := range pids {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

// A timeout ends a program that ignores SIGTERM and has forked.
func TestShellTimeoutEndsTheTree(t *testing.T) {
	t.Parallel() // it has the program run for seconds, so that it has begun for sure
	h := newHost(t)
	pidFile := filepath.Join(t.TempDir(), "pids")
	if err := errors.Join(h.Set("script", stubborn), h.Set("pids", pidFile)); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	err := h.DoString(t.Context(), "test", `require("shell").run({"sh", "-c", script}, {timeout = 3, env = {PIDS = pids}})`)
	var e *luabind.ScriptError
	if !errors.As(err, &e) || e.Kind != "ShellError" || !strings.Contains(e.Message, "took longer than 3s") {
		t.Fatalf("got %v", err)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %v", took)
	}
	allDead(t, pidsIn(t, pidFile, stubbornProcesses()))
}

// So does the end of the run.
func TestShellCancelEndsTheTree(t *testing.T) {
	h := newHost(t)
	pidFile := filepath.Join(t.TempDir(), "pids")
	if err := errors.Join(h.Set("script", stubborn), h.Set("pids", pidFile)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- h.DoString(ctx, "test", `require("shell").run({"sh", "-c", script}, {env = {PIDS = pids}})`)
	}()
	pids := pidsIn(t, pidFile, stubbornProcesses())
	cancel()
	began := time.Now()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %v", took)
	}
	allDead(t, pids)
}

// Who is about to exit waits for what runs have started and left: afterwards
// nothing of it is there.
func TestShellWait(t *testing.T) {
	h := newHost(t)
	pidFile := filepath.Join(t.TempDir(), "pids")
	if err := errors.Join(h.Set("script", stubborn), h.Set("pids", pidFile)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- h.DoString(ctx, "test", `require("shell").run({"sh", "-c", script}, {env = {PIDS = pids}})`)
	}()
	pids := pidsIn(t, pidFile, stubbornProcesses())
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	luashell.Wait()
	for _, pid := range pids {
		if alive(pid) && !killed(pid) {
			t.Errorf("process %d is still there", pid)
		}
	}
	allDead(t, pids)
}

// TestShellWaitOthers: who waits for what his own runs have left does not wait for
// the programs of runs that go on, in a process that has several.
func TestShellWaitOthers(t *testing.T) {
	h := newHost(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), h.Set("pipe", pipe)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- h.DoString(t.Context(), "test", `require("shell").run{"cat", pipe}`) }()
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // as soon as the program reads
	if err != nil {
		t.Fatal(err)
	}
	luashell.Wait()
	if err := errors.Join(w.Close(), <-done); err != nil {
		t.Error(err)
	}
}

// killed says whether a process is about to end by a SIGKILL.
func killed(pid int) bool {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return true // it is gone, or nothing tells
	}
	for _, line := range strings.Split(string(status), "\n") {
		if set, pending := strings.CutPrefix(line, "ShdPnd:\t"); pending {
			bits, _ := strconv.ParseUint(strings.TrimSpace(set), 16, 64)
			return bits&(1<<(syscall.SIGKILL-1)) != 0 || strings.Contains(string(status), "(dead)")
		}
	}
	return strings.Contains(string(status), "(zombie)")
}

// Other tasks go on while a program runs.
func TestShellLetsOtherTasksRun(t *testing.T) {
	h := newHost(t)
	err := h.DoString(t.Context(), "test", `
local shell, task, fs, path = require "shell", require "task", require "fs", require "path"
local file = path.join(dir, "go")
local r = task.all{
  function() return shell.run({"sh", "-c", 'while [ ! -e "$FILE" ]; do sleep 0.05; done; echo seen'}, {env = {FILE = file}, timeout = 20}).stdout end,
  function() fs.write(file, "") end,
}
assert(r[1] == "seen\n", r[1])`)
	if err != nil {
		t.Error(err)
	}
}
