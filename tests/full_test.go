//go:build linux

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// tiny mounts a file system of 64 KB, of which the file "space" fills all but a
// page.
func tiny(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, 0); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// fill leaves no more than some bytes free.
func fill(t *testing.T, folder string, free int) {
	t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "space"), make([]byte, max(0, int(s.Bavail)*int(s.Bsize)-free)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestFullDisk has every command write its output to a disk that is full, at
// once or after a page: each says so, and ends with 1.
func TestFullDisk(t *testing.T) {
	full := tiny(t)
	const long = `for i = 1, 200 do print(("x"):rep(100)) end`
	for _, test := range []struct {
		name string
		args []string
		free int // bytes that are
	}{
		{"script", []string{"-e", `print("x")`}, 0},
		{"script that writes more than fits", []string{"-e", long}, 4096},
		{"script that fails too", []string{"-e", `print("x") error("y")`}, 0},
		{"io.write", []string{"-e", `io.write("x")`}, 0},
		{"io flush", []string{"-e", `io.write("x") local ok, why = io.stdout:flush() io.stderr:write(tostring(ok), " ", tostring(why), "\n")`}, 0},
		{"io.flush", []string{"-e", `io.write("x") assert(io.flush())`}, 0},
		{"table", []string{"-e", `require("doapi.table_view").print({{a = 1}})`}, 0},
		{"table of droplets", []string{"--sim", "-e", `require("doapi.table_view").print(do.regions.list():list())`}, 0},
		{"call", []string{"--sim", "call", "account.get"}, 0},
		{"long call", []string{"--sim", "call", "sizes.list"}, 4096},
		{"request", []string{"--sim", "request", "/v2/account"}, 0},
		{"ops", []string{"ops"}, 0},
		{"long ops", []string{"ops"}, 4096},
		{"ops --json", []string{"ops", "--json", "droplets"}, 0},
		{"version", []string{"version"}, 0},
		{"-V", []string{"-V"}, 0},
		{"help", []string{"help", "do.droplets.create"}, 0},
		{"capabilities", []string{"capabilities"}, 0},
		{"completion", []string{"completion", "bash"}, 0},
		{"--help", []string{"--help"}, 0},
		{"plan", []string{"--sim", "plan", "-e", `do.create_tag("x")`}, 0},
		{"repl", []string{"--sim", "repl"}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			space := filepath.Join(full, "space")
			os.Remove(space)
			out, err := os.Create(filepath.Join(full, "out"))
			if err != nil {
				t.Fatal(err)
			}
			defer os.Remove(out.Name())
			defer out.Close()
			fill(t, full, test.free)
			var errs strings.Builder
			cmd := exec.Command("doapi", test.args...)
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
			cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("1 + 1\n"), out, &errs
			_ = cmd.Run()
			if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(errs.String(), "no space left on device") {
				t.Errorf("exit %d, %s", code, &errs)
			}
		})
	}
}

// TestFullDiskForFiles has scripts write files where there is no room: an error
// at the write, the flush or the close, never silence, and no half a file where
// a whole one is promised.
func TestFullDiskForFiles(t *testing.T) {
	full := tiny(t)
	if err := os.WriteFile(filepath.Join(full, "whole"), []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	fill(t, full, 4096)
	for name, script := range map[string]string{
		"io write":            `local f = assert(io.open(DIR .. "/a", "w")) assert(f:write(("x"):rep(6000)))`,
		"io close":            `local f = assert(io.open(DIR .. "/a", "w")) f:write(("x"):rep(6000)) assert(f:close())`,
		"io close twice":      `local f = assert(io.open(DIR .. "/a", "w")) f:write(("x"):rep(3000)) f:write(("x"):rep(3000)) f:write("") assert(f:close())`,
		"io flush":            `local f = assert(io.open(DIR .. "/a", "w")) f:write(("x"):rep(6000)) assert(f:flush())`,
		"io.output":           `io.output(DIR .. "/a") io.write(("x"):rep(6000)) assert(io.close())`,
		"io.flush":            `io.output(DIR .. "/a") io.write(("x"):rep(6000)) assert(io.flush())`,
		"fs.write":            `require("doapi.fs").write(DIR .. "/whole", ("x"):rep(6000))`,
		"fs.append":           `require("doapi.fs").append(DIR .. "/a", ("x"):rep(6000))`,
		"fs.copy":             `require("doapi.fs").copy(DIR .. "/space", DIR .. "/a")`,
		"io write, unseen":    `local f = io.open(DIR .. "/a", "w") f:write(("x"):rep(6000))`,
		"io close, unseen":    `local f = io.open(DIR .. "/a", "w") f:write(("x"):rep(6000)) f:close()`,
		"io.output, and exit": `io.output(DIR .. "/a") io.write(("x"):rep(6000)) os.exit(0)`,
		"another table":       `local t = {} for i = 1, 3000 do t[i] = {a = i} end local f = assert(io.open(DIR .. "/a", "w")) f:write(require("doapi.table_view").format(t)) assert(f:close())`,
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command("doapi", "-e", "local DIR = '"+full+"' "+script)
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
			out, _ := cmd.CombinedOutput()
			if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(strings.ToLower(string(out)), "no space left on device") {
				t.Errorf("exit %d, %s", code, out)
			}
			os.Remove(filepath.Join(full, "a"))
			if text, err := os.ReadFile(filepath.Join(full, "whole")); err != nil || string(text) != "before" {
				t.Errorf("the file that was there: %d bytes, %v", len(text), err)
			}
		})
	}
}

// TestFullDiskForResults has commands write files of theirs where there is no
// room: an error that names the file, and what was there before stays.
func TestFullDiskForResults(t *testing.T) {
	full := tiny(t)
	whole := filepath.Join(full, "whole")
	if err := os.WriteFile(whole, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(whole, before); err != nil {
		t.Fatal(err)
	}
	fill(t, full, 0)
	script := `for i = 1, 50 do do.create_tag("a-tag-with-a-long-name-" .. i) end`
	for name, args := range map[string][]string{
		"report":  {"--sim", "--report", before, "-e", script},
		"events":  {"--sim", "--events", filepath.Join(full, "events"), "-e", script},
		"journal": {"--sim", "--journal", filepath.Join(full, "journal"), "-e", script},
		"record":  {"--sim", "--record", filepath.Join(full, "record"), "-e", script},
		"plan":    {"--sim", "plan", "--out", before, "-e", script},
		"docs":    {"docs", "--out", filepath.Join(full, "docs")},
		"types":   {"types", filepath.Join(full, "types")},
		"new":     {"new", filepath.Join(full, "new")},
		"state":   {"sim", "--state", filepath.Join(full, "state")},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command("doapi", args...)
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
			out, _ := cmd.CombinedOutput()
			if code := cmd.ProcessState.ExitCode(); code != 1 || strings.Count(string(out), "no space left on device") != 1 || strings.Contains(string(out), "warning") {
				t.Errorf("exit %d, %s", code, out)
			}
			if text, err := os.ReadFile(whole); err != nil || string(text) != "before" {
				t.Errorf("the file that was there: %d bytes, %v", len(text), err)
			}
		})
	}
}
