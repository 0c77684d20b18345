package tests

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

// TestHostile runs the corpus of hostile scripts, which package luabind runs on
// a Host with its defaults, as a user would: each is survived, and ends with an
// exit code of the contract. Most of them run until their time is up:
// DOAPI_HOSTILE_TIME gives each more than a quick look.
func TestHostile(t *testing.T) {
	files, err := filepath.Glob("../luabind/testdata/hostile/*.lua")
	if err != nil || len(files) < 60 {
		t.Fatalf("found %d hostile scripts, %v", len(files), err)
	}
	limit := os.Getenv("DOAPI_HOSTILE_TIME")
	if limit == "" {
		limit = "0.1"
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".lua"), func(t *testing.T) {
			t.Parallel()
			var errs strings.Builder
			code := cli.Main(context.Background(), cli.Env{
				Args:  []string{"--sim", "--max-time", limit, "--max-memory", "512M", file},
				Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &errs,
				Environ: []string{"HOME=" + t.TempDir(), "NO_COLOR=1"},
			})
			if code != 0 && code != 1 {
				t.Errorf("exit code %d\n%s", code, errs.String())
			}
			if strings.Contains(errs.String(), "internal error") || strings.Contains(errs.String(), "goroutine ") {
				t.Errorf("%s", errs.String())
			}
		})
	}
}
