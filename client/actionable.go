package client

import (
	"context"
	"errors"
)

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
