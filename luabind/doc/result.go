package doc

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// gives names the fields of what an operation gives, or says what else it is.
func (x *Index) gives(f *luabind.Func) string {
	if f.Op == "" {
		return ""
	}
	for _, name := range strings.FieldsFunc(f.Result, func(r rune) bool { return strings.ContainsRune("<>|?[], ", r) }) {
		c := x.classes[name]
		if c == nil || len(c.Fields) == 0 {
			continue
		}
		names := make([]string, len(c.Fields))
		for i := range c.Fields {
			names[i] = c.Fields[i].Name
		}
		return "\nGives " + name + " (help " + name + " tells more)\n  " + wrap(strings.Join(names, " "), "  ") + "\n"
	}
	var b strings.Builder
	if x.Result != nil && f.Result != "" {
		section(&b, "Gives", resultRows(x.Result(f.Op), ""))
	}
	if b.Len() == 0 {
		b.WriteString("\nGives " + x.inWords(f.Result) + "\n")
	}
	return b.String()
}

// inWords says what a result is whose fields nothing tells.
func (x *Index) inWords(result string) string {
	if result == "" {
		return "nothing"
	}
	if of, ok := strings.CutPrefix(result, luabind.IteratorClass.Name+"<"); ok {
		return "an iterator: each step gives " + x.inWords(strings.TrimSuffix(of, ">"))
	}
	if of, ok := strings.CutSuffix(result, "[]"); ok {
		return "a list: each element is " + x.inWords(of)
	}
	switch result {
	case "string":
		return "a string, as the API sends it"
	case "integer":
		return "an integer"
	case "number", "boolean":
		return "a " + result
	}
	return "a table with the fields that the API sends, which its description does not tell"
}
