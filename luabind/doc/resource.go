package doc

import (
	"slices"
	"sync"

	"github.com/doapi-lua/doapi/luabind"
)

// resourceClass is what the classes of resources have in common.
const resourceClass = "doapi.Resource"

// sharedMembers are what most classes have: the objects of the API are alike.
type sharedMembers struct {
	once       sync.Once
	properties []luabind.Property
	methods    []luabind.Func
}

// shared finds what at least half of the classes have.
func (x *Index) shared() *sharedMembers {
	s := &x.alike
	s.once.Do(func() {
		properties, methods := map[[3]string]int{}, map[[3]string]int{}
		for _, name := range x.Classes() {
			class := x.classes[name]
			for _, p := range class.Properties {
				key := [3]string{p.Name, p.Doc, p.Type}
				if properties[key]++; properties[key] == len(x.classes)/2 {
					s.properties = append(s.properties, p)
				}
			}
			for _, f := range class.AllMethods() {
				if key := [3]string{f.Name, f.Doc, f.Result}; len(f.Params) == 0 && f.More == nil {
					if methods[key]++; methods[key] == len(x.classes)/2 {
						s.methods = append(s.methods, f)
					}
				}
			}
		}
	})
	return s
}

func (x *Index) isCommon(p luabind.Property) bool {
	return slices.ContainsFunc(x.shared().properties, func(q luabind.Property) bool { return q.Name == p.Name && q.Doc == p.Doc && q.Type == p.Type })
}

func (x *Index) isCommonMethod(f luabind.Func) bool {
	return len(f.Params) == 0 && slices.ContainsFunc(x.shared().methods, func(g luabind.Func) bool { return g.Name == f.Name && g.Doc == f.Doc && g.Result == f.Result })
}

// parent is what stands behind the name of a class that has all of it.
func (x *Index) parent(c *luabind.Class) string {
	n := 0
	for _, p := range c.Properties {
		if x.isCommon(p) {
			n++
		}
	}
	for _, f := range c.AllMethods() {
		if x.isCommonMethod(f) {
			n++
		}
	}
	if s := x.shared(); n == 0 || n < len(s.properties)+len(s.methods) {
		return ""
	}
	return ": " + resourceClass
}

// common defines what the classes of resources have in common.
func (x *Index) common(t *tables) string {
	w := &writer{tables: t}
	w.line("do")
	w.line("---@class %s", resourceClass)
	for _, p := range x.shared().properties {
		w.line("---@field %s %s%s", p.Name, luaType(p.Type), trailing(p.Doc))
	}
	w.line("---@field class string # The class's name.")
	w.line("local Resource = {}")
	w.line("")
	for i := range x.shared().methods {
		f := &x.shared().methods[i]
		w.function(f, "Resource:", f.Name, resourceClass, false)
	}
	w.line("end")
	return w.String()
}
