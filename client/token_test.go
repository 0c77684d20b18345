package client_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
)

func TestTokenGoesToTheOriginOnly(t *testing.T) {
	var got []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
		io.WriteString(w, `{"ok":true}`)
	}))
	defer elsewhere.Close()
	c := serve(t, answer(200, "application/json", `{"things":[{"id":1}],"links":{"pages":{"next":"`+elsewhere.URL+`/v2/things?page=2"}}}`))
	if v, err := c.Request(t.Context(), "GET", elsewhere.URL+"/x", nil, nil); err != nil || !v.Get("ok").Bool() {
		t.Errorf("another origin: %v, %v", v, err)
	}
	things, err := c.Paginate("/v2/things", "things", nil).List(t.Context())
	var e *client.ResponseError
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "leads to another host") {
		t.Errorf("a link to another host: %v, %v", things, err)
	}
	if len(got) != 1 || got[0] != "" {
		t.Errorf("the other host saw %q", got)
	}
}

// Whatever is printed of a client and its errors, the token is not in it.
func TestTokenIsNeverShown(t *testing.T) {
	var trace bytes.Buffer
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v2/account":
			w.Header().Set("Location", "https://elsewhere/?t="+token)
			w.WriteHeader(302)
		case "/v2/broken":
			io.WriteString(w, "{"+token)
		default:
			w.WriteHeader(500)
			fmt.Fprintf(w, `{"id":"%s","message":"you sent %s"}`, token, r.Header.Get("Authorization"))
		}
	}, client.WithTrace(&trace, true))
	_, redirected := c.FetchAccount(t.Context())
	_, refused := c.Request(t.Context(), "POST", "/v2/x", nil, map[string]string{"token": token})
	_, broken := c.Request(t.Context(), "GET", "/v2/broken", nil, nil)
	for name, shown := range map[string]string{
		"client": fmt.Sprintf("%v %+v %#v %s", c, c, c, c), "pointer": fmt.Sprintf("%v", &c), "trace": trace.String(),
		"redirect": fmt.Sprintf("%v %+v %#v", redirected, redirected, redirected), "refusal": fmt.Sprintf("%v %+v", refused, refused), "broken": fmt.Sprintf("%v %+v %s", broken, broken, broken.(*client.ResponseError).Body),
	} {
		if strings.Contains(shown, token) {
			t.Errorf("%s shows the token: %s", name, shown)
		}
	}
	if !strings.Contains(trace.String(), "> POST http://") || !strings.Contains(trace.String(), "500 Internal Server Error") || !strings.Contains(trace.String(), "you sent") {
		t.Errorf("the trace lacks something: %s", trace.String())
	}
}

// TestShortTokens are no secrets: taking one letter out of every message would
// leave nothing to read. From eight on a token is never shown.
func TestShortTokens(t *testing.T) {
	for token, want := range map[string]string{
		"e":        "the server repeats e there",
		"server":   "the server repeats server there",
		"8-letter": "the server repeats *** there",
	} {
		server := httptest.NewServer(answer(http.StatusUnauthorized, "application/json", fmt.Sprintf(`{"id":"unauthorized","message":"the server repeats %s there"}`, token)))
		var trace bytes.Buffer
		c, err := client.New(token, client.WithEndpoint(server.URL), client.WithRetryMaxTime(0), client.WithTrace(&trace, true))
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.FetchAccount(t.Context())
		var refused *client.Error
		if !errors.As(err, &refused) || refused.Message != want {
			t.Errorf("with the token %q the message is %q, want %q", token, refused.Message, want)
		}
		if !strings.Contains(trace.String(), want) {
			t.Errorf("with the token %q the trace is\n%s", token, trace.String())
		}
		c.Close()
		server.Close()
	}
}
