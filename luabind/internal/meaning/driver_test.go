// Package meaning_test holds the Host against the reference implementation of
// Lua 5.1: random programs give the same output with both, and so do the
// programs of testdata, whose output is kept beside them.
package meaning_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// reference runs programs with lua5.1, which must be there.
func reference(t testing.TB, programs []string) []string {
	t.Helper()
	prelude, err := os.ReadFile("testdata/prelude.lua")
	if err != nil {
		t.Fatal(err)
	}
	var in bytes.Buffer
	for _, p := range append([]string{string(prelude)}, programs...) {
		fmt.Fprintf(&in, "%d\n%s", len(p), p)
	}
	file := filepath.Join(t.TempDir(), "programs")
	if err := os.WriteFile(file, in.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "lua5.1", "testdata/driver.lua", file)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("lua5.1: %v: %s", err, stderr.String())
	}
	outputs := strings.Split(string(out), "\x00")
	if len(outputs) != len(programs)+1 {
		t.Fatalf("lua5.1: %d outputs of %d programs", len(outputs)-1, len(programs))
	}
	return outputs[:len(programs)]
}

// host runs a program with a Host.
func host(t testing.TB, program string) string {
	t.Helper()
	prelude, err := os.ReadFile("testdata/prelude.lua")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	h, err := luabind.New(luabind.WithStdio(nil, &out, &out), luabind.WithTimeLimit(0), luabind.WithInstructionLimit(50_000_000))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.DoString(t.Context(), "prelude", string(prelude)); err != nil {
		t.Fatal(err)
	}
	if err := h.Set("source", program); err != nil {
		t.Fatal(err)
	}
	err = h.DoString(t.Context(), "driver", `
		local program, message = loadstring(source, "=p")
		source = nil
		if program then RUN(program) else print("does not compile: " .. message) end`)
	if err != nil {
		fmt.Fprintf(&out, "host: %v\n", err)
	}
	return out.String()
}

// What the two say in their own words, or not alike on purpose (see the package
// documentation of luabind).
var (
	// The Host says what it is that cannot be called.
	calls   = regexp.MustCompile(`attempt to call [^"\n]*`)
	address = regexp.MustCompile(`(table|function): [^\s"]+`)
	// Lua 5.1 takes 0 and -0 for the same constant, whichever comes first.
	zero = regexp.MustCompile(`-0([^.0-9]|$)`)
	// An error that comes out of a function of coroutine.wrap says where that
	// was called, in Lua 5.1 even before where it was raised.
	places = regexp.MustCompile(`(?:p:\d+: )+(p:\d+: )`)
	place  = regexp.MustCompile(`"p:\d+: `)
	// The Host names no variable where and, or and not have a part in it.
	named = regexp.MustCompile(`(?:local|upvalue|global|field|method) '[^']*' \((a [a-z]+ value)\)`)
)

func normal(output string) string {
	output = calls.ReplaceAllString(output, "attempt to call")
	output = address.ReplaceAllString(output, "$1")
	output = zero.ReplaceAllString(output, "0$1")
	return places.ReplaceAllString(output, "$1")
}

func alike(host, lua string) bool {
	return host == lua || host == named.ReplaceAllString(lua, "$1") || host == place.ReplaceAllString(lua, `"`)
}

// difference is the first line that differs, "" if none does.
func difference(host, lua string) string {
	if strings.Contains(lua, "stack overflow") {
		return "" // how deep they go is their own business
	}
	got, want := strings.Split(normal(host), "\n"), strings.Split(normal(lua), "\n")
	for i := range max(len(got), len(want)) {
		a, b := "nothing", "nothing"
		if i < len(got) {
			a = got[i]
		}
		if i < len(want) {
			b = want[i]
		}
		if !alike(a, b) {
			return fmt.Sprintf("output line %d:\nHost: %s\nLua:  %s", i+1, a, b)
		}
	}
	return ""
}
