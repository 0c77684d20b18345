package sim

import (
	"net/http"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// handler is the behaviour of an operation: it reads and changes the world, and
// answers. An error is an *apiError.
type handler func(w *world, r *request) (*reply, error)

// kind is a collection of the API: what the engine must know of a resource
// beside what the catalog says. The zero value of each field is the plain
// behaviour: items are made of the fields of the body and what the description
// shows of them, are found by their id, changed field by field and deleted at
// once.
type kind struct {
	path  string // of the collection in the catalog
	table string // where items are kept; "" for the key of the list
	// parent returns what the items of a nested collection must belong to, for
	// their field "_of"; an error if the parent does not exist.
	parent func(w *world, r *request) (string, error)
	// find returns the item that a path parameter means. The result may be
	// deleted or not yet visible.
	find func(w *world, r *request, id string) *record
	// filter returns what a list shows, and a name for it; nil shows all.
	filter func(w *world, r *request) (string, func(*record) bool, error)
	// create completes a document made of the body, or refuses. It may return
	// an id; by default that is the document's first identifying field.
	create func(w *world, r *request, d *document) (id string, err error)
	// created acts on an item that has come to be, and gives it its life. By
	// default an item goes from pending to ready as the catalog's waiter says.
	created func(w *world, r *request, rec *record)
	// update checks and completes the changes before they are applied.
	update func(w *world, r *request, rec *record, changes *document) error
	// remove deletes an item, or refuses.
	remove func(w *world, r *request, rec *record) error
	// show writes an item out.
	show show
	// except lists roles that have a behaviour of their own.
	except []catalog.Role
}

// install adds the kind's handlers to those of all operations.
func (k *kind) install(handlers map[string]handler) {
	res := catalog.ResourceAt(k.path)
	if res == nil {
		panic("sim: the catalog has no resource " + k.path)
	}
	if k.table == "" {
		k.table = res.ListKey
	}
	e := &engine{kind: k, res: res}
	for _, ro := range res.Ops {
		h := map[catalog.Role]handler{
			catalog.RoleList:   e.list,
			catalog.RoleCreate: e.create,
			catalog.RoleGet:    e.get,
			catalog.RoleUpdate: e.update,
			catalog.RolePatch:  e.update,
			catalog.RoleDelete: e.remove,
		}[ro.Role]
		if h != nil && handlers[ro.Op.ID] == nil && !k.excepts(ro.Role) {
			handlers[ro.Op.ID] = h
		}
	}
}

func (k *kind) excepts(role catalog.Role) bool {
	for _, r := range k.except {
		if r == role {
			return true
		}
	}
	return false
}

// engine serves a kind by what the catalog says of it.
type engine struct {
	*kind
	res *catalog.Resource
}

func (e *engine) list(w *world, r *request) (*reply, error) {
	t := w.table(e.table)
	name, match := "", (func(*record) bool)(nil)
	if e.filter != nil {
		var err error
		if name, match, err = e.filter(w, r); err != nil {
			return nil, err
		}
	}
	if e.parent != nil {
		of, err := e.parent(w, r)
		if err != nil {
			return nil, err
		}
		inner := match
		name += " of " + of
		match = func(rec *record) bool {
			return decodeString(rec.get("_of")) == of && (inner == nil || inner(rec))
		}
	}
	records := t.list(w.now, name, match)
	if r.op.Paging == catalog.NotPaged {
		return w.whole(r, e.res.ListKey, records, e.show)
	}
	return w.page(r, e.res.ListKey, records, t.newest, e.show)
}

// locate finds the item that the request's last parameter means.
func (e *engine) locate(w *world, r *request) (*record, error) {
	of := ""
	if e.parent != nil {
		var err error
		if of, err = e.parent(w, r); err != nil {
			return nil, err
		}
	}
	rec := w.table(e.table).byID[r.last()]
	if e.find != nil {
		rec = e.find(w, r, r.last())
	}
	if rec == nil || e.parent != nil && rec.str("_of") != of {
		return nil, errNotFound
	}
	if rec.deleted && r.op.Method != http.MethodGet || rec.found.After(w.now) {
		return nil, errNotFound
	}
	return rec, nil
}

func (e *engine) get(w *world, r *request) (*reply, error) {
	rec, err := e.locate(w, r)
	if err != nil {
		return nil, err
	}
	return e.one(w, r, http.StatusOK, rec), nil
}

// one answers with an item under its key.
func (e *engine) one(w *world, r *request, status int, rec *record) *reply {
	return answer(status, e.res.ObjectKey, raw(w.render(r, e.show, nil, rec)))
}

func (e *engine) create(w *world, r *request) (*reply, error) {
	op := r.op
	of := ""
	if e.parent != nil {
		var err error
		if of, err = e.parent(w, r); err != nil {
			return nil, err
		}
	}
	if err := checkEnums(op.Body, &r.body); err != nil {
		return nil, err
	}
	shown := e.itemSchema()
	d := w.fill(shown, op.Body, &r.body)
	if of != "" {
		d.set("_of", of)
	}
	id := ""
	if e.kind.create != nil {
		var err error
		if id, err = e.kind.create(w, r, &d); err != nil {
			return nil, err
		}
	}
	if err := checkRequired(op.Body, &r.body); err != nil {
		return nil, err
	}
	if id == "" {
		id = e.identify(w, &d)
	}
	t := w.table(e.table)
	if t.live(id) != nil {
		return nil, conflict("%s already exists", id)
	}
	if old := t.byID[id]; old != nil {
		t.remove(old) // deleted, and only still shown
	}
	rec := t.add(id, d)
	w.born(r, rec)
	if e.created != nil {
		e.created(w, r, rec)
	} else {
		e.mature(w, rec)
	}
	return e.one(w, r, op.Success[0], rec), nil
}

// itemSchema is what the description shows of one item.
func (e *engine) itemSchema() *catalog.Schema {
	for _, role := range []catalog.Role{catalog.RoleGet, catalog.RoleCreate} {
		op := e.res.Op(role)
		if op == nil || op.Response == nil {
			continue
		}
		for _, p := range op.Response.Props {
			if p.Name == e.res.ObjectKey {
				return p.Schema
			}
		}
	}
	return &catalog.Schema{Kind: catalog.Object}
}

// identify returns the item's first identifying field.
func (e *engine) identify(w *world, d *document) string {
	for _, key := range e.res.IDs {
		if v := d.get(key); v != "" && v != null {
			if s := decodeString(v); s != "" {
				return s
			}
			return string(v)
		}
	}
	return w.uuid()
}

// fill makes an item: fields of the body that the description shows, and for the
// others a new id, the time, or the emptiest value that they can have. Optional
// fields that nobody gave stay out.
func (w *world) fill(shown, accepted *catalog.Schema, body *document) document {
	d := document{fields: make([]field, 0, len(shown.Props)+2)}
	for _, p := range shown.Props {
		given := body.get(p.Name)
		writable := false
		for _, s := range declarations(accepted, p.Name, nil) {
			writable = writable || !s.ReadOnly
		}
		switch {
		case given != "" && given != null && writable:
			d.fields = append(d.fields, field{p.Name, given})
		case p.Name == "id" || p.Name == "uuid":
			d.fields = append(d.fields, field{p.Name, w.newID(p.Schema)})
		case p.Name == "created_at" || p.Name == "updated_at":
			d.fields = append(d.fields, field{p.Name, encode(w.now)})
		default:
			if v := emptiest(p.Schema); v != "" && (p.Required || v != `""`) {
				d.fields = append(d.fields, field{p.Name, v})
			}
		}
	}
	return d
}

func (w *world) newID(s *catalog.Schema) raw {
	if s.Kind == catalog.Integer {
		return encode(w.nextID("item"))
	}
	return encode(w.uuid())
}

// emptiest is a value for what nobody has given: "" when there is none.
func emptiest(s *catalog.Schema) raw {
	switch {
	case s.Default != "":
		return raw(s.Default)
	case s.Nullable:
		return null
	case len(s.Enum) > 0:
		return "" // any choice would be a lie
	}
	switch s.Kind {
	case catalog.String:
		return `""`
	case catalog.Integer, catalog.Number:
		return "0"
	case catalog.Boolean:
		return "false"
	case catalog.Array:
		return "[]"
	}
	return ""
}

// provisioning is how long things take that tell a state and have no behaviour
// of their own.
const provisioning = 30 * time.Second

// mature starts an item in the first pending state that the catalog knows of and
// lets it become ready.
func (e *engine) mature(w *world, rec *record) {
	get := e.res.Op(catalog.RoleGet)
	if get == nil {
		return
	}
	waiter := catalog.WaiterFor(get)
	if waiter == nil || len(waiter.Pending) == 0 || len(waiter.OK) == 0 {
		return
	}
	name, ok := strings.CutPrefix(waiter.Field, e.res.ObjectKey+".")
	if !ok || strings.ContainsAny(name, ".[") {
		return
	}
	rec.set(name, raw(waiter.Pending[0]))
	w.later(provisioning, func() {
		if rec.table.byID[rec.id] == rec && !rec.deleted {
			rec.set(name, raw(waiter.OK[0]))
		}
	})
}

func (e *engine) update(w *world, r *request) (*reply, error) {
	rec, err := e.locate(w, r)
	if err != nil {
		return nil, err
	}
	if err := checkEnums(r.op.Body, &r.body); err != nil {
		return nil, err
	}
	changes := document{}
	for _, f := range r.body.fields {
		for _, s := range declarations(r.op.Body, f.key, nil) {
			if !s.ReadOnly {
				changes.put(f.key, f.value)
				break
			}
		}
	}
	if e.kind.update != nil {
		if err := e.kind.update(w, r, rec, &changes); err != nil {
			return nil, err
		}
	} else if r.op.Method == http.MethodPut {
		if err := checkRequired(r.op.Body, &r.body); err != nil {
			return nil, err
		}
	}
	for _, f := range changes.fields {
		rec.set(f.key, f.value)
	}
	return e.one(w, r, r.op.Success[0], rec), nil
}

func (e *engine) remove(w *world, r *request) (*reply, error) {
	rec, err := e.locate(w, r)
	if err != nil {
		return nil, err
	}
	if e.kind.remove != nil {
		if err := e.kind.remove(w, r, rec); err != nil {
			return nil, err
		}
	}
	if rec.table.byID[rec.id] == rec && !rec.deleted {
		rec.table.remove(rec)
	}
	return noContent(r.op.Success[0]), nil
}

// render writes a record out.
func (w *world) render(r *request, s show, buf []byte, rec *record) []byte {
	if s == nil {
		return rec.append(buf)
	}
	return s(w, r, buf, rec)
}

// whole answers with all records under a key, for lists without pages.
func (w *world) whole(r *request, key string, records []*record, s show) (*reply, error) {
	buf := append(appendString([]byte{'{'}, key), ":["...)
	for i, rec := range records {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = w.render(r, s, buf, rec)
	}
	return &reply{status: http.StatusOK, contentType: jsonType, body: append(buf, "]}"...)}, nil
}
