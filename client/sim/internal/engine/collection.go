package engine

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// collection serves a kind by what the catalog says of it.
type collection struct {
	*Kind
	res *catalog.Collection
	// depth is how many parameters the path has before the one that names an
	// item.
	depth int
	// within is the collection whose items this one belongs to; nil at the top,
	// and when Kind.Parent tells.
	within *collection
	// item is what the description shows of one item.
	item *catalog.Schema
	// generic: there is no more to it than the catalog knows.
	generic bool
}

func newCollection(a *API, k *Kind, generic bool) *collection {
	res := catalog.CollectionAt(k.Path)
	if res == nil {
		panic("sim: the catalog has no resource " + k.Path)
	}
	c := &collection{Kind: k, res: res, depth: strings.Count(k.Path, "{"), generic: generic}
	c.item = itemOf(res)
	if k.Parent == nil && c.depth > 0 {
		c.within = a.owning(k.Path)
	}
	if k.Table == "" {
		k.Table = res.ListKey
		if k.Table == "" || a.Kinds[k.Table] != nil && a.Kinds[k.Table].Path != k.Path || generic {
			k.Table = tableName(a, res)
		}
	}
	return c
}

// tableName names the table of a resource that has said nothing: by the key of
// its list, or by its path where that key is another one's too.
func tableName(a *API, res *catalog.Collection) string {
	if res.ListKey != "" && res.ListKey != "data" && a.Kinds[res.ListKey] == nil {
		return res.ListKey
	}
	var words []string
	for _, e := range strings.Split(strings.TrimPrefix(res.Path, "/v2/"), "/") {
		if !strings.HasPrefix(e, "{") {
			words = append(words, strings.NewReplacer("-", "_", ".", "_").Replace(e))
		}
	}
	return strings.Join(words, "_")
}

// itemOf finds what the description shows of one item.
func itemOf(res *catalog.Collection) *catalog.Schema {
	for _, role := range []catalog.Role{catalog.RoleGet, catalog.RoleCreate, catalog.RoleUpdate, catalog.RoleList} {
		op := res.Op(role)
		if op == nil || op.Response == nil {
			continue
		}
		if res.ObjectKey != "" {
			if p := op.Response.Prop(res.ObjectKey); p != nil {
				return p.Schema
			}
		}
		if role == catalog.RoleList && op.ListKey != "" || res.ObjectKey == "" && role == catalog.RoleGet {
			if s := op.Element(); s != nil {
				return s
			}
		}
	}
	return &catalog.Schema{Kind: catalog.Object}
}

// handler is what serves a role.
func (c *collection) handler(role catalog.Role) Handler {
	switch role {
	case catalog.RoleList:
		return c.list
	case catalog.RoleCreate:
		return c.create
	case catalog.RoleGet:
		return c.get
	case catalog.RoleUpdate, catalog.RolePatch:
		return c.update
	case catalog.RoleDelete:
		return c.remove
	}
	return nil
}

// owner returns what the items in the request's path belong to, for their field
// "_of"; "" at the top.
func (c *collection) owner(w *World, r *Request) (string, error) {
	switch {
	case c.Parent != nil:
		return c.Parent(w, r)
	case c.within == nil:
		return "", nil
	}
	rec, err := c.within.at(w, r)
	if err != nil {
		return "", err
	}
	return rec.ID, nil
}

// key is the id in the table: items that belong to others may have equal names.
func (c *collection) key(of, id string) string {
	if c.within != nil {
		return of + "/" + id
	}
	return id
}

// at finds the item that the request's path names.
func (c *collection) at(w *World, r *Request) (*Record, error) {
	of, err := c.owner(w, r)
	if err != nil {
		return nil, err
	}
	if len(r.Params) <= c.depth {
		return nil, ErrNotFound
	}
	id := r.Params[c.depth].Value
	var rec *Record
	if c.Find != nil {
		rec = c.Find(w, r, id)
	} else {
		rec = w.Table(c.Table).ByID[c.key(of, id)]
	}
	if rec == nil || of != "" && rec.Str("_of") != of {
		return nil, c.missing(id)
	}
	if rec.Deleted && r.Method != http.MethodGet && r.Method != http.MethodHead || rec.Found.After(w.Now) {
		return nil, c.missing(id)
	}
	return rec, nil
}

func (c *collection) missing(id string) error {
	if c.Missing == "" {
		return ErrNotFound
	}
	return &Error{Status: http.StatusNotFound, ID: "not_found", Message: fmt.Sprintf(c.Missing, id)}
}

func (c *collection) list(w *World, r *Request) (*Reply, error) {
	of, err := c.owner(w, r)
	if err != nil {
		return nil, err
	}
	t := w.Table(c.Table)
	name, match, fields := "", (func(*Record) bool)(nil), c.FilterFields
	if c.Filter != nil {
		if name, match, err = c.Filter(w, r); err != nil {
			return nil, err
		}
	} else if c.generic && len(r.Query) > 0 {
		if name, match, fields, err = c.query(r); err != nil {
			return nil, err
		}
	}
	var records []*Record
	if of != "" {
		records = t.ListOf(w.Now, of, name, match, fields...)
	} else {
		records = t.List(w.Now, name, match, fields...)
	}
	return c.answerList(w, r, records, t.Newest)
}

func (c *collection) get(w *World, r *Request) (*Reply, error) {
	rec, err := c.at(w, r)
	if err != nil {
		return nil, err
	}
	return c.answer(w, r, http.StatusOK, rec), nil
}

func (c *collection) create(w *World, r *Request) (*Reply, error) {
	op := r.Op
	of, err := c.owner(w, r)
	if err != nil {
		return nil, err
	}
	if err := CheckEnums(op.Body, &r.Body, c.Empty...); err != nil {
		return nil, err
	}
	d := w.fill(r, c, op.Body)
	if of != "" {
		d.Set("_of", of)
	}
	id := ""
	if c.Kind.Create != nil {
		if id, err = c.Kind.Create(w, r, &d); err != nil {
			return nil, err
		}
	}
	if !c.Checked {
		if err := CheckRequired(op.Body, &r.Body); err != nil {
			return nil, err
		}
	}
	if c.generic {
		if err := w.checkReferences(op.Body, &r.Body); err != nil {
			return nil, err
		}
		c.keepHidden(&d, op.Body, r.Body.Fields)
	}
	if id == "" {
		id = c.identify(w, &d)
	}
	id = c.key(of, id)
	t := w.Table(c.Table)
	if t.Live(id) != nil {
		return nil, Conflict("%s already exists", id)
	}
	if old := t.ByID[id]; old != nil {
		t.Remove(old) // deleted, and only still shown
	}
	rec := w.Add(c.Table, id, d)
	w.Created(r, rec)
	if names := rec.Strings("tags"); len(names) > 0 && c.generic {
		w.TagAll(rec, names)
	}
	if c.Created != nil {
		c.Created(w, r, rec)
	} else {
		c.mature(w, r, rec)
	}
	return c.answer(w, r, op.Success[0], rec), nil
}

// identify returns the item's first identifying field.
func (c *collection) identify(w *World, d *Document) string {
	for _, key := range c.res.IDs {
		if v := d.Get(key); v != "" && v != Null {
			if s := DecodeString(v); s != "" {
				return s
			}
			return string(v)
		}
	}
	return w.UUID()
}

func (c *collection) update(w *World, r *Request) (*Reply, error) {
	rec, err := c.at(w, r)
	if err != nil {
		return nil, err
	}
	if err := CheckEnums(r.Op.Body, &r.Body, c.Empty...); err != nil {
		return nil, err
	}
	changes := Document{}
	for i := range r.Body.Fields {
		f := &r.Body.Fields[i]
		if c.generic && (r.Param(f.Key) != "" || c.names(f.Key)) {
			r.Body.Get(f.Key) // who the path means is said twice
			continue
		}
		for _, s := range Declarations(r.Op.Body, f.Key, nil) {
			if !s.ReadOnly {
				changes.Put(f.Key, r.Body.Get(f.Key))
				break
			}
		}
	}
	if c.Kind.Update != nil {
		if err := c.Kind.Update(w, r, rec, &changes); err != nil {
			return nil, err
		}
	} else if r.Op.Method == http.MethodPut {
		if err := CheckRequired(r.Op.Body, &r.Body); err != nil {
			return nil, err
		}
	}
	if c.generic {
		if err := w.checkReferences(r.Op.Body, &r.Body); err != nil {
			return nil, err
		}
		c.keepShown(w, r, &changes)
	}
	for _, f := range changes.Fields {
		rec.Set(f.Key, f.Value)
	}
	w.Emit(Changed, rec)
	return c.answer(w, r, r.Op.Success[0], rec), nil
}

// names reports whether a field is what an item is known by in paths, when that
// is made by the API.
func (c *collection) names(field string) bool {
	return len(c.res.IDs) > 0 && c.res.IDs[0] == field && (field == "id" || field == "uuid" || strings.HasSuffix(field, "_uuid"))
}

func (c *collection) remove(w *World, r *Request) (*Reply, error) {
	rec, err := c.at(w, r)
	if err != nil {
		return nil, err
	}
	if c.Kind.Delete != nil {
		if err := c.Kind.Delete(w, r, rec); err != nil {
			return nil, err
		}
	}
	if rec.Table.ByID[rec.ID] == rec && !rec.Deleted {
		if err := w.Refused(rec); err != nil {
			return nil, err
		}
		w.Remove(rec)
	}
	if r.Op.Response == nil {
		return NoContent(r.Op.Success[0]), nil
	}
	return c.answer(w, r, r.Op.Success[0], rec), nil
}
