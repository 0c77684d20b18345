//go:build unix

package programs

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
)

// A program that is started where signals are ignored ends by one all the same.
func TestHearSignals(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGHUP} {
		signal.Ignore(s)
		defer signal.Reset(s)
	}
	run := func() syscall.WaitStatus {
		cmd := exec.Command("sh", "-c", "kill -INT $$; kill -HUP $$; exit 7")
		_ = cmd.Run()
		return cmd.ProcessState.Sys().(syscall.WaitStatus)
	}
	if got := run(); got.ExitStatus() != 7 {
		t.Fatalf("it ends with %v where signals are ignored", got)
	}
	HearSignals()
	if got := run(); !got.Signaled() || got.Signal() != syscall.SIGINT {
		t.Errorf("it ends with %v, and not by the signal", got)
	}
	// Here they still do nothing.
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGHUP} {
		if err := syscall.Kill(os.Getpid(), s); err != nil {
			t.Fatal(err)
		}
	}
}
