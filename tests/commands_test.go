package tests

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

// The commands and flags that users have been promised.
var (
	promisedCommands = []string{"run", "repl", "sim", "check", "test", "ops", "types", "help", "auth", "completion", "version", "call", "request"}
	promisedFlags    = []string{
		"--sim", "--token", "--token-file", "--context", "--endpoint", "--timeout", "--wait-interval", "--wait-time", "--per-page",
		"--retry-max-time", "--ca-file", "--insecure", "--trace", "--max-time", "--max-memory", "--max-instructions", "--max-depth", "--progress", "--color", "--json",
	}
	// What help does not list, by the name that it lists.
	otherNames = []string{"--api-token", "--api-token-file", "-V"}
)

// helpOf is what a command says of itself.
func helpOf(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	code := cli.Main(context.Background(), cli.Env{Args: append(args, "--help"), Stdout: &out, Stderr: &errs})
	if code != 0 {
		t.Fatalf("%q --help ends with %d: %s", args, code, errs.String())
	}
	return out.String()
}

// section is the part of a help text with this title.
func section(help, title string) string {
	_, text, _ := strings.Cut(help, "\n"+title+":\n")
	text, _, _ = strings.Cut(text, "\n\n")
	return text
}

var (
	commandLine = regexp.MustCompile(`(?m)^  (\w+) `)
	flagLine    = regexp.MustCompile(`(?m)^ +(?:(-\w), )?(--[\w-]+)`)
)

// flags lists those of a section: each with its short name, if it has one.
func flags(text string) (all [][]string) {
	for _, m := range flagLine.FindAllStringSubmatch(text, -1) {
		names := []string{m[2]}
		if m[1] != "" {
			names = append(names, m[1])
		}
		if m[2] != "--help" {
			all = append(all, names)
		}
	}
	return all
}

// TestEveryCommandAndFlag holds the help against the testscripts: what it
// offers is used in one of them, and what is promised is offered.
func TestEveryCommandAndFlag(t *testing.T) {
	lines := scriptLines(t)
	used := func(words ...string) bool {
		return slices.ContainsFunc(lines, func(line []string) bool {
			return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(line, w) })
		})
	}
	root := helpOf(t)
	var commands, general []string
	for _, m := range commandLine.FindAllStringSubmatch(section(root, "Available Commands"), -1) {
		commands = append(commands, m[1])
	}
	for _, names := range flags(section(root, "Flags")) {
		general = append(general, names...)
	}
	for _, want := range promisedCommands {
		if !slices.Contains(commands, want) {
			t.Errorf("there is no command %s", want)
		}
	}
	for _, want := range promisedFlags {
		if !slices.Contains(general, want) {
			t.Errorf("there is no flag %s", want)
		}
	}
	for _, flag := range append(general, otherNames...) {
		if !used(flag) {
			t.Errorf("no testscript uses %s", flag)
		}
	}
	// Several commands have flags of run, which mean the same there.
	var shared []string
	for _, names := range flags(section(helpOf(t, "run"), "Flags")) {
		shared = append(shared, names...)
	}
	for _, command := range commands {
		if !used(command) {
			t.Errorf("no testscript uses the command %s", command)
		}
		for _, names := range flags(section(helpOf(t, command), "Flags")) {
			uses := func(flag string) bool {
				return used(command, flag) || used(flag) && slices.Contains(shared, flag)
			}
			if !slices.ContainsFunc(names, uses) {
				t.Errorf("no testscript uses %s of the command %s", names[0], command)
			}
		}
	}
}

// scriptLines are the words of the lines of all testscripts that run doapi.
func scriptLines(t *testing.T) (lines [][]string) {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no testscripts", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script, _, _ := strings.Cut(string(text), "\n-- ")
		for line := range strings.Lines(script) {
			words := strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(" \t\n\"'=;", c) })
			if slices.Contains(words, "doapi") || len(words) > 0 && words[0] == "sim" {
				lines = append(lines, words)
			}
		}
	}
	return lines
}
