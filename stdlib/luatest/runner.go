package luatest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// File is what the tests of one file came to. Immutable.
type File struct {
	Path     string
	Cases    []Case
	Duration time.Duration
	// Err is why the file could not be run, or not to its end; nil if every
	// test of it has run.
	Err error
}

// Case is one test.
type Case struct {
	Name     []string // the groups it is in, and its own
	Duration time.Duration
	Skipped  bool
	Reason   string // why it was skipped; "" if nobody said
	Failure  string // "" if it passed; else what was wrong, in one or more lines
	Kind     string // the error's kind; "" for a plain one
	Attempts int    // how often it was run, more than once where Retry had it
	Where    string // the place in the script, as "x_test.lua:12"; "" if unknown
}

// Failed says whether any test failed or the file could not be run.
func (f *File) Failed() bool {
	return f.Err != nil || slices.ContainsFunc(f.Cases, func(t Case) bool { return t.Failure != "" })
}

// ErrNoTests is the Err of a file that declares no test.
var ErrNoTests = errors.New("the file has no tests")

// Runner runs files of tests that use [Module].
type Runner struct {
	// NewHost makes the Host for one file. It must have the module test. The
	// runner closes it.
	NewHost func(path string) (*luabind.Host, error)
	// Only, if set, says which tests are run; name joins groups and test with
	// spaces. The others do not appear in the results.
	Only func(name string) bool
	// Update has snapshots written instead of held against what is there.
	Update bool
	// Retry is how often a test that failed is run again. One that passes then
	// has passed, and its Attempts tell.
	Retry int
	// Leaks fails a test that leaves in its world what was not there before it.
	Leaks bool
	// Parallel is how many files run at a time; 0: one.
	Parallel int
	// Report, if set, is called with each file's results as soon as they are
	// known.
	Report func(File)
}

// Run runs files and gives their results in the order of the files, in which
// they are reported too. When ctx ends, so do the files that are running, and
// the others are left out.
func (r *Runner) Run(ctx context.Context, files []string) []File {
	done := make([]chan File, len(files))
	slots := make(chan struct{}, max(1, r.Parallel))
	for i := range done {
		done[i] = make(chan File, 1)
	}
	go func() {
		for i, path := range files {
			slots <- struct{}{}
			if ctx.Err() != nil {
				close(done[i])
				<-slots
				continue
			}
			go func() {
				done[i] <- r.runFile(ctx, path)
				<-slots
			}()
		}
	}()
	var results []File
	for i := range done {
		f, ran := <-done[i]
		if !ran {
			continue
		}
		if r.Report != nil {
			r.Report(f)
		}
		results = append(results, f)
	}
	return results
}

func (r *Runner) runFile(ctx context.Context, path string) File {
	clock := luabind.RealClock()
	began := clock.Now()
	f := File{Path: path}
	f.Err = r.collect(ctx, path, &f.Cases)
	f.Duration = clock.Now().Sub(began)
	if f.Err == nil && len(f.Cases) == 0 && r.Only == nil {
		f.Err = ErrNoTests
	}
	return f
}

// collect runs a file, and then the tests that it declared, in one run of the
// Host: what the file set up is still there.
func (r *Runner) collect(ctx context.Context, path string, cases *[]Case) error {
	src, err := readTests(path)
	if err != nil {
		return fmt.Errorf("cannot read the tests: %w", err)
	}
	h, err := r.NewHost(path)
	if err != nil {
		return err
	}
	defer h.Close()
	s := &suite{collecting: true, group: &group{}, path: path, update: r.Update}
	var running *testCase
	left := 0
	err = h.EvalTo(withSuite(ctx, s), path, string(src), func(c *luabind.Call, _ []luabind.Value) error {
		s.cases = slices.DeleteFunc(s.cases, func(t *testCase) bool {
			return r.Only != nil && !r.Only(strings.Join(t.path(), " "))
		})
		for i, t := range s.cases {
			running, left = t, len(s.cases)-i-1
			var result Case
			for attempt := 1; attempt <= r.Retry+1; attempt++ {
				before := r.stock(c)
				result = t.result(c)
				result.Attempts = attempt
				if made := before.left(r.stock(c)); len(made) > 0 && result.Failure == "" {
					result.Failure, result.Kind = "the test left behind: "+strings.Join(made, ", "), KindAssertion
				}
				if result.Failure == "" {
					break
				}
			}
			running = nil
			*cases = append(*cases, result)
		}
		return nil
	})
	if err == nil || running == nil || ctx.Err() != nil {
		return err
	}
	// What no test can catch, such as the error of a task that nobody joins,
	// ends the file.
	*cases = append(*cases, running.ended(err))
	if left > 0 {
		return fmt.Errorf("the file ended with that test: %d more did not run", left)
	}
	return nil
}

// stock is what the world holds, nil if nobody asks for it.
func (r *Runner) stock(c *luabind.Call) stock {
	if w, ok := c.Host().State(worldKey{}, func() any { return nil }).(World); ok && r.Leaks {
		return inventory(w)
	}
	return nil
}

// ended describes a test that ended the whole file.
func (t *testCase) ended(err error) Case {
	out := Case{Name: t.path(), Failure: err.Error()}
	var exit *luabind.ExitError
	if errors.As(err, &exit) {
		out.Failure = fmt.Sprintf("the test ended the script with os.exit(%d)", exit.Code)
	}
	var se *luabind.ScriptError
	if errors.As(err, &se) {
		out.Kind, out.Where = se.Kind, se.Where
	}
	return out
}

// result runs the test and describes how it ended.
func (t *testCase) result(c *luabind.Call) Case {
	clock := luabind.RealClock()
	began := clock.Now()
	out := Case{Name: t.path(), Skipped: t.body.IsNil()}
	err := t.run(c)
	out.Duration = clock.Now().Sub(began)
	if err == nil {
		return out
	}
	v := c.ErrorValue(err)
	if self, _ := v.Object(); self != nil {
		if e, ok := self.(*luabind.ScriptError); ok && e.Kind == kindSkipped {
			out.Skipped, out.Reason = true, e.Message
			return out
		}
	}
	out.Failure, _ = c.ToString(v)
	if self, _ := v.Object(); self != nil {
		if e, ok := self.(*luabind.ScriptError); ok {
			out.Kind, out.Where = e.Kind, e.Where
		}
	}
	if out.Failure == "" {
		out.Failure = "an error without a message"
	}
	return out
}

// Find lists the files to run for paths given on a command line: files as
// they are, and of folders every *_test.lua below, sorted. It fails for a path
// that does not exist.
func Find(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, fmt.Errorf("find tests: %w", err)
		}
		if !info.IsDir() {
			files = append(files, p)
			continue
		}
		err = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, "_test.lua") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("find tests: %w", err)
		}
	}
	return files, nil
}

// readTests reads a file, and of one that no script can be so long as not much
// more than the Host takes, which then refuses it.
func readTests(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 16<<20))
}
