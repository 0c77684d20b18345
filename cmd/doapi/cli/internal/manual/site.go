package manual

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/replace"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

//go:embed assets
var assets embed.FS

var shellOnce lazy.Value[*template.Template]

// shell is what surrounds every page. It escapes texts by itself: package
// html/template makes its tables at every start of the program.
func shell() *template.Template {
	return shellOnce.Get(func() *template.Template {
		return template.Must(template.ParseFS(assets, "assets/page.html"))
	})
}

// view is what the shell shows.
type view struct {
	Page    *Page
	Root    string    // the way to the site's root: "", "../"
	Body    string    // HTML
	On      []Heading // this page's sections
	Menu    []section
	Before  *entry
	After   *entry
	Version string
}

type section struct {
	Name    string
	Open    bool
	Entries []entry
}

type entry struct {
	Title, To string
	Here      bool
}

// HTML makes a page, given its path.
func (m *Manual) HTML(name string) ([]byte, error) {
	p, ok := m.Page(name)
	if !ok {
		return nil, os.ErrNotExist
	}
	r := render(p)
	v := view{Page: p, Root: strings.Repeat("../", strings.Count(p.Path, "/")), Body: r.html, Version: m.Version}
	for _, h := range r.headings {
		if h.Level == 2 {
			v.On = append(v.On, h)
		}
	}
	v.Menu, v.Before, v.After = m.menu(p, v.Root)
	var b bytes.Buffer
	if err := shell().Execute(&b, v); err != nil {
		return nil, fmt.Errorf("manual: %s: %w", p.Path, err)
	}
	return b.Bytes(), nil
}

// menu is the contents as a page shows them, and its neighbours.
func (m *Manual) menu(here *Page, root string) (menu []section, before, after *entry) {
	var last *entry
	found := false
	for i := range m.pages {
		p := &m.pages[i]
		if p.Hidden {
			continue
		}
		e := entry{p.Title, root + address(p.Path), p == here}
		if len(menu) == 0 || menu[len(menu)-1].Name != p.Section {
			menu = append(menu, section{Name: p.Section})
		}
		s := &menu[len(menu)-1]
		s.Entries = append(s.Entries, e)
		s.Open = s.Open || e.Here || p.Section == here.Section
		switch {
		case e.Here:
			before, found = last, true
		case found && after == nil:
			after = &e
		}
		last = &e
	}
	if here.Hidden {
		before, after = nil, nil
	}
	for i := range menu {
		menu[i].Open = menu[i].Open || menu[i].Name == "Start" || menu[i].Name == "Guide"
	}
	return menu, before, after
}

// address is a page's place in the site.
func address(p string) string { return strings.TrimSuffix(p, ".md") + ".html" }

// found is a line of the index that is searched.
type found struct {
	Title string `json:"t"`
	In    string `json:"p"` // the page's title
	To    string `json:"u"`
	Words string `json:"w,omitempty"`
}

// index makes the script that the search reads. A script can be loaded from a
// file too, which no request for data can.
func (m *Manual) index() []byte {
	list := []found{}
	for i := range m.pages {
		p := &m.pages[i]
		list = append(list, found{Title: p.Title, In: p.Section, To: address(p.Path), Words: words(p)})
		taken := map[string]int{}
		inCode := false
		for line := range strings.Lines(p.Markdown) {
			if strings.HasPrefix(line, "```") {
				inCode = !inCode
			}
			title, ok := strings.CutPrefix(strings.TrimSpace(line), "## ")
			if !ok || inCode {
				continue
			}
			title = strings.ReplaceAll(title, `\`, "")
			at := anchor(title)
			if taken[at]++; taken[at] > 1 {
				at = fmt.Sprintf("%s-%d", at, taken[at])
			}
			list = append(list, found{Title: strings.ReplaceAll(title, "`", ""), In: p.Title, To: address(p.Path) + "#" + at})
		}
	}
	text, _ := json.Marshal(list)
	return append(append([]byte("window.manualIndex="), text...), ';', '\n')
}

// words are those of a page of the guide, for the search.
func words(p *Page) string {
	if p.Hidden || p.Section == "Functions" || p.Section == "Commands" {
		return ""
	}
	seen := map[string]bool{}
	var list []string
	for _, w := range strings.FieldsFunc(strings.ToLower(p.Markdown), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r == '_' || r == '-' || r >= '0' && r <= '9') }) {
		if len(w) > 2 && !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return strings.Join(list, " ")
}

// asset gives a file beside the pages.
func (m *Manual) asset(name string) (text []byte, kind string, ok bool) {
	switch name {
	case "search.js":
		return m.index(), "text/javascript; charset=utf-8", true
	case "manual.css":
		kind = "text/css; charset=utf-8"
	case "manual.js":
		kind = "text/javascript; charset=utf-8"
	case "icon.svg":
		kind = "image/svg+xml"
	default:
		return nil, "", false
	}
	text, err := assets.ReadFile("assets/" + name)
	return text, kind, err == nil
}

var assetNames = []string{"search.js", "manual.css", "manual.js", "icon.svg"}

// ServeHTTP serves the manual.
func (m *Manual) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "the manual is only read", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if name == "" {
		name = "index.html"
	}
	if text, kind, ok := m.asset(name); ok {
		h.Set("Content-Type", kind)
		_, _ = w.Write(text)
		return
	}
	text, err := m.HTML(name)
	if err != nil || path.Ext(name) != ".html" {
		http.NotFound(w, r)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(text)
}

// Write writes the manual into a folder, as files that need no server.
func (m *Manual) Write(dir string) error {
	put := func(name string, text []byte) error {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return err
		}
		return replace.Write(at, text, 0o644)
	}
	for i := range m.pages {
		text, err := m.HTML(m.pages[i].Path)
		if err != nil {
			return err
		}
		if err := put(address(m.pages[i].Path), text); err != nil {
			return err
		}
	}
	for _, name := range assetNames {
		text, _, _ := m.asset(name)
		if err := put(name, text); err != nil {
			return err
		}
	}
	return nil
}
