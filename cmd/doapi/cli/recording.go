package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/cassette"
	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/replace"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/report"
	"github.com/doapi-lua/doapi/luabind"
)

// recordFlags are those that note what a run does.
type recordFlags struct{ page, events string }

func (r *recordFlags) add(set *pflag.FlagSet) {
	set.StringVar(&r.page, "report", "", "draw the run as a page of HTML in a `file`")
	set.StringVar(&r.events, "events", "", "write what the run does into a `file`, as lines of JSON")
}

// recording notes what a session does; nil where nobody wants to know.
type recording struct {
	*report.Recorder
	page   *replace.File // nil if not wanted
	events *os.File      // the same
	buffer *bufio.Writer
	code   int // what the run ends with
	why    string
}

// openRecording begins to record, if the flags say so. The files are made at
// once, so that one that cannot be is known before anything happens.
func (s *session) openRecording() error {
	f := &s.app.flags.record
	if f.page == "" && f.events == "" {
		return nil
	}
	r := &recording{}
	var err error
	if f.page != "" {
		if r.page, err = replace.Create(f.page, 0o600); err != nil {
			return fmt.Errorf("--report: %w", err)
		}
	}
	if f.events != "" {
		if r.events, err = os.OpenFile(f.events, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600); err != nil {
			return fmt.Errorf("--events: %w", err)
		}
	}
	var w io.Writer
	if r.events != nil {
		r.buffer = bufio.NewWriter(r.events)
		w = r.buffer
	}
	head := report.Event{Script: s.app.about.path, Args: s.app.about.args, Version: program().Version, Endpoint: s.config.Endpoint, Mode: "real"}
	if head.Script == "" {
		head.Script = chunkCode
	}
	switch {
	case s.app.planned != nil:
		head.Mode = "plan"
	case s.sim != nil:
		head.Mode = "sim"
	}
	r.Recorder = report.New(s.clock, w, head)
	s.record = r
	return nil
}

// clients are the options of a client that is recorded; they want to be the
// last ones.
func (r *recording) clients() []client.Option {
	if r == nil {
		return nil
	}
	return []client.Option{client.WithClock(r.Sleeps()), client.WithWire(r.Wire), client.WithGuard(r.Around)}
}

// stdio has a Host's output and clock recorded.
func (r *recording) stdio(in io.Reader, out, err io.Writer) luabind.Option {
	if r == nil {
		return luabind.WithStdio(in, out, err)
	}
	return luabind.Options(luabind.WithStdio(in, r.Writer("out", out), r.Writer("err", err)), luabind.WithClock(r.Sleeps()))
}

// ended notes what the run ends with.
func (r *recording) ended(code int, err error) {
	if r == nil {
		return
	}
	r.code, r.why = code, ""
	var stopped *luabind.StoppedError
	switch {
	case code == 0 || err == nil || errors.As(err, new(*luabind.ExitError)):
	case errors.As(err, &stopped):
		if r.why = "interrupted"; stopped.Err != nil {
			r.why += ": " + stopped.Err.Error()
		}
	default:
		r.why = err.Error()
	}
}

// close writes what has been recorded.
func (r *recording) close() error {
	if r == nil {
		return nil
	}
	err := r.End(r.code, r.why)
	if r.events != nil {
		if bad := errors.Join(r.buffer.Flush(), r.events.Close()); err == nil {
			err = bad
		}
	}
	if err != nil {
		err = fmt.Errorf("--events: %w", err)
	}
	if r.page != nil {
		if bad := writePage(r.page, r.Events()); bad != nil {
			err = errors.Join(err, fmt.Errorf("--report: %w", bad))
		}
	}
	return err
}

// writePage draws events as a page.
func writePage(f *replace.File, events []report.Event) error {
	w := bufio.NewWriter(f)
	err := report.Write(w, events)
	if err == nil {
		err = w.Flush()
	}
	return f.Commit(err)
}

func (a *app) reportCommand() *cobra.Command {
	var events, out string
	cmd := &cobra.Command{
		Use:   "report [JOURNAL]",
		Short: "Show what a run has done",
		Long: `Shows the changes that a journal tells of. With --out it draws a page of HTML
instead: a timeline of the calls and waits in the --events file of a run, the
changes, what they cost, and the output. A journal alone gives its changes.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 && events == "":
				return usagef("report: give a journal, or an events file by --events")
			case out == "" && len(args) == 0:
				return usagef("report: what --events tells is drawn as a page: say where by --out")
			case out == "":
				return a.reportJournal(args[0])
			}
			return a.drawReport(args, events, out)
		},
	}
	cmd.Flags().StringVar(&events, "events", "", "the events `file` of the run")
	cmd.Flags().StringVar(&out, "out", "", "draw the page into this `file`")
	return cmd
}

// drawReport draws a page from a journal, an events file, or both.
func (a *app) drawReport(args []string, events, out string) error {
	var all []report.Event
	if events != "" {
		f, err := os.Open(events)
		if err != nil {
			return fmt.Errorf("report: cannot read the events %s: %w", events, cause(err))
		}
		defer f.Close()
		if all, err = report.Read(f); err != nil {
			return fmt.Errorf("%s: %w", events, err)
		}
	}
	if len(args) > 0 {
		f, err := os.Open(args[0])
		if err != nil {
			return fmt.Errorf("report: cannot read the journal %s: %w", args[0], cause(err))
		}
		defer f.Close()
		entries, err := journal.Read(f)
		if len(entries) == 0 {
			return fmt.Errorf("%s: there is no run in it: %w", args[0], errors.Join(err, io.EOF))
		}
		last := journal.LastRun(entries)
		if last == nil {
			ids := journal.Runs(entries)
			last = journal.OfRun(entries, ids[len(ids)-1])
		}
		if changes := report.FromJournal(last); events == "" {
			all = changes
		} else {
			all = report.Merge(all, changes)
		}
	}
	f, err := replace.Create(out, 0o600)
	if err == nil {
		err = writePage(f, all)
	}
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return nil
}

// tapeFlags are those of cassettes.
type tapeFlags struct{ record, replay string }

func (t *tapeFlags) add(set *pflag.FlagSet) {
	set.StringVar(&t.record, "record", "", "write every exchange with the API to a new `file`")
	set.StringVar(&t.replay, "replay", "", "answer from a recorded `file`: no token, no network, no waiting")
}

// tape is the cassette of a session.
type tape struct {
	file     *os.File
	recorder *cassette.Recorder
	player   *cassette.Player
}

// openTape begins or loads the session's cassette, and sets its clock when it
// is played.
func (s *session) openTape() error {
	t := &s.app.flags.tape
	switch {
	case t.record != "" && t.replay != "":
		return usagef("--record and --replay exclude each other")
	case t.replay != "" && s.sim != nil:
		return usagef("--replay and --sim exclude each other")
	case t.record != "":
		f, err := os.OpenFile(t.record, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("--record: %w", err)
		}
		s.tape.file = f
		s.tape.recorder, err = cassette.NewRecorder(f, s.clock.Now)
		return err
	case t.replay != "":
		f, err := os.Open(t.replay)
		if err != nil {
			return fmt.Errorf("--replay: %w", err)
		}
		defer f.Close()
		if s.tape.player, err = cassette.Load(f); err != nil {
			return fmt.Errorf("--replay %s: %w", t.replay, err)
		}
		s.clock = sim.NewClock(s.tape.player.Started())
	}
	return nil
}

// options are the client's.
func (t *tape) options(clock client.Clock) []client.Option {
	switch {
	case t.recorder != nil:
		return []client.Option{t.recorder.Option()}
	case t.player != nil:
		return []client.Option{t.player.Option(clock)}
	}
	return nil
}

// close ends the cassette; the error is why it is not whole.
func (t *tape) close() error {
	if t.recorder == nil {
		return nil
	}
	err := t.recorder.Err()
	if closed := t.file.Close(); err == nil {
		err = closed
	}
	return err
}
