package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// literalKind is the type of a literal, "" for any other expression.
func literalKind(e syntax.Expr) string {
	if e == nil {
		return ""
	}
	switch x := unparen(e).(type) {
	case *syntax.NilExpr:
		return "nil"
	case *syntax.TrueExpr, *syntax.FalseExpr:
		return "boolean"
	case *syntax.NumberExpr:
		return "number"
	case *syntax.StringExpr:
		return "string"
	case *syntax.TableExpr:
		return "table"
	case *syntax.FunctionExpr:
		return "function"
	case *syntax.UnaryExpr:
		if x.Op == syntax.Minus && literalKind(x.Operand) == "number" {
			return "number"
		}
	}
	return ""
}

// checkValue reports a literal that the parameter p can never take.
func (a *arguments) checkValue(p *luabind.Param, e syntax.Expr) {
	if p.Type == nil {
		return
	}
	if fault := faultOf(p.Type, a.constant(e)); fault != "" {
		a.report(BadArgument, e.Bounds().Start, "%s: '%s' %s", a.fn.Called(), p.Name, fault)
		return
	}
	a.inspectSlug(p, e)
	if t, ok := unparen(a.constant(e)).(*syntax.TableExpr); ok {
		before := len(a.problems)
		a.checkTable(p.Name, p.Type, t)
		if len(a.problems) == before {
			a.judgeValue(p, e)
		}
	}
}

// inspectSlug warns of a slug of an image, a region or a size that is not known and
// near one that is: it is sent, as it may be new, and most often is a slip. So is a
// status that is waited for and that nothing is known to have.
func (a *arguments) inspectSlug(p *luabind.Param, e syntax.Expr) {
	text, ok := unparen(a.constant(e)).(*syntax.StringExpr)
	if !ok || !p.Type.Open || len(p.Type.Enum) == 0 || slices.Contains(p.Type.Enum, text.Value) {
		return
	}
	name := p.Name[strings.LastIndexByte(p.Name, '.')+1:]
	near := ""
	switch name {
	case "status":
		if strings.HasPrefix(a.fn.Name, "wait") {
			a.report(NeverEqual, e.Bounds().Start, "%s: no status %q is known: it is one of %s%s", a.fn.Called(), text.Value, oneOf(p.Type.Enum), luabind.DidYouMean(text.Value, p.Type.Enum))
		}
	case "image", "size", "size_slug":
		near = lengthened(text.Value, p.Type.Enum)
	case "region":
		if regions := a.checker.known.regions(); !slices.Contains(regions, text.Value) {
			near = renumbered(text.Value, regions)
		}
	}
	if near != "" {
		a.report(UnknownValue, e.Bounds().Start, "%s: no %s '%s' is known (did you mean '%s'?)", a.fn.Called(), strings.TrimSuffix(name, "_slug"), text.Value, near)
	}
}

// lengthened is the shortest known value that a value is the beginning of, "" if
// there is none.
func lengthened(value string, known []string) string {
	const most = 4 // letters that are missing, as in "-x64"
	near := ""
	for _, k := range known {
		if strings.HasPrefix(k, value) && len(k)-len(value) <= most && strings.Contains(value, "-") && (near == "" || len(k) < len(near)) {
			near = k
		}
	}
	return near
}

// renumbered is a known region in the same place as one that is not known: "fra1" for
// "fra9".
func renumbered(value string, known []string) string {
	place := strings.TrimRight(value, "0123456789")
	if len(place) != 3 || len(value) > 4 {
		return ""
	}
	for _, k := range known {
		if strings.TrimRight(k, "0123456789") == place {
			return k
		}
	}
	return ""
}

// checkTable reports what can never be right in a table that is given for an
// argument, or for the part of one that path names.
func (a *arguments) checkTable(path string, of *luabind.Type, t *syntax.TableExpr) {
	element := 0
	for i := range t.Fields {
		f := &t.Fields[i]
		if f.Key == nil && of.Items != nil {
			element++
			if fault := faultOf(of.Items, a.constant(f.Value)); fault != "" {
				a.report(BadArgument, f.Start, "%s: '%s': element %d %s", a.fn.Called(), path, element, fault)
			} else if inner, ok := unparen(a.constant(f.Value)).(*syntax.TableExpr); ok {
				a.checkTable(path, of.Items, inner)
			}
		}
		if name, ok := fieldName(f); ok && of.Fields != nil {
			a.checkField(path, of.Fields(), f, name)
		}
	}
	if of.Fields != nil {
		a.checkPresent(path, of.Fields(), t)
	}
}

// checkPresent reports a field that a table must have and does not: one fault in
// place of a misspelt one is enough.
func (a *arguments) checkPresent(path string, known []luabind.Param, t *syntax.TableExpr) {
	given := map[string]bool{}
	for i := range t.Fields {
		name, ok := fieldName(&t.Fields[i])
		if !ok || !slices.ContainsFunc(known, func(p luabind.Param) bool { return p.Name == name }) {
			return // computed, an element, or reported already
		}
		given[name] = literalKind(t.Fields[i].Value) != "nil"
	}
	if len(given) == 0 {
		return // an empty table may be filled elsewhere
	}
	for i := range known {
		if p := &known[i]; p.Needed && !given[p.Name] {
			a.report(MissingArgument, t.Bounds().Start, "%s: '%s.%s' is missing (%s)", a.fn.Called(), path, p.Name, typeName(p.Type))
			return
		}
	}
}

// checkField reports a field of a table that is misspelt or cannot be right.
func (a *arguments) checkField(path string, known []luabind.Param, f *syntax.Field, name string) {
	var names []string
	for i := range known {
		if known[i].Name == name {
			a.checkValue(&luabind.Param{Name: path + "." + name, Type: known[i].Type}, f.Value)
			return
		}
		names = append(names, known[i].Name)
	}
	if hint := luabind.DidYouMean(name, names); hint != "" {
		a.report(UnknownArgument, f.Key.Bounds().Start, "%s: '%s' has no field '%s'%s", a.fn.Called(), path, name, hint)
	} else if a.fn.Op != "" {
		a.report(UnknownField, f.Key.Bounds().Start, "%s: '%s.%s' is not known of the API; it is sent", a.fn.Called(), path, name)
	}
}

// faultOf says why a literal is no value of a type, or "".
func faultOf(t *luabind.Type, e syntax.Expr) string {
	kind := literalKind(e)
	if kind == "" || kind == "nil" {
		return ""
	}
	if len(t.Literal) > 0 && !slices.Contains(t.Literal, kind) {
		return fmt.Sprintf("must be %s, got %s", typeName(t), kind)
	}
	var v luabind.Value
	switch x := unparen(e).(type) {
	case *syntax.StringExpr:
		if len(t.Enum) > 0 && !t.Open && !slices.Contains(t.Enum, x.Value) {
			return fmt.Sprintf("must be one of %s, got %q%s", oneOf(t.Enum), x.Value, luabind.DidYouMean(x.Value, t.Enum))
		}
		v = luabind.String(x.Value)
	case *syntax.NumberExpr:
		v = luabind.Number(x.Value)
	default:
		return ""
	}
	switch err := t.Judge(v); {
	case err == luabind.ErrType:
		return fmt.Sprintf("must be %s, got %s %s", typeName(t), kind, v.Quote())
	case err != nil:
		return err.Error()
	}
	return ""
}

// oneOf lists values for a message, the first of them if there are many.
func oneOf(values []string) string {
	const most = 8
	var quoted []string
	for _, v := range values[:min(most, len(values))] {
		quoted = append(quoted, fmt.Sprintf("%q", v))
	}
	list := strings.Join(quoted, ", ")
	if len(values) > most {
		list += fmt.Sprintf(" and %d more", len(values)-most)
	}
	return list
}
