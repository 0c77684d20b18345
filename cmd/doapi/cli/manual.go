package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/manual"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	texts "github.com/doapi-lua/doapi/cmd/doapi/docs"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

// newManual makes the manual; root is the root of all commands.
func newManual(root *cobra.Command) (*manual.Manual, error) {
	return manual.New(manual.Config{Texts: texts.Files, Index: docs(), Operation: do.OperationFunc, Commands: root, Version: version().Version})
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
				return nil
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
	if _, err := fmt.Fprintf(a.env.Stdout, "http://%s%s\n", ln.Addr(), start); err != nil {
		ln.Close()
		return err
	}
	_ = a.out.Flush()
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
				return manual.WriteManPages(cmd.Root(), out, v.Version, "")
			}
			of := cmd.Root()
			if len(args) > 0 {
				found, rest, err := of.Find(args)
				if err != nil || len(rest) > 0 {
					return usagef("man: there is no command '%s'%s", args[0], luabind.DidYouMean(args[0], commandNames(of)))
				}
				of = found
			}
			page := manual.ManPage(of, v.Version, "")
			if output.Terminal(a.env.Stdout) != nil {
				if program, err := exec.LookPath("man"); err == nil {
					show := exec.CommandContext(cmd.Context(), program, "-l", "-")
					show.Stdin, show.Stdout, show.Stderr = strings.NewReader(page), output.Terminal(a.env.Stdout), output.Terminal(a.env.Stderr)
					if show.Run() == nil {
						return nil
					}
				}
			}
			_, err := io.WriteString(a.env.Stdout, page)
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write all pages into a `folder`")
	return cmd
}
