package lualib

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// compareWithReference runs snippets here and with lua5.1.
func compareWithReference(t *testing.T, code []string) {
	t.Helper()
	want := reference(t, code)
	run := newRunner(t)
	for i, c := range code {
		if got := run(c); got != want[i] {
			t.Errorf("%s\n got  %s\n want %s", c, got, want[i])
		}
	}
}

// quoted writes s as a Lua string.
func quoted(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "\\%03d", c)
	}
	return `"` + b.String() + `"`
}

// randomNumber makes numbers of all sizes, with few and with many digits.
func randomNumber(r *rand.Rand) float64 {
	switch r.IntN(6) {
	case 0:
		return math.Float64frombits(r.Uint64())
	case 1:
		return float64(r.IntN(2000) - 1000)
	case 2:
		return float64(r.IntN(200000)-100000) / 64
	case 3:
		return math.Trunc((r.Float64() - 0.5) * math.Pow(10, float64(r.IntN(20))))
	case 4:
		return (r.Float64() - 0.5) * math.Pow(10, float64(r.IntN(40)-20))
	}
	return float64(r.IntN(20)-10) * math.Pow(10, float64(r.IntN(30)-15))
}

// literal writes a number so that both Luas read exactly it.
func literal(f float64) string {
	return "tonumber(" + strconv.Quote(strconv.FormatFloat(f, 'g', 17, 64)) + ")"
}

func TestPatternsLikeLua51(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var code []string
	for range 1500 / fewer {
		subject, pattern := quoted(randomSubject(r)), quoted(randomPattern(r))
		code = append(code,
			"return string.find("+subject+", "+pattern+", "+strconv.Itoa(r.IntN(6)-2)+")",
			"return string.gsub("+subject+", "+pattern+", '<%0>', "+strconv.Itoa(1+r.IntN(9))+")",
			"local r = {} for a, b in string.gmatch("+subject+", "+pattern+") do r[#r + 1] = tostring(a) .. '|' .. tostring(b) end return r")
	}
	compareWithReference(t, code)
}

// Patterns made of any bytes.
func TestClassesLikeLua51(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const all = `[]^%-.az09()$*+?bfwdWDsSxXpPcCzZ` + "\x00\xff~ "
	var code []string
	for range 2000 / fewer {
		pattern := make([]byte, 1+r.IntN(7))
		for i := range pattern {
			pattern[i] = all[r.IntN(len(all))]
		}
		subject := make([]byte, r.IntN(10))
		for i := range subject {
			subject[i] = all[r.IntN(len(all))]
		}
		code = append(code, "return string.find("+quoted(string(subject))+", "+quoted(string(pattern))+")")
	}
	for c := range 256 {
		code = append(code, fmt.Sprintf(`local s = "" for i = 0, 255 do local c = string.char(i) if c:find("%%" .. string.char(%d)) then s = s .. c end end return s`, c))
	}
	compareWithReference(t, code)
}

func TestFormatLikeLua51(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var code []string
	for range 3000 / fewer {
		spec := "%"
		for range r.IntN(3) {
			spec += string("-+ #0"[r.IntN(5)])
		}
		if r.IntN(2) == 0 {
			spec += strconv.Itoa(1 + r.IntN(25))
		}
		if r.IntN(2) == 0 {
			spec += "." + strconv.Itoa(r.IntN(22))
		}
		verb := "diucoxXeEfgGsq"[r.IntN(14)]
		arg := ""
		switch n := randomNumber(r); verb {
		case 's', 'q':
			arg = quoted("ab\ncd"[:r.IntN(6)])
		case 'c':
			arg = strconv.Itoa(1 + r.IntN(255))
		case 'd', 'i', 'u', 'o', 'x', 'X':
			if math.Abs(n) >= 1<<63 {
				continue // where we mean to differ
			}
			arg = literal(n)
		default:
			if n != n {
				continue // C tells signs of NaN apart that have no meaning
			}
			arg = literal(n)
		}
		code = append(code, "return string.format("+quoted("["+spec+string(verb)+"]")+", "+arg+")")
	}
	compareWithReference(t, code)
}

func TestNumbersLikeLua51(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	var code []string
	for range 2000 / fewer {
		n := randomNumber(r)
		if n != n || n == math.Trunc(n) && math.Abs(n) < exactInt {
			continue // integers show all digits here
		}
		code = append(code, "return tostring("+literal(n)+")")
	}
	const all = "0123456789012345+-.eExXpabfF \t"
	for range 3000 / fewer {
		text := make([]byte, 1+r.IntN(6))
		for i := range text {
			text[i] = all[r.IntN(len(all))]
		}
		s := quoted(string(text))
		code = append(code,
			"local n = tonumber("+s+") return n and string.format('%.17g', n)",
			"local n = tonumber("+s+", "+strconv.Itoa(2+r.IntN(35))+") return n and string.format('%.17g', n)")
	}
	compareWithReference(t, code)
}

func TestSortLikeLua51(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	var code []string
	for range 400 / fewer {
		// Elements that the order does not tell apart show which steps are taken.
		values := "local t = {"
		for range r.IntN(120) {
			values += strconv.Itoa(r.IntN(50)) + ","
		}
		values += "} "
		order := []string{"a % 7 < b % 7", "a < b", "a > b", "a % 3 > b % 3", "a <= b", "a % 5 <= b % 5", "a ~= b"}[r.IntN(7)]
		code = append(code, values+"local ok = pcall(table.sort, t, function(a, b) return "+order+" end) return ok, ok and t")
	}
	compareWithReference(t, code)
}
