package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/luabind/doc"
)

func (a *app) typesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "types [dir]",
		Short: "Write definitions for lua-language-server",
		Long: `Writes definitions of everything that scripts can call for editors with
lua-language-server, into the folder where the scripts are (the working folder
unless given), with a plugin that has the editor read do. as DO., and the
.luarc.json that ties them.`,
		RunE: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return a.types(".")
			case 1:
				return a.types(args[0])
			}
			return usagef("types: give one folder, got %d", len(args))
		},
	}
}

// types writes the files for an editor. A .luarc.json that is there already is
// somebody's own.
func (a *app) types(dir string) error {
	folder := filepath.Join(dir, "doapi")
	files := map[string][]byte{filepath.Join(dir, "doapi-plugin.lua"): []byte(doc.Plugin)}
	for name, text := range docs().Definitions() {
		files[filepath.Join(folder, filepath.FromSlash(name))] = text
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return fmt.Errorf("cannot make the folder: %w", err)
		}
		if err := os.WriteFile(path, files[path], 0o666); err != nil {
			return fmt.Errorf("cannot write definitions: %w", err)
		}
		fmt.Fprintln(a.env.Stdout, path)
	}
	rc := filepath.Join(dir, ".luarc.json")
	f, err := os.OpenFile(rc, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if os.IsExist(err) {
		a.warn("%s is there already and was left alone; it should hold\n%s", rc, strings.TrimSpace(doc.Settings))
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot write definitions: %w", err)
	}
	defer f.Close()
	if _, err := f.WriteString(doc.Settings); err != nil {
		return fmt.Errorf("cannot write definitions: %w", err)
	}
	fmt.Fprintln(a.env.Stdout, rc)
	return f.Close()
}
