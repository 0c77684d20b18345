package lsp_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

type change struct {
	Range   span
	NewText string
}

// apply gives a text after edits that do not overlap, as an editor makes them.
func apply(text string, edits []change) string {
	offset := func(p place) int {
		at := 0
		for range p.Line {
			at += strings.IndexByte(text[at:], '\n') + 1
		}
		return at + p.Character // the texts here are ASCII
	}
	slices.SortFunc(edits, func(a, b change) int { return offset(b.Range.Start) - offset(a.Range.Start) })
	for _, e := range edits {
		text = text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
	}
	return text
}

// TestFixes has each kind of fault found by its code and mended.
func TestFixes(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "json.lua"), []byte("return {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := newEditor(t, root)
	uri := "file://" + filepath.ToSlash(root) + "/main.lua"
	for _, c := range []struct {
		code     string
		severity int
		text     string
		want     []string // what each of the fixes makes
	}{
		{"syntax", 1, "if x then\n", nil},
		{"undefined-global", 1, "prnt(1)\n", []string{"print(1)\n"}},
		{"undefined-global", 1, "-- a\n\nprint(table_view.show)\n", []string{"-- a\n\nlocal table_view = require \"table_view\"\nprint(table_view.show)\n"}},
		{"unknown-member", 1, "do.create_dropplet()\n", []string{"do.create_droplet()\n"}},
		{"unknown-member", 1, "do.droplets.delete(5)\n", []string{"do.droplets.destroy(5)\n"}},
		{"unknown-member", 1, "print(DO.volumes.create_snapshot)\n", []string{"print(DO.volume_snapshots.create)\n"}},
		{"unknown-member", 1, "local v = do.volumes v.create_snapshot()\n", nil},
		{"unknown-value", 2, "do.create_droplet{name = 'x', image = 'ubuntu-24-04', size = 's-1vcpu-1gb', region = 'nyc3'}\n", []string{"do.create_droplet{name = 'x', image = 'ubuntu-24-04-x64', size = 's-1vcpu-1gb', region = 'nyc3'}\n"}},
		{"stale-state", 2, "local d = do.fetch_droplet(1)\nd:wait{ready = true}\nprint(d.ip_address)\n", []string{"local d = do.fetch_droplet(1)\nd = d:wait{ready = true}\nprint(d.ip_address)\n"}},
		{"unknown-argument", 1, "do.create_tag{nam = 'x'}\n", []string{"do.create_tag{name = 'x'}\n"}},
		{"missing-argument", 1, "do.create_tag()\n", nil},
		{"bad-argument", 1, "do.create_droplet{name = 'x', image = 'u', size = 's-1vcpu-1g', region = 'nyc3'}\n", []string{"do.create_droplet{name = 'x', image = 'u', size = 's-1vcpu-1gb', region = 'nyc3'}\n"}},
		{"iterator-as-list", 1, "print(#do.fetch_all_droplets())\n", []string{"print(do.fetch_all_droplets():count())\n"}},
		{"iterator-as-list", 1, "print(do.fetch_all_droplets()[1])\n", []string{"print(do.fetch_all_droplets():first())\n", "print(do.fetch_all_droplets():list()[1])\n"}},
		{"iterator-as-list", 1, "for _, d in ipairs(do.fetch_all_droplets()) do print(d) end\n", []string{"for _, d in ipairs(do.fetch_all_droplets():list()) do print(d) end\n"}},
		{"method-with-dot", 1, "local d = do.fetch_droplet(1) d.reboot()\n", []string{"local d = do.fetch_droplet(1) d:reboot()\n"}},
		{"unknown-field", 2, "local d = do.fetch_droplet(1) print(d.ip_adress)\n", []string{"local d = do.fetch_droplet(1) print(d.ip_address)\n"}},
		{"never-equal", 2, "local d = do.fetch_droplet(1) print(d.status == 'actve')\n", []string{"local d = do.fetch_droplet(1) print(d.status == 'active')\n"}},
		{"list-from-zero", 2, "local l = do.fetch_all_droplets():list() print(l[0])\n", []string{"local l = do.fetch_all_droplets():list() print(l[1])\n"}},
		{"hidden-module", 2, "local json = require 'json'\n", []string{"local json = require 'doapi.json'\n"}},
	} {
		e.open(uri, c.text)
		d := <-e.found
		if len(d.Diagnostics) != 1 || d.Diagnostics[0].Code != c.code || d.Diagnostics[0].Severity != c.severity {
			t.Errorf("%s: %+v", c.text, d.Diagnostics)
			continue
		}
		var fixes []struct {
			Title string
			Edit  struct{ Changes map[string][]change }
		}
		e.call("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": uri}, "range": d.Diagnostics[0].Range, "context": map[string]any{}}, &fixes)
		var got []string
		for _, f := range fixes {
			got = append(got, apply(c.text, f.Edit.Changes[uri]))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s is mended to %q, want %q", c.text, got, c.want)
		}
	}
}

// TestIndent types the ends of lines.
func TestIndent(t *testing.T) {
	e := newEditor(t, t.TempDir())
	for text, want := range map[string]string{
		"if x then\n|":                 "if x then\n  ",
		"if x then\n  f{\n|":           "if x then\n  f{\n    ",
		"for i = 1, 2 do\n  end|":      "for i = 1, 2 do\nend",
		"s = [[\n  |":                  "s = [[\n  ",
		"f(function()\n  g()\n  end)|": "f(function()\n  g()\nend)",
		"x = 1\n  y|":                  "x = 1\n  y",
	} {
		var edits []change
		e.call("textDocument/onTypeFormatting", e.open("file:///i.lua", text), &edits)
		if got := apply(strings.Replace(text, "|", "", 1), edits); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
