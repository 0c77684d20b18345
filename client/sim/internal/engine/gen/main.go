// Command gen writes client/sim/internal/engine/offers.json: the regions, sizes and public
// images that the simulator starts with.
//
//	go run ./client/sim/internal/engine/gen            write it from the facts file
//	go run ./client/sim/internal/engine/gen -check     exit 1 when it is out of date
//
// The facts file is no part of this module; without it -check has nothing to
// compare with, says so and exits 0.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main with its arguments and streams; it returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	factsPath := flags.String("facts", "", "facts `file` (default ../shared/facts/catalog.json beside the module)")
	out := flags.String("out", "", "`file` to write (default client/sim/internal/engine/offers.json in the module)")
	check := flags.Bool("check", false, "compare instead of writing")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if err := generate(*factsPath, *out, *check, stdout); err != nil {
		fmt.Fprintln(stderr, "gen:", err)
		return 1
	}
	return 0
}

func generate(factsPath, out string, check bool, stdout io.Writer) error {
	root, err := moduleRoot()
	if err != nil && (factsPath == "" || out == "") {
		return err
	}
	if factsPath == "" {
		factsPath = filepath.Join(root, "..", "shared", "facts", "catalog.json")
	}
	if out == "" {
		out = filepath.Join(root, "client", "sim", "internal", "engine", "offers.json")
	}
	text, err := os.ReadFile(factsPath)
	if check && errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(stdout, "gen: nothing compared: there is no facts file %s\n", factsPath)
		return nil
	}
	if err != nil {
		return err
	}
	want, err := render(text)
	if err != nil {
		return fmt.Errorf("%s: %w", factsPath, err)
	}
	if have, err := os.ReadFile(out); err == nil && bytes.Equal(have, want) {
		fmt.Fprintln(stdout, "gen: offers.json is up to date")
		return nil
	}
	if check {
		return errors.New("offers.json is out of date: run `go run ./client/sim/internal/engine/gen`")
	}
	fmt.Fprintln(stdout, "gen: changed offers.json")
	return os.WriteFile(out, want, 0o644)
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("not inside the module: give -facts and -out")
		}
		dir = parent
	}
}

// The facts, with every field that they have.
type facts struct {
	Sources json.RawMessage `json:"sources"`
	Regions []region        `json:"regions"`
	Sizes   []size          `json:"sizes"`
	Images  []image         `json:"images"`
}

type region struct {
	Slug      string   `json:"slug"`
	Name      string   `json:"name"`
	Features  []string `json:"features"`
	Available bool     `json:"available"`
	Sizes     []string `json:"sizes,omitempty"`
}

type size struct {
	Slug         string          `json:"slug"`
	Memory       int             `json:"memory"`
	VCPUs        int             `json:"vcpus"`
	Disk         int             `json:"disk"`
	Transfer     json.Number     `json:"transfer"`
	PriceMonthly json.Number     `json:"price_monthly"`
	PriceHourly  json.Number     `json:"price_hourly"`
	Regions      []string        `json:"regions,omitempty"`
	Available    bool            `json:"available"`
	Description  string          `json:"description"`
	DiskInfo     json.RawMessage `json:"disk_info"`
}

type image struct {
	Slug         string `json:"slug"`
	Name         string `json:"name"`
	Distribution string `json:"distribution"`
	MinDiskSize  int    `json:"min_disk_size"`
	Type         string `json:"type,omitempty"`
	Status       string `json:"status,omitempty"`
	Public       bool   `json:"public,omitempty"`
}

// render makes offers.json: a line a thing, without what follows from the rest.
// Facts that no longer follow are an error, because the simulator would tell
// something else than they do.
func render(text []byte) ([]byte, error) {
	var f facts
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, err
	}
	var open, sizes []string
	for _, r := range f.Regions {
		if r.Available {
			open = append(open, r.Slug)
		}
	}
	for i := range f.Sizes {
		s := &f.Sizes[i]
		sizes = append(sizes, s.Slug)
		if !slices.Equal(s.Regions, open) {
			return nil, fmt.Errorf("size %s is not in every open region", s.Slug)
		}
		s.Regions = nil
	}
	for i := range f.Regions {
		r := &f.Regions[i]
		if r.Available && !slices.Equal(r.Sizes, sizes) || !r.Available && len(r.Sizes) > 0 {
			return nil, fmt.Errorf("region %s does not have the sizes of the others", r.Slug)
		}
		r.Sizes = nil
	}
	for i := range f.Images {
		m := &f.Images[i]
		if m.Type != "base" || m.Status != "available" || !m.Public {
			return nil, fmt.Errorf("image %s is no public distribution image", m.Slug)
		}
		m.Type, m.Status, m.Public = "", "", false
	}
	var b bytes.Buffer
	b.WriteString("{\n")
	for i, err := range []error{
		lines(&b, "regions", f.Regions),
		lines(&b, "sizes", f.Sizes),
		lines(&b, "images", f.Images),
	} {
		if err != nil {
			return nil, fmt.Errorf("list %d: %w", i+1, err)
		}
	}
	b.Truncate(b.Len() - 2)
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

func lines[T any](b *bytes.Buffer, name string, items []T) error {
	fmt.Fprintf(b, "%q: [\n", name)
	for i, item := range items {
		line, err := json.Marshal(item)
		if err != nil {
			return err
		}
		b.Write(line)
		if i < len(items)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("],\n")
	return nil
}
