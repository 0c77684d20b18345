package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/folder"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/replace"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

func (a *app) typesCommand() *cobra.Command {
	var luacheck, selene bool
	cmd := &cobra.Command{
		Use:   "types [dir]",
		Short: "Write definitions for lua-language-server",
		Long: `Writes definitions of everything that scripts can call for editors with
lua-language-server, a plugin that has the editor read do. as DO., and the
.luarc.json that ties them to the scripts beside it.

The definitions go into the user's data folder, where all projects share them,
and .luarc.json into the working folder. With a folder, all of it goes there.
Files that are somebody's own are left alone.

Other linters get the same on standard output: --luacheck and --selene. They
read plain Lua, in which the client is written DO.`,
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case luacheck && selene:
				return usagef("types: --luacheck and --selene write one file each: give one of them")
			case (luacheck || selene) && len(args) > 0:
				return usagef("types: --luacheck and --selene write to standard output, and take no folder")
			case luacheck:
				return a.showFile(".luacheckrc", docs().Luacheck())
			case selene:
				return a.showFile("doapi.yml", docs().Selene())
			}
			switch len(args) {
			case 0:
				return a.sharedTypes()
			case 1:
				return a.types(args[0], args[0], doc.Settings)
			}
			return usagef("types: give one folder, got %d", len(args))
		},
	}
	cmd.Flags().BoolVar(&luacheck, "luacheck", false, "write settings for luacheck to standard output")
	cmd.Flags().BoolVar(&selene, "selene", false, "write a standard library for selene to standard output")
	return cmd
}

// sharedTypes writes the files for all projects of the user, and the settings
// for the one in the working folder.
func (a *app) sharedTypes() error {
	data := folder.Data(a.env.Getenv)
	if data == "" {
		return errors.New("types: nothing tells where the user's data folder is; doapi types DIR writes into one")
	}
	base := filepath.Join(data, "doapi", "luals")
	named := filepath.ToSlash(base)
	if home := folder.Home(a.env.Getenv); home != "" {
		if below, ok := strings.CutPrefix(base, home+string(filepath.Separator)); ok {
			named = "~/" + filepath.ToSlash(below) // which is right for whoever has the project
		}
	}
	return a.types(base, ".", strings.ReplaceAll(doc.Settings, `"doapi`, `"`+named+`/doapi`))
}

// ownFile ends each file that types writes, and may write again.
const ownFile = "\n-- Written by doapi types, which writes it again.\n"

// types writes the files for an editor into a folder, and the settings for a
// project. Nothing is written where that would overwrite what is not its own,
// nor where nothing has changed.
func (a *app) types(base, project, settings string) error {
	definitions := filepath.Join(base, "doapi")
	files := map[string][]byte{filepath.Join(base, "doapi-plugin.lua"): []byte(doc.Plugin + ownFile)}
	all := docs().Definitions()
	all["errors.lua"] = contract.ErrorDefinitions()
	for name, text := range all {
		files[filepath.Join(definitions, filepath.FromSlash(name))] = append(text, ownFile...)
	}
	var changed []string
	answer := filesAnswer{Written: []string{}}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		text, err := input.File(path, input.Script)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("cannot write definitions: %w", err)
		case bytes.Equal(text, files[path]):
			continue
		case !bytes.HasSuffix(text, []byte(ownFile)):
			return fmt.Errorf("types: %s is there already, and doapi types has not written it: nothing was changed", path)
		}
		changed = append(changed, path)
	}
	for _, path := range changed {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return fmt.Errorf("cannot make the folder: %w", err)
		}
		if err := replace.Write(path, files[path], 0o666); err != nil {
			return fmt.Errorf("cannot write definitions: %w", err)
		}
		answer.Written = append(answer.Written, path)
	}
	var err error
	if answer.Removed, err = removeFormer(definitions, files); err != nil {
		return err
	}
	path := filepath.Join(project, ".luarc.json")
	wrote, err := a.writeSettings(path, settings)
	if err != nil {
		return err
	}
	if wrote {
		answer.Written = append(answer.Written, path)
	}
	if a.flags.json {
		return a.encode(answer)
	}
	for _, path := range answer.Written {
		fmt.Fprintln(a.env.Stdout, path)
	}
	for _, path := range answer.Removed {
		fmt.Fprintf(a.env.Stdout, "removed %s\n", path)
	}
	return nil
}

// removeFormer removes definitions that were written before, of what there is no
// longer: an editor would go on offering it.
func removeFormer(definitions string, files map[string][]byte) (removed []string, err error) {
	err = filepath.WalkDir(definitions, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || files[path] != nil || !entry.Type().IsRegular() || filepath.Ext(path) != ".lua" {
			return err
		}
		text, err := input.File(path, input.Script)
		if err != nil || !bytes.HasSuffix(text, []byte(ownFile)) {
			return err
		}
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("cannot remove a definition: %w", err)
		}
		removed = append(removed, path)
		return nil
	})
	// Classes had a folder of their own once. One that holds something else stays.
	_ = os.Remove(filepath.Join(definitions, "classes"))
	return removed, err
}

var ownSettingsOnce lazy.Value[*regexp.Regexp]

// ownSettings is a .luarc.json that nobody has changed since it was written.
func ownSettings() *regexp.Regexp {
	return ownSettingsOnce.Get(func() *regexp.Regexp {
		return regexp.MustCompile(`^` + strings.ReplaceAll(regexp.QuoteMeta(doc.Settings), `"doapi`, `"(?:[^"]*/)?doapi`) + `$`)
	})
}

// writeSettings writes the .luarc.json of a project, unless there is one that is
// somebody's own: what it lacks is said.
func (a *app) writeSettings(path, settings string) (wrote bool, err error) {
	text, err := input.File(path, input.Script)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return false, fmt.Errorf("cannot write settings: %w", err)
	case string(text) == settings:
		return false, nil
	case !ownSettings().Match(text):
		for line := range strings.Lines(settings) {
			if line = strings.Trim(line, " \n,"); line != "{" && line != "}" && !bytes.Contains(text, []byte(line)) {
				a.warn("%s is there already and was left alone; it should hold\n%s", path, strings.TrimSpace(settings))
				return false, nil
			}
		}
		return false, nil
	}
	if err := replace.Write(path, []byte(settings), 0o666); err != nil {
		return false, fmt.Errorf("cannot write settings: %w", err)
	}
	return true, nil
}
