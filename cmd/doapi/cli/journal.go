package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/luabind"
)

// journalFlags are those that write down changes and take them back.
type journalFlags struct {
	file     string
	rollback bool
}

func (j *journalFlags) add(set *pflag.FlagSet) {
	set.StringVar(&j.file, "journal", "", "write down every change in a `file` before it is sent, for undo and report")
	set.BoolVar(&j.rollback, "rollback", false, "take back what a run that fails has changed")
}

// openJournal begins the journal of the session: in the file of the flag, else
// in memory, where it only tells what was made.
func (s *session) openJournal(script string, args []string) error {
	f := &s.app.flags.journal
	var w io.Writer
	switch {
	case f.file != "":
		file, _, err := journal.Open(f.file)
		if errors.Is(err, journal.ErrLocked) {
			return fmt.Errorf("--journal: StateError: %w", err)
		} else if err != nil {
			return fmt.Errorf("--journal: %w", err)
		}
		s.journalFile, w = file, file
	case f.rollback:
		w = io.Discard
	}
	var err error
	if s.sim == nil {
		defer func() { s.app.leaving.Store(s.journal) }()
	}
	s.journal, err = journal.New(w, s.clock.Now, journal.Head{Script: script, Args: args, Endpoint: s.changed(), Version: program().Version})
	return err
}

// simulatedAccount is where a run changes things whose account is gone with it.
const simulatedAccount = "--sim"

// changed says whose account it is that the session changes.
func (s *session) changed() string {
	if s.sim != nil {
		return simulatedAccount
	}
	return s.config.Endpoint
}

// journaled are the options of a client whose changes are written down; it is
// told the client when that is made.
func (s *session) journaled() (option client.Option, made func(*client.Client)) {
	var c *client.Client
	return client.WithJournal(s.journal.Around(func() string { return c.OnceTag() })), func(made *client.Client) { c = made }
}

// settle ends the journal of a run: one that failed is taken back, or what it
// made and left is told.
func (s *session) settle(err error, code int) error {
	if s.journal == nil {
		return err
	}
	var exit *luabind.ExitError
	failed := err != nil && !(errors.As(err, &exit) && exit.Code == 0)
	if failed {
		if s.app.flags.journal.rollback {
			s.rollback()
		} else if s.sim == nil {
			s.app.tellLeft(s.journal)
		}
	}
	s.app.leaving.Store(nil)
	if bad := s.journal.End(code); bad != nil && err == nil {
		err = bad
	}
	return err
}

// tellLeft lists what a run that failed made and left, with what removes it.
func (a *app) tellLeft(j *journal.Journal) {
	left := j.Left()
	if len(left) == 0 {
		return
	}
	a.complain("the run failed, and leaves what it made:")
	for _, l := range left {
		line := "  + " + l.Kind
		if l.Unsure {
			line = "  ? " + l.Kind
		}
		for _, word := range []string{l.ID, l.Name} {
			if word != "" && !strings.HasSuffix(line, " "+word) {
				line += " " + word
			}
		}
		if l.Unsure {
			line += " may have been made"
		}
		if l.Line != "" {
			line += " (" + l.Line + ")"
		}
		switch {
		case l.Path == "":
		case l.Unsure:
			line += ": doapi request " + l.Path + " shows whether"
		default:
			line += ": doapi request -X DELETE " + l.Path
		}
		fmt.Fprintln(a.env.Stderr, line)
	}
	if f := a.flags.journal.file; f != "" {
		fmt.Fprintf(a.env.Stderr, "  doapi undo %s takes it back\n", f)
	}
}

// tellAbandoned lists what stays when the program ends without waiting.
func (a *app) tellAbandoned() {
	j := a.leaving.Load()
	if j == nil {
		return
	}
	a.tellLeft(j)
	for _, tag := range j.TagsLeft() {
		a.complain("the tag " + tag + " stays: doapi tidy " + tag + " removes it, with --droplets what has it too")
	}
}

// rollback takes back what this run has changed. A signal ends the program.
func (s *session) rollback() {
	entries := s.journal.Entries()
	if len(journal.Changes(entries)) == 0 {
		return
	}
	c, err := s.makeClient(s.config, false)
	if err == nil {
		if c, err = c.With(client.WithRetryBusy(true)); err == nil {
			s.app.complain("the run failed: taking back what it changed")
			_, err = (&journal.Undoer{Client: c, Journal: s.journal, Tell: func(r journal.Result) { s.app.tellResult(s.app.env.Stderr, r) }}).Undo(context.Background(), entries)
		}
	}
	if err != nil {
		s.app.complain("rollback: " + err.Error())
		s.app.tellLeft(s.journal)
	}
}

// undone is a line of undo --json.
type undone struct {
	Sign   string `json:"sign"` // of the change: + - ~ >
	Kind   string `json:"kind"`
	Name   string `json:"name,omitempty"`
	Type   string `json:"type,omitempty"` // of an action
	Path   string `json:"path,omitempty"`
	Status string `json:"status"` // undone, gone or kept
	Why    string `json:"why,omitempty"`
}

// tellResult writes what became of taking a change back.
func (a *app) tellResult(w io.Writer, r journal.Result) {
	if a.flags.json && w == a.env.Stdout {
		_ = json.NewEncoder(w).Encode(undone{r.Entry.Sign, r.Entry.Kind, r.Name, r.Entry.Type, r.Path, r.Status, r.Why}) // of what cannot be written finish tells
		return
	}
	sign := map[string]string{"+": "-", "-": "+"}[r.Entry.Sign]
	if sign == "" {
		sign = r.Entry.Sign
	}
	line := fmt.Sprintf("%s %s", sign, r.Entry.Kind)
	if r.Name != "" {
		line += " " + r.Name
	}
	if r.Entry.Type != "" {
		line += " " + r.Entry.Type
	}
	line += ": " + map[string]string{journal.Undone: "taken back", journal.Gone: "nothing is left of it", journal.Kept: "kept"}[r.Status]
	if r.Why != "" {
		line += ", " + r.Why
	}
	fmt.Fprintln(w, line)
}

// undoing are the flags of undo.
type undoing struct {
	run        string
	yes, force bool
}

func (a *app) undoCommand() *cobra.Command {
	var u undoing
	cmd := &cobra.Command{
		Use:   "undo JOURNAL",
		Short: "Take back what a run changed, by its journal",
		Long: `Takes back what the last run in a journal changed, newest first. What was made is
deleted if it is still what the run made; fields are set back if they still have
the values that the run gave them. What cannot be taken back is listed with the
reason. "doapi help journal" tells more.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.undo(cmd.Context(), args[0], &u) },
	}
	cmd.Flags().StringVar(&u.run, "run", "", "the `id` of the run, or all (default the last that changed something)")
	cmd.Flags().BoolVar(&u.yes, "yes", false, "do not ask")
	cmd.Flags().BoolVar(&u.force, "force", false, "also what is no longer as the run left it")
	return cmd
}

func (a *app) undo(ctx context.Context, file string, u *undoing) error {
	if _, err := os.Stat(file); err != nil {
		return fmt.Errorf("undo: cannot read the journal %s: %w", file, cause(err))
	}
	f, entries, err := journal.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	var runs [][]journal.Entry
	switch {
	case u.run == "all":
		ids := journal.Runs(entries)
		for i := len(ids) - 1; i >= 0; i-- {
			runs = append(runs, journal.OfRun(entries, ids[i]))
		}
	case u.run != "":
		one := journal.OfRun(entries, u.run)
		if len(one) == 0 {
			return fmt.Errorf("%s has no run %s%s", file, u.run, luabind.DidYouMean(u.run, journal.Runs(entries)))
		}
		runs = append(runs, one)
	default:
		if last := journal.LastRun(entries); last != nil {
			runs = append(runs, last)
		}
	}
	total, tags := 0, 0
	for _, run := range runs {
		total += len(journal.Changes(run))
		tags += len(journal.Tags(run))
	}
	if total+tags == 0 {
		if !a.flags.json {
			fmt.Fprintln(a.env.Stdout, "there is nothing to take back")
		}
		return nil
	}
	session, err := a.open(".", false)
	if err != nil {
		return err
	}
	defer session.Close()
	for _, run := range runs {
		switch of := run[0].Endpoint; {
		case of == session.changed():
		case of == simulatedAccount:
			return fmt.Errorf("run %s was simulated (--sim): nothing of it is in an account", run[0].Run)
		case !u.force:
			return fmt.Errorf("run %s changed the account at %s, and this is %s", run[0].Run, of, session.changed())
		}
	}
	if !u.yes && total > 0 {
		if err := a.agree(runs, total); err != nil {
			return err
		}
	}
	c, err := session.makeClient(session.config, true)
	if err == nil {
		c, err = c.With(client.WithRetryBusy(true))
	}
	if err != nil {
		return err
	}
	ctx, stop := a.until(ctx)
	defer stop()
	for _, run := range runs {
		// The lines belong to the run that is taken back.
		j, err := journal.Continue(f, session.clock.Now, run)
		if err != nil {
			return err
		}
		undoer := &journal.Undoer{Client: c, Journal: j, Force: u.force, Tell: func(r journal.Result) { a.tellResult(a.env.Stdout, r) }}
		if _, err := undoer.Undo(ctx, run); err != nil {
			return err
		}
	}
	return nil
}

// agree asks whether to go on.
func (a *app) agree(runs [][]journal.Entry, total int) error {
	if output.Terminal(a.env.Stdin) == nil {
		return usagef("undo asks before it changes anything, and standard input is no terminal: --yes goes ahead")
	}
	for _, run := range runs {
		for _, e := range journal.Changes(run) {
			fmt.Fprintf(a.env.Stderr, "  %s %s %s %s\n", e.Sign, e.Kind, journal.Subject(run, e), e.Path)
		}
	}
	fmt.Fprintf(a.env.Stderr, "take back %d changes? ", total)
	var answer string
	_, _ = fmt.Fscanln(a.env.Stdin, &answer) // no answer is no
	if answer != "y" && answer != "yes" {
		return fmt.Errorf("nothing was taken back")
	}
	return nil
}

// reportJournal prints a journal, also one that is being written.
func (a *app) reportJournal(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("report: cannot read the journal %s: %w", file, cause(err))
	}
	defer f.Close()
	entries, err := journal.Read(f)
	if err != nil && len(entries) == 0 {
		return fmt.Errorf("%s: %w", file, err)
	}
	if a.flags.json {
		encoder := json.NewEncoder(a.env.Stdout)
		for _, e := range entries {
			if bad := encoder.Encode(e); bad != nil {
				return bad
			}
		}
		return err
	}
	for _, id := range journal.Runs(entries) {
		a.reportRun(journal.OfRun(entries, id))
	}
	return err
}

// reportRun prints one run.
func (a *app) reportRun(run []journal.Entry) {
	w := a.env.Stdout
	outcomes, undone := map[int]journal.Entry{}, map[int]string{}
	end := "it was cut off"
	for _, e := range run {
		switch e.Event {
		case journal.EventOutcome:
			outcomes[e.Of] = e
		case journal.EventUndo:
			if e.Path != "" {
				undone[e.Of] = e.Status
			}
		case journal.EventEnd:
			end = fmt.Sprintf("exit %d", e.Code)
		}
	}
	h := run[0]
	fmt.Fprintf(w, "run %s  %s  %s  %s\n", h.Run, strings.Join(append([]string{h.Script}, h.Args...), " "), h.Endpoint, end)
	for _, e := range run {
		if e.Event != journal.EventIntent {
			continue
		}
		out, known := outcomes[e.Seq]
		line := fmt.Sprintf("%s %s  %s %s", e.Sign, e.Time.Format(time.TimeOnly), e.Kind, journal.Subject(run, e))
		if e.Type != "" {
			line += " " + e.Type
		}
		for _, m := range out.Made {
			line += " [" + m.ID + "]"
		}
		switch {
		case !known:
			line += "  outcome unknown: the run was cut off"
		case out.Status != journal.OK:
			line += "  " + out.Status + ": " + out.Error
		}
		if was := undone[e.Seq]; was != "" {
			line += "  (" + map[string]string{journal.Undone: "taken back", journal.Gone: "gone", journal.Kept: "kept"}[was] + ")"
		}
		if e.Line != "" {
			line += "  " + e.Line
		}
		fmt.Fprintln(w, line)
	}
}
