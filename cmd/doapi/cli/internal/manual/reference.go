package manual

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// text writes Markdown.
type text struct{ strings.Builder }

func (t *text) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

// escape keeps a text from being taken for Markdown.
func escape(s string) string { return escapesOnce.Get(escapes).Replace(s) }

var escapesOnce lazy.Value[*strings.Replacer]

func escapes() *strings.Replacer {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "#", `\#`)
}

// cell is escaped text for a table.
func cell(s string) string { return strings.ReplaceAll(escape(s), "\n", " ") }

// code is a span of code, also within a table.
func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(strings.ReplaceAll(s, "`", "'"), "|", `\|`) + "`"
}

// prose is a document text as Markdown: paragraphs, and examples that are
// indented.
func prose(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "    ") {
			b.WriteString(line)
			continue
		}
		b.WriteString(escape(line))
	}
	return b.String()
}

// long is the long text of a command as Markdown: what stands in columns or is
// indented stays as it is.
func long(s string) string {
	var b strings.Builder
	for block := range strings.SplitSeq(s, "\n\n") {
		if strings.Contains(block, "  ") {
			fmt.Fprintf(&b, "```text\n%s\n```\n\n", block)
		} else {
			b.WriteString(escape(block) + "\n\n")
		}
	}
	return b.String()
}

// addFunctions adds a page a module.
func (m *Manual) addFunctions() {
	for _, module := range m.Index.Modules {
		var t text
		t.line("# %s\n", module.Name)
		t.line("%s\n", prose(module.Doc))
		if len(module.Globals) == 0 && !strings.Contains(module.Doc, fmt.Sprintf("require %q", module.Name)) {
			t.line("```lua sketch\nlocal %s = require %q\n```\n", module.Name, "doapi."+module.Name)
		}
		mark := module.Name + "."
		if module.Call != nil {
			m.function(&t, module.Call, module.Name, module.Name+"()", "")
		}
		all := module.Funcs
		if module.Class != nil && len(all) == 0 {
			all = module.Class.AllMethods()
		}
		var values [][3]string
		for _, k := range module.Constants {
			values = append(values, [3]string{k.Name, "", k.Doc})
		}
		if module.Class != nil {
			for _, p := range module.Class.Properties {
				values = append(values, [3]string{p.Name, p.Type, p.Doc})
			}
		}
		for i := range all {
			m.function(&t, &all[i], mark, mark+all[i].Name, "")
		}
		table3(&t, "Values", values)
		if len(module.Classes) > 0 && module.Name != "do" {
			t.line("## Objects\n")
			for _, c := range module.Classes {
				t.line("- [%s](classes/%s.md): %s", c.Name, c.Name, escape(c.Doc))
			}
		}
		m.add(Page{Path: "reference/" + module.Name + ".md", Title: module.Name, Section: "Functions", Markdown: t.String()})
	}
}

// function writes a function: how it is called, what it does, its arguments, an
// example.
func (m *Manual) function(t *text, f *luabind.Func, place, name, op string) {
	t.line("## %s\n", escape(name))
	call := doc.Signature(f, place)
	if strings.HasSuffix(name, "()") {
		call = strings.Replace(doc.Signature(f, ""), f.Name+"(", place+"(", 1)
	}
	if f.Result != "" {
		call += " -> " + f.Result
	}
	t.line("```signature\n%s\n```\n", call)
	if f.Doc != "" {
		t.line("%s\n", prose(f.Doc))
	}
	if f.Op != "" && op == "" {
		if o := catalog.ByID(f.Op); o != nil && !strings.Contains(f.Doc, o.Path) {
			t.line("Sends `%s %s`: [%s.%s](%s).\n", o.Method, o.Path, o.Group, escape(o.Name), m.operationLink(o))
		}
	}
	arguments(t, f.Params)
	if e, ok := m.examples[name]; ok {
		t.line("```lua sketch\n%s```\n", e.Code)
		if e.Output != "" {
			t.line("```output\n%s```\n", e.Output)
		}
	}
}

func (m *Manual) operationLink(o *catalog.Operation) string {
	return "../operations/" + o.Group + ".md#" + anchor(o.Group+"."+o.Name)
}

// arguments writes a table of parameters.
func arguments(t *text, params []luabind.Param) {
	if len(params) == 0 {
		return
	}
	t.line("| argument | type | meaning |\n|---|---|---|")
	for _, p := range params {
		kind := "a value"
		if p.Type != nil {
			if kind = p.Type.Name; kind == "" {
				kind = p.Type.Lua
			}
		}
		var notes []string
		if p.Doc != "" {
			notes = append(notes, p.Doc)
		}
		switch {
		case p.Default != "":
			notes = append(notes, "default "+p.Default)
		case !p.Optional && !p.Option && !p.Rest:
			notes = append(notes, "required")
		}
		name := p.Name
		if p.Option {
			name += " ="
		}
		t.line("| %s | %s | %s |", code(name), cell(kind), cell(strings.Join(notes, "; ")))
	}
	t.line("")
}

func table3(t *text, title string, rows [][3]string) {
	if len(rows) == 0 {
		return
	}
	t.line("## %s\n\n| name | type | meaning |\n|---|---|---|", title)
	for _, r := range rows {
		t.line("| %s | %s | %s |", code(r[0]), code(r[1]), cell(r[2]))
	}
	t.line("")
}

// addClasses adds a page a class.
func (m *Manual) addClasses() {
	names := m.Index.Classes()
	var own, api text
	own.line("# Objects\n\nWhat functions return. A method is called as `object:method()`, a property and a field are read as `object.name`.\n")
	api.line("\n## Of operations\n\nObjects that operations return beyond those. They have the fields of the API's answers.\n")
	for _, name := range names {
		c := m.Index.Class(name)
		list := &own
		if c.Static != nil && c.Doc == "" || strings.HasPrefix(c.Doc, "An object of the API") {
			list = &api
		}
		list.line("- [%s](%s.md) %s", name, name, escape(c.Doc))
		m.addClass(c)
	}
	m.add(Page{Path: "reference/classes/index.md", Title: "Objects", Section: "Functions", Markdown: own.String() + api.String()})
}

func (m *Manual) addClass(c *luabind.Class) {
	var t text
	t.line("# %s\n\n%s\n", c.Name, prose(c.Doc))
	var rows [][3]string
	for _, p := range c.Properties {
		rows = append(rows, [3]string{p.Name, p.Type, p.Doc})
	}
	for _, k := range c.Constants {
		rows = append(rows, [3]string{k.Name, k.Value.Quote(), k.Doc})
	}
	for _, p := range c.Fields {
		kind := ""
		if p.Type != nil {
			kind = p.Type.Lua
		}
		rows = append(rows, [3]string{p.Name, kind, p.Doc})
	}
	table3(&t, "Fields", rows)
	mark := ":"
	if c.Bound {
		mark = "."
	}
	all := c.AllMethods()
	for i := range all {
		name := c.Name + mark + all[i].Name
		if o := catalog.ByID(all[i].Op); o != nil {
			// Told where the operation is told.
			t.line("## %s\n", escape(name))
			t.line("```signature\n%s\n```\n", doc.Signature(&all[i], c.Name+mark))
			t.line("%s Sends `%s %s`: [%s.%s](../%s).\n", escape(firstLine(all[i].Doc)), o.Method, o.Path, o.Group, escape(o.Name), m.operationLink(o))
			if e, ok := m.examples[name]; ok {
				t.line("```lua sketch\n%s```\n", e.Code)
				if e.Output != "" {
					t.line("```output\n%s```\n", e.Output)
				}
			}
			continue
		}
		m.function(&t, &all[i], c.Name+mark, name, "class")
	}
	m.add(Page{Path: "reference/classes/" + c.Name + ".md", Title: c.Name, Section: "Objects", Markdown: t.String(), Hidden: true})
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// addOperations adds a page a group of operations.
func (m *Manual) addOperations() {
	var list text
	total := len(catalog.All())
	list.line("# Every operation\n\n`do.GROUP.OPERATION{...}` calls each of the %d operations of the API, as it was described on %s. Arguments are checked before anything is sent.\n", total, catalog.Described)
	list.line("| group | operations |\n|---|---|")
	for _, group := range catalog.Groups() {
		ops := catalog.InGroup(group)
		list.line("| [%s](%s.md) | %d |", group, group, len(ops))
	}
	m.add(Page{Path: "operations/index.md", Title: "Every operation", Section: "Functions", Markdown: list.String()})
	for _, group := range catalog.Groups() {
		var t text
		t.line("# do.%s\n", escape(group))
		ops := slices.Clone(catalog.InGroup(group))
		for _, op := range ops {
			m.operation(&t, op)
		}
		m.add(Page{Path: "operations/" + group + ".md", Title: "do." + group, Section: "Operations", Markdown: t.String(), Hidden: true})
	}
}

func (m *Manual) operation(t *text, op *catalog.Operation) {
	f := m.Operation(op)
	t.line("## %s\n", escape(op.Group+"."+op.Name))
	t.line("```signature\n%s%s\n```\n", doc.Signature(f, "do."+op.Group+"."), arrow(f.Result))
	// The request, what the token needs and what is changed are one paragraph.
	facts := []string{code(op.Method + " " + op.Path)}
	for block := range strings.SplitSeq(f.Doc, "\n\n") {
		switch {
		case block == op.Method+" "+op.Path:
		case strings.HasPrefix(block, "The token needs ") && !strings.Contains(block, "\n"):
			facts = append(facts, escape(block))
		default:
			t.line("%s\n", prose(block))
		}
	}
	switch op.Effect {
	case catalog.Change:
		facts = append(facts, "This changes the account.")
	case catalog.Reveals:
		facts = append(facts, "This reads a secret.")
	}
	t.line("%s\n", strings.Join(facts, " "))
	arguments(t, f.Params)
	example := catalog.Example(op.ID) // which runs in a fresh account
	if example == "" {
		example = OperationExample(op)
	}
	t.line("```lua sketch\n%s\n```\n", strings.TrimSpace(example))
}

func arrow(result string) string {
	if result == "" {
		return ""
	}
	return " -> " + result
}

// addCommands adds a page a command.
func (m *Manual) addCommands() {
	if m.Commands == nil {
		return
	}
	m.Commands.InitDefaultHelpFlag()
	for _, c := range Commands(m.Commands) {
		var t text
		t.line("# %s\n\n%s\n", escape(c.CommandPath()), escape(c.Short)+".")
		t.line("```signature\n%s\n```\n", c.UseLine())
		if c.Long != "" {
			t.line("%s", long(c.Long))
		}
		if c.Example != "" {
			t.line("## Examples\n\n```text\n%s\n```\n", c.Example)
		}
		flagTable(&t, "Flags", c.NonInheritedFlags())
		if c == m.Commands {
			flagTable(&t, "Flags of all commands", c.PersistentFlags())
		} else {
			t.line("The flags of all commands are told of at [doapi](doapi.md).\n")
		}
		m.add(Page{Path: "commands/" + commandName(c) + ".md", Title: c.CommandPath(), Section: "Commands", Markdown: t.String()})
	}
}

// Commands are a command and those below it that are shown.
func Commands(root *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{root}
	for _, c := range root.Commands() {
		if !c.Hidden {
			all = append(all, Commands(c)...)
		}
	}
	return all
}

// commandName is a command's path as one word: "doapi-auth-check".
func commandName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

func flagTable(t *text, title string, set *pflag.FlagSet) {
	rows := flagRows(set)
	if len(rows) == 0 {
		return
	}
	t.line("## %s\n\n| flag | meaning |\n|---|---|", title)
	for _, r := range rows {
		t.line("| %s | %s |", code(r[0]), cell(r[1]))
	}
	t.line("")
}

// flagRows are flags as they are written, and what they do.
func flagRows(set *pflag.FlagSet) [][2]string {
	var rows [][2]string
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		switch {
		case f.NoOptDefVal != "" && f.Value.Type() != "bool":
			name += "[=" + value + "]"
		case value != "":
			name += " " + value
		}
		rows = append(rows, [2]string{name, usage})
	})
	return rows
}
