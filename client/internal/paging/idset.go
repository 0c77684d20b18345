package paging

import "slices"

// IDSet holds ids as they are written in JSON. Most lists are ordered by
// ascending or descending numbers, which take eight bytes each; what is out of
// order takes more.
type IDSet struct {
	run     [][]uint64 // ever larger, or ever smaller
	down    bool       // the latter
	numbers map[uint64]struct{}
	texts   map[string]struct{}
}

// runPart is how many numbers lie together: a run that grows is not copied.
const runPart = 1 << 10

// Add reports whether the id is new.
func (s *IDSet) Add(raw []byte) bool {
	n, ok := plainNumber(raw)
	if !ok {
		return insert(&s.texts, string(raw))
	}
	if _, known := s.numbers[n]; known {
		return false
	}
	if s.extend(n) {
		return true
	}
	return !s.inRun(n) && insert(&s.numbers, n)
}

// extend adds a number to the run if it goes on in its direction.
func (s *IDSet) extend(n uint64) bool {
	if len(s.run) > 0 {
		part := s.run[len(s.run)-1]
		last := part[len(part)-1]
		if len(s.run) == 1 && len(part) == 1 {
			s.down = n < last
		}
		if n == last || n < last != s.down {
			return false
		}
	}
	if len(s.run) == 0 || len(s.run[len(s.run)-1]) == runPart {
		size := runPart
		if len(s.run) == 0 {
			size = 16 // most lists are short
		}
		s.run = append(s.run, make([]uint64, 0, size))
	}
	part := &s.run[len(s.run)-1]
	*part = append(*part, n)
	return true
}

// inRun looks for a number in the run.
func (s *IDSet) inRun(n uint64) bool {
	compare := func(have, want uint64) int {
		switch {
		case have == want:
			return 0
		case have < want != s.down:
			return -1
		}
		return 1
	}
	// The part whose first number is the last one not behind n.
	at, found := slices.BinarySearchFunc(s.run, n, func(part []uint64, n uint64) int { return compare(part[0], n) })
	if found || at == 0 {
		return found
	}
	_, found = slices.BinarySearchFunc(s.run[at-1], n, compare)
	return found
}

func insert[K comparable](set *map[K]struct{}, key K) bool {
	if _, known := (*set)[key]; known {
		return false
	}
	if *set == nil {
		*set = map[K]struct{}{}
	}
	(*set)[key] = struct{}{}
	return true
}

// plainNumber reads digits without a sign; numbers too long for it stay texts.
func plainNumber(raw []byte) (n uint64, ok bool) {
	if len(raw) == 0 || len(raw) > 19 {
		return 0, false
	}
	for _, c := range raw {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}
