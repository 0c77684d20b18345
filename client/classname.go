package client

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// nameClasses gives generic classes names that differ, from what the API calls
// their objects. Where several are called the same, the group's name tells them
// apart, and where that does not, the whole path.
func nameClasses(all []*Class) {
	for _, c := range all {
		c.Name = c.legacy() + camel(c.noun())
	}
	further := []func(c *Class) string{
		func(c *Class) string {
			switch prefix := camel(singular(c.group())); {
			case strings.HasPrefix(c.Name, prefix):
				return c.Name
			case strings.HasSuffix(prefix, c.Name):
				return prefix
			default:
				return prefix + c.Name
			}
		},
		func(c *Class) string { return c.legacy() + camel(strings.Join(c.words(), "_")) },
		func(c *Class) string {
			if c.Template() == "" {
				return c.Name + "Entry"
			}
			return c.Name
		},
	}
	for _, longer := range further {
		// Names that the scripts' table has for something else.
		taken := map[string]int{"Client": 1, "Iterator": 1, "Object": 1, "Secret": 1, "Time": 1, "Task": 1, "Error": 1, "Class": 1, "File": 1}
		for _, c := range slices.Concat(classes, all) {
			taken[c.Name]++
		}
		for _, c := range all {
			if taken[c.Name] > 1 {
				c.Name = longer(c)
			}
		}
	}
	slices.SortFunc(all, func(a, b *Class) int { return strings.Compare(a.Name, b.Name) })
}

func (c *Class) group() string { return c.resource.Ops[0].Op.Group }

// legacy sets off what is there for old programs only.
func (c *Class) legacy() string {
	if slices.ContainsFunc(c.resource.Ops, func(o catalog.RoleOp) bool { return !o.Op.Deprecated }) {
		return ""
	}
	return "Legacy"
}

// vague are keys that say nothing about what is in them.
var vague = []string{"", "data", "key", "keys", "resource", "resources", "run", "runs", "rules", "state", "status", "1_clicks", "auths"}

// noun is what the API calls one object of the class.
func (c *Class) noun() string {
	switch {
	case !slices.Contains(vague, c.Key):
		return c.Key
	case !c.single && !slices.Contains(vague, c.ListKey):
		return singular(c.ListKey)
	case c.ListKey == "1_clicks":
		return singular(c.group())
	}
	return strings.Join(c.words(), "_")
}

// words are the literal elements of the path.
func (c *Class) words() []string {
	var words []string
	for element := range strings.SplitSeq(c.Path, "/") {
		switch {
		case element == "" || element == "v1" || element == "v2" || strings.HasPrefix(element, "{"):
		case c.single:
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
