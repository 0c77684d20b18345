package doc_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind/doc"
)

// TestAnnotations reads every annotation of the definitions by the grammar that
// lua-language-server has for them: each is whole, names only types that are
// defined, and nothing is defined twice.
func TestAnnotations(t *testing.T) {
	files := doc.New(doc.Config{Modules: everything()}).Definitions()
	known := map[string]bool{}
	for _, name := range strings.Fields("any nil boolean string number integer function table file T") {
		known[name] = true
	}
	class := regexp.MustCompile(`^---@(?:class|alias) ([\w.]+)(?:<T>|: [\w.]+| .*)?$`)
	for name, text := range files {
		for line := range strings.Lines(string(text)) {
			if m := class.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
				if known[m[1]] {
					t.Errorf("%s: class %s is defined twice", name, m[1])
				}
				known[m[1]] = true
			}
		}
	}
	count := 0
	for name, text := range files {
		var fields, params []string // of the class, or the function, that is being defined
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSuffix(line, "\n")
			rest, tagged := strings.CutPrefix(line, "---@")
			if !tagged {
				if m := regexp.MustCompile(`^function [\w.:]+\(([^)]*)\) end$`).FindStringSubmatch(line); m != nil && strings.Join(params, ", ") != m[1] {
					t.Errorf("%s: %s has parameters %q", name, line, params)
				}
				if !strings.HasPrefix(line, "---") {
					params = nil
				}
				continue
			}
			count++
			if err := annotation(rest, known, &fields, &params); err != nil {
				t.Errorf("%s: %s: %v", name, line, err)
			}
		}
	}
	for _, wrong := range []string{"field x (|integer)[]", "field private boolean", "field x Nowhere", "param x", "return integer string", "overload Droplet", "alias x"} {
		if annotation(wrong, known, new([]string), new([]string)) == nil {
			t.Errorf("nothing is wrong with %q", wrong)
		}
	}
	if count < 10_000 {
		t.Errorf("only %d annotations", count)
	}
}

var (
	fieldTag = regexp.MustCompile(`^([A-Za-z_]\w*|\["\w+"\])\?? (.*)$`)
	paramTag = regexp.MustCompile(`^([A-Za-z_]\w*|\.\.\.)\?? (.*)$`)
)

// annotation reads what is behind "---@".
func annotation(text string, known map[string]bool, fields, params *[]string) error {
	tag, rest, _ := strings.Cut(text, " ")
	rest, _, _ = strings.Cut(rest, " # ")
	switch tag {
	case "meta":
		return nil
	case "class":
		*fields = nil
		if _, parent, ok := strings.Cut(rest, ": "); ok && !known[parent] {
			return fmt.Errorf("%s is not defined", parent)
		}
		return nil
	case "alias":
		name, of, ok := strings.Cut(rest, " ")
		if !ok || !known[name] {
			return fmt.Errorf("no alias")
		}
		return types(of, known, false)
	case "field":
		m := fieldTag.FindStringSubmatch(rest)
		if m == nil || slices.Contains([]string{"private", "protected", "public", "package"}, m[1]) {
			return fmt.Errorf("no field")
		}
		if slices.Contains(*fields, m[1]) {
			return fmt.Errorf("a second field of that name")
		}
		*fields = append(*fields, m[1])
		return types(m[2], known, false)
	case "param":
		m := paramTag.FindStringSubmatch(rest)
		if m == nil {
			return fmt.Errorf("no parameter")
		}
		if slices.Contains(*params, m[1]) {
			return fmt.Errorf("a second parameter of that name")
		}
		*params = append(*params, m[1])
		return types(m[2], known, false)
	case "return":
		return types(rest, known, true)
	case "overload":
		if !strings.HasPrefix(rest, "fun(") {
			return fmt.Errorf("no function")
		}
		return types(rest, known, false)
	case "type":
		return types(rest, known, false)
	}
	return fmt.Errorf("unknown tag %q", tag)
}

// types reads a type, or with several a list of them.
func types(text string, known map[string]bool, several bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v in %q", r, text)
		}
	}()
	p := typeReader{text, known}
	p.union()
	for several && p.take(",") {
		p.union()
	}
	if p.rest != "" {
		panic(fmt.Sprintf("unexpected %q", p.rest))
	}
	return nil
}

// typeReader reads types; what is no type panics.
type typeReader struct {
	rest  string
	known map[string]bool
}

func (p *typeReader) take(token string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(p.rest, " "), token)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *typeReader) need(token string) {
	if !p.take(token) {
		panic(fmt.Sprintf("no %q before %q", token, p.rest))
	}
}

func (p *typeReader) match(re *regexp.Regexp) string {
	p.rest = strings.TrimLeft(p.rest, " ")
	found := re.FindString(p.rest)
	p.rest = p.rest[len(found):]
	return found
}

var (
	typeName = regexp.MustCompile(`^[A-Za-z_][\w.]*`)
	keyName  = regexp.MustCompile(`^([A-Za-z_]\w*|\.\.\.)\??`)
	literal  = regexp.MustCompile(`^("[^"]*"|-?\d+|true\b|false\b)`)
)

func (p *typeReader) union() {
	p.suffixed()
	for p.take("|") {
		p.suffixed()
	}
}

// suffixed is one type with what may stand behind it.
func (p *typeReader) suffixed() {
	p.single()
	for p.take("[]") || p.take("?") {
	}
}

func (p *typeReader) single() {
	switch {
	case p.take("fun("):
		for !p.take(")") {
			if p.match(keyName) == "" {
				panic("a parameter without a name")
			}
			p.need(":")
			p.union()
			p.take(",")
		}
		if p.take(":") {
			p.union()
			for p.take(",") {
				p.union()
			}
		}
	case p.take("("):
		p.union()
		p.need(")")
	case p.take("{"):
		for !p.take("}") {
			if p.take("[") {
				p.union()
				p.need("]")
			} else if p.match(keyName) == "" {
				panic("a field without a name")
			}
			p.need(":")
			p.union()
			p.take(",")
		}
	case p.match(literal) != "":
	default:
		name := p.match(typeName)
		if !p.known[name] {
			panic(fmt.Sprintf("the type %q is not defined", name))
		}
		if p.take("<") {
			p.union()
			for p.take(",") {
				p.union()
			}
			p.need(">")
		}
	}
}

// TestTypesOfSeveral has what may be of several types be told so: ids of actions are
// numbers, those of NFS texts, and objects stand for their ids.
func TestTypesOfSeveral(t *testing.T) {
	x := doc.New(doc.Config{Modules: everything()})
	for name, want := range map[string]string{"Action.id": "integer|string:", "Action.resource_id": "integer|string:", "do.tags.assign_resources": "a string or an integer: the id"} {
		if text, ok := x.Help(name); !ok || !strings.Contains(text, want) {
			t.Errorf("%s lacks %q:\n%s", name, want, text)
		}
	}
	all := ""
	for _, text := range x.Definitions() {
		all += string(text)
	}
	for _, want := range []string{"---@field id integer|string # the id of the action", "---@field resource_id? string|integer # the id of the resource", "---@param droplet_id integer|table\n", "---@param ssh_key_identifier integer|string|table\n"} {
		if !strings.Contains(all, want) {
			t.Errorf("the definitions lack %s", want)
		}
	}
}
