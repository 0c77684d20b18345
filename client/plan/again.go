package plan

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
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
// not.
func (p *Plan) Compare(second []*Change) string {
	for i, c := range p.Changes {
		if i >= len(second) {
			return fmt.Sprintf("a second run ends before change %d", c.N)
		}
		other := second[i]
		if c.Operation != other.Operation || c.Type != other.Type || c.Sign != other.Sign {
			return fmt.Sprintf("a second run does something else than change %d: %s", c.N, other.line())
		}
		if c.Path != other.Path {
			c.Unstable = append(c.Unstable, "path")
		}
		was, is := fieldsOf(c.Body), fieldsOf(other.Body)
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
	if n := len(p.Changes); len(second) > n {
		return fmt.Sprintf("a second run goes on where the plan ends: %s", second[n].line())
	}
	return ""
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
