package catalog

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTextsAreOurs compares the sentences and the texts of fields with those of the
// description: none has a run of eight of its words.
func TestTextsAreOurs(t *testing.T) {
	f, err := os.Open("../../../shared/spec/openapi.json.gz")
	if err != nil {
		t.Skip("the API's description is not at hand")
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var description any
	if err := json.NewDecoder(plain).Decode(&description); err != nil {
		t.Fatal(err)
	}
	const run = 8
	word := regexp.MustCompile(`[a-z0-9']+`)
	theirs := map[string]bool{}
	runs := func(text string, found func(words string)) {
		words := word.FindAllString(strings.ToLower(text), -1)
		for i := 0; i+run <= len(words); i++ {
			found(strings.Join(words[i:i+run], " "))
		}
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, in := range v {
				if text, ok := in.(string); ok && (key == "description" || key == "summary" || key == "title") {
					runs(text, func(words string) { theirs[words] = true })
				}
				walk(in)
			}
		case []any:
			for _, in := range v {
				walk(in)
			}
		}
	}
	walk(description)
	texts := 0
	ours := func(place, text string) {
		texts++
		runs(text, func(words string) {
			if theirs[words] {
				t.Errorf("%s: %q is the description's", place, words)
			}
		})
	}
	for _, op := range All() {
		ours(op.ID, op.Doc)
	}
	for group, fields := range fieldTexts() {
		for name, text := range fields {
			ours(group+" "+name, text)
		}
	}
	if len(theirs) < 40000 || texts < 1900 {
		t.Errorf("%d runs of the description's words, %d texts", len(theirs), texts)
	}
	t.Logf("%d texts, none with %d of the description's words in a row", texts, run)
}
