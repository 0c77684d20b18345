package journal

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/internal/secrets"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// before asks for what taking the change back will need to know.
func (j *Journal) before(ctx context.Context, c *client.Call, what *change.Change, next client.Handler, e *Entry) {
	undo := c.Op.Undo(what.Type)
	switch {
	case what.Sign == change.Create:
		if c.Op == nil {
			return
		}
		if r, role := catalog.CollectionOf(c.Op); r != nil && role == catalog.RoleCreate && !datedKind(r) && r.Op(catalog.RoleList) != nil {
			e.Known = knownBefore(ctx, c, what, r, next)
		}
	case undo.Method == catalog.UndoOpposite && strings.HasPrefix(e.Operation, "tags_"):
		at := collectionURL(c.URL)
		at.Path = at.Path[:strings.Index(at.Path, "/tags/")] + "/droplets"
		at.RawPath, at.RawQuery = "", url.Values{"tag_name": {what.Name()}, "per_page": {"200"}}.Encode()
		if parts := strings.Split(what.Path, "/"); len(parts) > 3 {
			name, _ := url.PathUnescape(parts[3])
			at.RawQuery = url.Values{"tag_name": {name}, "per_page": {"200"}}.Encode()
		}
		if v, err := get(ctx, c, next, at); err == nil {
			e.Known = []string{}
			for d := range v.Get("droplets").Elements() {
				e.Known = append(e.Known, d.Get("id").String())
			}
		}
	default:
		at := targetURL(c, what, undo)
		if at == nil {
			return
		}
		if v, err := get(ctx, c, next, at); err == nil {
			e.Former = jsonOnly(secrets.Answer(reading(at), []byte(v.Raw())))
		}
	}
}

// knownBefore are the ids of what there was before a create, nil where that
// cannot be told. Of what its name tells from others one answer says it.
func knownBefore(ctx context.Context, c *client.Call, what *change.Change, r *catalog.Collection, next client.Handler) []string {
	known := []string{}
	if name := what.Body.Get("name").Text(); len(r.IDs) > 0 && r.IDs[0] == "name" && name != "" {
		at := *c.URL
		at.RawQuery = ""
		at = *at.JoinPath(url.PathEscape(name))
		switch _, err := get(ctx, c, next, &at); {
		case err == nil:
			return append(known, name)
		case errors.Is(err, client.ErrNotFound):
			return known
		}
		return nil
	}
	for at := collectionURL(c.URL); at != nil; {
		v, err := get(ctx, c, next, at)
		if err != nil {
			return nil
		}
		for item := range v.Get(r.ListKey).Elements() {
			known = append(known, idOf(r, item))
		}
		following, err := url.Parse(v.Get("links", "pages", "next").Text())
		if err != nil || following.RawQuery == "" {
			break
		}
		further := *at
		further.RawQuery = following.RawQuery
		at = &further
	}
	return known
}

// targetURL is where what a call changes can be asked for, nil if nowhere.
func targetURL(c *client.Call, what *change.Change, undo catalog.Undo) *url.URL {
	u := *c.URL
	u.RawQuery = ""
	path := u.EscapedPath()
	path = strings.TrimSuffix(path, strings.TrimPrefix(what.Path, what.Target)) // such as /actions
	if undo.Method == catalog.UndoOpposite && what.Target == what.Path {
		path = path[:strings.LastIndexByte(path, '/')] // /v2/firewalls/1/droplets
	}
	api := path[strings.Index(path, "/v2/"):]
	if op, _ := catalog.Match(http.MethodGet, api); op == nil || op.Effect != catalog.Read {
		return nil
	}
	u.Path, _ = url.PathUnescape(path)
	u.RawPath = path
	return &u
}

// collectionURL is a list's URL for as much as one answer holds.
func collectionURL(u *url.URL) *url.URL {
	v := *u
	v.RawQuery = "per_page=200"
	return &v
}

// get asks with the steps behind the journal.
func get(ctx context.Context, c *client.Call, next client.Handler, u *url.URL) (jsontext.Value, error) {
	reply, err := next(ctx, &client.Call{Op: reading(u), Method: http.MethodGet, URL: u})
	if err != nil {
		return jsontext.Value{}, err
	}
	return reply.Value(), nil
}

// reading is the operation that reads a URL, nil if the catalog has none.
func reading(u *url.URL) *catalog.Operation {
	path := u.EscapedPath()
	if i := strings.Index(path, "/v2/"); i > 0 {
		path = path[i:]
	}
	op, _ := catalog.Match(http.MethodGet, path)
	return op
}

// datedKind reports whether objects of a resource tell when they were made.
func datedKind(r *catalog.Collection) bool {
	op := r.Op(catalog.RoleGet)
	if op == nil {
		op = r.Op(catalog.RoleCreate)
	}
	if op == nil || op.Response == nil {
		return false
	}
	for _, p := range op.Response.Props {
		if p.Name != r.ObjectKey {
			continue
		}
		for _, field := range p.Schema.Props {
			if field.Name == "created_at" {
				return true
			}
		}
	}
	return false
}

// idOf is what identifies an item.
func idOf(r *catalog.Collection, item jsontext.Value) string {
	for _, name := range r.IDs {
		if v := item.Get(name); v.Exists() && !v.IsNull() && v.String() != "" {
			return v.String()
		}
	}
	return ""
}
