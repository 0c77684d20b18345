package repl

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

func TestPrinting(t *testing.T) {
	const many = `(function() local t = {} for i = 1, 60 do t[i] = shop.make(i, "x") end return t end)()`
	for _, test := range []struct{ line, want string }{
		{`1, "two", nil, true`, "1\n\"two\"\nnil\ntrue\n"},
		{`0.5, 1e300`, "0.5\n1e+300\n"},
		{`"a\tb\27[31m\"", "line\nline"`, "\"a\\tb\\027[31m\\\"\"\nline\nline\n"},
		{`{}`, "{}\n"},
		{`{1, 2, {a = "x", ["b c"] = {}, [7] = 1}}`, "{ 1, 2, { [7] = 1, a = \"x\", [\"b c\"] = {} } }\n"},
		{`(function() local t = {1} t.me = t return t end)()`, "{ 1, me = <cycle> }\n"},
		{`{("x"):rep(60), ("y"):rep(60)}`, "{\n  \"" + strings.Repeat("x", 60) + "\",\n  \"" + strings.Repeat("y", 60) + "\"\n}\n"},
		{`{shop.make(7, "web"), shop.make(12, "a longer name")}`, "ID  NAME           PRICE MONTHLY\n 7  web                   $12.00\n12  a longer name         $12.00\n"},
		{`{{name = "a", n = 1}, {name = "b", n = 20}}`, "NAME   N\na      1\nb     20\n"},
		{`print`, "function print\n"},
		{`print("nothing else")`, ""},
		{`("x"):rep(5000)`, "\"" + strings.Repeat("x", 2000) + "\" ... 3000 bytes more\n"},
	} {
		if out, errs, err := session(t, Config{}, test.line); out != test.want || errs != "" || err != nil {
			t.Errorf("%s prints\n%s%s%v\nwant\n%s", test.line, out, errs, err, test.want)
		}
	}
	if out, _, _ := session(t, Config{}, many); !strings.HasPrefix(out, "ID  NAME") || !strings.HasSuffix(out, "\n50  x            $12.00\n... 10 more\n") {
		t.Errorf("a long list prints\n%s", out)
	}
	want := "Thing(id=7)\n  id             7\n  name           \"web\"\n  price_monthly  $12.00\n  made_at        "
	if out, _, _ := session(t, Config{}, `shop.make(7, "web")`); !strings.HasPrefix(out, want) || !strings.HasSuffix(out, "(3 hours ago)\n") {
		t.Errorf("an object prints\n%s", out)
	}
}

// TestIterators are shown in part, and lose nothing by it.
func TestIterators(t *testing.T) {
	out, errs, err := session(t, Config{}, `shop.all(50)`, `asked`, `_ == 21`, `it = shop.all(3)`, `it`, `it:count()`, `shop.all(0)`)
	if err != nil || errs != "" {
		t.Fatal(errs, err)
	}
	for _, want := range []string{"\n20  thing          $5.00\n... and more\n20\nfalse\n", "\n 3  thing          $5.00\n3\n", "\nan iterator without elements\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no %q in\n%s", want, out)
		}
	}
}

func TestLocalsLiveOn(t *testing.T) {
	out, errs, err := session(t, Config{},
		`local a, b = 1, 2`, `local c`, `a + b, c`,
		`local function f(n) if n == 0 then return "done" end return f(n - 1) end`, `f(3)`,
		`local s = "local x" for i = 1, 2 do local a = 10 end`, `s, a`,
		`do local a = 5 end`, `a`,
		"local multi =", "  {1,", "  2}", `#multi`)
	want := "3\nnil\n\"done\"\n\"local x\"\n1\n1\n2\n"
	if out != want || errs != "" || err != nil {
		t.Errorf("got\n%s%s%v\nwant\n%s", out, errs, err, want)
	}
}

// TestLinesAreOneTask as to what belongs to a task alone.
func TestLinesAreOneTask(t *testing.T) {
	out, errs, err := session(t, Config{}, `shop.noted()`, `shop.note("first")`, `shop.noted()`,
		`x = require("task").all{function() shop.note("of another task") end}`, `shop.noted()`, `error("x")`, `shop.noted()`)
	if want := "nil\n\"first\"\n\"first\"\n\"first\"\n"; out != want || err != nil {
		t.Errorf("got\n%s%s%v\nwant\n%s", out, errs, err, want)
	}
}

// TestLastInputDecides whether Run fails, as with a shell.
func TestLastInputDecides(t *testing.T) {
	if _, errs, err := session(t, Config{}, `error("x")`); !errors.Is(err, ErrFailed) || !strings.HasPrefix(errs, "input1:1: x\n") {
		t.Errorf("got %q, %v", errs, err)
	}
	if out, _, err := session(t, Config{}, `error("x")`, `1`); err != nil || out != "1\n" {
		t.Errorf("got %q, %v", out, err)
	}
	if _, _, err := session(t, Config{}, `if true then`); !errors.Is(err, ErrFailed) {
		t.Errorf("what is not complete gives %v", err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(luabind.ErrInterrupted)
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	err = Run(ctx, Config{Host: host(t), Stdin: reader, Stdout: new(strings.Builder), Stderr: new(strings.Builder)})
	if !errors.Is(err, luabind.ErrInterrupted) {
		t.Errorf("got %v", err)
	}
}

// TestQuestions tells what names are asked for, by what they are.
func TestQuestions(t *testing.T) {
	known := map[string]string{"shop.make": "how to make", "Thing:stop": "how to stop", "Thing": "a thing", "Thing.id": "its number", "string": "texts"}
	config := Config{Modules: []*luabind.Module{shop}, Help: func(topic string) (string, bool) { text, ok := known[topic]; return text + "\n", ok }}
	out, errs, err := session(t, config, `local t = shop.make(1)`, `shop.make?`, `t:stop?`, `t ?`, `t.id?`, `shop.make(2):stop?`, `("x")?`, `nothing.here?`, `1`)
	want := "how to make\nhow to stop\na thing\nits number\nhow to stop\ntexts\n1\n"
	if out != want || errs != "there is no help on 'nothing.here'\n" || err != nil {
		t.Errorf("got\n%s%s%v\nwant\n%s", out, errs, err, want)
	}
}

// A table that does not fit says which columns it lacks, and long help goes to
// the pager.
func TestRoom(t *testing.T) {
	var paged string
	config := Config{
		Width: func() int { return 24 },
		Help:  func(topic string) (string, bool) { return strings.Repeat(topic+"\n", 50), topic == "many" },
		Page:  func(text string) bool { paged = text; return strings.Count(text, "\n") > 24 },
	}
	out, errs, err := session(t, config, `{{id = 1, name = "a long enough name", status = "active", type = "b", region = "nyc3"}}`, ":help many")
	if err != nil || errs != "" {
		t.Fatalf("%v, %s", err, errs)
	}
	if !strings.Contains(out, "left out for lack of room:") || !strings.Contains(out, "REGION") || strings.Contains(out, "many") {
		t.Errorf("got\n%s", out)
	}
	if paged != strings.Repeat("many\n", 50) {
		t.Errorf("the pager got %q", paged)
	}
	if out, _, _ := session(t, Config{Align: config.Align, Width: func() int { return 80 }}, `{{id = 1, name = "a"}}`); strings.Contains(out, "left out") {
		t.Errorf("got\n%s", out)
	}
}
