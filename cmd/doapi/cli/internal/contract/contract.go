// Package contract is what other programs may rely on when they call doapi: its
// exit codes, the codes of its errors under --json, and the variables of the
// environment that it reads. Help, the manual and `doapi capabilities` show these
// tables.
package contract

import (
	"fmt"
	"slices"
	"strings"
)

// The exit codes, besides those of os.exit.
const (
	Failed      = 1
	Usage       = 2
	HungUp      = 129 // 128 + SIGHUP
	Interrupted = 130 // 128 + SIGINT
	Terminated  = 143 // 128 + SIGTERM
)

// ExitCode is an exit code and what it means.
type ExitCode struct {
	Code  int    `json:"code"`
	Means string `json:"means"`
}

// ExitCodes are all of them, ordered by number.
func ExitCodes() []ExitCode {
	return []ExitCode{
		{0, "done: the script ended by itself, the command did what it should"},
		{Failed, "failed: an error that nobody caught; no token, no such file, no such endpoint; a fault found by check, a failed test; under --detailed-exitcode also flags that do not exist"},
		{Usage, "flags or commands that do not exist, or do not go together; under --detailed-exitcode: there are changes"},
		{HungUp, "the run was ended by SIGHUP"},
		{Interrupted, "the run was interrupted by Ctrl-C and did not go on (do.resume()), whatever it did then"},
		{Terminated, "the run was ended by SIGTERM"},
	}
}

// ExitCodeTable is the table of exit codes as help shows it.
func ExitCodeTable() string {
	var b strings.Builder
	for _, c := range ExitCodes() {
		fmt.Fprintf(&b, "%-4d %s\n", c.Code, fold(c.Means, 75, "     "))
	}
	fmt.Fprintf(&b, "%-4s %s\n", "n", "os.exit(n), after deferred functions have run")
	return b.String()
}

// Variable is a variable of the environment that doapi reads.
type Variable struct {
	Name  string `json:"name"`
	Means string `json:"means"`
}

// Variables are all of them, those of the token in the order in which they are
// looked at.
func Variables() []Variable {
	return []Variable{
		{"DIGITALOCEAN_TOKEN", "the token"},
		{"DIGITALOCEAN_ACCESS_TOKEN", "the token, as doctl calls it; after DIGITALOCEAN_TOKEN"},
		{"DO_API_TOKEN", "the token, as the Python library calls it; after the others"},
		{"DIGITALOCEAN_CONTEXT", "the context of doctl's configuration to take the token from, as --context does; a variable with a token wins over it"},
		{"DIGITALOCEAN_API_URL", "the address of the API, as --endpoint does; the flag wins"},
		{"LUA_PATH_5_1", "where modules lie, as Lua 5.1 reads it; wins over LUA_PATH"},
		{"LUA_PATH", "where modules lie: patterns with ? for the name, parted by ;"},
		{"NO_COLOR", "no colours, whatever it holds; --color always wins"},
		{"TERM", "dumb: no colours, no moving line of progress, no editing of lines"},
		{"PAGER", "what shows long help on a terminal; less -FRX unless set"},
		{"TZ", "the zone of local times: a name, or a rule as POSIX has it"},
		{"HOME", "where ~/.doapi, doctl's configuration and luarocks' trees lie"},
		{"XDG_CONFIG_HOME", "where doctl's configuration lies, in place of ~/.config"},
		{"XDG_STATE_HOME", "where the history of the REPL lies, in place of ~/.local/state"},
		{"XDG_DATA_HOME", "where definitions for editors lie, in place of ~/.local/share"},
		{"HTTPS_PROXY", "the proxy that requests go through; HTTP_PROXY for plain http, NO_PROXY for hosts without"},
	}
}

// VariableTable is the table of the environment's variables as help shows it.
func VariableTable() string {
	var b strings.Builder
	for _, v := range Variables() {
		fmt.Fprintf(&b, "%s\n    %s\n", v.Name, fold(v.Means, 76, "    "))
	}
	return b.String()
}

// VariableNamed finds a variable, in any case; nil if doapi does not read it.
func VariableNamed(name string) *Variable {
	all := Variables()
	if i := slices.IndexFunc(all, func(v Variable) bool { return strings.EqualFold(v.Name, name) }); i >= 0 {
		return &all[i]
	}
	return nil
}

// fold breaks a text into lines of a width, all but the first behind indent.
func fold(text string, width int, indent string) string {
	line, out := "", ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			out += line + "\n" + indent
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return out + line
}
