package lualib

import "math"

const (
	sliceBytes   = 24
	pointerBytes = 8
	pageBits     = 12 // of a subject position, within a page
	pageWords    = 1 << pageBits / 64
)

// failures is a set of subject positions: those at which one choice of a
// pattern has failed. It takes memory where it is used.
type failures []*[pageWords]uint64

func (f failures) has(i int) bool {
	if f == nil {
		return false
	}
	page := f[i>>pageBits]
	return page != nil && page[i>>6%pageWords]>>(i&63)&1 != 0
}

// add puts the positions from low to high, both included, into the set.
func (f *failures) add(m *matcher, low, high int) {
	if *f == nil {
		n := len(m.subject)>>pageBits + 1
		m.lib.meter.Alloc(m.L, n*pointerBytes)
		*f = make(failures, n)
	}
	for word := low >> 6; word <= high>>6; word++ {
		m.work++
		page := (*f)[word/pageWords]
		if page == nil {
			m.lib.meter.Alloc(m.L, pageWords*8)
			page = new([pageWords]uint64)
			(*f)[word/pageWords] = page
		}
		bits := uint64(math.MaxUint64)
		if word == low>>6 {
			bits &= math.MaxUint64 << (low & 63)
		}
		if word == high>>6 {
			bits &= math.MaxUint64 >> (63 - high&63)
		}
		page[word%pageWords] |= bits
	}
}

// balances knows for pairs of bytes where text that starts with the one is
// balanced by the other. It starts to keep what it knows when looking for it
// anew has become expensive.
type balances struct {
	scanned  int
	partners map[[2]byte][]int32
}

// balanced returns the position after the text from s that starts with open
// and is balanced by end.
func (m *matcher) balanced(open, end byte, s int) (after int, ok bool) {
	if s >= len(m.subject) || m.subject[s] != open {
		return s, false
	}
	if open != end && m.balances.scanned > m.memoFrom && len(m.subject) < math.MaxInt32 {
		after = int(m.partners(open, end)[s])
		return after, after > 0
	}
	depth := 1
	for i := s + 1; i < len(m.subject); {
		stop := min(len(m.subject), i+scanBytes)
		from := i
		for ; i < stop; i++ {
			if c := m.subject[i]; c == end {
				if depth--; depth == 0 {
					m.balances.scanned += i - s
					m.scanned(i - from)
					return i + 1, true
				}
			} else if c == open {
				depth++
			}
		}
		m.scanned(i - from)
	}
	m.balances.scanned += len(m.subject) - s
	return s, false
}

// partners returns for each position of an opening byte the one after its
// partner, 0 if it has none.
func (m *matcher) partners(open, end byte) []int32 {
	key := [2]byte{open, end}
	after := m.balances.partners[key]
	if after != nil {
		return after
	}
	n := len(m.subject)
	m.lib.meter.Alloc(m.L, 4*n)
	after = make([]int32, n)
	// Until its partner is found, an opening byte keeps the position of the
	// one that is open around it.
	const none = -1
	top := int32(none)
	for from := 0; from < n; from += scanBytes {
		stop := min(n, from+scanBytes)
		for i := from; i < stop; i++ {
			switch m.subject[i] {
			case end:
				if top != none {
					top, after[top] = after[top], int32(i+1)
				}
			case open:
				after[i], top = top, int32(i)
			}
		}
		m.scanned(stop - from)
	}
	for top != none {
		top, after[top] = after[top], 0
	}
	if m.balances.partners == nil {
		m.balances.partners = map[[2]byte][]int32{}
	}
	m.balances.partners[key] = after
	return after
}
