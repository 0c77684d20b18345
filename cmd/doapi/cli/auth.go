package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/credential"
)

// identity is what auth tells.
type identity struct {
	Token   string `json:"token"` // masked
	Source  string `json:"source"`
	Context string `json:"context,omitempty"`
	// Instead are the sources of other tokens, which the one that is used has
	// the say over.
	Instead  []string `json:"instead_of,omitempty"`
	Endpoint string   `json:"endpoint"`
	Email    string   `json:"email"`
	Team     string   `json:"team,omitempty"`
	Status   string   `json:"status"`
	Limit    int64    `json:"droplet_limit"`
}

func (a *app) authCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "auth",
		Short: "Show which token was found, and whose account it is",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.auth(cmd.Context()) },
	}
}

func (a *app) auth(ctx context.Context) error {
	s, err := a.open(".", false)
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := s.newClient(s.config)
	if err != nil {
		return err
	}
	ctx, stop := a.until(ctx)
	defer stop()
	me, err := c.FetchAccount(ctx)
	if err != nil {
		return err
	}
	who := identity{
		Token: credential.Mask(s.who.Token), Source: s.who.Source, Context: s.who.Context, Endpoint: c.Endpoint(),
		Email: me.Email(), Team: team(me), Status: me.Status(), Limit: me.DropletLimit(),
	}
	for _, o := range a.finder().Others(s.who) {
		who.Instead = append(who.Instead, o.Place())
	}
	if a.flags.json {
		return a.encode(who)
	}
	for _, row := range [][2]string{
		{"account", who.Email}, {"team", who.Team}, {"status", who.Status},
		{"token", who.Token}, {"from", who.Source}, {"context", who.Context},
		{"overrides", strings.Join(who.Instead, ", ")}, {"endpoint", who.Endpoint},
	} {
		if row[1] != "" {
			fmt.Fprintf(a.env.Stdout, "%-9s %s\n", row[0], printableLine(row[1]))
		}
	}
	return nil
}

func team(me *client.Account) string { return me.Field("team").Get("name").Text() }

// printableLine keeps what the API says on a line of a terminal.
func printableLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// leastSecret is how long a token is at least that must not be kept: shorter
// ones, as in tests, are found in words that have nothing to do with them.
const leastSecret = 8

// finder looks for the token where flags and environment say.
func (a *app) finder() *credential.Finder {
	f := &a.flags
	given := func(name string, value *string) *string {
		if f.given(name) {
			return value
		}
		return nil
	}
	return &credential.Finder{
		Token: given("token", &f.token), File: given("token-file", &f.tokenFile), Context: given("context", &f.context),
		Simulated: f.sim, Getenv: a.env.Getenv, Warn: a.warn,
	}
}

// findToken looks for the token in the order that is documented.
func (a *app) findToken() (credential.Credential, error) {
	if a.flags.given("token") && strings.TrimSpace(a.flags.token) == "" {
		return credential.Credential{}, usagef("--token is empty")
	}
	return a.finder().Find()
}

// traceToken says on standard error which source of a token won, where others
// name another one.
func (a *app) traceToken(won credential.Credential) {
	others := a.finder().Others(won)
	if len(others) == 0 {
		return
	}
	places := make([]string, len(others))
	for i, o := range others {
		places[i] = o.Place()
	}
	a.complain("the token of " + won.Place() + " is used, not that of " + strings.Join(places, ", "))
}
