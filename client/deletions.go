package client

import (
	"net/url"
	"strings"
	"sync"
)

// deletions counts what this client deleted, by the paths above it, so that
// lists know that they shrank.
type deletions struct {
	mu sync.Mutex
	n  map[string]int
}

// note counts a DELETE for every path above it; one with a query (all droplets
// of a tag) is of the collection itself.
func (d *deletions) note(u *url.URL) {
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

func (d *deletions) under(path string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.n[path]
}
