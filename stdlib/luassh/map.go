package luassh

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
)

// What is kept of the output of all machines together, and of each stream of one
// at least and at most.
const (
	maxMapOutput   = 64 << 20
	leastOfMachine = 32 << 10
	mostOfMachine  = 4 << 20
)

// mapping is one command on many machines.
type mapping struct {
	c       *luabind.Call
	command *command
	quiet   bool
	lines   chan mapLine
	results []mapResult
}

// mapResult is what one machine gave.
type mapResult struct {
	target         *target
	code           int
	stdout, stderr limitedBuffer
	err            error
}

// mapLine is a line of a machine's output.
type mapLine struct {
	name, text string
	errors     bool
}

// limitedBuffer keeps what is written up to a limit and drops the rest.
type limitedBuffer struct {
	bytes.Buffer
	limit int
	cut   bool
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	kept := min(len(p), max(0, b.limit-b.Len()))
	b.cut = b.cut || kept < len(p)
	b.Buffer.Write(p[:kept])
	return len(p), nil
}

func runMap(c *luabind.Call) error {
	limit, check := 16, true
	if v := c.Named("limit"); !v.IsNil() {
		if limit = int(v.Int()); limit < 1 {
			return luabind.ValueErrorf("map: 'limit' must be at least 1, got %s", v.Quote())
		}
	}
	if b, ok := c.Named("check").AsBool(); ok {
		check = b
	}
	timeout, err := kit.PositiveSeconds(c, "run_timeout", c.Named("run_timeout"))
	if err != nil {
		return err
	}
	m := &mapping{c: c, command: &command{line: commandLine(c.Named("command")), timeout: timeout}, quiet: c.Named("quiet").Truthy(), lines: make(chan mapLine)}
	if err := m.targets(); err != nil {
		return err
	}
	for i := range m.results {
		each := max(leastOfMachine, min(maxMapOutput/2/len(m.results), mostOfMachine))
		m.results[i].stdout.limit, m.results[i].stderr.limit = each, each
	}
	if err := c.Change(func(ctx context.Context) error { return m.run(ctx, limit) }); err != nil {
		return err
	}
	list, failures := c.NewTable(len(m.results), 0), 0
	var first error
	for i := range m.results {
		r := &m.results[i]
		t := c.NewTable(0, 7)
		c.Charge(r.stdout.Len() + r.stderr.Len())
		t.Set("host", luabind.String(r.target.host))
		t.Set("name", luabind.String(r.target.name))
		t.Set("stdout", luabind.String(r.stdout.String()))
		t.Set("stderr", luabind.String(r.stderr.String()))
		if r.stdout.cut || r.stderr.cut {
			t.Set("truncated", luabind.Bool(true))
		}
		says := r.stderr.String()
		r.stdout.Buffer, r.stderr.Buffer = bytes.Buffer{}, bytes.Buffer{} // the script has it now
		err := failed(r.target, r.err)
		if err == nil {
			t.Set("code", kit.Integer(r.code))
			if r.code != 0 {
				err = &luabind.ScriptError{Kind: KindSSH, Message: r.target.failure(r.code, says), Fields: map[string]luabind.Value{"host": luabind.String(r.target.host), "code": kit.Integer(r.code)}}
			}
		}
		if err != nil {
			t.Set("error", c.ErrorValue(err))
			if failures++; first == nil {
				first = err
			}
		}
		list.Append(t.Value())
	}
	c.Host().MarkList(list)
	if failures > 0 && check {
		var e *luabind.ScriptError
		errors.As(first, &e)
		all := *e
		all.Text, all.Message = "", e.Message
		if failures > 1 {
			all.Message = fmt.Sprintf("%s, and %d more of %d machines", e.Message, failures-1, len(m.results))
		}
		return withFields(&all, map[string]luabind.Value{"results": list.Value()})
	}
	return c.Return(list.Value())
}

// targets reads who is asked.
func (m *mapping) targets() error {
	shared, err := readOptions(m.c)
	if err != nil {
		return err
	}
	return kit.EachRow(m.c, m.c.Named("hosts"), func(v luabind.Value) error {
		t := *shared
		v, err := hostType.Check(m.c, v)
		if err == luabind.ErrType {
			return luabind.TypeErrorf("map: 'hosts' has %s, which is no host", v.Quote())
		} else if err != nil {
			return kit.Named(m.c, err)
		}
		if t.host, t.name, err = addressOf(m.c, v); err != nil {
			return err
		}
		if t.host, t.port, err = splitPort(t.host, t.port); err != nil {
			return err
		}
		if err := network.Refuse(m.c, t.host); err != nil {
			return err
		}
		m.results = append(m.results, mapResult{target: &t})
		return nil
	})
}

// run has so many machines at work at a time until all are done.
func (m *mapping) run(ctx context.Context, limit int) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	next, done := make(chan *mapResult), make(chan struct{})
	var workers sync.WaitGroup
	for range min(limit, len(m.results)) {
		workers.Go(func() {
			for r := range next {
				m.one(ctx, r)
			}
		})
	}
	go func() {
		defer close(done)
		defer workers.Wait()
		defer close(next)
		for i := range m.results {
			select {
			case next <- &m.results[i]:
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		select {
		case <-done:
			return context.Cause(ctx)
		case <-ctx.Done():
			return context.Cause(ctx)
		case l := <-m.lines:
			if err := m.write(l); err != nil {
				return err
			}
		}
	}
}

func (m *mapping) write(l mapLine) (err error) {
	if m.quiet {
		return nil
	}
	m.c.Locked(func() {
		line := []byte(l.name + ": " + l.text + "\n")
		if l.errors {
			err = m.c.WriteError(line)
		} else {
			err = m.c.Write(line)
		}
	})
	return err
}

// one runs the command on one machine.
func (m *mapping) one(ctx context.Context, r *mapResult) {
	conn, err := dial(ctx, r.target)
	if err != nil {
		r.err = err
		return
	}
	defer conn.client.Close()
	within := ctx
	if m.command.timeout > 0 {
		var cancel context.CancelFunc
		within, cancel = luabind.RealClock().WithTimeout(ctx, m.command.timeout)
		defer cancel()
	}
	out := &mapWriter{ctx: ctx, m: m, name: r.target.name, keep: &r.stdout}
	errs := &mapWriter{ctx: ctx, m: m, name: r.target.name, keep: &r.stderr, errors: true}
	r.code, r.err = exitCode(conn.execute(within, m.command, out, errs))
	out.end()
	errs.end()
	if r.err != nil && within.Err() != nil {
		r.err = &slowError{"run_timeout", m.command.timeout}
	}
}

// mapWriter parts a machine's output into lines.
type mapWriter struct {
	ctx    context.Context
	m      *mapping
	name   string
	keep   *limitedBuffer
	errors bool
	begun  []byte
}

func (w *mapWriter) Write(b []byte) (int, error) {
	const longest = 1 << 20
	w.keep.Write(b)
	w.begun = append(w.begun, b...)
	for {
		i := bytes.IndexByte(w.begun, '\n')
		if i < 0 && len(w.begun) > longest {
			i = longest
		}
		if i < 0 {
			return len(b), nil
		}
		line := string(w.begun[:i])
		w.begun = w.begun[min(i+1, len(w.begun)):]
		if err := w.send(line); err != nil {
			return 0, err
		}
	}
}

// end sends the line that had no end.
func (w *mapWriter) end() {
	if len(w.begun) > 0 {
		w.send(string(w.begun))
	}
}

func (w *mapWriter) send(line string) error {
	select {
	case w.m.lines <- mapLine{w.name, strings.TrimSuffix(line, "\r"), w.errors}:
		return nil
	case <-w.ctx.Done():
		return context.Cause(w.ctx)
	}
}
