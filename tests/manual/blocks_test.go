// Package manual runs what the manual shows.
package manual

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

var update = flag.Bool("update", false, "write what the blocks print into the texts")

const guide = "../../cmd/doapi/docs/guide"

// block is a fenced piece of a text.
type block struct {
	kind, info string
	text       string
	from, to   int // its lines, fences included
}

// blocksOf finds the fenced pieces.
func blocksOf(lines []string) []block {
	var all []block
	for i := 0; i < len(lines); i++ {
		info, ok := strings.CutPrefix(lines[i], "```")
		if !ok {
			continue
		}
		end := i + 1
		for end < len(lines) && lines[end] != "```" {
			end++
		}
		kind, rest, _ := strings.Cut(info, " ")
		all = append(all, block{kind, rest, strings.Join(append(append([]string{}, lines[i+1:end]...), ""), "\n"), i, end})
		i = end
	}
	return all
}

// reader runs the blocks of one page, in a folder and with an account of its
// own.
type reader struct {
	t       *testing.T
	environ []string
}

func (r *reader) doapi(args ...string) string {
	var out strings.Builder
	environ := r.environ
	if slices.Contains(args, "--sim") || slices.Contains(args, "test") {
		environ = slices.DeleteFunc(slices.Clone(environ), func(v string) bool { return strings.HasPrefix(v, "DIGITALOCEAN_") })
	}
	code := cli.Main(context.Background(), cli.Env{Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Environ: environ})
	text := out.String()
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if code != 0 {
		text += fmt.Sprintf("(exit code %d)\n", code)
	}
	return text
}

// command runs a line of a console, in which words are parted by blanks and
// quotes keep them together.
func (r *reader) command(line string) string {
	var words []string
	for _, m := range regexp.MustCompile(`'([^']*)'|(\S+)`).FindAllStringSubmatch(line, -1) {
		words = append(words, m[1]+m[2])
	}
	switch words[0] {
	case "doapi":
		return r.doapi(words[1:]...)
	case "cat":
		text, err := os.ReadFile(words[1])
		if err != nil {
			r.t.Error(err)
		}
		return string(text)
	}
	r.t.Errorf("a block has a command that the test cannot run: %s", line)
	return ""
}

// matches compares what was printed; "…" in what is wanted stands for any part
// of a line, and a line "..." for any lines.
func matches(got, want string) bool {
	if got == want {
		return true
	}
	var b strings.Builder
	for line := range strings.Lines(want) {
		if line == "...\n" {
			b.WriteString(`(?:.*\n)*`)
			continue
		}
		b.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*"))
	}
	return regexp.MustCompile("^" + b.String() + "$").MatchString(got)
}

// TestGuide runs every block of every page and compares what it prints.
func TestGuide(t *testing.T) {
	repository, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(guide, "*.md"))
	if err != nil || len(pages) < 20 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	shown := 0
	for _, page := range pages {
		page, _ := filepath.Abs(page)
		if text, err := os.ReadFile(page); err == nil {
			shown += len(blocksOf(strings.Split(string(text), "\n")))
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(text), "\n")
			t.Chdir(t.TempDir())
			_, url := sim.Start(t)
			home := t.TempDir()
			r := &reader{t, []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home, "DIGITALOCEAN_API_URL=" + url, "DIGITALOCEAN_TOKEN=a-token", "TZ=UTC", "TERM=dumb"}}
			changed := append([]string{}, lines...)
			shift := 0
			put := func(from, to int, with []string) { // lines of the text as it was read
				changed = append(append(append([]string{}, changed[:from+shift]...), with...), changed[to+shift:]...)
				shift += len(with) - (to - from)
			}
			all := blocksOf(lines)
			for i, b := range all {
				switch b.kind {
				case "lua":
					name := "block.lua"
					file := strings.HasPrefix(b.info, "file=")
					if file {
						name = strings.TrimPrefix(b.info, "file=")
					}
					if err := os.WriteFile(name, []byte(b.text), 0o644); err != nil {
						t.Fatal(err)
					}
					if file {
						continue // a console runs it
					}
					got := r.doapi("--sim", name)
					want := ""
					at := block{from: b.to + 1, to: b.to}
					if i+1 < len(all) && all[i+1].kind == "output" && all[i+1].from <= b.to+2 {
						at, want = all[i+1], all[i+1].text
					}
					if matches(got, want) {
						continue
					}
					if !*update {
						t.Errorf("line %d prints\n%s", b.from+1, got)
						continue
					}
					put(at.from, at.to+1, append([]string{}, outputBlock(got, want == "")...))
				case "console":
					var now []string
					same := true
					for _, part := range strings.Split("\n"+b.text, "\n$ ")[1:] {
						line, want, _ := strings.Cut(part, "\n")
						if want != "" && !strings.HasSuffix(want, "\n") {
							want += "\n"
						}
						got := r.command(line)
						now = append(now, "$ "+line)
						if matches(got, want) {
							got = want
						} else {
							same = false
							if !*update {
								t.Errorf("line %d: $ %s\n%s", b.from+1, line, got)
							}
						}
						if got != "" {
							now = append(now, strings.Split(strings.TrimSuffix(got, "\n"), "\n")...)
						}
					}
					if !same && *update {
						put(b.from+1, b.to, now)
					}
				case "go":
					at := strings.TrimPrefix(b.info, "file=")
					source, err := os.ReadFile(filepath.Join(repository, at))
					if err != nil || string(source) != b.text {
						t.Errorf("line %d is not %s: %v", b.from+1, at, err)
					}
					output, err := os.ReadFile(filepath.Join(repository, filepath.Dir(at), "output.txt"))
					if err != nil || i+1 >= len(all) || all[i+1].kind != "output" || all[i+1].text != string(output) {
						t.Errorf("line %d: what %s prints is not shown", b.from+1, at)
					}
				case "output": // compared with what stands before it
				default:
					t.Errorf("line %d: a block %q, which the test cannot run", b.from+1, b.kind)
				}
			}
			if now := strings.Join(changed, "\n"); *update && now != string(text) {
				if err := os.WriteFile(page, []byte(now), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	if shown < 60 {
		t.Errorf("only %d blocks", shown)
	}
}

func outputBlock(text string, blank bool) []string {
	if text == "" {
		return nil
	}
	lines := append([]string{"```output"}, strings.Split(strings.TrimSuffix(text, "\n"), "\n")...)
	lines = append(lines, "```")
	if blank {
		lines = append([]string{""}, lines...)
	}
	return lines
}
