package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/tests/peers/wire"
)

// body is one that a source sends.
type body struct {
	place string
	ops   []*catalog.Operation // that it may be for
	json  string
}

func (b *body) of() string {
	var names []string
	for _, op := range b.ops {
		names = append(names, op.ID)
	}
	return strings.Join(names, " or ")
}

// extract finds the bodies in the Go files of a folder, each once.
func extract(folder string, c *client) ([]body, error) {
	var all []body
	consts := map[string]map[string]string{} // of a package's folder
	var files []string
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "vendor" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if err == nil && strings.HasSuffix(path, ".go") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("looking for sources: %w", err)
	}
	set := token.NewFileSet()
	parsed := map[string]*ast.File{}
	for _, path := range files {
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			continue // of another version of Go, or a template
		}
		parsed[path] = f
		dir := filepath.Dir(path)
		if consts[dir] == nil {
			consts[dir] = map[string]string{}
		}
		texts(f, consts[dir])
	}
	seen := map[string]bool{}
	for _, path := range files {
		f := parsed[path]
		if f == nil {
			continue
		}
		r := &reader{client: c, consts: consts[filepath.Dir(path)], alias: aliasOf(f)}
		var function *ast.FuncDecl
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.FuncDecl); ok {
				function = d
			}
			add := func(at ast.Node, ops []*catalog.Operation, text string) {
				p := set.Position(at.Pos())
				rel, _ := filepath.Rel(folder, p.Filename)
				b := body{fmt.Sprintf("%s:%d", rel, p.Line), ops, text}
				if key := b.of() + text; len(ops) > 0 && !seen[key] {
					seen[key] = true
					all = append(all, b)
				}
			}
			switch n := n.(type) {
			case *ast.CompositeLit:
				name := r.typeName(n.Type)
				if name == "" || c.ops[name] == nil {
					return true
				}
				v := r.value(n, c.types[name])
				r.assigned(function, n, v)
				if text, err := json.Marshal(v.Interface()); err == nil {
					add(n, c.ops[name], string(text))
				}
				return false
			case *ast.CaseClause:
				for _, compared := range r.compared(n) {
					add(n, compared.ops, compared.json)
				}
			}
			return true
		})
	}
	return all, nil
}

// aliasOf is what a file calls the package godo; "" if it does not import it.
func aliasOf(f *ast.File) string {
	for _, i := range f.Imports {
		if strings.Trim(i.Path.Value, `"`) == "github.com/digitalocean/godo" {
			if i.Name != nil {
				return i.Name.Name
			}
			return "godo"
		}
	}
	return ""
}

// reader makes values of the expressions of a file.
type reader struct {
	client *client
	consts map[string]string
	alias  string
}

// typeName is the name of one of godo's types in a file, "" for others.
func (r *reader) typeName(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok && r.alias != "" && x.Name == r.alias && r.client.types[s.Sel.Name] != nil {
			return s.Sel.Name
		}
	}
	return ""
}

// value makes an expression a value of a type; what cannot be known without
// running the program is filled by its type.
func (r *reader) value(e ast.Expr, t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch x := e.(type) {
	case *ast.UnaryExpr:
		if x.Op == token.AND && t.Kind() == reflect.Pointer {
			v.Set(reflect.New(t.Elem()))
			v.Elem().Set(r.value(x.X, t.Elem()))
			return v
		}
	case *ast.Ident:
		if x.Name == "nil" {
			return v
		}
	case *ast.CompositeLit:
		if t.Kind() == reflect.Pointer { // an element of a list, whose type is left out
			v.Set(reflect.New(t.Elem()))
			v.Elem().Set(r.value(x, t.Elem()))
			return v
		}
		if t.Kind() == reflect.Interface {
			if name := r.typeName(x.Type); name != "" {
				v.Set(r.value(x, r.client.types[name]))
			}
			return v
		}
		return r.composite(x, t)
	case *ast.CallExpr:
		if len(x.Args) == 1 { // a conversion, or one of the functions that make pointers
			if t.Kind() == reflect.Pointer {
				v.Set(reflect.New(t.Elem()))
				v.Elem().Set(r.value(x.Args[0], t.Elem()))
				return v
			}
			if r.typeName(x.Fun) != "" {
				return r.value(x.Args[0], t)
			}
		}
	}
	if text, ok := r.text(e); ok && t.Kind() == reflect.String {
		v.SetString(text)
		return v
	}
	if lit, ok := e.(*ast.BasicLit); ok && t.Kind() != reflect.Pointer && json.Unmarshal([]byte(lit.Value), v.Addr().Interface()) == nil {
		return v
	}
	if id, ok := e.(*ast.Ident); ok && t.Kind() == reflect.Bool && (id.Name == "true" || id.Name == "false") {
		v.SetBool(id.Name == "true")
		return v
	}
	return wire.Fill(t, false)
}

// text is what an expression says, if that stands in the sources.
func (r *reader) text(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.Ident:
		text, ok := r.consts[x.Name]
		return text, ok
	case *ast.SelectorExpr:
		if p, ok := x.X.(*ast.Ident); ok && p.Name == r.alias {
			text, ok := r.client.consts[x.Sel.Name]
			return text, ok
		}
		return "", false
	}
	return plain(e)
}

func (r *reader) composite(x *ast.CompositeLit, t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	for i, element := range x.Elts {
		pair, keyed := element.(*ast.KeyValueExpr)
		switch t.Kind() {
		case reflect.Struct:
			if !keyed {
				if i < t.NumField() && t.Field(i).IsExported() {
					v.Field(i).Set(r.value(element, t.Field(i).Type))
				}
				continue
			}
			id, ok := pair.Key.(*ast.Ident)
			if f, found := t.FieldByName(fmt.Sprint(id)); ok && found && f.IsExported() {
				v.FieldByIndex(f.Index).Set(r.value(pair.Value, f.Type))
			}
		case reflect.Slice:
			if keyed {
				element = pair.Value
			}
			v.Set(reflect.Append(v, r.value(element, t.Elem())))
		case reflect.Map:
			if v.IsNil() {
				v.Set(reflect.MakeMap(t))
			}
			if text, ok := r.text(pair.Key); keyed && ok && t.Key().Kind() == reflect.String {
				v.SetMapIndex(reflect.ValueOf(text).Convert(t.Key()), r.value(pair.Value, t.Elem()))
			}
		}
	}
	return v
}

// assigned sets what a function sets of a value after it has made it: r := T{},
// r.Name = "x".
func (r *reader) assigned(function *ast.FuncDecl, made ast.Node, v reflect.Value) {
	if function == nil || v.Kind() != reflect.Struct {
		return
	}
	name := ""
	ast.Inspect(function, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != len(a.Rhs) {
			return true
		}
		for i := range a.Lhs {
			if id, ok := a.Lhs[i].(*ast.Ident); ok && a.Rhs[i].Pos() <= made.Pos() && made.End() <= a.Rhs[i].End() {
				name = id.Name
			}
			s, ok := a.Lhs[i].(*ast.SelectorExpr)
			if !ok || name == "" {
				continue
			}
			if id, ok := s.X.(*ast.Ident); ok && id.Name == name {
				if f, found := v.Type().FieldByName(s.Sel.Name); found && f.IsExported() {
					v.FieldByIndex(f.Index).Set(r.value(a.Rhs[i], f.Type))
				}
			}
		}
		return true
	})
}

// compared finds the JSON that a case of a test's server compares requests with:
// case "/v2/...": if req.Method != http.MethodPost ... JSONEq(text, ...).
func (r *reader) compared(clause *ast.CaseClause) []body {
	var path, method string
	for _, e := range clause.List {
		if text, ok := r.text(e); ok && strings.HasPrefix(text, "/v2/") {
			path = text
		}
	}
	var texts []string
	for _, statement := range clause.Body {
		ast.Inspect(statement, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "http" && strings.HasPrefix(n.Sel.Name, "Method") && method == "" {
					method = strings.ToUpper(strings.TrimPrefix(n.Sel.Name, "Method"))
				}
			case *ast.CallExpr:
				if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "JSONEq" {
					for _, a := range n.Args {
						if text, ok := r.text(a); ok {
							texts = append(texts, text)
						}
					}
				}
			case *ast.AssignStmt: // matchedRequest := createRequest
				for i, left := range n.Lhs {
					if id, ok := left.(*ast.Ident); ok && i < len(n.Rhs) && strings.Contains(strings.ToLower(id.Name), "request") {
						if text, ok := r.text(n.Rhs[i]); ok {
							texts = append(texts, text)
						}
					}
				}
			}
			return true
		})
	}
	op, _ := catalog.Match(method, path)
	if path == "" || op == nil || op.Body == nil {
		return nil
	}
	var all []body
	for _, text := range texts {
		var object map[string]any
		if json.Unmarshal([]byte(text), &object) == nil && !slices.ContainsFunc(all, func(b body) bool { return b.json == text }) {
			all = append(all, body{ops: []*catalog.Operation{op}, json: text})
		}
	}
	return all
}
