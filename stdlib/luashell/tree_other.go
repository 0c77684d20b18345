//go:build !unix

package luashell

import (
	"os"
	"os/exec"
	"strconv"
)

// tree is a program with all that it starts, as far as the system knows such a
// thing.
type tree struct{ cmd *exec.Cmd }

func newTree(cmd *exec.Cmd) *tree { return &tree{cmd} }

// end ends a program and what it started.
func (t *tree) end() error {
	if exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(t.cmd.Process.Pid)).Run() == nil {
		return nil
	}
	return t.cmd.Process.Kill()
}

// kill ends what is left.
func (t *tree) kill() {
	if t.cmd.Process != nil {
		t.cmd.Process.Kill()
	}
}

// exitCode is a program's code.
func exitCode(state *os.ProcessState) int { return state.ExitCode() }
