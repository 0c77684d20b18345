//go:build !unix

package stdlib

import (
	"os/exec"
	"strconv"
)

// wholeTree makes the end of a program the end of all that it started.
func wholeTree(cmd *exec.Cmd) {
	cmd.Cancel = func() error {
		if exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run() == nil {
			return nil
		}
		return cmd.Process.Kill()
	}
}
