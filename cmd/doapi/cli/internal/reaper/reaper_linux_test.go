package reaper

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const helper = "REAPER_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(helper) == "" {
		os.Exit(m.Run())
	}
	if code, ran := Run(); ran {
		os.Exit(code)
	}
	os.Exit(orphans())
}

// orphans leaves two processes behind, and waits until nothing is left of them.
func orphans() int {
	if err := exec.Command("sh", "-c", "(exit 0) & (sleep 0.1) & exit 0").Run(); err != nil {
		fmt.Println(err)
		return 1
	}
	// A child of our own keeps its exit code.
	var exit *exec.ExitError
	if err := exec.Command("sh", "-c", "exit 5").Run(); !errors.As(err, &exit) || exit.ExitCode() != 5 {
		fmt.Println("a child's exit code is", err)
		return 1
	}
	for range 500 {
		left := 0
		stats, _ := filepath.Glob("/proc/[0-9]*/stat")
		for _, file := range stats {
			text, _ := os.ReadFile(file)
			if _, rest, ok := strings.Cut(string(text), ") "); ok && (strings.HasPrefix(rest, "Z") || strings.Contains(string(text), "(sleep)")) {
				left++
			}
		}
		if left == 0 {
			return 7
		}
		time.Sleep(10 * time.Millisecond)
	}
	return 1
}

// TestFirstProcess runs the helper as process 1 of a namespace.
func TestFirstProcess(t *testing.T) {
	if _, ran := Run(); ran {
		t.Fatal("this is not the first process")
	}
	unshare := func(command ...string) *exec.Cmd {
		cmd := exec.Command("unshare", append([]string{"--pid", "--fork", "--mount-proc"}, command...)...)
		cmd.Env = append(os.Environ(), helper+"=1")
		return cmd
	}
	if out, err := unshare("true").CombinedOutput(); err != nil {
		t.Skipf("there are no namespaces to be had here: %v %s", err, out)
	}
	out, err := unshare(os.Args[0]).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("it ends with %v: %s", err, out)
	}
}
