package doc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// HelpFunc is the function help of scripts: help(), help "topic", help(f),
// help(object), help(module). The index is made when it is first needed; what
// is written goes through each of the layouts first, which may break its lines.
func HelpFunc(index func() *Index, layouts ...func(text string) string) *luabind.Func {
	return &luabind.Func{
		Name: "help",
		Doc:  "Shows what is known about a function, an object, a module or a topic.",
		Params: []luabind.Param{
			{Name: "what", Type: luabind.Any, Optional: true, Doc: `a function, object or module, or text: "waiting", "Droplet", "do.create_droplet"`},
		},
		Run: func(c *luabind.Call) error {
			x := index()
			text := x.Overview()
			if !c.Named("what").IsNil() {
				var ok bool
				if text, ok = x.Of(c.Host(), c.Named("what")); !ok {
					return luabind.ValueErrorf("help: %s", x.Unknown(c.Named("what")))
				}
			}
			for _, layout := range layouts {
				text = layout(text)
			}
			return c.Write([]byte(strings.TrimRight(text, "\n") + "\n"))
		},
	}
}

// Of renders the help on a Lua value: text is a topic, anything else is
// described by what it is. The Host's lock must be held.
func (x *Index) Of(h *luabind.Host, v luabind.Value) (text string, ok bool) {
	if v.IsString() {
		return x.Help(v.String())
	}
	if f, class := v.Func(); f != nil && v.IsFunction() {
		return x.FuncHelp(f, x.place(f, class)), true
	}
	if _, class := v.Object(); class != nil {
		if m := x.made(class); m != nil {
			return x.ModuleHelp(m), true
		}
		return x.ClassHelp(class, class.Name), true
	}
	if t, isTable := v.AsTable(); isTable {
		if m := x.moduleOf(h, t); m != nil {
			return x.ModuleHelp(m), true
		}
	}
	return "", false
}

// Unknown says that there is no help on a value, and what comes near.
func (x *Index) Unknown(v luabind.Value) string {
	if !v.IsString() {
		return "nothing is known about this " + v.Kind()
	}
	near := x.Suggest(v.String())
	if near != "" {
		near = fmt.Sprintf(" (did you mean '%s'?)", near)
	}
	return "there is no help on " + v.Quote() + near
}

// place is what a script writes before a function's name.
func (x *Index) place(f *luabind.Func, class *luabind.Class) string {
	if class == nil {
		for _, m := range x.Modules {
			if g := funcOf(m.Funcs, f.Name); g == f {
				return m.Name + "."
			}
		}
		return ""
	}
	if m := x.made(class); m != nil {
		return m.Name + "."
	}
	for _, m := range x.Modules {
		if m.Class == nil || m.Class.Static == nil {
			continue
		}
		for name, c := range m.Class.Static() {
			if c == class {
				return m.Name + "." + name + "."
			}
		}
	}
	return class.Name + ":"
}

// made is the module whose globals are objects of a class.
func (x *Index) made(class *luabind.Class) *luabind.Module {
	for _, m := range x.Modules {
		if m.Class == class {
			return m
		}
	}
	return nil
}

// moduleOf finds the module that a table is: it was loaded as that, or has one
// of its functions.
func (x *Index) moduleOf(h *luabind.Host, t luabind.Table) *luabind.Module {
	var found *luabind.Module
	if p, ok := h.Global("package").AsTable(); ok {
		if loaded, ok := p.Get("loaded").AsTable(); ok {
			for _, m := range x.Modules {
				if loaded.Get(m.Name).Equal(t.Value()) {
					return m
				}
			}
		}
	}
	t.Each(func(_, v luabind.Value) bool {
		f, _ := v.Func()
		if f == nil {
			return true
		}
		for _, m := range x.Modules {
			if funcOf(m.Funcs, f.Name) == f {
				found = m
			}
		}
		return found == nil
	})
	return found
}

// Overview lists what help can be asked for.
func (x *Index) Overview() string {
	var b strings.Builder
	b.WriteString("help \"topic\", help(f), help(object) and help(module) tell more.\n")
	var rows [][2]string
	for _, name := range sorted(x.Topics) {
		rows = append(rows, [2]string{name, strings.TrimPrefix(firstLine(x.Topics[name]), name+" - ")})
	}
	section(&b, "Topics", rows)
	var globals, modules [][2]string
	for _, m := range x.Modules {
		row := [2]string{m.Name, firstLine(m.Doc)}
		if m.Class != nil {
			globals = append(globals, row)
		} else {
			modules = append(modules, row)
		}
	}
	section(&b, "Always there", globals)
	section(&b, "Modules (require \"name\")", modules)
	for _, m := range x.Modules {
		if m.Class == nil || m.Class.Static == nil {
			continue
		}
		var groups []string
		static := m.Class.Static()
		for _, name := range sorted(static) {
			if c := static[name]; c != nil && c.Call == nil {
				groups = append(groups, name)
			}
		}
		b.WriteString("\nGroups of operations (help \"" + m.Name + ".GROUP\")\n  " + wrap(strings.Join(groups, " "), "  ") + "\n")
	}
	b.WriteString("\nClasses\n  " + wrap(x.mainClasses(), "  ") + "\n")
	return b.String()
}

// maxClasses is how many classes the overview names: modules describe those
// first that scripts meet first.
const maxClasses = 19

// mainClasses names the classes that one should know.
func (x *Index) mainClasses() string {
	names := []string{luabind.IteratorClass.Name, luabind.TimeClass.Name}
	for _, m := range x.Modules {
		for _, c := range m.Classes {
			if len(names) < maxClasses && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	text := strings.Join(names, " ")
	if more := len(x.classes) - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
