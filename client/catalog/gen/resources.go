package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

type roleKind struct {
	raw, name string
	item      bool // works on an item: its path ends with the item's parameter
}

var singleton = roleKind{"get_singleton", "RoleGetSingleton", false}

// roles are in the order of the catalog's constants.
var roles = []roleKind{
	{"list", "RoleList", false},
	{"create", "RoleCreate", false},
	{"get", "RoleGet", true},
	{"update", "RoleUpdate", true},
	{"patch", "RolePatch", true},
	{"delete", "RoleDelete", true},
	{"post_item", "RolePostItem", true},
	singleton,
	{"update_collection", "RoleUpdateCollection", false},
	{"patch_collection", "RolePatchCollection", false},
	{"delete_collection", "RoleDeleteCollection", false},
}

// resource is a resource as it will be written.
type resource struct {
	path, idParam, list, object string
	ids                         []string
	ops                         []roleOp
}

type roleOp struct {
	role string
	op   *operation
}

func buildResource(raw rawResource, byID map[string]*operation) (*resource, error) {
	r := &resource{path: raw.Path}
	var item *schema
	for _, role := range roles {
		id, ok := raw.Ops[role.raw]
		if !ok {
			continue
		}
		op := byID[id]
		if op == nil {
			return nil, fmt.Errorf("resource %s: no operation %q", raw.Path, id)
		}
		if role.raw == "list" && op.list == "" {
			role = singleton // an object with a list inside
		}
		r.ops = append(r.ops, roleOp{role.name, op})
		if role.item {
			r.idParam, _ = paramName(op.path[strings.LastIndex(op.path, "/")+1:])
		}
		switch role.raw {
		case "list":
			r.list = op.list
			item = op.response.prop(op.list).items
		case "get":
			if item == nil && op.response != nil && op.list == "" {
				item = op.response
				if op.wrapper != "" {
					item = item.prop(op.wrapper)
				}
			}
		}
		r.object = cmp.Or(r.object, op.wrapper)
	}
	if len(r.ops) != len(raw.Ops) {
		return nil, fmt.Errorf("resource %s: unknown roles among %v", raw.Path, raw.Ops)
	}
	if item == nil {
		return r, nil
	}
	var field string
	if r.idParam != "" {
		var err error
		if field, err = idField(r.idParam, item); err != nil {
			return nil, fmt.Errorf("resource %s: %w", raw.Path, err)
		}
	}
	if field != "" {
		r.ids = append(r.ids, field)
	}
	for _, id := range raw.IDs {
		if id != field && item.prop(id) != nil {
			r.ids = append(r.ids, id)
		}
	}
	return r, nil
}

// idFields are the fields that fill parameters of an unlike name.
var idFields = map[string]string{
	"username":        "name",
	"name":            "secret", // of secrets, whose answers call it so
	"tag_id":          "name",
	"logsink_id":      "sink_id",
	"namespace_id":    "namespace", // its uuid is another thing
	"manifest_digest": "digest",
	"repository_tag":  "tag",
	"floating_ip":     "ip",
	"reserved_ip":     "ip",
	"reserved_ipv6":   "ip",
	"sink_uuid":       "", // sinks don't tell their id
}

// idField returns the field of an item that fills the parameter which
// identifies it in a path: a field of the same name, or of its last word
// (replica_name is filled by name, lb_id by id).
func idField(param string, item *schema) (string, error) {
	unlike, known := idFields[param]
	if known && unlike == "" {
		return "", nil
	}
	lastWord := param[strings.LastIndex(param, "_")+1:]
	for _, field := range []string{param, unlike, lastWord, "id"} {
		if item.prop(field) != nil {
			return field, nil
		}
	}
	return "", fmt.Errorf("no field of its items goes with %s", param)
}

// prop returns the schema of a property, in variants too, nil if there is none.
func (s *schema) prop(name string) *schema {
	for _, p := range s.props {
		if p.name == name {
			return p.schema
		}
	}
	for _, v := range s.variants {
		if found := v.prop(name); found != nil {
			return found
		}
	}
	return nil
}

func resourceTable(raw []rawResource, byID map[string]*operation) (string, error) {
	var b strings.Builder
	var errs []error
	b.WriteString("var resources = [...]Collection{\n")
	sorted := slices.SortedFunc(slices.Values(raw), func(x, y rawResource) int { return strings.Compare(x.Path, y.Path) })
	for _, rr := range sorted {
		r, err := buildResource(rr, byID)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if r.ops[0].op.host == "Upload" {
			continue // a presigned URL is no resource
		}
		var ops strings.Builder
		for _, ro := range r.ops {
			fmt.Fprintf(&ops, "{%s, &%s},\n", ro.role, ro.op.variable())
		}
		l := newLiteral("")
		l.text("Path", r.path)
		l.text("IDParam", r.idParam)
		l.text("ListKey", r.list)
		l.text("ObjectKey", r.object)
		l.texts("IDs", r.ids)
		l.field("Ops", "[]RoleOp{\n"+ops.String()+"}")
		b.WriteString(l.String() + ",\n")
	}
	b.WriteString("}\n")
	return b.String(), errors.Join(errs...)
}

func waiterTable(raw []rawWaiter, byID map[string]*operation) (string, error) {
	var b strings.Builder
	var errs []error
	b.WriteString("var waiters = [...]States{\n")
	sorted := slices.SortedFunc(slices.Values(raw), func(x, y rawWaiter) int { return strings.Compare(x.Get, y.Get) })
	for _, w := range sorted {
		op := byID[w.Get]
		if op == nil {
			errs = append(errs, fmt.Errorf("waiter: no operation %q", w.Get))
			continue
		}
		// The facts write <timestamp> where any value will do.
		ok := slices.DeleteFunc(texts(w.OK), func(s string) bool { return strings.HasPrefix(s, `"<`) })
		l := newLiteral("")
		l.field("Get", "&"+op.variable())
		l.text("Field", w.Field)
		l.texts("Pending", texts(w.Pending))
		l.texts("OK", ok)
		l.texts("Failed", texts(w.Failed))
		b.WriteString(l.String() + ",\n")
	}
	b.WriteString("}\n")
	return b.String(), errors.Join(errs...)
}
