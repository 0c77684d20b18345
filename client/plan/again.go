package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/sim"
)

// errUnread is that a second run asks for what the first did not ask for.
var errUnread = errors.New("the first run did not read this")

// Again makes an overlay for a second run, which is to tell what does not come
// out the same: it is answered from what the first has read, sends nothing, and
// invents other values, drawn from another seed.
func (o *Overlay) Again(clock sim.Clock, seed uint64) (*Overlay, error) {
	second, err := New(refusing{}, clock, seed, o.names.salt)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	second.answers = maps.Clone(o.answers)
	return second, nil
}

type refusing struct{}

func (refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, errUnread)
}

// Compare marks in a plan's changes the fields that a second run would send
// otherwise, and gives in words where that run went another way, "" if it did
// not. What tasks do at the same time may come in any order between them.
func (p *Plan) Compare(second []*Change) string {
	pairs, differs := p.paired(second)
	number := map[int]int{} // of the same change in the first run, by that in the second
	for i, other := range pairs {
		number[other.N] = p.Changes[i].N
	}
	for i, other := range pairs {
		c := p.Changes[i]
		if c.Path != renumbered(other.Path, number) {
			c.Unstable = append(c.Unstable, "path")
		}
		was, is := fieldsOf(c.Body), fieldsOf(json.RawMessage(renumbered(string(other.Body), number)))
		names := slices.Collect(maps.Keys(was))
		for name := range is {
			if _, ok := was[name]; !ok {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			if !bytes.Equal(was[name], is[name]) {
				c.Unstable = append(c.Unstable, name)
			}
		}
	}
	return differs
}

// paired are the changes of a second run that belong to the plan's, in the plan's
// order, each task's in its own; and in words where the run went another way.
func (p *Plan) paired(second []*Change) (pairs []*Change, differs string) {
	byTask := map[string][]*Change{}
	for _, c := range second {
		byTask[c.Task] = append(byTask[c.Task], c)
	}
	for _, c := range p.Changes {
		rest := byTask[c.Task]
		if len(rest) == 0 {
			return pairs, fmt.Sprintf("a second run ends before change %d", c.N)
		}
		other := rest[0]
		byTask[c.Task] = rest[1:]
		if c.Operation != other.Operation || c.Type != other.Type || c.Sign != other.Sign {
			return pairs, fmt.Sprintf("a second run does something else than change %d: %s", c.N, other.line())
		}
		pairs = append(pairs, other)
	}
	for _, c := range second {
		if slices.Contains(byTask[c.Task], c) {
			return pairs, "a second run goes on where the plan ends: " + c.line()
		}
	}
	return pairs, ""
}

// renumbered is a text with its references to changes by other numbers.
func renumbered(text string, number map[int]int) string {
	return reference().ReplaceAllStringFunc(text, func(ref string) string {
		m := reference().FindStringSubmatch(ref)
		n, err := strconv.Atoi(m[2])
		if err != nil || m[1] != "" || number[n] == 0 {
			return ref
		}
		return refTo(number[n], m[3])
	})
}

// Unstable reports whether a run may come out otherwise than the plan, since a
// second one did.
func (p *Plan) Unstable() bool {
	return p.Differs != "" || slices.ContainsFunc(p.Changes, func(c *Change) bool { return len(c.Unstable) > 0 })
}

// unstable says what does not stand in the change's other lines.
func (c *Change) unstable() []string {
	var lines []string
	for _, name := range c.Unstable {
		switch {
		case name == "path":
			lines = append(lines, "(not reproducible: what is changed)")
		case name == "name":
			lines = append(lines, "(not reproducible: its name)")
		case c.Sign != "+" && !slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Name == name }):
			lines = append(lines, "(not reproducible: "+strings.TrimSpace(name)+")")
		}
	}
	return lines
}
