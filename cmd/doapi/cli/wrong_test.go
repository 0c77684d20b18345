package cli

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// Of the programs that a run refuses before a request, check finds at least 98 in
// 100, each in four problems at most.
func TestWrongPrograms(t *testing.T) {
	text, err := os.ReadFile("testdata/wrong.txt")
	if err != nil {
		t.Fatal(err)
	}
	refused, found := 0, 0
	for program := range strings.Lines(string(text)) {
		if program = strings.TrimSpace(program); program == "" || strings.HasPrefix(program, "--") {
			continue
		}
		_, errs, code := run("", nil, "--sim", "--json", "-e", program)
		var told struct {
			Error struct{ Code, Message string }
		}
		if code == 0 || json.Unmarshal([]byte(errs), &told) != nil || told.Error.Code == "api" {
			continue
		}
		refused++
		out, _, _ := run(program, nil, "check", "-")
		if out != "" {
			found++
		} else {
			t.Logf("not found: %s\n\t%s", program, told.Error.Message)
		}
		if strings.Count(out, "\n") > 4 {
			t.Errorf("%s:\n%s", program, out)
		}
	}
	t.Logf("%d of %d programs that the run refuses are found", found, refused)
	if refused < 700 || found*100 < refused*98 {
		t.Errorf("%d of %d programs that the run refuses are found", found, refused)
	}
}

// TestNoTLS says why https fails where a server speaks http.
func TestNoTLS(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	_, stderr, code := run("", g.environ(), "--endpoint", strings.Replace(g.url, "http:", "https:", 1), "--retry-max-time", "0", "-e", "do.fetch_account()")
	if code != 1 || !strings.HasSuffix(stderr, " (the server does not speak https there)\n") {
		t.Errorf("exit %d, %s", code, stderr)
	}
}
