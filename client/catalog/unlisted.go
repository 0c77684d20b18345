package catalog

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed unlisted.txt
var unlistedList string

// Unlisted is something that DigitalOcean's own Go client sends and the API's
// description lacks.
type Unlisted struct {
	Service string // of that client
	Method  string // of an operation; "" for a field
	Path    string // of an operation, {} for what stands for a value
	Op      string // of a field: the id of the operation in whose body it is
	Field   string // of a field: its path in the body
	Served  bool   // it can be used as if it were described
	Reason  string // why it is not served
}

var (
	unlistedOnce  sync.Once
	unlistedTable []Unlisted
	errUnlisted   error
)

// AllUnlisted returns what is known of that client alone. The slice belongs to
// the package.
func AllUnlisted() []Unlisted {
	unlistedOnce.Do(func() { unlistedTable, errUnlisted = parseUnlisted(unlistedList) })
	return unlistedTable
}

func parseUnlisted(list string) (all []Unlisted, err error) {
	var of Unlisted
	for n, line := range strings.Split(list, "\n") {
		line = strings.TrimSpace(line)
		words := strings.Fields(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			service, what, _ := strings.Cut(line[1:], "] ")
			of = Unlisted{Service: service}
			if of.Served = what == "served"; !of.Served {
				reason, ok := strings.CutPrefix(what, "declined: ")
				if of.Reason = reason; !ok || reason == "" {
					return nil, fmt.Errorf("unlisted.txt:%d: a section is served, or declined with a reason", n+1)
				}
			}
		case words[0] == "field" && len(words) > 3:
			u := Unlisted{Service: of.Service, Op: words[1], Field: words[2]}
			what := strings.Join(words[3:], " ")
			if u.Served = what == "served"; !u.Served {
				reason, ok := strings.CutPrefix(what, "declined: ")
				if u.Reason = reason; !ok || reason == "" {
					return nil, fmt.Errorf("unlisted.txt:%d: a field is served, or declined with a reason", n+1)
				}
			}
			all = append(all, u)
		case len(words) == 2:
			u := of
			u.Method, u.Path = words[0], words[1]
			all = append(all, u)
		default:
			return nil, fmt.Errorf("unlisted.txt:%d: %q is no method and path, and no field", n+1, line)
		}
	}
	return all, nil
}

// UnlistedAt returns what is known of a request that no operation is for; nil if
// nothing is.
func UnlistedAt(method, path string) *Unlisted {
	all := AllUnlisted()
	for i := range all {
		if all[i].Method == method && fits(all[i].Path, path) {
			return &all[i]
		}
	}
	return nil
}

// fits reports whether a path is one that a template with {} stands for.
func fits(template, path string) bool {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if want[i] != have[i] && (want[i] != "{}" || have[i] == "") {
			return false
		}
	}
	return true
}
