package engine

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Area is a part of the API whose resources are simulated together. See the
// package's documentation for how one is added.
type Area struct {
	Kinds    []*Kind
	Ops      map[string]Handler // by operationId; they go before those of Kinds
	Routes   []Route            // operations that the description does not have
	Imports  []Import           // what only an import brings
	Nested   map[string]string  // by operationId: the field in which clients may send the body that the description has at the top
	On       []Hook
	Steps    map[string]Step   // what happens later, by a name that begins with the area's
	Declined map[string]string // operations that are not served, with the reason
}

// Route is an operation beyond the description. A path element in braces is a
// parameter.
type Route struct {
	ID, Method, Path string
	Serve            Handler
	Open             bool // it wants no token: its address is the secret
}

// Import is a path under which an object can be put into a world that no
// operation makes.
type Import struct {
	Path string
	Put  func(w *World, params catalog.PathValues, d Document) error
}

// Event is something that happens to a record, or to the world.
type Event uint8

// The events. Hooks are called in the order of the areas, and within an area in
// the order in which it lists them.
const (
	Seeded  Event = iota // a new world is furnished; there is no record
	Created              // the record is in its table
	Changed              // an operation or an action has changed the record's fields
	Deleted              // the record is gone, or shown for a moment still
	Tagged               // the record has got or lost a tag
)

// Hook has an area take part in what happens in another one.
type Hook struct {
	Event Event
	Table string // of the record; "" for any
	Do    func(w *World, rec *Record)
}

// Relation is one of the catalog's, between records of tables: what the end of
// one means for those that name it.
type Relation struct {
	*catalog.Relation
	Table string // of those that refer
	To    string // table of what is referred to
}

// API is all areas together. It does not change after compile and is shared by
// all worlds.
type API struct {
	Handlers map[string]Handler
	Routes   []Route
	Imports  []Import
	Nested   map[string]string
	Kinds    map[string]*Kind // the first one of each table
	To       map[string][]Relation
	Named    map[string]string // by the field of a body: the table of what it names
	Hooks    map[Event][]Hook
	Steps    map[string]Step

	literal     map[string]string      // routes without parameters, by method and path
	collections map[string]*collection // by path
	nested      map[string][]string    // by table: those whose records belong to its records
	open        map[string]bool        // operations that want no token
	generic     map[string]bool        // operations that the catalog alone serves
	why         map[string]string      // operations that are not served: the reason
}

// Compile puts areas together.
func Compile(areas ...Area) *API {
	a := &API{
		Handlers: map[string]Handler{}, Kinds: map[string]*Kind{}, To: map[string][]Relation{}, Named: map[string]string{}, Hooks: map[Event][]Hook{}, Steps: maps.Clone(steps()),
		literal: map[string]string{}, Nested: map[string]string{}, collections: map[string]*collection{}, nested: map[string][]string{}, generic: map[string]bool{}, open: map[string]bool{}, why: map[string]string{},
	}
	for _, area := range areas {
		maps.Copy(a.Handlers, area.Ops)
		maps.Copy(a.Steps, area.Steps)
		maps.Copy(a.why, area.Declined)
		for _, l := range area.Routes {
			a.Handlers[l.ID], a.open[l.ID] = l.Serve, l.Open
			if !strings.Contains(l.Path, "{") {
				a.literal[l.Method+l.Path] = l.ID
			}
		}
		a.Routes = append(a.Routes, area.Routes...)
		a.Imports = append(a.Imports, area.Imports...)
		maps.Copy(a.Nested, area.Nested)
		for _, h := range area.On {
			a.Hooks[h.Event] = append(a.Hooks[h.Event], h)
		}
	}
	var kinds []*Kind
	for _, area := range areas {
		kinds = append(kinds, area.Kinds...)
	}
	// Those that own others come first.
	slices.SortStableFunc(kinds, func(x, y *Kind) int { return strings.Compare(x.Path, y.Path) })
	for _, k := range kinds {
		c := newCollection(a, k, false)
		a.collections[k.Path] = c
		if a.Kinds[k.Table] == nil || a.Kinds[k.Table].Path == k.Path {
			a.Kinds[k.Table] = k
		}
		for _, ro := range c.res.Ops {
			if h := c.handler(ro.Role); h != nil && a.Handlers[ro.Op.ID] == nil && !slices.Contains(k.Except, ro.Role) {
				a.Handlers[ro.Op.ID] = h
			}
		}
	}
	a.complete()
	a.relate()
	for _, c := range a.collections {
		if c.within != nil {
			a.nested[c.within.Table] = append(a.nested[c.within.Table], c.Table)
		}
	}
	for _, tables := range a.nested {
		slices.Sort(tables)
	}
	return a
}

// relate takes over what the catalog says of what names what.
func (a *API) relate() {
	all := catalog.Relations()
	for i := range all {
		r := &all[i]
		to, of := a.collections[r.Target], a.collections[r.Resource]
		switch {
		case to == nil:
		case r.Resource == "" && r.Or == "":
			a.Named[r.Field] = to.Table
		case of != nil:
			a.To[to.Table] = append(a.To[to.Table], Relation{r, of.Table, to.Table})
		}
	}
}

// Simulates reports whether an operation is served.
func (a *API) Simulates(id string) bool { return a.Handlers[id] != nil }

// Open reports whether an operation wants no token.
func (a *API) Open(id string) bool { return a.open[id] }

// Literal is Match for routes without parameters, which go before what the
// description would take them for.
func (a *API) Literal(method, path string) (id string) { return a.literal[method+path] }

// Match is catalog.Match for the routes that the description does not have.
func (a *API) Match(method, path string) (id string, params catalog.PathValues) {
	for i := range a.Routes {
		l := &a.Routes[i]
		if l.Method != method {
			continue
		}
		if params, ok := MatchPath(l.Path, path); ok {
			return l.ID, params
		}
	}
	return "", nil
}

func MatchPath(template, path string) (params catalog.PathValues, ok bool) {
	for {
		want, wantRest, wantMore := strings.Cut(template, "/")
		have, haveRest, haveMore := strings.Cut(path, "/")
		if wantMore != haveMore {
			return nil, false
		}
		if name, isParam := strings.CutPrefix(want, "{"); isParam {
			value, err := url.PathUnescape(have)
			if err != nil || value == "" {
				return nil, false
			}
			params = append(params, catalog.PathValue{Name: strings.TrimSuffix(name, "}"), Value: value})
		} else if want != have {
			return nil, false
		}
		if !wantMore {
			return params, true
		}
		template, path = wantRest, haveRest
	}
}

// Emit tells the areas what has happened.
func (w *World) Emit(e Event, rec *Record) {
	for _, h := range w.API.Hooks[e] {
		if h.Table == "" || rec != nil && rec.Table.Name == h.Table {
			h.Do(w, rec)
		}
	}
}

// Add puts a document into a table under an id that is not taken.
func (w *World) Add(table, id string, d Document) *Record {
	w.changes++
	rec := w.Table(table).Add(id, d)
	w.Emit(Created, rec)
	return rec
}

// Refused says why a record cannot be deleted; nil if it can.
func (w *World) Refused(rec *Record) error {
	for _, rel := range w.API.To[rec.Table.Name] {
		if rel.OnDelete == catalog.Refuse && len(w.Referrers(rel, rec.ID)) > 0 {
			return Conflict("%s", rel.Refusal)
		}
	}
	return nil
}

// Remove takes a record away with all that its end means for others.
func (w *World) Remove(rec *Record) {
	if rec.Table.ByID[rec.ID] != rec {
		return
	}
	known := rec.Deleted
	w.UntagAll(rec)
	rec.Table.Remove(rec)
	if !known {
		w.Gone(rec)
	}
}

// Fade deletes a record that reads still show; [World.Remove] takes it away.
func (w *World) Fade(rec *Record) {
	if rec.Deleted {
		return
	}
	w.UntagAll(rec)
	rec.Table.MarkDeleted(rec)
	w.Gone(rec)
}

func (w *World) Gone(rec *Record) {
	w.Table("tags").Version++
	for _, name := range w.API.nested[rec.Table.Name] {
		if t := w.Tables[name]; t != nil {
			for _, item := range slices.Clone(t.Of(rec.ID)) {
				w.Remove(item)
			}
		}
	}
	for _, rel := range w.API.To[rec.Table.Name] {
		for _, by := range w.Referrers(rel, rec.ID) {
			switch rel.OnDelete {
			case catalog.Unset:
				key, path := rel.Split()
				by.Put(key, Without(by.Get(key), path, rec.ID))
				by.Table.Version++
				w.Emit(Changed, by)
			case catalog.Cascade:
				w.Remove(by)
			}
		}
	}
	w.Emit(Deleted, rec)
}

// Split returns the field's name and the way that leads on from there.
func (r Relation) Split() (key string, path []string) {
	key, rest, more := strings.Cut(r.Field, ".")
	if more {
		path = strings.Split(rest, ".")
	}
	return key, path
}

// Referrers returns the records that name id in the relation's field.
func (w *World) Referrers(rel Relation, id string) []*Record {
	t := w.Tables[rel.Table]
	if t == nil {
		return nil
	}
	key, path := rel.Split()
	return slices.Clone(t.Holding(key, path, id))
}

// IdsIn returns the ids at a path in an encoded value.
func IdsIn(value Raw, path []string) []string {
	switch {
	case value == "" || value == Null:
		return nil
	case value[0] == '[':
		var ids []string
		for _, item := range Elements(value) {
			ids = append(ids, IdsIn(item, path)...)
		}
		return ids
	case value[0] == '{':
		if len(path) == 0 {
			return nil
		}
		d, _ := ParseDocument(value)
		return IdsIn(d.Get(path[0]), path[1:])
	case len(path) > 0:
		return nil
	case value[0] == '"':
		return []string{DecodeString(value)}
	}
	return []string{string(value)}
}

// Without takes an id out of an encoded value: null for a single one.
func Without(value Raw, path []string, id string) Raw {
	switch {
	case value == "" || value == Null:
		return value
	case value[0] == '[':
		kept := []Raw{}
		for _, item := range Elements(value) {
			if item[0] == '{' {
				item = Without(item, path, id)
			} else if slices.Contains(IdsIn(item, nil), id) {
				continue
			}
			kept = append(kept, item)
		}
		return Encode(kept)
	case value[0] == '{' && len(path) > 0:
		d, _ := ParseDocument(value)
		d.Put(path[0], Without(d.Get(path[0]), path[1:], id))
		return d.Raw()
	case slices.Contains(IdsIn(value, nil), id):
		return Null
	}
	return value
}

// How an operation is served.
type How string

// The ways.
const (
	Behaviour How = "behaviour" // written by hand
	Generic   How = "generic"   // by the catalog alone
	NotServed How = "501"
)

// How tells how an operation is served, and why it is not.
func (a *API) How(id string) (how How, why string) {
	switch {
	case a.generic[id]:
		return Generic, ""
	case a.Handlers[id] != nil:
		return Behaviour, ""
	}
	return NotServed, a.why[id]
}

// Collection reports whether a path of the catalog is one whose items are kept.
func (a *API) Collection(path string) bool { return a.collections[path] != nil }
