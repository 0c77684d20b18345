// Package manual makes the manual out of the texts below cmd/doapi/docs and of
// the tables that describe functions, operations and commands: as pages of
// HTML, to be served or written to a folder, and as man pages.
//
// Nothing is made before it is asked for: a program that shows no manual pays
// nothing for having one.
package manual

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/doc"
)

// Config is what a manual is made of.
type Config struct {
	Texts     fs.FS      // guide/NAME.md, examples/MODULE.lua
	Index     *doc.Index // what scripts can call
	Operation func(*catalog.Operation) *luabind.Func
	Commands  *cobra.Command // the root of all commands
	Version   string
}

// Manual is a set of pages. It does not change; all methods are safe from any
// goroutine.
type Manual struct {
	Config
	pages    []Page
	at       map[string]int
	examples map[string]Example
}

// Page is one page, as Markdown.
type Page struct {
	Path     string // "guide/lists.md"; links are relative to it
	Title    string
	Section  string // under which it stands in the contents
	Markdown string
	Hidden   bool // reached by links and search, not by the contents
}

// chapters are the pages of the guide, in the order of reading.
var chapters = []struct {
	section string
	names   []string
}{
	{"Start", []string{"index", "start"}},
	{"Guide", []string{"scripts", "lists", "waits", "errors", "tasks", "interrupts", "plan", "guards", "journal", "ensure", "tests", "ssh", "repl", "editors"}},
	{"Coming from", []string{"doctl", "python", "terraform"}},
	{"More", []string{"cookbook", "simulator", "evidence", "embedding", "settings", "exit", "faq"}},
}

// New makes the manual. The error names the text that is missing or wrong.
func New(c Config) (*Manual, error) {
	m := &Manual{Config: c, at: map[string]int{}}
	var err error
	if m.examples, err = readExamples(c.Texts); err != nil {
		return nil, err
	}
	for _, chapter := range chapters {
		for _, name := range chapter.names {
			text, err := fs.ReadFile(c.Texts, "guide/"+name+".md")
			if err != nil {
				return nil, fmt.Errorf("manual: %w", err)
			}
			first, _, _ := strings.Cut(string(text), "\n")
			title, ok := strings.CutPrefix(first, "# ")
			if !ok {
				return nil, fmt.Errorf("manual: guide/%s.md does not begin with a title", name)
			}
			at := "guide/" + name + ".md"
			if name == "index" {
				at = "index.md"
			}
			m.add(Page{Path: at, Title: title, Section: chapter.section, Markdown: string(text)})
		}
	}
	m.addFunctions()
	m.addClasses()
	m.addOperations()
	m.addCommands()
	return m, nil
}

func (m *Manual) add(p Page) {
	m.at[p.Path] = len(m.pages)
	m.pages = append(m.pages, p)
}

// Pages are all pages, in the order of the contents.
func (m *Manual) Pages() []Page { return m.pages }

// Page finds a page by its path, with .md or .html at its end.
func (m *Manual) Page(name string) (*Page, bool) {
	i, ok := m.at[strings.TrimSuffix(name, path.Ext(name))+".md"]
	if !ok {
		return nil, false
	}
	return &m.pages[i], true
}
