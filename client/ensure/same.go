package ensure

import (
	"strings"

	"github.com/doapi-lua/doapi/client/jsontext"
)

// same reports whether a field has the wanted value, in the API's own form.
func (e *work) same(name string, want, is jsontext.Value) bool {
	switch {
	case name == "public_key":
		return keyOf(want.Text()) == keyOf(is.Text())
	case e.k.Name == "record" && name == "data", e.k.Name == "record" && name == "name":
		return e.hostname(want.Text()) == e.hostname(is.Text())
	case name == "version":
		return isVersion(is.String(), want.String())
	case name == "ports":
		return port(want.String()) == port(is.String())
	}
	return e.covers(want, is)
}

// isVersion reports whether a version is a wanted one: "latest" is whatever there
// is, and "1.34" is "1.34.1-do.0" too.
func isVersion(is, want string) bool {
	rest, ok := strings.CutPrefix(is, want)
	return want == "latest" || ok && (rest == "" || rest[0] == '.' || rest[0] == '-')
}

// keyOf is a public key without its comment.
func keyOf(text string) string {
	fields := strings.Fields(text)
	return strings.Join(fields[:min(2, len(fields))], " ")
}

// hostname is a name without the dot at its end, and without the domain.
func (e *work) hostname(text string) string {
	text = strings.ToLower(strings.TrimSuffix(text, "."))
	domain := strings.ToLower(strings.TrimSuffix(e.text("domain"), "."))
	if text == domain {
		return "@"
	}
	return strings.TrimSuffix(text, "."+domain)
}

// port is a range of ports: "all" and "0" are the same.
func port(text string) string {
	if text == "all" || text == "" {
		return "0"
	}
	return text
}

// covers reports whether a value is all that is wanted: fields of objects that
// nobody wants do not matter, nor does the order of lists.
func (e *work) covers(want, is jsontext.Value) bool {
	switch want.Kind() {
	case jsontext.KindObject:
		if slug := want.Get("slug"); slug.Exists() && is.Kind() == jsontext.KindString {
			return slug.Equal(is)
		}
		for name, w := range want.Fields() {
			if !e.same(name, w, is.Get(name)) {
				return false
			}
		}
		return true
	case jsontext.KindArray:
		if want.Len() != is.Len() {
			return want.Len() == 0 && !is.Exists()
		}
		taken := map[int]bool{}
		for w := range want.Elements() {
			found := false
			i := 0
			for v := range is.Elements() {
				if !found && !taken[i] && e.covers(w, v) {
					taken[i], found = true, true
				}
				i++
			}
			if !found {
				return false
			}
		}
		return true
	}
	switch {
	case want.IsNull():
		return is.IsNull() || is.Raw() == `""` || is.Len() == 0
	case is.Kind() == jsontext.KindObject: // a region, a size
		return want.String() == is.Get("slug").String() || want.String() == is.Get("id").String()
	case want.Kind() != is.Kind():
		return want.String() == is.String()
	}
	return want.Equal(is)
}
