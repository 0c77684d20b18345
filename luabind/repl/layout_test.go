package repl

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// TestHighlight shows what a line looks like while it is typed.
func TestHighlight(t *testing.T) {
	r := &repl{Config: Config{Host: host(t), Modules: []*luabind.Module{shop}, Color: true}}
	marks := strings.NewReplacer(colorKeyword, "<k>", colorString, "<s>", colorNumber, "<n>", colorDim, "<c>", colorKnown, "<f>", colorOff, "</>")
	for _, test := range []struct{ pending, line, want string }{
		{"", `if x then return "y", 1 end -- z`, `<k>if</> x <k>then</> <k>return</> <s>"y"</>, <n>1</> <k>end</> <c>-- z</>`},
		{"", `local t = shop.make{id = 1`, `<k>local</> t = <f>shop</>.<f>make</>{id = <n>1</>`},
		{"", `shop.make(1):sto`, `<f>shop</>.<f>make</>(<n>1</>):sto`},
		{"", `shop.make(1):stop()`, `<f>shop</>.<f>make</>(<n>1</>):<f>stop</>()`},
		{"", `x = "not ended`, `x = <s>"not ended</>`},
		{"s = [[\n", `in it]] end`, `<s>in it]]</> <k>end</>`},
		{"for i = 1, 2 do\n", `  print(nil)`, `  <f>print</>(<n>nil</>)`},
		{"", ":help", ":help"},
		{"", "", ""},
	} {
		r.pending = nil
		if test.pending != "" {
			r.pending = strings.Split(strings.TrimSuffix(test.pending, "\n"), "\n")
		}
		got := marks.Replace(string(painter{r}.Paint([]rune(test.line), 0)))
		if got != test.want {
			t.Errorf("%q behind %q looks as %q, want %q", test.line, test.pending, got, test.want)
		}
	}
}

// TestLayout types lines and compares what they become.
func TestLayout(t *testing.T) {
	for _, test := range []struct{ pending, keys, want string }{
		{"for i = 1, 2 do", "x", "  x"},
		{"for i = 1, 2 do", "end", "end"},
		{"for i = 1, 2 do", "  x", "  x"},
		{"for i = 1, 2 do", "    x", "    x"},
		{"if a then\n  f{", "}", "  }"},
		{"if a then\n  f{", "  }", "  }"},
		{"for i = 1, 2 do", "endpoint", "  endpoint"},
		{"if a then\n  f{", "1", "    1"},
		{"if a then\n  f{", "}", "  }"},
		{"if a then\n  f()", "else", "else"},
		{"if a then\n  f()\nelse", "g", "  g"},
		{"repeat", "until", "until"},
		{"f(function()", "end)", "end)"},
		{"s = [[", "x", "x"},
		{"x =", "1", "1"},
		{"", "1", "1"},
	} {
		r := &repl{}
		if test.pending != "" {
			r.pending = strings.Split(test.pending, "\n")
		}
		line := ""
		l := &layout{repl: r, set: func(s string) { line = s }}
		l.begin(true)
		l.OnChange(nil, 0, 0)
		for _, key := range test.keys {
			line += string(key)
			if changed, _, ok := l.OnChange([]rune(line), len([]rune(line)), key); ok {
				line = string(changed)
			}
		}
		if line != test.want {
			t.Errorf("%q behind %q becomes %q, want %q", test.keys, test.pending, line, test.want)
		}
	}
}
