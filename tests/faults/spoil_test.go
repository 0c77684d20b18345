package faults

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
)

// spoiling is what a proxy makes of the answer to a create that the API has
// carried out, or not.
type spoiling struct {
	name   string
	before bool // the API never sees the request
	status int
	kind   string
	body   string
}

var spoilings = []spoiling{
	{"{} after", false, 0, "application/json", `{}`},
	{"[] after", false, 0, "application/json", `[]`},
	{"null after", false, 0, "application/json", `null`},
	{"blank after", false, 0, "application/json", ` `},
	{"a message after", false, 200, "application/json", `{"message":"ok"}`},
	{"HTML 200 after", false, 200, "text/html", `<html>welcome</html>`},
	{"204 after", false, 204, "application/json", ``},
	{"408 after", false, 408, "text/html", `<html>timeout</html>`},
	{"499 after", false, 499, "text/html", ``},
	{"500 after", false, 500, "application/json", `{"id":"server_error","message":"x"}`},
	{"501 HTML after", false, 501, "text/html", `<html>no</html>`},
	{"530 after", false, 530, "text/html", `<html>origin</html>`},
	{"502 before", true, 502, "text/html", `<html>bad gateway</html>`},
	{"530 before", true, 530, "text/html", `<html>origin</html>`},
	{"501 before", true, 501, "application/json", `{"id":"not_implemented","message":"x"}`},
	{"302 before", true, 302, "text/html", ``},
}

// example is a value that a schema takes.
func example(s *catalog.Schema, name string, depth int) any {
	if s == nil || depth > 6 {
		return nil
	}
	literal := func(text string) any {
		if t, err := strconv.Unquote(text); err == nil {
			return t
		}
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return n
		}
		return text == "true"
	}
	switch name {
	case "region", "region_slug", "datacenter", "failover_region":
		return "nyc3"
	case "image":
		return "ubuntu-24-04-x64"
	case "size":
		if s.Kind == catalog.String {
			return "s-1vcpu-1gb"
		}
	case "name", "label":
		return "web-1"
	case "domain":
		return "example.com"
	case "public_key":
		return publicKey()
	case "engine":
		return "pg"
	case "target", "url":
		return "https://example.com"
	case "ip_range":
		return "10.10.0.0/16"
	case "email":
		return "ops@example.com"
	}
	switch {
	case len(s.Enum) > 0:
		return literal(s.Enum[0])
	case s.Default != "" && s.Kind != catalog.Object && s.Kind != catalog.Array:
		return literal(s.Default)
	}
	switch s.Kind {
	case catalog.String:
		return "web-1"
	case catalog.Integer, catalog.Number:
		if s.Minimum != "" {
			return literal(s.Minimum)
		}
		return 1
	case catalog.Boolean:
		return true
	case catalog.Array:
		if s.Items == nil {
			return []any{}
		}
		return []any{example(s.Items, strings.TrimSuffix(name, "s"), depth+1)}
	}
	object := map[string]any{}
	for _, p := range s.Props {
		if p.Required && !p.Schema.ReadOnly {
			object[p.Name] = example(p.Schema, p.Name, depth+1)
		}
	}
	if len(s.Variants) > 0 {
		if more, ok := example(s.Variants[0], "", depth+1).(map[string]any); ok {
			for name, v := range more {
				object[name] = v
			}
		}
	}
	return object
}

// creating are the operations that make something in a list which can be read.
func creating() []*catalog.Operation {
	var all []*catalog.Operation
	for _, op := range catalog.All() {
		r, role := catalog.CollectionOf(op)
		if r == nil || role != catalog.RoleCreate || op.Method != http.MethodPost || op.Host != catalog.API || op.Result != catalog.JSON || op.Body == nil || strings.Count(op.Path, "{") > 1 {
			continue
		}
		if list := r.Op(catalog.RoleList); list != nil && list.Path == op.Path && list.ListKey != "" {
			all = append(all, op)
		}
	}
	return all
}

// parentOf is what makes the object that an operation makes something below, and
// the argument that names it; nil if there is none.
func parentOf(op *catalog.Operation) (create *catalog.Operation, argument string) {
	collection, rest, below := strings.Cut(op.Path, "/{")
	if !below {
		return nil, ""
	}
	argument, _, _ = strings.Cut(rest, "}")
	if r := catalog.CollectionAt(collection); r != nil {
		create = r.Op(catalog.RoleCreate)
	}
	return create, argument
}

// argsOf are arguments for an operation.
func argsOf(op *catalog.Operation) client.Args {
	args := client.Args{}
	body, _ := example(op.Body, "", 0).(map[string]any)
	for name, v := range body {
		args[name] = v
	}
	for _, name := range []string{"name", "region"} {
		for _, f := range op.BodyFields() {
			if f.Name == name && args[name] == nil && args["region"] == nil {
				args[name] = example(f.Schema, name, 0)
			}
		}
	}
	return args
}

// TestSpoiledCreates has every creating operation meet every spoiling, with each mode: nothing is made twice, and nothing is made
// without a word.
func TestSpoiledCreates(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	served, cases := []string{}, map[string]int{}
	for _, op := range creating() {
		if notSpoiled[op.ID] != "" {
			continue
		}
		served = append(served, op.ID)
		r, _ := catalog.CollectionOf(op)
		list := r.Op(catalog.RoleList)
		for i, s := range spoilings {
			if raced && i%3 != len(served)%3 {
				continue
			}
			for _, mode := range []client.OnceMode{client.OnceOn, client.OnceStrict} {
				w := newWorld(t)
				place, args := argsFor(t, w, op)
				look := w.client(t)
				count := func() int { return len(must[[]client.Resource](t)(look.CallList(list, place).List(ctx))) }
				before := count()
				spoiled := false
				c := w.client(t, client.WithExactlyOnce(mode), client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
					if r.Method != http.MethodPost || spoiled {
						return w.server.RoundTripper().RoundTrip(r)
					}
					spoiled = true
					status := s.status
					if !s.before {
						response, err := w.server.RoundTripper().RoundTrip(r)
						if err != nil {
							return nil, err
						}
						if status == 0 {
							status = response.StatusCode
						}
						response.Body.Close()
					}
					return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {s.kind}}, Body: io.NopCloser(strings.NewReader(s.body)), ContentLength: int64(len(s.body)), Request: r}, nil
				})))
				answer, err := c.Call(ctx, op, args)
				w.pass(t, time.Minute)
				made := count() - before
				var unknown *client.UnknownOutcomeError
				outcome := "refused"
				switch {
				case err == nil && answer.Object() != nil:
					outcome = "done"
				case err == nil:
					outcome = "done, and nothing to show"
				case errors.As(err, &unknown):
					outcome = "unknown"
				}
				cases[outcome]++
				if why := misjudged(s, outcome, made); why != "" {
					t.Errorf("%s, %s, %s: %s (%s, %d made): %v", op.ID, s.name, mode, why, outcome, made, err)
				}
			}
		}
	}
	t.Logf("%d of %d creating operations x %d spoilings x 2 modes: %v\n%s", len(served), len(creating()), len(spoilings), cases, strings.Join(served, " "))
	if len(served)+len(notSpoiled) != len(creating()) {
		t.Errorf("%d operations of %d are left out, and %d are named", len(creating())-len(served), len(creating()), len(notSpoiled))
	}
}

// misjudged says what is wrong with an outcome, by what exists.
func misjudged(s spoiling, outcome string, made int) string {
	switch {
	case made > 1:
		return "it was made more than once"
	case outcome == "done" && made != 1:
		return "it counts as done"
	case outcome == "refused" && made != 0:
		return "it was made, and counts as refused"
	case outcome == "done, and nothing to show":
		return "success without an object"
	case s.before && (s.status == 501 || s.status == 302) && outcome != "refused":
		return "it was certainly not made"
	}
	return ""
}
