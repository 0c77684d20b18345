package cli

import (
	"context"
	"net"
	"net/url"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/credential"
)

// account is what the REPL knows of the account that it works on. It asks in
// the background, and gives up silently: all of it is convenience.
type account struct {
	session *session
	client  func() *client.Client

	first   sync.Once     // prompt
	known   chan struct{} // closed when it is known whose account it is, or will not be
	changed chan struct{} // sent to when that is known
	mu      sync.Mutex
	name    string // team, or e-mail where there is none
	values  map[string][]string
}

func newAccount(s *session) *account {
	return &account{session: s, values: map[string][]string{}, known: make(chan struct{}), changed: make(chan struct{}, 1), client: sync.OnceValue(func() *client.Client {
		c, err := s.makeClient(s.config, false)
		if err != nil {
			return nil
		}
		return c
	})}
}

// prompt says where one is: in the simulator, in a context that was named, or
// in a team's account, and at which host unless it is the usual one. The first
// one waits a moment for introduce, which has begun.
func (a *account) prompt() string {
	if a.session.sim != nil {
		return "sim"
	}
	return a.whose() + a.host()
}

// production says whether what is changed is changed for real: at an address of
// DigitalOcean's, or at any other that is not this machine.
func (a *account) production() bool {
	if a.session.sim != nil || a.session.tape.player != nil {
		return false
	}
	u, err := url.Parse(a.session.config.Endpoint)
	return err != nil || !loopback(u.Hostname())
}

// loopback says whether a host's name is that of this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (a *account) whose() string {
	if c := a.session.who.Context; c != "" && c != credential.DefaultContext {
		return printable(c)
	}
	a.first.Do(func() { briefly(a.known) })
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.name != "" {
		return a.name
	}
	return "doapi"
}

// host is what follows the name where another host than the usual one is asked.
func (a *account) host() string {
	endpoint := a.session.config.Endpoint
	u, err := url.Parse(endpoint)
	if endpoint == client.DefaultEndpoint || err != nil {
		return ""
	}
	return "@" + printable(u.Hostname())
}

// introduce finds out whose account it is.
func (a *account) introduce(ctx context.Context) {
	defer close(a.known)
	if a.session.sim != nil || a.session.who.Token == "" {
		return
	}
	ctx, cancel := a.session.clock.WithTimeout(ctx, askTime)
	defer cancel()
	c := a.client()
	if c == nil {
		return
	}
	me, err := c.FetchAccount(ctx)
	if err != nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.name = printable(team(me)); a.name == "" {
		a.name = printable(me.Email())
	}
	a.changed <- struct{}{}
}

// printable keeps what a prompt can show.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
}

// suggest gives the values of the account that an argument can have, asked for
// once.
func (a *account) suggest(ctx context.Context, argument string) []string {
	a.mu.Lock()
	values, known := a.values[argument]
	a.mu.Unlock()
	if known {
		return values
	}
	c := a.client()
	if c == nil {
		return nil
	}
	ctx, cancel := a.session.clock.WithTimeout(ctx, askTime)
	defer cancel()
	var err error
	switch argument {
	case "region", "region_slug":
		for r, e := range c.FetchAllRegions().All(ctx) {
			if err = e; e == nil {
				values = append(values, r.Slug())
			}
		}
	case "size", "size_slug":
		for s, e := range c.FetchAllSizes().All(ctx) {
			if err = e; e == nil {
				values = append(values, s.Slug())
			}
		}
	case "image":
		for i, e := range c.FetchAllImages(client.ImageFilter{}).All(ctx) {
			if err = e; e == nil && i.Slug() != "" {
				values = append(values, i.Slug())
			}
		}
	case "tag_name", "tag":
		for t, e := range c.FetchAllTags().All(ctx) {
			if err = e; e == nil {
				values = append(values, t.Name())
			}
		}
	default:
		return nil
	}
	if err != nil {
		return nil // to be asked for again
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.values[argument] = values
	return values
}
