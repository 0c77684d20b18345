package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/lsp"
)

func (a *app) lspCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: "Serve an editor over standard input and output",
		Long: `Serves an editor by the Language Server Protocol: faults as you type with fixes
for them, completion, help on what the cursor is on, definitions, references,
symbols, renaming of local variables, formatting, and lenses that run a script
on the simulator. "doapi help editors" shows how editors start it.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.lsp(cmd.Context()) },
	}
}

func (a *app) lsp(ctx context.Context) error {
	debug.SetGCPercent(lsp.GCPercent)
	s := lsp.New(lsp.Config{
		Checker: check.New(modules(), check.WithGlobals("help")),
		Index:   docs(),
		Version: program().Version,
		Run:     runAction,
	})
	err := s.Serve(ctx, a.env.Stdin, nopCloser{a.env.Stdout})
	if errors.Is(err, lsp.ErrNoShutdown) && !a.flags.json {
		return exitError(exitFailed) // as the protocol has it
	}
	return err
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// maxActionOutput bounds what an editor is shown of a program's output.
const maxActionOutput = 1 << 20

// runAction carries out a code lens as the command line does.
func runAction(ctx context.Context, action, file string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("cannot find the program itself: %w", err)
	}
	args := map[string][]string{"run": {"run", "--sim"}, "plan": {"plan"}, "test": {"test"}}[action]
	cmd := exec.CommandContext(ctx, self, append(args, file)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	text := out.Bytes()
	if len(text) > maxActionOutput {
		text = text[len(text)-maxActionOutput:]
	}
	return string(text), err
}
