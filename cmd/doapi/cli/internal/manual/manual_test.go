package manual

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/cmd/doapi/docs"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/stdlib"
)

func whole(t *testing.T) *Manual {
	t.Helper()
	root := &cobra.Command{Use: "doapi", Short: "Lua scripts"}
	for _, name := range []string{"sim", "auth"} {
		root.AddCommand(&cobra.Command{Use: name, Short: "Something", Long: "Words.\n\n  kept as it is\n", Run: func(*cobra.Command, []string) {}})
	}
	root.PersistentFlags().String("token", "", "the API `token`")
	modules := append(append(do.Modules(), luabind.TaskModule), stdlib.Modules()...)
	m, err := New(Config{Texts: docs.Files, Index: doc.New(doc.Config{Modules: modules}), Operation: do.OperationFunc, Commands: root, Version: "devel"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestLinks follows every link of every page.
func TestLinks(t *testing.T) {
	m := whole(t)
	anchors := map[string]map[string]bool{}
	pages := map[string]*rendered{}
	for i := range m.pages {
		p := &m.pages[i]
		r := render(p)
		pages[p.Path] = r
		anchors[p.Path] = map[string]bool{}
		for _, h := range r.headings {
			anchors[p.Path][h.Anchor] = true
		}
	}
	if len(pages) < 300 {
		t.Errorf("only %d pages", len(pages))
	}
	count := 0
	for from, r := range pages {
		for _, to := range r.links {
			count++
			if strings.HasPrefix(to, "https://github.com/doapi-lua/doapi") {
				continue
			}
			file, at, _ := strings.Cut(to, "#")
			target := path.Join(path.Dir(from), file)
			switch {
			case strings.Contains(to, "://"):
				t.Errorf("%s links to %s: the manual asks nobody outside", from, to)
			case strings.HasPrefix(target, "commands/"): // of the real commands
			case pages[target] == nil:
				t.Errorf("%s links to %s, which there is not", from, to)
			case at != "" && !anchors[target][at]:
				t.Errorf("%s links to %s, where nothing is called so", from, to)
			}
		}
	}
	if count < 900 {
		t.Errorf("only %d links", count)
	}
	texts, err := fs.Glob(docs.Files, "guide/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		name := text
		if name == "guide/index.md" {
			name = "index.md"
		}
		if pages[name] == nil {
			t.Errorf("%s stands in no chapter", text)
		}
	}
}

// TestEveryFunction holds that each function of each module has a page with its
// arguments and an example, and each operation too.
func TestEveryFunction(t *testing.T) {
	m := whole(t)
	wanted := map[string]bool{}
	for _, module := range m.Index.Modules {
		all := module.Funcs
		if len(all) == 0 && module.Class != nil {
			all = module.Class.AllMethods()
		}
		if module.Call != nil {
			wanted[module.Name+"()"] = true
		}
		for _, f := range all {
			wanted[module.Name+"."+f.Name] = true
		}
	}
	for name := range wanted {
		if _, ok := m.Example(name); !ok {
			t.Errorf("%s has no example in cmd/doapi/docs/examples", name)
		}
	}
	for name := range m.examples {
		class, method, isMethod := strings.Cut(name, ":")
		if c := m.Index.Class(class); isMethod && c != nil {
			found := false
			for _, f := range c.AllMethods() {
				found = found || f.Name == method
			}
			if found {
				continue
			}
		}
		if !wanted[name] {
			t.Errorf("an example of %s, which there is not", name)
		}
	}
	for _, op := range catalog.All() {
		p, ok := m.Page("operations/" + op.Group + ".md")
		if !ok || !strings.Contains(p.Markdown, "## "+escape(op.Group+"."+op.Name)+"\n") {
			t.Errorf("%s has no place in the manual", op.ID)
		}
	}
}

// TestEveryMethod holds that each method of each class has an example: of its own,
// of the operation that it sends, of the function that it is too, or of a class
// that has the same.
func TestEveryMethod(t *testing.T) {
	m := whole(t)
	same := map[string]bool{} // name and document of methods with an example
	visit := func(f func(class string, method luabind.Func)) {
		for _, module := range m.Index.Modules {
			for _, c := range module.Classes {
				for _, method := range c.AllMethods() {
					f(c.Name, method)
				}
			}
		}
	}
	visit(func(class string, f luabind.Func) {
		if _, ok := m.Example(class + ":" + f.Name); ok {
			same[f.Name+f.Doc] = true
			if f.Name == "wait" {
				same[f.Name] = true // whatever it waits for
			}
		}
	})
	shown := 0
	visit(func(class string, f luabind.Func) {
		_, function := m.Example("do." + f.Name)
		switch {
		case same[f.Name+f.Doc], same[f.Name], f.Op != "" && catalog.Example(f.Op) != "", function && class == "Client":
			shown++
		case f.Op != "" && catalog.ByID(f.Op) != nil: // no script can show it: see package do
		default:
			t.Errorf("%s:%s has no example in cmd/doapi/docs/examples", class, f.Name)
		}
	})
	if shown < 900 {
		t.Errorf("only %d methods have an example", shown)
	}
}

// TestPages holds what every page of HTML has: a title, a language, no request
// to elsewhere, and tags that are closed.
func TestPages(t *testing.T) {
	m := whole(t)
	outside := regexp.MustCompile(`(?:src|href)="(https?:)?//`)
	for _, p := range m.Pages() {
		text, err := m.HTML(p.Path)
		if err != nil {
			t.Fatal(err)
		}
		page := string(text)
		for _, want := range []string{`<html lang="en"`, "<title>", "<main", "<h1 ", `aria-label="Contents"`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %s", p.Path, want)
			}
		}
		if strings.Count(page, "<h1 ") != 1 {
			t.Errorf("%s has %d titles", p.Path, strings.Count(page, "<h1 "))
		}
		for _, found := range outside.FindAllString(strings.ReplaceAll(page, `href="https://github.com/doapi-lua/`, ""), -1) {
			t.Errorf("%s asks for something elsewhere: %s", p.Path, found)
		}
		for _, tag := range []string{"p", "ul", "ol", "li", "pre", "code", "table", "td", "strong", "em", "a"} {
			opened := len(regexp.MustCompile("<"+tag+"[ >]").FindAllString(page, -1))
			if closed := strings.Count(page, "</"+tag+">"); opened != closed {
				t.Errorf("%s opens %d <%s> and closes %d", p.Path, opened, tag, closed)
			}
		}
	}
}

// TestMarkdown holds what of Markdown is understood.
func TestMarkdown(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"# A `b` c\n", "<h1 id=\"a-b-c\">A <code>b</code> c</h1>\n"},
		{"one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>\n"},
		{"a **b** *c* `<d>` \\*e\\*", "<p>a <strong>b</strong> <em>c</em> <code>&lt;d&gt;</code> *e*</p>\n"},
		{"2 * 3 * 4", "<p>2 * 3 * 4</p>\n"},
		{"- one\n- two\n  more\n", "<ul>\n<li>one</li>\n<li>two\nmore</li>\n</ul>\n"},
		{"1. one\n2. two\n", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"},
		{"see [the `list`](lists.md#all) now", "<p>see <a href=\"lists.html#all\">the <code>list</code></a> now</p>\n"},
		{"> so\n> it is", "<blockquote>\n<p>so\nit is</p>\n</blockquote>\n"},
		{"<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
		{"[x](javascript:alert)", "<p><a href=\"javascript:alert\">x</a></p>\n"},
	} {
		if got := render(&Page{Markdown: test.text}).html; got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
	got := render(&Page{Markdown: "| a | |\n|---|---|\n| `x\\|y` | b \\| c |\n"}).html
	if !strings.Contains(got, "<tr><td><code>x|y</code></td><td>b | c</td></tr>") {
		t.Error(got)
	}
}

// TestManPages holds that what is written is roff, with its special characters
// escaped.
func TestManPages(t *testing.T) {
	m := whole(t)
	for _, c := range Commands(m.Commands) {
		page := ManPage(c, "1.0", "2026-08-01")
		for _, want := range []string{".TH ", ".SH NAME\n", ".SH SYNOPSIS\n"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %s", c.Name(), want)
			}
		}
	}
	if got := roff(`.a-b\c 'd'`); got != `\&.a\-b\ec \(aqd\(aq` {
		t.Errorf("%q", got)
	}
}
