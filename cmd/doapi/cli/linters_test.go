package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// clientWord is the client in a script, which linters do not read.
var clientWord = regexp.MustCompile(`(^|[^\w."'])do([.\[]|:[A-Za-z_])`)

// luacheck has nothing to say of globals and their fields in scripts that are right,
// by the definitions that doapi writes for it, and finds those that are not.
func TestLuacheck(t *testing.T) {
	if _, err := exec.LookPath("luacheck"); err != nil {
		t.Skip("luacheck is not here")
	}
	folder := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	out, _, _ := run("", nil, "types", "--luacheck")
	config := write(".luacheckrc", []byte(out))
	files := 0
	check := func(path string) ([]byte, error) {
		return exec.Command("luacheck", "--config", config, "--no-color", "--no-cache", "--only", "1", "--", path).CombinedOutput()
	}
	for _, pattern := range []string{"../../../scripts/*.lua", "../../../tests/lua/*.lua"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: no scripts: %v", pattern, err)
		}
		for _, path := range found {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // two that stand side by side share a character
				text = clientWord.ReplaceAll(text, []byte("${1}DO${2}"))
			}
			write(filepath.Base(path), text)
			files++
		}
	}
	if out, err := check(folder); err != nil {
		t.Errorf("%d files:\n%s", files, out)
	}
	for _, wrong := range []string{"DO.create_dropplet{}", "DO.droplets.lst()", "print(DO.api_tokn)", "undefined_name()", "DO.create_droplet = 5"} {
		if out, err := check(write("wrong.lua", []byte(wrong+"\n"))); err == nil {
			t.Errorf("%s: %s", wrong, out)
		}
	}
}

// The library for selene is as its documentation says: what a name is comes from one
// of any, args and property, and args have types that there are.
func TestSelene(t *testing.T) {
	out, _, _ := run("", nil, "types", "--selene")
	var library struct {
		Base    string
		Name    string
		Globals map[string]struct {
			Any         bool
			Property    string
			Description string
			Args        yaml.Node
		}
	}
	decoder := yaml.NewDecoder(strings.NewReader(out))
	decoder.KnownFields(true)
	if err := decoder.Decode(&library); err != nil {
		t.Fatal(err)
	}
	if library.Base != "lua51" || len(library.Globals) < 700 {
		t.Errorf("%s, %d globals", library.Base, len(library.Globals))
	}
	types := map[string]bool{"any": true, "bool": true, "function": true, "nil": true, "number": true, "string": true, "table": true, "...": true}
	properties := map[string]bool{"": true, "read-only": true, "new-fields": true, "override-fields": true, "full-write": true}
	for name, g := range library.Globals {
		if !properties[g.Property] {
			t.Errorf("%s: property %s", name, g.Property)
		}
		kinds := 0
		for _, is := range []bool{g.Any, g.Property != "", g.Args.Kind == yaml.SequenceNode} {
			if is {
				kinds++
			}
		}
		if kinds != 1 { // selene reads none of the library then
			t.Errorf("%s is none of any, a property and a function", name)
		}
		var args []struct {
			Type     any
			Required any
		}
		if g.Args.Kind != 0 {
			if err := g.Args.Decode(&args); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for i, arg := range args {
			if kind, ok := arg.Type.(string); ok && (!types[kind] || kind == "..." && i < len(args)-1) {
				t.Errorf("%s: argument %d is %s", name, i+1, kind)
			}
		}
	}
}
