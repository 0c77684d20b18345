package client

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/gate"
	"github.com/doapi-lua/doapi/client/internal/identity"
	"github.com/doapi-lua/doapi/client/internal/policy"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// creation is one create of droplets under way.
type creation struct {
	*try
	*identity.Creation
	last time.Time // when it was last sent
	cut  bool      // the caller did not wait for the answer to that
}

// createDroplets makes droplets exactly once: all that are asked for in one
// call, of which some may be found to be made and others not.
func (o *once) createDroplets(ctx context.Context, t *try) (*Reply, error) {
	droplets, ok := identity.NewCreation(t.call.Body)
	if !ok {
		return o.next(ctx, t.call)
	}
	cr := &creation{try: t, Creation: droplets}
	o.droplets.Add(droplets)
	defer func() {
		if o.droplets.End(droplets) {
			o.mu.Lock()
			o.unclear = append(o.unclear, cr)
			o.mu.Unlock()
		}
	}()
	for again := 0; ; again++ {
		reply, err := o.sendDroplets(ctx, cr)
		outcome := answerOf(t.call, err).Outcome()
		switch {
		case outcome == policy.Yes && len(cr.Names) == 0:
			o.droplets.Clear(droplets)
			return o.whole(cr, reply)
		case ctx.Err() != nil:
			return reply, o.partly(cr, err)
		case outcome == policy.No && again == 0:
			return reply, o.partly(cr, err)
		case outcome == policy.No:
			return o.refusedDroplets(ctx, cr, reply, err)
		case outcome == policy.Yes:
			err, outcome = reply.bad("it shows %d of %d droplets", len(cr.Made), len(cr.Made)+len(cr.Names)), policy.Unseen
		}
		t.err, t.unseen = err, outcome == policy.Unseen
		found, unknown := o.seekDroplets(ctx, cr, err)
		switch {
		case unknown != nil:
			return nil, unknown
		case found:
			o.droplets.Clear(droplets)
			return o.whole(cr, nil)
		case t.unseen && len(cr.Made) > 0:
			// The API took the call, and made only some of them.
			o.droplets.Clear(droplets)
			return nil, o.partly(cr, err)
		case t.unseen || o.exactlyOnce == OnceStrict || again == maxAgain || o.late(t):
			return nil, o.partly(cr, o.unknownDroplets(cr, "", o.notSeen(t)))
		}
		o.droplets.Clear(droplets) // what is not there by now was not made
	}
}

// refusedDroplets decides what the refusal of a repeated create means: an
// earlier one may have acted late, and be the reason for it.
func (o *once) refusedDroplets(ctx context.Context, cr *creation, reply *Reply, err error) (*Reply, error) {
	found, unknown := o.seekDroplets(ctx, cr, err)
	switch {
	case unknown != nil:
		return nil, unknown
	case found:
		return o.whole(cr, nil)
	}
	return reply, o.partly(cr, err)
}

// seekDroplets looks whether the create that ended with err made all that it
// was to make. The error is that of a create of which nobody knows.
func (o *once) seekDroplets(ctx context.Context, cr *creation, err error) (bool, error) {
	found, lost := o.lookFor(ctx, cr.call, err, false, func() (finding, error) { return o.findDroplets(ctx, cr) })
	switch {
	case lost != nil && ctx.Err() != nil:
		return false, o.partly(cr, lost)
	case lost != nil:
		return false, o.partly(cr, o.unknownDroplets(cr, "", o.notAsked()))
	case found.match == unsure:
		return false, o.partly(cr, o.unknownDroplets(cr, found.what, ""))
	}
	return found.match == ours, nil
}

// unknownDroplets is the error of a create of which nobody knows what it made:
// it says of which droplets that is so, and where to look for them.
func (o *once) unknownDroplets(cr *creation, what, looked string) error {
	e := o.unknown(cr.try, what, looked)
	e.Names = slices.Clone(cr.Names)
	query := url.Values{}
	if tag := o.droplets.Tag(); cr.GPU() {
		query.Set("type", "gpus")
	} else if tag != "" {
		query.Set("tag_name", tag)
	}
	e.Hint = "look for " + named(e.Names) + " in GET " + address.Short(address.With(cr.call.URL, query).String(), false)
	if what != "" {
		e.Hint = what + ": " + e.Hint
	}
	return e
}

// named is such as `droplet "a"` or `the droplets "a", "b"`.
func named(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	if len(quoted) == 1 {
		return "droplet " + quoted[0]
	}
	return "the droplets " + strings.Join(quoted, ", ")
}

// partly is err, with the droplets that are known to be made if there are any.
func (o *once) partly(cr *creation, err error) error {
	if len(cr.Made) == 0 {
		return err
	}
	partial := &PartialError{Err: err}
	for _, v := range cr.Made {
		d := o.client.scopes[dropletClass].wrap(jsontext.Of(string(identity.HideTags([]byte(v.Raw())))))
		d.Base().fresh = true
		partial.Created = append(partial.Created, d.(*Droplet))
	}
	return partial
}

// sendDroplets sends what is still to be made. A token that may not make tags is
// refused with one, and not without.
func (o *once) sendDroplets(ctx context.Context, cr *creation) (*Reply, error) {
	tag := o.droplets.Tag()
	reply, err := o.sendWith(ctx, cr, tag)
	acted := answerOf(cr.call, err).Outcome() != policy.No || cr.cut
	if tag == "" || !errors.Is(err, ErrForbidden) || o.droplets.TagWorks() {
		if tag != "" && acted {
			o.droplets.UseTag(err == nil)
		}
		return reply, err
	}
	reply, err = o.sendWith(ctx, cr, "")
	if answerOf(cr.call, err).Outcome() != policy.No {
		o.droplets.NoTags()
		o.notifier.warn("the token may not make tags (it lacks the scope tag:create): a droplet whose create has no answer is looked for by its name and time")
	}
	return reply, err
}

// sendWith sends a create with a tag, or without for "".
func (o *once) sendWith(ctx context.Context, cr *creation, tag string) (*Reply, error) {
	body, err := encodeBody(cr.Fields(tag))
	if err != nil {
		return nil, err
	}
	c := *cr.call
	c.Body = body
	sent := false
	c.began = func(at time.Time) {
		o.began(cr.try, at)
		cr.last, sent = at, true
		o.droplets.Send(cr.Creation)
	}
	reply, err := o.next(ctx, &c)
	var made []jsontext.Value
	if err == nil {
		made = dropletsIn(reply)
		for a := range reply.member("links").Get("actions").Elements() {
			cr.Links = append(cr.Links, a)
		}
	}
	outcome := answerOf(cr.call, err).Outcome()
	cr.cut = sent && err != nil && ctx.Err() != nil
	o.droplets.Answer(cr.Creation, made, outcome == policy.Unknown || outcome == policy.Unseen || cr.cut)
	return reply, err
}

// whole makes the answer of a create: that of the API, if there is one that
// holds everything and has the shape for what was asked.
func (o *once) whole(cr *creation, reply *Reply) (*Reply, error) {
	if reply != nil && len(dropletsIn(reply)) == len(cr.Made) && (cr.Many || reply.member("droplet").Kind() == jsontext.KindObject) {
		return reply, nil
	}
	text := `{"droplet":` + cr.Made[0].Raw()
	if cr.Many {
		text = `{"droplets":[` + joined(cr.Made) + `]`
	}
	return claimed(cr.call, text+`,"links":{"actions":[`+joined(cr.Links)+`]}}`)
}

func joined(values []jsontext.Value) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.Raw()
	}
	return strings.Join(texts, ",")
}

// dropletsIn are the droplets in the answer to a create.
func dropletsIn(reply *Reply) []jsontext.Value {
	if one := reply.member("droplet"); one.Kind() == jsontext.KindObject {
		return []jsontext.Value{one}
	}
	return slices.Collect(reply.member("droplets").Elements())
}

// findDroplets looks once for what a create has made.
func (o *once) findDroplets(ctx context.Context, cr *creation) (finding, error) {
	items, err := o.listDroplets(ctx, cr)
	if err != nil {
		return finding{}, err
	}
	// Whatever of the list belongs to other creates their answers will tell.
	for _, s := range o.droplets.UnderWay(cr.Creation) {
		if err := s.Wait(ctx, o.clock); err != nil {
			return finding{}, err
		}
	}
	if id := o.droplets.Claim(cr.Creation, items); id != 0 {
		return finding{match: unsure, what: "droplet " + itoa(id) + " is its, or that of another create of the same name"}, nil
	}
	if len(cr.Names) == 0 {
		return finding{match: ours}, nil
	}
	return finding{}, nil
}

// listDroplets lists what a create may have made: by its name if it has one,
// which costs one request, else by the client's tag.
func (o *once) listDroplets(ctx context.Context, cr *creation) ([]jsontext.Value, error) {
	tag, since := o.droplets.Tag(), o.sent(cr.try)
	query := url.Values{"per_page": {"200"}}
	names := slices.Compact(slices.Sorted(slices.Values(cr.Names)))
	switch {
	case cr.GPU():
		query.Set("type", "gpus") // which no other filter goes with
		names = nil
	case len(names) == 1:
	case tag != "":
		query.Set("tag_name", tag)
		names = nil
	}
	var items []jsontext.Value
	for i := range max(1, len(names)) {
		if len(names) > 0 {
			query.Set("name", names[i])
		}
		some, err := o.list(ctx, cr.call, cr.call.URL.Path, query, &since)
		if err != nil {
			return nil, err
		}
		items = append(items, some...)
	}
	return slices.DeleteFunc(items, func(d jsontext.Value) bool {
		if tag != "" {
			return !slices.Contains(texts(d.Get("tags")), tag)
		}
		return createdAt(d).Before(since)
	}), nil
}

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
