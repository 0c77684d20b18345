package secrets

import (
	"encoding/json"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// masker copies a valid text. It follows what the catalog says of the values
// along with them.
type masker struct {
	s        string
	out      []byte
	declares bool                       // an object may say that it holds a secret
	models   map[string]*catalog.Schema // those that were gone into, by name
	hide     []string                   // what is masked in any text
	found    func(string)               // hears of each secret; may be nil
	replace  func(string) string        // gives what stands in a secret's place; nil: Masked
}

// known are the schemas that may describe a value; none is anything.
type known []*catalog.Schema

// run masks the whole text.
func (m *masker) run(schema *catalog.Schema) []byte {
	m.models = map[string]*catalog.Schema{}
	m.declares = strings.Contains(m.s, `"SECRET"`)
	m.value(m.space(0), m.also(nil, schema), false)
	return m.out
}

// also adds a schema and its alternatives.
func (m *masker) also(all known, s *catalog.Schema) known {
	if s != nil && s.Recursive {
		s = m.models[s.Model]
	}
	if s == nil {
		return all
	}
	if s.Model != "" {
		m.models[s.Model] = s
	}
	all = append(all, s)
	for _, v := range s.Variants {
		all = m.also(all, v)
	}
	return all
}

// field is what is known of a field of an object.
func (m *masker) field(of known, name string) known {
	var all known
	for _, s := range of {
		declared := false
		for i := range s.Props {
			if s.Props[i].Name == name {
				all, declared = m.also(all, s.Props[i].Schema), true
			}
		}
		if !declared {
			all = m.also(all, s.Additional)
		}
	}
	return all
}

// items is what is known of the elements of a list.
func (m *masker) items(of known) known {
	var all known
	for _, s := range of {
		all = m.also(all, s.Items)
	}
	return all
}

func (k known) secret() bool {
	for _, s := range k {
		if s.Secret {
			return true
		}
	}
	return false
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
func (m *masker) value(i int, of known, secret bool) int {
	secret = secret || of.secret()
	switch m.s[i] {
	case '{':
		return m.object(i, of, secret)
	case '[':
		return m.list(i, of, secret)
	case '"':
		end := m.text(i)
		switch {
		case secret && end-i > 2:
			m.tell(m.s[i:end])
			m.out = append(m.out, m.instead(m.s[i:end])...)
		default:
			m.out = append(m.out, password().ReplaceAllString(m.hidden(m.s[i:end]), "${1}"+Masked+"@")...)
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

// tell says what a text in quotes is that is a secret.
func (m *masker) tell(quoted string) {
	var text string
	if m.found != nil && json.Unmarshal([]byte(quoted), &text) == nil {
		m.found(text)
	}
}

// instead is what stands in the place of a secret's text in quotes.
func (m *masker) instead(quoted string) []byte {
	var text string
	if m.replace != nil && json.Unmarshal([]byte(quoted), &text) == nil && text != Masked {
		if out, err := json.Marshal(m.replace(text)); err == nil {
			return out
		}
	}
	return []byte(`"` + Masked + `"`)
}

// hidden is a text in quotes without what is to be hidden.
func (m *masker) hidden(quoted string) string {
	var text string
	if len(m.hide) == 0 || json.Unmarshal([]byte(quoted), &text) != nil {
		return quoted
	}
	without := text
	for _, s := range m.hide {
		without = strings.ReplaceAll(without, s, Masked)
	}
	if without == text {
		return quoted
	}
	b, err := json.Marshal(without)
	if err != nil {
		return `"` + Masked + `"`
	}
	return string(b)
}

func (m *masker) list(i int, of known, secret bool) int {
	of = m.items(of)
	m.out = append(m.out, '[')
	for i = m.space(i + 1); m.s[i] != ']'; i = m.space(i) {
		if m.s[i] == ',' {
			m.out = append(m.out, ',')
			i = m.space(i + 1)
		}
		i = m.value(i, of, secret)
	}
	m.out = append(m.out, ']')
	return i + 1
}

func (m *masker) object(i int, of known, secret bool) int {
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
		i = m.value(i, m.field(of, name), secret || IsSecret(name) || declared && name == "value")
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
