package luabind

import "strings"

// Rule is a condition between arguments of a [Func]. It is data, so that the
// checker and help say the same as the call itself. An argument that is nil
// is one that was left out.
type Rule struct {
	Kind  RuleKind
	Names []string // of two Params or more
}

// RuleKind says what a [Rule] demands.
type RuleKind int

// The kinds of rules.
const (
	ExactlyOne RuleKind = iota // one of the arguments, and no other of them
	AtMostOne                  // one of them, or none
	AllOrNone                  // of two: both or neither
	FirstNeeds                 // where the first is given, one of the others
)

// OneOf demands exactly one of some arguments.
func OneOf(names ...string) Rule { return Rule{ExactlyOne, names} }

// NotBoth lets a call give one of some arguments at most.
func NotBoth(names ...string) Rule { return Rule{AtMostOne, names} }

// Together demands all of some arguments where one of them is given.
func Together(names ...string) Rule { return Rule{AllOrNone, names} }

// Needs demands one of some further arguments where the first is given.
func Needs(name string, others ...string) Rule {
	return Rule{FirstNeeds, append([]string{name}, others...)}
}

// String completes "give ...": "exactly one of droplet_id and region".
func (r Rule) String() string {
	list := and(r.Names)
	switch {
	case r.Kind == ExactlyOne:
		return "exactly one of " + list
	case r.Kind == AtMostOne && len(r.Names) == 2:
		return r.Names[0] + " or " + r.Names[1] + ", not both"
	case r.Kind == AtMostOne:
		return "at most one of " + list
	case r.Kind == FirstNeeds:
		return r.Names[0] + " only with " + or(r.Names[1:])
	case len(r.Names) == 2:
		return "both " + list + " or neither"
	}
	return "all of " + list + " or none of them"
}

// Broken gives what is wrong where some of the arguments are given, as a text
// that completes "create_floating_ip: ..."; "" if nothing is. partly says that
// further ones may be given that cannot be seen: then only what these alone
// break is wrong.
func (r Rule) Broken(given func(name string) bool, partly bool) string {
	var has []string
	for _, name := range r.Names {
		if given(name) {
			has = append(has, name)
		}
	}
	holds := true
	switch r.Kind {
	case ExactlyOne:
		holds = len(has) == 1 || len(has) == 0 && partly
	case AtMostOne:
		holds = len(has) <= 1
	case AllOrNone:
		holds = len(has) == 0 || len(has) == len(r.Names) || partly
	case FirstNeeds:
		holds = partly || len(has) != 1 || !given(r.Names[0])
	}
	if holds {
		return ""
	}
	got := and(has)
	switch {
	case r.Kind == AtMostOne && len(r.Names) == 2, r.Kind == FirstNeeds:
		return "give " + r.String()
	case len(has) == 0 && len(r.Names) == 2:
		got = "neither"
	case len(has) == 0:
		got = "none"
	case len(has) == 2 && len(r.Names) == 2:
		got = "both"
	case r.Kind == AllOrNone:
		got = "only " + got
	}
	return "give " + r.String() + ", got " + got
}

// and lists names: "a, b and c".
func and(names []string) string { return enumerate(names, " and ") }

// or lists names: "a, b or c".
func or(names []string) string { return enumerate(names, " or ") }

func enumerate(names []string, last string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + last + names[n-1]
}

// checkRules holds the arguments against the rules between them.
func (c *Call) checkRules() error {
	for _, r := range c.fn.Rules {
		if what := r.Broken(func(name string) bool { return !c.Named(name).IsNil() }, c.carried()); what != "" {
			return TypeErrorf("%s: %s", c.fn.Called(), what)
		}
	}
	return nil
}
