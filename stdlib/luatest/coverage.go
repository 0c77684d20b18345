package luatest

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// scripts are the files whose coverage is told: not tests themselves, and no
// texts that were never a file.
func scripts(c *luabind.Coverage) []luabind.CoveredFile {
	return slices.DeleteFunc(c.Files(), func(f luabind.CoveredFile) bool {
		return strings.HasSuffix(f.Name, "_test.lua") || filepath.Ext(f.Name) != ".lua"
	})
}

// WriteCoverage writes for people which lines of scripts were reached, and how
// often each operation was asked for.
func WriteCoverage(w io.Writer, c *luabind.Coverage, operations map[string]int) error {
	var b strings.Builder
	files := scripts(c)
	width := 0
	for _, f := range files {
		width = max(width, len(f.Name))
	}
	b.WriteString("\nlines that were reached\n")
	all, reached := 0, 0
	for _, f := range files {
		var missed []int
		for _, l := range f.Lines {
			if l.Runs == 0 {
				missed = append(missed, l.Line)
			}
		}
		n := len(f.Lines) - len(missed)
		all, reached = all+len(f.Lines), reached+n
		fmt.Fprintf(&b, "  %-*s  %5.1f %%  %d of %d", width, f.Name, percent(n, len(f.Lines)), n, len(f.Lines))
		if len(missed) > 0 {
			b.WriteString("; not " + ranges(missed, f.Lines))
		}
		b.WriteByte('\n')
	}
	if len(files) == 0 {
		b.WriteString("  the tests ran no script\n")
	} else if len(files) > 1 {
		fmt.Fprintf(&b, "  %-*s  %5.1f %%  %d of %d\n", width, "all", percent(reached, all), reached, all)
	}
	fmt.Fprintf(&b, "operations that were asked for: %d\n", len(operations))
	for _, name := range slices.Sorted(maps.Keys(operations)) {
		fmt.Fprintf(&b, "  %s  %d\n", name, operations[name])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func percent(n, of int) float64 {
	if of == 0 {
		return 100
	}
	return 100 * float64(n) / float64(of)
}

// ranges lists lines, those that follow each other among all as one: "3, 7-9".
func ranges(missed []int, all []luabind.CoveredLine) string {
	var out []string
	for i := 0; i < len(missed); i++ {
		at := slices.IndexFunc(all, func(l luabind.CoveredLine) bool { return l.Line == missed[i] })
		end := i
		for end+1 < len(missed) && at+end-i+1 < len(all) && all[at+end-i+1].Line == missed[end+1] {
			end++
		}
		if end == i {
			out = append(out, fmt.Sprint(missed[i]))
		} else {
			out = append(out, fmt.Sprintf("%d-%d", missed[i], missed[end]))
		}
		i = end
	}
	return strings.Join(out, ", ")
}

// WriteLCOV writes which lines of scripts were reached in the format of LCOV's
// tracefiles, see geninfo(1).
func WriteLCOV(w io.Writer, c *luabind.Coverage) error {
	var b strings.Builder
	for _, f := range scripts(c) {
		hit := 0
		fmt.Fprintf(&b, "TN:\nSF:%s\n", f.Name)
		for _, l := range f.Lines {
			fmt.Fprintf(&b, "DA:%d,%d\n", l.Line, l.Runs)
			if l.Runs > 0 {
				hit++
			}
		}
		fmt.Fprintf(&b, "LF:%d\nLH:%d\nend_of_record\n", len(f.Lines), hit)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
