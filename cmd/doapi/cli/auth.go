package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client"
)

// identity is what auth tells.
type identity struct {
	Token    string `json:"token"` // masked
	Source   string `json:"source"`
	Context  string `json:"context,omitempty"`
	Endpoint string `json:"endpoint"`
	Email    string `json:"email"`
	Team     string `json:"team,omitempty"`
	Status   string `json:"status"`
	Limit    int64  `json:"droplet_limit"`
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
		return fmt.Errorf("the token of %s (%s): %w", s.who.source, masked(s.who.token), err)
	}
	who := identity{
		Token: masked(s.who.token), Source: s.who.source, Context: s.who.context, Endpoint: c.Endpoint(),
		Email: me.Email(), Team: team(me), Status: me.Status(), Limit: me.DropletLimit(),
	}
	if a.flags.json {
		return json.NewEncoder(a.env.Stdout).Encode(who)
	}
	for _, row := range [][2]string{
		{"account", who.Email}, {"team", who.Team}, {"status", who.Status},
		{"token", who.Token}, {"from", who.Source}, {"context", who.Context}, {"endpoint", who.Endpoint},
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

// masked shows as much of a token as tells it from another: its kind and its
// end.
func masked(token string) string {
	const shown = 4
	if len(token) < 24 {
		return "***"
	}
	kind := ""
	if i := strings.LastIndexByte(token[:len(token)-shown], '_'); i >= 0 && i < 10 {
		kind = token[:i+1]
	}
	return kind + "***" + token[len(token)-shown:]
}
