package luabind_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// TestIntegers has integers beyond 2^53 as keys of tables and in comparisons, also
// with numbers that are in no source.
func TestIntegers(t *testing.T) {
	var out strings.Builder
	h, err := luabind.New(luabind.WithStdio(nil, &out, &out))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	a, b, more := h.Digits("12345678901234567890"), h.Digits("12345678901234567890"), h.Digits("98765432109876543210")
	for name, v := range map[string]luabind.Value{"a": a, "b": b, "more": more, "less": h.Digits("-12345678901234567890")} {
		if err := h.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	err = h.DoString(t.Context(), "test", `
		local t, n, huge, text = {}, 5, 1e300, "x"
		t[a], t[more] = "x", "y"
		print(t[b], t[more], rawget(t, b), ({[a] = 1})[b], next({[a] = 1}) == b, rawequal(a, b), a == b, a ~= more)
		t[b] = nil
		print(t[a], next(t) == more)
		t[b] = (t[a] or 0) + 1 t[a] = t[b] + 1
		print(t[a], tonumber(a) == a, a + 1 == b + 1, ({[a + 1] = "z"})[1 + b])
		print(a > 5, a > n, n < a, 5 <= a, a < 5, n >= a, a < huge, huge > a, less < n, n > less, a <= b, not (a < b), a < more)
		for i = 1, 2 do if a > i then n = n + 1 end end
		print(n, a > n and "greater", n > a or "not")
		local list = {more, 3, a, less, 7} table.sort(list)
		print(list[1] == less, list[2], list[3], list[4] == a, list[5] == more)
		for _, f in ipairs{function() return a < text end, function() return a < {} end, function() return {} < a end, function() return a < nil end} do
			local ok, e = pcall(f)
			print(ok, (tostring(e):match("attempt to compare.*")))
		end`)
	if err != nil {
		t.Fatal(err)
	}
	want := `x	y	x	1	true	true	true	true
nil	true
2	true	true	z
true	true	true	true	false	false	true	true	true	true	true	true	true
7	greater	not
true	3	7	true	true
`
	// The first that a number does not tell from the next one shows its digits too.
	for _, digits := range []string{"9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740992"} {
		h.Set("v", h.Digits(digits))
		if got := evalAll(t, h, "return tostring(v), ('%d'):format(v), v + 0"); got != digits+" "+digits+" "+digits {
			t.Errorf("%s: %s", digits, got)
		}
	}
	got := out.String()
	if !strings.HasPrefix(got, want) || strings.Count(got, "attempt to compare") != 4 {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestManyIntegers keeps none that no script has.
func TestManyIntegers(t *testing.T) {
	h, err := luabind.New()
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range int64(300_000) {
		h.Int(1<<60 + i)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 40<<20 {
		t.Errorf("%d MB are kept", grown>>20)
	}
}
