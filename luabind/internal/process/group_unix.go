//go:build unix

// Package process starts programs so that their end is the end of what they
// started.
package process

import (
	"os/exec"
	"syscall"
)

// OwnGroup makes the end of a command the end of all that it started.
func OwnGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
