package ensure

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/jsontext"
)

// unchecked are the wanted fields that nothing tells about.
func (e *work) unchecked() []string {
	var names []string
	for _, name := range e.k.Unchecked {
		if e.want[name] != nil {
			names = append(names, name)
		}
	}
	return names
}

// update changes what differs.
func (e *work) update(ctx context.Context, r *Result) error {
	differs := map[string]json.RawMessage{}
	var fixed []string
	for _, name := range slices.Sorted(maps.Keys(e.want)) {
		is := r.Object.Get(name)
		if slices.Contains(e.k.Unchecked, name) || slices.Contains(e.k.By, name) && e.k.Name != "ssh_key" || e.k.Name == "record" && name == "domain" {
			continue
		}
		if name == "public_key" || e.same(name, jsontext.Of(string(e.want[name])), e.shown(name, r.Object, is)) {
			continue
		}
		if slices.Contains(e.k.Fixed, name) {
			fixed = append(fixed, fmt.Sprintf("%s is %s, not %s", name, e.shown(name, r.Object, is).Raw(), e.want[name]))
			continue
		}
		differs[name] = e.want[name]
		r.Changed[name] = Difference{Was: e.shown(name, r.Object, is), Is: jsontext.Of(string(e.want[name]))}
	}
	if len(fixed) > 0 {
		return e.recreate(ctx, r, fixed)
	}
	if len(differs) == 0 && !(e.k.Name == "reserved_ip" && e.want["ip"] != nil && e.want["droplet_id"] != nil) {
		return nil
	}
	switch e.k.Name {
	case "droplet":
		return e.updateDroplet(ctx, r, differs)
	case "volume":
		return e.updateVolume(ctx, r, differs)
	case "reserved_ip":
		return e.assign(ctx, r)
	case "database":
		if want := differs["tags"]; want != nil && len(differs) == 1 {
			if err := e.retag(ctx, r.Object, want); err != nil {
				return err
			}
			return e.again(ctx, r)
		}
	}
	if e.k.Put == "" {
		return errorf("ensure.%s: nothing changes %s of what is there", e.k.Name, strings.Join(slices.Sorted(maps.Keys(differs)), ", "))
	}
	body := differs
	if e.k.Name == "record" {
		body["type"] = e.want["type"]
	}
	if e.k.Put == http.MethodPut && !e.k.Whole && e.want["name"] != nil {
		body["name"] = e.want["name"]
	}
	if e.k.Whole {
		body = e.whole(r.Object)
	}
	now, err := e.c.Request(ctx, e.k.Put, r.Path, nil, body)
	if err != nil {
		return err
	}
	if v := now.Get(e.k.ObjectKey); v.Exists() {
		r.Object = v
	}
	return nil
}

// whole is a body that says again what is not wanted otherwise.
func (e *work) whole(is jsontext.Value) map[string]json.RawMessage {
	body := e.body()
	for _, name := range []string{"inbound_rules", "outbound_rules", "droplet_ids", "tags", "tag", "region", "forwarding_rules", "health_check", "sticky_sessions", "redirect_http_to_https", "enable_proxy_protocol", "size_unit", "vpc_uuid", "project_id"} {
		v := is.Get(name)
		if name == "region" {
			v = v.Get("slug")
		}
		if body[name] == nil && v.Exists() && !v.IsNull() && v.Raw() != `""` {
			body[name] = json.RawMessage(v.Raw())
		}
	}
	if e.k.Name == "firewall" {
		delete(body, "region")
	}
	if body["tag"] != nil && body["droplet_ids"] != nil && e.k.Name == "load_balancer" && e.want["tag"] == nil {
		delete(body, "droplet_ids")
	}
	return body
}

// may reports whether something is allowed.
func (e *work) may(what string) bool { return slices.Contains(e.May, what) }
