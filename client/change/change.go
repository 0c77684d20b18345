// Package change tells in the terms of the account what a call of the client
// does: guards judge by it, journals write it down, plans print it.
package change

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Sign says how something changes.
type Sign string

// The signs.
const (
	None   Sign = ""  // nothing changes
	Create Sign = "+" // something is made
	Update Sign = "~" // something is changed
	Delete Sign = "-" // something is deleted
	Act    Sign = ">" // something is done that leaves no other state behind, or is not told by one
)

// Word is "create", "update", "delete", "act" or "read".
func (s Sign) Word() string {
	return map[Sign]string{None: "read", Create: "create", Update: "update", Delete: "delete", Act: "act"}[s]
}

// Change is what a call does. It is immutable.
type Change struct {
	Op     *catalog.Operation // nil for what the catalog does not know
	Method string
	URL    string
	Path   string // from /v2 on, escaped
	Query  url.Values
	Effect catalog.Effect
	Sign   Sign
	Kind   string // of what is changed, such as "droplet"
	Target string // the path of what is changed; of its collection for a create
	Type   string // what is done, of operations that do several things: "power_off"
	Names  []string
	Makes  int // how many objects are made
	Body   jsontext.Value
}

// Of tells what a call does.
func Of(c *client.Call) *Change {
	return describe(c.Op, c.Method, c.URL, c.Body)
}

// OfRequest tells what a request does.
func OfRequest(method string, u *url.URL, body []byte) *Change {
	op, _ := catalog.Match(method, apiPath(u.EscapedPath()))
	return describe(op, method, u, body)
}

// apiPath is a path from its version on.
func apiPath(path string) string {
	if i := strings.Index(path, "/v2/"); i > 0 {
		return path[i:]
	}
	return path
}

func describe(op *catalog.Operation, method string, u *url.URL, body []byte) *Change {
	c := &Change{Op: op, Method: method, URL: u.String(), Path: apiPath(u.EscapedPath()), Query: u.Query(), Effect: catalog.Change}
	switch {
	case op != nil:
		c.Effect = op.Effect
	case method == http.MethodGet || method == http.MethodHead:
		c.Effect = catalog.Read
	}
	c.Body, _ = jsontext.Parse(string(body))
	c.Target = c.Path
	c.Kind = kindOf(op, c.Path)
	if strings.HasSuffix(c.Path, "/actions") {
		c.Type = c.Body.Get("type").Text()
	}
	if c.Effect != catalog.Change {
		return c
	}
	c.Sign = c.sign()
	c.Names = c.names()
	c.Makes = c.makes()
	return c
}

// Operation is the operation as scripts call it, such as "droplets.create"; the
// method and the path of what the catalog does not know.
func (c *Change) Operation() string {
	if c.Op == nil {
		return c.Method + " " + c.Path
	}
	return c.Op.Group + "." + c.Op.Name
}

// Name is what the change is about: names that it makes, or what identifies
// what it changes.
func (c *Change) Name() string {
	if len(c.Names) > 0 {
		return strings.Join(c.Names, ", ")
	}
	if tag := c.Query.Get("tag_name"); tag != "" {
		return "all tagged " + tag
	}
	elements := strings.Split(strings.TrimPrefix(c.Target, "/v2/"), "/")
	if len(elements) > 1 {
		last, err := url.PathUnescape(elements[len(elements)-1])
		if err == nil {
			return last
		}
	}
	return ""
}

// kindOf names what a path is about: the word of the resource's answers, or the
// element of the path that stands for its collection.
func kindOf(op *catalog.Operation, path string) string {
	if op != nil {
		if r, _ := catalog.CollectionOf(op); r != nil && r.ObjectKey != "" && !strings.HasSuffix(op.Path, "/actions") {
			return r.ObjectKey
		}
		parent := op.Path
		for strings.Contains(parent, "/") {
			parent = parent[:strings.LastIndexByte(parent, '/')]
			if i := strings.LastIndexByte(parent, '/'); i > 0 && strings.HasPrefix(parent[i+1:], "{") {
				parent = parent[:i]
			}
			if r := catalog.CollectionAt(parent); r != nil && r.ObjectKey != "" {
				return r.ObjectKey
			}
		}
	}
	elements := strings.Split(strings.TrimPrefix(path, "/v2/"), "/")
	return strings.TrimSuffix(elements[0], "s")
}

// sign finds it by what the operation is to its resource.
func (c *Change) sign() Sign {
	if c.Op == nil {
		switch c.Method {
		case http.MethodPost:
			return Create
		case http.MethodDelete:
			return Delete
		}
		return Update
	}
	if sign, known := signOf(c.Op.ID); known {
		return sign
	}
	switch r, role := catalog.CollectionOf(c.Op); {
	case r == nil:
	case role == catalog.RoleCreate && strings.HasSuffix(c.Op.Path, "/actions"):
		c.Target = strings.TrimSuffix(c.Path, "/actions")
		return actionSign(c.Type)
	case role == catalog.RoleCreate && r.Op(catalog.RoleGet) == nil && r.Op(catalog.RoleDelete) == nil:
		return Act
	case role == catalog.RoleCreate:
		return Create
	case role == catalog.RoleDelete:
		return Delete
	case role == catalog.RoleUpdate, role == catalog.RolePatch, role == catalog.RoleUpdateCollection, role == catalog.RolePatchCollection:
		return Update
	}
	switch c.Method {
	case http.MethodPut, http.MethodPatch:
		return Update
	case http.MethodDelete:
		c.Target = whole(c.Path)
		return Delete
	}
	return Act
}

// whole is the path of an object that goes with whatever belongs to it, which is asked
// for at a path below its own.
func whole(path string) string {
	path = strings.TrimSuffix(strings.TrimSuffix(path, "/dangerous"), "/selective")
	return strings.TrimSuffix(path, "/destroy_with_associated_resources")
}

// signOf is the sign of an operation whose role does not tell it.
func signOf(op string) (v Sign, ok bool) {
	switch op {
	case "droplets_destroy_byTag", "volumes_delete_byName":
		return Delete, true
	case "tags_assign_resources", "tags_unassign_resources", "firewalls_assign_droplets", "firewalls_delete_droplets", "firewalls_add_tags", "firewalls_delete_tags", "firewalls_add_rules", "firewalls_delete_rules", "loadBalancers_add_droplets", "projects_assign_resources", "kubernetes_upgrade_cluster", "vectorDatabases_post_resize", "loadBalancers_remove_droplets", "loadBalancers_add_forwardingRules", "loadBalancers_remove_forwardingRules", "projects_assign_resources_default":
		return Update, true
	case "loadBalancers_delete_cache", "cdn_purge_cache", "databases_reset_auth", "databases_install_update":
		return Act, true
	case "volumeSnapshots_create":
		return Create, true
	}
	return v, false
}

// actionSign parts actions that leave another state from those that do not.
func actionSign(kind string) Sign {
	switch kind {
	case "rename", "resize", "power_on", "power_off", "shutdown", "enable_backups", "disable_backups", "change_backup_policy", "enable_ipv6",
		"enable_private_networking", "attach", "detach", "assign", "unassign", "change_kernel", "rebuild", "restore":
		return Update
	}
	return Act
}

// names are those of what a create makes, or the object's new one.
func (c *Change) names() []string {
	if c.Sign != Create {
		return nil
	}
	var names []string
	for n := range c.Body.Get("names").Elements() {
		names = append(names, n.Text())
	}
	for _, field := range []string{"name", "ip_address"} {
		if text := c.Body.Get(field).Text(); len(names) == 0 && text != "" {
			names = append(names, text)
		}
	}
	if spec := c.Body.Get("spec", "name").Text(); len(names) == 0 && spec != "" {
		names = append(names, spec)
	}
	return names
}

// FullName is the name of a record of a domain with the domain, by the path that a
// change of it goes to; other names stay as they are.
func FullName(path, name string) string {
	rest, ok := strings.CutPrefix(path, "/v2/domains/")
	domain, below, _ := strings.Cut(rest, "/")
	collection, id, _ := strings.Cut(below, "/")
	if !ok || collection != "records" || name == "" {
		return name
	}
	if text, err := url.PathUnescape(domain); err == nil {
		domain = text
	}
	switch {
	case name == "@":
		return domain
	case name == domain || strings.HasSuffix(name, "."+domain) || strings.HasSuffix(name, "."):
		return name
	case name == id:
		return name + " of " + domain
	}
	return name + "." + domain
}

// makes counts objects: each name, each node.
func (c *Change) makes() int {
	number := func(v jsontext.Value) int { return max(0, int(v.Int())) }
	n := 0
	if c.Sign == Create {
		n = max(1, len(c.Names))
	}
	if c.Op == nil {
		return n
	}
	switch c.Op.ID {
	case "kubernetes_create_cluster":
		for pool := range c.Body.Get("node_pools").Elements() {
			n += max(number(pool.Get("count")), number(pool.Get("min_nodes")))
		}
	case "kubernetes_add_nodePool", "kubernetes_update_nodePool":
		n += max(number(c.Body.Get("count")), number(c.Body.Get("min_nodes")))
	case "databases_create_cluster":
		n += max(0, number(c.Body.Get("num_nodes"))-1)
	case "databases_update_clusterSize":
		n += number(c.Body.Get("num_nodes"))
	case "autoscalepools_create", "autoscalepools_update":
		n += max(number(c.Body.Get("config", "min_instances")), number(c.Body.Get("config", "target_number_instances")))
	case "vpcs_create_peerings":
		n = 1
	}
	return n
}
