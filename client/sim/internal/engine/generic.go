package engine

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// complete serves what the catalog alone tells how to serve, and writes down why
// the rest is not served. An operation is served when its answer can come from
// what was sent before: a made-up success is worse than a refusal.
func (a *API) complete() {
	resources := catalog.Collections() // ordered by path: owners come first
	for i := range resources {
		res := &resources[i]
		if !strings.HasPrefix(res.Path, "/v2/") {
			continue
		}
		c := a.collections[res.Path]
		why := ""
		if c == nil {
			if why = a.unfit(res); why == "" {
				c = newCollection(a, &Kind{Path: res.Path}, true)
				a.collections[res.Path] = c
				a.Kinds[c.Table] = c.Kind
			}
		}
		for _, ro := range res.Ops {
			if a.Handlers[ro.Op.ID] != nil || a.why[ro.Op.ID] != "" {
				continue
			}
			h := Handler(nil)
			if c != nil && c.serves(ro) && !slices.Contains(c.Except, ro.Role) {
				h = c.handler(ro.Role)
			}
			if h == nil {
				h, why = a.derive(res, ro)
			}
			if h == nil {
				a.why[ro.Op.ID] = why
				continue
			}
			a.Handlers[ro.Op.ID] = h
			a.generic[ro.Op.ID] = true
		}
	}
	for _, op := range catalog.All() {
		switch op.Host {
		case catalog.Inference, catalog.Agent:
			if a.Handlers[op.ID] == nil {
				a.why[op.ID] = "no model answers here"
			}
		case catalog.Upload:
			if a.Handlers[op.ID] == nil {
				a.why[op.ID] = "nothing here takes files"
			}
		}
		if op.Host == catalog.API && a.Handlers[op.ID] == nil && a.why[op.ID] == "" {
			a.why[op.ID] = "it belongs to no resource"
		}
	}
}

// unfit says why a resource is no collection that can be served by the catalog
// alone; "" if it is one.
func (a *API) unfit(res *catalog.Collection) string {
	create := res.Op(catalog.RoleCreate)
	switch {
	case create == nil:
		return "nothing creates what it shows"
	case res.Op(catalog.RoleGet) == nil && res.Op(catalog.RoleList) == nil:
		return "nothing shows what it creates"
	case strings.Contains(res.Path, "{") && a.owning(res.Path) == nil:
		return "what it belongs to is not simulated"
	case create.Response == nil || len(create.Success) == 0:
		return "its answer does not show what was created"
	}
	item := itemOf(res)
	if len(shownProps(item)) == 0 {
		return "the description does not say what it shows"
	}
	for _, f := range create.BodyFields() {
		if !f.Schema.ReadOnly && item.Prop(f.Name) != nil {
			return ""
		}
	}
	if create.Body == nil {
		return "what it creates depends on nothing that was sent"
	}
	return "it shows nothing of what was sent"
}

// owning returns the collection whose items a path goes through last; nil if it
// is not served.
func (a *API) owning(path string) *collection {
	i := strings.LastIndex(path, "/{")
	if i < 0 {
		return nil
	}
	return a.collections[path[:i]]
}

// serves reports whether the collection can serve a role by the catalog alone.
func (c *collection) serves(ro catalog.RoleOp) bool {
	op := ro.Op
	if len(op.Success) == 0 || op.Response != nil && len(op.Types) > 0 && op.Result != catalog.JSON && op.Result != catalog.NoContent {
		return false
	}
	switch ro.Role {
	case catalog.RoleList:
		return op.Paging != catalog.ByToken && op.Paging != catalog.ByAfter && op.Paging != catalog.ByLimit && op.Paging != catalog.ByTotalPages
	case catalog.RoleUpdate, catalog.RolePatch:
		if op.Body == nil {
			return false
		}
		for _, f := range op.BodyFields() {
			if c.item.Prop(f.Name) != nil && !f.Schema.ReadOnly {
				return true
			}
		}
		return false
	}
	return true
}

// derive serves what is said of an item below its path: a settings object of its
// own, or some fields of the item itself.
func (a *API) derive(res *catalog.Collection, ro catalog.RoleOp) (Handler, string) {
	op := ro.Op
	owner := a.owning(res.Path)
	if len(op.Success) == 0 {
		return nil, "the API documents no success of it"
	}
	if op.Result != catalog.JSON && op.Result != catalog.NoContent {
		return nil, "its answer is no JSON, and nothing that was sent makes it"
	}
	switch ro.Role {
	case catalog.RoleGetSingleton, catalog.RoleUpdateCollection, catalog.RolePatchCollection:
		if s := a.singleton(res, owner); s != nil {
			return s.handler(ro.Role), ""
		}
	}
	switch ro.Role {
	case catalog.RoleUpdateCollection, catalog.RolePatchCollection, catalog.RoleCreate, catalog.RoleDeleteCollection:
		if owner == nil {
			break
		}
		if p := (&part{owner: owner, op: op, role: ro.Role}); p.fits() {
			return p.serve, ""
		}
		return nil, "what it does to its resource is not simulated"
	case catalog.RoleGetSingleton:
		return nil, "nothing that was sent says what it shows"
	case catalog.RoleList:
		return nil, "nothing creates what it lists"
	}
	if strings.Contains(res.Path, "{") && owner == nil {
		return nil, "what it belongs to is not simulated"
	}
	return nil, "its effect is not simulated"
}

// part is an operation on some fields of an item: PUT or PATCH sets them, POST
// adds to lists and sets the rest, DELETE takes out of lists.
type part struct {
	owner *collection
	op    *catalog.Operation
	role  catalog.Role
}

// fits reports whether all that the body can say are fields of the item, and the
// answer is the item or nothing.
func (p *part) fits() bool {
	fields := p.op.BodyFields()
	if p.op.Response != nil && (p.op.Wrapper == "" || p.op.Wrapper != p.owner.res.ObjectKey) {
		return false
	}
	n := 0
	for _, f := range fields {
		shown := p.owner.item.Prop(f.Name)
		switch {
		case p.op.Param(f.Name) != nil || p.owner.names(f.Name):
			continue
		case shown == nil || shown.Schema.Kind != f.Schema.Kind && f.Schema.Kind != catalog.Any:
			return false
		case p.role == catalog.RoleDeleteCollection && f.Schema.Kind != catalog.Array:
			return false
		}
		n++
	}
	return n > 0
}

func (p *part) serve(w *World, r *Request) (*Reply, error) {
	rec, err := p.owner.at(w, r)
	if err != nil {
		return nil, err
	}
	if err := CheckEnums(p.op.Body, &r.Body); err != nil {
		return nil, err
	}
	if err := CheckRequired(p.op.Body, &r.Body); err != nil {
		return nil, err
	}
	if p.role != catalog.RoleDeleteCollection {
		if err := w.checkReferences(p.op.Body, &r.Body); err != nil {
			return nil, err
		}
	}
	for i := range r.Body.Fields {
		name := r.Body.Fields[i].Key
		shown := p.owner.item.Prop(name)
		if shown == nil || p.op.Param(name) != nil || p.owner.names(name) {
			continue
		}
		value := r.Body.Get(name)
		if value == Null {
			continue
		}
		if shown.Schema.Kind == catalog.Array {
			switch p.role {
			case catalog.RoleCreate:
				value = Union(rec.Get(name), value)
			case catalog.RoleDeleteCollection:
				value = Minus(rec.Get(name), value)
			}
		} else {
			value = expand(*shown, value)
		}
		rec.Set(name, value)
	}
	w.Emit(Changed, rec)
	if p.op.Response == nil {
		return NoContent(p.op.Success[0]), nil
	}
	return p.owner.answer(w, r, p.op.Success[0], rec), nil
}

// Union adds elements that are not there yet.
func Union(list, more Raw) Raw {
	all := Elements(list)
	for _, item := range Elements(more) {
		if !slices.ContainsFunc(all, func(other Raw) bool { return SameJSON(item, other) }) {
			all = append(all, item)
		}
	}
	return Encode(all)
}

// Minus takes elements out.
func Minus(list, less Raw) Raw {
	out := Elements(less)
	return Encode(slices.DeleteFunc(Elements(list), func(item Raw) bool {
		return slices.ContainsFunc(out, func(other Raw) bool { return SameJSON(item, other) })
	}))
}

// singleton is an object of which there is one, or one of each item of a
// collection: it is what was last put there, and what the description has for
// defaults before.
type singleton struct {
	res    *catalog.Collection
	owner  *collection
	table  string
	schema *catalog.Schema
	key    string // of the object in answers; "" when it is bare
}

// singleton finds out whether a resource is one that can be both read and
// written.
func (a *API) singleton(res *catalog.Collection, owner *collection) *singleton {
	get := res.Op(catalog.RoleGetSingleton)
	put := res.Op(catalog.RoleUpdateCollection)
	if put == nil {
		put = res.Op(catalog.RolePatchCollection)
	}
	if get == nil || put == nil || get.Response == nil || strings.Contains(res.Path, "{") && owner == nil || get.Result != catalog.JSON {
		return nil
	}
	s := &singleton{res: res, owner: owner, key: get.Wrapper, schema: get.Element(), table: "_" + strings.Trim(res.Path, "/")}
	for _, f := range put.BodyFields() {
		// The body is the object itself, or holds it under the same key.
		if s.schema.Prop(f.Name) != nil || f.Name == s.key {
			return s
		}
	}
	return nil
}

func (s *singleton) handler(role catalog.Role) Handler {
	return func(w *World, r *Request) (*Reply, error) {
		rec, err := s.find(w, r)
		if err != nil {
			return nil, err
		}
		if role != catalog.RoleGetSingleton {
			if err := s.write(w, r, rec); err != nil {
				return nil, err
			}
		}
		switch {
		case r.Op.Response == nil:
			return NoContent(r.Op.Success[0]), nil
		case r.Op.Wrapper != "":
			return Answer(r.Op.Success[0], r.Op.Wrapper, rec.Raw()), nil
		}
		return &Reply{Status: r.Op.Success[0], ContentType: JSONType, Body: rec.Append(nil)}, nil
	}
}

// find returns the object, a new one when nobody has asked before.
func (s *singleton) find(w *World, r *Request) (*Record, error) {
	id := "only"
	if s.owner != nil {
		rec, err := s.owner.at(w, r)
		if err != nil {
			return nil, err
		}
		id = rec.ID
	}
	if rec := w.Table(s.table).Live(id); rec != nil {
		return rec, nil
	}
	d := Document{}
	for _, p := range shownProps(s.schema) {
		value := derived(w, r, p)
		if value == "" {
			value = unseen(p)
		}
		if value != "" {
			d.Put(p.Name, value)
		}
	}
	if s.owner != nil {
		d.Set("_of", id)
	}
	w.changes++
	return w.Table(s.table).Add(id, d), nil
}

func (s *singleton) write(w *World, r *Request, rec *Record) error {
	if err := CheckEnums(r.Op.Body, &r.Body); err != nil {
		return err
	}
	if r.Op.Method == "PUT" {
		if err := CheckRequired(r.Op.Body, &r.Body); err != nil {
			return err
		}
	}
	if err := w.checkReferences(r.Op.Body, &r.Body); err != nil {
		return err
	}
	from := &r.Body
	if inner := r.Body.Get(s.key); s.key != "" && inner != "" && inner[0] == '{' {
		d, err := ParseDocument(inner)
		if err != nil {
			return ErrParsing
		}
		from = &d
	}
	for _, f := range from.Fields {
		from.Get(f.Key)
		if s.schema.Prop(f.Key) != nil && f.Value != Null {
			rec.Set(f.Key, f.Value)
		}
	}
	return nil
}
