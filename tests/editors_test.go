package tests

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

var (
	soak    = flag.Duration("soak", 0, "how long TestNeovim types at random")
	foreign = flag.String("lua", "", "a folder with Lua files that TestNeovim types into, beside our own")
)

// settings are the blocks of "doapi help editors" by the paragraph before each.
func settings(t *testing.T) map[string]string {
	t.Helper()
	out, err := exec.Command("doapi", "help", "editors").Output()
	if err != nil {
		t.Fatal(err)
	}
	blocks, title, ended := map[string]string{}, "", true
	for _, line := range strings.Split(string(out), "\n") {
		text, isCode := strings.CutPrefix(line, "    ")
		switch {
		case isCode:
			blocks[title] += text + "\n"
			ended = true
		case line == "" && blocks[title] != "":
			blocks[title] += "\n" // within a block
			ended = true
		case line == "":
			ended = true
		case ended:
			title, ended = line, false
		default:
			title += " " + line
		}
	}
	return blocks
}

func setting(t *testing.T, about string) string {
	t.Helper()
	for title, text := range settings(t) {
		if strings.Contains(title, about) {
			return strings.TrimRight(text, "\n") + "\n"
		}
	}
	t.Fatalf("there are no settings for %s in\n%q", about, settings(t))
	return ""
}

// TestNeovim has Neovim start the server by our settings, ask it everything, and
// type into scripts at random.
func TestNeovim(t *testing.T) {
	t.Parallel()
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("nvim is not installed")
	}
	version, err := exec.Command(nvim, "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	about := "Neovim (0.11"
	if old := regexp.MustCompile(`v0\.(\d+)\.`).FindSubmatch(version); old != nil {
		switch n := string(old[1]); {
		case n == "7":
			about = "Neovim 0.7"
		case slices.Contains([]string{"8", "9", "10"}, n):
			about = "Neovim 0.8"
		}
	}
	dir, home := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"init.lua":  setting(t, about),
		"first.lua": "local  web=do.fetch_dropplet( 1 ) -- 𝄞\nprint(web.name, web.status)\n",
		"files":     strings.Join(typedInto(t), "\n") + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	drive, err := filepath.Abs("testdata/neovim/drive.lua")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(nvim, "--headless", "-n", "-u", "init.lua", "-c", "luafile "+drive)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "XDG_STATE_HOME="+home, "XDG_CACHE_HOME="+home,
		"FILES=files", fmt.Sprintf("SECONDS_TO_TYPE=%d", int(soak.Seconds())), "SEED=7")
	told, err := cmd.StderrPipe() // which headless Neovim prints to
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last := ""
	for lines := bufio.NewScanner(told); lines.Scan(); {
		if last = strings.TrimSpace(lines.Text()); last != "" {
			t.Log(last)
		}
	}
	if err := cmd.Wait(); err != nil || last != "done" {
		t.Errorf("Neovim ends with %v, %q", err, last)
	}
}

// typedInto lists scripts of ours, and what Lua a folder that -lua gives has.
func typedInto(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../scripts/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	if *soak == 0 {
		files = files[:min(len(files), 5)]
	}
	if *foreign != "" {
		err := filepath.WalkDir(*foreign, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(p) != ".lua" {
				return err
			}
			if info, err := os.Stat(p); err == nil && info.Size() < 200_000 {
				files = append(files, p)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range files {
		if files[i], err = filepath.Abs(files[i]); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestHelixSettings holds our settings against what Helix reads: it refuses keys
// of a language that it does not know, and replaces its own list of servers by
// ours. https://docs.helix-editor.com/languages.html
func TestHelixSettings(t *testing.T) {
	var languages struct {
		Server map[string]struct {
			Command     string
			Args        []string
			Environment map[string]string
			Config      map[string]any
			Timeout     int
			Roots       []string `toml:"required-root-patterns"`
		} `toml:"language-server"`
		Language []struct {
			Name    string
			Servers []string `toml:"language-servers"`
		}
	}
	read, err := toml.Decode(setting(t, "Helix"), &languages)
	if err != nil || len(read.Undecoded()) > 0 {
		t.Fatal(read.Undecoded(), err)
	}
	if len(languages.Language) != 1 || languages.Language[0].Name != "lua" || len(languages.Language[0].Servers) != 1 {
		t.Fatalf("%+v", languages)
	}
	server, ok := languages.Server[languages.Language[0].Servers[0]]
	if !ok {
		t.Fatalf("the server that Lua has is not described: %+v", languages)
	}
	serves(t, server.Command, server.Args)
}

// TestZedSettings holds our settings against what Zed's extension for Lua asks
// for: the program of its server lua-language-server.
// https://zed.dev/docs/configuring-languages
func TestZedSettings(t *testing.T) {
	var settings struct {
		LSP map[string]struct {
			Binary struct {
				Path      string   `json:"path"`
				Arguments []string `json:"arguments"`
			} `json:"binary"`
		} `json:"lsp"`
	}
	d := json.NewDecoder(strings.NewReader(setting(t, "Zed runs servers")))
	d.DisallowUnknownFields()
	if err := d.Decode(&settings); err != nil {
		t.Fatal(err)
	}
	binary := settings.LSP["lua-language-server"].Binary
	serves(t, binary.Path, binary.Arguments)
}

// TestVSCodeExtension holds the extension against what VS Code reads of one: an
// entry that is there, and a server of that program and those arguments.
// https://code.visualstudio.com/api/references/extension-manifest
func TestVSCodeExtension(t *testing.T) {
	const folder = "../cmd/doapi/docs/editors/vscode"
	text, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Name, Publisher, Version, Main string
		Engines                        struct{ VSCode string }
		ActivationEvents               []string
		Contributes                    struct {
			Configuration struct {
				Properties map[string]struct{ Type, Default, Description string }
			}
		}
		Dependencies map[string]string
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^[a-z0-9-]+$`).MatchString(manifest.Name) || !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(manifest.Version) ||
		manifest.Publisher == "" || !strings.HasPrefix(manifest.Engines.VSCode, "^1.") || !slices.Contains(manifest.ActivationEvents, "onLanguage:lua") {
		t.Errorf("%+v", manifest)
	}
	code, err := os.ReadFile(filepath.Join(folder, manifest.Main))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`require\("([^"/]+)`).FindAllStringSubmatch(string(code), -1) {
		if m[1] != "vscode" && manifest.Dependencies[m[1]] == "" {
			t.Errorf("%s requires %s, which is none of its dependencies", manifest.Main, m[1])
		}
	}
	path := manifest.Contributes.Configuration.Properties["doapi.path"]
	args := regexp.MustCompile(`args: \["(\w+)"\]`).FindSubmatch(code)
	if path.Type != "string" || path.Description == "" || args == nil || !strings.Contains(string(code), `getConfiguration("doapi").get("path")`) {
		t.Fatalf("%+v, %q", path, args)
	}
	serves(t, path.Default, []string{string(args[1])})
}

// serves starts a program as an editor does, and asks it for nothing but its end.
func serves(t *testing.T, program string, args []string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	message := func(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }
	cmd.Stdin = strings.NewReader(message(`{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}`) +
		message(`{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}`) + message(`{"jsonrpc": "2.0", "method": "exit"}`))
	cmd.WaitDelay = time.Minute
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), `"name":"doapi"`) {
		t.Errorf("%s %q: %v, %s", program, args, err, out)
	}
}
