package cli

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
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

// tables stand in topics for what the contract with other programs says.
var tables = strings.NewReplacer("@exit-codes\n", contract.ExitCodeTable()+"\n", "@variables\n", contract.VariableTable(), "@error-codes\n", contract.ErrorCodeTable()+"\n")

// topics are the texts by their names.
func topics() map[string]string {
	all := map[string]string{}
	for _, name := range topicNames() {
		text, err := topicFiles.ReadFile(path.Join("topics", name+".txt"))
		if err != nil {
			panic(err)
		}
		all[name] = tables.Replace(string(text))
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
			text, ok := helpOn(root, args[0])
			if !ok {
				return usagef(`%s; "doapi help" lists commands and topics, "doapi help -k %s" searches the texts`, docs().Unknown(luabind.String(args[0])), args[0])
			}
			_, err := fmt.Fprint(a.env.Stdout, a.fold(text))
			return err
		},
	}
	cmd.Flags().StringVarP(&word, "keyword", "k", "", "list all in whose name or text a word stands")
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
	return toldIn(name)
}

// toldIn renders the lines of topics in which a name stands as a word.
func toldIn(name string) (string, bool) {
	word, err := regexp.Compile(`(^|[^A-Za-z0-9_])` + regexp.QuoteMeta(name) + `([^A-Za-z0-9_]|$)`)
	if err != nil || len(name) < 3 {
		return "", false
	}
	var b strings.Builder
	for _, topic := range topicNames() {
		for line := range strings.Lines(topics()[topic]) {
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
	for line := range strings.Lines(topics()["faults"]) {
		if field, text, ok := strings.Cut(line, "  "); ok && field == strings.ReplaceAll(name, "-", "_") {
			return field + ": " + strings.TrimSpace(text) + "\n\nA field of a rule of --fault; doapi help faults tells more.\n", true
		}
	}
	return "", false
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
