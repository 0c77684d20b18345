package complete

import (
	"slices"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// place is where a value stands in a call: in the argument of a parameter, or
// deeper in a table that is this argument.
type place struct {
	call  *syntax.CallExpr
	known check.Known
	param *luabind.Param // what the value is for; nil: not known
	// names are what the table may hold where a name could stand, and taken
	// those that it has.
	names []luabind.Param
	taken []string
}

// place says where the innermost node of the path stands in the innermost call
// whose arguments it is in.
func (s *site) place() (p place, ok bool) {
	at := -1
	for i := len(s.path) - 2; i >= 0; i-- {
		if x, is := s.path[i].(*syntax.CallExpr); is && slices.ContainsFunc(x.Args, func(a syntax.Expr) bool { return a == s.path[i+1] }) {
			p.call, at = x, i
			break
		}
		if _, is := s.path[i].(*syntax.FunctionExpr); is {
			return p, false
		}
	}
	if at < 0 {
		return p, false
	}
	p.known = s.analysis.Callee(p.call)
	f := p.known.Func
	if f == nil {
		return p, true
	}
	n := slices.IndexFunc(p.call.Args, func(a syntax.Expr) bool { return a == s.path[at+1] })
	list, isTable := s.path[at+1].(*syntax.TableExpr)
	inner := s.path[at+2:]
	var names []luabind.Param
	if isTable && p.known.Named && (len(p.call.Args) == 1 || n == len(p.call.Args)-1 && n >= required(f)) {
		names = f.Params
		if f.More != nil {
			names = slices.Concat(names, f.More())
		}
	} else {
		p.param = parameter(f, n)
		if p.param == nil || !isTable {
			return p, true
		}
		names = fieldsOf(p.param.Type)
	}
	for {
		// The hole is in the table list, whose fields are names.
		key, value, named := fieldAt(list, inner)
		if !named {
			if len(inner) == 1 { // the hole itself: a name could stand here
				p.names, p.taken = names, keysOf(list)
			}
			if p.param != nil && p.param.Type != nil && p.param.Type.Items != nil {
				p.param = &luabind.Param{Name: p.param.Name, Type: p.param.Type.Items, Doc: p.param.Doc}
				names = fieldsOf(p.param.Type)
			}
		} else {
			p.param = nil
			if i := slices.IndexFunc(names, func(q luabind.Param) bool { return q.Name == key }); i >= 0 {
				p.param = &names[i]
			}
			names = nil
			if p.param != nil {
				names = fieldsOf(p.param.Type)
			}
		}
		next, is := value.(*syntax.TableExpr)
		if !is || len(inner) == 0 {
			return p, true
		}
		i := slices.IndexFunc(inner, func(n syntax.Node) bool { return n == syntax.Node(next) })
		if i < 0 {
			return p, true
		}
		list, inner = next, inner[i+1:]
		if len(inner) == 0 {
			return p, true
		}
		p.names, p.taken = nil, nil
	}
}

// required counts the parameters that a call must give.
func required(f *luabind.Func) int {
	n := 0
	for _, p := range f.Params {
		if !p.Optional && !p.Option && !p.Rest {
			n++
		}
	}
	return n
}

// parameter is what a function takes as its n-th argument, from 0.
func parameter(f *luabind.Func, n int) *luabind.Param {
	for i := range f.Params {
		p := &f.Params[i]
		if p.Option {
			continue
		}
		if n == 0 || p.Rest {
			return p
		}
		n--
	}
	return nil
}

func fieldsOf(t *luabind.Type) []luabind.Param {
	if t == nil || t.Fields == nil {
		return nil
	}
	return t.Fields()
}

// fieldAt is the field of a table that holds the next node of a path.
func fieldAt(list *syntax.TableExpr, path []syntax.Node) (key string, value syntax.Expr, named bool) {
	if len(path) == 0 {
		return "", nil, false
	}
	for _, f := range list.Fields {
		if f.Value != path[0] && f.Key != path[0] {
			continue
		}
		if k, ok := f.Key.(*syntax.StringExpr); ok {
			return k.Value, f.Value, true
		}
		return "", f.Value, f.Key != nil
	}
	return "", nil, false
}

func keysOf(list *syntax.TableExpr) []string {
	var keys []string
	for _, f := range list.Fields {
		if k, ok := f.Key.(*syntax.StringExpr); ok {
			keys = append(keys, k.Value)
		}
	}
	return keys
}

// arguments lists the names that can stand at the hole.
func (c *Completer) arguments(s *site) []Item {
	p, ok := s.place()
	if !ok {
		return nil
	}
	var items []Item
	for _, q := range p.names {
		if q.Rest || slices.Contains(p.taken, q.Name) {
			continue
		}
		i := Item{Text: q.Name, Kind: Argument, Doc: q.Doc, After: " = "}
		if q.Type != nil {
			i.Detail = q.Type.Name
		}
		items = append(items, i)
	}
	return items
}

// values lists the texts that can stand in the string at the hole.
func (c *Completer) values(s *site) []Item {
	var items []Item
	add := func(texts []string, kind Kind, doc string) {
		for _, t := range texts {
			items = append(items, Item{Text: t, Kind: kind, Doc: doc})
		}
	}
	if p, ok := s.place(); ok {
		if x, is := p.call.Func.(*syntax.NameExpr); is && x.Var == nil && p.call.Method == nil {
			switch {
			case x.Name == "require":
				add(c.modules(), Module, "")
				return items
			case x.Name == "help" && c.Topics != nil:
				add(c.Topics(), Value, "")
				return items
			}
		}
		if p.param != nil {
			var values []string
			if c.Values != nil {
				values = c.Values(p.param.Name)
			}
			if len(values) == 0 && p.param.Type != nil {
				values = p.param.Type.Enum
			}
			add(values, Value, p.param.Doc)
		}
	}
	// A comparison with a field of few values.
	for i := len(s.path) - 1; i >= 0; i-- {
		if x, is := s.path[i].(*syntax.BinaryExpr); is && (x.Op == syntax.Equal || x.Op == syntax.NotEqual) {
			if of, is := x.Left.(*syntax.IndexExpr); is {
				add(c.enumOf(s, of), Value, "")
			}
			break
		}
	}
	return items
}

// enumOf lists the values of a field that has few.
func (c *Completer) enumOf(s *site, x *syntax.IndexExpr) []string {
	key, ok := x.Key.(*syntax.StringExpr)
	class := s.analysis.ValueOf(x.Object).Class
	if !ok || class == nil {
		return nil
	}
	for _, f := range class.Fields {
		if f.Name == key.Value && f.Type != nil {
			return f.Type.Enum
		}
	}
	return nil
}

// Call is a call that a place is in.
type Call struct {
	Func   *luabind.Func
	Place  string // what stands before its name in its documentation: "do."
	Active int    // the parameter that is being written, by its place in Func.Params; -1: none
}

// Call says in the arguments of which call a place is; false if in none, or in
// one of a function that is not known.
func (c *Completer) Call(name string, src []byte, offset int) (Call, bool) {
	cur, ok := syntax.At(src, offset)
	if !ok {
		return Call{}, false
	}
	s := c.repair(name, src, cur)
	if s == nil {
		return Call{}, false
	}
	p, ok := s.place()
	if !ok || p.known.Func == nil {
		return Call{}, false
	}
	call := Call{Func: p.known.Func, Place: p.known.Place, Active: -1}
	if p.param != nil {
		call.Active = slices.IndexFunc(p.known.Func.Params, func(q luabind.Param) bool { return q.Name == p.param.Name })
	}
	return call, true
}
