package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// test --json writes nothing but one list, with the code of what could not be run.
func TestTestJSON(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a_test.lua": "local t = require 'test' t.it('adds', function() t.expect(1):to_equal(2) end)\nt.it('holds', function() end)",
		"b_test.lua": "print(",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, errs, code := run("", nil, "test", "--json", dir)
	var files []testFile
	if err := json.Unmarshal([]byte(out), &files); err != nil || code != exitFailed {
		t.Fatalf("%d %v\n%s%s", code, err, out, errs)
	}
	if len(files) != 2 || len(files[0].Tests) != 2 || files[0].Tests[0].Failure == "" || files[0].Tests[1].Failure != "" || files[0].Error != nil {
		t.Errorf("a_test.lua: %s", out)
	}
	if e := files[1].Error; e == nil || e.Code != "syntax" || !files[1].Failed {
		t.Errorf("b_test.lua: %s", out)
	}
	if out, _, _ := run("", nil, "help", "compute", "load-balancer", "add-droplets"); len(out) < 100 {
		t.Errorf("help on a command of doctl: %q", out)
	}
}
