package client

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// AmbiguousError means that a name fits several resources.
type AmbiguousError struct {
	Name    string
	Matches []Resource
}

// Error lists all of them.
func (e *AmbiguousError) Error() string {
	all := make([]string, len(e.Matches))
	for i, r := range e.Matches {
		all[i] = r.Base().String()
	}
	return fmt.Sprintf("%q is ambiguous: %s", e.Name, strings.Join(all, ", "))
}

// Resolve finds what a person means: by id, then by slug, fingerprint, address
// or name where those identify, then by name. Several of one name are an
// [*AmbiguousError], none is [ErrNotFound].
func (c *Client) Resolve(ctx context.Context, class *Class, identifier string) (Resource, error) {
	all, err := c.ResolveAll(ctx, class, identifier)
	switch {
	case err != nil:
		return nil, err
	case len(all) > 1:
		return nil, &AmbiguousError{identifier, all}
	}
	return all[0], nil
}

// ResolveAll is Resolve that returns all resources of a name.
func (c *Client) ResolveAll(ctx context.Context, class *Class, identifier string) ([]Resource, error) {
	if identifier == "" {
		return nil, badArgument("identifier", "is empty")
	}
	if class.list == "" || class.Path == "" {
		return nil, badArgument("kind", "cannot be %s: there is no list of it", class.Name)
	}
	r, err := c.byIdentity(ctx, class, identifier)
	if err != nil || r != nil {
		return []Resource{r}, err
	}
	var found []Resource
	for r, err := range c.named(class, identifier).All(ctx) {
		if err != nil {
			return nil, err
		}
		if r.Base().Field("name").Text() == identifier || r.Base().Identity() == identifier {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no %s is called %q: %w", class.Name, identifier, ErrNotFound)
	}
	// A slug is as good as an id.
	if i := slices.IndexFunc(found, func(r Resource) bool { return r.Base().Identity() == identifier }); i >= 0 {
		return found[i : i+1], nil
	}
	return found, nil
}

// byIdentity asks for what has the identifier as its id, slug or the like; nil
// if there is nothing.
func (c *Client) byIdentity(ctx context.Context, class *Class, identifier string) (Resource, error) {
	if class.get == "" {
		return nil, nil
	}
	switch _, err := strconv.ParseUint(identifier, 10, 64); {
	case err == nil:
	case class == sshKeyClass:
		identifier = Fingerprint(identifier).String()
		if strings.Count(identifier, ":") != 15 {
			return nil, nil
		}
	case class.IDField == "id" && class.AltID != "slug":
		return nil, nil // only numbers can be ids
	}
	u, err := c.at(class.Path, identifier)
	if err != nil {
		return nil, err
	}
	reply, err := c.invoke(ctx, class.get, u, nil)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return one[Resource](c.scopes[class], reply)
}

// named walks through a list that may be narrowed down to a name.
func (c *Client) named(class *Class, name string) *Pager[Resource] {
	u, err := c.at(class.Path)
	if err == nil && class == dropletClass {
		u = withQuery(u, url.Values{"name": {name}})
	}
	return list[Resource](c.scopes[class], class.list, u, err, nil)
}
