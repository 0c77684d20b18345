package tests

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

// TestCoverage runs the Lua tests of the examples as users run theirs, and reads
// what of the examples they reach: in the program's own words, and in a file that
// others' tools read.
func TestCoverage(t *testing.T) {
	t.Parallel()
	lines := filepath.Join(t.TempDir(), "coverage.info")
	var out, errs bytes.Buffer
	code := cli.Main(context.Background(), cli.Env{
		Args:   []string{"test", "--coverage", "--lcov", lines, "scripts"},
		Stdout: &out, Stderr: &errs, Environ: []string{"HOME=" + t.TempDir(), "NO_COLOR=1"},
	})
	if code != 0 {
		t.Fatalf("exit %d\n%s%s", code, &out, &errs)
	}
	text, err := os.ReadFile(lines)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../scripts/*.lua")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := filepath.Base(file); !strings.Contains(string(text), "/"+name+"\n") || !strings.Contains(out.String(), "/"+name) {
			t.Errorf("nothing is said of %s", name)
		}
	}
	found, hit := 0, 0
	for _, line := range strings.Split(string(text), "\n") {
		if count, ok := strings.CutPrefix(line, "DA:"); ok {
			found++
			if !strings.HasSuffix(count, ",0") {
				hit++
			}
		}
	}
	if hit*100 < found*75 {
		t.Errorf("%d of %d lines of the examples are reached", hit, found)
	}
	for _, operation := range []string{"droplets_create", "databases_create_cluster", "kubernetes_create_cluster", "cdn_create_endpoint"} {
		if !strings.Contains(out.String(), "  "+operation+"  ") {
			t.Errorf("%s counts as not asked for:\n%s", operation, &out)
		}
	}
	// What Debian and others have for such files, where it is here.
	lcov, err := exec.LookPath("lcov")
	if err != nil {
		t.Log("there is no lcov here")
		return
	}
	if summary, err := exec.Command(lcov, "--summary", lines).CombinedOutput(); err != nil || !strings.Contains(string(summary), "lines") {
		t.Errorf("lcov: %v\n%s", err, summary)
	}
	if page, err := exec.LookPath("genhtml"); err == nil {
		if out, err := exec.Command(page, "-q", "-o", t.TempDir(), lines).CombinedOutput(); err != nil {
			t.Errorf("genhtml: %v\n%s", err, out)
		}
	}
}
