package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write writes files into a folder.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestExpectHoldsModules plans a script of several files: a run is refused, before
// it asks for anything, when one of them is another, and when it loads one that
// the plan did not.
func TestExpectHoldsModules(t *testing.T) {
	a := newAccount(t)
	dir := t.TempDir()
	files := map[string]string{
		"deploy.lua":        `local names = require "names" local more = dofile(arg[0]:match("^(.*)/") .. "/more.lua") do.create_tag(names.tag .. more)`,
		"names.lua":         `return {tag = require("deep.prefix") .. "a"}`,
		"deep/prefix.lua":   `return "tag-"`,
		"more.lua":          `return "-more"`,
		"unused.lua":        `return 1`,
		"deep/unused.lua":   `return 2`,
		"lua_modules/x.lua": `return 3`,
	}
	write(t, dir, files)
	script, planFile := filepath.Join(dir, "deploy.lua"), filepath.Join(dir, "deploy.plan")
	if _, errs, code := a.doapi(t, "plan", "--out", planFile, script); code != 0 {
		t.Fatal(errs)
	}
	for name, test := range map[string]struct {
		change map[string]string // "" removes one
		says   string            // "" where the run is as planned
		asks   bool              // the account is asked before it is known
	}{
		"as planned":       {nil, "", true},
		"script":           {map[string]string{"deploy.lua": files["deploy.lua"] + "\n"}, "deploy.lua has changed since", false},
		"module":           {map[string]string{"names.lua": `return {tag = "tag-b"}`}, "names.lua has changed since", false},
		"module's module":  {map[string]string{"deep/prefix.lua": `return "other-"`}, "prefix.lua has changed since", false},
		"dofile":           {map[string]string{"more.lua": `return "-less"`}, "more.lua has changed since", false},
		"gone":             {map[string]string{"deep/prefix.lua": ""}, "prefix.lua is not there any more", false},
		"same, but unused": {map[string]string{"unused.lua": `return 9`, "deep/unused.lua": ""}, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			defer write(t, dir, files)
			for file, text := range test.change {
				if text == "" {
					os.Remove(filepath.Join(dir, file))
				} else {
					write(t, dir, map[string]string{file: text})
				}
			}
			before, changes, reads := a.State(), a.changes.Load(), a.reads.Load()
			_, errs, code := a.doapi(t, "run", "--expect", planFile, script)
			if test.says == "" {
				if code != 0 {
					t.Fatal(errs)
				}
				if _, errs, code := a.doapi(t, "-e", `do.fetch_tag("tag-a-more"):delete()`); code != 0 {
					t.Fatal(errs)
				}
				return
			}
			if code != 1 || !strings.Contains(errs, "PlanError") || !strings.Contains(errs, test.says) {
				t.Errorf("exit %d: %s", code, errs)
			}
			if !test.asks && a.reads.Load() != reads {
				t.Errorf("%d reads before it was refused", a.reads.Load()-reads)
			}
			if a.changes.Load() != changes || string(a.State()) != string(before) {
				t.Error("something was changed")
			}
		})
	}
	t.Run("a file that stands before another", func(t *testing.T) {
		write(t, dir, map[string]string{"names/init.lua": `return {tag = "tag-b"}`})
		os.Remove(filepath.Join(dir, "names.lua"))
		defer write(t, dir, files)
		if _, errs, code := a.doapi(t, "run", "--expect", planFile, script); code != 1 || !strings.Contains(errs, "names.lua is not there any more") {
			t.Errorf("exit %d: %s", code, errs)
		}
	})
	t.Run("one that the plan did not load", func(t *testing.T) {
		// A file that hides a module of the Host's is there only now.
		write(t, dir, map[string]string{"later.lua": `pcall(require, "extra") do.create_tag("a")`})
		later, file := filepath.Join(dir, "later.lua"), filepath.Join(dir, "later.plan")
		if _, errs, code := a.doapi(t, "plan", "--out", file, later); code != 0 {
			t.Fatal(errs)
		}
		write(t, dir, map[string]string{"extra.lua": `do.create_tag("b")`})
		changes := a.changes.Load()
		if _, errs, code := a.doapi(t, "run", "--expect", file, later); code != 1 || !strings.Contains(errs, "loads the file extra.lua, which the plan did not") || a.changes.Load() != changes {
			t.Errorf("exit %d: %s", code, errs)
		}
	})
	t.Run("the folder is elsewhere", func(t *testing.T) {
		moved := filepath.Join(t.TempDir(), "moved")
		write(t, moved, files)
		if _, errs, code := a.doapi(t, "run", "--expect", planFile, filepath.Join(moved, "deploy.lua")); code != 0 {
			t.Errorf("exit %d: %s", code, errs)
		}
	})
}
