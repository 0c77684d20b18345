package lsp

import (
	"fmt"
	"slices"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// renamable says what is wrong with a name for a variable.
func renamable(name string) error {
	l := syntax.NewLexer([]byte(name))
	t := l.Next()
	if t.Kind != syntax.Name || int(t.End.Offset) != len(name) || name == "do" || name == "DO" || name == "self" {
		return fmt.Errorf("%q is no name for a variable", name)
	}
	return nil
}

func sorted(uses []use) []use {
	return slices.SortedFunc(slices.Values(uses), func(a, b use) int { return int(a.span.Start.Offset - b.span.Start.Offset) })
}

// sameBindings holds that in a text where the variable v has another name every
// name still means the variable that it meant.
func sameBindings(before *syntax.Block, v *syntax.Variable, text []byte, name string) error {
	after, err := syntax.Parse("", text)
	if err != nil {
		return err
	}
	old, renamed := bindings(before), bindings(after)
	if len(old) != len(renamed) {
		return fmt.Errorf("%q is used there already", name)
	}
	pairs := map[*syntax.Variable]*syntax.Variable{}
	for i := range old {
		a, b := old[i], renamed[i]
		if (a == nil) != (b == nil) {
			return fmt.Errorf("%q is a global there", name)
		}
		if a == nil {
			continue
		}
		if known, ok := pairs[a]; ok && known != b {
			return fmt.Errorf("another local variable is called %q there", name)
		}
		pairs[a] = b
	}
	seen := map[*syntax.Variable]bool{}
	for _, b := range pairs {
		if seen[b] {
			return fmt.Errorf("another local variable is called %q there", name)
		}
		seen[b] = true
	}
	return nil
}

// bindings lists what the names of a program mean, in the order of the text;
// nil is a global.
func bindings(root *syntax.Block) []*syntax.Variable {
	var list []*syntax.Variable
	syntax.Walk(root, func(n syntax.Node) bool {
		if x, ok := n.(*syntax.NameExpr); ok {
			list = append(list, x.Var)
		}
		return true
	})
	return list
}
