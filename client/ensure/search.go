package ensure

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// find looks for the object; the value does not exist if there is none. Several
// are an error that lists them.
func (e *work) find(ctx context.Context) (jsontext.Value, error) {
	all, err := e.all(ctx)
	switch {
	case err != nil:
		return jsontext.Value{}, err
	case len(all) > 1:
		return jsontext.Value{}, errorf("ensure.%s: several match: %s", e.k.Name, e.list(all))
	case len(all) == 1:
		return all[0], nil
	}
	return jsontext.Value{}, nil
}

func (e *work) list(all []jsontext.Value) string {
	var texts []string
	for _, v := range all {
		texts = append(texts, v.Get(e.k.ID).String()+" ("+v.Get("name").String()+")")
	}
	return strings.Join(texts, ", ")
}

// all are the objects that the identifying fields are about.
func (e *work) all(ctx context.Context) ([]jsontext.Value, error) {
	if e.k.Direct {
		v, err := e.c.Request(ctx, http.MethodGet, e.collection()+"/"+url.PathEscape(e.text(e.k.ID)), nil, nil)
		if errors.Is(err, client.ErrNotFound) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		return []jsontext.Value{v.Get(e.k.ObjectKey)}, nil
	}
	query := url.Values{"per_page": {"200"}}
	for _, name := range e.k.Query {
		if text := e.text(name); text != "" {
			query.Set(name, text)
		}
	}
	var found []jsontext.Value
	for path := e.collection() + "?" + query.Encode(); path != ""; {
		page, err := e.c.Request(ctx, http.MethodGet, path, nil, nil)
		if err != nil {
			return nil, err
		}
		for item := range page.Get(e.k.ListKey).Elements() {
			if e.matches(item) {
				found = append(found, item)
			}
		}
		path = page.Get("links", "pages", "next").Text()
	}
	return found, nil
}

// matches reports whether an object is the one that is wanted.
func (e *work) matches(item jsontext.Value) bool {
	if e.k.Name == "reserved_ip" {
		if e.want["ip"] != nil {
			return e.text("ip") == item.Get("ip").Text()
		}
		return e.text("droplet_id") == item.Get("droplet", "id").String()
	}
	for _, name := range slices.Concat(e.k.By, e.also) {
		if e.want[name] != nil && !e.same(name, jsontext.Of(string(e.want[name])), item.Get(name)) {
			return false
		}
	}
	return true
}
