package luabind_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

type size struct {
	CPUCount int
	Price    float64
	Slugs    []string
}

type server struct {
	Name      string
	ID        int64
	Limits    *size
	Inner     size
	Timeout   time.Duration
	Enabled   *bool
	Labels    map[string]int
	Started   time.Time
	Secret    string `lua:"-"`
	APIToken  string `lua:"token"`
	Callback  func(n int) (int, error)
	Byte      uint8
	Anything  any
	Unsigned  uint64
	Numbers   [2]int
	Recursive *server
}

func (s *server) Rename(to string) error {
	if to == "" {
		return errEmpty
	}
	s.Name = to
	return nil
}

func (s server) Describe(ctx context.Context, prefix string, n ...int) (string, int) {
	if ctx == nil || ctx.Done() == nil {
		return "no context", 0
	}
	return prefix + s.Name, len(n)
}

func (s *server) Wait(d time.Duration) string { return d.String() }

var errEmpty = errors.New("the name is empty")

func TestSetStruct(t *testing.T) {
	for src, want := range map[string]string{
		`return s.name, s.id, s.limits.cpu_count, s.inner.price`:                                      "web 9007199254740993 4 1.5",
		`s:rename("db") return s.name`:                                                                "db",
		`local ok, e = pcall(s.rename, s, "") return ok, tostring(e), e.kind`:                         "false the name is empty Error",
		`return s:describe("a ", 1, 2)`:                                                               "a web 2",
		`return s.timeout, s:wait(1.5)`:                                                               "2 1.5s",
		`s.timeout = 0.25 return s.timeout`:                                                           "0.25",
		`s.enabled = false return s.enabled`:                                                          "false",
		`s.inner = {cpu_count = 2, slugs = {"a", "b"}} return s.inner.cpu_count, #s.inner.slugs`:      "2 2",
		`s.inner.price = 9 return s.inner.price`:                                                      "9",
		`local n = 0 for k, v in pairs(s.labels) do n = n + v end return n`:                           "3",
		`local r = {} for i, v in ipairs(s.limits.slugs) do r[i] = v end return table.concat(r, ",")`: "x,y",
		`local ok, e = pcall(function() s.byte = 300 end) return tostring(e)`:                         "server.byte must be an integer, got one that does not fit into uint8",
		`local ok, e = pcall(function() s.byte = {secret = "tok"} end) return tostring(e)`:            "server.byte must be an integer, got table",
		`local ok, e = pcall(function() s.nam = 1 end) return tostring(e)`:                            "server has no field 'nam' (did you mean 'name'?)",
		`local ok, e = pcall(function() s.inner = {cpus = 1} end) return tostring(e)`:                 "server.inner has no field \"cpus\"",
		`return s.secret, s.missing, s.token`:                                                         "nil nil tok",
		`return tostring(s), s.class`:                                                                 "server server",
		`s.callback = function(n) return n * 2 end return s:use_callback(21)`:                         "42",
		`s.anything = {1, {a = true}} return s.anything[2].a`:                                         "true",
		`return s.unsigned`:                      "18446744073709551615",
		`s.numbers = {7, 8} return s.numbers[2]`: "8",
		`local ok, e = pcall(function() s.numbers = {7} end) return tostring(e)`:                              "server.numbers must be a list of 2 elements, got 1",
		`return s == s, s.limits == s.limits, s == s.limits`:                                                  "true true false",
		`local names = {} for k in pairs(s.inner) do names[#names+1] = k end return table.concat(names, " ")`: "cpu_count price slugs",
		`return s.id + 1`:         "9007199254740994",
		`s.id = s.id return s.id`: "9007199254740993",
		`return string.format("%d|%018d|%-17d|%+d", s.id, s.id, s.id, -s.id)`:                                                              "9007199254740993|009007199254740993|9007199254740993 |-9007199254740993",
		`local a = {} a.recursive = a local ok, e = pcall(function() s.recursive = a end) return ok, tostring(e):match("contains itself")`: "false contains itself",
		`return s.started.year`:                                   "2026",
		`local ok, e = pcall(s.describe, s) return tostring(e)`:   "describe: missing argument 1 (a string)",
		`local ok, e = pcall(s.wait, s, 1, 2) return tostring(e)`: "wait: takes 1 argument, got 2",
		`local ok, e = pcall(s.wait) return e.kind`:               "TypeError",
	} {
		h, _ := host(t)
		on := true
		s := &server{Name: "web", ID: 1<<53 + 1, Limits: &size{CPUCount: 4, Slugs: []string{"x", "y"}}, Inner: size{Price: 1.5}, Timeout: 2 * time.Second,
			Enabled: &on, Labels: map[string]int{"a": 1, "b": 2}, Secret: "hidden", APIToken: "tok", Unsigned: math.MaxUint64, Started: testStart}
		if err := h.Set("s", s); err != nil {
			t.Fatal(err)
		}
		vs, err := h.Eval(t.Context(), "test", src)
		var got []string
		for _, v := range vs {
			got = append(got, v.String())
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s\n got %q, %v\nwant %q", src, strings.Join(got, " "), err, want)
		}
	}
}

func (s *server) UseCallback(n int) (int, error) { return s.Callback(n) }

func TestGoErrorsSurvive(t *testing.T) {
	h, _ := host(t)
	h.Set("fail", func() error { return fmt.Errorf("outer: %w", errEmpty) })
	h.Set("fatal", func() { panic("oops") })
	err := h.DoString(t.Context(), "test", `local ok, e = pcall(fail) error(e)`)
	if !errors.Is(err, errEmpty) {
		t.Error(err)
	}
	if err := h.DoString(t.Context(), "test", `fatal()`); err == nil || !strings.Contains(err.Error(), "fatal: panic: oops") {
		t.Error(err)
	}
}

func TestSetCannot(t *testing.T) {
	h, _ := host(t)
	var cyclic []any
	cyclic = append(cyclic, nil)
	cyclic[0] = cyclic
	for name, v := range map[string]any{"complex": 1i, "cycle": cyclic, "keys": map[float64]int{math.NaN(): 1}} {
		if err := h.Set("x", v); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestCallInto(t *testing.T) {
	h, _ := host(t)
	if err := h.DoString(t.Context(), "test", `
		function sizes(n) local list = {} for i = 1, n do list[i] = {cpu_count = i, price = i / 2, slugs = {"s" .. i}} end return list end
		function pause() return 1.5 end
		function nothing() end
		function adder(a) return function(b) return a + b end end
		function big() return 9007199254740993 end
		lib = {deep = {f = function(x) return x end}}
		function bad() return {cpu_count = "many"} end
		function point() return {x = 1, typo = 2} end`); err != nil {
		t.Fatal(err)
	}
	var list []size
	if err := h.CallInto(t.Context(), &list, "sizes", 2); err != nil || !reflect.DeepEqual(list, []size{{1, 0.5, []string{"s1"}}, {2, 1, []string{"s2"}}}) {
		t.Error(list, err)
	}
	var d time.Duration
	if err := h.CallInto(t.Context(), &d, "pause"); err != nil || d != 1500*time.Millisecond {
		t.Error(d, err)
	}
	n := 7
	if err := h.CallInto(t.Context(), &n, "nothing"); err != nil || n != 7 {
		t.Error(n, err)
	}
	if err := h.CallInto(t.Context(), &n, "lib.deep.f", int64(12)); err != nil || n != 12 {
		t.Error(n, err)
	}
	var add *luabind.Function
	if err := h.CallInto(t.Context(), &add, "adder", 40); err != nil {
		t.Fatal(err)
	}
	if err := add.CallInto(t.Context(), &n, 2); err != nil || n != 42 {
		t.Error(n, err)
	}
	out, err := h.Call(t.Context(), "adder", 1)
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := out[0].(*luabind.Function).Call(t.Context(), 2); err != nil || sum[0] != int64(3) {
		t.Error(sum, err)
	}
	for name, want := range map[string]string{
		"bad":    "the result of bad field 'cpu_count' must be an integer, got string",
		"sizees": "there is no function 'sizees' (did you mean 'sizes'?)",
		"point":  "the result of point has no field",
	} {
		var s size
		if err := h.CallInto(t.Context(), &s, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.CallInto(t.Context(), nil, "pause"); err == nil {
		t.Error("nil was taken")
	}
}

// TestProgram: one program in many Hosts and goroutines at once.
func TestProgram(t *testing.T) {
	p, err := luabind.Compile("sum.lua", `local n = 0 for i = 1, select("#", ...) do n = n + (select(i, ...)) end runs = (runs or 0) + 1 return n .. "", runs`)
	if err != nil {
		t.Fatal(err)
	}
	fail, err := luabind.Compile("fail.lua", "local x\nreturn x.y")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		h, _ := host(t)
		for range 2 {
			wg.Go(func() {
				var e *luabind.Error
				if _, err := h.Run(t.Context(), fail); !errors.As(err, &e) || e.Chunk != "fail.lua" || e.Line != 2 || e.Source != "return x.y\n       ^" {
					t.Errorf("%+v", err)
				}
				for i := range 50 {
					out, err := h.Run(t.Context(), p, i, 1)
					if err != nil || out[0] != fmt.Sprint(i+1) {
						t.Error(out, err)
						return
					}
				}
			})
		}
	}
	wg.Wait()
	_, err = luabind.Compile("bad.lua", "x = = 1")
	var e *luabind.Error
	if !errors.As(err, &e) || e.Line != 1 || e.Column != 5 || e.Source == "" {
		t.Errorf("%+v", err)
	}
}

// TestSharedTables: a table met twice is one value, and a cycle ends.
func TestSharedTables(t *testing.T) {
	h, _ := host(t)
	out, err := h.Eval(t.Context(), "test", `local t = {} for i = 1, 60 do t = {t, t} end return t`)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := luabind.ToGo(out[0]).([]any); !ok {
		t.Error("no list")
	}
	out, err = h.Eval(t.Context(), "test", `local t = {a = 1} t.self = t return t`)
	if err != nil {
		t.Fatal(err)
	}
	if got := luabind.ToGo(out[0]); !reflect.DeepEqual(got, map[string]any{"a": int64(1), "self": nil}) {
		t.Error(got)
	}
}

// TestErrorsThroughGo: what a callback raises comes out of the Go function that
// called it as the same value.
func TestErrorsThroughGo(t *testing.T) {
	h, _ := host(t)
	h.Set("apply", func(ctx context.Context, f *luabind.Function) error { _, err := f.Call(ctx); return err })
	h.Set("wrapped", func(ctx context.Context, f *luabind.Function) error {
		if _, err := f.Call(ctx); err != nil {
			return fmt.Errorf("wrapped: %w", err)
		}
		return nil
	})
	for src, want := range map[string]string{
		`local e = {} local ok, got = pcall(apply, function() error(e) end) return got == e`:          "true",
		`return select(2, pcall(apply, function() error("x") end))`:                                   "test:1: x",
		`return select(2, pcall(apply, function() local t = nil; return t.x end))`:                    "test:1: attempt to index local 't' (a nil value)",
		`return tostring(select(2, pcall(wrapped, function() error("x") end)))`:                       "wrapped: test:1: x",
		`return select(2, pcall(apply, function() require("task").sleep("x") end)).kind`:              "TypeError",
		`return select(2, pcall(apply, function() apply(function() error({code = 7}) end) end)).code`: "7",
	} {
		if got := evalAll(t, h, src); got != want {
			t.Errorf("%s\n got %q\nwant %q", src, got, want)
		}
	}
	// The value of another Host does not get here.
	other, _ := host(t)
	h.Set("other", func(ctx context.Context) error { return other.DoString(ctx, "other", `error({secret = {}})`) })
	if got := evalAll(t, h, `local ok, e = pcall(other) return type(e), e.secret`); got != "userdata nil" {
		t.Errorf("%q", got)
	}
}

func TestPanicKeepsItsStack(t *testing.T) {
	h, _ := host(t)
	h.Set("fatal", func() { panicDeeply() })
	err := h.DoString(t.Context(), "test", `fatal()`)
	var p *luabind.PanicError
	if !errors.As(err, &p) || p.Func != "fatal" || !errors.Is(err, errEmpty) || !strings.Contains(p.Stack, "panicDeeply") {
		t.Errorf("%v: %+v", err, p)
	}
}

func panicDeeply() { panic(errEmpty) }

// counter has a lock that scripts can take.
type counter struct {
	sync.Mutex
	N int
}

// TestGoThatBlocks: a Go function that waits for ever does not keep the run from
// ending.
func TestGoThatBlocks(t *testing.T) {
	for _, src := range []string{`c:lock() c:lock()`, `forever()`, `pcall(forever) pcall(forever)`} {
		h, _ := host(t, luabind.WithTimeLimit(30*time.Millisecond))
		h.Set("c", &counter{})
		h.Set("forever", func() { select {} })
		if err := h.DoString(t.Context(), "test", src); !errors.Is(err, luabind.ErrTimeLimit) {
			t.Errorf("%s: %v", src, err)
		}
		var vs []luabind.Value
		err := luabind.ErrTimeLimit
		for errors.Is(err, luabind.ErrTimeLimit) { // which a busy machine may reach as well
			vs, err = h.Eval(t.Context(), "test", "1 + 1")
		}
		if err != nil || vs[0].String() != "2" {
			t.Errorf("after %s: %v, %v", src, vs, err)
		}
	}
}
