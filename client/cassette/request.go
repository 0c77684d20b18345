package cassette

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/internal/secrets"
)

var onceTagOnce lazy.Value[*regexp.Regexp]

// onceTag finds the tags by which clients look for droplets that they may have
// made: they differ from run to run.
func onceTag() *regexp.Regexp {
	return onceTagOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`doapi-once-[0-9A-Za-z-]+`) })
}

// sameTag is what stands in a cassette for all of them.
const sameTag = "doapi-once-tag"

// request is what requests are compared by.
type request struct{ method, url, body string }

// tagOf is the tag that a request's client finds its creates by, "" if it
// carries none.
func tagOf(r *http.Request, body []byte) string {
	if tag := onceTag().FindString(r.URL.RequestURI()); tag != "" {
		return tag
	}
	return string(onceTag().Find(body))
}

// read takes what identifies a request off it; its body can be read again
// afterwards. tag is the client's own.
func read(r *http.Request) (what request, tag string, err error) {
	var body []byte
	if r.Body != nil {
		if body, err = io.ReadAll(r.Body); err != nil {
			return request{}, "", err
		}
		r.Body.Close()
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	op, _ := catalog.Match(r.Method, r.URL.EscapedPath())
	return request{
		method: r.Method,
		url:    onceTag().ReplaceAllString(address(r.URL), sameTag),
		body:   onceTag().ReplaceAllString(canonical(secrets.Request(op, body)), sameTag),
	}, tagOf(r, body), nil
}

// address is a URL without its origin where that is the API's, and with its
// query sorted. What a presigned URL carries is a key, and is left out.
func address(u *url.URL) string {
	text := u.EscapedPath()
	query := u.Query()
	for name := range query {
		if strings.HasPrefix(strings.ToLower(name), "x-amz-") || strings.EqualFold(name, "signature") {
			query.Set(name, secrets.Masked)
		}
	}
	if len(query) > 0 {
		text += "?" + query.Encode()
	}
	return text
}

// canonical is a body with the keys of its objects sorted, and as it is when it
// is no JSON.
func canonical(body []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil || decoder.More() {
		return string(body)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return string(body)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// changes reports whether a method may change something.
func changes(method string) bool { return method != http.MethodGet && method != http.MethodHead }

// object is the part of a path that names the object it is about; "" for a
// collection.
func object(address string) string {
	path, _, _ := strings.Cut(address, "?")
	elements := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if len(elements) < 3 {
		return ""
	}
	return strings.Join(elements[:3], "/")
}
