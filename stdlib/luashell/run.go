package luashell

import (
	"bytes"
	"cmp"
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
	// patience is how long a run that has ended waits for what it started.
	patience = 30 * time.Millisecond
	// maxOutput bounds what is kept of a program's output, whatever the Host
	// allows.
	maxOutput = 256 << 20
)

// ending counts the programs that were told to end and may not have yet.
var ending sync.WaitGroup

// Wait waits until what scripts started has ended, once their runs are over: a
// run does not wait for programs that take their time, a process that is about
// to exit should. It takes half a second at most.
func Wait() { ending.Wait() }

// outcome is how a program ended.
type outcome struct {
	stdout, stderr bytes.Buffer
	code           int
	late           bool // it was ended because its time was up
}

// run starts the program and waits for its end, the lock given away meanwhile.
// When the task is stopped, or the time up, all that the program has started
// is told to end, and is ended if it does not; a stopped task does not wait for
// that.
func (r *command) run() (*outcome, error) {
	out := &outcome{}
	err := r.c.Block(func(parent context.Context) error {
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
		chunks := make(chan chunk)
		cmd.Stdout, cmd.Stderr = pipe{ctx, chunks, false}, pipe{ctx, chunks, true}
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
		ended := make(chan error, 1)
		ending.Go(func() {
			err := cmd.Run()
			end()
			if ctx.Err() != nil {
				all.kill()
			}
			ended <- err
		})
		failed := r.follow(parent, chunks, ended, out)
		if failed.callback != nil || parent.Err() != nil {
			stop()
			wait, over := luabind.RealClock().WithTimeout(context.Background(), patience)
			defer over()
			select {
			case <-ended:
			case <-wait.Done():
			}
			return cmp.Or(failed.callback, context.Cause(parent))
		}
		out.code = exitCode(cmd.ProcessState)
		out.late = ctx.Err() != nil && parent.Err() == nil
		switch err = failed.program; {
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

// chunk is what came out of a program at one go.
type chunk struct {
	text   []byte
	errors bool // on standard error
}

// pipe hands the output of a program over to the goroutine of the script.
type pipe struct {
	ctx    context.Context
	to     chan<- chunk
	errors bool
}

func (p pipe) Write(b []byte) (int, error) {
	select {
	case p.to <- chunk{bytes.Clone(b), p.errors}:
		return len(b), nil
	case <-p.ctx.Done():
		return 0, context.Cause(p.ctx)
	}
}

// failures are what went wrong with a program, and with passing on what it
// wrote.
type failures struct{ program, callback error }

// follow keeps what the program writes and passes it on, until it has ended or
// the task has.
func (r *command) follow(ctx context.Context, chunks <-chan chunk, ended <-chan error, out *outcome) failures {
	var lines [2][]byte // that have begun
	charged := 0
	for {
		select {
		case <-ctx.Done():
			return failures{}
		case err := <-ended:
			return failures{err, r.rest(lines)}
		case ch := <-chunks:
			keep, line, name := &out.stdout, &lines[0], "stdout"
			if ch.errors {
				keep, line, name = &out.stderr, &lines[1], "stderr"
			}
			keep.Write(ch.text)
			size := out.stdout.Len() + out.stderr.Len()
			if size > maxOutput {
				return failures{callback: luabind.Errorf(kindShell, "%s wrote more than %d MB", r.argv[0], maxOutput>>20)}
			}
			if size-charged > 1<<20 {
				charged = size
				r.c.Locked(func() { r.c.Charge(size) })
			}
			if err := r.show(ch, line, name); err != nil {
				return failures{callback: err}
			}
		}
	}
}

// show passes output on: as it is, or line by line to the script's function.
func (r *command) show(ch chunk, line *[]byte, name string) (err error) {
	if r.pass {
		r.c.Locked(func() {
			if ch.errors {
				err = r.c.WriteError(ch.text)
			} else {
				err = r.c.Write(ch.text)
			}
		})
		return err
	}
	if r.stream.IsNil() {
		return nil
	}
	*line = append(*line, ch.text...)
	for {
		i := bytes.IndexByte(*line, '\n')
		if i < 0 {
			return nil
		}
		s := strings.TrimSuffix(string((*line)[:i]), "\r")
		*line = (*line)[i+1:]
		if err := r.tell(s, name); err != nil {
			return err
		}
	}
}

// rest passes on the lines that had no end.
func (r *command) rest(lines [2][]byte) error {
	for i, name := range []string{"stdout", "stderr"} {
		if len(lines[i]) > 0 {
			if err := r.tell(string(lines[i]), name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *command) tell(line, name string) (err error) {
	r.c.Locked(func() { _, err = r.c.Call(r.stream, luabind.String(line), luabind.String(name)) })
	return err
}
