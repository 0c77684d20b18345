package client

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// report tells how the wait stands after a look: how many are done, and in
// which states the others are.
func (w *waiter) report() {
	tell := w.client.notices
	if tell == nil {
		return
	}
	w.mu.Lock()
	open := len(w.open)
	states := map[string]int{}
	for _, i := range w.open {
		if s := i.now.Base().Field("status").Text(); s != "" {
			states[s]++
		}
	}
	w.mu.Unlock()
	var parts []string
	for _, s := range slices.Sorted(maps.Keys(states)) {
		parts = append(parts, fmt.Sprintf("%d %s", states[s], s))
	}
	message := fmt.Sprintf("waiting: %d of %d done", w.total-open, w.total)
	if len(parts) > 0 {
		message += ", " + strings.Join(parts, ", ")
	}
	tell(Notice{Kind: NoticeWait, Message: oneLine(message)})
}
