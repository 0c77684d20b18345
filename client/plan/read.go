package plan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// ask asks the account once for each URL: within a plan it stands still, but for
// states that pass.
func (o *Overlay) ask(r *http.Request) (*saved, error) {
	a, err := o.once(r)
	if err != nil {
		return nil, err
	}
	return o.assume(r, a), nil
}

// askSurely is ask for what the program did not ask for itself, so that no
// client asks again: it does that, and gives up with an error, not with an
// answer that tells nothing.
func (o *Overlay) askSurely(r *http.Request) (*saved, error) {
	for pause := 50 * time.Millisecond; ; pause *= 2 {
		a, err := o.ask(r)
		switch stuck := (*Error)(nil); {
		case errors.Is(err, errUnread) || errors.As(err, &stuck) || r.Context().Err() != nil:
			return a, err
		case err == nil && a.status < 500 && a.status != http.StatusTooManyRequests:
			return a, nil
		case pause > 4*time.Second:
			if err == nil {
				err = fmt.Errorf("%d %s", a.status, http.StatusText(a.status))
			}
			return nil, errorf("GET %s, which the plan needs, fails again and again: %v", r.URL.Path, err)
		}
		// What is waited for is no part of the plan's time.
		if err := client.RealClock().Sleep(r.Context(), pause); err != nil {
			return nil, err
		}
	}
}

// once is ask without what passes.
func (o *Overlay) once(r *http.Request) (*saved, error) {
	key := r.Method + " " + o.names.refer(r.URL.String())
	if a := o.answers[key]; a != nil {
		if o.repeated++; o.world.Upcoming(time.Hour) || o.passes() {
			o.repeated = 0
		} else if o.repeated > maxRepeats {
			return nil, errorf("nothing here makes the answer to %s %s become what the program waits for", r.Method, r.URL.Path)
		}
		return a, nil
	}
	o.requests++
	ask := r.Clone(r.Context())
	ask.Body, ask.GetBody, ask.ContentLength = nil, nil, 0
	a, err := whole(o.account.RoundTrip(ask))
	if err != nil {
		return nil, err
	}
	if a.status/100 == 2 || a.status == http.StatusNotFound {
		o.answers[key] = a
		o.noteAttaching(r.URL.Path, a)
	}
	return a, nil
}

// simulated asks the simulated copy.
func (o *Overlay) simulated(ctx context.Context, method string, u *url.URL, body []byte) (*saved, error) {
	r, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body == nil {
		r.Body = nil
	}
	r.Header.Set("Authorization", "Bearer plan")
	r.Header.Set("Content-Type", "application/json")
	return whole(o.inner.RoundTrip(r))
}

// itemPath is the path of the object that a path is or lies under, "" if there
// is none.
func itemPath(path string) string {
	best := ""
	elements := strings.Split(path, "/")
	for n := 4; n <= len(elements); n++ {
		p := strings.Join(elements[:n], "/")
		op, params := catalog.Match(http.MethodGet, p)
		if op == nil || len(params) == 0 {
			continue
		}
		if r, role := catalog.CollectionOf(op); r != nil && role == catalog.RoleGet {
			best = p
		}
	}
	return canonical(best)
}

// canonical is one path for what has two.
func canonical(path string) string {
	return strings.Replace(path, "/v2/floating_ips", "/v2/reserved_ips", 1)
}

// read answers a GET or HEAD.
func (o *Overlay) read(r *http.Request, what *change.Change) (*saved, error) {
	path := canonical(what.Path)
	item := itemPath(what.Path)
	top := firstItem(what.Path)
	switch {
	case what.Op != nil && (o.made[path] || o.made[item] || o.made[top]):
		// What has a name for an id, and all below it.
		return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
	case o.gone[item] || o.gone[top]:
		return notFound(), nil
	case what.Op == nil:
		return o.ask(r)
	case o.names.knows(path):
		return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
	case o.copied[path]:
		return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
	case o.untagged[r.URL.Query().Get("tag_name")]:
		// What has the tag now has got it here.
		return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
	case what.Op.ListKey != "" && what.Op.IsList():
		return o.list(r, what)
	case len(o.untagged) > 0 && item == path && strings.HasPrefix(path, "/v2/droplets/"):
		if err := o.copy(r, path); err != nil {
			return nil, err
		}
		if o.copied[path] {
			return o.learned(o.simulated(r.Context(), r.Method, r.URL, nil))
		}
	}
	return o.ask(r)
}

// firstItem is the outermost object that a path lies under.
func firstItem(path string) string {
	elements := strings.Split(path, "/")
	if len(elements) < 4 {
		return ""
	}
	for n := 4; n <= min(5, len(elements)); n++ {
		p := strings.Join(elements[:n], "/")
		if op, params := catalog.Match(http.MethodGet, p); op != nil && len(params) == 1 {
			return canonical(p)
		}
	}
	return ""
}

func notFound() *saved {
	return &saved{http.StatusNotFound, http.Header{"Content-Type": {"application/json"}}, []byte(`{"id":"not_found","message":"The resource you requested could not be found."}`)}
}

// learned notes the values that a simulated answer invents.
func (o *Overlay) learned(a *saved, err error) (*saved, error) {
	if err == nil {
		if v, bad := jsontext.Parse(string(a.body)); bad == nil {
			o.names.learn(v)
		}
	}
	return a, err
}
