package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestLanguageServer has lua-language-server's own checker read the example
// scripts with the definitions that doapi writes. Both are right only if it
// finds nothing; and it must find what is wrong in a script.
func TestLanguageServer(t *testing.T) {
	server, err := exec.LookPath("lua-language-server")
	if err != nil {
		t.Skip("lua-language-server is not installed: the definitions are only held against their grammar")
	}
	checked := func(t *testing.T, scripts map[string]string) string {
		dir := t.TempDir()
		for name, text := range scripts {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if out, err := exec.Command("doapi", "types", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		out, _ := exec.Command(server, "--check="+dir, "--checklevel=Warning", "--logpath="+t.TempDir(), "--check_format=pretty").CombinedOutput()
		return string(out)
	}
	examples := map[string]string{}
	files, err := filepath.Glob("../scripts/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		examples[filepath.Base(file)] = string(text)
	}
	if out := checked(t, examples); !strings.Contains(out, "no problems found") {
		t.Errorf("lua-language-server finds\n%s", out)
	}
	wrong := checked(t, map[string]string{"wrong.lua": "for d in do.fetch_all_droplets() do print(d.nmae) end\ndo.volumes.creat{}\n"})
	for _, want := range []string{"nmae", "creat"} {
		if !strings.Contains(wrong, want) {
			t.Errorf("lua-language-server does not see %s:\n%s", want, wrong)
		}
	}
}
