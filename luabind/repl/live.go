package repl

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// engine is what completes, colours and explains what is typed: the one that
// editors have, which here also knows the values that there are. The Host's lock
// is held while it is asked; nothing of the script's runs.
func (r *repl) engine(values func(argument string) []string) *complete.Completer {
	if r.checker == nil {
		r.checker = check.New(r.Modules)
	}
	var names []string
	for _, v := range r.looking.variables() {
		names = append(names, v.Name)
	}
	for _, name := range r.Host.Members(r.Host.Global("_G")) {
		if luabind.IsName(name) {
			names = append(names, name)
		}
	}
	live := r.checker.With(check.WithGlobals(names...), check.WithSource(r.source), check.WithValues(func(name string) (check.Known, bool) {
		v := r.Host.Global(name)
		if local, ok := r.local(name); ok {
			v = local.Value()
		}
		return knownOf(v), !v.IsNil()
	}))
	return complete.New(complete.Config{Checker: live, Modules: r.requirable, Topics: r.Topics, Values: values})
}

// knownOf is what can be said of a value without calling anything.
func knownOf(v luabind.Value) check.Known {
	if _, class := v.Object(); class != nil {
		return check.Known{Class: class}
	}
	if t, ok := v.AsTable(); ok {
		k := check.Known{Fields: func() map[string]check.Known { return knownFields(t) }}
		if first := t.At(1); !first.IsNil() {
			k.Items = func() check.Known { return knownOf(first) }
		}
		return k
	}
	if v.IsFunction() {
		f, class := v.Func()
		if f == nil {
			return check.Known{Function: true}
		}
		return check.Known{Func: f, Named: f.NamedArgs || class != nil && class.NamedArgs}
	}
	return check.Known{Text: v.IsString()}
}

func knownFields(t luabind.Table) map[string]check.Known {
	fields := map[string]check.Known{}
	t.Each(func(k, v luabind.Value) bool {
		if k.IsString() {
			fields[k.Text()] = knownOf(v)
		}
		return true
	})
	return fields
}

// patterns are those of package.path, in which ? stands for a module's name.
func (r *repl) patterns() []string {
	t, ok := r.Host.Global("package").AsTable()
	if !ok {
		return nil
	}
	return strings.Split(t.Get("path").Text(), ";")
}

// maxSource is how much of a file is read for what it exports.
const maxSource = 1 << 20

// source is the text of a module that is a file.
func (r *repl) source(module string) ([]byte, bool) {
	if !r.Host.Grants(luabind.CapFS) {
		return nil, false
	}
	for _, pattern := range r.patterns() {
		path := strings.ReplaceAll(pattern, "?", strings.ReplaceAll(module, ".", string(filepath.Separator)))
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
			continue
		}
		if text, err := os.ReadFile(path); err == nil {
			return text, true
		}
	}
	return nil, false
}

// requirable are the names of modules: those of the Host, and files in the
// folders where require looks.
func (r *repl) requirable() []string {
	var names []string
	for _, m := range r.Host.Modules() {
		if m.Needs == "" || r.Host.Grants(m.Needs) {
			names = append(names, m.Name)
		}
	}
	for _, pattern := range r.patterns() {
		before, after, ok := strings.Cut(pattern, "?")
		if !ok {
			continue
		}
		matches, _ := filepath.Glob(before + "*" + after) // a pattern that is none matches nothing
		for _, m := range matches {
			if name := strings.TrimSuffix(strings.TrimPrefix(m, before), after); name != "" && luabind.IsName(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// files are the names that a file's name can go on as; those of folders end in
// a slash.
func files(begun string) []string {
	matches, _ := filepath.Glob(begun + "*") // a pattern that is none matches nothing
	for i, name := range matches {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			matches[i] = name + string(filepath.Separator)
		}
	}
	return matches
}

// candidates are what can stand behind a text, which is a chunk so far, and what
// of it is typed already.
func (r *repl) candidates(text string) (typed string, found []candidate) {
	own := r.ownText()
	src := []byte(own + asLua(text))
	text = own + text
	asked := ""
	var result complete.Result
	r.Host.Inspect(func() {
		result = r.engine(func(argument string) []string { asked = argument; return nil }).At("input", src, len(src))
	})
	typed = text[result.Start:]
	quote := ""
	if result.Start > 0 && strings.ContainsRune(`"'`, rune(text[result.Start-1])) {
		quote = text[result.Start-1 : result.Start]
	}
	// An account is asked without the lock: requests take their time.
	if asked != "" && r.Values != nil {
		values := slices.Sorted(slices.Values(r.Values(context.Background(), asked)))
		if len(values) > 0 {
			result.Items = nil
			for _, v := range values {
				result.Items = append(result.Items, complete.Item{Text: v, Kind: complete.Value})
			}
		}
	}
	for _, i := range result.Items {
		after := i.After
		if quote != "" && (i.Kind == complete.Value || i.Kind == complete.Module) {
			after = quote
		}
		found = append(found, candidate{i.Text, after})
	}
	return typed, found
}

// maxOwn is how many functions completion looks at.
const maxOwn = 100

// learn keeps the text of functions: what they give can be seen there.
func (r *repl) learn(chunk string) {
	if !strings.Contains(chunk, "function") || len(chunk) > maxSource {
		return
	}
	block, err := syntax.Parse("", []byte(chunk))
	if err != nil {
		return // an expression
	}
	for _, stmt := range block.Stmts {
		switch stmt.(type) {
		case *syntax.FunctionStmt, *syntax.LocalFunctionStmt:
			r.own = append(r.own, stmt.Bounds().Text([]byte(chunk))+"\n")
		}
	}
	if extra := len(r.own) - maxOwn; extra > 0 {
		r.own = r.own[extra:]
	}
}

// ownText is the text of the functions that chunks have defined.
func (r *repl) ownText() string { return strings.Join(r.own, "") }

// asLua is a chunk so far as the engine reads it, of the same length: = before an
// expression is an old habit.
func asLua(chunk string) string {
	rest := strings.TrimLeft(chunk, " \t")
	if strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==") {
		return chunk[:len(chunk)-len(rest)] + " " + rest[1:]
	}
	return chunk
}
