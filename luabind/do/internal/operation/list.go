package operation

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// checkList takes lists and iterators, which it goes through.
func checkList(c *luabind.Call, s *catalog.Schema, v luabind.Value, path string) (luabind.Value, error) {
	list, err := listIn(c, v)
	if err == luabind.ErrType {
		err = noList(s, v)
	}
	if err != nil {
		return v, within(s, v, path, err)
	}
	n := list.Len()
	switch {
	case n < s.MinItems:
		return v, within(s, v, path, fmt.Errorf("must have at least %s, got %d", elements(s.MinItems), n))
	case s.MaxItems > 0 && n > s.MaxItems:
		return v, within(s, v, path, fmt.Errorf("must have at most %s, got %d", elements(s.MaxItems), n))
	}
	out := list
	for i := 1; i <= n; i++ {
		e := list.At(i)
		sent, err := check(c, s.Items, e, path+"["+strconv.Itoa(i)+"]")
		if err != nil {
			return v, err
		}
		if out == list && !sent.Equal(e) {
			out = c.Host().MarkList(c.NewTable(n, 0))
			for j := 1; j < i; j++ {
				out.Append(list.At(j))
			}
		}
		if out != list {
			out.Append(sent)
		}
	}
	return out.Value(), nil
}

// noList says what is wrong with a table that is no list.
func noList(s *catalog.Schema, v luabind.Value) error {
	ofTables := s.Items != nil && (s.Items.Kind == catalog.Object || slices.ContainsFunc(s.Items.Variants, func(v *catalog.Schema) bool { return v.Kind == catalog.Object }))
	return luabind.NoList(v, nameOf(s), ofTables)
}

func elements(n int) string {
	if n == 1 {
		return "1 element"
	}
	return fmt.Sprintf("%d elements", n)
}

// listIn is the list that a value is, or that an iterator gives.
func listIn(c *luabind.Call, v luabind.Value) (luabind.Table, error) {
	if it, ok := v.AsIterator(); ok {
		t := c.Host().MarkList(c.NewTable(0, 0))
		for {
			e, err := it.Next(c)
			if err != nil {
				return t, err
			}
			if e.IsNil() {
				return t, nil
			}
			t.Append(e)
		}
	}
	t, ok := v.AsTable()
	if self, _ := v.Object(); !ok || self != nil || !t.IsList() {
		return luabind.Table{}, luabind.ErrType
	}
	return t, nil
}
