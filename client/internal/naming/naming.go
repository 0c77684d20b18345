// Package naming makes the names of resource types from the words of the API.
package naming

import (
	"slices"
	"strings"
)

// Resource is what the API says of a resource.
type Resource struct {
	Group      string // of its operations
	Key        string // of one in an answer: "droplet"
	ListKey    string // of several: "droplets"
	Path       string // of the collection, or of the one object itself
	Single     bool   // there is only one, at Path itself
	Placeless  bool   // it has no path of its own
	Deprecated bool   // all of its operations are
}

// Names gives names that differ, from what the API calls its objects, in the
// order of the resources. Where several are called the same, the group's name
// tells them apart, and where that does not, the whole path. None is one of
// those that are taken.
func Names(all []Resource, taken []string) []string {
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].legacy() + camel(all[i].noun())
	}
	further := []func(r *Resource, name string) string{
		(*Resource).grouped,
		func(r *Resource, _ string) string { return r.legacy() + camel(strings.Join(r.words(), "_")) },
		func(r *Resource, name string) string {
			if r.Placeless {
				return name + "Entry"
			}
			return name
		},
	}
	for _, longer := range further {
		used := map[string]int{}
		for _, name := range slices.Concat(taken, names) {
			used[name]++
		}
		for i, name := range names {
			if used[name] > 1 {
				names[i] = longer(&all[i], name)
			}
		}
	}
	return names
}

// grouped is a name with that of its group in front.
func (r *Resource) grouped(name string) string {
	switch prefix := camel(singular(r.Group)); {
	case strings.HasPrefix(name, prefix):
		return name
	case strings.HasSuffix(prefix, name):
		return prefix
	default:
		return prefix + name
	}
}

// legacy sets off what is there for old programs only.
func (r *Resource) legacy() string {
	if r.Deprecated {
		return "Legacy"
	}
	return ""
}

// vague are keys that say nothing about what is in them.
var vague = []string{"", "data", "key", "keys", "resource", "resources", "run", "runs", "rules", "state", "status", "1_clicks", "auths"}

// noun is what the API calls one of its objects.
func (r *Resource) noun() string {
	switch {
	case !slices.Contains(vague, r.Key):
		return r.Key
	case !r.Single && !slices.Contains(vague, r.ListKey):
		return singular(r.ListKey)
	case r.ListKey == "1_clicks":
		return singular(r.Group)
	}
	return strings.Join(r.words(), "_")
}

// words are the literal elements of the path.
func (r *Resource) words() []string {
	var words []string
	for element := range strings.SplitSeq(r.Path, "/") {
		switch {
		case element == "" || element == "v1" || element == "v2" || strings.HasPrefix(element, "{"):
		case r.Single:
			words = append(words, element)
		default:
			words = append(words, singular(element))
		}
	}
	return words
}

// singular takes the plural off a word, as far as the API's words need it.
func singular(s string) string {
	switch {
	case strings.HasSuffix(s, "ies"):
		return strings.TrimSuffix(s, "ies") + "y"
	case strings.HasSuffix(s, "sses"), strings.HasSuffix(s, "xes"), strings.HasSuffix(s, "ches"):
		return strings.TrimSuffix(s, "es")
	case strings.HasSuffix(s, "ss"), strings.HasSuffix(s, "aas"), strings.HasSuffix(s, "us"), strings.HasSuffix(s, "kubernetes"), strings.HasSuffix(s, "nfs"):
		return s
	}
	return strings.TrimSuffix(s, "s")
}

// acronyms are written in capitals.
var acronyms = []string{"api", "bgp", "ca", "cdn", "cpu", "db", "gpu", "id", "ip", "ips", "nat", "nfs", "saas", "ssh", "url", "vpc"}

// camel makes LoadBalancer of load_balancer.
func camel(s string) string {
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '_' || r == '-' || r == '.' }) {
		if slices.Contains(acronyms, word) {
			b.WriteString(strings.ToUpper(word))
			continue
		}
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}
