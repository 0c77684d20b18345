// Package secrets takes what is secret out of the bodies of requests and
// answers, for whatever is written down of them.
package secrets

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/lazy"
)

// Masked stands where a secret was.
const Masked = "********"

// names are the fields that hold secrets wherever they stand. What is secret in
// one place only the catalog knows.
var names = []string{
	"user_data", "password", "private_key", "secret", "secret_key", "client_secret", "client_key_data", "client_key",
	"token", "access_token", "refresh_token", "auth_token", "api_token", "api_key", "auth", "kubeconfig", "credentials_json",
	"access_secret", "webhook_secret", "signing_key", "splunk_token", "logtail_token", "registry_credentials",
	"basic_auth_password", "hf_token", "hugging_face_token", "datadog_api_key", "auth_key", "bgp_auth_key", "service_key",
}

// IsSecret reports whether a field of the name holds a secret.
func IsSecret(name string) bool { return slices.Contains(names, name) }

var passwordOnce lazy.Value[*regexp.Regexp]

// password is that of a URL, as database connections are told.
func password() *regexp.Regexp {
	return passwordOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`(://[^/:@"\s]*:)[^@/"\s]+@`) })
}

// whole are the operations whose answers are secrets from end to end.
var whole = []string{"kubernetes_get_kubeconfig", "registry_get_dockerCredentials", "registries_get_dockerCredentials"}

// Request masks the body of a request; op is nil where the catalog does not
// know the endpoint.
func Request(op *catalog.Operation, body []byte) []byte {
	if op == nil {
		return mask(nil, body)
	}
	return mask(op.Body, body)
}

// Answer masks the body of an answer.
func Answer(op *catalog.Operation, body []byte) []byte {
	if op == nil {
		return mask(nil, body)
	}
	if slices.Contains(whole, op.ID) {
		if json.Valid(body) {
			return []byte("{}")
		}
		return kubeconfig(body)
	}
	return mask(op.Response, body)
}

// Refusal masks the body of an answer that is an error: it may repeat what it
// was sent, in a field or in a sentence.
func Refusal(op *catalog.Operation, sent, body []byte) []byte {
	hide := sentSecrets(op, sent)
	if !json.Valid(body) {
		text := string(mask(nil, body))
		for _, s := range hide {
			text = strings.ReplaceAll(text, s, Masked)
		}
		return []byte(text)
	}
	m := masker{s: string(body), hide: hide}
	if op != nil {
		return m.run(op.Body)
	}
	return m.run(nil)
}

// leastHidden is how long a secret is that is looked for in sentences: a shorter
// one is found in words that have nothing to do with it.
const leastHidden = 6

// sentSecrets are the secrets in the body of a request.
func sentSecrets(op *catalog.Operation, body []byte) []string {
	if !json.Valid(body) {
		return nil
	}
	var all []string
	m := masker{s: string(body), found: func(s string) {
		if len(s) < leastHidden || s == Masked {
			return
		}
		all = append(all, s)
		// A sentence may repeat the whole body.
		for _, html := range []bool{false, true} {
			var quoted bytes.Buffer
			encoder := json.NewEncoder(&quoted)
			encoder.SetEscapeHTML(html)
			if encoder.Encode(s) == nil {
				all = append(all, quoted.String()[1:quoted.Len()-2])
			}
		}
	}}
	if op != nil {
		m.run(op.Body)
	} else {
		m.run(nil)
	}
	// One that holds another is looked for first.
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// Replace copies a JSON text with its secrets as replace gives them; the schema is
// nil where nothing is known of it.
func Replace(schema *catalog.Schema, text []byte, replace func(secret string) string) []byte {
	if !json.Valid(text) {
		return broken(schema, text)
	}
	m := masker{s: string(text), replace: replace}
	return m.run(schema)
}

// mask copies a text with its secrets masked; schema is nil where the catalog
// does not know what it is.
func mask(schema *catalog.Schema, body []byte) []byte {
	if !json.Valid(body) {
		return broken(schema, body)
	}
	m := masker{s: string(body)}
	return m.run(schema)
}

var memberOnce lazy.Value[*regexp.Regexp]

// member is a field and its text in what may be a part of a JSON text.
func member() *regexp.Regexp {
	return memberOnce.Get(func() *regexp.Regexp {
		return regexp.MustCompile(`"([A-Za-z_]+)"(\s*:\s*)"((?:[^"\\]|\\.)*)("?)`)
	})
}

// broken masks what is no JSON, or only the beginning of it: the texts of fields
// whose names are those of secrets, and passwords in URLs. Where a schema has
// secrets by names of the user's, each name that it does not have is one.
func broken(schema *catalog.Schema, body []byte) []byte {
	d := declared{secret: map[string]bool{}, seen: map[*catalog.Schema]bool{}}
	d.collect(schema, false)
	body = member().ReplaceAllFunc(body, func(m []byte) []byte {
		part := member().FindSubmatch(m)
		name := string(part[1])
		secret, known := d.secret[name]
		if len(part[3]) == 0 || !IsSecret(name) && !secret && (known || !d.open) {
			return m
		}
		return []byte(`"` + name + `"` + string(part[2]) + `"` + Masked + string(part[4]))
	})
	return password().ReplaceAll(body, []byte("${1}"+Masked+"@"))
}

// declared are the names of the fields of a schema, at any depth.
type declared struct {
	secret map[string]bool // whether one of the name is secret anywhere
	open   bool            // there are secrets by other names
	seen   map[*catalog.Schema]bool
}

// collect gathers them; secret is whether what the schema is of is.
func (d *declared) collect(s *catalog.Schema, secret bool) {
	if s == nil || d.seen[s] {
		return
	}
	d.seen[s] = true
	secret = secret || s.Secret
	for _, p := range s.Props {
		d.secret[p.Name] = d.secret[p.Name] || secret || p.Schema.Secret
		d.collect(p.Schema, secret)
	}
	d.open = d.open || s.Additional != nil && (secret || s.Additional.Secret) || secret && s.Kind == catalog.Object && len(s.Props) == 0
	for _, v := range append([]*catalog.Schema{s.Items, s.Additional}, s.Variants...) {
		d.collect(v, secret)
	}
}
