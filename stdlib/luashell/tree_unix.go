//go:build unix

package luashell

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// tree is a program with all that it starts: a group of its own, and what has
// left the group as far as the system tells.
type tree struct {
	cmd    *exec.Cmd
	others []process
}

func newTree(cmd *exec.Cmd) *tree {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return &tree{cmd: cmd}
}

// end asks all of it to end.
func (t *tree) end() error {
	t.others = descendants(t.cmd.Process.Pid, nil)
	return t.signal(t.others, syscall.SIGTERM)
}

// kill ends what is left of it.
func (t *tree) kill() {
	if t.cmd.Process == nil {
		return
	}
	var left []process
	for _, p := range t.others {
		left = descendants(p.pid, append(left, p))
	}
	t.signal(left, syscall.SIGKILL)
}

// signal goes to the group, all at once, then to the others, parents first: a
// shell that outlives the command it waits for would go on with the next one.
func (t *tree) signal(others []process, s syscall.Signal) error {
	err := syscall.Kill(-t.cmd.Process.Pid, s)
	for _, p := range others {
		p.signal(s)
	}
	return err
}

// process is one that may have ended, and its number been given away, by the
// time that it is to be ended.
type process struct {
	pid   int
	began string
}

func (p process) signal(s syscall.Signal) {
	if p.began != "" && began(p.pid) == p.began {
		syscall.Kill(p.pid, s)
	}
}

// began says when a process began, "" if there is none or the system does not
// tell.
func began(pid int) string {
	const place = 19 // behind the name in parentheses
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) <= place {
		return ""
	}
	return fields[place]
}

// descendants appends the processes that a process has started, and theirs.
func descendants(pid int, list []process) []process {
	const most = 10000
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, file := range files {
		children, _ := os.ReadFile(file)
		for word := range strings.FieldsSeq(string(children)) {
			child, err := strconv.Atoi(word)
			if err != nil || len(list) >= most {
				return list
			}
			list = descendants(child, append(list, process{child, began(child)}))
		}
	}
	return list
}

// exitCode is a program's code as shells give it: 128 and the signal's number
// when a signal ended it.
func exitCode(state *os.ProcessState) int {
	if state == nil {
		return -1
	}
	if w, ok := state.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return 128 + int(w.Signal())
	}
	return state.ExitCode()
}
