package check

import (
	"maps"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// valueOf is what is known of an expression's value.
func (s *script) valueOf(e syntax.Expr) value {
	e = unparen(e)
	switch x := e.(type) {
	case *syntax.NameExpr:
		if x.Var != nil {
			if v, ok := s.assumed[x.Var]; ok {
				return v
			}
		}
		if x.Var == nil && s.defined[x.Name] == nil || x.Var != nil && s.origins[x.Var].expr == nil && s.selves[x.Var] == nil {
			return s.find(x)
		}
	case *syntax.StringExpr:
		return s.find(x)
	case *syntax.IndexExpr, *syntax.CallExpr:
	case *syntax.TableExpr, *syntax.FunctionExpr, *syntax.BinaryExpr:
		if !s.guessing {
			return value{}
		}
	default:
		return value{} // find knows nothing of it
	}
	if v, ok := s.values.of(e); ok {
		if v == nil {
			return value{}
		}
		return *v
	}
	s.values.set(e, nil) // while it is looked for: what leads back to itself is not known
	v := s.find(e)
	if v.isUnknown() {
		return value{}
	}
	s.values.set(e, s.values.keep(v))
	return v
}

func (s *script) find(e syntax.Expr) value {
	known := &s.checker.known
	switch x := e.(type) {
	case *syntax.NameExpr:
		if x.Var == nil {
			return s.global(x.Name)
		}
		return s.local(x.Var)
	case *syntax.StringExpr:
		if s.assigned["string"] {
			return value{}
		}
		v := known.globals["string"]
		v.text = true
		return v
	case *syntax.IndexExpr:
		of := s.valueOf(x.Object)
		if key, ok := x.Key.(*syntax.StringExpr); ok {
			return s.member(of, key.Value)
		}
		if of.list || of.shape != nil || s.guessing && of.items != nil {
			return known.element(of)
		}
	case *syntax.CallExpr:
		return s.result(x)
	case *syntax.TableExpr:
		return s.table(x)
	case *syntax.FunctionExpr:
		return value{body: x}
	case *syntax.BinaryExpr:
		switch x.Op {
		case syntax.Or:
			if v := s.valueOf(x.Left); !v.isUnknown() {
				return v
			}
			return s.valueOf(x.Right)
		case syntax.And:
			return s.valueOf(x.Right)
		case syntax.Concat:
			return value{text: true}
		}
	}
	return value{}
}

// isUnknown says whether nothing is known of a value.
func (v value) isUnknown() bool {
	return v.class == nil && v.elements == nil && v.module == nil && v.fn == nil && !v.text && v.shape == nil && v.fields == nil && v.body == nil && !v.called && v.none == nil && !v.list
}

// global is what is known of a global variable.
func (s *script) global(name string) value {
	var set value
	if e := s.defined[name]; e != nil && s.guessing {
		set = s.withAdded(s.valueOf(e), added{name: name})
	}
	if s.checker.values == nil {
		if s.assigned[name] {
			return set
		}
		return s.checker.known.globals[name]
	}
	k, ok := s.checker.values(name)
	if !ok {
		return set
	}
	v := valueOfKnown(k)
	v.module = s.checker.known.globals[name].module
	return s.withAdded(v.with(set), added{name: name})
}

// with is a value of a running host with what is known of functions in it, whose
// text the script has.
func (v value) with(set value) value {
	switch {
	case v.called && set.body != nil:
		return set
	case v.fields == nil || set.fields == nil:
		return v
	}
	live := v.fields
	v.fields = func() map[string]value {
		fields, known := live(), set.fields()
		for name, of := range fields {
			fields[name] = of.with(known[name])
		}
		return fields
	}
	return v
}

// local is what is known of a local variable.
func (s *script) local(v *syntax.Variable) value {
	if s.guessing {
		if f := s.functions[v]; f != nil {
			return value{body: f}
		}
		if target := s.selves[v]; target != nil {
			return s.valueOf(target)
		}
	}
	o, ok := s.origins[v]
	switch {
	case !ok:
		return value{}
	case s.guessing:
	case v.Written:
		return s.settled(v, o)
	case o.likely:
		return value{}
	}
	if o.mapped != nil {
		if m := s.valueOf(o.mapped).module; m != luabind.TaskModule {
			return value{}
		}
	}
	of := s.valueOf(o.expr)
	if o.called && o.mapped == nil && !of.isIterator() {
		return value{} // a method of something else
	}
	if o.element {
		return s.checker.known.element(of)
	}
	return s.withAdded(of, added{of: v})
}

// member is what v.name gives.
func (s *script) member(v value, name string) value {
	known := &s.checker.known
	if m := v.module; m != nil && !s.guessing && s.foreign && !s.ours && known.modules[m.Name] == m {
		return value{} // a script for another program may mean another module
	}
	if v.text && v.module == nil && v.class == nil && !s.assigned["string"] {
		v = known.globals["string"]
	}
	of, _ := known.member(v, name)
	return of
}

// added says what fields are added to: a local variable or a global.
type added struct {
	of   *syntax.Variable
	name string
}

// add notes a field that a statement adds to a table.
func (s *script) add(to syntax.Expr, name string, value syntax.Expr) {
	x, ok := to.(*syntax.NameExpr)
	if !ok || value == nil {
		return
	}
	a := added{of: x.Var}
	if x.Var == nil {
		a.name = x.Name
	}
	if s.added[a] == nil {
		s.added[a] = map[string]syntax.Expr{}
	}
	if s.added[a][name] == nil {
		s.added[a][name] = value
	}
}

// withAdded is a table of the script with the fields that are added later.
func (s *script) withAdded(v value, a added) value {
	more := s.added[a]
	if !s.guessing || v.fields == nil || len(more) == 0 {
		return v
	}
	first := v.fields
	v.fields = func() map[string]value {
		fields := maps.Clone(first())
		for name, e := range more {
			if of, ok := fields[name]; !ok || of.isUnknown() || of.called {
				fields[name] = s.valueOf(e)
			}
		}
		return fields
	}
	return v
}

// table is a table as it is written.
func (s *script) table(x *syntax.TableExpr) value {
	v := value{fields: func() map[string]value {
		fields := map[string]value{}
		for i := range x.Fields {
			if name, ok := fieldName(&x.Fields[i]); ok {
				fields[name] = s.valueOf(x.Fields[i].Value)
			}
		}
		return fields
	}}
	for i := range x.Fields {
		if x.Fields[i].Key == nil {
			v.items = func() value { return s.valueOf(x.Fields[i].Value) }
			break
		}
	}
	return v
}

// result is what a call gives.
func (s *script) result(x *syntax.CallExpr) value {
	if isGlobal(x.Func, "require") && x.Method == nil && !s.assigned["require"] {
		name, ok := literalString(x.Args)
		if !ok {
			return value{}
		}
		if m := s.module(name); m != nil || !s.guessing {
			return value{module: m}
		}
		return s.export(name)
	}
	if x.Method != nil {
		if v, ok := s.iteration(x); ok {
			return v
		}
	}
	if fn := s.callee(x); fn.fn != nil {
		if fn.givesNothing() {
			return value{none: fn.fn}
		}
		return s.checker.known.typed(fn.fn.Result)
	}
	if s.guessing && x.Method == nil && len(x.Args) > 0 {
		switch {
		case isGlobal(x.Func, "assert"), isGlobal(x.Func, "setmetatable") && len(x.Args) == 1:
			return s.valueOf(x.Args[0])
		case isGlobal(x.Func, "setmetatable"):
			return s.object(s.valueOf(x.Args[0]), s.valueOf(x.Args[1]))
		case isGlobal(x.Func, "tostring"):
			return value{text: true}
		}
	}
	return s.returned(x)
}

// object is a table with a metatable, whose __index has what the table lacks.
func (s *script) object(v, meta value) value {
	if meta.fields == nil {
		return v
	}
	own := v.fields
	v.fields = func() map[string]value {
		fields := map[string]value{}
		if index, ok := meta.fields()["__index"]; ok && index.fields != nil {
			maps.Copy(fields, index.fields())
		}
		if own != nil {
			maps.Copy(fields, own())
		}
		return fields
	}
	return v
}

// iteration is what a method of an iterator of known objects gives.
func (s *script) iteration(x *syntax.CallExpr) (value, bool) {
	v := s.valueOf(x.Func)
	if !v.isIterator() || v.elements == nil {
		return value{}, false
	}
	switch x.Method.Value {
	case "first", "find":
		return value{class: v.elements}, true
	case "list":
		return value{elements: v.elements, list: true}, true
	case "take", "filter":
		return v, true
	}
	return value{}, false
}

// returned is what a function of the script gives, where that is plain: it
// returns in one place, and one value. Of several, an editor takes the first that
// is known.
func (s *script) returned(x *syntax.CallExpr) value {
	f := s.bodyOf(x)
	if f == nil || s.following[f] {
		return value{}
	}
	var returns []*syntax.ReturnStmt
	syntax.Walk(f.Body, func(n syntax.Node) bool {
		if r, ok := n.(*syntax.ReturnStmt); ok {
			returns = append(returns, r)
		}
		_, inner := n.(*syntax.FunctionExpr)
		return !inner
	})
	if !s.guessing && (len(returns) != 1 || len(returns[0].Values) != 1) {
		return value{}
	}
	if s.following == nil {
		s.following = map[*syntax.FunctionExpr]bool{}
	}
	s.following[f] = true
	defer delete(s.following, f)
	for _, r := range returns {
		if len(r.Values) > 0 {
			if v := s.valueOf(r.Values[0]); !v.isUnknown() {
				return v
			}
		}
	}
	return value{}
}

// bodyOf is the function of the script that a call calls.
func (s *script) bodyOf(x *syntax.CallExpr) *syntax.FunctionExpr {
	if s.guessing {
		return s.callee(x).body
	}
	name, ok := unparen(x.Func).(*syntax.NameExpr)
	if !ok || x.Method != nil || name.Var == nil || name.Var.Written {
		return nil
	}
	return s.functions[name.Var]
}

// callee is the function that a call calls.
func (s *script) callee(x *syntax.CallExpr) value {
	v := s.valueOf(x.Func)
	if x.Method != nil {
		return s.member(v, x.Method.Value)
	}
	switch {
	case v.class != nil && v.class.Call != nil:
		return value{fn: v.class.Call, named: v.class.Call.NamedArgs || v.class.NamedArgs}
	case v.module != nil && v.module.Call != nil:
		return value{fn: v.module.Call, named: v.module.Call.NamedArgs}
	}
	return v
}
