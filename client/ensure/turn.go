package ensure

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client"
)

// turn is an object that a call is at work on.
type turn struct {
	c    *client.Client
	what string
}

// turns has calls about one object go one after the other, so that a second one
// finds what the first has made. Other programs do not know of it.
var turns struct {
	mu      sync.Mutex
	waiting map[turn][]context.CancelFunc // woken when the turn is over
}

// enter waits for the object's turn.
func (e *work) enter(ctx context.Context) (leave func(), err error) {
	t := turn{e.c, e.identity()}
	for {
		turns.mu.Lock()
		if turns.waiting == nil {
			turns.waiting = map[turn][]context.CancelFunc{}
		}
		others, taken := turns.waiting[t]
		if !taken {
			turns.waiting[t] = nil
			turns.mu.Unlock()
			return t.leave, nil
		}
		woken, wake := context.WithCancel(ctx)
		turns.waiting[t] = append(others, wake)
		turns.mu.Unlock()
		err := e.c.Clock().Sleep(woken, client.Forever)
		wake()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if !errors.Is(err, context.Canceled) {
			return nil, err
		}
	}
}

func (t turn) leave() {
	turns.mu.Lock()
	defer turns.mu.Unlock()
	for _, wake := range turns.waiting[t] {
		wake()
	}
	delete(turns.waiting, t)
}

// identity is what tells the object from others.
func (e *work) identity() string {
	text := []string{e.k.Name}
	for _, name := range slices.Concat([]string{"domain"}, e.k.By, e.also) {
		value := e.text(name)
		if e.k.Name == "record" {
			value = e.hostname(value)
		}
		text = append(text, value)
	}
	return strings.Join(text, "\x00")
}
