// Package findings writes what the checker found, in the formats that it has.
package findings

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/doapi-lua/doapi/luabind/check"
)

// WriteText writes problems as lines for people.
func WriteText(w io.Writer, problems []check.Problem) error {
	for _, p := range problems {
		text := p.String()
		if p.Warning {
			text = fmt.Sprintf("%s:%d:%d: warning: %s", p.File, p.Line, p.Column, p.Message)
		}
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err
		}
	}
	return nil
}

// WriteJSON writes a list of problems, one object each.
func WriteJSON(w io.Writer, problems []check.Problem) error {
	type problem struct {
		File     string     `json:"file"`
		Line     int        `json:"line"`
		Column   int        `json:"column"`
		Code     check.Code `json:"code"`
		Severity string     `json:"severity"`
		Message  string     `json:"message"`
	}
	list := []problem{}
	for _, p := range problems {
		list = append(list, problem{p.File, p.Line, p.Column, p.Code, severity(p.Warning), p.Message})
	}
	return json.NewEncoder(w).Encode(list)
}

func severity(warning bool) string {
	if warning {
		return "warning"
	}
	return "error"
}

// WriteSARIF writes problems of this version of the program in the format that code hosts read:
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func WriteSARIF(w io.Writer, problems []check.Problem, version string) error {
	type object = map[string]any
	rules := []object{}
	for _, r := range check.Codes() {
		rules = append(rules, object{
			"id": r.Code, "shortDescription": object{"text": r.Doc}, "defaultConfiguration": object{"level": severity(r.Warning)},
		})
	}
	results := []object{}
	for _, p := range problems {
		results = append(results, object{
			"ruleId": p.Code, "level": severity(p.Warning), "message": object{"text": p.Message},
			"locations": []object{{"physicalLocation": object{
				"artifactLocation": object{"uri": filepath.ToSlash(p.File)},
				"region":           object{"startLine": p.Line, "startColumn": p.Column},
			}}},
		})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(object{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []object{{"tool": object{"driver": object{"name": "doapi", "version": version, "rules": rules}}, "results": results}},
	})
}
