package help

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/topics"
	"github.com/doapi-lua/doapi/luabind/check"
)

// settings knows the names that are no part of a module: commands, flags and what they
// take, variables of the environment, codes, kinds of errors, fields of rules of
// faults, and what Lua itself has. Safe from any goroutine.
type settings struct {
	mu   sync.Mutex // commands and flags are sorted as they are looked at
	root func() *cobra.Command
}

// outside tells what a name is outside of the modules: what Lua itself has comes
// before all else.
func (s *settings) outside(name string) (before, after string) {
	return ofLua(name), s.on(name)
}

// Setting renders the help on what no module has of a name; "" for nothing.
func Setting(root *cobra.Command, name string) string {
	s := &settings{root: func() *cobra.Command { return root }}
	return s.on(name)
}

func (s *settings) on(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var parts []string
	for _, text := range []string{variable(name), kindOfError(name), s.flags(name), s.flagValues(name), code(name), fault(name), s.command(name)} {
		if text != "" {
			parts = append(parts, strings.TrimRight(text, "\n")+"\n")
		}
	}
	return strings.Join(parts, "\n")
}

// ofLua is the help on a name of Lua's own: where its manual tells of it.
func ofLua(name string) string {
	switch {
	case check.Standard(name):
		return name + ": one of Lua 5.1's own, https://www.lua.org/manual/5.1/manual.html#pdf-" + name + "\n"
	case strings.Contains(keywords, " "+name+" "):
		return name + ": a keyword of Lua 5.1, https://www.lua.org/manual/5.1/manual.html#2.4\n"
	}
	return ""
}

const keywords = " and break else elseif end false for function goto if in local nil not or repeat return then true until while "

func variable(name string) string {
	v := contract.VariableNamed(name)
	if v == nil {
		return ""
	}
	return v.Name + ": " + v.Means + "\n\nA variable of the environment; doapi help environment lists all.\n"
}

// kindOfError is the help on a kind of errors, or on a field that errors have.
func kindOfError(name string) string {
	var b strings.Builder
	for _, k := range contract.ErrorKinds() {
		if k.Kind == name {
			fmt.Fprintf(&b, "%s: %s\n\nA kind of errors (e.kind); under --json its code is %s. Its fields:\n\n", k.Kind, k.Means, k.Code)
			for _, f := range append(k.Fields, contract.CommonFields()...) {
				fmt.Fprintf(&b, "  %-14s  %s: %s\n", f.Name, f.Type, f.Means)
			}
			b.WriteString("\ndoapi help errors tells of all kinds.\n")
			return b.String()
		}
	}
	for _, f := range contract.CommonFields() {
		if f.Name == name {
			return fmt.Sprintf("%s, a field of errors of every kind: %s: %s\n", name, f.Type, f.Means)
		}
	}
	for _, k := range contract.ErrorKinds() {
		for _, f := range k.Fields {
			if f.Name == name {
				fmt.Fprintf(&b, "%s, a field of the error %s: %s: %s\n", name, k.Kind, f.Type, f.Means)
			}
		}
	}
	return b.String()
}

// flags is the help on a flag, by its name or letter: of all commands, or what it is
// to those that have it.
func (s *settings) flags(name string) string {
	name = strings.TrimLeft(name, "-")
	name = strings.ReplaceAll(name, "_", "-")
	if name == "" {
		return ""
	}
	look := func(set *pflag.FlagSet) *pflag.Flag {
		if len(name) == 1 {
			return set.ShorthandLookup(name)
		}
		return set.Lookup(name)
	}
	head := func(f *pflag.Flag) string {
		kind, usage := pflag.UnquoteUsage(f)
		text := "--" + strings.TrimSpace(f.Name+" "+kind)
		if f.Shorthand != "" {
			text = "-" + f.Shorthand + ", " + text
		}
		return text + ": " + usage
	}
	if name == "V" {
		return "-V, --version: show the version, as doapi version does\n"
	}
	if f := look(s.root().PersistentFlags()); f != nil && !f.Hidden {
		return head(f) + "\n\nA flag of every command.\n"
	}
	var texts []string
	commands := map[string][]string{}
	for _, c := range s.root().Commands() {
		if f := look(c.Flags()); f != nil && !f.Hidden && f.Name != "help" {
			text := head(f)
			if commands[text] == nil {
				texts = append(texts, text)
			}
			commands[text] = append(commands[text], c.Name())
		}
	}
	var b strings.Builder
	for i, text := range texts {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s\n\nA flag of: doapi %s.\n", text, strings.Join(commands[text], ", "))
	}
	return b.String()
}

// flagValues is the help on a word that flags take, such as never.
func (s *settings) flagValues(name string) string {
	var text strings.Builder
	look := func(f *pflag.Flag) {
		kind, usage := pflag.UnquoteUsage(f)
		if values := strings.Split(kind, "|"); len(values) > 1 && slices.Contains(values, name) && !strings.Contains(text.String(), "--"+f.Name+" ") {
			fmt.Fprintf(&text, "  --%s %s  %s\n", f.Name, kind, usage)
		}
	}
	s.root().PersistentFlags().VisitAll(look)
	for _, c := range s.root().Commands() {
		c.Flags().VisitAll(look)
	}
	if text.Len() == 0 {
		return ""
	}
	return name + " is a value of flags:\n\n" + text.String()
}

// code is the help on a code of errors or of check.
func code(name string) string {
	for _, c := range contract.ErrorCodes() {
		if c.Code == name {
			return c.Code + ": " + c.Means + "\n\nA code of errors under --json; doapi help machine lists all.\n"
		}
	}
	for _, r := range check.Codes() {
		if string(r.Code) == name {
			return name + ": " + r.Doc + "\n\nA code of doapi check.\n"
		}
	}
	return ""
}

// fault is the help on a field of a rule of faults, or on a kind of them.
func fault(name string) string {
	for line := range strings.Lines(topics.Texts()["faults"]) {
		if field, text, ok := strings.Cut(line, "  "); ok && field == name {
			return field + ": " + strings.TrimSpace(text) + "\n\nA field of a rule of --fault; doapi help faults tells more.\n"
		}
	}
	return ""
}

// command is the help on a command, where no topic has its name.
func (s *settings) command(name string) string {
	for _, c := range s.root().Commands() {
		if c.Name() != name || c.Hidden {
			continue
		}
		if _, topic := topics.Texts()[name]; topic {
			return "A command, too: doapi " + c.Use + "\n"
		}
		return "doapi " + c.Use + ": " + c.Short + "\n\nA command; doapi " + name + " --help tells its flags.\n"
	}
	return ""
}

// all lists the commands, flags, variables, codes and kinds of errors with their texts.
func (s *settings) all() (found [][2]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	add := func(name, text string) { found = append(found, [2]string{name, text}) }
	flag := func(before string) func(f *pflag.Flag) {
		return func(f *pflag.Flag) {
			if _, text := pflag.UnquoteUsage(f); !f.Hidden && f.Name != "help" {
				add(before+"--"+f.Name, text)
			}
		}
	}
	s.root().PersistentFlags().VisitAll(flag(""))
	for _, c := range s.root().Commands() {
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
	for _, k := range contract.ErrorKinds() {
		add(k.Kind, k.Means)
		for _, f := range k.Fields {
			add(k.Kind+"."+f.Name, f.Means)
		}
	}
	for _, r := range check.Codes() {
		add(string(r.Code), r.Doc)
	}
	return found
}

// ToldIn renders the lines of topics in which a name stands as a word.
func ToldIn(name string) (string, bool) {
	if len(name) < 3 {
		return "", false
	}
	var b strings.Builder
	for _, topic := range topics.Names() {
		for line := range strings.Lines(topics.Texts()[topic]) {
			if standsAlone(line, name) {
				fmt.Fprintf(&b, "%s: %s\n", topic, strings.TrimSpace(line))
			}
		}
	}
	if b.Len() == 0 {
		return "", false
	}
	return "Topics in which " + name + " stands (doapi help TOPIC tells all):\n\n" + b.String(), true
}

// standsAlone reports whether a name stands in a line, no part of another.
func standsAlone(line, name string) bool {
	letter := func(c byte) bool { return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' }
	for at := 0; ; {
		i := strings.Index(line[at:], name)
		if i < 0 {
			return false
		}
		begin := at + i
		end := begin + len(name)
		if (begin == 0 || !letter(line[begin-1])) && (end == len(line) || !letter(line[end])) {
			return true
		}
		at = end
	}
}
