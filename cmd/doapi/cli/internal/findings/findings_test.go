package findings

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind/check"
)

// Code hosts show a finding where SARIF says: by a reference that is escaped, and by
// characters.
func TestSARIF(t *testing.T) {
	sources := map[string][]byte{"a b/ü%1.lua": []byte("print(1)\nlocal s = \"äöü\" x()\n"), "c:d.lua": []byte("x()")}
	absolute, _ := filepath.Abs("x.lua")
	problems := []check.Problem{
		{File: "a b/ü%1.lua", Line: 2, Column: 20, Message: "undefined global 'x'", Code: check.UndefinedGlobal},
		{File: "c:d.lua", Line: 1, Column: 1, Message: "y", Code: check.StaleState, Warning: true},
		{File: absolute, Line: 3, Column: 4, Message: "z", Code: check.Syntax},
	}
	var out strings.Builder
	if err := WriteSARIF(&out, problems, "1.2.3", func(file string) []byte { return sources[file] }); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct {
			ColumnKind string
			Tool       struct {
				Driver struct{ Rules []struct{ ID check.Code } }
			}
			Results []struct {
				RuleID    check.Code
				RuleIndex int
				Level     string
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(out.String()), &log); err != nil || log.Version != "2.1.0" || len(log.Runs) != 1 || log.Runs[0].ColumnKind != "unicodeCodePoints" {
		t.Fatalf("%v\n%s", err, out.String())
	}
	run := log.Runs[0]
	want := []struct {
		uri, level   string
		line, column int
	}{{"a%20b/%C3%BC%251.lua", "error", 2, 17}, {"./c:d.lua", "warning", 1, 1}, {"file://" + filepath.ToSlash(absolute), "error", 3, 4}}
	if len(run.Results) != len(want) {
		t.Fatalf("%d results", len(run.Results))
	}
	for i, r := range run.Results {
		at := r.Locations[0].PhysicalLocation
		if at.ArtifactLocation.URI != want[i].uri || at.Region.StartLine != want[i].line || at.Region.StartColumn != want[i].column || r.Level != want[i].level {
			t.Errorf("%d: %+v", i, r)
		}
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("%d: rule %d is not %s", i, r.RuleIndex, r.RuleID)
		}
	}
	if !slices.ContainsFunc(check.Codes(), func(r check.Rule) bool { return r.Code == check.StaleState && r.Warning }) {
		t.Error("stale-state is no warning")
	}
}
