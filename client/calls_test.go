package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
)

// everywhere leads the requests to all hosts to one server.
type everywhere struct{ to *url.URL }

func (e everywhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = e.to.Scheme, e.to.Host, r.URL.Host
	return http.DefaultTransport.RoundTrip(r)
}

// hosts makes a client of a server that stands for all of them; the request's
// Host says which is meant.
func hosts(t *testing.T, handler http.HandlerFunc, options ...client.Option) *client.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	to, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(token, append([]client.Option{client.WithTransport(everywhere{to}), client.WithRetryMaxTime(0)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); server.CloseClientConnections(); server.Close() })
	return c
}

// list writes the elements from number a up to b.
func numbered(id string, a, b int) string {
	var all []string
	for i := a; i < b; i++ {
		all = append(all, fmt.Sprintf(`{%q:"e%03d"}`, id, i))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// TestPagingKinds reads 25 elements in pages of 10 by each manner in which the
// API hands out long lists.
func TestPagingKinds(t *testing.T) {
	const n, size = 25, 10
	number := func(r *http.Request) int {
		page, err := strconv.Atoi(r.URL.Query().Get("page"))
		if err != nil {
			return 1
		}
		return page
	}
	span := func(page int) (a, b int) { return min((page-1)*size, n), min(page*size, n) }
	kinds := map[catalog.Paging]struct {
		op     string
		args   client.Args
		size   string // the parameter for the size of a page
		answer func(r *http.Request) string
		asks   int
	}{
		catalog.ByPage: {"volumes_list", nil, "per_page", func(r *http.Request) string {
			a, b := span(number(r))
			next := ""
			if b < n {
				next = fmt.Sprintf(`"next":"https://%s/v2/volumes?page=%d&per_page=10","last":"https://%s/v2/volumes?page=3&per_page=10"`, r.Host, number(r)+1, r.Host)
			}
			return fmt.Sprintf(`{"volumes":%s,"links":{"pages":{%s}},"meta":{"total":%d}}`, numbered("id", a, b), next, n)
		}, 3},
		catalog.ByNumber: {"vectorDatabases_list", nil, "per_page", func(r *http.Request) string {
			a, b := span(number(r))
			return fmt.Sprintf(`{"vector_dbs":%s}`, numbered("id", a, b))
		}, 3},
		catalog.ByLinks: {"billingHistory_list", nil, "", func(r *http.Request) string {
			a, b := span(number(r))
			next := ""
			if b < n {
				next = fmt.Sprintf(`"next":"https://%s/v2/customers/my/billing_history?page=%d"`, r.Host, number(r)+1)
			}
			return fmt.Sprintf(`{"billing_history":%s,"links":{"pages":{%s}},"meta":{"total":%d}}`, numbered("invoice_id", a, b), next, n)
		}, 3},
		catalog.ByToken: {"registries_list_repositoriesV2", client.Args{"registry_name": "r"}, "per_page", func(r *http.Request) string {
			page, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Query().Get("page_token"), "token"))
			a, b := span(page + 1)
			next := ""
			if b < n {
				// The page's number is no address: only the token is.
				next = fmt.Sprintf(`"next":"https://%s%s?page=2&page_token=token%d&per_page=10"`, r.Host, r.URL.Path, page+1)
			}
			return fmt.Sprintf(`{"repositories":%s,"links":{"pages":{%s}},"meta":{"total":%d}}`, numbered("name", a, b), next, n)
		}, 3},
		catalog.ByAfter: {"inference_list_batches", nil, "limit", func(r *http.Request) string {
			from := 0
			if after := r.URL.Query().Get("after"); after != "" {
				last, _ := strconv.Atoi(after[1:])
				from = last + 1
			}
			to := min(from+size, n)
			return fmt.Sprintf(`{"data":%s,"has_more":%v,"last_id":"e%03d"}`, numbered("batch_id", from, to), to < n, to-1)
		}, 3},
		catalog.ByLimit: {"genai_list_model_catalog", nil, "limit", func(r *http.Request) string {
			a, b := span(number(r))
			return fmt.Sprintf(`{"data":%s,"meta":{"page":%d,"pages":3,"total":%d}}`, numbered("id", a, b), number(r), n)
		}, 3},
		catalog.ByTotalPages: {"billingInsights_list", client.Args{"account_urn": "do:team:5a4981aa-9653-4bd1-bef5-d6bff52042e4", "start_date": "2026-01-01", "end_date": "2026-01-02"}, "per_page", func(r *http.Request) string {
			a, b := span(number(r))
			return fmt.Sprintf(`{"data_points":%s,"total_items":%d,"total_pages":3,"current_page":%d}`, numbered("x", a, b), n, number(r))
		}, 3},
		catalog.NotPaged: {"kubernetes_list_nodePools", client.Args{"cluster_id": "c"}, "", func(*http.Request) string {
			return fmt.Sprintf(`{"node_pools":%s}`, numbered("id", 0, n))
		}, 1},
	}
	for kind := catalog.NotPaged; kind <= catalog.ByTotalPages; kind++ {
		k := kinds[kind]
		op := catalog.ByID(k.op)
		if op == nil || op.Paging != kind {
			t.Errorf("%s is not paged as %d", k.op, kind)
			continue
		}
		var asks atomic.Int32
		c := hosts(t, func(w http.ResponseWriter, r *http.Request) {
			asks.Add(1)
			for _, name := range []string{"per_page", "limit"} {
				if want := map[bool]string{true: "10"}[name == k.size]; r.URL.Query().Get(name) != want {
					t.Errorf("%s: %s", k.op, r.URL)
				}
			}
			answer(200, "application/json", k.answer(r))(w, r)
		}, client.WithPerPage(size), client.WithInferenceKey("key"))
		p := c.CallList(op, k.args)
		if asks.Load() != 0 {
			t.Errorf("%s asks before the first element is wanted", k.op)
		}
		all, err := p.List(t.Context())
		if err != nil || len(all) != n {
			t.Errorf("%s: %d elements, %v", k.op, len(all), err)
			continue
		}
		for i, r := range all {
			if want := fmt.Sprintf("e%03d", i); !strings.Contains(r.Base().Value().Raw(), want) {
				t.Errorf("%s: element %d is %s", k.op, i, r.Base().Value().Raw())
			}
		}
		if int(asks.Load()) != k.asks {
			t.Errorf("%s: %d requests, want %d", k.op, asks.Load(), k.asks)
		}
	}
}

// An empty list may be left out of an answer; a list that is not there because
// the answer is something else is an error.
func TestListLeftOut(t *testing.T) {
	for body, want := range map[string]bool{
		`{}`: true, `{"links":{},"meta":{"total":0}}`: true, `{"apps":null}`: true,
		`{"message":"no"}`: false, `[]`: false, `{"apps":{"a":1}}`: false, ` `: false,
	} {
		c := hosts(t, answer(200, "application/json", body))
		all, err := c.CallList(catalog.ByID("apps_list"), nil).List(t.Context())
		if ok := err == nil && len(all) == 0; ok != want {
			t.Errorf("%s: %v, %v", body, all, err)
		}
	}
}

func TestCallArguments(t *testing.T) {
	c := hosts(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		made := map[string]int{"id": 1}
		raw, _ := json.Marshal(map[string]any{"got": fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), body), "action": made, "app": made})
		answer(200, "application/json", string(raw))(w, r)
	})
	volume, err := c.Call(t.Context(), catalog.ByID("volumes_get"), client.Args{"volume_id": "v"})
	if err != nil || volume.Object().Base().Class().Name != "Volume" {
		t.Errorf("%v, %v", volume, err)
	}
	for _, test := range []struct {
		op   string
		args client.Args
		want string // what is sent, or the error
	}{
		{"droplets_get", client.Args{"droplet_id": 5}, "GET /v2/droplets/5 "},
		{"droplets_get", client.Args{"droplet_id": c.Droplet(5)}, "GET /v2/droplets/5 "},
		{"tags_get", client.Args{"tag_id": "a/b"}, "GET /v2/tags/a%2Fb "},
		{"apps_list_deployments", client.Args{"app_id": "a", "deployment_types": []string{"MANUAL", "LEGACY"}}, "GET /v2/apps/a/deployments?deployment_types=MANUAL&deployment_types=LEGACY "},
		{"volumeActions_post_byId", client.Args{"volume_id": "v", "type": "detach", "droplet_id": int64(7)}, `POST /v2/volumes/v/actions {"droplet_id":7,"type":"detach"}`},
		{"genai_update_agent", client.Args{"uuid": "u", "name": "n"}, `PUT /v2/gen-ai/agents/u {"name":"n","uuid":"u"}`},
		{"genai_update_agent", client.Args{"path": client.Args{"uuid": "u"}, "body": client.Args{"other": nil}}, `PUT /v2/gen-ai/agents/u {"other":null}`},
		{"droplets_list", client.Args{"query": client.Args{"odd": true}}, "GET /v2/droplets?odd=true "},
		{"apps_create", client.Args{"body": "spec: {}", "Content-Type": "application/yaml"}, "POST /v2/apps spec: {}"},

		{"droplets_get", client.Args{}, "droplet_id is missing"},
		{"droplets_get", client.Args{"droplet_id": 5, "colour": 1}, "colour is no argument of droplets_get"},
		{"droplets_get", client.Args{"droplet_id": []int{1, 2}}, "droplet_id cannot be a list"},
		{"droplets_get", client.Args{"droplet_id": struct{}{}}, "droplet_id must be a string, a number"},
		{"tags_get", client.Args{"tag_id": ".."}, "bad path value"},
		{"tags_get", client.Args{"tag_id": ""}, "bad path value"},
		{"droplets_get", client.Args{"droplet_id": 5, "header": client.Args{"authorization": "Bearer x"}}, "is the client's own"},
		{"inference_list_models", nil, "needs a model access key"},
		{"inference_upload_batch_file", client.Args{"upload_url": "ftp://x/y", "body": "x"}, "neither a path nor an http"},
		{"inference_upload_batch_file", client.Args{"upload_url": "https://user@x/y", "body": "x"}, "user name"},
		{"agentInference_create_chat_completion", client.Args{"agent_url": "x/../y", "agent": true, "model": "m", "messages": nil}, "agent_url must be the name"},
	} {
		a, err := c.Call(t.Context(), catalog.ByID(test.op), test.args)
		got := fmt.Sprint(err)
		if err == nil {
			got = a.Value().Get("got").Text()
		} else if e := (*client.ArgumentError)(nil); !errors.As(err, &e) {
			t.Errorf("%s %v: %T", test.op, test.args, err)
		}
		if got != test.want && (err == nil || !strings.Contains(got, test.want)) {
			t.Errorf("%s %v\n got %s\nwant %s", test.op, test.args, got, test.want)
		}
	}
	if _, err := c.Call(t.Context(), catalog.ByID("account_get"), nil, client.WithKey("k")); err == nil {
		t.Error("a key for the account's own API was taken")
	}
}

// chat starts a stream of a server.
func chat(t *testing.T, handler http.HandlerFunc, options ...client.Option) (*client.Stream, error) {
	t.Helper()
	c := hosts(t, handler, append(options, client.WithInferenceKey("key"))...)
	return c.CallStream(t.Context(), catalog.ByID("inference_create_chat_completion"),
		client.Args{"model": "m", "messages": []any{}, "stream": true})
}

// stream is a handler that says the beginning of an event stream.
func stream(text string) http.HandlerFunc {
	return answer(200, "text/event-stream", text)
}

func TestStreamForms(t *testing.T) {
	for text, want := range map[string]string{
		"data: a\n\ndata: b\n\n":                    "[{  a} {  b}]",
		"data:a\r\rdata: b\r\n\r\n":                 "[{  a} {  b}]",
		": comment\n\nevent: x\nid: 1\ndata: a\n\n": "[{x 1 a}]",
		"data: a\ndata\ndata: b\n\n":                "[{  a\n\nb}]",
		"event: x\n\ndata: a\n\n":                   "[{  a}]",
		"data: a\n\ndata: cut off":                  "[{  a}]",
		"data: a\n\ndata: [DONE]\n\ndata: b\n\n":    "[{  a}]",
		"":                                          "[]",
		"retry: 5\nunknown: x\ndata:  a\n\n":        "[{   a}]",
	} {
		s, err := chat(t, stream(text))
		if err != nil {
			t.Fatal(err)
		}
		var events []client.Event
		for e, err := range s.All(t.Context()) {
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			events = append(events, e)
		}
		if got := fmt.Sprint(events); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
		if _, err := s.Next(t.Context()); err != io.EOF {
			t.Errorf("%q: after the end %v", text, err)
		}
	}
	s, err := chat(t, answer(200, "application/json", `{"whole":1}`))
	if err != nil {
		t.Fatal(err)
	}
	if e, err := s.Next(t.Context()); err != nil || e.Data != `{"whole":1}` {
		t.Errorf("an answer that is no stream: %v, %v", e, err)
	}
}

func TestStreamFailures(t *testing.T) {
	var asks atomic.Int32
	s, err := chat(t, func(w http.ResponseWriter, r *http.Request) {
		asks.Add(1)
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "data: a\n\n")
	}, client.WithRetryMaxTime(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if e, err := s.Next(t.Context()); err != nil || e.Data != "a" {
		t.Errorf("%v, %v", e, err)
	}
	var broken *client.ConnectionError
	if _, err := s.Next(t.Context()); !errors.As(err, &broken) || asks.Load() != 1 {
		t.Errorf("a stream that breaks: %v, after %d requests", err, asks.Load())
	}

	s, err = chat(t, stream("data: "+strings.Repeat("x", 2<<20)+"\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Next(t.Context()); !errors.Is(err, client.ErrTooLarge) {
		t.Errorf("a long line: %v", err)
	}
	s, err = chat(t, stream(strings.Repeat("data: "+strings.Repeat("x", 1<<19)+"\n", 40)+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Next(t.Context()); !errors.Is(err, client.ErrTooLarge) {
		t.Errorf("a long event: %v", err)
	}
	if _, err = chat(t, answer(401, "application/json", `{"message":"no"}`)); !errors.Is(err, client.ErrUnauthorized) {
		t.Errorf("a refused stream: %v", err)
	}
}

// TestStreamEnds lets connections go with Close and with either context.
func TestStreamEnds(t *testing.T) {
	for name, end := range map[string]func(s *client.Stream, open, next context.CancelFunc){
		"close":          func(s *client.Stream, _, _ context.CancelFunc) { s.Close() },
		"its context":    func(_ *client.Stream, open, _ context.CancelFunc) { open() },
		"Next's context": func(_ *client.Stream, _, next context.CancelFunc) { next() },
	} {
		left := make(chan struct{})
		c := hosts(t, func(w http.ResponseWriter, r *http.Request) {
			stream("data: a\n\n")(w, r)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			close(left)
		}, client.WithInferenceKey("key"))
		opening, open := context.WithCancel(t.Context())
		asking, next := context.WithCancel(t.Context())
		s, err := c.CallStream(opening, catalog.ByID("inference_create_chat_completion"), client.Args{"model": "m", "messages": []any{}, "stream": true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Next(asking); err != nil {
			t.Fatal(err)
		}
		go end(s, open, next)
		if _, err := s.Next(asking); err == nil || err == io.EOF {
			t.Errorf("%s: %v", name, err)
		}
		<-left
		open()
		next()
	}
}
