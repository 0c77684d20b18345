package plan

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/jsontext"
)

// attaching is a list that the account has answered, whose elements may hang on
// other objects.
type attaching struct {
	key   string // of the list in the answer
	owner string // of records: their domain
	list  jsontext.Value
}

// attachingKind is how the elements of such a list are called, by its key; "" if it
// is no such list.
func attachingKind(key string) string {
	switch key {
	case "reserved_ips", "floating_ips":
		return "reserved IP"
	case "firewalls":
		return "firewall"
	case "load_balancers":
		return "load balancer"
	case "domain_records":
		return "record"
	case "volumes":
		return "volume"
	}
	return ""
}

// noteAttaching keeps an answer in mind that is such a list.
func (o *Overlay) noteAttaching(path string, a *saved) {
	last := path[strings.LastIndex(path, "/")+1:]
	if last == "records" {
		last = "domain_records"
	}
	if attachingKind(last) == "" {
		return
	}
	v, err := jsontext.Parse(string(a.body))
	if err != nil || v.Get(last).Kind() != jsontext.KindArray {
		return
	}
	owner := ""
	if last == "domain_records" {
		elements := strings.Split(path, "/")
		owner, _ = url.PathUnescape(elements[len(elements)-2])
	}
	o.attaching = append(o.attaching, attaching{last, owner, v.Get(last)})
}

// hanging tells what hangs on something that is deleted or resized: what it shows
// itself, and what else names it. Of the account that is what the program has read:
// a plan asks for nothing more.
func (o *Overlay) hanging(ctx context.Context, path string, v jsontext.Value) []string {
	all := shownHanging(v)
	add := func(text string) {
		if text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	for _, a := range o.attaching {
		for e := range a.list.Elements() {
			at := pathOfAttaching(a, e)
			if o.gone[at] {
				continue
			}
			if o.copied[at] {
				e = (*Change)(nil).look(o, ctx, at) // as the program has changed it
			}
			add(hangsOn(a, e, path, v))
		}
	}
	// And what the program has made.
	for _, key := range []string{"reserved_ips", "firewalls", "load_balancers"} {
		answer, err := o.simulated(ctx, http.MethodGet, &url.URL{Scheme: "https", Host: "plan", Path: "/v2/" + key, RawQuery: "per_page=200"}, nil)
		if err != nil || answer.status != http.StatusOK {
			continue
		}
		list, err := jsontext.Parse(string(answer.body))
		if err != nil {
			continue
		}
		a := attaching{key: key}
		for e := range list.Get(key).Elements() {
			if o.made[pathOfAttaching(a, e)] {
				add(hangsOn(a, e, path, v))
			}
		}
	}
	return all
}

// pathOfAttaching is the path of an element of such a list.
func pathOfAttaching(a attaching, e jsontext.Value) string {
	switch a.key {
	case "reserved_ips", "floating_ips":
		return "/v2/reserved_ips/" + e.Get("ip").Text()
	case "domain_records":
		return "/v2/domains/" + url.PathEscape(a.owner) + "/records/" + e.Get("id").String()
	}
	return "/v2/" + a.key + "/" + e.Get("id").Text()
}

// hangsOn says what an element of such a list is, if it hangs on an object with a
// path; "" if it does not.
func hangsOn(a attaching, e jsontext.Value, path string, v jsontext.Value) string {
	id, name := v.Get("id").String(), attachingKind(a.key)+" "+e.Get("name").Text()
	if cluster, ok := strings.CutPrefix(path, "/v2/kubernetes/clusters/"); ok {
		if slices.Contains(append(texts(e.Get("tags")), e.Get("tag").Text()), "k8s:"+cluster) {
			return name
		}
		return ""
	}
	if !strings.HasPrefix(path, "/v2/droplets/") {
		return ""
	}
	switch a.key {
	case "reserved_ips", "floating_ips":
		if e.Get("droplet", "id").String() == id {
			return "reserved IP " + e.Get("ip").Text()
		}
	case "domain_records":
		if data := e.Get("data").Text(); data != "" && slices.Contains(addressesOf(v), data) {
			if e.Get("name").Text() == "@" {
				return "record " + a.owner
			}
			return "record " + e.Get("name").Text() + "." + a.owner
		}
	case "firewalls", "load_balancers":
		tags := texts(v.Get("tags"))
		if slices.Contains(texts(e.Get("droplet_ids")), id) {
			return name
		}
		for _, tag := range append(texts(e.Get("tags")), e.Get("tag").Text()) {
			if tag != "" && slices.Contains(tags, tag) {
				return name + " by the tag " + tag
			}
		}
	}
	return ""
}

// addressesOf are the addresses of a droplet.
func addressesOf(v jsontext.Value) []string {
	var all []string
	for _, list := range v.Get("networks").Fields() {
		for network := range list.Elements() {
			all = append(all, network.Get("ip_address").Text())
		}
	}
	return all
}

// shownHanging is what an object shows itself of what hangs on it.
func shownHanging(v jsontext.Value) []string {
	var all []string
	for _, field := range []struct{ name, what string }{{"volume_ids", "volume"}, {"droplet_ids", "attached to droplet"}, {"snapshot_ids", "snapshot"}, {"backup_ids", "backup"}} {
		for _, id := range texts(v.Get(field.name)) {
			all = append(all, field.what+" "+id)
		}
	}
	for pool := range v.Get("node_pools").Elements() {
		all = append(all, "node pool "+pool.Get("name").Text()+" of "+pool.Get("count").String())
	}
	if d := v.Get("droplet", "name").Text(); d != "" {
		all = append(all, "assigned to droplet "+d)
	}
	if n := v.Get("resources", "count").Int(); n > 0 {
		all = append(all, v.Get("resources", "count").String()+" tagged resources")
	}
	return all
}
