package cli

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/replace"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

//go:embed project
var project embed.FS

// projectFiles are what a new project has, by their names below project.
var projectFiles = []struct{ from, to string }{
	{"servers.lua", "servers.lua"}, {"servers_test.lua", "servers_test.lua"}, {"gitignore", ".gitignore"}, {"ci.yml", ".github/workflows/check.yml"},
}

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new NAME",
		Short: "Start a project: a script, its test, settings for editors and checks",
		Long: `Makes a folder with a script, a test of it, settings for editors, a
.gitignore and a workflow that checks, tests and plans without a network. What it
makes passes at once:

  doapi new web && cd web && doapi check . && doapi test && doapi plan --sim servers.lua`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("new: give one name, got %d", len(args))
			}
			return a.newProject(args[0])
		},
	}
}

var projectNameOnce lazy.Value[*regexp.Regexp]

// A project's name is a tag and a droplet's name too.
func projectName() *regexp.Regexp {
	return projectNameOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,62}$`) })
}

func (a *app) newProject(dir string) error {
	name := filepath.Base(filepath.Clean(dir))
	if !projectName().MatchString(name) {
		return usagef("new: %q is no name for a project: letters, digits and -, as in web-servers", name)
	}
	switch entries, err := os.ReadDir(dir); {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("new: %s is there already and is not empty: nothing was changed", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("new: %w", err)
	}
	all := filesAnswer{}
	write := func(to string, text string) error {
		path := filepath.Join(dir, filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return fmt.Errorf("new: %w", err)
		}
		if err := replace.Write(path, []byte(text), 0o666); err != nil {
			return fmt.Errorf("new: %w", err)
		}
		all.Written = append(all.Written, path)
		if !a.flags.json {
			fmt.Fprintln(a.env.Stdout, path)
		}
		return nil
	}
	for _, f := range projectFiles {
		text, err := project.ReadFile("project/" + f.from)
		if err != nil {
			return err
		}
		if err := write(f.to, strings.ReplaceAll(string(text), "NAME", name)); err != nil {
			return err
		}
	}
	if err := write(".luarc.json", doc.Settings); err != nil {
		return err
	}
	if a.flags.json {
		return a.encode(all)
	}
	fmt.Fprintf(a.env.Stderr, "Next: cd %s && doapi test; doapi types writes what an editor reads.\n", dir)
	return nil
}
