package engine

import (
	"net/http"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Handler is the behaviour of an operation: it reads and changes the world, and
// answers. An error is an *apiError.
type Handler func(w *World, r *Request) (*Reply, error)

// Kind is a collection of the API: what the engine must know of a resource
// beside what the catalog says. The zero value of each field is the plain
// behaviour: items are made of the fields of the body and what the description
// shows of them, are found by their id, changed field by field and deleted at
// once.
type Kind struct {
	Path  string // of the collection in the catalog
	Table string // where items are kept; "" for the key of the list
	// Parent returns what the items of a nested collection must belong to, for
	// their field "_of"; an error if the parent does not exist.
	Parent func(w *World, r *Request) (string, error)
	// Owner names the field in which the state, but no answer, tells the parent.
	Owner string
	// Find returns the item that a path parameter means. The result may be
	// deleted or not yet visible.
	Find func(w *World, r *Request, id string) *Record
	// Filter returns what a list shows, and a name for it; nil shows all.
	Filter func(w *World, r *Request) (string, func(*Record) bool, error)
	// Create completes a document made of the body, or refuses. It may return
	// an id; by default that is the document's first identifying field.
	Create func(w *World, r *Request, d *Document) (id string, err error)
	// Created acts on an item that has come to be, and gives it its life. By
	// default an item goes from pending to ready as the catalog's waiter says.
	Created func(w *World, r *Request, rec *Record)
	// Update checks and completes the changes before they are applied.
	Update func(w *World, r *Request, rec *Record, changes *Document) error
	// Delete refuses, or does what has to be done before the item goes. The item
	// itself, with what the relations say, is removed after it.
	Delete func(w *World, r *Request, rec *Record) error
	// Show writes an item out.
	Show Show
	// Except lists roles that have a behaviour of their own.
	Except []catalog.Role
}

// Install adds the kind's handlers to those of all operations.
func (k *Kind) Install(handlers map[string]Handler) {
	res := catalog.ResourceAt(k.Path)
	if res == nil {
		panic("sim: the catalog has no resource " + k.Path)
	}
	if k.Table == "" {
		k.Table = res.ListKey
	}
	e := &engine{Kind: k, res: res}
	for _, ro := range res.Ops {
		h := map[catalog.Role]Handler{
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

func (k *Kind) excepts(role catalog.Role) bool {
	for _, r := range k.Except {
		if r == role {
			return true
		}
	}
	return false
}

// engine serves a kind by what the catalog says of it.
type engine struct {
	*Kind
	res *catalog.Resource
}

func (e *engine) list(w *World, r *Request) (*Reply, error) {
	t := w.Table(e.Table)
	name, match := "", (func(*Record) bool)(nil)
	if e.Filter != nil {
		var err error
		if name, match, err = e.Filter(w, r); err != nil {
			return nil, err
		}
	}
	if e.Parent != nil {
		of, err := e.Parent(w, r)
		if err != nil {
			return nil, err
		}
		inner := match
		name += " of " + of
		match = func(rec *Record) bool {
			return DecodeString(rec.Get("_of")) == of && (inner == nil || inner(rec))
		}
	}
	records := t.List(w.Now, name, match)
	if r.Op.Paging == catalog.NotPaged {
		return w.Whole(r, e.res.ListKey, records, e.Show)
	}
	return w.Page(r, e.res.ListKey, records, t.Newest, e.Show)
}

// locate finds the item that the request's last parameter means.
func (e *engine) locate(w *World, r *Request) (*Record, error) {
	of := ""
	if e.Parent != nil {
		var err error
		if of, err = e.Parent(w, r); err != nil {
			return nil, err
		}
	}
	rec := w.Table(e.Table).ByID[r.Last()]
	if e.Find != nil {
		rec = e.Find(w, r, r.Last())
	}
	if rec == nil || e.Parent != nil && rec.Str("_of") != of {
		return nil, ErrNotFound
	}
	if rec.Deleted && r.Op.Method != http.MethodGet || rec.Found.After(w.Now) {
		return nil, ErrNotFound
	}
	return rec, nil
}

func (e *engine) get(w *World, r *Request) (*Reply, error) {
	rec, err := e.locate(w, r)
	if err != nil {
		return nil, err
	}
	return e.one(w, r, http.StatusOK, rec), nil
}

// one answers with an item under its key.
func (e *engine) one(w *World, r *Request, status int, rec *Record) *Reply {
	return Answer(status, e.res.ObjectKey, Raw(w.render(r, e.Show, nil, rec)))
}

func (e *engine) create(w *World, r *Request) (*Reply, error) {
	op := r.Op
	of := ""
	if e.Parent != nil {
		var err error
		if of, err = e.Parent(w, r); err != nil {
			return nil, err
		}
	}
	if err := CheckEnums(op.Body, &r.Body); err != nil {
		return nil, err
	}
	shown := e.itemSchema()
	d := w.fill(shown, op.Body, &r.Body)
	if of != "" {
		d.Set("_of", of)
	}
	id := ""
	if e.Kind.Create != nil {
		var err error
		if id, err = e.Kind.Create(w, r, &d); err != nil {
			return nil, err
		}
	}
	if err := CheckRequired(op.Body, &r.Body); err != nil {
		return nil, err
	}
	if id == "" {
		id = e.identify(w, &d)
	}
	t := w.Table(e.Table)
	if t.Live(id) != nil {
		return nil, Conflict("%s already exists", id)
	}
	if old := t.ByID[id]; old != nil {
		t.Remove(old) // deleted, and only still shown
	}
	rec := w.Add(e.Table, id, d)
	w.Born(r, rec)
	if e.Created != nil {
		e.Created(w, r, rec)
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
func (e *engine) identify(w *World, d *Document) string {
	for _, key := range e.res.IDs {
		if v := d.Get(key); v != "" && v != Null {
			if s := DecodeString(v); s != "" {
				return s
			}
			return string(v)
		}
	}
	return w.UUID()
}

// fill makes an item: fields of the body that the description shows, and for the
// others a new id, the time, or the emptiest value that they can have. Optional
// fields that nobody gave stay out.
func (w *World) fill(shown, accepted *catalog.Schema, body *Document) Document {
	d := Document{Fields: make([]Field, 0, len(shown.Props)+2)}
	for _, p := range shown.Props {
		given := body.Get(p.Name)
		writable := false
		for _, s := range Declarations(accepted, p.Name, nil) {
			writable = writable || !s.ReadOnly
		}
		switch {
		case given != "" && given != Null && writable:
			d.Fields = append(d.Fields, Field{p.Name, given})
		case p.Name == "id" || p.Name == "uuid":
			d.Fields = append(d.Fields, Field{p.Name, w.newID(p.Schema)})
		case p.Name == "created_at" || p.Name == "updated_at":
			d.Fields = append(d.Fields, Field{p.Name, Encode(w.Now)})
		default:
			if v := emptiest(p.Schema); v != "" && (p.Required || v != `""`) {
				d.Fields = append(d.Fields, Field{p.Name, v})
			}
		}
	}
	return d
}

func (w *World) newID(s *catalog.Schema) Raw {
	if s.Kind == catalog.Integer {
		return Encode(w.NextID("item"))
	}
	return Encode(w.UUID())
}

// emptiest is a value for what nobody has given: "" when there is none.
func emptiest(s *catalog.Schema) Raw {
	switch {
	case s.Default != "":
		return Raw(s.Default)
	case s.Nullable:
		return Null
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
func (e *engine) mature(w *World, rec *Record) {
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
	rec.Set(name, Raw(waiter.Pending[0]))
	w.Later(provisioning, func() {
		if rec.Table.ByID[rec.ID] == rec && !rec.Deleted {
			rec.Set(name, Raw(waiter.OK[0]))
		}
	})
}

func (e *engine) update(w *World, r *Request) (*Reply, error) {
	rec, err := e.locate(w, r)
	if err != nil {
		return nil, err
	}
	if err := CheckEnums(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	changes := Document{}
	for _, f := range r.Body.Fields {
		for _, s := range Declarations(r.Op.Body, f.Key, nil) {
			if !s.ReadOnly {
				changes.Put(f.Key, f.Value)
				break
			}
		}
	}
	if e.Kind.Update != nil {
		if err := e.Kind.Update(w, r, rec, &changes); err != nil {
			return nil, err
		}
	} else if r.Op.Method == http.MethodPut {
		if err := CheckRequired(r.Op.Body, &r.Body); err != nil {
			return nil, err
		}
	}
	for _, f := range changes.Fields {
		rec.Set(f.Key, f.Value)
	}
	w.Emit(Changed, rec)
	return e.one(w, r, r.Op.Success[0], rec), nil
}

func (e *engine) remove(w *World, r *Request) (*Reply, error) {
	rec, err := e.locate(w, r)
	if err != nil {
		return nil, err
	}
	if e.Kind.Delete != nil {
		if err := e.Kind.Delete(w, r, rec); err != nil {
			return nil, err
		}
	}
	if rec.Table.ByID[rec.ID] == rec && !rec.Deleted {
		if err := w.Refused(rec); err != nil {
			return nil, err
		}
		w.Remove(rec)
	}
	return NoContent(r.Op.Success[0]), nil
}

// render writes a record out.
func (w *World) render(r *Request, s Show, buf []byte, rec *Record) []byte {
	if s == nil {
		return rec.Append(buf)
	}
	return s(w, r, buf, rec)
}

// Whole answers with all records under a key, for lists without pages.
func (w *World) Whole(r *Request, key string, records []*Record, s Show) (*Reply, error) {
	buf := append(AppendString([]byte{'{'}, key), ":["...)
	for i, rec := range records {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = w.render(r, s, buf, rec)
	}
	return &Reply{Status: http.StatusOK, ContentType: JsonType, Body: append(buf, "]}"...)}, nil
}
