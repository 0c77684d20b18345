package tests

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luatest"
)

// TestBrokenServer runs the Lua tests of errors that the simulator cannot
// give, against a server that does nothing right.
func TestBrokenServer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v2/account":
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte(`{"account": nope}`))
		case r.URL.Path == "/v2/tags/html":
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusTeapot)
			w.Write([]byte("<html>I am a teapot</html>"))
		case strings.HasPrefix(r.URL.Path, "/v2/actions"):
			w.Write([]byte(`{"action": {"id": 7, "status": "errored", "type": "resize", "resource_id": 1, "resource_type": "droplet"}}`))
		default:
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				c.Close()
			}
		}
	}))
	defer server.Close()
	runner := luatest.Runner{NewHost: func(string) (*luabind.Host, error) {
		return luaHost(t, server.URL, nil, sim.NewScaledClock(200)), nil
	}}
	for _, f := range runner.Run(t.Context(), []string{"lua/broken_server.lua"}) {
		if f.Err != nil {
			t.Error(f.Err)
		}
		for _, c := range f.Cases {
			if c.Failure != "" {
				t.Errorf("%s: %s\n%s", c.Where, strings.Join(c.Name, " "), c.Failure)
			}
		}
	}
}
