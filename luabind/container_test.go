package luabind_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

type labels map[string]string

func (l labels) Sorted() string { return fmt.Sprint(len(l), " labels") }

type ports []int

func (p ports) Sum() (n int) {
	for _, x := range p {
		n += x
	}
	return n
}

func (p *ports) Drop() { *p = (*p)[:len(*p)-1] }

type Base struct{ ID int }

func (b *Base) Bump() int { b.ID++; return b.ID }

type node struct {
	Base
	*size
	Renamed string `luar:"label"`
	Hidden  string `luar:"-"`
	Both    string `lua:"one" luar:"two"`
	Next    *node
	Ports   ports
	Points  []size
}

// TestLuar: what gopher-luar promises for fields, embedded structs, pointers,
// methods, slices, arrays, maps, channels and tags.
func TestLuar(t *testing.T) {
	for src, want := range map[string]string{
		`return n.label, n.renamed, n.hidden, n.Hidden, n.one, n.two`:                                             "tagged nil nil nil both nil",
		`return n.id, n:bump(), n.id, n.base.id, n.cpu_count`:                                                     "1 2 2 2 4",
		`n.cpu_count = 8 return n.cpu_count, (-n).cpu_count`:                                                      "8 8",
		`return n.next.next, n.next.label, n.next == n.next, n == n.next`:                                         "nil second true false",
		`local copy = -n copy.label = "x" return n.label, copy.label, copy.id`:                                    "tagged x 1",
		`local m = n.next m = m ^ {label = "new"} return n.next.label`:                                            "new",
		`return pcall(function() return n + 1 end)`:                                                               "false attempt to perform arithmetic on a node (+)",
		`return list[1], list[3], list[4], #list`:                                                                 "a c nil 3",
		`list[2] = "z" list[4] = "d" return list[2], #list`:                                                       "z 4",
		`return pcall(function() list[9] = "x" end)`:                                                              "false there is no element 9: there are 3",
		`return pcall(function() list[1] = {} end)`:                                                               "false element 1 must be a string, got table",
		`local s = {} for i, v in list() do s[#s + 1] = i .. v end return table.concat(s)`:                        "1a2b3c",
		`local s = {} for i, v in ipairs(list) do s[#s + 1] = v end return table.concat(s)`:                       "abc",
		`local s = {} for i, v in pairs(list) do s[#s + 1] = v end return table.concat(s)`:                        "abc",
		`local l = list + "d" return #l, #list, l[4]`:                                                             "4 3 d",
		`return arr[2], #arr, arr == arr`:                                                                         "2 2 true",
		`arr[2] = 7 return arr[2], (-arr)[2]`:                                                                     "7 7",
		`return p:sum(), #p, p[2]`:                                                                                "30 2 20",
		`p:drop() return #p`:                                                                                      "1",
		`return m.a, m.b, #m, m["a"]`:                                                                             "1 nil 1 1",
		`m.b = 2 m.a = nil return m.a, m.b, #m`:                                                                   "nil 2 1",
		`return byid[7], byid.x`:                                                                                  "seven nil",
		`byid[8] = "eight" local s = {} for k, v in byid() do s[#s + 1] = k .. v end return table.concat(s, " ")`: "7seven 8eight",
		`return pcall(function() byid.x = "y" end)`:                                                               "false a key must be an integer, got string",
		`return l.env, l:sorted(), #l`:                                                                            "prod 1 labels 1",
		`l.sorted = "mine" return l.sorted`:                                                                       "mine",
		`return points[1].cpu_count, #points`:                                                                     "1 1",
		`points[1].cpu_count = 5 return points[1].cpu_count`:                                                      "5",
		`ch(5) ch(6) return #ch, ch(), #ch`:                                                                       "2 5 1",
		`ch(5) _ = -ch local a, ok = ch() local b, open = ch() return a, ok, b, open`:                             "5 true nil false",
		`_ = -ch return pcall(ch, 1)`:                                                                             "false send: panic: send on closed channel",
		`return pcall(ch, "x")`:                                                                                   "false what is sent must be an integer, got string",
		`return pcall(out, 1)`:                                                                                    "false this channel only receives",
		`local n = 0 for x in count do n = n + x end return n`:                                                    "6",
		`local s = {} for x in failing do s[#s + 1] = x end return #s`:                                            "error: it broke",
		`for x in endless do if x == 3 then return x end end`:                                                     "3",
		`local l = count:map(function(x) return x * 2 end):list() return table.concat(l, ",")`:                    "2,4,6",
		`return type(plain), plain[2], table.concat(plain, ",")`:                                                  "table y x,y",
	} {
		h, _ := host(t)
		list, m, byID := []string{"a", "b", "c"}, map[string]int{"a": 1}, map[int]string{7: "seven"}
		arr, points, ch := [2]int{1, 2}, []size{{CPUCount: 1}}, make(chan int, 4)
		n := &node{Base: Base{1}, size: &size{CPUCount: 4}, Renamed: "tagged", Hidden: "h", Both: "both", Next: &node{Renamed: "second", size: &size{}}}
		for name, v := range map[string]any{
			"list": &list, "m": &m, "byid": &byID, "arr": &arr, "p": &ports{10, 20}, "l": labels{"env": "prod"}, "points": &points, "ch": ch, "out": (<-chan int)(ch), "n": n, "plain": []string{"x", "y"},
			"count":   iter.Seq[int](func(yield func(int) bool) { _ = yield(1) && yield(2) && yield(3) }),
			"failing": iter.Seq2[int, error](func(yield func(int, error) bool) { _ = yield(1, nil) && yield(0, errors.New("it broke")) }),
			"endless": iter.Seq[int](func(yield func(int) bool) {
				for i := 0; yield(i); i++ {
				}
			}),
		} {
			if err := h.Set(name, v); err != nil {
				t.Fatal(name, err)
			}
		}
		vs, err := h.Eval(t.Context(), "test", src)
		var got []string
		for _, v := range vs {
			got = append(got, v.String())
		}
		if err != nil {
			got = []string{"error:", strings.TrimPrefix(err.Error(), "test:1: ")}
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s\n got %q\nwant %q", src, g, want)
		}
	}
}

// TestContainersAreShared: what a script changes in them, Go sees.
func TestContainersAreShared(t *testing.T) {
	h, _ := host(t)
	list, m := []string{"a"}, labels{"a": "1"}
	h.Set("list", &list)
	h.Set("m", m)
	h.Set("join", func(l []string) string { return strings.Join(l, "+") })
	h.Set("size", func(m map[string]string) int { return len(m) })
	if err := h.DoString(t.Context(), "test", `list[2] = "b" m.b = "2" assert(join(list) == "a+b" and size(m) == 2)`); err != nil {
		t.Fatal(err)
	}
	if strings.Join(list, "") != "ab" || !maps.Equal(m, labels{"a": "1", "b": "2"}) {
		t.Error(list, m)
	}
}

// TestChannelWaits: a channel that gives nothing does not hold up other tasks,
// nor the end of the run.
func TestChannelWaits(t *testing.T) {
	h, out := host(t)
	ch := make(chan int)
	h.Set("ch", ch)
	if err := h.DoString(t.Context(), "test", `local task = require "task"
		local t = task.spawn(function() return (ch()) end)
		task.spawn(function() ch(42) end)
		print(t:join())`); err != nil || out.String() != "42\n" {
		t.Error(out, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	h.Set("cancel", func() { cancel() })
	if err := h.DoString(ctx, "test", `require("task").spawn(cancel) ch()`); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestIteratorsReachGo: as slices, as iter.Seq2, and as values of any type.
func TestIteratorsReachGo(t *testing.T) {
	h, _ := host(t)
	h.Set("count", iter.Seq[int](func(yield func(int) bool) { _ = yield(1) && yield(2) && yield(3) }))
	h.Set("again", func() iter.Seq[int] { return func(yield func(int) bool) { _ = yield(1) && yield(2) } })
	h.Set("sum", func(l []int) (n int) {
		for _, x := range l {
			n += x
		}
		return n
	})
	h.Set("first", func(s iter.Seq2[int, error]) (int, error) {
		for x, err := range s {
			return x, err
		}
		return 0, errors.New("nothing")
	})
	if err := h.DoString(t.Context(), "test", `assert(sum(count) == 6) assert(first(again()) == 1)
		local it = again() assert(first(it) == 1) assert(first(it) == 2)
		function give() return again() end
		local ok, e = pcall(first, {}) assert(tostring(e):find("must be an iterator, got table"), e)`); err != nil {
		t.Error(err)
	}
	var list []int
	if err := h.CallInto(t.Context(), &list, "give"); err != nil || fmt.Sprint(list) != "[1 2]" {
		t.Error(list, err)
	}
	var s iter.Seq2[int, error]
	if err := h.CallInto(t.Context(), &s, "give"); err != nil {
		t.Fatal(err)
	}
	n := 0
	for x, err := range s {
		if err != nil {
			t.Error(err)
		}
		n += x
	}
	if n != 3 {
		t.Error(n)
	}
	out, err := h.Call(t.Context(), "give")
	if err != nil {
		t.Fatal(err)
	}
	for x, err := range out[0].(iter.Seq2[any, error]) {
		if n += int(x.(int64)); err != nil {
			t.Error(err)
		}
	}
	if n != 6 {
		t.Error(n)
	}
	if v := luabind.ToGo(luabind.Number(1)); v != int64(1) {
		t.Error(v)
	}
}
