package cli

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/simpage"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/stdlib"
)

// showPage serves the page of a simulated account on this machine, on a port of
// its own, until ctx ends; its address is the next line of standard output.
// The handler given is that of the API, with its requests shown on the page.
func (a *app) showPage(ctx context.Context, server *sim.Server, s *simulation, api http.Handler) (http.Handler, error) {
	var page *simpage.Page
	page = simpage.New(server, func(ctx context.Context, code string, out io.Writer) error {
		return s.runOn(ctx, server.Clock(), page.Transport(server.RoundTripper()), code, out)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("--ui: %w", listenCause(err))
	}
	fmt.Fprintf(a.env.Stdout, "http://%s%s\n", listener.Addr(), page.Path())
	web := &http.Server{Handler: page, BaseContext: func(net.Listener) context.Context { return ctx }, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(listener) }() // until Close
	context.AfterFunc(ctx, func() { web.Close() })
	return page.Watch(api), nil
}

// longestOnPage is how long a script of the page may run, by the account's clock.
const longestOnPage = 24 * time.Hour

// runOn runs a script of the page. It reaches nothing but the account.
func (s *simulation) runOn(ctx context.Context, clock sim.Clock, account http.RoundTripper, code string, out io.Writer) error {
	token := s.auth
	if token == "" {
		token = "the-page"
	}
	c, err := client.New(token, client.WithTransport(account), client.WithClock(clock))
	if err != nil {
		return err
	}
	defer c.Close()
	host, err := luabind.New(luabind.WithClock(clock), luabind.WithStdio(nil, out, out), luabind.WithTimeLimit(longestOnPage), stdlib.Core(), do.Bind(c))
	if err != nil {
		return err
	}
	defer host.Close()
	return host.DoString(ctx, "page.lua", code)
}
