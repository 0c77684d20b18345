package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/tests/peers/wire"
)

// client is what there is to know of godo to read values of it.
type client struct {
	types  map[string]reflect.Type         // structs and named types, by name
	ops    map[string][]*catalog.Operation // of a request type
	consts map[string]string               // texts of constants
}

// readClient asks godo itself: the types by reflection, the constants by its source.
func readClient() (*client, error) {
	c := &client{types: map[string]reflect.Type{}, ops: map[string][]*catalog.Operation{}, consts: map[string]string{}}
	sent, err := wire.Requests(true)
	if err != nil {
		return nil, err
	}
	for _, s := range sent {
		for _, t := range s.Takes {
			c.reach(t)
			if op := s.Operation(); op != nil && op.Body != nil && s.Body != nil && isWhole(t, s.Body) && !slices.Contains(c.ops[t.Name()], op) {
				c.ops[t.Name()] = append(c.ops[t.Name()], op)
			}
		}
	}
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/digitalocean/godo").Output()
	if err != nil {
		return nil, fmt.Errorf("looking for godo's source: %w", err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("reading godo's source: %w", err)
		}
		texts(f, c.consts)
	}
	return c, nil
}

// isWhole reports whether a body is a value of a type, rather than made of one.
func isWhole(t reflect.Type, sent any) bool {
	text, err := json.Marshal(wire.Fill(t, true).Interface())
	var own any
	if err != nil || json.Unmarshal(text, &own) != nil {
		return false
	}
	a, isObject := own.(map[string]any)
	b, _ := sent.(map[string]any)
	if !isObject {
		return b == nil
	}
	return maps.EqualFunc(a, b, func(any, any) bool { return true })
}

// reach keeps the named types that a type leads to.
func (c *client) reach(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		c.reach(t.Elem())
		return
	}
	if t.Name() == "" || !strings.HasSuffix(t.PkgPath(), "/godo") || c.types[t.Name()] != nil {
		return
	}
	c.types[t.Name()] = t
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			c.reach(t.Field(i).Type)
		}
	}
}

// texts keeps the constants and variables of a file that are plain texts.
func texts(f *ast.File, into map[string]string) {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range g.Specs {
			v, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for i, name := range v.Names {
				if i < len(v.Values) {
					if text, ok := plain(v.Values[i]); ok {
						into[name.Name] = text
					}
				}
			}
		}
	}
}

// plain is the text of a literal, or of a conversion of one.
func plain(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.CallExpr:
		if len(e.Args) == 1 {
			return plain(e.Args[0])
		}
	case *ast.ParenExpr:
		return plain(e.X)
	}
	return "", false
}
