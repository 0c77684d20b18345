package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luatable"
)

// item is the kind of objects that the tests print and complete.
type item struct {
	id    int
	name  string
	price float64
}

var thingClass = &luabind.Class{}

func init() {
	*thingClass = luabind.Class{
		Name:   "Thing",
		String: func(self any) string { return fmt.Sprintf("Thing(id=%d)", self.(*item).id) },
		Fields: []luabind.Param{{Name: "id", Type: luabind.IntegerType}, {Name: "twin", Type: &luabind.Type{Lua: "Thing"}}},
		Methods: []luabind.Func{
			{Name: "stop", Doc: "Stops.", Run: func(c *luabind.Call) error { return nil }},
			{Name: "copy", Doc: "Copies.", Result: "Thing", Params: []luabind.Param{{Name: "name"}}, Run: func(c *luabind.Call) error { return nil }},
		},
		Get: func(c *luabind.Call, self any, key string) (luabind.Value, error) {
			t := self.(*item)
			return map[string]luabind.Value{
				"id": luabind.Number(float64(t.id)), "name": luabind.String(t.name), "price_monthly": luabind.Number(t.price),
			}[key], nil
		},
		Pairs: func(c *luabind.Call, self any) ([]luabind.Pair, error) {
			t := self.(*item)
			return []luabind.Pair{
				{Key: luabind.String("id"), Value: luabind.Number(float64(t.id))},
				{Key: luabind.String("name"), Value: luabind.String(t.name)},
				{Key: luabind.String("price_monthly"), Value: luabind.Number(t.price)},
				{Key: luabind.String("made_at"), Value: c.Host().Time(c.Clock().Now().Add(-3 * time.Hour))},
			}, nil
		},
	}
}

var shop = &luabind.Module{
	Name: "shop", Globals: []string{"shop"}, Classes: []*luabind.Class{thingClass},
	Funcs: []luabind.Func{
		{Name: "make", Doc: "Makes a thing.", Result: "Thing", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "id", Type: luabind.IntegerType}, {Name: "name", Type: luabind.StringType, Optional: true},
				{Name: "colour", Type: luabind.EnumType("red", "green"), Option: true}, {Name: "region", Type: luabind.StringType, Option: true},
			},
			Run: func(c *luabind.Call) error {
				return c.Return(c.Host().Object(thingClass, &item{int(c.Named("id").Int()), c.Named("name").Text(), 12}))
			}},
		{Name: "note", Doc: "Keeps something for the task.", Params: []luabind.Param{{Name: "what"}}, Run: func(c *luabind.Call) error {
			c.SetLocal("note", c.Named("what").Text())
			return nil
		}},
		{Name: "noted", Doc: "What was kept.", Run: func(c *luabind.Call) error {
			if s, ok := c.Local("note").(string); ok {
				return c.Return(luabind.String(s))
			}
			return c.Return(luabind.Nil)
		}},
		{Name: "all", Doc: "Things, counted as they are asked for.", Result: "Iterator<Thing>", Params: []luabind.Param{{Name: "n", Type: luabind.IntegerType}},
			Run: func(c *luabind.Call) error {
				i, n := 0, int(c.Named("n").Int())
				return c.Return(c.Iterate(luabind.IterFunc(func(c *luabind.Call) (luabind.Value, error) {
					if i++; i > n {
						return luabind.Nil, nil
					}
					c.Host().SetGlobal("asked", luabind.Number(float64(i)))
					return c.Host().Object(thingClass, &item{i, "thing", 5}), nil
				})))
			}},
	},
}

// host is a Host with the shop as a global.
func host(t *testing.T) *luabind.Host {
	t.Helper()
	h, err := luabind.New(luabind.WithModules(shop), luabind.WithSetup(func(h *luabind.Host) {
		table := h.NewTable(0, 2)
		for i := range shop.Funcs {
			table.Set(shop.Funcs[i].Name, h.FuncValue(&shop.Funcs[i]))
		}
		h.SetGlobal("shop", table.Value())
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// session runs lines in a REPL over a pipe.
func session(t *testing.T, config Config, lines ...string) (out, errs string, err error) {
	config.Align = luatable.Align
	t.Helper()
	var stdout, stderr strings.Builder
	config.Stdin, config.Stdout, config.Stderr = strings.NewReader(strings.Join(lines, "\n")), &stdout, &stderr
	if config.Host == nil {
		config.Host = host(t)
	}
	err = Run(t.Context(), config)
	return stdout.String(), stderr.String(), err
}

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

func TestCompletion(t *testing.T) {
	h := host(t)
	if err := h.DoString(t.Context(), "setup", `thing = shop.make(1) list = {alpha = 1, beta = function() end, ["not a name"] = 1} made = {shop.make(2)} deep = {one = {two = 2}} text = "x"`); err != nil {
		t.Fatal(err)
	}
	r := &repl{Config: Config{Host: h, Modules: []*luabind.Module{shop}, Values: func(_ context.Context, argument string) []string {
		return map[string][]string{"region": {"ams3", "nyc1", "nyc3"}}[argument]
	}, Topics: func() []string { return []string{"waiting", "errors"} }}}
	for _, test := range []struct {
		line string
		want []string
	}{
		{"pri", []string{"print("}},
		{"x = sho", []string{"shop"}},
		{"shop.", []string{"all(", "make(", "note(", "noted()"}},
		{"shop . m", []string{"make("}},
		{"list.", []string{"alpha", "beta("}},
		{"list:", []string{"beta("}},
		{"thing:", []string{"copy(", "stop()"}},
		{"thing.i", []string{"id"}},
		{"thing.twin.twin:st", []string{"stop()"}},
		{"shop.make(1):co", []string{"copy("}},
		{"shop.make{id = 1}:copy('x').tw", []string{"twin"}},
		{"shop.make{", []string{"colour = ", "id = ", "name = ", "region = "}},
		{"shop.make{id = 1, na", []string{"name = "}},
		{"shop.make({id = 1, na", []string{"name = "}},
		{"shop.make(1, 'x', {col", []string{"colour = "}},
		{"shop.make{id = shop.make{na", []string{"name = "}},
		{`shop.make{colour = "`, []string{`green"`, `red"`}},
		{`shop.make{region = "ny`, []string{`nyc1"`, `nyc3"`}},
		{`shop.make{name = "ny`, nil},
		{`require "sh`, []string{`shop"`}},
		{`require("ta`, []string{`task"`}},
		{`help "wa`, []string{`waiting"`}},
		{`"just a str`, nil},
		{`-- a comment pri`, nil},
		{`nothing.at.all`, nil},
		{"whi", []string{"while"}},
		{":loa", []string{"load "}},
		{":time o", []string{"on", "off"}},
		{":help er", []string{"errors"}},
		{"('x'):form", []string{"format("}},
		{`require 'sh`, []string{`shop'`}},
		{"things = {shop.make(1)} things[1]:st", []string{"stop()"}},
		{"for t in shop.all(3) do t:st", []string{"stop()"}},
		{"made[1]:st", []string{"stop()"}},
		{"for _, t in ipairs(made) do t:st", []string{"stop()"}},
		{"deep.one.tw", []string{"two"}},
		{"text:upp", []string{"upper("}},
		{"= shop.ma", []string{"make("}},
		{"local function own() return shop.make(1) end own():st", []string{"stop()"}},
		{"print(_G.thi", []string{"thing"}},
	} {
		_, found := r.complete(test.line)
		var got []string
		for _, c := range found {
			got = append(got, c.text+c.after)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q completes to %q, want %q", test.line, got, test.want)
		}
	}
	// What functions give that were defined before.
	r.learn("function web() return shop.make(1) end")
	r.learn("lib = {} function lib.web() return shop.make(1) end")
	if err := h.DoString(t.Context(), "setup", "lib = {} "+strings.Join(r.own, "")); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"web():st", "lib.web():st"} {
		if typed, found := r.complete(line); typed != "st" || len(found) != 1 || found[0].text != "stop" {
			t.Errorf("%s: %q, %v", line, typed, found)
		}
	}
	r.pending = []string{"shop.make{", "  id = 1,"}
	if typed, found := r.complete("  re"); typed != "re" || len(found) == 0 || found[0].text != "region" {
		t.Errorf("over several lines: %q, %v", typed, found)
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

func TestHistoryKeepsSecretsOut(t *testing.T) {
	h := history{path: filepath.Join(t.TempDir(), "a", "history"), secret: func(s string) bool { return strings.Contains(s, "hunter2") }}
	kept := []string{`print("fine")`, `do.fetch_droplet(605000002)`, "for i = 1, 2 do -- comment\ue00a  s = [[\ue00a]]\ue00aend"}
	for _, chunk := range append([]string{
		`x = "dop_v1_0123"`, `c = doapi{api_token = "x"}`, `c = doapi{["api_token"]="x"}`, `header = "Authorization: Bearer abc"`,
		`key = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"`, `y = "hunter2"`, `password = "x"`,
		"x = 1\npassword = 2",
	}, kept[0], kept[0], kept[1], "for i = 1, 2 do -- comment\n  s = [[\n]]\nend") {
		h.add(chunk)
	}
	text, err := os.ReadFile(h.path)
	if err != nil || string(text) != strings.Join(kept, "\n")+"\n" {
		t.Errorf("the file holds %q, %v", text, err)
	}
	if info, err := os.Stat(h.path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	var again history
	again.load(h.path, nil)
	if !slices.Equal(again.entries, kept) {
		t.Errorf("it reads back as %q", again.entries)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	var b strings.Builder
	for i := range maxHistory + 50 {
		fmt.Fprintf(&b, "x = %d\n", i)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var h history
	h.load(path, nil)
	text, err := os.ReadFile(path)
	if err != nil || len(h.entries) != maxHistory || strings.Count(string(text), "\n") != maxHistory || h.entries[0] != "x = 50" {
		t.Errorf("%d entries from %q on, %v", len(h.entries), h.entries[0], err)
	}
}

// FuzzComplete holds that no text makes completion or the
// history fail.
func FuzzComplete(f *testing.F) {
	for _, seed := range []string{"do.", "shop.make{", `shop.make{colour = "`, "a(b[c{", "local x = 1 local", "[[", "--[[", `"\`, "}", "f(a, {", ":help", "do:", "x.y:z'"} {
		f.Add(seed)
	}
	h, err := luabind.New(luabind.WithModules(shop))
	if err != nil {
		f.Fatal(err)
	}
	r := &repl{Config: Config{Host: h, Modules: []*luabind.Module{shop}}}
	f.Fuzz(func(t *testing.T, text string) {
		typed, found := r.complete(text)
		for _, c := range found {
			if !strings.HasPrefix(c.text, typed) {
				t.Errorf("%q is offered for %q", c.text, typed)
			}
		}
		if line := entryOf(text); strings.Contains(line, "\n") || chunkOf(line) != strings.TrimRight(text, " \t\n") && !strings.ContainsAny(text, newlineStand) {
			t.Errorf("%q becomes %q and again %q", text, line, chunkOf(line))
		}
	})
}
