package luashell

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

const (
	// grace is how long a program and what it started have to end by
	// themselves once they were told to.
	grace = 500 * time.Millisecond
	// afterRun is how long a run that has ended waits for what it started.
	afterRun = 30 * time.Millisecond
)

// ending are the programs that were told to end and may not have yet, by the
// channels that are closed when they have.
var ending sync.Map

// Wait waits until what runs that are over have left behind has ended: a run does
// not wait for programs that take their time, a process that is about to exit
// should. It takes half a second at most.
func Wait() {
	ending.Range(func(gone, _ any) bool {
		<-gone.(chan struct{})
		return true
	})
}

// leave adds to what Wait waits for.
func leave(gone chan struct{}) {
	ending.Store(gone, nil)
	select {
	case <-gone:
		ending.Delete(gone) // it ended before it was added
	default:
	}
}

// outcome is how a program ended.
type outcome struct {
	*kit.Output
	code int
	late bool // it was ended because its time was up
}

// run starts the program and waits for its end, the lock given away meanwhile.
// When the task is stopped, or the time up, all that the program has started
// is told to end, and is ended if it does not; a stopped task does not wait for
// that.
func (r *command) run() (*outcome, error) {
	out := &outcome{Output: kit.NewOutput(r.c, r.argv[0], r.stream)}
	err := r.c.Change(func(parent context.Context) error {
		// A program runs in real time, whatever clock the script has.
		ctx, stop := context.WithCancel(parent)
		defer stop()
		if r.timeout > 0 {
			ctx, stop = luabind.RealClock().WithTimeout(ctx, r.timeout)
			defer stop()
		}
		name, err := r.program()
		if err != nil {
			return r.notRun(err)
		}
		cmd := exec.CommandContext(ctx, name, r.argv[1:]...)
		cmd.Args[0] = r.argv[0]
		cmd.Dir, cmd.Env, cmd.Stdin = r.cwd, r.env, strings.NewReader(r.stdin)
		cmd.Stdout, cmd.Stderr = out.Writer(ctx, false), out.Writer(ctx, true)
		all := newTree(cmd)
		over, end := context.WithCancel(context.Background())
		cmd.Cancel = func() error {
			err := all.end()
			go func() {
				if luabind.RealClock().Sleep(over, grace) == nil {
					all.kill()
				}
			}()
			return err
		}
		// How long to wait for output after the end: what the program left
		// running may hold the pipes for ever.
		cmd.WaitDelay = 2 * grace
		ended, gone := make(chan error, 1), make(chan struct{})
		go func() {
			err := cmd.Run()
			end()
			if ctx.Err() != nil {
				all.kill()
			}
			ended <- err
			close(gone)
			ending.Delete(gone)
		}()
		err, own := out.Follow(parent, ended)
		if own != nil {
			leave(gone)
			stop()
			wait, over := luabind.RealClock().WithTimeout(context.Background(), afterRun)
			defer over()
			select {
			case <-ended:
			case <-wait.Done():
			}
			return own
		}
		out.code = exitCode(cmd.ProcessState)
		out.late = ctx.Err() != nil && parent.Err() == nil
		switch {
		case out.late, err == nil, errors.As(err, new(*exec.ExitError)), errors.Is(err, exec.ErrWaitDelay):
			return nil
		case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
			return r.notRun(err)
		}
		return err
	})
	return out, err
}

// program is the file to run: the first of that name in the folders of the PATH
// that the program is given, which the script may have set.
func (r *command) program() (string, error) {
	name, folders := r.argv[0], os.Getenv("PATH")
	for _, v := range r.env {
		if s, ok := strings.CutPrefix(v, "PATH="); ok {
			folders = s
		}
	}
	if folders == os.Getenv("PATH") || filepath.Base(name) != name {
		return name, nil // package exec finds it
	}
	for _, folder := range filepath.SplitList(folders) {
		file := filepath.Join(folder, name)
		if info, err := os.Stat(file); filepath.IsAbs(file) && err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return file, nil
		}
	}
	return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
}

// notRun is the error for a program that could not be started, with the code
// that a shell would give.
func (r *command) notRun(err error) error {
	if _, e := os.Stat(r.cwd); r.cwd != "" && e != nil {
		return kit.IOError("run: 'cwd'", e)
	}
	code := 127
	if errors.Is(err, fs.ErrPermission) {
		code = 126
	}
	var ee *exec.Error
	if errors.As(err, &ee) {
		err = ee.Err
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return &luabind.ScriptError{
		Kind: kindShell, Err: err, Message: fmt.Sprintf("run: cannot run %q: %v", r.argv[0], err),
		Fields: map[string]luabind.Value{"code": kit.Integer(code), "stdout": luabind.String(""), "stderr": luabind.String("")},
	}
}
