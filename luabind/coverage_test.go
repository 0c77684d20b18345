package luabind

import (
	"fmt"
	"strings"
	"testing"
)

// TestCoverage holds the counts of lines, in the presence of everything that
// makes jumps, against what the program does.
func TestCoverage(t *testing.T) {
	const src = `local function even(n)
  if n % 2 == 0 then
    return true
  end
  return false
end
local n = 0
for i = 1, 4 do
  if even(i) then goto continue end
  n = n + 1 ; n = n + 0
  ::continue::
end
repeat local done = true ; n = n + 1 until done
while false do
  n = 100
end
local co = coroutine.wrap(function(...)
  local a = ...
  coroutine.yield(a)
  error("never")
end)
do local a = co(5) assert(a == 5) end
return n, select("#", even(1), even(2))`
	c := new(Coverage)
	h, err := New(WithCoverage(c))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var got string
	if err := h.EvalTo(t.Context(), "cover.lua", src, func(c *Call, values []Value) error {
		got = fmt.Sprint(values)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got != "[3 2]" {
		t.Errorf("the program gives %s", got)
	}
	files := c.Files()
	if len(files) != 1 || files[0].Name != "cover.lua" {
		t.Fatalf("got %v", files)
	}
	var lines []string
	for _, l := range files[0].Lines {
		lines = append(lines, fmt.Sprintf("%d:%d", l.Line, l.Runs))
	}
	const want = "1:1 2:6 3:3 5:3 7:1 8:1 9:6 10:2 13:2 14:1 15:0 17:1 18:1 19:1 20:0 22:2 23:1"
	if s := strings.Join(lines, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

// TestCapture holds what is written while output is captured.
func TestCapture(t *testing.T) {
	var out strings.Builder
	h, err := New(WithStdio(nil, &out, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	h.SetGlobal("caught", h.FuncValue(&Func{Name: "caught", Params: []Param{{Name: "f", Type: FuncType}}, Run: func(c *Call) error {
		text, err := c.Capture(func() error { _, err := c.Call(c.Named("f")); return err })
		if err != nil {
			return err
		}
		return c.Return(String(text))
	}}))
	if err := h.DoString(t.Context(), "test", `
		print "before"
		local text = caught(function()
			print "one"
			assert(caught(function() print "inner" end) == "inner\n")
			print "two"
		end)
		assert(text == "one\ntwo\n", text)
		assert(not pcall(caught, function() print "lost" error "x" end))
		print "after"`); err != nil {
		t.Fatal(err)
	}
	if out.String() != "before\nafter\n" {
		t.Errorf("got %q", out.String())
	}
}
