package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/client/sim/spaces"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/proxy"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/simpage"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/stdlib"
)

// simulation is what the flags of the command sim say.
type simulation struct {
	listen       string
	droplets     count
	actions      count
	speed        float64
	auth         string
	dropletLimit count
	state        string
	accounts     string
	readOnly     []string
	tls          bool
	proxy        bool
	quiet        bool
	ui           bool
	spaces       string
}

func (a *app) simCommand() *cobra.Command {
	s := simulation{dropletLimit: 1_000_000}
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "Serve a simulated API over HTTP",
		Long: `Serves a simulated API over HTTP until it is interrupted. The first line of
standard output is its base URL, for --endpoint or DIGITALOCEAN_API_URL.

Control paths: GET /_sim/requests, GET /_sim/state, GET /_sim/unread,
POST /_sim/objects {"path": "/v2/...", "object": {...}}, POST /_sim/reset,
POST /_sim/clock {"advance_s": n}, POST /_sim/faults [rule, ...],
POST /_sim/transitions {"transitions": "immediate"}.

Other clients:
  curl       curl -H "Authorization: Bearer x" URL/v2/droplets
  doctl      doctl -u URL -t x compute droplet list
  Terraform  provider "digitalocean" { api_endpoint = "URL"  token = "x" }
  Ansible    environment: {DIGITALOCEAN_API_TOKEN: x}, module option baseurl: URL/v2
  godo       godo.New(client, godo.SetBaseURL("URL"))
  pydo       pydo.Client(token="x", endpoint="URL")
  others, whose host is fixed: doapi sim --proxy, and in their environment
             HTTPS_PROXY=URL SSL_CERT_FILE=ca.pem, the file with what follows the URL
Object storage, with doapi sim --spaces 127.0.0.1:9000 and any two keys:
  AWS CLI    aws --endpoint-url http://127.0.0.1:9000 s3 mb s3://bucket
  s3cmd      s3cmd --no-ssl --host=127.0.0.1:9000 --host-bucket= mb s3://bucket
  rclone     rclone --s3-provider Other --s3-endpoint http://127.0.0.1:9000 ls :s3:bucket
  Terraform  doapi sim --proxy, as it names buckets in the host`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.simulate(cmd.Context(), &s) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&s.listen, "listen", "127.0.0.1:0", "serve at this `address`; port 0 is any free one")
	f.Var(&s.droplets, "droplets", "active droplets that exist from the start")
	f.Var(&s.actions, "actions", "completed actions that exist from the start")
	a.flags.simulated.add(f)
	f.Float64Var(&s.speed, "speed", 1, "how many times faster than real time things happen")
	f.StringVar(&s.auth, "auth", "", "take only this `token` (default: any)")
	f.Var(&s.dropletLimit, "droplet-limit", "how many droplets the account may have")
	f.StringVar(&s.state, "state", "", "keep everything in this `file`, and go on with what it holds")
	f.StringVar(&s.accounts, "accounts", "one", "`one` account for all tokens, or one by token")
	f.Var((*repeated)(&s.readOnly), "read-only", "a `token` that can look at everything and change nothing; repeatable")
	f.BoolVar(&s.tls, "tls", false, "serve HTTPS with a certificate made for this run, which is written to standard output after the URL")
	f.BoolVar(&s.ui, "ui", false, "show the account on a page for a browser on this machine; its address is written to standard output after the URL")
	f.BoolVar(&s.proxy, "proxy", false, "be a proxy too, for clients whose host is fixed; the certificate that they are to trust is written to standard output after the URL")
	f.StringVar(&s.spaces, "spaces", "", "serve object storage (S3) at this `address` too; its URL is written to standard output after the others. Objects are kept in memory only")
	f.BoolVar(&s.quiet, "quiet", false, "write no line for each request to a terminal")
	return cmd
}

// options turns the flags into the simulator's.
func (s *simulation) options(flags *simFlags) ([]sim.Option, error) {
	if !(s.speed > 0) {
		return nil, usagef("--speed must be above 0, got %v", s.speed)
	}
	options := []sim.Option{
		sim.WithClock(sim.NewScaledClock(s.speed)),
		sim.Droplets(int(s.droplets)), sim.Actions(int(s.actions)),
		sim.Auth(s.auth), sim.DropletLimit(int(s.dropletLimit)),
	}
	switch s.accounts {
	case "one":
	case "token":
		options = append(options, sim.AccountPerToken())
	default:
		return nil, usagef("--accounts is one or token, got %q", s.accounts)
	}
	more, err := flags.options()
	if err != nil {
		return nil, err
	}
	return slices.Concat(options, more, []sim.Option{sim.StateFile(s.state), sim.ReadOnly(s.readOnly...)}), nil
}

// simulate serves until a signal comes.
func (a *app) simulate(ctx context.Context, s *simulation) error {
	if s.proxy && s.tls {
		return usagef("--proxy and --tls exclude each other: a proxy is spoken to in plain HTTP")
	}
	options, err := s.options(&a.flags.simulated)
	if err != nil {
		return err
	}
	server, err := sim.New(options...)
	switch {
	case errors.As(err, new(*fs.PathError)):
		return err
	case err != nil:
		return usagef("%v", err)
	}
	listener, err := net.Listen("tcp", s.listen)
	if err != nil {
		return fmt.Errorf("--listen %s: %w", s.listen, listenCause(err))
	}
	scheme := "http"
	var certificate []byte
	var config *tls.Config
	var p *proxy.Proxy
	if s.proxy {
		if p, certificate, err = proxy.New(server.Clock().Now()); err != nil {
			return err
		}
	}
	if s.tls {
		scheme = "https"
		if config, certificate, err = proxy.SelfSigned(listener.Addr(), server.Clock().Now()); err != nil {
			return err
		}
		listener = tls.NewListener(listener, config)
	}
	if err := a.tellAddress(addressAnswer{Address: scheme + "://" + listener.Addr().String(), Certificate: string(certificate)}); err != nil {
		return err
	}
	ctx, stop := a.until(ctx)
	defer stop()
	storage := &spaces.Server{Now: server.Clock().Now, Explicit: true}
	var handler, objects http.Handler = server, storage
	if output.Terminal(a.env.Stderr) != nil && !s.quiet {
		handler, objects = logged(server, a.env.Stderr), logged(storage, a.env.Stderr)
	}
	if s.spaces != "" {
		if err := a.serveStorage(ctx, s.spaces, config, objects); err != nil {
			return err
		}
	}
	if s.ui {
		if handler, err = a.showPage(ctx, server, s, handler); err != nil {
			return err
		}
	}
	if handler = withStorage(storage, handler, objects); p != nil {
		p.Next, handler = handler, p
	}
	// Who sends a request too slowly, or leaves a connection open, is not waited for.
	web := &http.Server{
		Handler: handler, BaseContext: func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
	}
	go func() {
		<-ctx.Done()
		web.Close()
	}()
	if p != nil {
		go web.Serve(p.Listener())
	}
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return context.Cause(ctx)
}

// logged writes a line for each request.
func logged(next http.Handler, to io.Writer) http.Handler {
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			mu.Lock()
			defer mu.Unlock()
			fmt.Fprintf(to, "%d %s %s\n", seen.status, r.Method, r.URL.RequestURI())
		}()
		next.ServeHTTP(seen, r)
	})
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the server take over the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// listenCause leaves out what repeats the address.
func listenCause(err error) error {
	var sys *os.SyscallError
	var dns *net.DNSError
	var addr *net.AddrError
	switch {
	case errors.As(err, &sys):
		return sys
	case errors.As(err, &dns):
		return dns
	case errors.As(err, &addr):
		return addr
	}
	return err
}

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
	if err := a.tellAddress(addressAnswer{Page: fmt.Sprintf("http://%s%s", listener.Addr(), page.Path())}); err != nil {
		return nil, err
	}
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

// withStorage gives the requests of object storage to it, and empties it when the
// account begins anew.
func withStorage(storage *spaces.Server, api, objects http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if strings.HasSuffix(host, "."+spaces.Domain) {
			objects.ServeHTTP(w, r)
			return
		}
		if r.URL.Path == "/_sim/reset" && r.Method == http.MethodPost {
			storage.Reset()
		}
		api.ServeHTTP(w, r)
	})
}

// serveStorage serves object storage at an address until ctx ends, by TLS if there
// is a configuration of it; the URL is the next line of standard output.
func (a *app) serveStorage(ctx context.Context, address string, config *tls.Config, objects http.Handler) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("--spaces %s: %w", address, listenCause(err))
	}
	scheme := "http"
	if config != nil {
		scheme, listener = "https", tls.NewListener(listener, config)
	}
	if err := a.tellAddress(addressAnswer{Spaces: scheme + "://" + listener.Addr().String()}); err != nil {
		return err
	}
	web := &http.Server{Handler: objects, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() { _ = web.Serve(listener) }() // until Close
	context.AfterFunc(ctx, func() { web.Close() })
	return nil
}
