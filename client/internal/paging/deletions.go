// Package paging has what a walk through pages keeps in mind.
package paging

import (
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Deletions counts what this client deleted, by the paths above it, so that
// lists know that they shrank; and keeps for a while what it was, since lists
// may still show it.
type Deletions struct {
	mu   sync.Mutex
	n    map[string]int
	gone map[string]time.Time // paths of things whose ids are never used again
}

// Lag is for how long a list may show what was deleted.
const Lag = time.Minute

// Note counts a DELETE for every path above it; one with a query (all droplets
// of a tag) is of the collection itself.
func (d *Deletions) Note(u *url.URL, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.n == nil {
		d.n, d.gone = map[string]int{}, map[string]time.Time{}
	}
	path := u.Path
	if u.RawQuery != "" {
		d.n[path]++
	} else if unique(path[strings.LastIndexByte(path, '/')+1:]) {
		if len(d.gone)%256 == 255 {
			for path, at := range d.gone {
				if now.Sub(at) > Lag {
					delete(d.gone, path)
				}
			}
		}
		d.gone[path] = now
	}
	for strings.Count(path, "/") > 2 {
		path = path[:strings.LastIndexByte(path, '/')]
		d.n[path]++
	}
}

// unique reports whether an id is a number or a UUID, which nothing gets again.
func unique(id string) bool {
	_, err := strconv.ParseUint(id, 10, 64)
	return err == nil || len(id) == 36 && strings.Count(id, "-") == 4
}

// Gone reports whether the client has just deleted the thing of an id in a
// collection.
func (d *Deletions) Gone(collection, id string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.gone) == 0 {
		return false
	}
	at, deleted := d.gone[collection+"/"+id]
	return deleted && now.Sub(at) <= Lag
}

func (d *Deletions) Under(path string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.n[path]
}
