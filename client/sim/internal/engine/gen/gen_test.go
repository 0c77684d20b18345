package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const tiny = `{"sources": {}, "regions": [{"name": "A", "slug": "aaa1", "features": ["x"], "available": true, "sizes": ["s"]}],
"sizes": [{"slug": "s", "memory": 512, "vcpus": 1, "disk": 10, "transfer": 0.5, "price_monthly": 4.0, "price_hourly": 0.00595, "regions": ["aaa1"], "available": true, "description": "Basic", "disk_info": []}],
"images": [{"name": "1 x64", "distribution": "D", "slug": "d-1", "public": true, "type": "base", "min_disk_size": 7, "status": "available"}]}`

func TestGenerate(t *testing.T) {
	dir := t.TempDir()
	facts, out := filepath.Join(dir, "facts.json"), filepath.Join(dir, "offers.json")
	gen := func(args ...string) (int, string) {
		var stdout, stderr bytes.Buffer
		code := run(append([]string{"-facts", facts, "-out", out}, args...), &stdout, &stderr)
		return code, stdout.String() + stderr.String()
	}
	write := func(text string) {
		if err := os.WriteFile(facts, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if code, said := gen("-check"); code != 0 || !strings.Contains(said, "nothing compared") {
		t.Errorf("without facts: %d %s", code, said)
	}
	write(tiny)
	if code, said := gen("-check"); code != 1 || !strings.Contains(said, "out of date") {
		t.Errorf("before writing: %d %s", code, said)
	}
	if code, said := gen(); code != 0 {
		t.Fatalf("writing: %d %s", code, said)
	}
	if code, said := gen("-check"); code != 0 {
		t.Errorf("after writing: %d %s", code, said)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"price_hourly":0.00595`, `"transfer":0.5`, `"slug":"d-1"`} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	for old, wrong := range map[string]string{
		`"regions": ["aaa1"]`: `"regions": []`,
		`"sizes": ["s"]`:      `"sizes": []`,
		`"public": true`:      `"public": false`,
		`"name": "A"`:         `"nome": "A"`,
	} {
		write(strings.Replace(tiny, old, wrong, 1))
		if code, said := gen(); code != 1 {
			t.Errorf("%s: %d %s", wrong, code, said)
		}
	}
}

// What is checked in must be what the facts say, where they are at hand.
func TestUpToDate(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := run([]string{"-check"}, &stdout, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
	if strings.Contains(stdout.String(), "nothing compared") {
		t.Skip(stdout.String())
	}
}
