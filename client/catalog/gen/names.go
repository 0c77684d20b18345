package main

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// frozenNames gives every operation its script name, one line each:
//
//	droplets_list droplets.list
//
// Scripts rely on these names, so they only ever change by hand.
//
//go:embed names.txt
var frozenNames string

type scriptName struct{ group, name string }

func (n scriptName) String() string { return n.group + "." + n.name }

// parseNames reads a list of names by operation id.
func parseNames(list string) (map[string]scriptName, error) {
	names := make(map[string]scriptName)
	taken := make(map[scriptName]string)
	var errs []error
	for i, line := range strings.Split(list, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fail := func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("names.txt:%d: "+format, append([]any{i + 1}, args...)...))
		}
		id, full, _ := strings.Cut(line, " ")
		group, name, _ := strings.Cut(full, ".")
		n := scriptName{group, name}
		if !luaName.MatchString(group) || !luaName.MatchString(name) || luaKeywords[group] || luaKeywords[name] {
			fail("%q is not `operationId GROUP.NAME` with names that Lua takes", line)
			continue
		}
		if _, ok := names[id]; ok {
			fail("operation %s has a name already", id)
		}
		if other, ok := taken[n]; ok {
			fail("%s and %s are both called %s", other, id, n)
		}
		names[id], taken[n] = n, id
	}
	return names, errors.Join(errs...)
}

// checkNames reports operations without a name and names without an operation.
func checkNames(names map[string]scriptName, ops []rawOperation) error {
	var errs []error
	known := make(map[string]bool)
	for _, op := range ops {
		known[op.ID] = true
		if _, ok := names[op.ID]; !ok {
			errs = append(errs, fmt.Errorf("names.txt: new operation %s: choose its name and add a line like %q", op.ID, op.ID+" "+deriveName(op.ID).String()))
		}
	}
	for id, n := range names {
		if !known[id] {
			errs = append(errs, fmt.Errorf("names.txt: operation %s (%s) is gone from the API: take its line out", id, n))
		}
	}
	return errors.Join(errs...)
}

var (
	luaName     = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	luaKeywords = map[string]bool{
		"and": true, "break": true, "do": true, "else": true, "elseif": true, "end": true, "false": true,
		"for": true, "function": true, "goto": true, "if": true, "in": true, "local": true, "nil": true,
		"not": true, "or": true, "repeat": true, "return": true, "then": true, "true": true, "until": true,
		"while": true,
	}
	// An acronym with its plural or version is one word: IPs, IPv6, UUIDs.
	acronyms  = strings.NewReplacer("UUIDs", "Uuids", "IPs", "Ips", "IPv", "Ipv")
	wordStart = regexp.MustCompile(`([A-Z]+)([A-Z][a-z])|([a-z0-9])([A-Z])`)
)

// deriveName is how a new operation's name is proposed: the id split at its
// first underscore, in snake case, acronyms as one word.
func deriveName(id string) scriptName {
	id = strings.TrimSuffix(id, ".yml")
	group, name, _ := strings.Cut(id, "_")
	return scriptName{snake(group), snake(name)}
}

func snake(s string) string {
	s = acronyms.Replace(s)
	// Twice, because matches can't overlap: aBC needs both borders of B.
	for range 2 {
		s = wordStart.ReplaceAllString(s, "${1}${3}_${2}${4}")
	}
	return strings.ToLower(s)
}
