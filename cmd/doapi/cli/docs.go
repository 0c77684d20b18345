package cli

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/repl"
	"github.com/doapi-lua/doapi/stdlib"
)

//go:embed topics/*.txt
var topicFiles embed.FS

// modules describes everything that scripts can call.
func modules() []*luabind.Module {
	return append(append(do.Modules(), luabind.TaskModule), stdlib.Modules()...)
}

// docs is the index of help, made when it is first needed.
var docs = sync.OnceValue(func() *doc.Index {
	return doc.New(doc.Config{
		Modules: modules(), Topics: topics(), Example: catalog.Example,
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

// topics are the texts by their names.
func topics() map[string]string {
	all := map[string]string{}
	for _, name := range topicNames() {
		text, err := topicFiles.ReadFile(path.Join("topics", name+".txt"))
		if err != nil {
			panic(err)
		}
		all[name] = string(text)
	}
	return all
}

// topicNames are sorted.
func topicNames() []string {
	entries, err := topicFiles.ReadDir("topics")
	if err != nil {
		panic(err) // the program was built without its texts
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".txt")
	}
	return names
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

// foldHelp has the help on commands fit on the terminal, too.
func (a *app) foldHelp(root *cobra.Command) {
	write := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		var text strings.Builder
		cmd.SetOut(&text)
		write(cmd, args)
		cmd.SetOut(a.env.Stdout)
		fmt.Fprint(a.env.Stdout, a.fold(text.String()))
	})
}

func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	var word string
	cmd := &cobra.Command{
		Use:   "help [command | topic | name]",
		Short: "Show help on a command, a topic or a name of scripts",
		Example: `  doapi help create_droplet
  doapi help Droplet.ip_address
  doapi help -k snapshot`,
		ValidArgsFunction: completeTopics,
		RunE: func(cmd *cobra.Command, args []string) error {
			if word != "" {
				return a.searchHelp(word)
			}
			if len(args) == 0 {
				return root.Help()
			}
			if len(args) > 1 {
				return usagef("help: give one topic, got %d", len(args))
			}
			for _, c := range root.Commands() {
				if c.Name() == args[0] {
					return c.Help()
				}
			}
			x := docs()
			text, ok := x.Help(args[0])
			if !ok {
				return usagef(`%s; "doapi help" lists commands and topics`, x.Unknown(luabind.String(args[0])))
			}
			_, err := fmt.Fprint(a.env.Stdout, a.fold(text))
			return err
		},
	}
	cmd.Flags().StringVarP(&word, "keyword", "k", "", "list all in whose name or text a word stands")
	return cmd
}

// searchHelp lists what help knows about a word.
func (a *app) searchHelp(word string) error {
	found := docs().Search(word)
	if len(found) == 0 {
		return fmt.Errorf("nothing in the help has the word %q", word)
	}
	_, err := fmt.Fprintln(a.env.Stdout, strings.Join(found, "\n"))
	return err
}
