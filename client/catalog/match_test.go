package catalog_test

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
)

// fill expands the path of an operation with awkward values, and returns them.
func fill(tb testing.TB, op *catalog.Operation) (path string, values []string) {
	tb.Helper()
	for i, p := range op.Params {
		if p.In == catalog.InPath {
			values = append(values, fmt.Sprintf("a/%d b%%2F{x}?&é:#", i))
		}
	}
	path, err := catalog.Expand(op.Path, values...)
	if err != nil {
		tb.Fatal(err)
	}
	return path, values
}

func TestEveryOperationMatchesItself(t *testing.T) {
	for _, op := range catalog.All() {
		if op.Host == catalog.Upload {
			continue
		}
		path, values := fill(t, op)
		if parsed, err := url.Parse("https://example.com" + path); err != nil || parsed.EscapedPath() != path {
			t.Errorf("%s: the path %s changes on its way: %v", op.ID, path, err)
		}
		got, found := catalog.Match(op.Method, path)
		if got != op {
			t.Errorf("%s %s is %v, want %s", op.Method, path, got, op.ID)
			continue
		}
		var names, back []string
		for _, v := range found {
			names, back = append(names, "{"+v.Name+"}"), append(back, v.Value)
			if found.Get(v.Name) != v.Value {
				t.Errorf("%s: Get(%q) = %q, want %q", op.ID, v.Name, found.Get(v.Name), v.Value)
			}
		}
		if !slices.Equal(back, values) {
			t.Errorf("%s: values %q, want %q", op.ID, back, values)
		}
		var inPath []string
		for element := range strings.SplitSeq(op.Path, "/") {
			if strings.HasPrefix(element, "{") {
				inPath = append(inPath, element)
			}
		}
		if !slices.Equal(names, inPath) {
			t.Errorf("%s: names %q, want %q", op.ID, names, inPath)
		}
	}
}

// Two paths have the same shape where one has a parameter in the place of the
// other's literal: the literal wins.
func TestLiteralsBeforeParameters(t *testing.T) {
	collides := func(literal, param []string) bool {
		found := false
		for i := range literal {
			l, p := strings.HasPrefix(literal[i], "{"), strings.HasPrefix(param[i], "{")
			switch {
			case !l && p:
				found = true
			case l && !p, !l && literal[i] != param[i]:
				return false
			}
		}
		return found
	}
	byPath := make(map[string][]*catalog.Operation)
	for _, op := range catalog.All() {
		byPath[op.Path] = append(byPath[op.Path], op)
	}
	pairs := 0
	for literal, ops := range byPath {
		for param := range byPath {
			l, p := strings.Split(literal, "/"), strings.Split(param, "/")
			if len(l) != len(p) || !collides(l, p) {
				continue
			}
			pairs++
			for _, op := range ops {
				path, _ := fill(t, op)
				if got, _ := catalog.Match(op.Method, path); got != op {
					t.Errorf("%s %s is %v and not %s", op.Method, path, got, op.ID)
				}
			}
		}
	}
	if pairs != 25 {
		t.Errorf("%d collisions, want the 25 that are known", pairs)
	}
}

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		method, path, id string
		values           catalog.PathValues
	}{
		{"GET", "/v2/droplets", "droplets_list", nil},
		{"GET", "/v2/droplets/5", "droplets_get", catalog.PathValues{{Name: "droplet_id", Value: "5"}}},
		{"GET", "/v2/droplets/autoscale", "autoscalepools_list", nil},
		{"GET", "/v2/%64roplets/5", "droplets_get", catalog.PathValues{{Name: "droplet_id", Value: "5"}}},
		{"GET", "/v2/account/keys/3b%3a16", "sshKeys_get", catalog.PathValues{{Name: "ssh_key_identifier", Value: "3b:16"}}},
		{"DELETE", "/v2/tags/a%2Fb", "tags_delete", catalog.PathValues{{Name: "tag_id", Value: "a/b"}}},
		// A literal that leads nowhere doesn't hide the parameter.
		{"GET", "/v2/apps/tiers", "apps_get", catalog.PathValues{{Name: "id", Value: "tiers"}}},
		{"DELETE", "/v2/droplets/autoscale", "droplets_destroy", catalog.PathValues{{Name: "droplet_id", Value: "autoscale"}}},
		{"POST", "/v1/chat/completions", "inference_create_chat_completion", nil},
		{"POST", "/api/v1/chat/completions", "agentInference_create_chat_completion", nil},

		{"get", "/v2/droplets", "", nil},
		{"HEAD", "/v2/droplets", "", nil},
		{"GET", "v2/droplets", "", nil},
		{"GET", "/droplets", "", nil},
		{"GET", "/v2", "", nil},
		{"GET", "/v2/", "", nil},
		{"GET", "/", "", nil},
		{"GET", "", "", nil},
		{"GET", "/v2/droplets/", "", nil},
		{"GET", "/v2/droplets//actions", "", nil},
		{"GET", "//v2/droplets", "", nil},
		{"GET", "/v2/droplets/%zz", "", nil},
		{"GET", "/v2/droplets/5/nothing", "", nil},
		{"PUT", "/anything", "", nil}, // could be a presigned upload, which nobody can tell
	} {
		op, values := catalog.Match(test.method, test.path)
		id := ""
		if op != nil {
			id = op.ID
		}
		if id != test.id || !slices.Equal(values, test.values) {
			t.Errorf("Match(%s, %s) = %q, %v, want %q, %v", test.method, test.path, id, values, test.id, test.values)
		}
	}
}

func TestExpandRefuses(t *testing.T) {
	const template = "/v2/droplets/{droplet_id}/actions/{action_id}"
	for _, values := range [][]string{nil, {"1"}, {"1", ""}, {"", "1"}, {".", "1"}, {"1", ".."}, {"1", "2", "3"}} {
		if path, err := catalog.Expand(template, values...); !errors.Is(err, catalog.ErrPathValue) || path != "" {
			t.Errorf("Expand(%q) = %q, %v", values, path, err)
		}
	}
	_, err := catalog.Expand(template, "1")
	if err == nil || !strings.Contains(err.Error(), "action_id") {
		t.Errorf("the error does not name the parameter: %v", err)
	}
	if _, err := catalog.Expand("{upload_url}", ""); !errors.Is(err, catalog.ErrPathValue) {
		t.Errorf("an empty upload URL: %v", err)
	}
	const upload = "https://bucket.example.com/a%2Fb?signature=x%3D"
	if got, err := catalog.Expand(catalog.ByID("inference_upload_batch_file").Path, upload); got != upload || err != nil {
		t.Errorf("an upload goes to %q, %v", got, err)
	}
}

func TestUnder(t *testing.T) {
	ids := func(ops []*catalog.Operation) (all []string) {
		for _, op := range ops {
			all = append(all, op.ID)
		}
		slices.Sort(all)
		return all
	}
	want := []string{"certificates_delete", "certificates_get"}
	for _, template := range []string{"/v2/certificates/{certificate_id}", "/v2/certificates/{whatever}"} {
		if got := ids(catalog.Under(template)); !slices.Equal(got, want) {
			t.Errorf("under %s there is %q, want %q", template, got, want)
		}
	}
	droplet := ids(catalog.Under("/v2/droplets/{droplet_id}"))
	for id, in := range map[string]bool{"droplets_get": true, "dropletActions_post": true, "droplets_list": false, "autoscalepools_get": false} {
		if slices.Contains(droplet, id) != in {
			t.Errorf("a droplet's operations are %q: %s: want %t", droplet, id, in)
		}
	}
	for _, template := range []string{"", "/", "/v2/nothing", "/v2/droplets/{id}/nothing", "/v2/account/{id}"} {
		if got := catalog.Under(template); got != nil {
			t.Errorf("under %q there is %q", template, ids(got))
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	type request struct {
		op   *catalog.Operation
		path string
	}
	var requests []request
	for _, op := range catalog.All() {
		if op.Host == catalog.API {
			path, _ := fill(b, op)
			requests = append(requests, request{op, path})
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r := requests[i%len(requests)]
		if op, _ := catalog.Match(r.op.Method, r.path); op != r.op {
			b.Fatal(r.op.ID)
		}
	}
}

// What Match finds in a path leads back to a path of the same elements.
func FuzzMatch(f *testing.F) {
	for _, op := range catalog.All() {
		if op.Host != catalog.Upload {
			path, _ := fill(f, op)
			f.Add(op.Method, path)
		}
		f.Add(op.Method, op.Path)
	}
	for _, path := range []string{"", "/", "/v2", "/v2//", "/v2/droplets/%", "/v2/droplets/%2e%2e", "/v2/droplets/5?x=y", "/v2/\x00/\xff"} {
		f.Add("GET", path)
	}
	f.Fuzz(func(t *testing.T, method, path string) {
		op, found := catalog.Match(method, path)
		if op == nil {
			if found != nil {
				t.Fatalf("values %v without an operation", found)
			}
			return
		}
		if op.Method != method {
			t.Fatalf("%s is answered by %s", method, op.Method)
		}
		var values []string
		for _, v := range found {
			if v.Value == "." || v.Value == ".." {
				return // Expand refuses these
			}
			values = append(values, v.Value)
		}
		back, err := catalog.Expand(op.Path, values...)
		if err != nil {
			t.Fatal(err)
		}
		want, err := url.PathUnescape(path)
		if err != nil {
			t.Fatalf("%q matched though it can't be unescaped", path)
		}
		if got, _ := url.PathUnescape(back); got != want {
			t.Fatalf("%q came back as %q", path, back)
		}
		if again, _ := catalog.Match(method, back); again != op {
			t.Fatalf("%q is %s, but %q is %v", path, op.ID, back, again)
		}
	})
}
