package client

import (
	"context"

	"github.com/doapi-lua/doapi/client/internal/gate"
)

// youngLooks is how many looks a droplet may be new for before the wait asks
// whether its creation has failed: the droplet itself never tells.
const youngLooks = 15

// lookAtCreations ends, now and then, the wait for droplets that will not come
// to be.
func (w *waiter) lookAtCreations(ctx context.Context, open []*item) {
	if w.looks++; w.looks%youngLooks == 0 {
		w.failedCreations(ctx, open)
	}
}

// failedCreations ends the wait for those of the items that are new droplets
// whose creation has failed, with an [*ActionError]. It asks about a few at a
// time, each time about others. What it cannot find out changes nothing.
func (w *waiter) failedCreations(ctx context.Context, open []*item) (found bool) {
	var young []*item
	for _, i := range open {
		if d, ok := i.now.(*Droplet); ok && !i.ended && d.New() {
			young = append(young, i)
		}
	}
	n := min(len(young), singlesAtOnce)
	if n == 0 {
		return false
	}
	from := w.young
	w.young += n
	errs := make([]error, n)
	quiet := Observe(ctx, nil)
	gate.Parallel(w.client.clock, n, n, func(k int) bool {
		errs[k] = young[(from+k)%len(young)].now.(*Droplet).creationError(quiet)
		return ctx.Err() == nil
	})
	w.poll.cost += n
	for k, err := range errs {
		if err != nil {
			i := young[(from+k)%len(young)]
			i.ended, i.err, found = true, err, true
		}
	}
	return found
}

// creationError is an [*ActionError] if the droplet's creation is known to have
// failed.
func (d *Droplet) creationError(ctx context.Context) error {
	a, err := newest(ctx, d.FetchAllActions(), func(a *Action) bool { return a.Type() == "create" })
	if err != nil || a == nil {
		return nil
	}
	return a.RaiseForError()
}
