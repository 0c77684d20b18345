package identity

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client/internal/gate"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Creations are the creates of droplets of a client. All methods are safe from
// any goroutine.
type Creations struct {
	Now     func() time.Time // of the client's clock
	Account any              // the same for all clients of one account, and comparable

	mu      sync.Mutex
	tag     string // of this client; "" before it is needed
	used    bool   // the tag may exist
	works   bool   // a create with the tag went well
	refused bool   // the token may not make tags
	open    map[*Creation]bool
	unclear []*Creation // those whose outcome nobody found out
	owned   map[int64]bool
}

// Tag returns the client's tag, "" if the token may not make tags.
func (s *Creations) Tag() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refused {
		return ""
	}
	if s.tag == "" {
		s.tag = NewTag(s.Now())
	}
	return s.tag
}

// UseTag notes that the tag exists, or may.
func (s *Creations) UseTag(works bool) {
	s.mu.Lock()
	s.used, s.works = true, s.works || works
	s.mu.Unlock()
	inUse.Lock()
	defer inUse.Unlock()
	if inUse.of == nil {
		inUse.of = map[any]map[string]bool{}
	}
	if inUse.of[s.Account] == nil {
		inUse.of[s.Account] = map[string]bool{}
	}
	inUse.of[s.Account][s.tag] = true
}

// inUse are the tags that may exist now, by the account.
var inUse struct {
	sync.Mutex
	of map[any]map[string]bool
}

// InUse are the tags of this process's clients of an account that may exist now.
func InUse(account any) []string {
	inUse.Lock()
	defer inUse.Unlock()
	return slices.Sorted(maps.Keys(inUse.of[account]))
}

// TagWorks reports whether a create with the tag went well.
func (s *Creations) TagWorks() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.works
}

// NoTags notes that the token may not make tags.
func (s *Creations) NoTags() {
	s.mu.Lock()
	s.refused = true
	s.mu.Unlock()
}

// Close returns the tag, and whether it has to be removed.
func (s *Creations) Close() (tag string, used bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	used, s.used = s.used, false
	inUse.Lock()
	defer inUse.Unlock()
	if delete(inUse.of[s.Account], s.tag); len(inUse.of[s.Account]) == 0 {
		delete(inUse.of, s.Account)
	}
	return s.tag, used
}

// Add notes a create that begins; End must follow.
func (s *Creations) Add(c *Creation) {
	s.mu.Lock()
	if s.open == nil {
		s.open, s.owned = map[*Creation]bool{}, map[int64]bool{}
	}
	s.open[c] = true
	s.mu.Unlock()
}

// End takes a create out. One that nothing became known of stays in mind: what
// it may have made must not pass for what another one did.
func (s *Creations) End(c *Creation) (unclear bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
	unclear = c.doubtful && len(c.Names) > 0
	if unclear {
		s.unclear = append(s.unclear, c)
	}
	return unclear
}

// Owns reports whether a droplet belongs to one of the creates.
func (s *Creations) Owns(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.owned[id]
}

// Send notes that a create is being sent.
func (s *Creations) Send(c *Creation) {
	s.mu.Lock()
	if c.underWay == nil {
		c.underWay = new(gate.Signal)
	}
	s.mu.Unlock()
}

// Answer notes that a create has its answer, or never will, and the droplets in
// it; doubtful if nothing tells whether it acted.
func (s *Creations) Answer(c *Creation, droplets []jsontext.Value, doubtful bool) {
	s.mu.Lock()
	for _, d := range droplets {
		s.owned[d.Get("id").Int()] = true
		c.take(d)
	}
	ended := c.underWay
	c.underWay = nil
	c.doubtful = c.doubtful || doubtful
	s.mu.Unlock()
	if ended != nil {
		ended.Fire()
	}
}

// Clear notes that nothing of a create is unknown any longer.
func (s *Creations) Clear(c *Creation) {
	s.mu.Lock()
	c.doubtful = false
	s.mu.Unlock()
}

// UnderWay are the attempts under way of other creates that could have made
// what c is looking for.
func (s *Creations) UnderWay(c *Creation) []*gate.Signal {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*gate.Signal
	for other := range s.open {
		if other != c && other.underWay != nil && slices.ContainsFunc(other.Names, func(n string) bool { return slices.Contains(c.Names, n) }) {
			all = append(all, other.underWay)
		}
	}
	return all
}

// Claim gives a create the droplets of a list that are its, of those that
// belong to nobody. disputed is the id of one that may be its or another's; 0
// for none.
func (s *Creations) Claim(c *Creation, droplets []jsontext.Value) (disputed int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range droplets {
		id := d.Get("id").Int()
		if s.owned[id] || !c.wants(d) {
			continue
		}
		if s.disputed(c, d) {
			return id
		}
		s.owned[id] = true
		c.take(d)
		if len(c.Names) == 0 {
			break
		}
	}
	return 0
}

// disputed reports whether a droplet could also be that of a create with
// another body, in what the droplet does not show, whose outcome is unknown.
func (s *Creations) disputed(c *Creation, d jsontext.Value) bool {
	other := func(x *Creation) bool { return x != c && x.digest != c.digest && x.wants(d) }
	for x := range s.open {
		if x.doubtful && other(x) {
			return true
		}
	}
	return slices.ContainsFunc(s.unclear, other)
}
