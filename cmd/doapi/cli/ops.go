package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/luabind"
)

// operation is a line of ops.
type operation struct {
	Name       string `json:"name"` // GROUP.OPERATION
	Method     string `json:"method"`
	Path       string `json:"path"`
	ID         string `json:"operation_id"`
	Doc        string `json:"doc"`
	Effect     string `json:"effect"` // read, change or reveals
	Deprecated bool   `json:"deprecated,omitempty"`
}

func (a *app) opsCommand() *cobra.Command {
	var simulated bool
	cmd := &cobra.Command{
		Use:   "ops [filter]...",
		Short: "List the operations of the API",
		Long: `Lists the operations of the API, as scripts call them (do.GROUP.OPERATION), with
method, path and what each does. A filter is a part of any of these; of several, all must be
found.

With --simulated each operation is followed by how the simulator serves it: by a behaviour of its
own, generic from the description, or not at all (501) and why; by which clients of others it was
driven; and what the project's tests show of it: contract (its requests and answers fit the
description), echo (what was sent comes back), refusal (wrong bodies change nothing), relations
(others follow it or keep it), states (it becomes ready), replan (a second plan is empty).`,
		RunE: func(_ *cobra.Command, filters []string) error {
			if simulated {
				return a.listSimulated(filters)
			}
			return a.ops(filters)
		},
	}
	cmd.Flags().BoolVar(&simulated, "simulated", false, "tell how each operation is simulated, and what shows it")
	return cmd
}

func (a *app) ops(filters []string) error {
	found := []operation{}
	wide, far := 0, 0
	for _, op := range catalog.All() {
		o := operation{op.Group + "." + op.Name, op.Method, op.Path, op.ID, op.Doc, op.Effect.String(), op.Deprecated}
		if o.matches(filters) {
			found = append(found, o)
			wide, far = max(wide, len(o.Name)), max(far, len(o.Path))
		}
	}
	if len(found) == 0 {
		if hint := undescribed(filters); hint != "" {
			return errors.New(hint)
		}
		return fmt.Errorf("no operation matches '%s'%s", strings.Join(filters, " "), luabind.DidYouMean(strings.Join(filters, " "), catalog.Groups()))
	}
	if a.flags.json {
		return a.encode(found)
	}
	if output.Terminal(a.env.Stdout) != nil {
		fmt.Fprintf(a.env.Stdout, "%-*s  %-6s  %-*s  %s\n", wide, "OPERATION", "METHOD", far, "PATH", "WHAT IT DOES")
	}
	for _, o := range found {
		note := ""
		if o.Deprecated {
			note = "  (deprecated)"
		}
		fmt.Fprintf(a.env.Stdout, "%-*s  %-6s  %-*s  %s%s\n", wide, o.Name, o.Method, far, o.Path, o.Doc, note)
	}
	return nil
}

// undescribed tells of operations that the API has and its description lacks.
func undescribed(filters []string) string {
	for _, u := range catalog.AllUnlisted() {
		o := operation{Method: u.Method, Path: u.Path, Name: u.Service}
		if u.Method != "" && o.matches(filters) {
			return fmt.Sprintf("no operation matches '%s'; the API has %s %s, which is not described: %s (do.request asks it all the same)", strings.Join(filters, " "), u.Method, u.Path, u.Reason)
		}
	}
	return ""
}

func (o *operation) matches(filters []string) bool {
	text := strings.ToLower(o.Name + " " + o.Method + " " + o.Path + " " + o.ID + " " + o.Doc)
	for _, f := range filters {
		if !strings.Contains(text, strings.ToLower(f)) {
			return false
		}
	}
	return true
}

// simulated is a line of ops --simulated.
type simulated struct {
	Name    string   `json:"name"`
	Method  string   `json:"method"`
	Path    string   `json:"path"`
	ID      string   `json:"operation_id"`
	How     string   `json:"simulated"`     // behaviour, generic or 501
	Why     string   `json:"why,omitempty"` // it is not
	Clients []string `json:"clients"`
	Shown   []string `json:"shown"`
}

// listSimulated tells how each operation is simulated, and what shows it.
func (a *app) listSimulated(filters []string) error {
	found := []simulated{}
	wide := 0
	for _, s := range sim.Simulated() {
		op := s.Operation
		o := operation{op.Group + "." + op.Name, op.Method, op.Path, op.ID, op.Doc, op.Effect.String(), op.Deprecated}
		if !o.matches(filters) {
			continue
		}
		line := simulated{o.Name, o.Method, o.Path, o.ID, s.How, s.Why, s.Clients, s.Shown}
		if line.Clients == nil {
			line.Clients = []string{}
		}
		if line.Shown == nil {
			line.Shown = []string{}
		}
		found = append(found, line)
		wide = max(wide, len(o.Name))
	}
	if len(found) == 0 {
		return fmt.Errorf("no operation matches '%s'%s", strings.Join(filters, " "), luabind.DidYouMean(strings.Join(filters, " "), catalog.Groups()))
	}
	if a.flags.json {
		return a.encode(found)
	}
	if output.Terminal(a.env.Stdout) != nil {
		fmt.Fprintf(a.env.Stdout, "%-*s  %-9s  %-30s  %s\n", wide, "OPERATION", "SIMULATED", "DRIVEN BY", "SHOWN BY TESTS OF")
	}
	for _, s := range found {
		last := strings.Join(s.Shown, " ")
		if s.Why != "" {
			last = s.Why
		}
		fmt.Fprintln(a.env.Stdout, strings.TrimRight(fmt.Sprintf("%-*s  %-9s  %-30s  %s", wide, s.Name, s.How, orDash(strings.Join(s.Clients, " ")), last), " "))
	}
	return nil
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
