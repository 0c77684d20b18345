// Package names is the list of all names that scripts can rely on, and finds
// where each is tested. `go run ./tests/names/cmd` prints it.
package names

import (
	_ "embed"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"os"
)

//go:embed names.txt
var list string

// Name is a name of the contract.
type Name struct {
	Class string // "Client", "Droplet", ...; "Resource" for what all resources have
	Name  string
}

// String is "Droplet.resize".
func (n Name) String() string { return n.Class + "." + n.Name }

// All are the names in the order of the list.
func All() []Name {
	var all []Name
	for line := range strings.Lines(list) {
		class, names, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, n := range strings.Fields(names) {
			all = append(all, Name{class, n})
		}
	}
	return all
}

// Places finds for each name the tests that mention it, as file:line, in the
// Lua tests below dir. A test of a class's names stands in a file that says
// which it is: its first line is "-- tests: Droplet, Actionable...".
func Places(dir string) (map[Name][]string, error) {
	places := map[Name][]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".lua") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		first, _, _ := strings.Cut(string(src), "\n")
		classes, ok := strings.CutPrefix(first, "-- tests: ")
		if !ok {
			return nil
		}
		for _, class := range strings.Split(classes, ",") {
			for _, n := range All() {
				if n.Class != strings.TrimSpace(class) {
					continue
				}
				use := regexp.MustCompile(`[.:]` + n.Name + `\b`)
				for i, line := range strings.Split(string(src), "\n") {
					if code, _, _ := strings.Cut(line, "--"); use.MatchString(code) {
						places[n] = append(places[n], fmt.Sprintf("%s:%d", filepath.ToSlash(path), i+1))
					}
				}
			}
		}
		return nil
	})
	for _, p := range places {
		sort.Strings(p)
	}
	return places, err
}
