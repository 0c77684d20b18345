// Package paging has what a walk through pages keeps in mind.
package paging

import (
	"net/url"
	"strings"
	"sync"
)

// Deletions counts what this client deleted, by the paths above it, so that
// lists know that they shrank.
type Deletions struct {
	mu sync.Mutex
	n  map[string]int
}

// Note counts a DELETE for every path above it; one with a query (all droplets
// of a tag) is of the collection itself.
func (d *Deletions) Note(u *url.URL) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.n == nil {
		d.n = map[string]int{}
	}
	path := u.Path
	if u.RawQuery != "" {
		d.n[path]++
	}
	for strings.Count(path, "/") > 2 {
		path = path[:strings.LastIndexByte(path, '/')]
		d.n[path]++
	}
}

func (d *Deletions) Under(path string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.n[path]
}
