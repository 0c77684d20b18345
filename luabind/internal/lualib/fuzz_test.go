package lualib

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// engineFind is naiveFind by the matcher, for all matches one after the other
// as gmatch goes through them. It keeps a memo after so much work.
func engineFind(L *lua.LState, subject, pattern string, from, memoAfter int) (results [][]any, err error) {
	err = L.GPCall(func(L *lua.LState) int {
		lib := &library{meter: &spent{}}
		body, anchored := cutAnchor(pattern)
		m := lib.matcher(L, subject, body)
		m.memoFrom, m.limit = memoAfter, memoAfter
		if memoAfter == 0 {
			m.memo = make([]failures, m.prog.rows)
			m.balances.scanned = 1
		}
		for ; from <= len(subject); from++ {
			start, end, ok := from, 0, false
			if anchored {
				end, ok = m.match(from)
			} else {
				start, end, ok = m.find(from)
			}
			if !ok {
				break
			}
			results = append(results, m.listed(start, end))
			if anchored {
				break
			}
			if from = end; start < end {
				from--
			}
		}
		return 0
	}, lua.LNil)
	return results, err
}

// listed gives a match as the naive matcher does.
func (m *matcher) listed(start, end int) []any {
	result := []any{start, end}
	for i, span := range m.spans {
		switch m.prog.captures[i] {
		case captureUnfinished:
			result = append(result, "?")
		case capturePosition:
			result = append(result, span.start+1)
		default:
			result = append(result, m.subject[span.start:span.end])
		}
	}
	return result
}

// naiveAll finds all matches one after the other.
func naiveAll(subject, pattern string, from int) (results [][]any, err error) {
	for ; from <= len(subject); from++ {
		result, err := naiveFind(subject, pattern, from)
		if err != nil || result == nil {
			return results, err
		}
		results = append(results, result)
		if strings.HasPrefix(pattern, "^") {
			break
		}
		start, end := result[0].(int), result[1].(int)
		if from = end; start < end {
			from--
		}
	}
	return results, nil
}

// compareWithNaive reports how the matcher and the naive one differ.
func compareWithNaive(L *lua.LState, subject, pattern string) error {
	for from := 0; from <= min(1, len(subject)); from++ {
		want, wantErr := naiveAll(subject, pattern, from)
		if errors.Is(wantErr, errTired) {
			return nil
		}
		for _, memo := range []int{0, 3, 10, 30, math.MaxInt} {
			got, err := engineFind(L, subject, pattern, from, memo)
			if (err == nil) != (wantErr == nil) || err != nil && err.(*lua.ApiError).Object.String() != wantErr.Error() {
				return fmt.Errorf("%q in %q from %d, memo after %d: error %v, want %v", pattern, subject, from, memo, err, wantErr)
			}
			if !reflect.DeepEqual(got, want) {
				return fmt.Errorf("%q in %q from %d, memo after %d: %v, want %v", pattern, subject, from, memo, got, want)
			}
		}
	}
	return nil
}

// randomPattern makes a pattern of items over a small alphabet, rarely a
// faulty one.
func randomPattern(r *rand.Rand) string {
	items := []string{"a", "b", "c", ".", "%a", "%d", "[ab]", "[^a]", "[b-c]", "%.", "a", "b"}
	repeats := []string{"", "", "", "*", "+", "-", "?"}
	special := []string{"%b()", "%bab", "%f[a]", "%f[^a]", "()", "%1", "%2", "(", ")", "$", "^", "[", "%", "%b", "%baa"}
	var b strings.Builder
	if r.IntN(8) == 0 {
		b.WriteByte('^')
	}
	open := 0
	for range 1 + r.IntN(6) {
		switch n := r.IntN(20); {
		case n == 0:
			b.WriteString(special[r.IntN(len(special))])
		case n < 4:
			b.WriteByte('(')
			open++
		case n < 7 && open > 0:
			b.WriteByte(')')
			open--
		default:
			b.WriteString(items[r.IntN(len(items))] + repeats[r.IntN(len(repeats))])
		}
	}
	for ; open > 0 && r.IntN(20) > 0; open-- {
		b.WriteByte(')')
	}
	if r.IntN(8) == 0 {
		b.WriteByte('$')
	}
	return b.String()
}

func randomSubject(r *rand.Rand) string {
	subject := make([]byte, r.IntN(14))
	for i := range subject {
		subject[i] = "aaabbc1.() "[r.IntN(11)]
	}
	return string(subject)
}

func TestMatchLikeNaive(t *testing.T) {
	L := newState(t, &spent{})
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 / fewer {
		if err := compareWithNaive(L, randomSubject(r), randomPattern(r)); err != nil {
			t.Error(err)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, c := range [][2]string{
		{"aaab", "a*b"}, {"aXb(c(d)e)", "%b()"}, {"THE (quick) fox", "%f[%a]%a+"}, {"abab", "^(.-)%1$"},
		{"aaaa", "a-a?(a*)()$"}, {"x]", "[]]"}, {"ab", "[^a-%d]"}, {"key = val", "(%w+)%s*=%s*(%w*)"}, {"", ""},
		{"a\x00b", "a%z."}, {"aaaaaaaaaaaa", "a*a*a*a*b"}, {"((((", "%b()"}, {"abcabc", "(a)(b)c%1%2"},
		{"x", "("}, {"x", ")"}, {"x", "[x"}, {"x", "%"}, {"x", "%f"}, {"x", "(%1)"}, {"aab", "a?a?a?aab"},
	} {
		f.Add(c[0], c[1])
	}
	L := newState(f, &spent{})
	f.Fuzz(func(t *testing.T, subject, pattern string) {
		if len(subject) > 40 || len(pattern) > 40 {
			t.Skip("too long for the naive matcher")
		}
		if err := compareWithNaive(L, subject, pattern); err != nil {
			t.Error(err)
		}
	})
}

func FuzzFormat(f *testing.F) {
	for _, c := range []struct {
		format string
		number float64
		text   string
	}{
		{"%d %5.2f %s", 1.5, "x"}, {"%-+ #05.3g|%q", -0.1, "a\"\x00\n"}, {"%x%o%u%c", 255, ""}, {"%", 0, ""},
		{"%99.99f%i", 1e308, "y"}, {"%100d", 1, ""}, {"%!d", 1, ""}, {"%5%", 1, ""}, {"%e%E%G", 1e-320, "z"},
	} {
		f.Add(c.format, c.number, c.text)
	}
	L := newState(f, &spent{})
	format := L.GetField(L.GetGlobal("string"), "format")
	// call gives the result, or false where it raises, which it does as Lua does.
	call := func(t *testing.T, text string, args ...lua.LValue) (string, bool) {
		err := L.CallByParam(lua.P{Fn: format, NRet: 1, Protect: true}, append([]lua.LValue{lua.LString(text)}, args...)...)
		if err != nil {
			if e, ok := err.(*lua.ApiError); !ok || e.Type == lua.ApiErrorPanic {
				t.Fatalf("%q: %v", text, err)
			}
			return "", false
		}
		defer L.Pop(1)
		return L.ToString(-1), true
	}
	f.Fuzz(func(t *testing.T, text string, number float64, s string) {
		if len(text) > 1000 {
			t.Skip("too long")
		}
		for _, args := range [][]lua.LValue{
			{lua.LNumber(number), lua.LString(s), lua.LNumber(-number)},
			{lua.LString(s), lua.LNumber(number), lua.LNil},
			{lua.LTrue, L.NewTable()},
		} {
			first, ok := call(t, text, args...)
			if !ok {
				continue
			}
			// Conversions hang on nothing but their own argument.
			if both, _ := call(t, text+"%%"+text, append(args, args...)...); countVerbs(text) == len(args) && both != first+"%"+first {
				t.Errorf("%q gives %q, and twice %q", text, first, both)
			}
		}
		if got, ok := call(t, strings.ReplaceAll(text, "%", "%%")); !ok || got != text {
			t.Errorf("%q with each percent sign twice gives %q", text, got)
		}
	})
}

// countVerbs counts the conversions of a format that is right.
func countVerbs(format string) int {
	return strings.Count(strings.ReplaceAll(format, "%%", ""), "%")
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1", " 0x1p-3 ", "-1e400", "inf", "nan", ".5", "5.", "0x.8", "1e", "", "9007199254740993", "0x", "+", "1_0", "0X700000000000.1", "-0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := ParseNumber(s)
		if !ok || n != n {
			return
		}
		// What is read is written with 14 digits or more.
		again, ok := ParseNumber(FormatNumber(n))
		if !ok {
			t.Fatalf("%q gives %q, which is no number", s, FormatNumber(n))
		}
		if again != n && math.Abs(again-n) > 1e-13*math.Abs(n)+math.SmallestNonzeroFloat64 {
			t.Errorf("%q is %v, and %q is %v", s, n, FormatNumber(n), again)
		}
		if n == math.Trunc(n) && math.Abs(n) < exactInt && again != n {
			t.Errorf("%q is the integer %v, and %q is %v", s, n, FormatNumber(n), again)
		}
	})
}
