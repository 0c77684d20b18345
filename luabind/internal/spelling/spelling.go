// Package spelling finds what a name was meant to be that nobody knows.
package spelling

import (
	"fmt"
	"slices"
	"strings"
)

// DidYouMean gives " (did you mean 'x'?)" for the candidate nearest to a
// misspelt name, or "" when none is near: what messages about unknown names end
// with.
func DidYouMean(name string, candidates []string) string {
	if n := Nearest(name, candidates); n != "" {
		return fmt.Sprintf(" (did you mean '%s'?)", n)
	}
	// {tag=} for tag_name, as others call it.
	longer := ""
	for _, c := range candidates {
		if len(name) >= 3 && strings.HasPrefix(c, name+"_") {
			if longer != "" {
				return ""
			}
			longer = c
		}
	}
	if longer == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean '%s'?)", longer)
}

// Nearest gives the candidate that a misspelt name most likely means, or "".
func Nearest(name string, candidates []string) string {
	if len(name) > longestName {
		return ""
	}
	best, least := "", max(1, len(name)/3)+1
	for _, c := range candidates {
		d := distance(fold(name), fold(c), least+1)
		if d < least || d == least && best != "" && c < best {
			best, least = c, d
		}
	}
	return best
}

// longestName is how long a name may be that was meant to be another: scripts
// make names of any length, and comparing takes the square of it.
const longestName = 100

// fold removes what people mix up without noticing.
func fold(s string) string { return strings.ReplaceAll(strings.ToLower(s), "-", "_") }

// distance is the number of insertions, deletions, changes and swaps of
// neighbours between a and b, or limit if it is no less.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	prev2, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return min(prev[len(b)], limit)
}

// NearMiss gives the known value that a value of an open set is a slip for, ""
// if it is none. That is the one that it equals once case, spaces, "-" and "_"
// are dropped. Or one letter is missing or too many, or two neighbours are
// swapped, the digits being the same. Another letter in a place is no slip:
// "nyc4" may well be new. A known value is no slip either.
func NearMiss(value string, known []string) string {
	if value == "" || len(value) > longestName {
		return ""
	}
	if slices.Contains(known, value) {
		return ""
	}
	plain := squeeze(value)
	for _, k := range known {
		if isSlip(plain, squeeze(k)) {
			return k
		}
	}
	return ""
}

// squeeze drops what people mix up in slugs.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

func isSlip(a, b string) bool {
	if a == b {
		return true
	}
	if digits(a) != digits(b) {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 1: // a letter of b is missing
		return len(a) > 1 && a[i:] == b[i+1:]
	case 0:
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
	return false
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
