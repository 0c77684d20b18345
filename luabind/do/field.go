package do

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

// sampleOf says which operation's answer has a class's fields, and under which
// path in it.
func sampleOf(class string) []string {
	switch class {
	case "Account":
		return []string{"account_get", "account"}
	case "Action":
		return []string{"actions_get", "action"}
	case "Domain":
		return []string{"domains_get", "domain"}
	case "DomainRecord":
		return []string{"domains_get_record", "domain_record"}
	case "Droplet":
		return []string{"droplets_get", "droplet"}
	case "FloatingIP":
		return []string{"floatingIPs_get", "floating_ip"}
	case "Image":
		return []string{"images_get", "image"}
	case "Kernel":
		return []string{"droplets_list_kernels", "kernels"}
	case "Networks":
		return []string{"droplets_get", "droplet", "networks"}
	case "NetworkInterface":
		return []string{"droplets_get", "droplet", "networks", "v4"}
	case "BackupWindow":
		return []string{"droplets_get", "droplet", "next_backup_window"}
	case "Region":
		return []string{"regions_list", "regions"}
	case "SSHKey":
		return []string{"sshKeys_get", "ssh_key"}
	case "Size":
		return []string{"sizes_list", "sizes"}
	case "Tag":
		return []string{"tags_get", "tag"}
	}
	return nil
}

// fieldsOf lists the documented fields of a class.
func fieldsOf(class string) []luabind.Param {
	path := sampleOf(class)
	op := catalog.ByID(path[0])
	if op == nil || op.Response == nil {
		return nil
	}
	s := op.Response
	for _, step := range path[1:] {
		p := s.Prop(step)
		if p == nil {
			return nil
		}
		s = p.Schema
		if s.Items != nil {
			s = s.Items
		}
	}
	var out []luabind.Param
	place := strings.Join(path[1:], ".") + "."
	for _, p := range s.Props {
		out = append(out, luabind.Param{
			Name: p.Name, Type: fieldTypeOf(op.Group, place+p.Name, p.Name, p.Schema), Optional: !p.Required,
			Doc: catalog.FieldText(op.Group, place+p.Name),
		})
	}
	return out
}

var fieldsDescribed sync.Once

// describeFields fills in the Fields of the typed resources' classes, which only
// documentation and hints need: who reads them calls it before, from any goroutine.
func describeFields() {
	fieldsDescribed.Do(func() {
		for _, k := range kinds() {
			k.class.Fields = fieldsOf(k.class.Name)
		}
		for _, op := range catalog.All() {
			if class := client.ClassOf(op); class != nil && class.Typed() {
				widen(kinds()[class.Name], answered(op))
			}
		}
	})
}

// widen has the fields of a class be of the types too that they have in another
// answer with objects of the class: ids of actions are numbers, those of NFS texts.
func widen(k *kind, answer *catalog.Schema) {
	if k == nil || answer == nil {
		return
	}
	for i := range k.class.Fields {
		f := &k.class.Fields[i]
		p := answer.Prop(f.Name)
		if p == nil || !isScalar(f.Type.Lua) {
			continue
		}
		if of := operation.LuaType(p.Schema); isScalar(of) && !slices.Contains(strings.Split(f.Type.Lua, "|"), of) {
			f.Type.Lua += "|" + of
		}
	}
}

// isScalar reports whether a type is that of plain values, or of several.
func isScalar(name string) bool {
	for of := range strings.SplitSeq(name, "|") {
		switch of {
		case "string", "integer", "number", "boolean":
		default:
			return false
		}
	}
	return true
}

// answered is what an operation answers, an element where it lists.
func answered(op *catalog.Operation) *catalog.Schema {
	if e := op.Element(); e != nil {
		return e
	}
	return op.Response
}

// ResultFields lists the documented fields of what an operation answers, those of an
// element where it lists.
func ResultFields(op *catalog.Operation) []luabind.Param {
	s, place := answered(op), ""
	if op.Element() != nil {
		place = cmp.Or(op.Wrapper, op.ListKey) + "."
	}
	if s == nil {
		return nil
	}
	return slices.Clip(innerFields(op.Group, strings.TrimSuffix(place, "."), s))
}

// fieldTypeOf is the type of a field, with the values that it is known to take, or
// the fields of its tables. path is where it stands in the answers of a group.
func fieldTypeOf(group, path, name string, s *catalog.Schema) *luabind.Type {
	t := &luabind.Type{Lua: fieldType(name, s)}
	if class := held[path]; class != "" {
		t.Lua = class
		return t
	}
	switch s.Kind {
	case catalog.String:
		t.Enum, t.Open = operation.EnumTexts(s), true
	case catalog.Array:
		if s.Items != nil {
			t.Items = fieldTypeOf(group, path, "", s.Items)
		}
	case catalog.Object:
		if len(s.Props)+len(s.Variants) > 0 {
			t.Fields = sync.OnceValue(func() []luabind.Param { return innerFields(group, path, s) })
		}
	}
	return t
}

// held are the tables in objects that are objects themselves, by where they stand.
var held = map[string]string{"tag.resources.droplets.last_tagged": "Droplet"}

// innerFields are the documented fields of a table in an object.
func innerFields(group, path string, s *catalog.Schema) []luabind.Param {
	var out []luabind.Param
	for _, p := range propertiesOf(s) {
		at := strings.TrimPrefix(path+"."+p.Name, ".")
		t := fieldTypeOf(group, at, "", p.Schema)
		if t.Lua == "Time" {
			t.Lua = "string" // only those of the object itself are times
		}
		out = append(out, luabind.Param{Name: p.Name, Type: t, Optional: !p.Required, Doc: catalog.FieldText(group, at)})
	}
	return out
}

// propertiesOf lists what a table that is answered can have, of all its variants.
func propertiesOf(s *catalog.Schema) []catalog.Property {
	if len(s.Variants) == 0 {
		return s.Props
	}
	return s.Fields()
}

// fieldType names the type of a field as scripts see it.
func fieldType(name string, s *catalog.Schema) string {
	if s.Format == "date-time" || s.Kind == catalog.String && isTimeName(name) {
		return "Time"
	}
	switch name {
	case "region":
		return "Region"
	case "size":
		return "Size"
	case "image":
		return "Image"
	case "networks":
		return "Networks"
	}
	return operation.LuaType(s)
}
