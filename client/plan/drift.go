package plan

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// check holds what is about to be changed against the plan, with one GET.
func (e *Expect) check(ctx context.Context, c *client.Call, planned *Change, next client.Handler) error {
	u := *c.URL
	u.RawQuery = ""
	at := c.URL.EscapedPath()
	i := strings.Index(at, "/v2/")
	tag := c.URL.Query().Get("tag_name")
	what := change.Of(c)
	switch {
	case i < 0:
		return nil
	case tag != "":
		u.Path, u.RawPath = u.Path[:strings.Index(u.Path, "/v2/")]+"/v2/droplets", ""
		u.RawQuery = url.Values{"tag_name": {tag}, "per_page": {"200"}}.Encode()
	case len(planned.Was) > 0:
		path := itemPath(what.Target)
		u.RawPath = at[:i] + path
		u.Path, _ = url.PathUnescape(u.RawPath)
	default:
		return nil
	}
	op, _ := catalog.Match(http.MethodGet, u.EscapedPath()[i:])
	reply, err := next(ctx, &client.Call{Op: op, Method: http.MethodGet, URL: &u})
	if errors.Is(err, client.ErrNotFound) {
		return errorf("%s is not there any more, which the plan was to change:\n  planned: %s", u.Path, planned.line())
	}
	if err != nil {
		return fmt.Errorf("looking whether %s is as planned: %w", u.Path, err)
	}
	if tag != "" {
		return e.checkMembers(planned, reply.Value())
	}
	res, _ := catalog.CollectionOf(op)
	v := reply.Value()
	if res != nil && res.ObjectKey != "" {
		v = v.Get(res.ObjectKey)
	}
	e.mu.Lock()
	was, is := fieldsOf(planned.Was), fieldsOf(translateObject(itemPath(what.Target), []byte(v.Raw()), e.plan.Salt, e.values.refer))
	e.mu.Unlock()
	text := ""
	for _, name := range sortedKeys(was) {
		if !bytes.Equal(was[name], is[name]) && !passing(op, name, was[name], is[name]) {
			text += fmt.Sprintf("\n  %s: planned from %s, now %s", name, was[name], orAbsent(is[name]))
		}
	}
	if text != "" {
		return errorf("%s is not as the plan was made from:\n  planned: %s%s", u.Path, planned.line(), text)
	}
	return nil
}

// passing reports whether a field tells a state that is one for the time being,
// in the plan or now: it was or will be another one by itself.
func passing(op *catalog.Operation, name string, values ...json.RawMessage) bool {
	states := catalog.StatesOf(op)
	if states == nil {
		return false
	}
	_, field := inObject(states, op)
	path := strings.Split(field, ".")
	return path[0] == name && slices.ContainsFunc(values, func(v json.RawMessage) bool {
		return slices.Contains(states.Pending, jsontext.Of(string(v)).Get(path[1:]...).Raw())
	})
}

// checkMembers holds the members of a tag against the plan.
func (e *Expect) checkMembers(planned *Change, v jsontext.Value) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var members []string
	for d := range v.Get("droplets").Elements() {
		members = append(members, e.values.refer("/v2/droplets/"+d.Get("id").String()))
	}
	want := slices.Clone(planned.Members)
	slices.Sort(members)
	slices.Sort(want)
	if !slices.Equal(members, want) {
		return errorf("the tag does not have the members of the plan:\n  planned: %s\n  now: %s", strings.Join(want, " "), strings.Join(members, " "))
	}
	return nil
}
