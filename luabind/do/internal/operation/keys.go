package operation

import (
	"fmt"
	"slices"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// checkKeys finds keys of a nested table that no schema has. One that is near a
// known key is an error; others the API may know, and the script's author is
// warned: once for each place.
func checkKeys(c *luabind.Call, s *catalog.Schema, t luabind.Table, path string) error {
	if s.Additional != nil {
		return nil
	}
	names := keysOf(s, nil)
	if len(names) == 0 {
		return nil
	}
	var unknown []string
	t.Each(func(k, _ luabind.Value) bool {
		if name, ok := k.AsString(); ok && k.IsString() && !slices.Contains(names, name) {
			unknown = append(unknown, name)
		}
		return true
	})
	slices.Sort(unknown)
	for _, name := range unknown {
		if hint := luabind.DidYouMean(name, names); hint != "" {
			return &luabind.Inside{Path: path + "." + name, Err: fmt.Errorf("is not known%s", hint)}
		}
	}
	for _, name := range unknown {
		c.Warn(fmt.Sprintf("%s: '%s.%s' is not known of the API; it is sent", c.Func().Called(), c.Checking()+path, name))
	}
	return nil
}

// keysOf are the names of all fields of an object, those of its variants too.
func keysOf(s *catalog.Schema, names []string) []string {
	for i := range s.Props {
		names = append(names, s.Props[i].Name)
	}
	for _, v := range s.Variants {
		if v.Additional != nil || v.Recursive || v.Kind == catalog.Object && len(v.Props) == 0 && len(v.Requires) == 0 && len(v.Variants) == 0 {
			return nil // takes any
		}
		names = keysOf(v, names)
	}
	return names
}
