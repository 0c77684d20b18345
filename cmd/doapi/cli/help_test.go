package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every name that the contract with scripts has in code answers help: functions,
// methods, properties, constants, fields and arguments alike. It needs the
// contract, which is no part of the project.
func TestHelpOfContract(t *testing.T) {
	text, err := os.ReadFile("../../../../shared/LUA_API.md")
	if err != nil {
		t.Skip("the contract with scripts is not at hand")
	}
	x := docs()
	code, name := regexp.MustCompile("`[^`]+`"), regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]{2,}`)
	asked, missed := 0, []string{}
	seen := map[string]bool{}
	for _, section := range strings.Split(string(text), "\n## ") {
		if !strings.HasPrefix(section, "2.") && !strings.HasPrefix(section, "3.") {
			continue
		}
		for _, c := range code.FindAllString(section, -1) {
			for _, n := range name.FindAllString(c, -1) {
				if seen[n] || strings.Contains(notNames, " "+n+" ") {
					continue
				}
				seen[n] = true
				asked++
				if _, ok := x.Help(n); !ok {
					missed = append(missed, n)
				}
			}
		}
	}
	if asked < 150 || len(missed) > 0 {
		t.Errorf("%d names asked for, no help on %d: %q", asked, len(missed), missed)
	}
}

// notNames are words in code that name nothing of ours (values, places, functions
// of Lua, fields of fields), and what interrupts, plans and time bring along.
const notNames = " last_ GET pages next true KIND web pairs tostring last_tagged " +
	"stopping resume planning absent started "
