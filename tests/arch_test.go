package tests

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/doapi-lua/doapi"

// file is a Go file of the project.
type file struct {
	path    string // from the project's root, with slashes
	dir     string
	test    bool
	imports []string
	ast     *ast.File
	fset    *token.FileSet
}

// line is the line of a place.
func (f *file) line(p token.Pos) int { return f.fset.Position(p).Line }

// project gives every Go file of the module, generated and test files too.
func project(t *testing.T) []file {
	t.Helper()
	files, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 100 {
		t.Fatalf("found only %d Go files: is this the project?", len(files))
	}
	return files
}

// parsed is the project, once for all tests that look at it.
var parsed = sync.OnceValues(func() (files []file, err error) {
	fset := token.NewFileSet()
	err = filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(p, ".."), string(filepath.Separator)))
		if d.IsDir() {
			if d.Name() == "testdata" || rel == "tests/peers" || rel != "" && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		tree, err := parser.ParseFile(fset, p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		f := file{path: rel, dir: path.Dir(rel), test: strings.HasSuffix(p, "_test.go"), ast: tree, fset: fset}
		for _, i := range tree.Imports {
			f.imports = append(f.imports, strings.Trim(i.Path.Value, `"`))
		}
		files = append(files, f)
		return nil
	})
	return files, err
})

const (
	vmImport   = "github.com/yuin/gopher-lua"
	luarImport = "layeh.com/gopher-luar"
)

// in says whether a folder is one of the given ones or below it.
func in(dir string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return dir == r || strings.HasPrefix(dir, r+"/") })
}

// TestImports holds the flow of imports: cli -> {repl, check, doc, do, stdlib,
// sim} -> luabind -> {syntax, internal/vm} -> VM; do -> client -> catalog.
func TestImports(t *testing.T) {
	rules := []struct {
		from   []string // folders
		except []string
		not    []string // imports that start so
		why    string
	}{
		{[]string{"client"}, nil, []string{vmImport, luarImport, module + "/luabind", module + "/stdlib", module + "/cmd"}, "the client serves Go programs that have no Lua in them"},
		{[]string{"client"}, []string{"client/sim", "client/plan"}, []string{module + "/client/sim"}, "a program that uses the client does not link the simulator; a plan is made on it"},
		{[]string{"client/catalog"}, []string{"client/catalog/gen"}, []string{module + "/"}, "the catalog is data: it depends on nothing"},
		{[]string{"client", "luabind", "stdlib", "cmd"}, []string{"client/catalog/gen"}, []string{module + "/client/catalog/corrections"}, "corrections reach programs through the generated catalog, and never twice"},
		{[]string{"client/sim"}, nil, []string{"=" + module + "/client", module + "/luabind"}, "the simulator stands for the API, and shares no code with what it is to test"},
		{[]string{"luabind"}, []string{"luabind/do"}, []string{module + "/client", module + "/stdlib", module + "/cmd"}, "an embedder's Host links only what he imports"},
		{[]string{"luabind/do"}, []string{"luabind/do/dotest"}, []string{module + "/stdlib", module + "/cmd", module + "/client/sim"}, "the table do works without the standard modules"},
		{[]string{"luabind/syntax"}, nil, []string{module + "/", vmImport}, "reading source text needs no VM"},
		{[]string{"stdlib"}, nil, []string{module + "/client", module + "/luabind/", vmImport, luarImport}, "standard modules are written as any embedder's, on luabind's public API"},
		{[]string{"luabind/repl", "cmd", "luabind/check", "luabind/doc"}, nil, []string{vmImport, luarImport}, "only luabind knows the VM, so that it can be mended or exchanged in one place"},
		{[]string{"luabind/repl", "luabind/check", "luabind/doc"}, nil, []string{module + "/client", module + "/cmd", module + "/stdlib"}, "tools around a Host take descriptions and build nothing"},
		{[]string{"."}, nil, []string{"github.com/digitalocean/godo"}, "godo is measured beside doapi, in a module of its own"},
	}
	for _, f := range project(t) {
		if f.test || in(f.dir, "tests") {
			continue
		}
		for _, r := range rules {
			if r.from[0] != "." && !in(f.dir, r.from...) || in(f.dir, r.except...) {
				continue
			}
			for _, i := range f.imports {
				for _, not := range r.not {
					if forbids(not, i) && i != module+"/luabind/lazy" {
						t.Errorf("%s imports %s: %s", f.path, i, r.why)
					}
				}
			}
		}
	}
}

// forbids says whether a pattern forbids an import: "=x" means x alone, "x/"
// what is below x, "x" both.
func forbids(pattern, imported string) bool {
	if exact, ok := strings.CutPrefix(pattern, "="); ok {
		return imported == exact
	}
	if strings.HasSuffix(pattern, "/") {
		return strings.HasPrefix(imported, pattern)
	}
	return imported == pattern || strings.HasPrefix(imported, pattern+"/")
}

// TestTopLevel holds the folders that code stands in.
func TestTopLevel(t *testing.T) {
	for _, f := range project(t) {
		if top, _, _ := strings.Cut(f.path, "/"); !slices.Contains([]string{"client", "cmd", "luabind", "stdlib", "scripts", "tests"}, top) {
			t.Errorf("%s stands in %s", f.path, top)
		}
	}
}

// TestAreasStayApart holds what the areas of the simulator may know: the engine
// and the catalog, and not one another.
func TestAreasStayApart(t *testing.T) {
	const areas, engine = "client/sim/internal/", "client/sim/internal/engine"
	for _, f := range project(t) {
		if f.test || !strings.HasPrefix(f.dir, areas) || in(f.dir, engine) {
			continue
		}
		for _, i := range f.imports {
			if own, ok := strings.CutPrefix(i, module+"/"); ok && own != engine && own != "client/catalog" && own != "client/internal/lazy" && own != f.dir {
				t.Errorf("%s imports %s: what crosses areas goes by tables, relations and events", f.path, i)
			}
		}
	}
}

// TestNoTestingInProduct keeps the testing package and its flags out of the
// binary.
func TestNoTestingInProduct(t *testing.T) {
	for _, f := range project(t) {
		if !f.test && slices.Contains(f.imports, "testing") {
			t.Errorf("%s imports testing, which adds flags and weight to every program that links it", f.path)
		}
	}
}

// TestTimeComesFromTheClock finds the functions that would bypass a virtual
// clock anywhere but in a package's clock.go.
func TestTimeComesFromTheClock(t *testing.T) {
	forbidden := map[string]bool{
		"time.Now": true, "time.Sleep": true, "time.After": true, "time.AfterFunc": true, "time.NewTimer": true,
		"time.NewTicker": true, "time.Tick": true, "time.Since": true, "time.Until": true,
		"context.WithTimeout": true, "context.WithDeadline": true,
	}
	for _, f := range project(t) {
		if f.test || path.Base(f.path) == "clock.go" || in(f.dir, "tests", "client/catalog/gen", "client/sim/internal/engine/gen") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && forbidden[x.Name+"."+s.Sel.Name] {
					t.Errorf("%s uses %s.%s: what waits or tells the time asks a Clock, so that a simulated run can jump", f.path, x.Name, s.Sel.Name)
				}
			}
			return true
		})
	}
}

// TestExpressionsAreCompiledWhenNeeded finds regular expressions that every start
// of the program would pay for: each costs some 0.1 ms there.
func TestExpressionsAreCompiledWhenNeeded(t *testing.T) {
	for _, f := range project(t) {
		if f.test || in(f.dir, "tests", "client/catalog/gen", "client/sim/internal/engine/gen") {
			continue
		}
		for _, decl := range f.ast.Decls {
			if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
				ast.Inspect(g, func(n ast.Node) bool {
					if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "MustCompile" {
						t.Errorf("%s compiles a regular expression at start: make it a lazy.Value", f.path)
					}
					_, inside := n.(*ast.FuncLit)
					return !inside
				})
			}
		}
	}
}

// TestTablesAreReadByTheirPackage finds the VM's functions for elements of tables,
// which do not know where package table keeps those with integers for keys.
func TestTablesAreReadByTheirPackage(t *testing.T) {
	forbidden := []string{"RawGet", "RawSet", "RawGetInt", "RawSetInt", "RawGetH", "RawSetH", "GetTable", "SetTable", "MaxN", "ObjLen", "Next"}
	found := false
	for _, f := range project(t) {
		if f.test || !in(f.dir, "luabind") || !slices.Contains(f.imports, "github.com/yuin/gopher-lua") {
			continue
		}
		if found = found || in(f.dir, "luabind/internal/table"); in(f.dir, "luabind/internal/table") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			s, ok := call.Fun.(*ast.SelectorExpr)
			if ok && slices.Contains(forbidden, s.Sel.Name) && (s.Sel.Name != "Next" || isState(s.X)) {
				t.Errorf("%s calls %s: elements of tables are read and written by package table, which keeps them elsewhere than the VM", f.path, s.Sel.Name)
			}
			return true
		})
	}
	if !found {
		t.Error("there is no package table")
	}
}

// isState says whether an expression is called like the VM's state.
func isState(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "L"
}

// TestMainIsThin keeps the program testable in process.
func TestMainIsThin(t *testing.T) {
	for _, f := range project(t) {
		if f.path != "cmd/doapi/main.go" {
			continue
		}
		var n int
		ast.Inspect(f.ast, func(node ast.Node) bool {
			if b, ok := node.(*ast.BlockStmt); ok {
				n += len(b.List)
			}
			return true
		})
		if n > 3 {
			t.Errorf("main has %d statements: it only calls cli.Main", n)
		}
		return
	}
	t.Error("there is no cmd/doapi/main.go")
}
