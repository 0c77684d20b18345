package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/help"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/manual"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	texts "github.com/doapi-lua/doapi/cmd/doapi/docs"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/luabind/repl"
)

// modules describes everything that scripts can call.
func modules() []*luabind.Module { return help.Modules() }

var docsOnce lazy.Value[*doc.Index]

// docs is the index of help. It tells of the commands, which complete by it.
func docs() *doc.Index {
	return docsOnce.Get(func() *doc.Index {
		return help.Index(func() *cobra.Command { return newApp(Env{}).rootCommand() })
	})
}

// withHelp gives scripts the function help.
func (a *app) withHelp() luabind.Option {
	return luabind.WithSetup(func(h *luabind.Host) { h.SetGlobal("help", h.FuncValue(doc.HelpFunc(docs, a.fold))) })
}

// fold breaks the lines of help so that they fit on the terminal that standard
// output is.
func (a *app) fold(text string) string {
	if out := output.Terminal(a.env.Stdout); out != nil {
		return repl.Fold(text, width(out))
	}
	return text
}

// show writes a text; where it is longer than the screen of a person, by way of
// the pager.
func (a *app) show(text string) error {
	if a.page(text) {
		return nil
	}
	_, err := io.WriteString(a.env.Stdout, text)
	return err
}

// page shows a text by the pager if it is longer than the screen of a person;
// false says that it did not.
func (a *app) page(text string) bool {
	screen := output.Terminal(a.env.Stdout)
	if screen == nil || output.Terminal(a.env.Stdin) == nil || a.env.Getenv("TERM") == "dumb" {
		return false
	}
	_, height, err := term.GetSize(int(screen.Fd()))
	return err == nil && height > 2 && strings.Count(text, "\n") >= height && a.paged(screen, text)
}

// paged shows a text by PAGER, or less; false says that there is none.
func (a *app) paged(screen *os.File, text string) bool {
	pager := a.env.Getenv("PAGER")
	if pager == "" {
		pager = "less -FRX"
	}
	words := strings.Fields(pager)
	program, err := exec.LookPath(words[0])
	if err != nil {
		return false
	}
	cmd := exec.Command(program, words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), screen, screen
	return cmd.Run() == nil
}

// newManual makes the manual; root is the root of all commands.
func newManual(root *cobra.Command) (*manual.Manual, error) {
	return manual.New(manual.Config{Texts: texts.Files, Index: docs(), Operation: do.OperationFunc, Commands: root, Version: program().Version})
}

func (a *app) docsCommand() *cobra.Command {
	var listen, out string
	cmd := &cobra.Command{
		Use:   "docs",
		Short: "Show the manual in a browser",
		Long: `Serves the manual on this machine until it is interrupted. The first line of
standard output is its address. With --out it is written into a folder instead,
as pages that need no server and ask nobody for anything.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			m, err := newManual(cmd.Root())
			if err != nil {
				return err
			}
			if out != "" {
				if err := m.Write(out); err != nil {
					return fmt.Errorf("docs: %w", err)
				}
				return a.listFolder(out)
			}
			return a.serveLocal(cmd.Context(), listen, "/", m)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "serve at this `address`; port 0 is any free one")
	cmd.Flags().StringVar(&out, "out", "", "write the manual into a `folder`, as a site of files")
	return cmd
}

// serveLocal serves pages until an interrupt, and says where they begin.
func (a *app) serveLocal(ctx context.Context, listen, start string, h http.Handler) error {
	ln, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w", listen, listenCause(err))
	}
	if err := a.tellAddress(addressAnswer{Address: fmt.Sprintf("http://%s%s", ln.Addr(), start)}); err != nil {
		ln.Close()
		return err
	}
	ctx, stop := a.until(ctx)
	defer stop()
	server := &http.Server{Handler: h, BaseContext: func(net.Listener) context.Context { return ctx }}
	end := context.AfterFunc(ctx, func() { server.Close() })
	defer end()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (a *app) manCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "man [command]",
		Short: "Show or write man pages",
		Long: `Shows the man page of a command, or of doapi; where standard output is no
terminal it is written as roff. --out writes all pages into a folder.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			v := version()
			if out != "" {
				if err := manual.WriteManPages(cmd.Root(), out, v.Version, v.Made); err != nil {
					return err
				}
				return a.listFolder(out)
			}
			of := cmd.Root()
			if len(args) > 0 {
				found, rest, err := of.Find(args)
				if err != nil || len(rest) > 0 {
					return usagef("man: there is no command '%s'%s", args[0], luabind.DidYouMean(args[0], commandNames(of)))
				}
				of = found
			}
			page := manual.ManPage(of, v.Version, v.Made)
			if output.Terminal(a.env.Stdout) != nil && !a.flags.json {
				if program, err := exec.LookPath("man"); err == nil {
					show := exec.CommandContext(cmd.Context(), program, "-l", "-")
					show.Stdin, show.Stdout, show.Stderr = strings.NewReader(page), output.Terminal(a.env.Stdout), output.Terminal(a.env.Stderr)
					if show.Run() == nil {
						return nil
					}
				}
			}
			return a.showFile(strings.ReplaceAll(of.CommandPath(), " ", "-")+".1", []byte(page))
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write all pages into a `folder`")
	return cmd
}
