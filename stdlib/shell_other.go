//go:build !unix

package stdlib

import (
	"os"
	"os/exec"
	"strconv"
)

// ownGroup is what makes all that a program starts end with it, where the system
// has such a thing.
func ownGroup(*exec.Cmd) {}

// endGroup ends a program and what it started.
func endGroup(cmd *exec.Cmd) error {
	if exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run() == nil {
		return nil
	}
	return cmd.Process.Kill()
}

// killGroup ends what is left.
func killGroup(cmd *exec.Cmd) {
	if cmd.Process != nil {
		cmd.Process.Kill()
	}
}

// exitCode is a program's code.
func exitCode(state *os.ProcessState) int { return state.ExitCode() }
