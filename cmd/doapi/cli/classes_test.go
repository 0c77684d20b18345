package cli

import (
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// Two classes of one name would be taken for one another by the checker, help and
// the definitions for editors.
func TestClassNames(t *testing.T) {
	named := map[string]*luabind.Class{}
	for _, m := range modules() {
		for _, class := range append(m.Classes, m.Class) {
			if class == nil {
				continue
			}
			if other := named[class.Name]; other != nil && other != class {
				t.Errorf("two classes are called %s: one is %q, the other %q (module %s)", class.Name, other.Doc, class.Doc, m.Name)
			}
			named[class.Name] = class
		}
	}
}
