package manual

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
)

// TestReadme runs the script of the README, and follows its links.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) > 150 {
		t.Errorf("it has %d lines", len(lines))
	}
	for _, m := range regexp.MustCompile(`\]\(([^):#]+)\)`).FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat("../../" + m[1]); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
	all := blocksOf(lines)
	t.Chdir(t.TempDir())
	r := &reader{t, []string{"HOME=" + t.TempDir()}}
	for i, b := range all {
		if b.kind != "lua" {
			continue
		}
		if err := os.WriteFile("readme.lua", []byte(b.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := r.doapi("--sim", "readme.lua"); i+1 >= len(all) || all[i+1].kind != "output" || got != all[i+1].text {
			t.Errorf("the script prints\n%s", got)
		}
		return
	}
	t.Error("it has no script")
}

// TestContributing holds that what the tour and the table name is there.
func TestContributing(t *testing.T) {
	text, err := os.ReadFile("../../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:client|cmd|luabind|stdlib|scripts|tests|\\.ci)/[a-z0-9_./]*)`").FindAllStringSubmatch(string(text), -1)
	if len(named) < 20 {
		t.Errorf("only %d places are named", len(named))
	}
	for _, m := range named {
		if _, err := os.Stat("../../" + m[1]); err != nil {
			t.Errorf("the tour names %s: %v", m[1], err)
		}
	}
}

// TestReadmeEmbed compiles the README's program and holds that it prints what
// its comment says.
func TestReadmeEmbed(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(blocksOf(strings.Split(string(text), "\n")), func(b block) bool { return b.kind == "go" })
	if i < 0 {
		t.Fatal("it has no program")
	}
	snippet := blocksOf(strings.Split(string(text), "\n"))[i].text
	want := regexp.MustCompile(`// prints (.*)`).FindStringSubmatch(snippet)
	if want == nil {
		t.Fatal("it does not say what it prints")
	}
	const module = "github.com/doapi-lua/doapi/"
	program := "package main\nimport (\n\"context\"\n\"os\"\n\"time\"\n"
	for _, p := range []string{"client", "client/sim", "luabind", "luabind/do", "stdlib"} {
		program += "\"" + module + p + "\"\n"
	}
	program += ")\nfunc main() {\nctx := context.Background()\n"
	for line := range strings.Lines(snippet) {
		program += line
		if strings.Contains(line, "err :=") || strings.Contains(line, "err =") {
			program += "if err != nil { panic(err) }\n"
		}
	}
	program += "}\n"
	path := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(path, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", path)
	cmd.Dir = "../.."
	got, err := cmd.CombinedOutput()
	if err != nil || string(got) != want[1]+"\n" {
		t.Errorf("it prints %q, %v; want %q\n%s", got, err, want[1], program)
	}
}

// TestReadmeCommands runs the README's commands against a simulated account,
// but for what asks the network or a person.
func TestReadmeCommands(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Abs("../../scripts")
	if err != nil {
		t.Fatal(err)
	}
	_, url := sim.Start(t)
	t.Chdir(t.TempDir())
	r := &reader{t, []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "DIGITALOCEAN_TOKEN=any", "DIGITALOCEAN_API_URL=" + url}}
	r.doapi("call", "domains.create", "name=example.org")
	ran := 0
	for _, b := range blocksOf(strings.Split(string(text), "\n")) {
		if b.kind != "sh" {
			continue
		}
		for line := range strings.Lines(b.text + "\n") {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
			words := strings.Fields(strings.ReplaceAll(line, "scripts/", scripts+"/"))
			switch {
			case len(words) >= 3 && words[0] == "go" && words[2] == "./cmd/doapi":
				words = words[2:]
			case len(words) == 0 || words[0] != "doapi", len(words) == 1, words[1] == "docs":
				continue // go, the prompt, a browser
			}
			ran++
			if got := r.doapi(words[1:]...); strings.Contains(got, "(exit code") {
				t.Errorf("%s\nprints\n%s", line, got)
			}
		}
	}
	if ran < 5 {
		t.Errorf("only %d commands were run", ran)
	}
}
