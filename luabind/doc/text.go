package doc

import (
	"maps"
	"slices"
	"strings"
)

// lineWidth is how wide help is.
const lineWidth = 80

// wrap breaks text into lines that fit behind indent, which all but the first
// one get. Lines that are indented, as examples are, stay as they are.
func wrap(text, indent string) string {
	var out []string
	for _, paragraph := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if strings.HasPrefix(paragraph, "  ") || paragraph == "" {
			out = append(out, paragraph)
			continue
		}
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case len(indent)+len(line)+1+len(word) > lineWidth:
				out = append(out, line)
				line = word
			default:
				line += " " + word
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n"+indent)
}

// firstLine is the summary that a text begins with.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// join puts a type before a text.
func join(kind, text string) string {
	switch {
	case kind == "":
		return text
	case text == "":
		return kind
	}
	return kind + ": " + text
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
