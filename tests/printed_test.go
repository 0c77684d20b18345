package tests

import (
	"go/ast"
	"path"
	"regexp"
	"strings"
	"testing"
)

// holdsSecret is the name of a field that holds a token or its like as a text.
var holdsSecret = regexp.MustCompile(`(?i)^(api|access)?_?tokens?$|password|passphrase|secret(key)?$|private_?key$`)

// notSecret are fields of such a name that hold none, with the reason.
var notSecret = map[string]string{
	"cmd/doapi/cli.identity.Token": "is masked",
}

// TestHoldersOfTokensPrintNone looks at every struct of the project: one that
// holds a token as a text, or another that does by value, says itself how it is
// printed, so that no %+v shows it.
func TestHoldersOfTokensPrintNone(t *testing.T) {
	type holder struct {
		at     string
		inside []string // types that it holds by value
		direct string   // the field with a secret
	}
	all, formats := map[string]*holder{}, map[string]bool{}
	for _, f := range project(t) {
		if f.test || strings.HasSuffix(f.path, "_gen.go") {
			continue
		}
		imported := map[string]string{}
		for _, i := range f.imports {
			if rest, ours := strings.CutPrefix(i, module+"/"); ours {
				imported[path.Base(i)] = rest
			}
		}
		for _, spec := range f.ast.Imports {
			if rest, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/"); ours && spec.Name != nil {
				imported[spec.Name.Name] = rest
			}
		}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == "Format" {
				of := fn.Recv.List[0].Type
				if star, ok := of.(*ast.StarExpr); ok {
					of = star.X
				}
				if name, ok := of.(*ast.Ident); ok {
					formats[f.dir+"."+name.Name] = true
				}
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			body, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			name := f.dir + "." + spec.Name.Name
			h := &holder{at: f.path}
			for _, field := range body.Fields.List {
				inside, text := held(field.Type, f.dir, imported)
				h.inside = append(h.inside, inside...)
				for _, id := range field.Names {
					if text && holdsSecret.MatchString(id.Name) && notSecret[name+"."+id.Name] == "" {
						h.direct = id.Name
					}
				}
			}
			all[name] = h
			return true
		})
	}
	found := 0
	var reaches func(name string, seen map[string]bool) string
	reaches = func(name string, seen map[string]bool) string {
		h := all[name]
		if h == nil || seen[name] {
			return ""
		}
		seen[name] = true
		if h.direct != "" {
			return name + "." + h.direct
		}
		for _, inner := range h.inside {
			if at := reaches(inner, seen); at != "" {
				return at
			}
		}
		return ""
	}
	for name, h := range all {
		at := reaches(name, map[string]bool{})
		if at == "" {
			continue
		}
		found++
		if !formats[name] {
			t.Errorf("%s: %%+v of %s shows %s: it needs a method Format", h.at, name, at)
		}
	}
	if found < 5 {
		t.Errorf("only %d structs hold a secret", found)
	}
}

// held are the types that a field holds by value, and whether it is text.
func held(of ast.Expr, dir string, imported map[string]string) (inside []string, text bool) {
	switch of := of.(type) {
	case *ast.Ident:
		if of.Name == "string" || of.Name == "byte" {
			return nil, true
		}
		return []string{dir + "." + of.Name}, false
	case *ast.SelectorExpr:
		if pkg, ok := of.X.(*ast.Ident); ok && imported[pkg.Name] != "" {
			return []string{imported[pkg.Name] + "." + of.Sel.Name}, false
		}
	case *ast.ArrayType:
		if of.Len != nil {
			return nil, false // a hash
		}
		return held(of.Elt, dir, imported)
	case *ast.MapType:
		inside, text = held(of.Value, dir, imported)
		keys, _ := held(of.Key, dir, imported)
		return append(inside, keys...), text
	}
	return nil, false
}
