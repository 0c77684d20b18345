package secrets

import (
	"regexp"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/internal/lazy"
)

var fieldOnce lazy.Value[*regexp.Regexp]

// field is a line of YAML with a value.
func field() *regexp.Regexp {
	return fieldOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`^(\s*(?:- )?)([A-Za-z-]+):( .*)?$`) })
}

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
