package tests

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestJournalIsLocked has two processes on one journal: the second is refused
// before it does anything, and goes ahead when the first has ended.
func TestJournalIsLocked(t *testing.T) {
	a := newAccount(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "journal")
	first := exec.Command(doapiLink(t, exe), "--journal", file, "-e", `do.create_tag("first") print("ready") io.read()`)
	first.Env = []string{"HOME=" + t.TempDir(), "DIGITALOCEAN_TOKEN=token", "DIGITALOCEAN_API_URL=" + a.url}
	in, err := first.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := first.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	changes := a.changes.Load()
	for _, args := range [][]string{{"--journal", file, "-e", `do.create_tag("second")`}, {"undo", "--yes", file}} {
		if _, errs, code := a.doapi(t, args...); code != 1 || !strings.Contains(errs, "another run is writing to it") || a.changes.Load() != changes {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
	if _, errs, code := a.doapi(t, "report", file); code != 0 { // which only reads
		t.Errorf("report: exit %d, %s", code, errs)
	}
	in.Close()
	if err := first.Wait(); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := a.doapi(t, "--journal", file, "-e", `do.create_tag("second")`); code != 0 {
		t.Errorf("afterwards: exit %d, %s", code, errs)
	}
	if out, errs, code := a.doapi(t, "undo", "--yes", "--run", "all", file); code != 0 || strings.Count(out, "taken back") != 2 {
		t.Errorf("undo: exit %d, %s, %s", code, out, errs)
	}
	if out, _, code := a.doapi(t, "undo", "--yes", file); code != 0 || !strings.Contains(out, "nothing to take back") {
		t.Errorf("undo again: exit %d, %s", code, out)
	}
}
