package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// drift tells how the description and the list of what it lacks stand to each
// other: what is on the list and described by now is to be taken off it.
func drift(out string, f *facts, count int, stdout io.Writer) error {
	list, err := os.ReadFile(filepath.Join(out, "unlisted.txt"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading what the description lacks: %w", err)
	}
	described := map[string]string{}
	for _, op := range f.Operations[:count] {
		described[op.Method+" "+placeholder.ReplaceAllString(op.Path, "{}")] = op.ID
	}
	operations, fields := 0, 0
	for line := range strings.Lines(string(list)) {
		words := strings.Fields(line)
		switch {
		case len(words) > 3 && words[0] == "field":
			fields++
		case len(words) == 2 && strings.HasPrefix(words[1], "/"):
			operations++
			if id := described[words[0]+" "+words[1]]; id != "" {
				fmt.Fprintf(stdout, "gen: drift: %s %s is described now, as %s: take it off unlisted.txt\n", words[0], words[1], id)
			}
		}
	}
	fmt.Fprintf(stdout, "gen: %d operations are described, %d more are served; %d operations and %d fields of godo are on the list of what is not described\n", count, len(f.Operations)-count, operations, fields)
	return nil
}
