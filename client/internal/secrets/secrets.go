// Package secrets takes what is secret out of the bodies of requests and
// answers, for whatever is written down of them.
package secrets

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Masked stands where a secret was.
const Masked = "********"

// names are the fields that hold secrets wherever they stand.
var names = []string{
	"user_data", "password", "private_key", "secret", "secret_key", "client_secret", "client_key_data", "client_key",
	"token", "access_token", "refresh_token", "auth_token", "api_key", "auth", "kubeconfig", "credentials_json",
	"access_secret", "webhook_secret", "signing_key", "splunk_token", "logtail_token", "registry_credentials",
}

// IsSecret reports whether a field of the name holds a secret.
func IsSecret(name string) bool { return slices.Contains(names, name) }

// password is that of a URL, as database connections are told.
var password = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(://[^/:@"\s]*:)[^@/"\s]+@`) })

// whole are the operations whose answers are secrets from end to end.
var whole = []string{"kubernetes_get_kubeconfig", "registry_get_dockerCredentials", "registries_get_dockerCredentials"}

// Request masks the body of a request; op is nil where the catalog does not
// know the endpoint.
func Request(_ *catalog.Operation, body []byte) []byte { return mask(body) }

// Answer masks the body of an answer.
func Answer(op *catalog.Operation, body []byte) []byte {
	if op != nil && slices.Contains(whole, op.ID) {
		if json.Valid(body) {
			return []byte("{}")
		}
		return kubeconfig(body)
	}
	return mask(body)
}

// field is a line of YAML with a value.
var field = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\s*(?:- )?)([A-Za-z-]+):( .*)?$`) })

// public are the fields of a kubeconfig that give nothing away.
var public = []string{
	"apiVersion", "kind", "name", "cluster", "clusters", "user", "users", "context", "contexts", "namespace", "server",
	"current-context", "certificate-authority-data", "preferences",
}

// kubeconfig masks all that is not known to be public, and leaves a text that
// can be read as one.
func kubeconfig(body []byte) []byte {
	if !strings.Contains(string(body), "current-context:") {
		return []byte(Masked)
	}
	lines := strings.Split(string(body), "\n")
	for i, line := range lines {
		m := field().FindStringSubmatch(line)
		switch {
		case strings.TrimSpace(line) == "", m != nil && (m[3] == "" || slices.Contains(public, m[2])):
		case m != nil:
			lines[i] = m[1] + m[2] + `: "` + Masked + `"`
		default: // part of a longer value
			indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
			if strings.HasPrefix(line[len(indent):], "- ") {
				indent += "- "
			}
			lines[i] = indent + `"` + Masked + `"`
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

// mask copies a JSON text with its secrets masked. What is no JSON only loses
// passwords in URLs.
func mask(body []byte) []byte {
	if !json.Valid(body) {
		return password().ReplaceAll(body, []byte("${1}"+Masked+"@"))
	}
	m := masker{s: string(body)}
	m.declares = strings.Contains(m.s, `"SECRET"`)
	m.value(m.space(0), false)
	return m.out
}

// masker copies a valid text.
type masker struct {
	s        string
	out      []byte
	declares bool // an object may say that it holds a secret
}

// space is the first byte at or after i that is no white space.
func (m *masker) space(i int) int {
	for i < len(m.s) && strings.IndexByte(" \t\r\n", m.s[i]) >= 0 {
		i++
	}
	return i
}

// text is where the string that begins at i ends.
func (m *masker) text(i int) int {
	for i++; m.s[i] != '"'; i++ {
		if m.s[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// value copies the value at i and returns where it ends. A secret's strings
// and numbers are masked, at any depth below it.
func (m *masker) value(i int, secret bool) int {
	switch m.s[i] {
	case '{':
		return m.object(i, secret)
	case '[':
		return m.list(i, secret)
	case '"':
		end := m.text(i)
		switch {
		case secret && end-i > 2:
			m.out = append(m.out, '"')
			m.out = append(m.out, Masked...)
			m.out = append(m.out, '"')
		default:
			m.out = append(m.out, password().ReplaceAllString(m.s[i:end], "${1}"+Masked+"@")...)
		}
		return end
	}
	end := i
	for end < len(m.s) && strings.IndexByte(",]} \t\r\n", m.s[end]) < 0 {
		end++
	}
	m.out = append(m.out, m.s[i:end]...)
	return end
}

func (m *masker) list(i int, secret bool) int {
	m.out = append(m.out, '[')
	for i = m.space(i + 1); m.s[i] != ']'; i = m.space(i) {
		if m.s[i] == ',' {
			m.out = append(m.out, ',')
			i = m.space(i + 1)
		}
		i = m.value(i, secret)
	}
	m.out = append(m.out, ']')
	return i + 1
}

func (m *masker) object(i int, secret bool) int {
	declared := m.declaresSecret(i)
	m.out = append(m.out, '{')
	for i = m.space(i + 1); m.s[i] != '}'; i = m.space(i) {
		if m.s[i] == ',' {
			m.out = append(m.out, ',')
			i = m.space(i + 1)
		}
		end := m.text(i)
		name := m.s[i+1 : end-1]
		m.out = append(m.out, m.s[i:end]...)
		m.out = append(m.out, ':')
		i = m.space(m.space(end) + 1)
		i = m.value(i, secret || IsSecret(name) || declared && name == "value")
	}
	m.out = append(m.out, '}')
	return i + 1
}

// declaresSecret reports whether an object says of its value that it is one, as
// variables of apps do.
func (m *masker) declaresSecret(i int) bool {
	var o struct {
		Type string `json:"type"`
	}
	return m.declares && json.NewDecoder(strings.NewReader(m.s[i:])).Decode(&o) == nil && o.Type == "SECRET"
}
