package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/manual"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/topics"
	texts "github.com/doapi-lua/doapi/cmd/doapi/docs"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/repl"
	"github.com/doapi-lua/doapi/stdlib"
)

// modules describes everything that scripts can call.
func modules() []*luabind.Module {
	return append(append(do.Modules(), luabind.TaskModule), stdlib.Modules()...)
}

// docs is the index of help, made when it is first needed.
var docs = sync.OnceValue(func() *doc.Index {
	return doc.New(doc.Config{
		Modules: modules(), Topics: topics.Texts(), Example: catalog.Example,
		Operation: func(op string) string {
			if o := catalog.ByID(op); o != nil {
				return o.Method + " " + o.Path
			}
			return ""
		},
		Argument: func(op, name string) string {
			if o := catalog.ByID(op); o != nil {
				return catalog.FieldText(o.Group, name)
			}
			return ""
		},
	})
})

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

// foldHelp has the help on commands fit on the terminal, too.
func (a *app) foldHelp(root *cobra.Command) {
	write := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		var text strings.Builder
		cmd.SetOut(&text)
		widen := narrow(cmd)
		write(cmd, args)
		widen()
		cmd.SetOut(a.env.Stdout)
		_ = a.show(a.fold(text.String())) // of what cannot be written finish tells
	})
}

func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	var word string
	cmd := &cobra.Command{
		Use:               "help [command | topic | name | words]",
		Short:             "Show help on a command, a topic or a name of scripts, or search it",
		ValidArgsFunction: completeTopics,
		RunE: func(cmd *cobra.Command, args []string) error {
			if word != "" {
				return a.searchHelp(root, append([]string{word}, args...))
			}
			if len(args) == 0 {
				return root.Help()
			}
			if len(args) > 1 {
				return a.searchHelp(root, args)
			}
			for _, c := range root.Commands() {
				if c.Name() != args[0] {
					continue
				}
				if text, ok := topics.Texts()[c.Name()]; ok {
					defer narrow(c)()
					return a.show(a.fold(text + "\n" + c.UsageString()))
				}
				return c.Help()
			}
			if strings.HasSuffix(args[0], ".") || strings.HasSuffix(args[0], ":") {
				if text := membersHelp(args[0]); text != "" {
					return a.show(a.fold(text))
				}
			}
			text, ok := helpOn(root, args[0])
			if !ok {
				return usagef(`%s; "doapi help" lists commands and topics, "doapi help -k %s" searches the texts`, docs().Unknown(luabind.String(args[0])), args[0])
			}
			return a.show(a.fold(text))
		},
	}
	cmd.Flags().StringVarP(&word, "keyword", "k", "", "list all in whose name or text a word stands, and what further words are given")
	return cmd
}

// helpOn renders the help on anything but a command: a topic, a name of scripts, a
// setting.
func helpOn(root *cobra.Command, name string) (string, bool) {
	if text, ok := docs().Help(name); ok {
		return text, true
	}
	if text, ok := settingHelp(root, name); ok {
		return text, true
	}
	if check.Standard(name) {
		return standardHelp(name), true
	}
	return toldIn(name)
}

// standardHelp is the help on a name of Lua's own: where its manual tells of it.
func standardHelp(name string) string {
	text := name + "\n\nOne of Lua 5.1's own: https://www.lua.org/manual/5.1/manual.html#pdf-" + name + "\n"
	if lines, ok := toldIn(name); ok {
		text += "\n" + lines
	}
	return text
}

// membersHelp lists what can stand behind a name that ends in a dot or colon.
func membersHelp(name string) string {
	items, start := membersAt(name)
	if start != len(name) {
		return ""
	}
	wide := 0
	for _, i := range items {
		wide = max(wide, len(i.Text))
	}
	var b strings.Builder
	for _, i := range items {
		text, _, _ := strings.Cut(cmp.Or(i.Doc, i.Detail), "\n")
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %-*s  %s", wide, i.Text, text), " ") + "\n")
	}
	if b.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("%s has %d names; doapi help %sNAME tells more:\n\n%s", strings.TrimRight(name, ".:"), len(items), name, b.String())
}

// toldIn renders the lines of topics in which a name stands as a word.
func toldIn(name string) (string, bool) {
	word, err := regexp.Compile(`(^|[^A-Za-z0-9_])` + regexp.QuoteMeta(name) + `([^A-Za-z0-9_]|$)`)
	if err != nil || len(name) < 3 {
		return "", false
	}
	var b strings.Builder
	for _, topic := range topics.Names() {
		for line := range strings.Lines(topics.Texts()[topic]) {
			if word.MatchString(line) {
				fmt.Fprintf(&b, "%s: %s\n", topic, strings.TrimSpace(line))
			}
		}
	}
	if b.Len() == 0 {
		return "", false
	}
	return "Topics in which " + name + " stands (doapi help TOPIC tells all):\n\n" + b.String(), true
}

// settingHelp renders the help on a flag, a variable of the environment, a code or
// a field of a rule of faults.
func settingHelp(root *cobra.Command, name string) (string, bool) {
	if v := contract.VariableNamed(name); v != nil {
		return v.Name + ": " + v.Means + "\n\nA variable of the environment; doapi help environment lists all.\n", true
	}
	name = strings.TrimLeft(name, "-")
	name = strings.ReplaceAll(name, "_", "-")
	var uses []string
	found := root.PersistentFlags().Lookup(name)
	if found == nil {
		for _, c := range root.Commands() {
			if f := c.Flags().Lookup(name); f != nil && !f.Hidden {
				uses, found = append(uses, c.Name()), f
			}
		}
	}
	if found != nil {
		kind, usage := pflag.UnquoteUsage(found)
		text := "--" + strings.TrimSpace(found.Name+" "+kind) + "\n\n" + usage + "\n"
		if len(uses) > 0 {
			text += "\nA flag of: " + strings.Join(uses, ", ") + ".\n"
		} else {
			text += "\nA flag of every command.\n"
		}
		return text, true
	}
	if text := flagValueHelp(root, name); text != "" {
		return text, true
	}
	for _, c := range contract.ErrorCodes() {
		if c.Code == strings.ReplaceAll(name, "-", "_") {
			return c.Code + ": " + c.Means + "\n\nA code of errors under --json; doapi help machine lists all.\n", true
		}
	}
	for _, r := range check.Codes() {
		if string(r.Code) == name {
			return name + ": " + r.Doc + "\n\nA code of doapi check.\n", true
		}
	}
	for line := range strings.Lines(topics.Texts()["faults"]) {
		if field, text, ok := strings.Cut(line, "  "); ok && field == strings.ReplaceAll(name, "-", "_") {
			return field + ": " + strings.TrimSpace(text) + "\n\nA field of a rule of --fault; doapi help faults tells more.\n", true
		}
	}
	return "", false
}

// flagValueHelp is the help on a word that flags take, such as never.
func flagValueHelp(root *cobra.Command, name string) string {
	var text strings.Builder
	look := func(f *pflag.Flag) {
		kind, usage := pflag.UnquoteUsage(f)
		if values := strings.Split(kind, "|"); len(values) > 1 && slices.Contains(values, name) && !strings.Contains(text.String(), "--"+f.Name+" ") {
			fmt.Fprintf(&text, "  --%s %s  %s\n", f.Name, kind, usage)
		}
	}
	root.PersistentFlags().VisitAll(look)
	for _, c := range root.Commands() {
		c.Flags().VisitAll(look)
	}
	if text.Len() == 0 {
		return ""
	}
	return name + " is a value of flags:\n\n" + text.String()
}

// searchHelp lists what help knows about a word.
func (a *app) searchHelp(root *cobra.Command, words []string) error {
	found := append(docs().Search(words...), searchSettings(root, words)...)
	switch {
	case len(found) == 0 && do.CommandHabit(words) != "":
		own := do.CommandHabit(words)
		if text, ok := docs().Help(own); ok {
			_, err := fmt.Fprintf(a.env.Stdout, "%s is %s here:\n\n%s", strings.Join(words, " "), own, strings.TrimRight(a.fold(text), "\n")+"\n")
			return err
		}
		return fmt.Errorf("nothing in the help has all of the words %q (did you mean '%s'?)", words, own)
	case len(found) == 0 && len(words) > 1:
		return fmt.Errorf("nothing in the help has all of the words %q; with fewer of them there may be something", words)
	case len(found) == 0:
		return fmt.Errorf("nothing in the help has the word %q", words[0])
	}
	_, err := fmt.Fprintln(a.env.Stdout, strings.Join(found, "\n"))
	return err
}

// searchSettings lists the commands, flags, variables and codes in whose names or
// texts all of the words stand.
func searchSettings(root *cobra.Command, words []string) []string {
	var found []string
	add := func(name, text string) {
		if doc.HasWords(name+" "+text, words) {
			found = append(found, name+"  "+text)
		}
	}
	flag := func(before string) func(f *pflag.Flag) {
		return func(f *pflag.Flag) {
			if _, text := pflag.UnquoteUsage(f); !f.Hidden && f.Name != "help" {
				add(before+"--"+f.Name, text)
			}
		}
	}
	root.PersistentFlags().VisitAll(flag(""))
	for _, c := range root.Commands() {
		if !c.Hidden {
			add("doapi "+c.Name(), c.Short)
			c.LocalNonPersistentFlags().VisitAll(flag("doapi " + c.Name() + " "))
		}
	}
	for _, v := range contract.Variables() {
		add(v.Name, v.Means)
	}
	for _, c := range contract.ErrorCodes() {
		add(c.Code, c.Means)
	}
	for _, r := range check.Codes() {
		add(string(r.Code), r.Doc)
	}
	return found
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
				return manual.WriteManPages(cmd.Root(), out, v.Version, v.Made)
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
