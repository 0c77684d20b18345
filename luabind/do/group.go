package do

import (
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// group is do.GROUP: the operations of one group, on one client.
type group struct {
	m    *manager
	name string
}

func (g *group) manager() *manager { return g.m }

// group gives the operations of a group; nil for what is none.
func (m *manager) group(c *luabind.Call, name string) luabind.Value {
	class := groupClass(name)
	if name == "ensure" {
		class = ensureClass
	}
	if class == nil {
		return luabind.Nil
	}
	return c.Host().Object(class, &group{m, name})
}

// groupClasses keeps the classes of the groups that somebody asked for.
var groupClasses sync.Map // *luabind.Class by name

// groupClass describes a group: its operations are the methods. It is nil for
// what is no group.
func groupClass(name string) *luabind.Class {
	if class, ok := groupClasses.Load(name); ok {
		return class.(*luabind.Class)
	}
	ops := catalog.InGroup(name)
	if ops == nil {
		return nil
	}
	class := &luabind.Class{
		Name: name, Doc: "Operations of the API.", NamedArgs: true, Bound: true,
		String: func(any) string { return "operations of " + name },
		Habit:  func(called string) string { return groupHabit(name, called) },
	}
	for _, op := range ops {
		class.Methods = append(class.Methods, *OperationFunc(op))
	}
	made, _ := groupClasses.LoadOrStore(name, class)
	return made.(*luabind.Class)
}

// memberNames are the names that member knows.
func memberNames() []string {
	return append(append(slices.Clone(classOrder), "ensure"), catalog.Groups()...)
}

var staticMembersOnce lazy.Value[map[string]*luabind.Class]

// staticMembers says the same to the checker, with all operations.
func staticMembers() map[string]*luabind.Class {
	return staticMembersOnce.Get(func() map[string]*luabind.Class {
		all := map[string]*luabind.Class{}
		for _, name := range classOrder {
			all[name] = constructors()[name]
		}
		for _, name := range catalog.Groups() {
			all[name] = groupClass(name)
		}
		ensureClass.Prepare()
		all["ensure"] = ensureClass
		return all
	})
}

// Operations finds the operations of the API of which all the words of a
// filter are in the names, the method or the path, in any case. Without words
// it finds all.
func Operations(filter string) []*catalog.Operation {
	words := strings.Fields(strings.ToLower(filter))
	var found []*catalog.Operation
	for _, name := range catalog.Groups() {
		for _, op := range catalog.InGroup(name) {
			text := strings.ToLower("do." + op.Group + "." + op.Name + " " + op.Method + " " + op.Path + " " + op.ID)
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
				found = append(found, op)
			}
		}
	}
	return found
}

func operationMethods() []luabind.Func {
	return []luabind.Func{{
		Name: "operations", Doc: "Lists the operations of the API, those with all the words of the filter in their name, method or path: tables with name, group, operation, method, path and id.", Result: "table[]",
		Params: []luabind.Param{{Name: "filter", Type: luabind.StringType, Optional: true}},
		Run:    runOperations,
	}}
}

func runOperations(c *luabind.Call) error {
	list := c.NewTable(0, 0)
	for _, op := range Operations(c.Named("filter").Text()) {
		t := c.NewTable(0, 7)
		t.Set("name", luabind.String(op.Group+"."+op.Name))
		t.Set("group", luabind.String(op.Group))
		t.Set("operation", luabind.String(op.Name))
		t.Set("method", luabind.String(op.Method))
		t.Set("path", luabind.String(op.Path))
		t.Set("id", luabind.String(op.ID))
		if op.Deprecated {
			t.Set("deprecated", luabind.Bool(true))
		}
		list.Append(t.Value())
	}
	return c.Return(c.Host().MarkList(list).Value())
}
