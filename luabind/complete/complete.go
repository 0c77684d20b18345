package complete

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Kind is what an [Item] is.
type Kind uint8

// The kinds of items.
const (
	Variable Kind = iota
	Function
	Method
	Property // a field or property of an object
	Constant
	Argument // an argument by its name, or a field of a table that is one
	Value    // one of the values that an argument takes
	Module
	Keyword
)

// Item is something that can stand at a place.
type Item struct {
	Text   string
	Kind   Kind
	Detail string // one line: the signature, or the type
	Doc    string
	After  string // what has to follow: "(" of a function, " = " of an argument
	// Func is what is completed, if it is a function, and Place what stands
	// before its name in its documentation: "do.", "Droplet:".
	Func  *luabind.Func
	Place string
}

// Result is what can stand at a place.
type Result struct {
	Start int // offset where the word begins that an item replaces
	Items []Item
}

// Config is what a [Completer] is made of.
type Config struct {
	Checker *check.Checker // what scripts can call; needed
	// Modules lists what require finds; nil: the Checker's modules.
	Modules func() []string
	// Topics lists what there is help on; may be nil.
	Topics func() []string
	// Values gives those that an argument of a name can have, such as the regions
	// of an account, where the description lists none; may be nil.
	Values func(argument string) []string
}

// Completer knows what scripts can call. It is safe from any goroutine if what
// it is made of is.
type Completer struct {
	Config
	checker *check.Checker
}

// New makes a Completer.
func New(c Config) *Completer { return &Completer{c, c.Checker} }

// modules lists what require finds.
func (c *Completer) modules() []string {
	if c.Modules != nil {
		return c.Modules()
	}
	return c.checker.Modules()
}

var keywords = []string{"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"}

// At lists what can stand at an offset of a source text, those that begin with
// what is written there, sorted.
func (c *Completer) At(name string, src []byte, offset int) Result {
	cur, ok := syntax.At(src, offset)
	if !ok {
		return Result{Start: offset}
	}
	s := c.repair(name, src, cur)
	var items []Item
	switch {
	case s == nil && cur.After == 0 && !cur.InString:
		items = c.globals(nil)
	case s == nil:
	case cur.InString:
		items = c.values(s)
	case cur.After != 0:
		items = c.members(s, cur.After == ':')
	default:
		if items = c.arguments(s); !slices.ContainsFunc(items, func(i Item) bool { return strings.HasPrefix(i.Text, cur.Prefix) }) {
			items = append(items, c.globals(s)...)
		}
	}
	items = slices.DeleteFunc(items, func(i Item) bool { return !strings.HasPrefix(i.Text, cur.Prefix) })
	// What scripts rather leave alone is offered to those who begin it.
	if !strings.HasPrefix(cur.Prefix, "_") {
		if open := slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return strings.HasPrefix(i.Text, "_") }); len(open) > 0 {
			items = open
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int { return strings.Compare(a.Text, b.Text) })
	items = slices.CompactFunc(items, func(a, b Item) bool { return a.Text == b.Text })
	return Result{cur.Start, items}
}

// globals lists variables, functions and keywords.
func (c *Completer) globals(s *site) []Item {
	var items []Item
	if s != nil {
		locals := visible(s.analysis.Root, s.offset())
		slices.Reverse(locals)
		for _, v := range locals {
			items = append(items, Item{Text: v.Name, Kind: Variable, Detail: "local"})
		}
		syntax.Walk(s.analysis.Root, func(n syntax.Node) bool {
			switch x := n.(type) {
			case *syntax.FunctionStmt:
				if t, ok := x.Target.(*syntax.NameExpr); ok && t.Var == nil && x.Method == nil {
					items = append(items, Item{Text: t.Name, Kind: Function, After: "("})
				}
			case *syntax.AssignStmt:
				for _, t := range x.Targets {
					if t, ok := t.(*syntax.NameExpr); ok && t.Var == nil && t.Name != hole {
						items = append(items, Item{Text: t.Name, Kind: Variable})
					}
				}
			}
			return true
		})
	}
	for _, name := range c.checker.Globals() {
		known, _ := c.checker.Global(name)
		items = append(items, c.item(name, known, Variable, ""))
	}
	for _, k := range keywords {
		items = append(items, Item{Text: k, Kind: Keyword})
	}
	return items
}

func (s *site) offset() int {
	if len(s.path) == 0 {
		return 0
	}
	return int(s.path[len(s.path)-1].Bounds().Start.Offset)
}

// item describes a name by what is known of its value.
func (c *Completer) item(name string, k check.Known, kind Kind, place string) Item {
	i := Item{Text: name, Kind: kind, Place: place}
	switch {
	case k.Func != nil:
		i.Func, i.Doc = k.Func, k.Func.Doc
		i.After = "("
		if k.Func.Bare() {
			i.After = "()"
		}
		if kind == Variable {
			i.Kind = Function
		}
	case k.Module != nil:
		i.Kind, i.Doc = Module, k.Module.Doc
	case k.Class != nil:
		i.Detail, i.Doc = k.Class.Name, k.Class.Doc
		if k.Class == luabind.IteratorClass && k.Elements != nil {
			i.Detail = "Iterator<" + k.Elements.Name + ">"
		}
		if k.Class.Call != nil && k.Class.Call.Result != "" && k.Class.Static == nil {
			i.After = "("
		}
	case k.Function:
		i.Detail, i.After = "function"+parameters(k.Body), "("
		if kind == Variable || kind == Property {
			i.Kind = Function
		}
	case k.List && k.Elements != nil:
		i.Detail = k.Elements.Name + "[]"
	case k.Text:
		i.Detail = "string"
	case k.Type != nil:
		i.Detail = k.Type.Lua
	case k.Fields != nil:
		i.Detail = "table"
	}
	return i
}

// parameters are those of a function of a script: "(name, ...)".
func parameters(f *syntax.FunctionExpr) string {
	if f == nil {
		return ""
	}
	var names []string
	for _, v := range f.Params {
		if v.End.Offset > v.Start.Offset { // which self of a method has not
			names = append(names, v.Name)
		}
	}
	if f.Vararg {
		names = append(names, "...")
	}
	return "(" + strings.Join(names, ", ") + ")"
}

// members lists what follows a dot or a colon.
func (c *Completer) members(s *site, colon bool) []Item {
	object := s.owner()
	if object == nil {
		return nil
	}
	return c.Members(s.analysis.ValueOf(object), colon)
}

// owner is the expression before the dot or colon that stands before the hole.
func (s *site) owner() syntax.Expr {
	for i := len(s.path) - 1; i >= 0; i-- {
		switch x := s.path[i].(type) {
		case *syntax.IndexExpr:
			if key, ok := x.Key.(*syntax.StringExpr); ok && key.Value == hole {
				return x.Object
			}
		case *syntax.CallExpr:
			if x.Method != nil && x.Method.Value == hole {
				return x.Func
			}
		}
	}
	return nil
}

// Members lists what an object or module has. With colon these are its methods
// alone; without it methods are left out, but for objects whose functions are
// called with either.
func (c *Completer) Members(k check.Known, colon bool) []Item {
	var items []Item
	funcs := func(list []luabind.Func, kind Kind, place string) {
		for i := range list {
			items = append(items, c.item(list[i].Name, check.Known{Func: &list[i]}, kind, place))
		}
	}
	constants := func(list []luabind.Constant) {
		for i := range list {
			items = append(items, Item{Text: list[i].Name, Kind: Constant, Doc: list[i].Doc, Detail: list[i].Value.String()})
		}
	}
	if m := k.Module; m != nil && !colon {
		funcs(m.Funcs, Function, m.Name+".")
		constants(m.Constants)
	}
	if k.Text && colon {
		strings, _ := c.checker.Global("string")
		strings.Text = false
		for _, i := range c.Members(strings, false) {
			if i.After != "" {
				i.Kind = Method
				items = append(items, i)
			}
		}
	}
	if k.Fields != nil {
		for name, of := range k.Fields() {
			if luabind.IsName(name) && (!colon || of.Function || of.Func != nil) {
				items = append(items, c.item(name, of, Property, ""))
			}
		}
	}
	if k.Type != nil && k.Type.Fields != nil && !colon {
		for _, p := range k.Type.Fields() {
			items = append(items, field(p))
		}
	}
	class := k.Class
	if class == nil {
		return items
	}
	if colon || class.Bound || class.AsTable {
		place := class.Name + ":"
		if class.Bound {
			place = class.Name + "."
		}
		funcs(class.AllMethods(), Method, place)
	}
	if colon {
		return items
	}
	for _, p := range class.Properties {
		items = append(items, Item{Text: p.Name, Kind: Property, Detail: p.Type, Doc: p.Doc})
	}
	for _, p := range class.Fields {
		items = append(items, field(p))
	}
	constants(class.Constants)
	for name, of := range c.checker.Static(k) {
		items = append(items, c.item(name, check.Known{Class: of}, Property, ""))
	}
	return items
}

// field describes a documented field.
func field(p luabind.Param) Item {
	i := Item{Text: p.Name, Kind: Property, Doc: p.Doc}
	if p.Type != nil {
		i.Detail = p.Type.Lua
	}
	return i
}
