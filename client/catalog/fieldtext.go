package catalog

import (
	_ "embed"
	"strings"
	"sync"
)

// fieldList says what fields and arguments are; its head tells its form.
//
//go:embed fields.txt
var fieldList string

var (
	fieldOnce  sync.Once
	fieldTable map[string]map[string]string
)

// fieldTexts are the texts by group, "*" for all, and then by the end of the
// field's path; they are read when somebody first asks.
func fieldTexts() map[string]map[string]string {
	fieldOnce.Do(func() {
		fieldTable = map[string]map[string]string{}
		var groups []string
		for line := range strings.Lines(fieldList) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if names, ok := strings.CutPrefix(line, "["); ok {
				groups = strings.Fields(strings.TrimSuffix(names, "]"))
				continue
			}
			end, text, _ := strings.Cut(line, "  ")
			for _, g := range groups {
				if fieldTable[g] == nil {
					fieldTable[g] = map[string]string{}
				}
				fieldTable[g][end] = strings.TrimSpace(text)
			}
		}
	})
	return fieldTable
}

// FieldText says in our words what a field or an argument of a group's operations
// is: "" where nothing is known. The path names the fields around it, from the
// body or the answer on, with dots between: "health_check.port".
func FieldText(group, path string) string {
	texts := fieldTexts()
	for _, of := range []map[string]string{texts[group], texts["*"]} {
		for end := path; ; {
			if text := fieldText(of, end); text != "" {
				return text
			}
			_, rest, more := strings.Cut(end, ".")
			if !more {
				break
			}
			end = rest
		}
		for _, name := range strings.Split(path, ".") {
			if text := of[name+".**"]; text != "" && !strings.HasSuffix(path, name) {
				return text
			}
		}
	}
	return ""
}

// fieldText looks for an end of a path, and for those in which * stands for a name.
func fieldText(of map[string]string, end string) string {
	if text := of[end]; text != "" {
		return text
	}
	names := strings.Split(end, ".")
	if len(names) > 4 {
		return "" // no line has so long a one
	}
	// Fewer names that are left open first, the last ones before the first ones.
	for stars := 1; stars <= len(names); stars++ {
		for mask := range 1 << len(names) {
			if bits(mask) != stars {
				continue
			}
			open := append([]string(nil), names...)
			for i := range open {
				if mask&(1<<i) != 0 {
					open[i] = "*"
				}
			}
			if text := of[strings.Join(open, ".")]; text != "" {
				return text
			}
		}
	}
	return ""
}

func bits(n int) (count int) {
	for ; n > 0; n &= n - 1 {
		count++
	}
	return count
}
