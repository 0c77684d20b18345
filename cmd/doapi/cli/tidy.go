package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
)

// tidying are the flags of tidy.
type tidying struct {
	age           seconds
	droplets, yes bool
	tags          []string // only these, however old
}

func (a *app) tidyCommand() *cobra.Command {
	t := tidying{age: seconds(24 * time.Hour)}
	cmd := &cobra.Command{
		Use:   "tidy [flags] [TAG]...",
		Short: "Remove the tags that runs which died have left",
		Long: `Finds the tags by which runs find the droplets that they make, doapi-once- and
digits, of runs that died before they removed theirs, shows what has them, and
removes them: the droplets stay, unless --droplets is given. A tag may belong to a
run that goes on: those younger than a day are left alone unless --older-than says
otherwise. Tags that are named are the only ones, however young.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			t.tags = args
			return a.tidy(cmd.Context(), &t)
		},
	}
	cmd.Flags().Var(&t.age, "older-than", "only what is older than this many `seconds`")
	cmd.Flags().BoolVar(&t.droplets, "droplets", false, "delete the droplets too")
	cmd.Flags().BoolVar(&t.yes, "yes", false, "do not ask")
	return cmd
}

func (a *app) tidy(ctx context.Context, t *tidying) error {
	s, err := a.open(".", false)
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := s.newClient(s.config)
	if err != nil {
		return err
	}
	// A droplet that is still being made is deleted when it has been.
	if c, err = c.With(client.WithRetryBusy(true)); err != nil {
		return err
	}
	ctx, stop := a.until(ctx)
	defer stop()
	all, err := c.Leftovers(ctx)
	if err != nil {
		return err
	}
	for _, tag := range t.tags {
		if !slices.ContainsFunc(all, func(l client.Leftover) bool { return l.Tag == tag }) {
			return fmt.Errorf("no run has left a tag '%s'", tag)
		}
	}
	var old []client.Leftover
	for _, l := range all {
		if len(t.tags) > 0 && !slices.Contains(t.tags, l.Tag) {
			continue
		}
		age := time.Duration(0) // what does not tell its age may be a run's that goes on
		if !l.MadeAt.IsZero() {
			age = max(0, s.clock.Now().Sub(l.MadeAt)) // the API's clock may be ahead of ours
		}
		var droplets []string
		for _, d := range l.Droplets {
			droplets = append(droplets, fmt.Sprintf("%s (%d)", d.Name(), d.ID()))
		}
		what := "on nothing"
		if len(droplets) > 0 {
			what = "on " + strings.Join(droplets, ", ")
		}
		since := "of unknown age"
		if !l.MadeAt.IsZero() {
			since = "since " + l.MadeAt.UTC().Format(time.RFC3339)
		}
		if age < time.Duration(t.age) && len(t.tags) == 0 {
			since += ", too young"
		} else {
			old = append(old, l)
		}
		found := leftover{Event: "found", Tag: l.Tag, Young: strings.HasSuffix(since, "too young"), Droplets: droplets}
		if !l.MadeAt.IsZero() {
			found.MadeAt = l.MadeAt.UTC().Format(time.RFC3339)
		}
		if err := a.tellLeftover(found, fmt.Sprintf("%s  %s  %s", l.Tag, since, what)); err != nil {
			return err
		}
	}
	if len(old) == 0 {
		if a.flags.json {
			return nil
		}
		_, err := fmt.Fprintln(a.env.Stdout, "there is nothing to tidy")
		return err
	}
	if !t.yes {
		if err := a.agreeToTidy(old, t.droplets); err != nil {
			return err
		}
	}
	for _, l := range old {
		if t.droplets {
			for _, d := range l.Droplets {
				if err := d.Delete(ctx); err != nil && !errors.Is(err, client.ErrNotFound) {
					return err
				}
			}
		}
		if err := c.Tag(l.Tag).Delete(ctx); err != nil && !errors.Is(err, client.ErrNotFound) {
			return err
		}
		if err := a.tellLeftover(leftover{Event: "removed", Tag: l.Tag}, "removed "+l.Tag); err != nil {
			return err
		}
	}
	return nil
}

// leftover is a line of tidy --json.
type leftover struct {
	Event    string   `json:"event"` // found or removed
	Tag      string   `json:"tag"`
	MadeAt   string   `json:"made_at,omitempty"`
	Young    bool     `json:"young,omitempty"` // and left alone
	Droplets []string `json:"droplets,omitempty"`
}

// tellLeftover writes what was found or done, for people or as JSON.
func (a *app) tellLeftover(l leftover, text string) error {
	if a.flags.json {
		return a.encode(l)
	}
	_, err := fmt.Fprintln(a.env.Stdout, text)
	return err
}

// agreeToTidy asks whether to go on.
func (a *app) agreeToTidy(old []client.Leftover, droplets bool) error {
	if output.Terminal(a.env.Stdin) == nil {
		return usagef("tidy asks before it changes anything, and standard input is no terminal: --yes goes ahead")
	}
	n := 0
	for _, l := range old {
		n += len(l.Droplets)
	}
	question := fmt.Sprintf("remove %d tags", len(old))
	if droplets {
		question += fmt.Sprintf(" and delete %d droplets", n)
	}
	fmt.Fprint(a.env.Stderr, question+"? ")
	var answer string
	_, _ = fmt.Fscanln(a.env.Stdin, &answer) // no answer is no
	if answer != "y" && answer != "yes" {
		return fmt.Errorf("nothing was removed")
	}
	return nil
}
