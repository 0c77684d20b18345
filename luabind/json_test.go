package luabind_test

import (
	"context"
	"errors"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// A few tables that refer to each other have more text than there is memory.
func TestEndlessJSON(t *testing.T) {
	encode := &luabind.Func{
		Name: "encode", Params: []luabind.Param{{Name: "v", Type: luabind.Any}},
		Run: func(c *luabind.Call) error {
			_, err := c.AppendJSON(nil, c.Arg(0), luabind.JSONOptions{})
			return err
		},
	}
	const src = `local t = {} for _ = 1, 100 do t = {t, t} end encode(t)`
	h, _ := host(t, luabind.WithMemoryLimit(8<<20))
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
