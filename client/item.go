package client

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/auth"
	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/internal/naming"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Item is an object of a resource that has no type of its own. Get reaches its
// fields, and [Client.Call] what can be done with it.
type Item struct{ Object }

// Resource is the resource of the catalog that objects of the class belong to,
// nil if there is none.
func (c *ResourceClass) Resource() *catalog.Collection {
	if c.resource != nil {
		return c.resource
	}
	return catalog.CollectionAt(c.Path)
}

// Typed reports whether the objects of the class have a Go type of their own.
func (c *ResourceClass) Typed() bool { return c.resource == nil && c != objectClass }

// Template is the path template of one object of the class, such as
// "/v2/volumes/{volume_id}"; "" if it has no place of its own.
func (c *ResourceClass) Template() string {
	r := c.Resource()
	switch {
	case r == nil:
		return ""
	case c.single:
		return r.Path
	case r.IDParam == "":
		return ""
	}
	return r.Path + "/{" + r.IDParam + "}"
}

// PathValues are the values of the parameters in the class's Template for this
// object; nil if it has no place of its own, or lacks what identifies it.
func (o *Object) PathValues() []string {
	r := o.in.class.Resource()
	if r == nil || o.in.path == "" {
		return nil
	}
	values := pathValues(r.Path, o.in.path)
	if o.in.class.single {
		return values
	}
	if id := o.Identity(); id != "" {
		return append(values, id)
	}
	if o.in.itself {
		_, last, _ := cutLast(o.in.path)
		return append(pathValues(r.Path, o.in.path), address.Unescape(last))
	}
	return nil
}

// cutLast parts a path at its last slash.
func cutLast(path string) (before, after string, ok bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// pathValues reads the parameters of a template off a path, which may have a
// host before and more elements behind.
func pathValues(template, path string) []string {
	if _, after, ok := strings.Cut(path, "://"); ok {
		_, path, _ = strings.Cut(after, "/")
		path = "/" + path
	}
	values := []string{}
	have := strings.Split(path, "/")
	for i, element := range strings.Split(template, "/") {
		if strings.HasPrefix(element, "{") && i < len(have) {
			values = append(values, address.Unescape(have[i]))
		}
	}
	return values
}

// Key is the key that the object was asked for with, where that is not the
// account's token; pass it on with [WithKey].
func (o *Object) Key() string {
	if o.in.who == nil {
		return ""
	}
	return o.in.who.Key()
}

// home is where the objects live that an operation answers.
type home struct {
	client *Client
	class  *ResourceClass
	path   string // of the collection, or of the object itself if the class is single; "" if unknown
	item   string // of the object, if the operation was one on it
	role   catalog.Role
	who    *auth.Credential
	in     *scope // of the class and the path
}

func (h *home) wrap(v jsontext.Value) Resource { return h.wrapElement(element{value: v}) }

func (h *home) wrapElement(e element) Resource {
	r := h.in.wrapIndexed(e.value, e.idx)
	if h.item != "" && !h.class.single && r.Base().Identity() == "" {
		// Nothing in it tells which one it is, but it was asked for by its path.
		r.Base().in = &scope{client: h.client, class: h.class, path: h.item, who: h.who, itself: true}
	}
	return r
}

// homeOf finds the home of what an operation answers. It does not change
// afterwards: elements of a list are made by whoever takes them.
func (c *Client) homeOf(op *catalog.Operation, values []string, who *auth.Credential) home {
	h := c.placeOf(op, values, who)
	h.in = c.scopes[h.class]
	if h.in == nil || h.in.path != h.path || h.who != nil {
		h.in = &scope{client: c, class: h.class, path: h.path, who: h.who}
	}
	return h
}

// placeOf is homeOf without the scope.
func (c *Client) placeOf(op *catalog.Operation, values []string, who *auth.Credential) home {
	h := home{client: c, class: objectClass, who: who}
	class := ClassOf(op)
	if class == nil {
		return h
	}
	h.class = class
	r, role := catalog.CollectionOf(op)
	h.role = role
	template := class.Path
	if res := class.Resource(); res != nil {
		template = res.Path
	}
	filled, ok := fill(template, op, values)
	if !ok {
		h.class = objectClass
		return h
	}
	base := ""
	if op.Host == catalog.Inference {
		base = inferenceHost
	}
	h.path = base + filled
	if res := class.Resource(); r == res && !class.single {
		switch role {
		case catalog.RoleGet, catalog.RoleUpdate, catalog.RolePatch, catalog.RolePostItem:
			if path, err := catalog.Expand(op.Path, values...); err == nil {
				h.item = base + path
			}
		}
	}
	return h
}

// fill puts the path values of an operation into another template: by position
// as far as both paths are the same, else by name.
func fill(template string, op *catalog.Operation, values []string) (string, bool) {
	own := strings.Split(op.Path, "/")
	names := map[string]string{}
	byPosition := map[int]string{}
	n := 0
	for i, element := range own {
		if strings.HasPrefix(element, "{") && n < len(values) {
			names[element], byPosition[i] = values[n], values[n]
			n++
		}
	}
	same := true
	var wanted []string
	for i, element := range strings.Split(template, "/") {
		param := strings.HasPrefix(element, "{")
		same = same && i < len(own) && (own[i] == element || param && strings.HasPrefix(own[i], "{"))
		if !param {
			continue
		}
		value, ok := names[element]
		if same {
			value, ok = byPosition[i]
		}
		if !ok {
			return "", false
		}
		wanted = append(wanted, value)
	}
	path, err := catalog.Expand(template, wanted...)
	return path, err == nil
}

// objectClass is that of objects without a place of their own.
var objectClass = &ResourceClass{Name: "Object", make: newResource[Item]}

// ClassOf is the class of the objects that an operation answers, nil when they
// have no place of their own.
func ClassOf(op *catalog.Operation) *ResourceClass {
	return generics().of(op)
}

// GenericClasses returns the classes of all resources of the catalog that have
// no type of their own, by their names, and that of objects without a place.
func GenericClasses() []*ResourceClass { return append(slices.Clone(generics().all), objectClass) }

// genericIndex has the classes of the catalog's resources.
type genericIndex struct {
	all   []*ResourceClass
	items map[string]*ResourceClass // by path of the collection
	alone map[string]*ResourceClass // by their own path
	typed map[string]*ResourceClass // by path of the collection
	gets  []*catalog.Operation
}

var genericsOnce lazy.Value[*genericIndex]

// generics is made when it is first needed: it takes a moment.
func generics() *genericIndex {
	return genericsOnce.Get(func() *genericIndex {
		x := &genericIndex{items: map[string]*ResourceClass{}, alone: map[string]*ResourceClass{}, typed: map[string]*ResourceClass{
			"/v2/domains/{domain_name}/records": domainRecordClass,
			"/v2/droplets/{droplet_id}/kernels": kernelClass,
		}}
		for _, class := range classes {
			if class.Path != "" {
				x.typed[class.Path] = class
			}
		}
		resources := catalog.Collections()
		for i := range resources {
			x.add(&resources[i])
		}
		used := map[*ResourceClass]bool{}
		for _, op := range catalog.All() {
			used[x.of(op)] = true
		}
		x.all = slices.DeleteFunc(x.all, func(c *ResourceClass) bool { return !used[c] })
		x.name()
		return x
	})
}

// name gives the classes their names, and sorts them by those.
func (x *genericIndex) name() {
	// Names that the scripts' table has for something else.
	taken := []string{"Client", "Iterator", "Object", "Secret", "Time", "Task", "Error", "Class", "File"}
	for _, c := range classes {
		taken = append(taken, c.Name)
	}
	resources := make([]naming.Resource, len(x.all))
	for i, c := range x.all {
		ops := c.resource.Ops
		resources[i] = naming.Resource{
			Group: ops[0].Op.Group, Key: c.Key, ListKey: c.ListKey, Path: c.Path, Single: c.single, Placeless: c.Template() == "",
			Deprecated: !slices.ContainsFunc(ops, func(o catalog.RoleOp) bool { return !o.Op.Deprecated }),
		}
	}
	for i, name := range naming.Names(resources, taken) {
		x.all[i].Name = name
	}
	slices.SortFunc(x.all, func(a, b *ResourceClass) int { return strings.Compare(a.Name, b.Name) })
}

// tagType is as what the items of a collection can be tagged that have no type of their
// own: those that godo's ResourceType lists beside droplets and images.
func tagType(collection string) string {
	switch collection {
	case "/v2/volumes":
		return "volume"
	case "/v2/volumes/snapshots", "/v2/volumes/{volume_id}/snapshots", "/v2/snapshots":
		return "volume_snapshot"
	case "/v2/databases":
		return "database"
	case "/v2/load_balancers":
		return "load_balancer"
	}
	return ""
}

// add makes the classes of a resource: of its items, and of itself.
func (x *genericIndex) add(r *catalog.Collection) {
	if get := r.Op(catalog.RoleGet); get != nil && !get.IsList() {
		x.gets = append(x.gets, get)
	}
	if x.typed[r.Path] != nil {
		return
	}
	if list := r.Op(catalog.RoleList); r.IDParam != "" || list != nil && list.Element() != nil && list.Element().Kind == catalog.Object {
		c := &ResourceClass{resource: r, Key: r.ObjectKey, ListKey: r.ListKey, Path: r.Path, TagType: tagType(r.Path), make: newResource[Item]}
		if len(r.IDs) > 0 {
			c.IDField = r.IDs[0]
		}
		if get := r.Op(catalog.RoleGet); get != nil && !get.IsList() {
			c.get = get.ID
			if list := r.Op(catalog.RoleList); list != nil && showsState(get, list) {
				c.list = list.ID
			}
		}
		x.items[r.Path] = c
		x.all = append(x.all, c)
	}
	if get := r.Op(catalog.RoleGetSingleton); get != nil && get.Result == catalog.JSON {
		c := &ResourceClass{resource: r, Key: get.Wrapper, Path: r.Path, single: true, get: get.ID, make: newResource[Item]}
		x.alone[r.Path] = c
		x.all = append(x.all, c)
	}
}

// showsState reports whether a list tells of its elements what a wait looks at.
func showsState(get, list *catalog.Operation) bool {
	w := catalog.StatesOf(get)
	if w == nil {
		return true
	}
	s := list.Element()
	for _, step := range waitPath(w) {
		step = strings.TrimSuffix(step, "[]")
		if s == nil || s.Prop(step) == nil {
			return false
		}
		if s = s.Prop(step).Schema; s.Items != nil {
			s = s.Items
		}
	}
	return true
}

// of finds the class of what an operation answers.
func (x *genericIndex) of(op *catalog.Operation) *ResourceClass {
	r, role := catalog.CollectionOf(op)
	if r == nil || op.Result != catalog.JSON {
		return nil
	}
	if isAction(op) {
		return actionClass
	}
	aside := false // it works on the resource as a whole
	switch role {
	case catalog.RoleGetSingleton, catalog.RoleUpdateCollection, catalog.RolePatchCollection, catalog.RoleDeleteCollection:
		aside = true
	}
	if !aside && (x.typed[r.Path] != nil || r.Op(catalog.RoleGet) != nil && x.items[r.Path] != nil && x.items[r.Path].get != "") {
		if class := x.typed[r.Path]; class != nil {
			return class
		}
		return x.items[r.Path]
	}
	if class := x.elsewhere(op); class != nil {
		return class
	}
	if class := x.typed[r.Path]; class != nil && class.single {
		return class
	}
	if class := x.alone[r.Path]; class != nil {
		return class
	}
	return x.items[r.Path]
}

// isAction reports whether an operation answers actions: they all live in one
// place, whatever they were done to.
func isAction(op *catalog.Operation) bool {
	e := op.Element()
	return (op.Wrapper == "action" || op.ListKey == "actions") && e != nil &&
		e.Prop("id") != nil && e.Prop("started_at") != nil && e.Prop("resource_type") != nil
}

// elsewhere finds the resource whose objects an operation answers without
// being one of that resource: a volume's action is an Action.
func (x *genericIndex) elsewhere(op *catalog.Operation) *ResourceClass {
	element := op.Element()
	if element == nil || len(element.Props) == 0 {
		return nil
	}
	var best *catalog.Operation
	for _, get := range x.gets {
		if get.Element() != element || get.Host != op.Host {
			continue
		}
		r, _ := catalog.CollectionOf(get)
		if fits(r.Path, op) && (best == nil || len(get.Path) < len(best.Path)) {
			best = get
		}
	}
	if best == nil {
		return nil
	}
	r, _ := catalog.CollectionOf(best)
	if class := x.typed[r.Path]; class != nil {
		return class
	}
	return x.items[r.Path]
}

// fits reports whether the path of an operation has all that a template needs.
func fits(template string, op *catalog.Operation) bool {
	values := make([]string, strings.Count(op.Path, "{"))
	for i := range values {
		values[i] = "x"
	}
	_, ok := fill(template, op, values)
	return ok
}
