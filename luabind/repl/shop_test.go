package repl

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luatable"
)

// item is the kind of objects that the tests print and complete.
type item struct {
	id    int
	name  string
	price float64
}

var thingClass = &luabind.Class{}

func init() {
	*thingClass = luabind.Class{
		Name:   "Thing",
		String: func(self any) string { return fmt.Sprintf("Thing(id=%d)", self.(*item).id) },
		Fields: []luabind.Param{{Name: "id", Type: luabind.IntegerType}, {Name: "twin", Type: &luabind.Type{Lua: "Thing"}}},
		Methods: []luabind.Func{
			{Name: "stop", Doc: "Stops.", Run: func(c *luabind.Call) error { return nil }},
			{Name: "copy", Doc: "Copies.", Result: "Thing", Params: []luabind.Param{{Name: "name"}}, Run: func(c *luabind.Call) error { return nil }},
		},
		Get: func(c *luabind.Call, self any, key string) (luabind.Value, error) {
			t := self.(*item)
			return map[string]luabind.Value{
				"id": luabind.Number(float64(t.id)), "name": luabind.String(t.name), "price_monthly": luabind.Number(t.price),
			}[key], nil
		},
		Pairs: func(c *luabind.Call, self any) ([]luabind.Pair, error) {
			t := self.(*item)
			return []luabind.Pair{
				{Key: luabind.String("id"), Value: luabind.Number(float64(t.id))},
				{Key: luabind.String("name"), Value: luabind.String(t.name)},
				{Key: luabind.String("price_monthly"), Value: luabind.Number(t.price)},
				{Key: luabind.String("made_at"), Value: c.Host().Time(c.Clock().Now().Add(-3 * time.Hour))},
			}, nil
		},
	}
}

var shop = &luabind.Module{
	Name: "shop", Globals: []string{"shop"}, Classes: []*luabind.Class{thingClass},
	Funcs: []luabind.Func{
		{Name: "make", Doc: "Makes a thing.", Result: "Thing", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "id", Type: luabind.IntegerType}, {Name: "name", Type: luabind.StringType, Optional: true},
				{Name: "colour", Type: luabind.EnumType("red", "green"), Option: true}, {Name: "region", Type: luabind.StringType, Option: true},
			},
			Run: func(c *luabind.Call) error {
				return c.Return(c.Host().Object(thingClass, &item{int(c.Named("id").Int()), c.Named("name").Text(), 12}))
			}},
		{Name: "note", Doc: "Keeps something for the task.", Params: []luabind.Param{{Name: "what"}}, Run: func(c *luabind.Call) error {
			c.SetLocal("note", c.Named("what").Text())
			return nil
		}},
		{Name: "noted", Doc: "What was kept.", Run: func(c *luabind.Call) error {
			if s, ok := c.Local("note").(string); ok {
				return c.Return(luabind.String(s))
			}
			return c.Return(luabind.Nil)
		}},
		{Name: "all", Doc: "Things, counted as they are asked for.", Result: "Iterator<Thing>", Params: []luabind.Param{{Name: "n", Type: luabind.IntegerType}},
			Run: func(c *luabind.Call) error {
				i, n := 0, int(c.Named("n").Int())
				return c.Return(c.Iterate(luabind.IterFunc(func(c *luabind.Call) (luabind.Value, error) {
					if i++; i > n {
						return luabind.Nil, nil
					}
					c.Host().SetGlobal("asked", luabind.Number(float64(i)))
					return c.Host().Object(thingClass, &item{i, "thing", 5}), nil
				})))
			}},
	},
}

// host is a Host with the shop as a global.
func host(t *testing.T) *luabind.Host {
	t.Helper()
	h, err := luabind.New(luabind.WithModules(shop), luabind.WithSetup(func(h *luabind.Host) {
		table := h.NewTable(0, 2)
		for i := range shop.Funcs {
			table.Set(shop.Funcs[i].Name, h.FuncValue(&shop.Funcs[i]))
		}
		h.SetGlobal("shop", table.Value())
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// session runs lines in a REPL over a pipe.
func session(t *testing.T, config Config, lines ...string) (out, errs string, err error) {
	config.Align = luatable.Align
	t.Helper()
	var stdout, stderr strings.Builder
	config.Stdin, config.Stdout, config.Stderr = strings.NewReader(strings.Join(lines, "\n")), &stdout, &stderr
	if config.Host == nil {
		config.Host = host(t)
	}
	err = Run(t.Context(), config)
	return stdout.String(), stderr.String(), err
}
