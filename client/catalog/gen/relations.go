package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog/corrections"
)

// fates are what corrections call what happens, in the catalog.
var fates = map[string]string{"": "Ignore", "refuse": "Refuse", "unset": "Unset", "cascade": "Cascade"}

// relationTable writes the relations. known says whether a path is a resource's.
func (m *mender) relationTable(known func(path string) bool) (string, error) {
	var all []corrections.Relation
	for _, area := range m.areas {
		all = append(all, area.Relations...)
	}
	slices.SortFunc(all, func(a, b corrections.Relation) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Field, b.Field), strings.Compare(a.Target, b.Target))
	})
	var b strings.Builder
	b.WriteString("var relations = [...]Relation{\n")
	for _, r := range all {
		fate, ok := fates[r.OnDelete]
		switch {
		case !ok:
			return "", fmt.Errorf("corrections: relation %s.%s: unknown fate %q", r.Kind, r.Field, r.OnDelete)
		case (r.OnDelete == "refuse") != (r.Refusal != ""):
			return "", fmt.Errorf("corrections: relation %s.%s: a refusal has a message, and nothing else has", r.Kind, r.Field)
		case r.Source == "":
			return "", fmt.Errorf("corrections: relation %s.%s has no source", r.Kind, r.Field)
		}
		for _, path := range []string{r.Kind, r.Target} {
			if path != "" && !known(path) {
				return "", fmt.Errorf("corrections: relation %s.%s: there is no resource %s", r.Kind, r.Field, path)
			}
		}
		fmt.Fprintf(&b, "{%q, %q, %q, %q, %s, %q},\n", r.Kind, r.Field, r.Target, r.Or, fate, r.Refusal)
	}
	b.WriteString("}\n")
	return b.String(), nil
}
