package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
)

// slugs are those that the API had when the facts were gathered.
type slugs struct{ regions, sizes, images []string }

// readSlugs reads them; without the file none are known.
func readSlugs(path string) (slugs, error) {
	var all slugs
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	type entry struct{ Slug string }
	var file struct{ Regions, Sizes, Images []entry }
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	if err != nil {
		return all, fmt.Errorf("reading the slugs of %s: %w", path, err)
	}
	for _, list := range []struct {
		from []entry
		to   *[]string
	}{{file.Regions, &all.regions}, {file.Sizes, &all.sizes}, {file.Images, &all.images}} {
		for _, e := range list.from {
			if e.Slug != "" && !slices.Contains(*list.to, e.Slug) {
				*list.to = append(*list.to, e.Slug)
			}
		}
		slices.Sort(*list.to)
	}
	return all, nil
}

// of gives the slugs of a kind as JSON literals.
func (s slugs) of(kind string) ([]json.RawMessage, error) {
	var list []string
	switch kind {
	case "regions":
		list = s.regions
	case "sizes":
		list = s.sizes
	case "images":
		list = s.images
	default:
		return nil, fmt.Errorf("there are no slugs of %q", kind)
	}
	var literals []json.RawMessage
	for _, slug := range list {
		literals = append(literals, json.RawMessage(strconv.Quote(slug)))
	}
	return literals, nil
}

// table writes them.
func (s slugs) table() string {
	return "var (\n\tregionSlugs = " + quoteAll(s.regions) + "\n\tsizeSlugs = " + quoteAll(s.sizes) + "\n\timageSlugs = " + quoteAll(s.images) + "\n)\n"
}
