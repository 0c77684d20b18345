package do_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

const (
	accountToken = "dop_v1_the_account"
	modelKey     = "sk-do-the-model-key"
	agentKey     = "the-agent-key"
)

// recorded is a request as it arrived.
type recorded struct {
	method string
	url    *url.URL // with the host that it was meant for
	header http.Header
	body   []byte
}

// recorder is a server that stands for every host.
type recorder struct {
	mu     sync.Mutex
	got    []recorded
	answer func(w http.ResponseWriter, r *http.Request)
	server *httptest.Server
}

func newRecorder(t testing.TB, answer func(w http.ResponseWriter, r *http.Request)) *recorder {
	rec := &recorder{answer: answer}
	rec.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		u := *r.URL
		u.Host, u.Scheme = r.Header.Get("X-Meant-For"), "https"
		r.Host = u.Host
		rec.mu.Lock()
		rec.got = append(rec.got, recorded{r.Method, &u, r.Header, body})
		rec.mu.Unlock()
		rec.answer(w, r)
	}))
	t.Cleanup(rec.server.Close)
	return rec
}

// RoundTrip leads every request to the server.
func (rec *recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	at, err := url.Parse(rec.server.URL)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Header.Set("X-Meant-For", r.URL.Host)
	r.URL.Scheme, r.URL.Host, r.Host = at.Scheme, at.Host, at.Host
	return http.DefaultTransport.RoundTrip(r)
}

// take gives what has arrived, and forgets it.
func (rec *recorder) take() []recorded {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	got := rec.got
	rec.got = nil
	return got
}

// host is a Host whose client sends everything to rec.
func (rec *recorder) host(t testing.TB, options ...client.Option) (*luabind.Host, *strings.Builder) {
	t.Helper()
	clock := sim.NewClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	c, err := client.New(accountToken, append([]client.Option{client.WithTransport(rec), client.WithClock(clock), client.WithInferenceKey(modelKey), client.WithExactlyOnce(client.OnceOff)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	var out strings.Builder
	h, err := luabind.New(luabind.WithStdio(nil, &out, &out), luabind.WithClock(clock), luabind.WithoutLimits(), do.Bind(c))
	if err != nil {
		t.Fatal(err)
	}
	return h, &out
}

// answerOf answers an operation with as little as it may.
func answerOf(w http.ResponseWriter, r *http.Request) {
	op, _ := catalog.Match(r.Method, r.URL.EscapedPath())
	switch {
	case op == nil:
		w.WriteHeader(http.StatusOK)
	case op.Result == catalog.NoContent:
		w.WriteHeader(http.StatusNoContent)
	case op.Result == catalog.JSON:
		w.Header().Set("Content-Type", "application/json")
		status := http.StatusOK
		if len(op.Success) > 0 {
			status = op.Success[0]
		}
		w.WriteHeader(status)
		switch {
		case op.ListKey != "" && op.Wrapper == "":
			fmt.Fprintf(w, `{%q:[]}`, op.ListKey)
		case op.Wrapper != "":
			fmt.Fprintf(w, `{%q:{"id":"x"}}`, op.Wrapper)
		default:
			io.WriteString(w, `{"id":"x"}`)
		}
	default:
		w.Header().Set("Content-Type", op.Types[0])
		io.WriteString(w, "some: text")
	}
}

// TestEveryOperation calls each operation once through Lua, with every argument
// that it has, and compares what arrives.
func TestEveryOperation(t *testing.T) {
	rec := newRecorder(t, answerOf)
	h, _ := rec.host(t)
	for _, op := range catalog.All() {
		args := sampleArgs(op)
		src := fmt.Sprintf("local r = do.%s.%s%s", op.Group, op.Name, luaText(args.script))
		if op.IsList() {
			src += "\nr:list()"
		}
		if err := h.DoString(t.Context(), op.ID, src); err != nil {
			t.Errorf("%s: %v\n%s", op.ID, err, src)
			continue
		}
		got := rec.take()
		if len(got) != 1 {
			t.Errorf("%s: %d requests", op.ID, len(got))
			continue
		}
		args.compare(t, op, got[0])
	}
	if n := len(catalog.All()); n != 691 {
		t.Errorf("%d operations", n)
	}
}

// sample is a call with all its arguments, and what should arrive.
type sample struct {
	script map[string]any
	path   []string
	query  url.Values
	header map[string]string
	body   any // nil: none
	host   string
	auth   string
}

func sampleArgs(op *catalog.Operation) sample {
	s := sample{script: map[string]any{}, query: url.Values{}, header: map[string]string{}, host: "api.digitalocean.com", auth: "Bearer " + accountToken}
	body := map[string]any{}
	for i := range op.Params {
		p := &op.Params[i]
		v := sampleOf(p.Schema, p.Name, 0)
		if text, ok := v.(string); ok && p.In == catalog.InPath && p.Schema.Pattern == "" && len(p.Schema.Enum) == 0 && p.Schema.Format == "" {
			v = text + "/ä %2F?#"
		}
		name := p.Name
		switch p.In {
		case catalog.InPath:
			s.path = append(s.path, fmt.Sprint(v))
		case catalog.InQuery:
			if list, ok := v.([]any); ok {
				for _, e := range list {
					s.query.Add(name, fmt.Sprint(e))
				}
			} else {
				s.query.Set(name, fmt.Sprint(v))
			}
		case catalog.InHeader:
			name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
			s.header[p.Name] = fmt.Sprint(v)
		case catalog.InHost:
			v = map[catalog.Base]any{catalog.Agent: "agent.example", catalog.Upload: "https://bucket.example/put?sig=1"}[op.Host]
		}
		s.script[name] = v
	}
	for _, f := range sampleFields(op) {
		v, given := s.script[f.Name]
		if !given {
			v = sampleOf(f.Schema, f.Name, 0)
		}
		if v == nil || f.Schema.ReadOnly && !given {
			continue
		}
		s.script[f.Name], body[f.Name] = v, v
	}
	if len(body) > 0 {
		s.body = body
	}
	switch op.Host {
	case catalog.Inference:
		s.host, s.auth = "inference.do-ai.run", "Bearer "+modelKey
	case catalog.Agent:
		s.host, s.auth, s.script["agent_key"] = "agent.example", "Bearer "+agentKey, agentKey
	case catalog.Upload:
		s.host, s.auth, s.script["body"], s.body = "bucket.example", "", "\x00raw\xff", "\x00raw\xff"
	}
	return s
}

// sampleFields are the body's fields that go together: those of one of its
// alternatives.
func sampleFields(op *catalog.Operation) []catalog.Property {
	if op.Body == nil {
		return nil
	}
	if op.Body.Variant != catalog.OneOf {
		return op.BodyFields()
	}
	fields := slices.Clone(op.Body.Props)
	for _, f := range op.Body.Variants[0].Props {
		if i := slices.IndexFunc(fields, func(p catalog.Property) bool { return p.Name == f.Name }); i >= 0 {
			fields[i] = f
		} else {
			fields = append(fields, f)
		}
	}
	return fields
}

// candidates are texts of which each pattern and format of the catalog takes
// one.
var candidates = []string{
	"abc", "abcd-efgh", "web-01", "0.5", "10", "1h", "12:30", "2026-01-02", "2026-01-02T03:04:05Z", "192.0.2.1", "192.0.2.0/24",
	"5a4981aa-9653-4bd1-bef5-d6bff52042e4", "do:droplet:13457723", "example.com", "a@example.com", "/path", "https://example.com",
	"A", "ABC", "1.30", "512", "1GB", "nyc3", "00000000-0000-4000-8000-000000000000", "2026-01", "64512", "do:team:5a4981aa-9653-4bd1-bef5-d6bff52042e4",
	"1.1.1.1-2.2.2.2", "abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz", "a_b", "batch.jsonl", "do:kubernetes:x",
}

// sampleOf is a value that a schema takes, nil where there is none to be made.
func sampleOf(s *catalog.Schema, name string, depth int) any {
	switch {
	case s == nil:
		return "anything"
	case s.Recursive || depth > 12:
		return nil
	case len(s.Enum) > 0:
		var v any
		for _, literal := range s.Enum {
			if json.Unmarshal([]byte(literal), &v) == nil && v != nil {
				return v
			}
		}
	}
	switch s.Kind {
	case catalog.String:
		return sampleText(s)
	case catalog.Integer:
		least, _ := strconv.ParseFloat(s.Minimum, 64)
		return max(least, 1)
	case catalog.Number:
		least, _ := strconv.ParseFloat(s.Minimum, 64)
		return max(least, 0.5)
	case catalog.Boolean:
		return name != "stream"
	case catalog.Array:
		var list []any
		for range max(1, s.MinItems) {
			if e := sampleOf(s.Items, name, depth+1); e != nil {
				list = append(list, e)
			}
		}
		if len(list) == 0 {
			return nil
		}
		return list
	case catalog.Object:
		return sampleObject(s, depth)
	}
	for _, v := range s.Variants {
		if e := sampleOf(v, name, depth+1); e != nil {
			return e
		}
	}
	if len(s.Variants) > 0 {
		return nil
	}
	return "anything"
}

func sampleObject(s *catalog.Schema, depth int) any {
	object := map[string]any{}
	add := func(s *catalog.Schema) {
		for _, p := range s.Props {
			if p.Schema.ReadOnly {
				continue
			}
			if e := sampleOf(p.Schema, p.Name, depth+1); e != nil {
				object[p.Name] = e
			}
		}
	}
	add(s)
	if len(s.Variants) > 0 {
		add(s.Variants[0])
	}
	if len(object) == 0 {
		object["key"] = sampleOf(s.Additional, "", depth+1)
	}
	return object
}

func sampleText(s *catalog.Schema) any {
	if s.Format == "unix-time" {
		return "1620683817"
	}
	if text := map[string]string{"date-time": "2026-01-02T03:04:05Z", "date": "2026-01-02"}[s.Format]; text != "" {
		return text
	}
	re := regexp.MustCompile(s.Pattern)
	for _, c := range candidates {
		for len(c) < s.MinLength && s.Pattern == "" {
			c += "x"
		}
		if re.MatchString(c) && len(c) >= s.MinLength && (s.MaxLength == 0 || len(c) <= s.MaxLength) {
			return c
		}
	}
	return "there is no candidate for " + s.Pattern
}

// luaText writes a value as Lua source.
func luaText(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, fmt.Sprintf("[%q] = %s", k, luaText(v[k])))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, luaText(e))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case string:
		var b strings.Builder
		for _, c := range []byte(v) {
			if c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
				b.WriteByte(c)
			} else {
				fmt.Fprintf(&b, "\\%03d", c)
			}
		}
		return `"` + b.String() + `"`
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case json.Number:
		return v.String()
	}
	return fmt.Sprint(v)
}

// compare holds what arrived against what was sent.
func (s *sample) compare(t *testing.T, op *catalog.Operation, got recorded) {
	t.Helper()
	path, err := catalog.Expand(op.Path, s.path...)
	if op.Host == catalog.Upload {
		path, err, s.query = "/put", nil, url.Values{"sig": {"1"}}
	}
	if err != nil {
		t.Fatal(err)
	}
	if got.method != op.Method || got.url.EscapedPath() != path || got.url.Host != s.host {
		t.Errorf("%s: got %s %s%s, want %s %s%s", op.ID, got.method, got.url.Host, got.url.EscapedPath(), op.Method, s.host, path)
	}
	if have := got.url.Query(); !reflect.DeepEqual(have, s.query) && len(have)+len(s.query) > 0 {
		t.Errorf("%s: query %v, want %v", op.ID, have, s.query)
	}
	for name, want := range s.header {
		if have := got.header.Get(name); have != want {
			t.Errorf("%s: header %s is %q, want %q", op.ID, name, have, want)
		}
	}
	if have := got.header.Get("Authorization"); have != s.auth {
		t.Errorf("%s: sent to %s with %q, want %q", op.ID, got.url.Host, have, s.auth)
	}
	switch want := s.body.(type) {
	case nil:
		if len(got.body) > 0 {
			t.Errorf("%s: a body: %s", op.ID, got.body)
		}
	case string:
		if string(got.body) != want {
			t.Errorf("%s: body %q, want %q", op.ID, got.body, want)
		}
	default:
		var have any
		if err := json.Unmarshal(got.body, &have); err != nil || !reflect.DeepEqual(have, want) {
			t.Errorf("%s: body\n got %s\nwant %v", op.ID, got.body, want)
		}
	}
}
