package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// build makes the programs that are measured, and those that serve and measure.
// Ours are built without cgo, as they are released.
func (b *bench) build(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/doapi-lua/doapi").Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	b.root = strings.TrimSpace(string(out))
	for _, in := range []struct{ dir, packages string }{
		{".", "./cmd/doapi"}, {".", "./tests/bench/..."}, {"tests/peers", "./godo"},
	} {
		build := exec.CommandContext(ctx, "go", "build", "-o", b.bin+string(filepath.Separator), in.packages)
		build.Dir = filepath.Join(b.root, in.dir)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", in.packages, err, out)
		}
	}
	return nil
}

// installed copies a program, as a package or an archive brings it. The linker's
// own file lies in the page cache page by page, until the cache drops it; a copy
// lies there in larger pieces, which fewer faults map, each of them more memory.
func (b *bench) installed(name string) (string, error) {
	code, err := os.ReadFile(b.program(name))
	if err != nil {
		return "", err
	}
	copied := b.program(name) + "-installed"
	return copied, os.WriteFile(copied, code, 0o755)
}

func (b *bench) program(name string) string { return filepath.Join(b.bin, name) }
func (b *bench) script(name string) string {
	return filepath.Join(b.root, "tests", "bench", "scripts", name)
}

// title says what was measured where.
func (b *bench) title() string {
	version := func(name string, arg ...string) string {
		out, err := exec.Command(name, arg...).Output()
		if err != nil {
			return ""
		}
		line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		return line
	}
	machine := []string{cpuName(), fmt.Sprintf("%d cores", runtime.NumCPU()), runtime.GOOS + "/" + runtime.GOARCH, runtime.Version()}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		machine = append(machine, "load "+strings.Join(strings.Fields(string(load))[:3], " ")+" at the end")
	}
	peers := []string{"godo " + version("go", "-C", filepath.Join(b.root, "tests", "peers"), "list", "-m", "-f", "{{.Version}}", "github.com/digitalocean/godo")}
	for _, peer := range [][]string{{"doctl", "version"}, {"python3", "--version"}, {"curl", "--version"}} {
		if v := version(peer[0], peer[1:]...); v != "" {
			peers = append(peers, v)
		} else {
			peers = append(peers, "no "+peer[0])
		}
	}
	return fmt.Sprintf("Measured by `go run ./tests/bench` on %s: %s.\nPeers: %s.\n\n"+
		"Each program is a process of its own, against a simulator that is another one on the same machine. Medians of %d runs or more, the programs taking turns; "+
		"in brackets the fastest and the slowest. CPU and peak memory (RSS) are what the system says of the whole process.\n",
		time.Now().UTC().Format(time.DateOnly), strings.Join(machine, ", "), strings.Join(peers, "; "), b.times)
}

func cpuName() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range bytes.Lines(info) {
		if name, ok := bytes.CutPrefix(line, []byte("model name")); ok {
			return string(bytes.TrimLeft(bytes.TrimSpace(name), ": \t"))
		}
	}
	return "an unknown processor"
}
