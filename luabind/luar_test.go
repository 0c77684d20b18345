package luabind_test

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// What gopher-luar's own tests hold, one case for each of them in the names that
// things have here. Those that hold otherwise are among the differences that the
// package's documentation lists: "differs" tells which.

type human struct {
	Name   string
	Age    int
	Friend *human
	Last   int
}

func (h human) Hello() string  { return "Hello, " + h.Name }
func (h human) String() string { return h.Name + " (" + strconv.Itoa(h.Age) + ")" }
func (h *human) GrowOlder()    { h.Age++ }
func (h *human) Add(n ...int) string {
	h.Last = 0
	for _, x := range n {
		h.Last += x
	}
	return h.Name + " counts: " + strconv.Itoa(h.Last)
}

type oneText [1]string

func (o oneText) Get() string { return o[0] }

type texts chan string

func (*texts) ByPointer() string { return "by pointer" }
func (texts) ByValue() string    { return "by value" }

type users map[uint32]string

func (u users) Find(name string) uint32 {
	for id, n := range u {
		if n == name {
			return id
		}
	}
	return 0
}

type loud string

func (s *loud) ToUpper() { *s = loud(strings.ToUpper(string(*s))) }

type (
	child1  struct{ Name string }
	parent  struct{ child1 }
	Inner1  struct{ Name string }
	Inner2  struct{ Name string }
	unclear struct {
		Inner1
		Inner2
	}
	clear_ struct {
		Inner1
		Inner2
		Name string
	}
	Text     string
	textual  struct{ Text }
	Human    = human
	embedded struct {
		Human
		P  human
		P2 human `luar:"other"`
	}
	replaced struct {
		A string `luar:"q"`
		B int    `luar:"other"`
		C int    `luar:"-"`
	}
	kinds struct {
		Str       string
		Int       int
		Bool      bool
		Float     float32
		NestChild Inner1
	}
	calls struct {
		Fn  func(a string) (string, int, error)
		Fn2 func(a string, b ...int) (string, error)
		Bad func() string
	}
	dot    struct{}
	dotted struct{ B dot }
	holder struct {
		V [2]string
		S []string
		M map[string]string
	}
)

func (*dot) Test() string { return "pointer test" }

func TestLuarsOwn(t *testing.T) {
	person := func() *human { return &human{Name: "Tim", Age: 30} }
	for _, c := range []struct {
		of, src, want string
		set           map[string]any
	}{
		{"array", `return #arr, arr[1], arr:get()`, "1 Test Test", map[string]any{"arr": &oneText{"Test"}}},
		{"array", `e.v = {"World", "Hello"} return #e.v, e.v[1], e.v[2]`, "2 World Hello", map[string]any{"e": &holder{}}},
		{"array", `e.v = {nil, "x"}`, "error: holder.v must be a list, got table", map[string]any{"e": &holder{}}},
		{"array_iterator", `local next = a() local i, v = next() local j, w = next() return i, v, j, w`, "1 x 2 y", map[string]any{"a": &[...]string{"x", "y"}}},
		{"array_eq", `return ap == ap, ap == bp, ap == nil`, "true false false", map[string]any{"ap": &[...]string{"x"}, "bp": &[...]string{"x"}}},
		{"chan_pointermethod", `return ch:by_pointer(), ch:by_value()`, "by pointer by value", map[string]any{"ch": ptr(make(texts))}},
		{"chan_invaliddirection", `return pcall(send)`, "false this channel only sends", map[string]any{"send": make(chan<- string)}},
		{"func_variableargs", `return fn("a", 1, 2, 3), fn("b"), fn("c", 4)`, "a3 b0 c1", map[string]any{"fn": func(s string, extra ...int) string { return fmt.Sprint(s, len(extra)) }}},
		{"func_structarg", `return hello(p)`, "Hello, Tim", map[string]any{"p": person(), "hello": func(h *human) string { return h.Hello() }}},
		{"func_nilreference", `return fn, ptr`, "nil nil", map[string]any{"fn": (func())(nil), "ptr": (*human)(nil)}},
		{"func_arrayarg", `return fn(arr), fn{1, 2, 3}`, "6 6", map[string]any{"arr": [3]int{1, 2, 3}, "fn": func(a [3]int) int { return a[0] + a[1] + a[2] }}},
		{"func_argerror", `fn("hello world")`, "error: fn: argument 1 must be an integer, got string", map[string]any{"fn": func(uint8) {}}},
		{"func_argerror", `fn(300)`, "error: fn: argument 1 must be an integer, got one that does not fit into uint8", map[string]any{"fn": func(uint8) {}}},
		{"type_methods", `return u.x, u:find("Tim"), u:find("Steve"), u[1], u[3]`, "nil 1 0 Tim nil", map[string]any{"u": users{1: "Tim"}}},
		{"comparisons", `return s1 == s1, s1 == s2, c1 == c1, c1 == c2`, "true false true false", map[string]any{"s1": &[]int{}, "s2": &[]int{}, "c1": make(chan int), "c2": make(chan int)}},
		{"sliceconversion", `e.s = {"a", "b", "", "c"} return #e.s, e.s[4]`, "4 c", map[string]any{"e": &holder{}}},
		{"mapconversion", `e.m = {b = nil, c = "hello"} return e.m.b, e.m.c`, "nil hello", map[string]any{"e": &holder{}}},
		{"arrayconversion", `arr = arr ^ {10, 20, 11} return arr[1], arr[2], arr[3]`, "10 20 11", map[string]any{"arr": new([3]int)}},
		{"map_iterator", `local l = {} for _, v in m() do l[#l + 1] = v end table.sort(l) return #m, table.concat(l, " ")`, "2 Canada Japan", map[string]any{"m": &map[string]string{"JP": "Japan", "CA": "Canada"}}},
		{"ptr_assignstruct", `_ = a ^ -b return a.name, a == b`, "bob false", map[string]any{"a": person(), "b": &human{Name: "bob"}}},
		{"ptr_nested2", `return a[1]:add(1, 2), a[1].last`, "Tim counts: 3 3", map[string]any{"a": &[1]human{{Name: "Tim"}}}},
		{"ptr_nested2", `return s[1]:add(1, 2), s[1].last`, "Tim counts: 3 3", map[string]any{"s": &[]human{{Name: "Tim"}}}},
		{"slice_2", `items = items + "hello" + "world" return #items, items[1], items[2]`, "2 hello world", map[string]any{"items": &[]string{}}},
		{"slice_iterator", `local next = e() return next()`, "nil nil", map[string]any{"e": &[]string{}}},
		{"struct", `local hello = u.hello return u.name, u.age, u:hello(), hello(u)`, "Tim 30 Hello, Tim Hello, Tim", map[string]any{"u": person()}},
		{"struct", `local hello = u.hello return u.name, u.age, u:hello(), hello(u)`, "Tim 30 Hello, Tim Hello, Tim", map[string]any{"u": *person()}},
		{"struct_tostring", `return tostring(u)`, "Tim (30)", map[string]any{"u": person()}},
		{"struct_method", `u:grow_older() return u.age`, "31", map[string]any{"u": person()}},
		{"struct_ptreq", `return p == q`, "false", map[string]any{"p": person(), "q": person()}},
		{"struct_hiddenfields", `return a.q, a.other, a.c, a.C`, "cat 1 nil nil", map[string]any{"a": &replaced{"cat", 1, 2}}},
		{"struct_nestedptrmethod", `return a.b:test()`, "pointer test", map[string]any{"a": &dotted{}}},
		{"struct_embeddedtype", `a.text = "world" return a.text`, "world", map[string]any{"a": &textual{"hello"}}},
		{"struct_embedded", `e.human = {name = "Bill", age = 33} e.p = {name = "Tim", friend = {name = "Bob", age = 77}} e.other = {name = "Dale"}
			return e.name, e.age, e.p.friend.name, e.other.name`, "Bill 33 Bob Dale", map[string]any{"e": &embedded{}}},
		{"struct_pointerreplacehidden", `_ = e ^ {q = "Cat", other = 675} return e.q, e.other`, "Cat 675", map[string]any{"e": &replaced{}}},
		{"struct_pointerreplacehidden", `_ = e ^ {c = 333}`, `error: what replaced points to has no field "c" (did you mean 'q'?)`, map[string]any{"e": &replaced{}}},
		{"ambiguous_field", `return pcall(function() c.name = "Tim" end)`, "false unclear has no field 'name'", map[string]any{"c": &unclear{}}},
		{"ambiguous_field2", `c.name = "Tim" return c.name, c.inner1.name, c.inner2.name`, "Tim  ", map[string]any{"c": &clear_{}}},
		{"struct_unexport_anonymous_field", `c.name = "Tim" return c.name, c.child1`, "Tim nil", map[string]any{"c": &parent{}}},
		{"struct_convert_mismatch_type", `return pcall(function() c.str = true end)`, "false kinds.str must be a string, got boolean", map[string]any{"c": &kinds{}}},
		{"struct_convert_mismatch_type", `return pcall(function() c.int = "foo" end)`, "false kinds.int must be an integer, got string", map[string]any{"c": &kinds{}}},
		{"struct_convert_mismatch_type", `return pcall(function() c.bool = "foo" end)`, "false kinds.bool must be a boolean, got string", map[string]any{"c": &kinds{}}},
		{"struct_convert_mismatch_type", `return pcall(function() c.nest_child.name = {} end)`, "false Inner1.name must be a string, got table", map[string]any{"c": &kinds{}}},
		{"struct_convert_mismatch_type", `return pcall(fn, {float = "foo"})`, "false fn: argument 1 field 'float' must be a number, got string", map[string]any{"fn": func(*kinds) {}}},
		// differs: a number fits a text, as in Lua
		{"struct_convert_mismatch_type", `c.str = 1 return c.str`, "1", map[string]any{"c": &kinds{}}},
		// differs: texts have Lua's methods
		{"ptr_nested2", `return str, str:upper(), pcall(function() return str:to_upper() end)`, "Hello HELLO false test:1: attempt to call nil value 'str:to_upper'", map[string]any{"str": ptr(loud("Hello"))}},
		// differs: pointers to numbers, texts and booleans are what they point to
		{"ptr", `return str, n, none`, "hello 1 nil", map[string]any{"str": ptr("hello"), "n": ptr(1), "none": (*string)(nil)}},
		// differs: tostring of what has no String is the name of its type
		{"tostringfallback", `return tostring(d)`, "dot", map[string]any{"d": &dot{}}},
	} {
		h, _ := host(t)
		for name, v := range c.set {
			if err := h.Set(name, v); err != nil {
				t.Fatal(c.of, name, err)
			}
		}
		vs, err := h.Eval(t.Context(), "test", c.src)
		var got []string
		for _, v := range vs {
			got = append(got, v.String())
		}
		if err != nil {
			var e *luabind.Error
			if !errors.As(err, &e) {
				t.Fatal(err)
			}
			got = []string{"error:", e.Message}
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: %s\n got %q\nwant %q", c.of, c.src, g, c.want)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// Functions of scripts are functions of Go, in fields and as values of any type.
func TestLuarsFunctions(t *testing.T) {
	h, _ := host(t)
	x := &calls{}
	var kept any
	h.Set("x", x)
	h.Set("keep", func(v any) { kept = v })
	if err := h.DoString(t.Context(), "test", `local i = 0
		x.fn = function(s) i = i + 1 return ">" .. s .. "<", i end
		x.fn2 = function(s, a, b, c) return type(c) == "number" and s or "" end
		keep(function() return "hello", true, 123 end)`); err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= 2; i++ {
		if s, n, err := x.Fn("A"); s != ">A<" || n != i || err != nil {
			t.Error(s, n)
		}
	}
	for n, want := range []string{"", "", "", "hello"} {
		if got, err := x.Fn2("hello", []int{1, 2, 3}[:n]...); got != want || err != nil {
			t.Error(n, got, err)
		}
	}
	// differs: what a script's function fails with has to have a way out
	if got := evalAll(t, h, `return select(2, pcall(function() x.bad = function() end end))`); got != "calls.bad cannot be a function: the Go type func() string has no error to return" {
		t.Error(got)
	}
	f, ok := kept.(*luabind.Function)
	if !ok {
		t.Fatalf("%T", kept)
	}
	if out, err := f.Call(t.Context()); err != nil || !reflect.DeepEqual(out, []any{"hello", true, int64(123)}) {
		t.Error(out, err)
	}
	// Of any type, tables are what they hold, and one inside of itself ends.
	h.Set("nothing", func(v any) string { return fmt.Sprintf("%T", v) })
	if got := evalAll(t, h, `local t = {} t.t = t return nothing(nil), nothing("s"), nothing(true), nothing(1), nothing{hello = "world"}, nothing(t)`); got != "<nil> string bool int64 map[string]interface {} map[string]interface {}" {
		t.Error(got)
	}
}
