package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/help"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/topics"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// usage is what the help on a command shows beside its own flags.
type usage struct {
	flags    []string // those of all commands that matter to it, beside --json and --color
	examples string   // a command line each, what it does behind two spaces
}

// The flags of all commands by what they are for.
var (
	ofAPI     = []string{"sim", "token", "token-file", "context", "endpoint", "timeout", "retry-max-time", "ca-file", "insecure", "trace"}
	ofLists   = []string{"per-page"}
	ofWaits   = []string{"wait-interval", "wait-time", "progress"}
	ofLimits  = []string{"max-time", "max-memory", "max-instructions", "max-depth"}
	ofChanges = []string{"read-only", "allow", "deny", "max-cost", "max-cost-unknown", "max-creates", "confirm", "guard"}
	ofTapes   = []string{"record", "replay"}
	ofRuns    = []string{"journal", "rollback", "on-interrupt"}
)

var usagesOnce lazy.Value[map[string]usage]

func usages() map[string]usage {
	return usagesOnce.Get(func() map[string]usage {
		return map[string]usage{
			"run": {slices.Concat(ofAPI, ofLists, ofWaits, ofLimits, ofChanges, ofTapes, ofRuns), `
doapi run --sim deploy.lua          in a simulated account
doapi run --journal j deploy.lua    what it changes can be undone
doapi --max-cost 50 deploy.lua      nothing that adds more than 50 USD a month
doapi -e 'print(do.fetch_account().email)'`},
			"repl": {slices.Concat(ofAPI, ofLists, ofWaits, ofLimits, ofChanges, ofTapes, ofRuns), `
doapi --sim                         try things out without a token
doapi repl --read-only              look at the account, change nothing`},
			"plan": {slices.Concat(ofAPI, ofLists, ofWaits, ofLimits, ofChanges, ofTapes), `
doapi plan deploy.lua
doapi plan --out deploy.plan deploy.lua && doapi run --expect deploy.plan deploy.lua
doapi plan --detailed-exitcode deploy.lua    exit code 2: there are changes`},
			"sim": {nil, `
doapi sim                               the first line is its address
doapi sim --listen 127.0.0.1:8080 --droplets 5 --speed 60
doapi sim --state account.json --ui     kept in a file, shown in a browser`},
			"check": {nil, `
doapi check deploy.lua
doapi check --strict --format sarif scripts > check.sarif
doapi check - < deploy.lua`},
			"fmt": {nil, `
doapi fmt -w scripts            write what differs
doapi fmt -d scripts            show it; exit code 1 if there is any
doapi fmt < new.lua             for an editor`},
			"lsp": {nil, `
doapi lsp                       as an editor starts it; doapi help editors shows how`},
			"test": {slices.Concat(ofLimits, []string{"trace", "progress"}), `
doapi test
doapi test --only balancer --coverage tests
doapi test --junit report.xml`},
			"new": {nil, `
doapi new web`},
			"ops": {nil, `
doapi ops                       all of them
doapi ops droplets create       those with both words
doapi ops --json firewalls`},
			"call": {slices.Concat(ofAPI, ofLists, ofWaits, ofChanges, ofTapes, []string{"journal"}), `
doapi call droplets.list tag_name=web
doapi call --wait droplets.create name=web size=s-1vcpu-1gb image=ubuntu-24-04-x64 region=nyc3
doapi call apps.create spec=@app.json
doapi call --format table --sim sizes.list`},
			"request": {slices.Concat(ofAPI, ofChanges, ofTapes, []string{"journal"}), `
doapi request /v2/account
doapi request -X POST -d '{"name": "web"}' /v2/tags
doapi request --paginate droplets '/v2/droplets?tag_name=web'`},
			"undo": {slices.Concat(ofAPI, ofWaits, []string{"deny", "allow", "guard"}), `
doapi undo deploy.journal
doapi undo --run all --yes deploy.journal`},
			"report": {nil, `
doapi report deploy.journal
doapi report --events deploy.events --out run.html deploy.journal`},
			"tidy": {slices.Concat(ofAPI, ofLists), `
doapi tidy                      what runs have left for more than a day
doapi tidy --older-than 1h`},
			"types": {nil, `
doapi types
doapi types --luacheck > .luacheckrc
doapi types --selene > doapi.yml`},
			"auth": {ofAPI, `
doapi auth
doapi auth --context work`},
			"completion": {nil, `
source <(doapi completion bash)
doapi completion fish > ~/.config/fish/completions/doapi.fish`},
			"docs": {nil, `
doapi docs
doapi docs --out manual`},
			"man": {nil, `
doapi man plan
doapi man --out /usr/local/share/man/man1`},
			"version": {nil, `
doapi version
doapi version --json`},
			"capabilities": {nil, `
doapi capabilities --json
doapi capabilities --json | jq '.exit_codes'`},
			"help": {nil, `
doapi help create_droplet
doapi help Droplet.ip_address
doapi help do.kubernetes            a group of operations
doapi help -k snapshot              what has the word in its name or text`},
		}
	})
}

// addUsages gives each command its examples.
func addUsages(root *cobra.Command) {
	for _, c := range root.Commands() {
		if text := strings.TrimSpace(usages()[c.Name()].examples); text != "" {
			c.Example = "  " + strings.ReplaceAll(text, "\n", "\n  ")
		}
	}
}

// narrow hides the flags of all commands that do not matter to one, until the
// function that it returns is called.
func narrow(cmd *cobra.Command) (widen func()) {
	u, known := usages()[cmd.Name()]
	var hidden []*pflag.Flag
	if known {
		cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && f.Name != "json" && f.Name != "color" && !slices.Contains(u.flags, f.Name) {
				f.Hidden = true
				hidden = append(hidden, f)
			}
		})
	}
	return func() {
		for _, f := range hidden {
			f.Hidden = false
		}
	}
}

// foldHelp has the help on commands fit on the terminal, too.
func (a *app) foldHelp(root *cobra.Command) {
	write := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		var text strings.Builder
		cmd.SetOut(&text)
		if !cmd.HasParent() {
			cmd.Long = strings.TrimRight(cmd.Long, "\n") + "\n" + scriptNames()
		}
		widen := narrow(cmd)
		write(cmd, args)
		widen()
		cmd.SetOut(a.env.Stdout)
		_ = a.showNamed(cmd.CommandPath(), text.String()) // of what cannot be written finish tells
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
				return a.searchHelp(append([]string{word}, args...))
			}
			if len(args) == 0 {
				return root.Help()
			}
			if len(args) > 1 {
				return a.searchHelp(args)
			}
			for _, c := range root.Commands() {
				if c.Name() != args[0] {
					continue
				}
				return a.commandHelp(c)
			}
			if strings.HasSuffix(args[0], ".") || strings.HasSuffix(args[0], ":") {
				if text := membersHelp(args[0]); text != "" {
					return a.showNamed(args[0], text)
				}
			}
			text, ok := helpOn(args[0])
			if !ok {
				return usagef(`%s; "doapi help" lists commands and topics, "doapi help -k %s" searches the texts`, docs().Unknown(luabind.String(args[0])), args[0])
			}
			return a.showNamed(args[0], text)
		},
	}
	cmd.Flags().StringVarP(&word, "keyword", "k", "", "list all in whose name or text a word stands, and what further words are given")
	return cmd
}

// scriptNames lists what scripts can call: modules and groups of operations.
func scriptNames() string {
	var names, groups []string
	for _, m := range modules() {
		names = append(names, m.Name)
		if m.Class != nil && m.Class.Static != nil {
			for group, c := range m.Class.Static() {
				if c != nil && c.Call == nil {
					groups = append(groups, group)
				}
			}
		}
	}
	slices.Sort(names)
	slices.Sort(groups)
	list := func(title string, names []string) string {
		text, line := "\n"+title+":\n\n", " "
		for _, n := range names {
			if len(line)+len(n) > 78 {
				text, line = text+line+"\n", " "
			}
			line += " " + n
		}
		return text + line + "\n"
	}
	return list("Modules of scripts (doapi help json)", names) + list("Groups of the API's operations (doapi help do.droplets)", groups)
}

// commandHelp shows the help on a command with the topic of its name, and what scripts
// call by that name.
func (a *app) commandHelp(c *cobra.Command) error {
	topic, of := topics.Texts()[c.Name()]
	page, named := docs().Elsewhere(c.Name())
	module := slices.ContainsFunc(modules(), func(m *luabind.Module) bool { return m.Name == c.Name() })
	if !of && !named && !module {
		return c.Help()
	}
	if module {
		page += "\nThe module of this name for scripts: doapi help " + ownPrefix + c.Name() + "\n"
	}
	defer narrow(c)()
	if topic == "" {
		topic = cmp.Or(c.Long, c.Short) + "\n"
	}
	return a.showNamed(c.CommandPath(), topic+"\n"+c.UsageString()+page)
}

// ownPrefix stands before the names of our own modules, as it may in require.
const ownPrefix = "doapi."

// helpOn renders the help on anything but a command: a topic, a name of scripts, a
// setting.
func helpOn(name string) (string, bool) {
	if own, ok := strings.CutPrefix(name, ownPrefix); ok {
		name = own
	}
	if text, ok := docs().Help(name); ok {
		return text, true
	}
	return help.ToldIn(name)
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

// searchHelp lists what help knows about a word.
func (a *app) searchHelp(words []string) error {
	found := docs().Search(words...)
	switch {
	case len(found) == 0 && do.CommandHabit(words) != "":
		own := do.CommandHabit(words)
		if text, ok := docs().Help(own); ok && a.flags.json {
			return a.encode([]textAnswer{{own, text}})
		} else if ok {
			_, err := fmt.Fprintf(a.env.Stdout, "%s is %s here:\n\n%s", strings.Join(words, " "), own, strings.TrimRight(a.fold(text), "\n")+"\n")
			return err
		}
		return fmt.Errorf("nothing in the help has all of the words %q (did you mean '%s'?)", words, own)
	case len(found) == 0 && len(words) > 1:
		return fmt.Errorf("nothing in the help has all of the words %q; with fewer of them there may be something", words)
	case len(found) == 0:
		return fmt.Errorf("nothing in the help has the word %q", words[0])
	}
	if a.flags.json {
		all := make([]textAnswer, len(found))
		for i, line := range found {
			all[i].Name, all[i].Text, _ = strings.Cut(line, "  ")
		}
		return a.encode(all)
	}
	_, err := fmt.Fprintln(a.env.Stdout, strings.Join(found, "\n"))
	return err
}
