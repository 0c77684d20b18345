package do_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

// hosts is a transport that notes who is asked; lists are read ahead, so it is
// asked by several at once.
type hosts struct {
	next  http.RoundTripper
	lock  sync.Mutex
	asked []string
}

func (h *hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	h.lock.Lock()
	h.asked = append(h.asked, r.URL.Host+" "+r.Header.Get("Authorization"))
	h.lock.Unlock()
	return h.next.RoundTrip(r)
}

func (h *hosts) seen() []string {
	h.lock.Lock()
	defer h.lock.Unlock()
	return slices.Clone(h.asked)
}

// TestScriptsStayInside has scripts of an embedded Host try to get out: whatever
// they do goes through the embedder's transport and guards, to his origin.
func TestScriptsStayInside(t *testing.T) {
	server, err := sim.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		script, fails string
		options       []do.Option
	}{
		{script: `doapi("other-token").fetch_account()`},
		{script: `doapi{api_token="other-token", per_page=5}.fetch_all_regions():list()`},
		{script: `doapi{api_token="other-token", endpoint="https://elsewhere.example"}.fetch_account()`, fails: "another origin"},
		{script: `doapi{api_token="other-token", endpoint="http://127.0.0.1:1"}.fetch_account()`, fails: "origin"},
		{script: `do.api_token = "other-token" do.endpoint = "https://elsewhere.example" do.fetch_account()`, fails: "another origin"},
		{script: `do.api_token = "other-token" do.fetch_account()`},
		{script: `do.request("https://elsewhere.example/v2/account")`, fails: "another origin"},
		{script: `do.request("http://api.digitalocean.com/v2/account")`, fails: "origin"},
		{script: `do.paginate("https://elsewhere.example/v2/x", "x"):list()`, fails: "another origin"},
		{script: `pcall(do.request, "https://elsewhere.example/v2/account")`, options: []do.Option{do.WithOtherOrigins()}},
	} {
		wire := &hosts{next: server.RoundTripper()}
		guarded := 0
		c, err := client.New("secret-token", client.WithTransport(wire), client.WithGuard(func(next client.Handler) client.Handler {
			guarded++
			return next
		}))
		if err != nil {
			t.Fatal(err)
		}
		h, err := luabind.New(do.Bind(c, test.options...))
		if err != nil {
			t.Fatal(err)
		}
		before := guarded
		err = h.DoString(t.Context(), "test", test.script)
		switch {
		case test.fails == "" && err != nil, test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
			t.Errorf("%s: %v", test.script, err)
		case test.fails != "" && len(wire.seen()) > 0:
			t.Errorf("%s: it asked %v", test.script, wire.seen())
		}
		if strings.Contains(test.script, "other-token") && test.fails == "" && guarded == before {
			t.Errorf("%s: the further client has no guard", test.script)
		}
		if len(test.options) == 0 && slices.ContainsFunc(wire.seen(), func(s string) bool { return !strings.HasPrefix(s, "api.digitalocean.com ") }) {
			t.Errorf("%s: it asked %v", test.script, wire.seen())
		}
		if slices.Contains(wire.seen(), "elsewhere.example Bearer secret-token") {
			t.Errorf("%s: the token went elsewhere", test.script)
		}
		h.Close()
		c.Close()
	}
}
