package tests

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file under testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./tests -update writes it)", err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s differs (go test ./tests -update writes it anew):\n%s", path, difference(string(want), got))
	}
}

// difference lists the lines that only one of two texts has.
func difference(want, got string) string {
	var out strings.Builder
	list := func(sign, a, b string) {
		have := map[string]bool{}
		for l := range strings.Lines(b) {
			have[l] = true
		}
		n := 0
		for l := range strings.Lines(a) {
			if !have[l] && n < 40 {
				n++
				out.WriteString(sign + strings.TrimRight(l, "\n") + "\n")
			}
		}
	}
	list("- ", want, got)
	list("+ ", got, want)
	return out.String()
}

// TestExportedAPI shows when what Go programs build on changes.
func TestExportedAPI(t *testing.T) {
	for _, pkg := range []string{"client", "client/jsontext", "luabind", "luabind/do", "client/sim", "client/catalog", "stdlib"} {
		golden(t, "api/"+strings.ReplaceAll(pkg, "/", "_")+".txt", exported(t, filepath.Join("..", filepath.FromSlash(pkg))))
	}
}

// TestExportedModules is the same for the standard modules, in one file.
func TestExportedModules(t *testing.T) {
	modules, err := filepath.Glob("../stdlib/lua*")
	if err != nil || len(modules) == 0 {
		t.Fatalf("no standard modules, %v", err)
	}
	var all strings.Builder
	for _, m := range modules {
		all.WriteString("package " + filepath.Base(m) + "\n\n" + exported(t, m))
	}
	golden(t, "api/stdlib_modules.txt", all.String())
}

// exported renders the exported declarations of a package, without comments
// and bodies, one after the other in the order of the documentation.
func exported(t *testing.T, dir string) string {
	t.Helper()
	fset := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: no Go files, %v", dir, err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_gen.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	d, err := doc.NewFromFiles(fset, files, "example.com/"+filepath.Base(dir))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	show := func(n any) {
		if f, ok := n.(*ast.FuncDecl); ok {
			f.Body, f.Doc = nil, nil
		}
		var b bytes.Buffer
		if err := format.Node(&b, fset, n); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s\n\n", b.Bytes())
	}
	for _, group := range [][]*doc.Value{d.Consts, d.Vars} {
		for _, v := range group {
			for _, s := range v.Decl.Specs {
				if vs, ok := s.(*ast.ValueSpec); ok {
					vs.Values = nil // what a variable holds is not its API
				}
			}
			show(v.Decl)
		}
	}
	for _, f := range d.Funcs {
		show(f.Decl)
	}
	for _, typ := range d.Types {
		for _, group := range [][]*doc.Value{typ.Consts, typ.Vars} {
			for _, v := range group {
				show(v.Decl)
			}
		}
		show(typ.Decl)
		for _, f := range append(typ.Funcs, typ.Methods...) {
			show(f.Decl)
		}
	}
	return out.String()
}
