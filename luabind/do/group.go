package do

import (
	"slices"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// group gives the operations of a group; nil for what is none.
func (m *manager) group(c *luabind.Call, name string) luabind.Value { return luabind.Nil }

// memberNames are the names that member knows.
func memberNames() []string {
	return append(slices.Clone(classOrder), catalog.Groups()...)
}

// staticMembers says the same to the checker.
func staticMembers() map[string]*luabind.Class {
	all := map[string]*luabind.Class{}
	for _, name := range memberNames() {
		all[name] = nil
	}
	return all
}
