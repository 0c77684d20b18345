// Command gen writes the tables of client/catalog.
//
//	go run ./client/catalog/gen            write them from the facts file
//	go run ./client/catalog/gen -check     exit 1 when they are out of date
//
// The facts file describes the API and is no part of this module; without it
// -check has nothing to compare with, says so and exits 0.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog/corrections"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main with its arguments and streams; it returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	factsPath := flags.String("facts", "", "gzipped facts `file` (default ../shared/facts/operations.json.gz beside the module)")
	out := flags.String("out", "", "`directory` of the catalog (default client/catalog in the module)")
	check := flags.Bool("check", false, "compare instead of writing")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if err := generate(*factsPath, *out, frozenNames, corrections.All(), *check, stdout); err != nil {
		fmt.Fprintln(stderr, "gen:", err)
		return 1
	}
	return 0
}

// generate writes the catalog of the facts, corrected, with the names of a list into the
// directory out, or checks that it is there already.
func generate(factsPath, out, names string, areas []corrections.Area, check bool, stdout io.Writer) error {
	if factsPath == "" || out == "" {
		root, err := moduleRoot()
		if err != nil {
			return err
		}
		if factsPath == "" {
			factsPath = filepath.Join(root, "..", "shared", "facts", "operations.json.gz")
		}
		if out == "" {
			out = filepath.Join(root, "client", "catalog")
		}
	}
	f, err := readFacts(factsPath)
	if check && errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(stdout, "gen: nothing compared: there is no facts file %s\n", factsPath)
		return nil
	}
	if err != nil {
		return err
	}
	if f.slugs, err = readSlugs(filepath.Join(filepath.Dir(factsPath), "catalog.json")); err != nil {
		return err
	}
	described := len(f.Operations)
	if err := f.addBeyond(areas); err != nil {
		return err
	}
	if names == frozenNames {
		if f.sentences, err = parseSentences(sentenceList); err != nil {
			return err
		}
	}
	files, err := render(f, names, areas)
	if err != nil {
		return err
	}
	changed, err := differing(out, files)
	if err != nil {
		return err
	}
	if check && len(changed) > 0 {
		return fmt.Errorf("out of date: %s: run `go run ./client/catalog/gen`", strings.Join(changed, ", "))
	}
	for _, name := range changed {
		path := filepath.Join(out, name)
		if source, wanted := files[name]; wanted {
			err = os.WriteFile(path, source, 0o644)
		} else {
			err = os.Remove(path)
		}
		if err != nil {
			return fmt.Errorf("writing the catalog: %w", err)
		}
		fmt.Fprintln(stdout, "gen: changed", name)
	}
	if check {
		fmt.Fprintf(stdout, "gen: %d files are up to date\n", len(files))
	}
	return drift(out, f, described, stdout)
}

// differing names the generated files in dir that are not as wanted, those
// that are missing and those that should not be there.
func differing(dir string, files map[string][]byte) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(dir, "*_gen.go"))
	if err != nil {
		return nil, fmt.Errorf("looking for generated files: %w", err)
	}
	names := make(map[string]bool)
	for _, path := range found {
		if _, wanted := files[filepath.Base(path)]; !wanted {
			names[filepath.Base(path)] = true
		}
	}
	for name, source := range files {
		old, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("comparing %s: %w", name, err)
		}
		if err != nil || !bytes.Equal(old, source) {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names)), nil
}

// moduleRoot is the nearest directory above with a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("looking for the module: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("looking for the module: there is no go.mod here or above")
		}
		dir = parent
	}
}
