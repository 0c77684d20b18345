package luabind_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind"
)

// A few tables that refer to each other have more text than there is memory.
func TestEndlessJSON(t *testing.T) {
	encode := &luabind.Func{
		Name: "encode", Params: []luabind.Param{{Name: "v", Type: luabind.Any}},
		Run: func(c *luabind.Call) error {
			_, err := c.AppendJSON(nil, c.Named("v"), luabind.JSONOptions{})
			return err
		},
	}
	const src = `local t = {} for _ = 1, 40 do t = {t, t} end encode(t)`
	h, _ := host(t, luabind.WithMemoryLimit(1<<20))
	h.SetGlobal("encode", h.FuncValue(encode))
	if err := h.DoString(t.Context(), "test", src); !errors.Is(err, luabind.ErrMemoryLimit) {
		t.Errorf("got %v, want %v", err, luabind.ErrMemoryLimit)
	}
	h, _ = host(t, luabind.WithoutLimits())
	ctx, cancel := context.WithCancel(t.Context())
	h.SetGlobal("encode", h.FuncValue(encode))
	if err := h.Set("cancel", func() { cancel() }); err != nil {
		t.Fatal(err)
	}
	if err := h.DoString(ctx, "test", "cancel() "+src); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// Lists longer than what the VM keeps as an array are lists all the same.
func TestLongLists(t *testing.T) {
	before := lua.MaxArrayIndex
	lua.MaxArrayIndex = 1 << 15
	defer func() { lua.MaxArrayIndex = before }()
	h, _ := host(t, luabind.WithoutLimits())
	const n = 1<<15 + 100
	grow := &luabind.Func{Name: "grow", Run: func(c *luabind.Call) error {
		list := c.NewTable(0, 0)
		for i := range n {
			list.Append(luabind.Number(float64(i + 1)))
		}
		return c.Return(list.Value())
	}}
	look := &luabind.Func{Name: "look", Params: []luabind.Param{{Name: "t", Type: luabind.TableType}}, Run: func(c *luabind.Call) error {
		list, _ := c.Named("t").AsTable()
		return c.Return(luabind.Number(float64(list.Len())), list.At(n), list.At(0), luabind.Bool(list.IsList()))
	}}
	h.SetGlobal("grow", h.FuncValue(grow))
	h.SetGlobal("look", h.FuncValue(look))
	for name, src := range map[string]string{
		"made in Go":  `local t = grow() assert(#t == n and t[n] == n) return look(t)`,
		"made in Lua": `local t = {} for i = 1, n do t[i] = i end return look(t)`,
	} {
		if err := h.Set("n", n); err != nil {
			t.Fatal(err)
		}
		vs, err := h.Eval(t.Context(), "test", src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := []string{vs[0].String(), vs[1].String(), vs[2].String(), vs[3].String()}; !slices.Equal(got, []string{"32868", "32868", "nil", "true"}) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
