package client

import (
	"context"
	"time"
)

// Action is something that is being done to a resource, or was.
type Action struct{ Object }

// The states of an action.
const (
	ActionInProgress = "in-progress"
	ActionCompleted  = "completed"
	ActionErrored    = "errored"
)

var actionClass = &Class{
	Name: "Action", Key: "action", ListKey: "actions", Path: "/v2/actions", IDField: "id",
	get: "actions_get", list: "actions_list", make: maker[Action](),
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

// Wait asks until the action has ended and returns how. With [CheckActions] a
// failed one is an [*ActionError]. One that vanished comes as its last known
// state, with Gone true. Errors are those of [Waiter.Next].
func (a *Action) Wait(ctx context.Context, options ...WaitOption) (*Action, error) {
	return a.Client().WaitActions([]*Action{a}, options...).Next(ctx)
}
