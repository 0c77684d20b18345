package client_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
)

const token = "dop_v1_5ec2e75ec2e75ec2e7"

// serve makes a client of a server that answers with the handler.
func serve(t *testing.T, handler http.HandlerFunc, options ...client.Option) *client.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	c, err := client.New(token, append([]client.Option{client.WithEndpoint(server.URL), client.WithRetryMaxTime(0)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		server.Close()
	})
	return c
}

// answer is a handler that always says the same.
func answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Request-Id", "3f1c")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func TestRequest(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path == "/v2/blank" {
			w.WriteHeader(http.StatusAccepted)
			io.WriteString(w, " \n")
			return
		}
		json.NewEncoder(w).Encode(map[string]string{
			"method": r.Method, "uri": r.URL.RequestURI(), "body": string(body), "type": r.Header.Get("Content-Type"), "auth": r.Header.Get("Authorization"),
		})
	})
	for _, test := range []struct {
		method, url string
		params      map[string][]string
		body        any
		want        string // method uri body type
	}{
		{"GET", "/v2/account", nil, nil, "GET /v2/account  "},
		{"get", "v2/account", map[string][]string{"a": {"1", "ü"}}, nil, "GET /v2/account?a=1&a=%C3%BC  "},
		{"POST", "/v2/x?page=2", map[string][]string{"b": {"3"}}, map[string]any{"n": 1, "html": "<&>"}, `POST /v2/x?b=3&page=2 {"html":"<&>","n":1} application/json`},
		{"put", "/v2/x", nil, `raw text`, `PUT /v2/x raw text application/json`},
		{"Patch", "/v2/x", nil, json.RawMessage(`{"big":9007199254740993}`), `PATCH /v2/x {"big":9007199254740993} application/json`},
		{"DELETE", "/v2/x", nil, []byte(`{}`), `DELETE /v2/x {} application/json`},
	} {
		v, err := c.Request(t.Context(), test.method, test.url, test.params, test.body)
		if err != nil {
			t.Errorf("%s %s: %v", test.method, test.url, err)
			continue
		}
		got := strings.Join([]string{v.Get("method").Text(), v.Get("uri").Text(), v.Get("body").Text(), v.Get("type").Text()}, " ")
		if got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.method, test.url, got, test.want)
		}
		if v.Get("auth").Text() != "Bearer "+token {
			t.Errorf("%s %s went without the token", test.method, test.url)
		}
	}
	for _, method := range []string{"GET", "HEAD"} {
		v, err := c.Request(t.Context(), method, "/v2/blank", nil, nil)
		if err != nil || v.Exists() {
			t.Errorf("%s of a blank body: %v, %v", method, v, err)
		}
	}
	var bad *client.ArgumentError
	for _, test := range []struct{ method, url string }{
		{"TRACE", "/v2/x"}, {"", "/v2/x"}, {"GET", "ftp://host/x"}, {"GET", "//host/x"}, {"GET", "https://user:secret@host/x"}, {"GET", "%zz"}, {"GET", "mailto:x"},
	} {
		if _, err := c.Request(t.Context(), test.method, test.url, nil, nil); !errors.As(err, &bad) {
			t.Errorf("%s %s: %v, want an ArgumentError", test.method, test.url, err)
		}
	}
	if _, err := c.Request(t.Context(), "POST", "/v2/x", nil, func() {}); !errors.As(err, &bad) {
		t.Errorf("a body that is no JSON: %v", err)
	}
}

// Any non-2xx is an Error with its status, whatever the body.
func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		name        string
		status      int
		contentType string
		body        string
		is          error
		want        string
	}{
		{"usual", 404, "application/json", `{"id":"not_found","message":"The resource you requested could not be found."}`, client.ErrNotFound,
			"404 not_found: The resource you requested could not be found. (GET /v2/droplets/1, request 3f1c)"},
		{"HTML", 502, "text/html; charset=utf-8", "<html>\n<h1>Bad Gateway</h1>", nil, "502 Bad Gateway: the answer is no JSON but text/html (GET /v2/droplets/1, request 3f1c)"},
		{"empty", 401, "application/json", "", client.ErrUnauthorized, "401 Unauthorized (GET /v2/droplets/1, request 3f1c)"},
		{"cut JSON", 422, "application/json", `{"id":"unprocessable_entity","mess`, client.ErrUnprocessable,
			"422 Unprocessable Entity: the answer is broken JSON: the text ends in the middle of a string at line 1, column 35 (byte 34) (GET /v2/droplets/1, request 3f1c)"},
		{"tags", 400, "application/json", `{"error":"invalid_tag","messages":["too long","bad\ncharacters"],"root_causes":[]}`, nil,
			"400 invalid_tag: too long; bad characters (GET /v2/droplets/1, request 3f1c)"},
		{"NFS", 409, "application/json", `{"code":"conflict","message":"busy"}`, client.ErrConflict, "409 conflict: busy (GET /v2/droplets/1, request 3f1c)"},
		{"text", 500, "text/plain", "out of order\n", nil, "500 Internal Server Error: out of order (GET /v2/droplets/1, request 3f1c)"},
		{"a list", 403, "application/json", `[1]`, client.ErrForbidden, "403 Forbidden (GET /v2/droplets/1, request 3f1c)"},
		{"rate limit", 429, "application/json", `{"id":"too_many_requests","message":"API rate limit exceeded."}`, client.ErrRateLimited,
			"429 too_many_requests: API rate limit exceeded. (GET /v2/droplets/1, request 3f1c)"},
		{"not modified", 304, "", "", nil, "304 Not Modified (GET /v2/droplets/1, request 3f1c)"},
		{"unknown status", 599, "application/json", `{}`, nil, "599 (GET /v2/droplets/1, request 3f1c)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := serve(t, answer(test.status, test.contentType, test.body))
			var seen *client.Reply
			_, err := c.FetchDroplet(client.Observe(t.Context(), func(r *client.Reply) { seen = r }), 1)
			var e *client.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Status != test.status || e.Error() != test.want || string(e.Body) != test.body || e.RequestID != "3f1c" || e.Op != "droplets_get" {
				t.Errorf("got %q with status %d, op %s and body %q, want %q", e, e.Status, e.Op, e.Body, test.want)
			}
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("errors.Is(%v, %v) is false", err, test.is)
			}
			for _, other := range []error{client.ErrNotFound, client.ErrUnauthorized, client.ErrConflict} {
				if other != test.is && errors.Is(err, other) {
					t.Errorf("errors.Is(%v, %v) is true", err, other)
				}
			}
			if seen == nil || seen.Status != test.status || e.Reply != seen {
				t.Errorf("observed %v", seen)
			}
		})
	}
}

func TestErrorFields(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Ratelimit-Limit", "5000")
		h.Set("Ratelimit-Remaining", "17")
		h.Set("Ratelimit-Reset", "1444931833")
		h.Set("Retry-After", "7")
		w.WriteHeader(422)
		io.WriteString(w, `{"id":"unprocessable_entity","message":"full","request_id":"from-body","error_attributes":{"available_regions":["ams3"]}}`)
	})
	_, err := c.FetchAccount(t.Context())
	var e *client.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if e.RequestID != "from-body" || e.RetryAfter != 7*time.Second || e.RateLimit.Limit != 5000 || e.RateLimit.Remaining != 17 || e.RateLimit.Reset.Unix() != 1444931833 {
		t.Errorf("got %+v", e)
	}
	if got := e.Fields.Get("error_attributes", "available_regions", "0").Text(); got != "ams3" {
		t.Errorf("the field of the body is %q", got)
	}
}

// A 2xx that is not JSON says where; nothing of a list is believed before that.
func TestBrokenAnswers(t *testing.T) {
	for _, test := range []struct {
		name, body string
		offset     int
		message    string
	}{
		{"HTML", "<html></html>", 0, `bad answer to GET /v2/droplets?per_page=200: it is not JSON: unexpected '<' where a value should be at line 1, column 1 (byte 0) (status 200)`},
		{"cut", `{"droplets":[{"id":1},{"id":2`, 29, `bad answer to GET /v2/droplets?per_page=200: it is not JSON: the text ends where a comma or the end of the object should be at line 1, column 30 (byte 29) (status 200)`},
		{"second line", "{\"droplets\":[],\n\"meta\":nil}", 24, `bad answer to GET /v2/droplets?per_page=200: it is not JSON: unexpected 'i' in the word null at line 2, column 9 (byte 24) (status 200)`},
		{"no list", `{"meta":{}}`, 0, `bad answer to GET /v2/droplets?per_page=200: there is no list "droplets" in it (status 200)`},
		{"no object", `[]`, 0, `bad answer to GET /v2/droplets?per_page=200: there is no list "droplets" in it (status 200)`},
		{"no objects", `{"droplets":[{"id":1},5]}`, 0, `bad answer to GET /v2/droplets?per_page=200: an element of its list "droplets" is a number (status 200)`},
		{"blank", ` `, 0, `bad answer to GET /v2/droplets?per_page=200: it is empty (status 200)`},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := serve(t, answer(200, "application/json", test.body))
			got, err := c.FetchAllDroplets(client.DropletFilter{}).List(t.Context())
			var e *client.ResponseError
			if !errors.As(err, &e) || len(got) != 0 {
				t.Fatalf("got %v, %v", got, err)
			}
			if e.Offset != test.offset || e.Error() != test.message || e.Status != 200 {
				t.Errorf("got %q at %d, want %q at %d", e, e.Offset, test.message, test.offset)
			}
		})
	}
	c := serve(t, answer(200, "application/json", strings.Repeat("[", 40<<20)))
	if _, err := c.Request(t.Context(), "GET", "/v2/deep", nil, nil); err == nil || !strings.Contains(err.Error(), "more than 10000 nested") {
		t.Errorf("40 MB of brackets: %v", err)
	}
	c = serve(t, answer(200, "application/json", `{"droplet":[]}`))
	if _, err := c.FetchDroplet(t.Context(), 1); err == nil || !strings.Contains(err.Error(), `there is no object "droplet" in it`) {
		t.Errorf("a list for an object: %v", err)
	}
}

func TestBodyCap(t *testing.T) {
	big := `{"x":"` + strings.Repeat("a", 2000) + `"}`
	for _, chunked := range []bool{false, true} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if chunked {
				w.(http.Flusher).Flush()
			}
			io.WriteString(w, big)
		}, client.WithMaxBody(1000))
		_, err := c.Request(t.Context(), "GET", "/v2/x", nil, nil)
		var e *client.ResponseError
		if !errors.As(err, &e) || !errors.Is(err, client.ErrTooLarge) {
			t.Errorf("chunked %v: %v", chunked, err)
		}
	}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, big) }, client.WithMaxBody(int64(len(big))))
	if v, err := c.Request(t.Context(), "GET", "/v2/x", nil, nil); err != nil || len(v.Raw()) != len(big) {
		t.Errorf("a body of exactly the limit: %v", err)
	}
	// A refusal keeps its status whatever its size.
	c = serve(t, answer(500, "text/html", strings.Repeat("x", 3<<20)))
	_, err := c.FetchAccount(t.Context())
	var refused *client.Error
	if !errors.As(err, &refused) || refused.Status != 500 || len(refused.Body) != 1<<20 {
		t.Errorf("a large refusal: %.100v", err)
	}
}

func TestRedirectsAreErrors(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s was asked for, with %q", r.Method, r.URL, r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+"/x", http.StatusFound)
	})
	_, err := c.Request(t.Context(), "GET", "/v2/account", nil, nil)
	var e *client.Error
	if !errors.As(err, &e) || e.Status != 302 || !strings.Contains(err.Error(), "a redirect to "+elsewhere.URL) {
		t.Errorf("got %v", err)
	}
}

func TestClosed(t *testing.T) {
	c := serve(t, answer(200, "application/json", `{"account":{"uuid":"x"}}`))
	account, err := c.FetchAccount(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	_, fetch := account.Fetch(t.Context())
	_, request := c.Request(t.Context(), "GET", "/v2/account", nil, nil)
	_, list := c.FetchAllDroplets(client.DropletFilter{}).Next(t.Context())
	_, wait := client.Wait([]*client.Account{account}, client.StatusIs("active")).Next(t.Context())
	for _, err := range []error{fetch, request, list, wait} {
		if !errors.Is(err, client.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for name, option := range map[string]client.Option{
		"no URL": client.WithEndpoint("::"), "no scheme": client.WithEndpoint("api.example.com"), "user": client.WithEndpoint("https://a:b@host"), "query": client.WithEndpoint("https://host/?a=b"),
		"timeout": client.WithTimeout(-1), "per page": client.WithPerPage(-1), "interval": client.WithWaitInterval(-1), "body": client.WithMaxBody(0),
		"transport": client.WithTransport(nil), "clock": client.WithClock(nil),
	} {
		if _, err := client.New(token, option); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	for _, bad := range []string{"", "a b", "a\nb", "tökén"} {
		if _, err := client.New(bad); err == nil || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("token %q: %v", bad, err)
		}
	}
	c, err := client.New(token, client.WithEndpoint("https://proxy.example.com/do/"))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Droplet(5).URL(); got != "https://proxy.example.com/do/v2/droplets/5" {
		t.Errorf("below a path: %s", got)
	}
}

// Every path element is escaped, and none can lead to another path.
func TestPathElements(t *testing.T) {
	var got string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.URL.EscapedPath()
		io.WriteString(w, `{"domain":{"name":"x"},"domain_record":{"id":1},"tag":{"name":"x"}}`)
	})
	for name, want := range map[string]string{
		"example.com": "/v2/domains/example.com", "a/b": "/v2/domains/a%2Fb", "..": "/v2/domains/%2E%2E", ".": "/v2/domains/%2E", "ü?#%": "/v2/domains/%C3%BC%3F%23%25",
	} {
		if _, err := c.FetchDomain(t.Context(), name); err != nil || got != want {
			t.Errorf("%q: asked for %s (%v), want %s", name, got, err, want)
		}
		record, err := c.Domain(name).FetchRecord(t.Context(), 1)
		if err != nil || got != want+"/records/1" {
			t.Errorf("%q: asked for %s (%v)", name, got, err)
			continue
		}
		if record.Domain().Name() != name {
			t.Errorf("the record of %q belongs to %q", name, record.Domain().Name())
		}
	}
	got = ""
	var bad *client.ArgumentError
	_, fetch := c.FetchDomain(t.Context(), "")
	_, list := c.Domain("").FetchAllRecords().Next(t.Context())
	tag := c.Tag("").DeleteAllDroplets(t.Context())
	remove := c.Tag("").Delete(t.Context())
	for _, err := range []error{fetch, list, tag, remove} {
		if !errors.As(err, &bad) || got != "" {
			t.Errorf("an empty name: %v, asked for %q", err, got)
		}
	}
}
