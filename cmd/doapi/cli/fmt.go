package cli

import (
	"bytes"
	"fmt"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/replace"
	"github.com/doapi-lua/doapi/luabind/format"
)

// formatFlags are the flags of fmt.
type formatFlags struct {
	write, diff bool
	width       int
}

func (a *app) fmtCommand() *cobra.Command {
	var f formatFlags
	cmd := &cobra.Command{
		Use:   "fmt [-w|-d] [paths]",
		Short: "Lay out scripts in one style",
		Long: `Lays out scripts in one style: two spaces a step, a statement a line, double
quotes, lines of at most 120 characters. Comments and meaning stay as they are.

Without a flag the result of one script goes to standard output. Folders stand
for the .lua files in them, - or no path for standard input. A script that
cannot be parsed is an error, and stays as it is, as does what is laid out well
already.`,
		ValidArgsFunction: completeScripts,
		RunE:              func(_ *cobra.Command, paths []string) error { return a.format(f, paths) },
	}
	cmd.Flags().BoolVarP(&f.write, "write", "w", false, "write the results to the files, and name those that changed")
	cmd.Flags().BoolVarP(&f.diff, "diff", "d", false, "show what would change; exit code 1 if anything would")
	cmd.Flags().IntVar(&f.width, "width", format.DefaultWidth, "how many characters a line may hold")
	return cmd
}

func (a *app) format(f formatFlags, paths []string) error {
	switch {
	case f.write && f.diff:
		return usagef("fmt: -w and -d exclude each other")
	case f.width < 40:
		return usagef("fmt: --width must be at least 40, got %d", f.width)
	case len(paths) == 0:
		paths = []string{"-"}
	}
	files, err := luaFiles(paths)
	if err != nil {
		return err
	}
	if len(files) > 1 && !f.write && !f.diff {
		return usagef("fmt: -w writes the results of several files, -d shows what they would change")
	}
	var wrong []error
	differs := false
	for _, file := range files {
		changed, err := a.formatFile(f, file)
		if err != nil {
			wrong = append(wrong, err)
		}
		differs = differs || changed
	}
	for _, err := range wrong {
		a.explain(err)
	}
	if len(wrong) > 0 || differs && f.diff {
		return exitError(exitFailed)
	}
	return nil
}

// formatFile does one file and says whether it changes.
func (a *app) formatFile(f formatFlags, file string) (changed bool, err error) {
	var src []byte
	if file == "-" {
		src, err = input.All(a.env.Stdin, input.Script)
	} else {
		src, err = input.File(file, input.Script)
	}
	if err != nil {
		return false, fmt.Errorf("cannot read the script %s: %w", file, cause(err))
	}
	out, err := format.Source(file, src, f.width)
	if err != nil {
		return false, err
	}
	changed = !bytes.Equal(src, out)
	answer := layoutAnswer{File: file, Changed: changed}
	text := out
	switch {
	case f.diff && !changed, f.write && file != "-" && !changed:
		text = nil
	case f.diff:
		text = diff.Diff(file, src, file+" (formatted)", out)
		answer.Diff = string(text)
	case f.write && file != "-":
		if err := replace.Write(file, out, 0o666); err != nil {
			return changed, err
		}
		text = []byte(file + "\n")
	default:
		answer.Text = string(out)
	}
	if a.flags.json {
		return changed, a.encode(answer)
	}
	_, err = a.env.Stdout.Write(text)
	return changed, err
}
