package sim

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRefusalsTellTheRule finds refusals that say that something is invalid and
// nothing of what would be right.
func TestRefusalsTellTheRule(t *testing.T) {
	text := regexp.MustCompile(`(Unprocessable|BadRequest)\("((?:[^"\\]|\\.)*)"`)
	n := 0
	err := filepath.WalkDir("internal", func(path string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range text.FindAllStringSubmatch(string(source), -1) {
			n++
			said := m[2]
			if vague := strings.Contains(said, "invalid") || strings.HasSuffix(said, "one of the options"); vague && !strings.ContainsAny(said, "(:") && !strings.Contains(said, "identifiers") && !strings.Contains(said, "should be") {
				t.Errorf("%s: %q tells no rule and no values", path, said)
			}
		}
		return err
	})
	if err != nil || n < 200 {
		t.Errorf("%d refusals, %v", n, err)
	}
}
