package engine

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// fill makes an item: what the body says and the description shows, what the
// path says, and what the API itself gives: ids, times, names. What is left and
// must be there gets the emptiest value that it can have.
func (w *World) fill(r *Request, c *collection, accepted *catalog.Schema) Document {
	shown, body := c.item, &r.Body
	d := Document{Fields: make([]Field, 0, len(shown.Props)+2)}
	for _, p := range shownProps(shown) {
		value := given(p.Name, accepted, body)
		if value == "" && p.Name == c.newIDField(accepted) {
			value = w.newID(p.Schema)
		}
		if value == "" {
			value = derived(w, r, p)
		}
		if value != "" {
			value = expand(p, value)
		} else {
			value = unseen(p)
		}
		if value != "" {
			d.Fields = append(d.Fields, Field{p.Name, value})
		}
	}
	return d
}

// shownProps are the fields of an item, of all its variants.
func shownProps(s *catalog.Schema) []catalog.Property {
	if len(s.Variants) == 0 {
		return s.Props
	}
	seen := map[string]bool{}
	var all []catalog.Property
	for _, p := range s.Props {
		seen[p.Name] = true
		all = append(all, p)
	}
	for _, v := range s.Variants {
		for _, p := range shownProps(v) {
			if !seen[p.Name] {
				seen[p.Name] = true
				p.Required = false
				all = append(all, p)
			}
		}
	}
	return all
}

// given is what a body says of a field that callers may write; "" for nothing.
func given(name string, accepted *catalog.Schema, body *Document) Raw {
	v := body.Get(name)
	if v == "" || v == Null {
		return ""
	}
	for _, s := range Declarations(accepted, name, nil) {
		if !s.ReadOnly {
			return v
		}
	}
	return ""
}

// newIDField names the field that the API fills with a new id: the first one
// that identifies an item, unless callers choose it.
func (c *collection) newIDField(accepted *catalog.Schema) string {
	for _, name := range c.res.IDs {
		if name == "name" || name == "slug" {
			continue
		}
		for _, s := range Declarations(accepted, name, nil) {
			if !s.ReadOnly && name != "id" && name != "uuid" && !strings.HasSuffix(name, "_uuid") {
				return ""
			}
		}
		return name
	}
	return ""
}

func (w *World) newID(s *catalog.Schema) Raw {
	if s.Kind == catalog.Integer {
		return Encode(w.NextID("item"))
	}
	return Encode(w.UUID())
}

// derived is what the API itself gives to a field.
func derived(w *World, r *Request, p catalog.Property) Raw {
	switch name := p.Name; name {
	case "created_at", "updated_at", "last_updated_at", "inserted_at":
		if w == nil {
			return Null
		}
		return Encode(w.Now)
	case "user_id", "created_by_user_id", "owner_id":
		if p.Schema.Kind == catalog.String {
			return Encode(strconv.Itoa(UserID))
		}
		return Encode(UserID)
	case "created_by", "created_by_user_email", "owner_email":
		return Encode(UserEmail)
	}
	if v := r.Param(p.Name); v != "" {
		return Encode(v)
	}
	return ""
}

// expand shows what was sent as a slug as the object that it means.
func expand(p catalog.Property, value Raw) Raw {
	if p.Schema.Kind != catalog.Object || value[0] != '"' {
		// A text that could be sent is shown, also where the answers' enumeration
		// lacks it: those of log sinks do not know datadog.
		if !(p.Schema.Kind == catalog.String && value[0] == '"') && !fits(p.Schema, value) {
			return "" // what is shown under the name is something else
		}
		return value
	}
	switch slug := DecodeString(value); p.Name {
	case "region":
		if o := Offered().RegionLike(slug); o != nil {
			return o.Doc
		}
	case "size":
		if o := Offered().Size(slug); o != nil {
			return o.Doc
		}
	}
	return ""
}

// fits reports whether an encoded value is of the schema's types.
func fits(schema *catalog.Schema, value Raw) bool {
	var v any
	dec := json.NewDecoder(strings.NewReader(string(value)))
	dec.UseNumber()
	return dec.Decode(&v) == nil && Misfit(schema, "", v) == nil
}

// unseen is the value of a field that nobody gave and that must be there: the
// schema's own default, or the emptiest one.
func unseen(p catalog.Property) Raw {
	switch {
	case p.Schema.Default != "" && p.Schema.Kind != catalog.Object:
		return Raw(p.Schema.Default)
	case !p.Required:
		return ""
	}
	return emptiest(p.Schema, 0)
}

// emptiest is the least value that fits a schema; "" when there is none.
func emptiest(s *catalog.Schema, depth int) Raw {
	switch {
	case s.Default != "":
		return Raw(s.Default)
	case s.Nullable:
		return Null
	case len(s.Enum) > 0:
		return Raw(s.Enum[0])
	}
	switch s.Kind {
	case catalog.String:
		return `""`
	case catalog.Integer, catalog.Number:
		if s.Minimum != "" {
			return Raw(s.Minimum)
		}
		return "0"
	case catalog.Boolean:
		return "false"
	case catalog.Array:
		return "[]"
	case catalog.Object:
		d := Document{}
		for _, p := range s.Props {
			if p.Required && depth < 5 {
				if v := emptiest(p.Schema, depth+1); v != "" {
					d.Put(p.Name, v)
				}
			}
		}
		return d.Raw()
	}
	return ""
}

// keepHidden keeps what was sent and no answer shows, or shows in another form, for
// hooks that know what it is for.
func (c *collection) keepHidden(d *Document, accepted *catalog.Schema, sent []Field) {
	for _, f := range sent {
		p := c.item.Prop(f.Key)
		if (p == nil || f.Value != Null && f.Value != "" && expand(*p, f.Value) == "") && len(Declarations(accepted, f.Key, nil)) > 0 {
			d.Put("_"+f.Key, f.Value)
		}
	}
}

// keepShown hides what no answer shows, expands slugs and takes the time.
func (c *collection) keepShown(w *World, r *Request, changes *Document) {
	var kept []Field
	for _, f := range changes.Fields {
		if p := c.item.Prop(f.Key); p != nil {
			if f.Value != Null && f.Value != "" {
				f.Value = expand(*p, f.Value)
			}
			if f.Value != "" {
				kept = append(kept, f)
			}
		}
	}
	sent := changes.Fields
	changes.Fields = kept
	c.keepHidden(changes, r.Op.Body, sent)
	if c.item.Prop("updated_at") != nil {
		changes.Set("updated_at", w.Now)
	}
}

// provisioning is how long things take that tell a state and have no behaviour
// of their own.
const provisioning = 30 * time.Second

// mature starts an item in the first pending state that the catalog knows of and
// lets it become ready.
func (c *collection) mature(w *World, r *Request, rec *Record) {
	get := c.res.Op(catalog.RoleGet)
	if get == nil {
		return
	}
	waiter := catalog.StatesOf(get)
	if waiter == nil || len(waiter.Pending) == 0 || len(waiter.OK) == 0 {
		return
	}
	field := waiter.Field
	if c.res.ObjectKey != "" {
		var ok bool
		if field, ok = strings.CutPrefix(field, c.res.ObjectKey+"."); !ok {
			return
		}
	}
	if strings.Contains(field, "[") {
		return
	}
	end := waiter.OK[0]
	if r.Fail && len(waiter.Failed) > 0 {
		end = waiter.Failed[0]
	}
	rec.putAt(field, Raw(waiter.Pending[0]))
	w.Transition(provisioning, "mature", rec, field, end)
}

// mature is the step in which an item reaches its last state: a field, and its
// value.
func mature(w *World, rec *Record, args []string) bool {
	if rec == nil || rec.Deleted {
		return false
	}
	rec.putAt(args[0], Raw(args[1]))
	w.Emit(Changed, rec)
	return true
}

// putAt puts a value at a dotted path.
func (r *Record) putAt(path string, v Raw) {
	keys := strings.Split(path, ".")
	r.Put(keys[0], within(r.Get(keys[0]), keys[1:], v))
	r.Table.Version++
}

// within puts a value at a path into an encoded one.
func within(value Raw, path []string, v Raw) Raw {
	if len(path) == 0 {
		return v
	}
	d, _ := ParseDocument(value)
	d.Put(path[0], within(d.Get(path[0]), path[1:], v))
	return d.Raw()
}

// Unseen lists the fields that a generic create fills from the schema alone,
// when nothing but what is required is sent.
func (a *API) Unseen(id string) []string {
	op := catalog.ByID(id)
	if op == nil || !a.generic[id] {
		return nil
	}
	res, role := catalog.CollectionOf(op)
	if role != catalog.RoleCreate || a.collections[res.Path] == nil {
		return nil
	}
	c := a.collections[res.Path]
	var names []string
	for _, p := range shownProps(c.item) {
		required := false
		for _, f := range op.BodyFields() {
			required = required || f.Name == p.Name && f.Required
		}
		known := derived(nil, &Request{}, p) != "" || p.Name == c.newIDField(op.Body) || op.Param(p.Name) != nil
		if !required && !known && unseen(p) != "" {
			names = append(names, p.Name)
		}
	}
	return names
}
