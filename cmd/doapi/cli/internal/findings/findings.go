// Package findings writes what the checker found, in the formats that it has.
package findings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

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

// WriteSARIF writes problems of this version of the program in the format that code
// hosts read. source gives the text of a file, in whose lines it counts characters
// rather than bytes:
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func WriteSARIF(w io.Writer, problems []check.Problem, version string, source func(file string) []byte) error {
	type object = map[string]any
	rules, index := []object{}, map[check.Code]int{}
	for i, r := range check.Codes() {
		index[r.Code] = i
		rules = append(rules, object{
			"id": r.Code, "shortDescription": object{"text": r.Doc}, "defaultConfiguration": object{"level": severity(r.Warning)},
		})
	}
	results := []object{}
	for _, p := range problems {
		results = append(results, object{
			"ruleId": p.Code, "ruleIndex": index[p.Code], "level": severity(p.Warning), "message": object{"text": p.Message},
			"locations": []object{{"physicalLocation": object{
				"artifactLocation": object{"uri": uriOf(p.File)},
				"region":           object{"startLine": p.Line, "startColumn": characters(source(p.File), p.Line, p.Column)},
			}}},
		})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(object{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []object{{
			"tool": object{"driver": object{"name": "doapi", "version": version, "rules": rules}}, "columnKind": "unicodeCodePoints", "results": results,
		}},
	})
}

// uriOf is the reference to a file: relative for a relative path.
func uriOf(file string) string {
	u := url.URL{Path: filepath.ToSlash(file)}
	if filepath.IsAbs(file) {
		u.Scheme, u.Path = "file", "/"+strings.TrimPrefix(u.Path, "/")
	}
	return u.String()
}

// characters is the column of a line in characters, that is given in bytes.
func characters(source []byte, line, column int) int {
	for ; line > 1; line-- {
		end := bytes.IndexByte(source, '\n')
		if end < 0 {
			return column
		}
		source = source[end+1:]
	}
	if column-1 > len(source) {
		return column
	}
	return utf8.RuneCount(source[:column-1]) + 1
}
