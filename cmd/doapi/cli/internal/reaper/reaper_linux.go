// Package reaper waits for the children that nobody else waits for, where the
// program is process 1, as in a container: orphans become its children, and
// would stay in the list of processes until it ends.
package reaper

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// Run runs the program once more as a child, where this process is the first
// one. It passes signals on to the child, and waits for whatever ends until the
// child does. code is what it ended with; ran is false where there is nothing
// to do.
//
// The child's own children are waited for by whom they belong to: two who wait
// for the same one would take its exit code from each other.
func Run() (code int, ran bool) {
	if os.Getpid() != 1 {
		return 0, false
	}
	program, err := os.Executable()
	if err != nil {
		return 0, false
	}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH)
	child, err := os.StartProcess(program, os.Args, &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
	if err != nil {
		signal.Stop(signals)
		return 0, false
	}
	go func() {
		for s := range signals {
			_ = child.Signal(s) // which may have ended
		}
	}()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return 1, true
		case pid == child.Pid && status.Signaled():
			return 128 + int(status.Signal()), true
		case pid == child.Pid:
			return status.ExitStatus(), true
		}
	}
}
