package client

import (
	"context"
	"errors"
)

// WaitActionsOnObjects waits until nothing is being done to the objects, which
// are droplets, images or floating IPs, and hands each out as it then is: at
// once, and as it was given, if nothing ever was done to it. With
// [CheckActions] an action that failed is an [*ActionError].
func (c *Client) WaitActionsOnObjects(objects []Resource, options ...WaitOption) *Waiter[Resource] {
	return waitActionsOn(objects, options...)
}

// actedOn is what is known of the actions on one object.
type actedOn struct {
	asked   bool
	actions []*item // that last
}

func waitActionsOn[T Resource](objects []T, options ...WaitOption) *Waiter[T] {
	w := newWaiter(objects, attrDone, true, options)
	states := map[*item]*actedOn{}
	for _, i := range w.open {
		states[i] = &actedOn{}
	}
	w.look = func(ctx context.Context, open []*item) error {
		if err := w.findActions(ctx, open, states); err != nil {
			return err
		}
		var lasting []*item
		for _, i := range open {
			lasting = append(lasting, states[i].actions...)
		}
		if err := w.poll.look(ctx, lasting); err != nil {
			return err
		}
		var over []*item
		for _, i := range open {
			s := states[i]
			if i.ended {
				continue
			}
			var still []*item
			for _, a := range s.actions {
				action := a.now.(*Action)
				if w.options.check && action.Errored() {
					i.ended, i.err = true, action.RaiseForError()
				} else if !a.ended && !action.Done() {
					still = append(still, a)
				}
			}
			if s.actions = still; len(still) == 0 && !i.ended {
				over = append(over, i)
			}
		}
		if err := w.poll.look(ctx, over); err != nil {
			return err
		}
		for _, i := range over {
			i.ended = i.ended || i.seen
		}
		return nil
	}
	return &Waiter[T]{w}
}

// findActions asks, for every object that was not asked for yet, which actions
// last; or which was the last one, so that its failure shows.
func (w *waiter) findActions(ctx context.Context, open []*item, states map[*item]*actedOn) error {
	var unasked []*item
	for _, i := range open {
		if !states[i].asked {
			unasked = append(unasked, i)
		}
	}
	errs := make([]error, len(unasked))
	quiet := Observe(ctx, nil)
	parallel(w.client.clock, len(unasked), singlesAtOnce, func(n int) bool {
		errs[n] = unasked[n].findActions(quiet, states[unasked[n]])
		return errs[n] == nil
	})
	w.poll.cost += len(unasked)
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (i *item) findActions(ctx context.Context, s *actedOn) error {
	on, ok := i.now.(interface{ FetchAllActions() *Pager[*Action] })
	if !ok {
		return badArgument("objects", "hold a %s, which nothing can be done to", i.now.Base().Class().Name)
	}
	pager := on.FetchAllActions()
	defer pager.Close()
	actions, err := pager.firstPage(ctx)
	if errors.Is(err, ErrNotFound) {
		i.now, i.ended, s.asked = i.now.Base().asGone(), true, true
		return nil
	}
	if err != nil {
		return err
	}
	s.asked = true
	for _, a := range actions {
		if a.InProgress() {
			s.actions = append(s.actions, &item{now: a, seen: true})
		}
	}
	if len(actions) == 0 {
		i.ended = true
		return nil
	}
	if len(s.actions) == 0 {
		s.actions = []*item{{now: newestOf(actions, nil), seen: true, ended: true}}
	}
	return nil
}
