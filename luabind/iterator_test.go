package luabind_test

import (
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

func TestPeekLeavesElements(t *testing.T) {
	asked := 0
	m := &luabind.Module{Name: "numbers", Funcs: []luabind.Func{{Name: "to", Doc: "The numbers up to n.", Params: []luabind.Param{{Name: "n", Type: luabind.IntegerType}},
		Run: func(c *luabind.Call) error {
			i, n := int64(0), c.Named("n").Int()
			return c.Return(c.Iterate(luabind.IterFunc(func(*luabind.Call) (luabind.Value, error) {
				asked++
				if i++; i > n {
					return luabind.Nil, nil
				}
				return luabind.Number(float64(i)), nil
			})))
		}}}}
	h, err := luabind.New(luabind.WithModules(m))
	if err != nil {
		t.Fatal(err)
	}
	err = h.EvalTo(t.Context(), "test", `require("numbers").to(5)`, func(c *luabind.Call, vs []luabind.Value) error {
		h.SetGlobal("it", vs[0])
		for _, n := range []int{2, 3, 1} {
			got, ended, err := c.Peek(vs[0], n)
			if err != nil || ended || len(got) != n || got[n-1].String() != luabind.Number(float64(n)).String() {
				t.Errorf("Peek(%d) = %v, %v, %v", n, got, ended, err)
			}
		}
		if asked != 3 {
			t.Errorf("%d elements were asked for, want 3", asked)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := h.Eval(t.Context(), "test", `table.concat(it:list(), " ")`); err != nil || got[0].String() != "1 2 3 4 5" {
		t.Errorf("after the peeks the iterator gave %v, %v", got, err)
	}
	err = h.EvalTo(t.Context(), "test", `require("numbers").to(2)`, func(c *luabind.Call, vs []luabind.Value) error {
		got, ended, err := c.Peek(vs[0], 9)
		if err != nil || !ended || len(got) != 2 {
			t.Errorf("Peek(9) of 2 = %v, %v, %v", got, ended, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFuncOfValue(t *testing.T) {
	f := luabind.Func{Name: "f", Doc: "Does nothing.", Run: func(c *luabind.Call) error { return nil }}
	h, err := luabind.New(luabind.WithModules(&luabind.Module{Name: "m", Funcs: []luabind.Func{f}}))
	if err != nil {
		t.Fatal(err)
	}
	vs, err := h.Eval(t.Context(), "test", `require("m").f, print, function() end, 1, require("task").sleep`)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"f", "print", "", "", "sleep"} {
		name := ""
		if fn, _ := vs[i].Func(); fn != nil {
			name = fn.Name
		}
		if name != want {
			t.Errorf("value %d: function %q, want %q", i, name, want)
		}
	}
}
