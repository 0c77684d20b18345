//go:build unix

package stdlib

import (
	"os/exec"
	"syscall"
)

// wholeTree makes the end of a program the end of all that it started, also of
// what ignores being asked.
func wholeTree(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
