package cli_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

// TestLargeFilesAreRefused: no file that the program reads by itself is read
// whole when it is far larger than any of its kind.
func TestLargeFilesAreRefused(t *testing.T) {
	home := t.TempDir()
	huge, small := filepath.Join(home, "huge.lua"), filepath.Join(home, "small.lua")
	if err := os.WriteFile(small, []byte("return do.fetch_account()"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(huge, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 1<<40); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{huge}, {"run", huge}, {"check", huge}, {"fmt", huge}, {"plan", "--sim", huge},
		{"--guard", huge, "--sim", small}, {"--ca-file", huge, "--token", "x", small}, {"--token-file", huge, small},
		{"request", "--sim", "-X", "POST", "-d", "@" + huge, "/v2/droplets"},
		{"call", "--sim", "droplets.create", "name=@" + huge, "size=s-1vcpu-1gb", "image=ubuntu-24-04-x64"},
		{"--sim", "-e", "dofile '" + huge + "'"}, {"--sim", "-e", "package.path = '" + home + "/?.lua' require 'huge'"},
		{"--sim", "-e", "require 'env'.load '" + huge + "'"},
	} {
		var errs strings.Builder
		code := cli.Main(context.Background(), cli.Env{
			Args: args, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &errs, Environ: []string{"HOME=" + home, "NO_COLOR=1"},
		})
		if code == 0 || !strings.Contains(errs.String(), "larger than") && !strings.Contains(errs.String(), "holds no token") && !strings.Contains(errs.String(), "source is too large") {
			t.Errorf("%v\nexit code %d\n%.300s", args, code, errs.String())
		}
	}
}
