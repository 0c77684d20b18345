// Command suites runs the test suites of public Lua repositories in doapi and in
// lua5.1, with the same runner, and says where they differ.
//
//	go run ./tests/foreign/suites [-doapi PROGRAM] FOLDER
//
// FOLDER holds a checkout of each repository. Files that are named *_spec.lua or
// test*.lua, or lie in a folder spec, test or tests, are run, each in a process of
// its own: those that describe their tests, as for busted or LuaUnit, and those that
// are programs and succeed as a whole. Of some repositories, programs lists what is
// run, and with which arguments; Fennel's is built before (make fennel test/faith.lua).
package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

//go:embed runner.lua
var runner []byte

//go:embed lfs.lua
var lfs []byte

// program is a file of a repository and the arguments that it is run with.
type program struct {
	words []string
	// printed: it tells by what it prints, not by its end, whether all is well.
	printed bool
}

// programs are what is run of repositories whose tests want arguments, or have
// names of their own.
var programs = map[string][]program{
	"dkjson": {
		{words: []string{"jsontest.lua", "dkjson-nopeg"}, printed: true},
		{words: []string{"jsontest.lua", "dkjson-nopeg", "esc"}, printed: true},
		{words: []string{"jsontest.lua", "dkjson-nopeg", "esc_asc"}, printed: true},
	},
	"LuLPeg": {
		{words: []string{"tests/lpeg.0.12.test.lua", "lulpeg"}, printed: true},
		{words: []string{"tests/factorization.lua", "lulpeg"}},
		{words: []string{"tests/luagrammar.lua", "lulpeg", "src/compiler.lua"}},
		{words: []string{"tests/pop3.lua", "lulpeg"}},
		{words: []string{"tests/apl-bug.lua"}, printed: true},
		{words: []string{"tests/json.lua"}, printed: true},
	},
	"Fennel": modules("test/init.lua", "core", "mangling", "quoting", "bit", "fennelview", "parser", "failures", "repl",
		"cli", "macro", "linter", "loops", "misc", "searcher", "api", "sourcemap"),
	"lua-5.1-tests": official("api", "attrib", "big", "calls", "closure", "code", "constructs", "db", "errors", "events", "files", "gc",
		"literals", "locals", "main", "math", "nextvar", "pm", "sort", "strings", "vararg", "verybig"),
}

// modules are runs of one file, each with another module of tests.
func modules(file string, names ...string) (l []program) {
	for _, name := range names {
		l = append(l, program{words: []string{file, "test." + name}})
	}
	return l
}

// official are the files of the official tests, whose all.lua ends with the first
// one that fails.
func official(names ...string) (l []program) {
	for _, name := range names {
		l = append(l, program{words: []string{name + ".lua"}})
	}
	return l
}

// exceptions are what does not pass in doapi alone, and why: "Differences" are those
// from Lua 5.1 that the documentation of package luabind lists, each held by a
// test.
var exceptions = map[string]string{
	"lua-5.1-tests/attrib.lua":              "Differences: there is no package.loadlib",
	"lua-5.1-tests/calls.lua":               "Differences: load asks for all of the text; debug has no setupvalue",
	"lua-5.1-tests/closure.lua":             "Differences: it waits for a weak table to become empty; setfenv(0, t) is refused",
	"lua-5.1-tests/events.lua":              "Differences: debug.setmetatable takes no numbers",
	"lua-5.1-tests/files.lua":               "Differences: files keep back nothing of what was written",
	"lua-5.1-tests/gc.lua":                  "Differences: collectgarbage collects nothing, tables are never weak, __gc is not called",
	"lua-5.1-tests/locals.lua":              "Differences: setfenv(0, t) is refused",
	"lua-5.1-tests/verybig.lua":             "Differences: a source has at most 1 MB",
	"luaunit/test/test_luaunit.lua":         "Differences: 0 and -0 are two constants (it takes 1/-0 for inf in Lua 5.1); a call of nil quotes what was called",
	"Penlight/spec/xml_spec.lua":            "lxp is a library in C",
	"Penlight/tests/test-app.lua":           "behind -e a word that does not end in .lua is the code's argument",
	"Penlight/tests/test-strict.lua":        "the client, which is a table among the globals, has a metatable that cannot be had",
	"middleclass/spec/metamethods_spec.lua": "Differences: tables are never weak",
	"luacheck/spec/cli_spec.lua":            "Differences: debug.sethook is refused, which --profile needs",
}

// perFile is how long a file of tests may take: far longer than any needs.
const perFile = 5 * time.Minute

func main() {
	log.SetFlags(0)
	program := flag.String("doapi", "", "the program; built from this repository if empty")
	verbose := flag.Bool("v", false, "show what fails in doapi alone")
	only := flag.String("only", "", "run the repository of this name alone")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("suites: give the folder that holds the repositories")
	}
	temp, err := os.MkdirTemp("", "suites")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(temp)
	if *program == "" {
		*program = filepath.Join(temp, "doapi")
		if out, err := exec.Command("go", "build", "-o", *program, "./cmd/doapi").CombinedOutput(); err != nil {
			log.Fatalf("suites: %v\n%s", err, out)
		}
	}
	path := filepath.Join(temp, "runner.lua")
	if err := errors.Join(os.WriteFile(path, runner, 0o600), os.WriteFile(filepath.Join(temp, "lfs.lua"), lfs, 0o600)); err != nil {
		log.Fatal(err)
	}
	s := suites{runner: path, doapi: []string{*program, "--sim", "--max-memory", "2G"}, lua: []string{"lua5.1"}, verbose: *verbose}
	repositories, err := os.ReadDir(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("| repository | files | as lua5.1 | tests that pass in lua5.1 | of these in doapi |\n|---|---|---|---|---|")
	for _, r := range repositories {
		if r.IsDir() && (*only == "" || *only == r.Name()) {
			s.repository(filepath.Join(flag.Arg(0), r.Name()))
		}
	}
	fmt.Print(s.notes.String())
}

type suites struct {
	runner     string
	doapi, lua []string
	verbose    bool
	notes      strings.Builder
}

var isTest = regexp.MustCompile(`_spec\.lua$|(^|/)(tests?|spec|t)/.*\.lua$|(^|/)tests?[^/]*\.lua$`)

// repository runs the files of one and prints its line of the table.
func (s *suites) repository(folder string) {
	run := programs[filepath.Base(folder)]
	if run == nil {
		_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			rel, _ := filepath.Rel(folder, path)
			if err == nil && !d.IsDir() && isTest.MatchString(filepath.ToSlash(rel)) {
				run = append(run, program{words: []string{rel}})
			}
			return nil
		})
	}
	same, ran, passed, ours := 0, 0, 0, 0
	for _, p := range run {
		file := strings.Join(p.words, " ")
		want := s.run(s.lua, folder, p)
		if want.passed == 0 { // not a test, or none that lua5.1 can run
			if programs[filepath.Base(folder)] != nil || len(want.failed) > 0 && s.verbose {
				fmt.Fprintf(&s.notes, "\n%s/%s: not for lua5.1 either\n  %s\n", filepath.Base(folder), file, want.tail)
			}
			continue
		}
		got := s.run(s.doapi, folder, p)
		ran++
		lost := missing(want.names, got.names)
		passed += want.passed
		ours += want.passed - len(lost)
		if len(lost) == 0 {
			same++
			continue
		}
		name := filepath.Base(folder) + "/" + file
		fmt.Fprintf(&s.notes, "\n%s: %d of %d", name, want.passed-len(lost), want.passed)
		if why := exceptions[name]; why != "" {
			fmt.Fprintf(&s.notes, ": %s", why)
		}
		s.notes.WriteString("\n")
		if s.verbose {
			for _, name := range lost[:min(len(lost), 5)] {
				fmt.Fprintf(&s.notes, "  %s: %s\n", name, got.failed[name])
			}
			if got.passed == 0 {
				fmt.Fprintf(&s.notes, "  %s\n", got.tail)
			}
		}
	}
	fmt.Printf("| %s | %d | %d | %d | %d |\n", filepath.Base(folder), ran, same, passed, ours)
}

// varies is what a program may print otherwise each time: addresses and times, and
// what a traceback calls a function.
var varies = regexp.MustCompile(`0x[0-9a-f]+|\d+\.\d+|(?m: in (?:main chunk|function .+)[ \t]*$)`)

// unseen are the lines of a traceback that only lua5.1 has: functions in C, and calls
// that others took the place of.
var unseen = regexp.MustCompile(`^\s*(?:\[C\]: (?:\?|in function .*)|\(tail call\): \?)\s*$`)

// printed is a program's output without what may be otherwise each time, the order
// in which pairs visits a table among it: the fields of each line are sorted.
func printed(out string) string {
	var b strings.Builder
	for line := range strings.Lines(out) {
		if unseen.MatchString(line) {
			continue
		}
		fields := strings.FieldsFunc(varies.ReplaceAllString(line, "N"), func(r rune) bool { return strings.ContainsRune("{},\n", r) })
		slices.Sort(fields)
		b.WriteString(strings.Join(fields, ",") + "\n")
	}
	return b.String()
}

// result is what the runner says of a file.
type result struct {
	passed int
	names  []string
	failed map[string]string // why, by name
	tail   string            // of the output
}

// run runs a file, by the name that it has in the repository's folder.
func (s *suites) run(with []string, folder string, p program) result {
	ctx, cancel := context.WithTimeout(context.Background(), perFile)
	defer cancel()
	report, err := os.CreateTemp("", "report")
	if err != nil {
		log.Fatal(err)
	}
	report.Close()
	defer os.Remove(report.Name())
	args := append(append(slices.Clone(with[1:]), s.runner, report.Name()), p.words...)
	cmd := exec.CommandContext(ctx, with[0], args...)
	cmd.Dir = folder
	var patterns []string
	for _, in := range []string{".", "src", "lua", "lib", "spec", "tests", "test"} {
		patterns = append(patterns, "./"+in+"/?.lua", "./"+in+"/?/init.lua")
	}
	const tree = "/usr/share/lua/5.1"
	last := tree + "/?/init.lua"
	if with[0] != s.lua[0] {
		last += ";" + filepath.Dir(s.runner) + "/?.lua" // lfs, for programs that the tests run
	}
	cmd.Env = append(os.Environ(), "PWD="+folder, "LUA_PATH="+strings.Join(append(patterns, tree+"/?.lua", last), ";"))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	r := result{failed: map[string]string{}}
	text, _ := os.ReadFile(report.Name())
	for line := range strings.Lines(string(text)) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, why, _ := strings.Cut(rest, "\t")
		switch kind {
		case "ok":
			r.passed++
			r.names = append(r.names, name)
		case "failed":
			r.failed[name] = why
		}
	}
	if err == nil && len(text) == 0 {
		r.passed, r.names = 1, []string{"the whole"} // it left by os.exit(0)
	}
	if p.printed {
		for i, name := range r.names {
			r.names[i] = name + ", printing " + printed(out.String())
		}
	}
	if tail := strings.TrimSpace(out.String()); err != nil {
		r.tail = fmt.Sprint(err, ": ", tail[max(0, len(tail)-400):])
	}
	return r
}

// missing lists what is in want and not in got; names may be there several times.
func missing(want, got []string) (lost []string) {
	n := map[string]int{}
	for _, name := range got {
		n[name]++
	}
	for _, name := range want {
		if n[name]--; n[name] < 0 {
			lost = append(lost, name)
		}
	}
	return lost
}
