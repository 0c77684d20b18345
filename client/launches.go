package client

import (
	"slices"
	"strconv"

	"github.com/doapi-lua/doapi/client/internal/gate"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// tagged returns the client's tag, "" if the token may not make tags.
func (f *launches) tagged() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refused {
		return ""
	}
	if f.tag == "" {
		f.tag = onceTagPrefix + strconv.FormatInt(onceTags.Add(1), 10)
	}
	return f.tag
}

// useTag notes that the tag exists, or may.
func (f *launches) useTag(works bool) {
	f.mu.Lock()
	f.used, f.works = true, f.works || works
	f.mu.Unlock()
}

func (f *launches) tagWorks() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.works
}

func (f *launches) noTags() {
	f.mu.Lock()
	f.refused = true
	f.mu.Unlock()
}

// close returns the tag, and whether it has to be removed.
func (f *launches) close() (tag string, used bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	used, f.used = f.used, false
	return f.tag, used
}

func (f *launches) add(l *launch) {
	f.mu.Lock()
	if f.open == nil {
		f.open, f.owned = map[*launch]bool{}, map[int64]bool{}
	}
	f.open[l] = true
	f.mu.Unlock()
}

// end takes a launch out. One that nothing became known of stays in mind: what
// it may have made must not pass for what another one did.
func (f *launches) end(l *launch) {
	f.mu.Lock()
	delete(f.open, l)
	if l.doubtful && len(l.names) > 0 {
		f.abandoned = append(f.abandoned, l)
	}
	f.mu.Unlock()
}

// takeOff notes that a launch is being sent.
func (f *launches) takeOff(l *launch) {
	f.mu.Lock()
	if l.flying == nil {
		l.flying = new(gate.Signal)
	}
	f.mu.Unlock()
}

// touchDown notes that a launch has its answer, or never will. What the answer
// holds is owned before that.
func (f *launches) touchDown(l *launch, unsafe bool) {
	f.mu.Lock()
	s := l.flying
	l.flying = nil
	l.doubtful = l.doubtful || unsafe
	f.mu.Unlock()
	if s != nil {
		s.Fire()
	}
}

// clear notes that nothing of a launch is unknown any longer.
func (f *launches) clear(l *launch) {
	f.mu.Lock()
	l.doubtful = false
	f.mu.Unlock()
}

// flying are the attempts under way of other launches that could have made what
// l is looking for.
func (f *launches) flying(l *launch) []*gate.Signal {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []*gate.Signal
	for other := range f.open {
		if other != l && other.flying != nil && slices.ContainsFunc(other.names, func(n string) bool { return slices.Contains(l.names, n) }) {
			all = append(all, other.flying)
		}
	}
	return all
}

// own notes whose droplets are known.
func (f *launches) own(droplets []jsontext.Value) {
	f.mu.Lock()
	for _, d := range droplets {
		f.owned[d.Get("id").Int()] = true
	}
	f.mu.Unlock()
}

// claim gives a launch the droplets of a list that are its, of those that
// belong to nobody.
func (f *launches) claim(l *launch, droplets []jsontext.Value) finding {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, d := range droplets {
		id := d.Get("id").Int()
		if f.owned[id] || !l.wants(d) {
			continue
		}
		if f.disputed(l, d) {
			return finding{verdict: unsure, what: "droplet " + itoa(id) + " is its, or that of another create of the same name"}
		}
		f.owned[id] = true
		l.made = append(l.made, d.Raw())
		at := slices.Index(l.names, d.Get("name").Text())
		l.names = slices.Delete(slices.Clone(l.names), at, at+1)
		if len(l.names) == 0 {
			return finding{verdict: ours}
		}
	}
	return finding{}
}

// disputed reports whether a droplet could also be that of a create with
// another body, in what the droplet does not show, whose outcome is unknown.
func (f *launches) disputed(l *launch, d jsontext.Value) bool {
	other := func(x *launch) bool { return x != l && x.digest != l.digest && x.wants(d) }
	for x := range f.open {
		if x.doubtful && other(x) {
			return true
		}
	}
	return slices.ContainsFunc(f.abandoned, other)
}
