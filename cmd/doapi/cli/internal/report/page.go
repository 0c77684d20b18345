package report

import (
	"embed"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/doapi-lua/doapi/luabind/lazy"
)

//go:embed assets
var assets embed.FS

var pageOnce lazy.Value[*template.Template]

// page escapes its title by itself: package html/template makes its tables at
// every start of the program.
func page() *template.Template {
	return pageOnce.Get(func() *template.Template {
		return template.Must(template.ParseFS(assets, "assets/report.html"))
	})
}

// Write draws events as a page. Style, code and data are in it.
func Write(w io.Writer, events []Event) error {
	style, err := assets.ReadFile("assets/report.css")
	if err != nil {
		return err
	}
	script, err := assets.ReadFile("assets/report.js")
	if err != nil {
		return err
	}
	// The encoder writes <, > and & as escapes, so that no text ends the script.
	data, err := json.Marshal(events)
	if err != nil {
		return err
	}
	title := "a run"
	for _, e := range events {
		if e.Event == Run && e.Script != "" {
			title = strings.Join(append([]string{filepath.Base(e.Script)}, e.Args...), " ")
			break
		}
	}
	return page().Execute(w, map[string]any{"Title": title, "Style": string(style), "Script": string(script), "Data": string(data)})
}
