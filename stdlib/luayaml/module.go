// Package luayaml is the module yaml of scripts: YAML 1.2 to Lua values and back.
package luayaml

import (
	"io"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/luabase64"
	"github.com/doapi-lua/doapi/stdlib/luajson"
)

// Module is `require "yaml"`: YAML 1.2 with its core schema, so that no, on and
// 0777 are what they look like: two texts and the number 777.
var Module = &luabind.Module{
	Name: "yaml",
	Doc: `YAML 1.2: no and on are texts, null is json.null, lists and objects stay apart.

    local yaml = require "yaml"
    local config = yaml.decode(fs.read("config.yaml"))
    for _, doc in ipairs(yaml.decode_all(text)) do print(doc.kind) end`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "decode", Doc: "The value of a YAML text with one document. Broken text is a ParseError with line.", Result: "any",
			Params: []luabind.Param{{Name: "s", Type: luabind.StringType}},
			Run:    runDecode, Refuses: runDecode},
		{Name: "decode_all", Doc: "The values of all documents of a YAML text, as a list.", Result: "any[]",
			Params: []luabind.Param{{Name: "s", Type: luabind.StringType}},
			Run:    runDecodeAll, Refuses: runDecodeAll},
		{Name: "encode", Doc: "The YAML text of a value. What decode gave comes out with the same meaning and order; texts are quoted where a reader of any version would take them for something else.", Result: "string",
			Params: []luabind.Param{
				{Name: "v", Type: luabind.Any, Optional: true},
				kit.LastOptions(
					luabind.Param{Name: "indent", Type: luabind.IntegerType, Default: "2", Doc: "spaces for each level"},
					luabind.Param{Name: "sort", Type: luabind.BooleanType, Doc: "write fields in the order of their names"},
				),
			},
			Run: runEncodeYAML},
	}
}

func runDecode(c *luabind.Call) error {
	v, err := Decode(c, c.Named("s").Text())
	if err != nil {
		return err
	}
	return c.Return(v)
}

func runDecodeAll(c *luabind.Call) error {
	all, err := decodeYAML(c, c.Named("s").Text())
	if err != nil {
		return err
	}
	t := c.NewTable(len(all), 0)
	for _, v := range all {
		t.Append(v)
	}
	return c.Return(c.Host().MarkList(t).Value())
}

const (
	// maxYAMLNodes bounds what the aliases of a document may add to it.
	maxYAMLNodes = 1 << 17
	// yamlTreeBytes is about what the parser's tree takes for each byte.
	yamlTreeBytes = 32
)

// Decode gives the value of a YAML text with one document. Broken text is a
// ParseError.
func Decode(c *luabind.Call, s string) (luabind.Value, error) {
	all, err := decodeYAML(c, s)
	if err != nil {
		return luabind.Nil, err
	}
	switch len(all) {
	case 0:
		return c.Host().Null(), nil
	case 1:
		return all[0], nil
	}
	return luabind.Nil, luabind.ValueErrorf("decode: there are %d documents in it; decode_all gives all of them", len(all))
}

func decodeYAML(c *luabind.Call, s string) ([]luabind.Value, error) {
	g := kit.NewGrowth(c)
	g.Add(len(s) * yamlTreeBytes)
	all, err := readYAML(c, s, &g)
	if err != nil {
		// Every JSON text is YAML, also with what the parser does not know.
		if v, problem := luajson.Decode(c, s); problem == nil {
			return []luabind.Value{v}, nil
		}
	}
	return all, err
}

// counted counts the parser's work by what it reads.
type counted struct {
	c *luabind.Call
	io.Reader
}

// Read gives more of the text. It does not return when the run has ended.
func (r counted) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b[:min(len(b), 4<<10)])
	r.c.Steps(1 + n)
	return n, err
}

func readYAML(c *luabind.Call, s string, g *kit.Growth) ([]luabind.Value, error) {
	text, err := newYAMLText(c, s)
	if err != nil {
		return nil, err
	}
	d := yaml.NewDecoder(counted{c, text.reader()})
	var all []luabind.Value
	for {
		var doc yaml.Node
		err := d.Decode(&doc)
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, text.fault(err)
		}
		text.restore(&doc)
		r := yamlReader{c: c, growth: g, open: map[*yaml.Node]bool{}}
		v, err := r.value(&doc, 0)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
}

// pattern is an expression that is compiled when it is first needed: most scripts
// never do.
type pattern struct {
	text  string
	value lazy.Value[*regexp.Regexp]
}

func (p *pattern) re() *regexp.Regexp {
	return p.value.Get(func() *regexp.Regexp { return regexp.MustCompile(p.text) })
}

// yamlReader makes Lua values of a tree.
type yamlReader struct {
	c      *luabind.Call
	growth *kit.Growth
	nodes  int                 // within aliases
	open   map[*yaml.Node]bool // aliases that are being followed
}

func (r *yamlReader) fault(n *yaml.Node, message string) error {
	return yamlFault(r.c, n.Line-1, n.Column, message)
}

func (r *yamlReader) value(n *yaml.Node, depth int) (luabind.Value, error) {
	if len(r.open) > 0 {
		if r.nodes++; r.nodes > maxYAMLNodes {
			return luabind.Nil, r.fault(n, "the aliases in it make it too large")
		}
	}
	if depth > 200 {
		return luabind.Nil, r.fault(n, "it is nested too deeply")
	}
	r.growth.Add(kit.ElementBytes)
	switch n.Kind {
	case yaml.DocumentNode:
		if len(n.Content) == 0 {
			return r.c.Host().Null(), nil
		}
		return r.value(n.Content[0], depth)
	case yaml.AliasNode:
		if r.open[n.Alias] {
			return luabind.Nil, r.fault(n, "the anchor *"+n.Value+" contains itself")
		}
		r.open[n.Alias] = true
		defer delete(r.open, n.Alias)
		return r.value(n.Alias, depth+1)
	case yaml.SequenceNode:
		r.growth.Add(kit.TableBytes)
		t := r.c.NewTable(len(n.Content), 0)
		for i, e := range n.Content {
			v, err := r.value(e, depth+1)
			if err != nil {
				return luabind.Nil, err
			}
			t.SetAt(i+1, v)
		}
		return r.c.Host().MarkList(t).Value(), nil
	case yaml.MappingNode:
		r.growth.Add(kit.TableBytes + len(n.Content)*kit.ElementBytes)
		t := r.c.NewTable(0, len(n.Content)/2)
		if err := r.fields(t, n, depth, true); err != nil {
			return luabind.Nil, err
		}
		return r.c.Host().MarkObject(t).Value(), nil
	}
	return r.scalar(n)
}

// fields reads a mapping into a table; what << merges never wins over what is
// written out.
func (r *yamlReader) fields(t luabind.Table, n *yaml.Node, depth int, wins bool) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, e := n.Content[i], n.Content[i+1]
		if k.Tag == "!!merge" || k.Value == "<<" && k.Style == 0 {
			continue
		}
		key, err := r.value(k, depth+1)
		if err != nil {
			return err
		}
		if _, class := key.Object(); class != nil || key.Type() == "table" || key.IsNil() {
			return r.fault(k, "a key that is a "+key.Kind()+" cannot be a field")
		}
		if key.Type() == "number" || key.Type() == "boolean" {
			key = luabind.String(k.Value)
		}
		name, _ := key.AsString()
		if seen := t.Get(name); !seen.IsNil() && wins {
			return r.fault(k, "the key "+key.Quote()+" is there twice")
		} else if !seen.IsNil() {
			continue
		}
		v, err := r.value(e, depth+1)
		if err != nil {
			return err
		}
		t.Set(name, v)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; k.Tag == "!!merge" || k.Value == "<<" && k.Style == 0 {
			if err := r.merge(t, n.Content[i+1], depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *yamlReader) merge(t luabind.Table, n *yaml.Node, depth int) error {
	if depth > 200 {
		return r.fault(n, "it is nested too deeply")
	}
	switch n.Kind {
	case yaml.AliasNode:
		if r.open[n.Alias] {
			return r.fault(n, "the anchor *"+n.Value+" contains itself")
		}
		r.open[n.Alias] = true
		defer delete(r.open, n.Alias)
		return r.merge(t, n.Alias, depth+1)
	case yaml.MappingNode:
		return r.fields(t, n, depth, false)
	case yaml.SequenceNode:
		for _, e := range n.Content {
			if err := r.merge(t, e, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return r.fault(n, "<< merges mappings only")
}

// The core schema of YAML 1.2.
var (
	yamlNull  = pattern{text: `^(?:null|Null|NULL|~|)$`}
	yamlBool  = pattern{text: `^(?:true|True|TRUE|false|False|FALSE)$`}
	yamlInt   = pattern{text: `^[-+]?[0-9]+$`}
	yamlOctal = pattern{text: `^0o[0-7]+$`}
	yamlHex   = pattern{text: `^0x[0-9a-fA-F]+$`}
	yamlFloat = pattern{text: `^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$`}
	yamlInf   = pattern{text: `^([-+]?)\.(?:inf|Inf|INF)$`}
	yamlNaN   = pattern{text: `^\.(?:nan|NaN|NAN)$`}
)

func (r *yamlReader) scalar(n *yaml.Node) (luabind.Value, error) {
	s := n.Value
	r.growth.Add(len(s))
	plain := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
	if n.Style&yaml.TaggedStyle == 0 {
		if !plain {
			return luabind.String(s), nil
		}
		v, _ := r.core(s)
		return v, nil
	}
	v, ok := r.core(s)
	switch n.Tag {
	case "!!int":
		ok = ok && (v.Type() == "number" || v.Kind() == "integer") && !yamlFloatOnly(s)
	case "!!float":
		if f, isFloat := v.AsNumber(); isFloat {
			v = luabind.Number(f)
		} else {
			ok = false
		}
	case "!!bool":
		ok = ok && v.Type() == "boolean"
	case "!!null":
		ok = ok && v.IsNull()
	case "!!binary":
		b, err := luabase64.Decode(s, false)
		v, ok = luabind.String(string(b)), err == nil
	default:
		// Text, and what only its makers know.
		return luabind.String(s), nil
	}
	if !ok {
		return luabind.Nil, r.fault(n, luabind.String(s).Quote()+" is no "+strings.TrimPrefix(n.Tag, "!!"))
	}
	return v, nil
}

// yamlFloatOnly says whether a number is written as a float.
func yamlFloatOnly(s string) bool {
	return !yamlInt.re().MatchString(s) && !yamlOctal.re().MatchString(s) && !yamlHex.re().MatchString(s)
}

// core reads a plain scalar; ok is false for a text.
func (r *yamlReader) core(s string) (v luabind.Value, ok bool) {
	h := r.c.Host()
	switch {
	case yamlNull.re().MatchString(s):
		return h.Null(), true
	case yamlBool.re().MatchString(s):
		return luabind.Bool(s[0] == 't' || s[0] == 'T'), true
	case yamlInt.re().MatchString(s):
		return h.Digits(strings.TrimPrefix(s, "+")), true
	case yamlOctal.re().MatchString(s), yamlHex.re().MatchString(s):
		n, ok := new(big.Int).SetString(s, 0)
		if ok {
			return h.Digits(n.String()), true
		}
	case yamlFloat.re().MatchString(s):
		// What is too large is an infinity.
		f, _ := strconv.ParseFloat(s, 64)
		return luabind.Number(f), true
	case yamlInf.re().MatchString(s):
		if s[0] == '-' {
			return luabind.Number(math.Inf(-1)), true
		}
		return luabind.Number(math.Inf(1)), true
	case yamlNaN.re().MatchString(s):
		return luabind.Number(math.NaN()), true
	}
	return luabind.String(s), false
}
