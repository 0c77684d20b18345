package peers

import (
	"bytes"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// TestManualIsMarkdown renders the manual's guide with a library for the whole
// of CommonMark, and holds that our own renderer, which knows a part of it,
// makes the same of each page.
func TestManualIsMarkdown(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command("go", "run", "./cmd/doapi", "docs", "--out", dir)
	cmd.Dir = "../.." // the module of doapi
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("doapi docs: %v\n%s", err, out)
	}
	pages, err := filepath.Glob("../../cmd/doapi/docs/guide/*.md")
	if err != nil || len(pages) < 20 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	oracle := goldmark.New(goldmark.WithExtensions(extension.Table))
	for _, page := range pages {
		source, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join("guide", strings.TrimSuffix(filepath.Base(page), ".md")+".html")
		if filepath.Base(page) == "index.md" {
			name = "index.html"
		}
		made, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		_, article, _ := strings.Cut(string(made), "<article>")
		article, _, found := strings.Cut(article, "</article>")
		var want bytes.Buffer
		if err := oracle.Convert(source, &want); err != nil || !found {
			t.Fatalf("%s: %v", page, err)
		}
		ours, theirs := shapeOf(article), shapeOf(want.String())
		if len(theirs) < 10 {
			t.Errorf("%s: only %d pieces", page, len(theirs))
		}
		for i := range max(len(ours), len(theirs)) {
			if i >= len(ours) || i >= len(theirs) || ours[i] != theirs[i] {
				t.Errorf("%s: ours %q, the library's %q", page, around(ours, i), around(theirs, i))
				break
			}
		}
	}
}

func around(list []string, i int) []string {
	return list[max(0, min(i-4, len(list))):min(i+6, len(list))]
}

var (
	// What the pages have beyond their text: links to headings, names of files.
	additions = regexp.MustCompile(`(?s) ?<a class="anchor".*?</a>|<p class="file">.*?</p>`)
	piece     = regexp.MustCompile(`<(/?)([a-z0-9]+)([^>]*)>|[^<]+`)
	target    = regexp.MustCompile(`href="([^"]*)"`)
	// Elements that say how something looks.
	looks = map[string]bool{"div": true, "span": true, "b": true, "thead": true, "tbody": true}
)

// shapeOf is HTML as a list of elements and texts, without what only concerns
// its looks.
func shapeOf(page string) (shape []string) {
	text := ""
	flush := func() {
		if t := strings.Join(strings.Fields(html.UnescapeString(text)), " "); t != "" {
			shape = append(shape, t)
		}
		text = ""
	}
	for _, m := range piece.FindAllStringSubmatch(additions.ReplaceAllString(page, ""), -1) {
		name := m[2]
		switch {
		case name == "":
			text += m[0]
			continue
		case looks[name]:
			continue
		case name == "th":
			name = "td" // an empty one heads nothing
		}
		flush()
		element := "<" + m[1] + name
		if href := target.FindStringSubmatch(m[3]); href != nil {
			to := html.UnescapeString(href[1])
			if !strings.Contains(to, "://") {
				to = strings.Replace(to, ".md", ".html", 1)
			}
			element += " " + to
		}
		shape = append(shape, element+">")
	}
	flush()
	return shape
}
