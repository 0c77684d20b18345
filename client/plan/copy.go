package plan

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// copy brings an object of the account into the copy, once. Where the account
// has none, the simulator will say so.
func (o *Overlay) copy(r *http.Request, path string) error {
	path = canonical(path)
	if path == "" || o.copied[path] || o.gone[path] || o.names.knows(path) || o.made[path] {
		return nil
	}
	u := *r.URL
	u.Path, u.RawPath, u.RawQuery = path, "", ""
	if i := strings.Index(r.URL.Path, "/v2/"); i > 0 {
		u.Path = r.URL.Path[:i] + path
	}
	if text, err := url.PathUnescape(u.Path); err == nil {
		u.Path, u.RawPath = text, u.Path
	}
	ask := r.Clone(r.Context())
	ask.Method, ask.URL = http.MethodGet, &u
	ask.Header.Del("Content-Type")
	a, err := o.askSurely(ask)
	if errors.Is(err, errUnread) {
		return nil // under a name that the first run did not have
	}
	if err != nil || a.status/100 != 2 {
		return err
	}
	v, err := jsontext.Parse(string(a.body))
	if err != nil {
		return nil
	}
	op, _ := catalog.Match(http.MethodGet, path)
	res, _ := catalog.CollectionOf(op)
	object := v
	if res.ObjectKey != "" {
		object = v.Get(res.ObjectKey)
	}
	if err := o.world.Import(path, []byte(o.current(object))); err != nil {
		return errorf("%s cannot be planned: %v", path, err)
	}
	o.copied[path] = true
	o.names.foreign(object)
	return o.standIns(object)
}

// standIns has the droplets exist that a copied object is attached to: not as
// they are, which nobody has asked for, and in no list.
func (o *Overlay) standIns(object jsontext.Value) error {
	region := object.Get("region").Raw()
	if region == "" {
		region = "null"
	}
	for _, id := range append(texts(object.Get("droplet_ids")), texts(object.Get("droplet", "id"))...) {
		path := "/v2/droplets/" + id
		if o.copied[path] || o.gone[path] || o.made[path] || o.base["id="+id] || o.names.knows(path) {
			continue
		}
		text := fmt.Sprintf(`{"id":%s,"name":"","status":"active","locked":false,"region":%s,"networks":{"v4":[],"v6":[]},"tags":[]}`, id, region)
		if err := o.world.Import(path, []byte(text)); err != nil {
			return errorf("%s cannot be planned: %v", path, err)
		}
		o.base["id="+id] = true
	}
	return nil
}

// copyNamed copies what a change names.
func (o *Overlay) copyNamed(r *http.Request, what *change.Change) error {
	elements := strings.Split(what.Path, "/")
	for n := 4; n <= len(elements); n++ {
		p := strings.Join(elements[:n], "/")
		if op, params := catalog.Match(http.MethodGet, p); op != nil && len(params) > 0 {
			if res, role := catalog.CollectionOf(op); res != nil && role == catalog.RoleGet {
				if err := o.copy(r, p); err != nil {
					return err
				}
			}
		}
	}
	for field, v := range what.Body.Fields() {
		named := catalog.Named(field)
		if named == nil {
			continue
		}
		for _, id := range texts(v) {
			if named.Target == "/v2/images" && strings.Trim(id, "0123456789") != "" {
				continue // a slug, of the public images
			}
			if err := o.copy(r, named.Target+"/"+url.PathEscape(id)); err != nil {
				return err
			}
		}
	}
	for _, path := range namedPaths(what) {
		if err := o.copy(r, path); err != nil {
			return err
		}
	}
	for item := range what.Body.Get("resources").Elements() {
		if path := pathOfURN(item.Text()); path != "" {
			if err := o.copy(r, path); err != nil {
				return err
			}
			continue
		}
		kind := map[string]string{"droplet": "/v2/droplets/", "image": "/v2/images/", "volume": "/v2/volumes/", "volume_snapshot": "/v2/snapshots/", "database": "/v2/databases/"}[item.Get("resource_type").Text()]
		if kind != "" {
			if err := o.copy(r, kind+url.PathEscape(item.Get("resource_id").String())); err != nil {
				return err
			}
		}
	}
	if tag := what.Query.Get("tag_name"); tag != "" {
		return o.copyTagged(r, tag)
	}
	return nil
}

// collectionOf is where things live that a URN names, "do:droplet:5", by its kind.
func collectionOf(kind string) string {
	switch kind {
	case "droplet":
		return "/v2/droplets/"
	case "volume":
		return "/v2/volumes/"
	case "domain":
		return "/v2/domains/"
	case "floatingip", "reservedip":
		return "/v2/reserved_ips/"
	case "loadbalancer":
		return "/v2/load_balancers/"
	case "kubernetes":
		return "/v2/kubernetes/clusters/"
	case "dbaas":
		return "/v2/databases/"
	case "app":
		return "/v2/apps/"
	case "vpc":
		return "/v2/vpcs/"
	case "firewall":
		return "/v2/firewalls/"
	case "image":
		return "/v2/images/"
	}
	return ""
}

// pathOfURN is the path of what a URN names, "" where it names nothing that is
// known.
func pathOfURN(urn string) string {
	parts := strings.SplitN(urn, ":", 3)
	if len(parts) != 3 || parts[0] != "do" || collectionOf(parts[1]) == "" {
		return ""
	}
	return collectionOf(parts[1]) + url.PathEscape(parts[2])
}

// namedPaths are those of what a create makes unless it is there: the tags that
// it names, and itself where its name is its id.
func namedPaths(what *change.Change) []string {
	if what.Sign != change.Create {
		return nil
	}
	var paths []string
	for _, tag := range texts(what.Body.Get("tags")) {
		paths = append(paths, "/v2/tags/"+url.PathEscape(tag))
	}
	if res, _ := catalog.CollectionOf(what.Op); res != nil && len(res.IDs) > 0 && res.IDs[0] == "name" {
		if name := what.Body.Get("name").Text(); name != "" {
			paths = append(paths, canonical(strings.TrimSuffix(what.Path, "/"))+"/"+url.PathEscape(name))
		}
	}
	return paths
}

// copyTagged copies the droplets of a tag.
func (o *Overlay) copyTagged(r *http.Request, tag string) error {
	for page := 1; page > 0; page++ {
		u := *r.URL
		u.Path, u.RawPath = u.Path[:strings.Index(u.Path, "/v2/")]+"/v2/droplets", ""
		u.RawQuery = url.Values{"tag_name": {tag}, "per_page": {"200"}, "page": {strconv.Itoa(page)}}.Encode()
		ask := r.Clone(r.Context())
		ask.Method, ask.URL = http.MethodGet, &u
		a, err := o.askSurely(ask)
		if err != nil || a.status/100 != 2 {
			return err
		}
		v, err := jsontext.Parse(string(a.body))
		if err != nil {
			return nil
		}
		for d := range v.Get("droplets").Elements() {
			path := "/v2/droplets/" + d.Get("id").String()
			if o.copied[path] || o.gone[path] {
				continue
			}
			if err := o.world.Import(path, []byte(o.current(d))); err != nil {
				return errorf("%s cannot be planned: %v", path, err)
			}
			o.copied[path] = true
			o.names.foreign(d)
		}
		if v.Get("links", "pages", "next").Text() == "" {
			return nil
		}
	}
	return nil
}

// texts are the strings and numbers of a value: itself, or of a list.
func texts(v jsontext.Value) []string {
	switch v.Kind() {
	case jsontext.KindArray:
		var all []string
		for e := range v.Elements() {
			all = append(all, texts(e)...)
		}
		return all
	case jsontext.KindObject:
		return texts(v.Get("id"))
	case jsontext.KindString, jsontext.KindNumber:
		if s := v.String(); s != "" {
			return []string{s}
		}
	}
	return nil
}
