package tests

import (
	"go/ast"
	"go/token"
	"path"
	"strings"
	"testing"
)

// folderSize is how many Go files a folder may hold, tests and generated files
// aside, before its parts want packages of their own.
const folderSize = 32

// TestFolders holds the size of folders.
func TestFolders(t *testing.T) {
	size := map[string]int{}
	for _, f := range project(t) {
		if !f.test && !strings.HasSuffix(f.path, "_gen.go") {
			size[f.dir]++
		}
	}
	for dir, n := range size {
		if n > folderSize {
			t.Errorf("%s holds %d files: at most %d, so that a reader finds a thing by looking", dir, n, folderSize)
		}
	}
}

// TestExportedTypesAreDeclaredWhereTheyShow finds exported types outside of
// internal folders that are, or embed, a type from inside of one. Documentation
// shows nothing of those, and %T prints a name that no caller can write.
func TestExportedTypesAreDeclaredWhereTheyShow(t *testing.T) {
	for _, f := range project(t) {
		if f.test || strings.Contains("/"+f.dir+"/", "/internal/") || in(f.dir, "tests", "cmd") {
			continue
		}
		inner := map[string]bool{} // local names of internal packages
		for _, i := range f.ast.Imports {
			p := strings.Trim(i.Path.Value, `"`)
			if !strings.HasPrefix(p, module) || !strings.Contains(p+"/", "/internal/") {
				continue
			}
			name := path.Base(p)
			if i.Name != nil {
				name = i.Name.Name
			}
			inner[name] = true
		}
		for _, d := range f.ast.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				spec := s.(*ast.TypeSpec)
				if !spec.Name.IsExported() {
					continue
				}
				if from := shownFrom(spec.Type, inner); from != "" {
					t.Errorf("%s: the exported type %s shows %s: declare it here", f.path, spec.Name.Name, from)
				}
			}
		}
	}
}

// shownFrom names the type of an internal package that a type is or embeds.
func shownFrom(e ast.Expr, inner map[string]bool) string {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && inner[x.Name] {
			return x.Name + "." + e.Sel.Name
		}
	case *ast.StarExpr:
		return shownFrom(e.X, inner)
	case *ast.IndexExpr:
		return shownFrom(e.X, inner)
	case *ast.StructType:
		for _, field := range e.Fields.List {
			if len(field.Names) == 0 {
				if from := shownFrom(field.Type, inner); from != "" {
					return from
				}
			}
		}
	}
	return ""
}

// TestAreasAreApart keeps the simulator's areas from knowing one another: what
// crosses them goes by relations and events of the engine.
func TestAreasAreApart(t *testing.T) {
	const areas = module + "/client/sim/internal/"
	for _, f := range project(t) {
		name, ok := strings.CutPrefix(f.dir, "client/sim/internal/")
		if !ok || f.test || in(name, "engine") {
			continue
		}
		for _, i := range f.imports {
			other, ok := strings.CutPrefix(i, areas)
			if ok && !in(other, "engine") && !in(other, strings.Split(name, "/")[0]) {
				t.Errorf("%s imports the area %s: areas meet in the engine only", f.path, other)
			}
		}
	}
}

// longestClosure is how many lines a function may have that stands inside of a
// table or an init; longestTable is for those themselves.
const (
	longestClosure = 16
	longestTable   = 140
)

// TestTablesAreMadeOfNamedFunctions keeps what a class or a module does out of
// the literal that describes it: a reader of the one looks for names, not for
// the end of a function.
func TestTablesAreMadeOfNamedFunctions(t *testing.T) {
	for _, f := range project(t) {
		if f.test || strings.HasSuffix(f.path, "_gen.go") || in(f.dir, "client/catalog") {
			continue
		}
		lines := func(n ast.Node) int { return f.line(n.End()) - f.line(n.Pos()) + 1 }
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				if d.Tok != token.VAR {
					continue
				}
			case *ast.FuncDecl:
				if d.Name.Name != "init" {
					continue
				}
			}
			if n := lines(d); n > longestTable {
				t.Errorf("%s:%d: a table of %d lines: at most %d", f.path, f.line(d.Pos()), n, longestTable)
			}
			ast.Inspect(d, func(n ast.Node) bool {
				field, ok := n.(*ast.KeyValueExpr)
				if !ok {
					return true
				}
				if l, ok := field.Value.(*ast.FuncLit); ok && lines(l) > longestClosure {
					t.Errorf("%s:%d: a function of %d lines inside of a table: give it a name", f.path, f.line(l.Pos()), lines(l))
				}
				return true
			})
		}
	}
}
