package syntax

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// repeat returns n texts that make returns, joined.
func repeat(n int, make func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(make(i))
	}
	return b.String()
}

// hostile are sources that kill, hang or bewilder gopher-lua's parser or
// compiler when they are large enough; the argument is their size in bytes.
var hostile = map[string]func(size int) string{
	"parentheses":    func(n int) string { return "x=" + strings.Repeat("(", n/2) + "1" + strings.Repeat(")", n/2) },
	"open brackets":  func(n int) string { return "x=" + strings.Repeat("{", n) },
	"tables":         func(n int) string { return "x=" + strings.Repeat("{", n/2) + strings.Repeat("}", n/2) },
	"table keys":     func(n int) string { return "x=" + strings.Repeat("{[", n/6) + "1" + strings.Repeat("]=1}", n/6) },
	"indices":        func(n int) string { return "x=" + strings.Repeat("a[", n/3) + "1" + strings.Repeat("]", n/3) },
	"calls in calls": func(n int) string { return strings.Repeat("f(", n/3) + strings.Repeat(")", n/3) },
	"functions":      func(n int) string { return strings.Repeat("x=function()", n/15) + strings.Repeat("end", n/15) },
	"many functions": func(n int) string { return strings.Repeat("x=function()end ", n/16) },
	"blocks":         func(n int) string { return strings.Repeat("do ", n/7) + strings.Repeat("end ", n/7) },
	"ifs":            func(n int) string { return strings.Repeat("if a then ", n/14) + strings.Repeat("end ", n/14) },
	"elses":          func(n int) string { return strings.Repeat("if a then else ", n/19) + strings.Repeat("end ", n/19) },
	"elseifs":        func(n int) string { return "if a then " + strings.Repeat("elseif a then ", n/14) + "end" },
	"elseifs in elses": func(n int) string {
		return strings.Repeat("if a then "+strings.Repeat("elseif a then ", 4000)+" else ", n/60000) + strings.Repeat("end ", n/60000)
	},
	"loops":         func(n int) string { return strings.Repeat("while a do ", n/15) + strings.Repeat("end ", n/15) },
	"repeats":       func(n int) string { return strings.Repeat("repeat ", n/15) + strings.Repeat("until a ", n/15) },
	"not":           func(n int) string { return "x=" + strings.Repeat("not ", n/4) + "a" },
	"minus":         func(n int) string { return "x=" + strings.Repeat("- ", n/2) + "a" },
	"length":        func(n int) string { return "x=" + strings.Repeat("#", n) + "a" },
	"powers":        func(n int) string { return "x=" + strings.Repeat("2^", n/2) + "2" },
	"concats":       func(n int) string { return "x=" + strings.Repeat("a..", n/3) + "a" },
	"sums":          func(n int) string { return "x=" + strings.Repeat("a+", n/2) + "a" },
	"constant sums": func(n int) string { return "x=" + strings.Repeat("1+", n/2) + "a" },
	"sum of long numbers": func(n int) string {
		return strings.Repeat("x=a+"+strings.Repeat("1000000000000000000000000000000000000000000000000000000000000000+", 4000)+"a ", n/260000)
	},
	"short sums": func(n int) string {
		return strings.Repeat("x=a"+strings.Repeat("+1", 400)+" ", n/804)
	},
	"ands":     func(n int) string { return "x=" + strings.Repeat("a and ", n/6) + "a" },
	"compares": func(n int) string { return "x=" + strings.Repeat("a<", n/2) + "a" },
	"fields":   func(n int) string { return "x=a" + strings.Repeat(".b", n/2) },
	"chain":    func(n int) string { return "x=a" + strings.Repeat("()", n/2) },
	"methods":  func(n int) string { return "a" + strings.Repeat(":b()", n/4) },
	"parens in sums": func(n int) string {
		return "x=" + strings.Repeat("(", 190) + "a" + strings.Repeat(strings.Repeat("+a", n/400)+")", 190)
	},
	"constants": func(n int) string {
		return "x={" + repeat(n/7, func(i int) string { return fmt.Sprintf("%06d,", i) }) + "}"
	},
	"strings": func(n int) string {
		return "x={" + repeat(n/9, func(i int) string { return fmt.Sprintf("'%06d',", i) }) + "}"
	},
	"globals": func(n int) string { return repeat(n/9, func(i int) string { return fmt.Sprintf("f%06d()", i) }) },
	"the same strings": func(n int) string {
		return "x={" + repeat(4000, func(i int) string { return fmt.Sprintf("'%06d',", i) }) + strings.Repeat("'003999',", max(n/9-4000, 0)) + "}"
	},
	"folded constants": func(n int) string {
		return "x={" + repeat(n/10, func(i int) string { return fmt.Sprintf("%d*%d+%d,", i%7, i%101, i%1009) }) + "}"
	},
	"not numbers": func(n int) string { return "x={" + strings.Repeat("1e400,", n/6) + "}" },
	"locals": func(n int) string {
		f := repeat(100, func(i int) string {
			return "local function f() local " + strings.TrimSuffix(repeat(90, func(j int) string { return fmt.Sprintf("v%d_%d,", i, j) }), ",") + " "
		})
		n = max(n, 2*len(f))
		return f + strings.Repeat("x=x ", (n-len(f))/4-100) + strings.Repeat("end ", 100)
	},
	"many locals": func(n int) string { return repeat(n/14, func(i int) string { return fmt.Sprintf("local a%06d ", i) }) },
	"one local":   func(n int) string { return strings.Repeat("local a ", n/8) },
	"parameters":  func(n int) string { return "function f(" + strings.Repeat("a,", n/2) + "a) end" },
	"targets":     func(n int) string { return strings.Repeat("a,", n/2) + "a=f()" },
	"values":      func(n int) string { return "a=" + strings.Repeat("1,", n/2) + "1" },
	"arguments":   func(n int) string { return "f(" + strings.Repeat("1,", n/2) + "1)" },
	"upvalues": func(n int) string {
		two := repeat(2, func(i int) string {
			return "local function f() " + repeat(150, func(j int) string { return fmt.Sprintf("local v%d_%d ", i, j) })
		})
		use := repeat(300, func(j int) string { return fmt.Sprintf("x=v%d_%d ", j/150, j%150) })
		return two + "local function g() " + use + "end end end"
	},
	"many upvalues": func(n int) string {
		locals := repeat(150, func(j int) string { return fmt.Sprintf("local v%d ", j) })
		use := "x=function() " + repeat(150, func(j int) string { return fmt.Sprintf("x=v%d ", j) }) + "end "
		return locals + strings.Repeat(use, n/len(use))
	},
	"gotos": func(n int) string {
		return repeat(n/25, func(i int) string { return fmt.Sprintf("goto a%05d ", i) }) + repeat(n/25, func(i int) string { return fmt.Sprintf("::a%05d:: ", i) })
	},
	"gotos back": func(n int) string { return "::a:: " + strings.Repeat("goto a ", n/7) },
	"labels":     func(n int) string { return repeat(n/11, func(i int) string { return fmt.Sprintf("::a%06d::", i) }) },
	"gotos out of blocks": func(n int) string {
		return strings.Repeat("do ", 190) + strings.Repeat("goto a ", (n-190*7)/7) + strings.Repeat("end ", 190) + "::a::"
	},
	"far goto":        func(n int) string { return "::a:: " + strings.Repeat("f()", n/3) + " goto a" },
	"long while":      func(n int) string { return "while a do " + strings.Repeat("f()", n/3) + " end" },
	"long for":        func(n int) string { return "for i=1,2 do " + strings.Repeat("f()", n/3) + " end" },
	"long for in":     func(n int) string { return "for i in a do " + strings.Repeat("f()", n/3) + " end" },
	"long repeat":     func(n int) string { return "repeat " + strings.Repeat("f()", n/3) + " until a" },
	"long if":         func(n int) string { return "if a then " + strings.Repeat("f()", n/3) + " end" },
	"conditions":      func(n int) string { return strings.Repeat("if a then end ", n/14) },
	"comparisons":     func(n int) string { return strings.Repeat("a=b==c ", n/7) },
	"calls":           func(n int) string { return strings.Repeat("f()", n/3) },
	"empty tables":    func(n int) string { return "x={" + strings.Repeat("{},", n/3) + "}" },
	"semicolons":      func(n int) string { return strings.Repeat(";", n) },
	"comments":        func(n int) string { return strings.Repeat("--\n", n/3) },
	"clients":         func(n int) string { return strings.Repeat("do ", n/3) + ".x()" },
	"long string":     func(n int) string { return "x=[[" + strings.Repeat("]=", n/2) },
	"long brackets":   func(n int) string { return strings.Repeat("x=["+strings.Repeat("=", 100)+"[", n/104) },
	"zeros":           func(n int) string { return strings.Repeat("\x00", n) },
	"quotes":          func(n int) string { return strings.Repeat("'", n) },
	"a long name":     func(n int) string { return strings.Repeat("a", n) + "=1" },
	"a long number":   func(n int) string { return "a=" + strings.Repeat("1", n) },
	"a broken number": func(n int) string { return "a=1e" + strings.Repeat("1", n) },
}

// TestHostileSources gives as much of each as may be to Check, which must not crash
// nor take long; TestHostileSourcesCompile compiles what it lets through.
func TestHostileSources(t *testing.T) {
	const longest = time.Minute // for a hang
	for name, make := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := []byte(make(HostileSize))
			start := time.Now()
			err := Check(name, src, Limits{})
			checked := time.Since(start)
			if checked > longest {
				t.Errorf("Check took %v", checked)
			}
			if err != nil {
				Incomplete(src)
				IsExpression(src)
				t.Logf("%v refused: %.150v", checked, err)
				return
			}
			t.Logf("%v taken", checked)
		})
	}
}
