package paging

import (
	"math/rand/v2"
	"strconv"
	"testing"
)

// IDs in any order are told apart as a map tells them apart.
func TestIDSet(t *testing.T) {
	orders := map[string]func(i int) int{
		"up":       func(i int) int { return 3 * i },
		"down":     func(i int) int { return 1_000_000 - 2*i },
		"again":    func(i int) int { return i % 1500 },
		"mixed":    func(i int) int { return 5000 - i + 7*(i%3) },
		"random":   func(int) int { return rand.IntN(4000) },
		"one":      func(int) int { return 5 },
		"up, down": func(i int) int { return max(i, 5000-i) },
	}
	for name, order := range orders {
		var s IDSet
		seen := map[int]bool{}
		for i := range 5000 {
			id := order(i)
			if got := s.Add([]byte(strconv.Itoa(id))); got == seen[id] {
				t.Fatalf("%s: number %d, %d: new is %v", name, i, id, got)
			}
			seen[id] = true
		}
		for id := range seen {
			if s.Add([]byte(strconv.Itoa(id))) {
				t.Fatalf("%s: %d is new again", name, id)
			}
		}
	}
	var s IDSet
	for _, raw := range []string{`"a"`, `1`, `"1"`, `01234567890123456789`, `-1`, `1.5`} {
		if !s.Add([]byte(raw)) || s.Add([]byte(raw)) {
			t.Errorf("%s", raw)
		}
	}
}

func BenchmarkIDSet(b *testing.B) {
	b.ReportAllocs()
	var s IDSet
	var raw []byte
	for i := range b.N {
		raw = strconv.AppendInt(raw[:0], int64(1<<40-3*i), 10)
		s.Add(raw)
	}
}
