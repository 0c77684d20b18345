package cli

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/spaces"
)

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
	fmt.Fprintf(a.env.Stdout, "%s://%s\n", scheme, listener.Addr())
	web := &http.Server{Handler: objects, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() { _ = web.Serve(listener) }() // until Close
	context.AfterFunc(ctx, func() { web.Close() })
	return nil
}
