package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

// guardFlags are those that refuse changes.
type guardFlags struct {
	readOnly    bool
	allow, deny []string
	maxCost     dollars
	maxUnknown  choice
	maxCreates  count
	confirm     bool
	file        string
}

func (g *guardFlags) add(set *pflag.FlagSet) {
	g.maxUnknown = choice{"refuse", []string{"allow", "refuse"}}
	set.BoolVar(&g.readOnly, "read-only", false, "refuse every change of the account")
	set.Var((*list)(&g.allow), "allow", "refuse every change but those on a `list` like droplets.create,domains.*")
	set.Var((*list)(&g.deny), "deny", "refuse the changes on a `list` like delete,databases.*")
	set.Var(&g.maxCost, "max-cost", "refuse changes that add more than so many `USD` a month together")
	set.Var(&g.maxUnknown, "max-cost-unknown", "what has no price under --max-cost: allow or refuse")
	set.Var(&g.maxCreates, "max-creates", "refuse to make more than so many objects")
	set.BoolVar(&g.confirm, "confirm", false, "ask before every change")
	set.StringVar(&g.file, "guard", "", "have the Lua `file` decide about every change")
}

// dollars is an amount of money.
type dollars float64

func (d *dollars) Set(text string) error {
	var v float64
	if n, err := fmt.Sscanf(strings.TrimPrefix(text, "$")+"\n", "%g\n", &v); err != nil || n != 1 || !(v >= 0 && v < 1e12) {
		return fmt.Errorf("not an amount of USD like 25 or 12.50")
	}
	*d = dollars(v)
	return nil
}

func (d *dollars) String() string {
	if *d == 0 {
		return ""
	}
	return fmt.Sprint(float64(*d))
}

func (d *dollars) Type() string { return "USD" }

// given reports whether any guard is asked for.
func (g *guardFlags) given(given func(string) bool) bool {
	return g.readOnly || len(g.allow)+len(g.deny) > 0 || given("max-cost") || given("max-creates") || g.confirm || g.file != ""
}

// newGuard makes the guard of the flags, nil if there is none.
func (a *app) newGuard(clock luabind.Clock) (*guard.Guard, error) {
	f := &a.flags.guards
	if !f.given(a.flags.given) {
		return nil, nil
	}
	p := guard.Policy{ReadOnly: f.readOnly, Allow: f.allow, Deny: f.deny, CostUnknown: f.maxUnknown.value == "allow", NeedsCost: f.confirm || f.file != ""}
	if a.flags.given("max-cost") {
		p.MaxCost = guard.USD(float64(f.maxCost))
	}
	if a.flags.given("max-creates") {
		p.MaxCreates = guard.Creates(int(f.maxCreates))
	}
	if f.confirm {
		if output.Terminal(a.env.Stdin) == nil {
			return nil, usagef("--confirm asks, and standard input is no terminal")
		}
		p.Confirm = (&questions{a: a, in: bufio.NewReader(a.env.Stdin)}).ask
	}
	if f.file != "" {
		judge, err := newJudge(f.file, clock)
		if err != nil {
			return nil, err
		}
		p.Judge = judge.decide
	}
	g, err := guard.New(p)
	if err != nil {
		message := strings.TrimPrefix(err.Error(), "guard: ")
		if wrong := (*guard.PatternError)(nil); errors.As(err, &wrong) {
			message += meantPattern(wrong.Pattern)
		}
		return nil, usagef("%s", message)
	}
	return g, nil
}

// meantPattern hints at the operation, or the group, that a pattern may have meant.
func meantPattern(pattern string) string {
	meant := func(name string) string { return fmt.Sprintf(" (did you mean '%s'?)", name) }
	group, name, dotted := strings.Cut(pattern, ".")
	if !dotted {
		near := luabind.Nearest(pattern, append([]string{"create", "update", "delete", "reveals"}, catalog.Groups()...))
		switch {
		case catalog.InGroup(pattern) != nil:
			return meant(pattern + ".*")
		case catalog.InGroup(near) != nil:
			return meant(near + ".*")
		case near != "":
			return meant(near)
		}
		return ""
	}
	if own, ok := strings.CutPrefix(do.CommandHabit([]string{group, name}), "do."); ok && strings.Contains(own, ".") {
		return meant(own)
	}
	var names []string
	for _, op := range catalog.All() {
		names = append(names, op.Group+"."+op.Name)
	}
	return luabind.DidYouMean(pattern, names)
}

// questions asks a person about changes.
type questions struct {
	a  *app
	in *bufio.Reader
}

func (q *questions) ask(ctx context.Context, c *guard.Call) (guard.Decision, error) {
	for {
		q.a.out.Flush()
		fmt.Fprintf(q.a.env.Stderr, "%s\n  once, all, none or stop? ", question(c))
		line, err := luabind.Apart(ctx, func() (string, error) { return q.in.ReadString('\n') }, func(string) {})
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "once", "o", "yes", "y":
			return guard.Once, nil
		case "all", "a":
			return guard.All, nil
		case "none", "n", "no":
			return guard.No, nil
		case "stop", "s":
			return guard.Stop, nil
		}
		if err != nil {
			if err == io.EOF {
				return guard.Stop, nil
			}
			return guard.No, err
		}
	}
}

// question tells what a change does in a line.
func question(c *guard.Call) string {
	text := string(c.Sign) + " " + c.Kind
	if name := c.Change.Name(); name != "" && len(c.Names) <= 1 {
		text += " " + change.FullName(c.Path, name)
	} else if len(c.Names) > 1 {
		text += fmt.Sprintf(" (%d: %s)", len(c.Names), strings.Join(c.Names, ", "))
	}
	text += "  " + c.Operation()
	if c.Type != "" {
		text += " " + c.Type
	}
	switch {
	case !c.Cost.Known:
		text += ", no price"
	case c.Cost.Monthly != 0:
		text += fmt.Sprintf(", %.2f USD a month", c.Cost.Monthly)
	}
	if c.Line != "" {
		text += ", " + c.Line
	}
	return text
}

// judge is a Lua file that decides about changes, in a Host of its own that
// reaches nothing. It returns a function, which gets the call.
type judge struct {
	host *luabind.Host
	file string
	src  string
}

// newJudge reads the file and runs it once, so that a mistake in it is known
// before anything happens.
func newJudge(file string, clock luabind.Clock) (*judge, error) {
	src, err := input.File(file, input.Script)
	if err != nil {
		return nil, fmt.Errorf("--guard: %w", err)
	}
	host, err := luabind.New(luabind.WithClock(clock))
	if err != nil {
		return nil, err
	}
	j := &judge{host, file, string(src)}
	if err := j.with(context.Background(), func(*luabind.Call, luabind.Value) error { return nil }); err != nil {
		return nil, fmt.Errorf("--guard: %w", err)
	}
	return j, nil
}

// with hands the file's function to f.
func (j *judge) with(ctx context.Context, f func(call *luabind.Call, fn luabind.Value) error) error {
	return j.host.EvalTo(ctx, j.file, j.src, func(call *luabind.Call, values []luabind.Value) error {
		if len(values) != 1 || !values[0].IsFunction() {
			return luabind.ValueErrorf("%s must return a function that gets the call and returns true, or false and a reason", j.file)
		}
		return f(call, values[0])
	})
}

// decide asks the function. The judge is no part of the run that it judges.
func (j *judge) decide(ctx context.Context, c *guard.Call) (allowed bool, reason string, err error) {
	err = j.with(context.WithoutCancel(ctx), func(call *luabind.Call, fn luabind.Value) error {
		values, err := call.Call(fn, describeCall(call, c))
		if err != nil {
			return err
		}
		ok := false
		if len(values) > 0 {
			allowed, ok = values[0].AsBool()
		}
		if !ok {
			allowed = false
			return luabind.ValueErrorf("the guard's function must return true, or false and a reason")
		}
		if len(values) > 1 && values[1].IsString() {
			reason, _ = values[1].AsString()
		}
		return nil
	})
	return allowed && err == nil, reason, err
}

// describeCall makes what the guard's function gets.
func describeCall(call *luabind.Call, c *guard.Call) luabind.Value {
	t := call.NewTable(0, 12)
	text := func(key, value string) {
		if value != "" {
			t.Set(key, luabind.String(value))
		}
	}
	text("operation", c.Operation())
	text("effect", c.Sign.Word())
	text("kind", c.Kind)
	text("target", c.Target)
	text("type", c.Type)
	text("method", c.Method)
	text("url", c.URL)
	text("task", c.Task)
	text("line", c.Line)
	if c.Cost.Known {
		t.Set("cost", luabind.Number(c.Cost.Monthly))
	}
	t.Set("creates", luabind.Number(float64(c.Makes)))
	batch := call.NewTable(len(c.Names), 0)
	for _, name := range c.Names {
		batch.Append(luabind.String(name))
	}
	t.Set("batch", batch.Value())
	if c.Body.Exists() {
		t.Set("body", do.FromJSON(call, c.Body))
	}
	return t.Value()
}

// guardOutcome makes a run fail in which a change was refused, also when the
// script caught that.
func (s *session) guardOutcome(err error) error {
	if s.guard == nil {
		return err
	}
	refused := s.guard.Refused()
	var exit *luabind.ExitError
	if len(refused) == 0 || err != nil && !(errors.As(err, &exit) && exit.Code == 0) {
		return err
	}
	return fmt.Errorf("the script went on, but %d of its changes were refused, first this one: %w", len(refused), refused[0])
}
