package client

import (
	"context"
	"errors"
	"time"

	"github.com/doapi-lua/doapi/client/internal/gate"
)

// Action is something that is being done to a resource, or was.
type Action struct{ Object }

// The states of an action.
const (
	ActionInProgress = "in-progress"
	ActionCompleted  = "completed"
	ActionErrored    = "errored"
)

var actionClass = &ResourceClass{
	Name: "Action", Key: "action", ListKey: "actions", Path: "/v2/actions", IDField: "id",
	get: "actions_get", list: "actions_list", make: newResource[Action],
}

// FetchAction asks for an action by its id.
func (c *Client) FetchAction(ctx context.Context, id int64) (*Action, error) {
	return fetch[*Action](ctx, c.scopes[actionClass], itoa(id))
}

// FetchAllActions walks through all actions of the account.
func (c *Client) FetchAllActions() *Pager[*Action] { return all[*Action](c.scopes[actionClass], nil) }

// FetchLastAction returns the newest action of the account, nil if there is
// none.
func (c *Client) FetchLastAction(ctx context.Context) (*Action, error) {
	return newest(ctx, c.FetchAllActions(), nil)
}

// Action makes a handle of an action without asking for it.
func (c *Client) Action(id int64) *Action { return c.stub(actionClass, "id", id).(*Action) }

// newest returns the newest of the actions on the first page that are wanted,
// nil if there is none.
func newest(ctx context.Context, p *Pager[*Action], wanted func(*Action) bool) (*Action, error) {
	defer p.Close()
	actions, err := p.firstPage(ctx)
	if err != nil {
		return nil, err
	}
	return newestOf(actions, wanted), nil
}

// newestOf does not rely on the order: the API promises none, and lists what
// started within one second in any.
func newestOf(actions []*Action, wanted func(*Action) bool) *Action {
	var last *Action
	for _, a := range actions {
		if wanted != nil && !wanted(a) {
			continue
		}
		if last == nil || a.StartedAt().After(last.StartedAt()) || a.StartedAt().Equal(last.StartedAt()) && a.ID() > last.ID() {
			last = a
		}
	}
	return last
}

// ID identifies the action.
func (a *Action) ID() int64 { return a.Field("id").Int() }

// Status is ActionInProgress, ActionCompleted or ActionErrored.
func (a *Action) Status() string { return a.Field("status").Text() }

// Type is what is done, such as "power_off".
func (a *Action) Type() string { return a.Field("type").Text() }

// StartedAt is when it began.
func (a *Action) StartedAt() time.Time { return a.Field("started_at").Time() }

// CompletedAt is when it ended, zero before that.
func (a *Action) CompletedAt() time.Time { return a.Field("completed_at").Time() }

// ResourceID is the id of what it acts on; the address as a number for a
// floating IP.
func (a *Action) ResourceID() int64 { return a.Field("resource_id").Int() }

// ResourceType is the kind of what it acts on, such as "droplet".
func (a *Action) ResourceType() string { return a.Field("resource_type").Text() }

// Region is where it happens, nil if the API does not say.
func (a *Action) Region() *Region { return part[*Region](&a.Object, regionClass, a.Field("region")) }

// RegionSlug is the slug of Region.
func (a *Action) RegionSlug() string {
	if slug := a.Field("region_slug").Text(); slug != "" {
		return slug
	}
	return a.Get("region", "slug").Text()
}

// InProgress reports whether it lasts.
func (a *Action) InProgress() bool { return a.Status() == ActionInProgress }

// Completed reports whether it ended well.
func (a *Action) Completed() bool { return a.Status() == ActionCompleted }

// Errored reports whether it failed.
func (a *Action) Errored() bool { return a.Status() == ActionErrored }

// Done reports whether it ended, well or not.
func (a *Action) Done() bool { return a.Completed() || a.Errored() }

// RaiseForError returns an [*ActionError] if the action failed.
func (a *Action) RaiseForError() error {
	if a.Errored() {
		return &ActionError{a}
	}
	return nil
}

// Fetch asks for the present state.
func (a *Action) Fetch(ctx context.Context) (*Action, error) { return Refetch(ctx, a) }

// FetchResource asks for what the action acts on: a [*Droplet], [*Image] or
// [*FloatingIP]; nil when that is gone. Other types of resources are an
// [*ArgumentError].
func (a *Action) FetchResource(ctx context.Context) (Resource, error) {
	r, err := a.resource()
	if err != nil {
		return nil, err
	}
	return present(Refetch(ctx, r))
}

// resource makes a handle of what the action acts on.
func (a *Action) resource() (Resource, error) {
	id := a.ResourceID()
	switch kind := a.ResourceType(); kind {
	case "droplet":
		return a.Client().Droplet(id), nil
	case "image":
		return a.Client().Image(ID(id)), nil
	case "floating_ip", "reserved_ip":
		return a.Client().FloatingIP(FormatIP(uint32(id))), nil
	default:
		return nil, badArgument("resource_type", "cannot be %q: only droplets, images and floating IPs can be fetched", kind)
	}
}

// Wait asks until the action has ended and returns how. With [WithCheck] a
// failed one is an [*ActionError]. One that vanished comes as its last known
// state, with Gone true. Errors are those of [Waiter.Next].
func (a *Action) Wait(ctx context.Context, options ...WaitOption) (*Action, error) {
	return a.Client().WaitActions([]*Action{a}, options...).Next(ctx)
}

// Actionable is what things that actions can be done to have in common:
// droplets, images and floating IPs.
type Actionable struct{ Object }

// ActionURL is where actions are asked for.
func (x *Actionable) ActionURL() string {
	u, err := x.location("actions")
	if err != nil {
		return ""
	}
	return u.String()
}

// Act starts an action of a type, such as "power_off", with further fields as
// the API names them.
func (x *Actionable) Act(ctx context.Context, kind string, fields Body) (*Action, error) {
	if kind == "" {
		return nil, badArgument("type", "of the action is missing")
	}
	reply, err := x.invoke(ctx, x.in.class.act, fields.with(Body{"type": kind}), "actions")
	if err != nil {
		return nil, err
	}
	return one[*Action](x.Client().scopes[actionClass], reply)
}

// FetchAllActions walks through everything that was done to it.
func (x *Actionable) FetchAllActions() *Pager[*Action] {
	return below[*Action](&x.Object, actionClass, x.in.class.actions, "actions", "actions")
}

// FetchLastAction returns the newest action, nil if there is none.
func (x *Actionable) FetchLastAction(ctx context.Context) (*Action, error) {
	return newest(ctx, x.FetchAllActions(), nil)
}

// FetchCurrentAction returns the newest action that lasts, nil if there is
// none.
func (x *Actionable) FetchCurrentAction(ctx context.Context) (*Action, error) {
	return newest(ctx, x.FetchAllActions(), (*Action).InProgress)
}

// waitForAction waits for the action that lasts, or is the newest.
func waitForAction[T Resource](ctx context.Context, r T, options []WaitOption) (T, error) {
	return waitActionsOn([]T{r}, options...).Next(ctx)
}

// present turns a 404 into nil: the thing is gone.
func present(r Resource, err error) (Resource, error) {
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return r, err
}

// WaitActionsOnObjects waits until nothing is being done to the objects, which
// are droplets, images or floating IPs, and hands each out as it then is. One
// that nothing was ever done to comes at once, as it was given. With
// [WithCheck] an action that failed is an [*ActionError].
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
		var underWay []*item
		for _, i := range open {
			underWay = append(underWay, states[i].actions...)
		}
		if err := w.poll.look(ctx, underWay); err != nil {
			return err
		}
		var over []*item
		for _, i := range open {
			s := states[i]
			if i.ended || !s.asked {
				continue
			}
			var still []*item
			for _, a := range s.actions {
				action := a.now.(*Action)
				if a.err != nil {
					i.ended, i.err = true, a.err
				} else if w.options.check && action.Errored() {
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
	gate.Parallel(w.client.clock, len(unasked), singlesAtOnce, func(n int) bool {
		errs[n] = unasked[n].findActions(quiet, states[unasked[n]])
		return ctx.Err() == nil
	})
	w.poll.cost += len(unasked)
	if err := ctx.Err(); err != nil {
		return err
	}
	for n, i := range unasked {
		switch err := errs[n]; {
		case err == nil:
			w.poll.answered()
		case passes(ctx, err):
			w.poll.fail(i, err)
		default:
			i.ended, i.err = true, err
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
