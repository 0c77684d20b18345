package luayaml

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// runEncodeYAML goes by way of JSON, which knows how to encode every value,
// and then says the same in YAML.
func runEncodeYAML(c *luabind.Call) error {
	indent := 2
	if n, ok := kit.Option(c.Named("options"), "indent").AsInt(); ok {
		if n < 1 || n > 16 {
			return luabind.ValueErrorf("encode: 'indent' must be from 1 to 16, got %d", n)
		}
		indent = int(n)
	}
	text, err := Encode(c, c.Named("v"), indent, kit.Option(c.Named("options"), "sort").Truthy())
	if err != nil {
		return err
	}
	return kit.ReturnText(c, text)
}

// Encode writes a value as YAML, so many spaces a level, the fields in the order
// of their names or as they come.
func Encode(c *luabind.Call, v luabind.Value, indent int, sorted bool) (string, error) {
	b, err := c.AppendJSON(nil, v, luabind.JSONOptions{Sort: sorted, Odd: oddNumber})
	if err != nil {
		var se *luabind.ScriptError
		if errors.As(err, &se) {
			err = luabind.ValueErrorf("encode: %s", strings.Replace(se.Message, "as JSON", "as YAML", 1))
		}
		return "", err
	}
	c.Charge(len(b) * yamlTreeBytes)
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	root, err := yamlTree(c, d)
	if err != nil {
		return "", err
	}
	return kit.Aside(c, len(b), func(ctx context.Context) (string, error) {
		style(root)
		var out bytes.Buffer
		e := yaml.NewEncoder(writer{ctx, &out})
		e.SetIndent(indent)
		err := errors.Join(e.Encode(root), e.Close())
		return out.String(), err
	})
}

// writer ends the encoder's work when nobody waits for it any more.
type writer struct {
	ctx context.Context
	out *bytes.Buffer
}

// Write takes more of the text.
func (w writer) Write(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.out.Write(b)
}

// style says of each text in a tree how it is written.
func style(n *yaml.Node) {
	for i, e := range n.Content {
		style(e)
		if n.Kind == yaml.MappingNode && i%2 == 0 && e.Style == yaml.LiteralStyle {
			e.Style = yaml.DoubleQuotedStyle // a key stands on one line
		}
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		n.Style = yamlStyle(n.Value)
	}
}

// The numbers that JSON does not have, as JSON numbers that no other value is
// written as.
const (
	jsonInf      = "1e999"
	jsonMinusInf = "-1e999"
	jsonNaN      = "0e999"
)

func oddNumber(dst []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(dst, jsonInf...)
	case math.IsInf(f, -1):
		return append(dst, jsonMinusInf...)
	}
	return append(dst, jsonNaN...)
}

// oddYAML is how YAML writes a number that JSON has no way to write.
func oddYAML(text string) (v string, ok bool) {
	switch text {
	case jsonInf:
		return ".inf", true
	case jsonMinusInf:
		return "-.inf", true
	case jsonNaN:
		return ".nan", true
	}
	return v, false
}

// yamlTree makes a tree of the next JSON value.
func yamlTree(c *luabind.Call, d *json.Decoder) (*yaml.Node, error) {
	c.Steps(8)
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	scalar := func(tag, s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: s} }
	switch t := t.(type) {
	case nil:
		return scalar("!!null", "null"), nil
	case bool:
		if t {
			return scalar("!!bool", "true"), nil
		}
		return scalar("!!bool", "false"), nil
	case json.Number:
		if odd, ok := oddYAML(t.String()); ok {
			return scalar("!!float", odd), nil
		}
		if strings.ContainsAny(t.String(), ".eE") {
			return scalar("!!float", floatText(t.String())), nil
		}
		// Without a tag: the library would give one to what is beyond 64 bits.
		return scalar("", t.String()), nil
	case string:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: t}, nil
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	if t == json.Delim('{') {
		n = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	}
	for d.More() {
		e, err := yamlTree(c, d)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, e)
	}
	if len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	_, err = d.Token()
	return n, err
}

// floatText is a number with a fraction or an exponent as readers of YAML 1.1 know
// it too, for which 1e+21 is a text.
func floatText(s string) string {
	if i := strings.IndexAny(s, "eE"); i >= 0 && !strings.Contains(s, ".") {
		return s[:i] + ".0" + s[i:]
	}
	return s
}

// legacy are plain texts that readers of YAML 1.1 take for something else.
var legacy = pattern{text: `^(?i:y|yes|n|no|on|off|=|<<)$|^[-+]?[0-9][0-9_]*:[0-5]?[0-9]|^[-+]?0[0-7_]+$|^0b[01_]+$|^[-+]?[0-9][0-9_,.]*$|^\d{4}-\d\d?-\d\d?`}

// yamlStyle is how a text is written: over several lines as a block, and
// quoted only where any reader would take it for something else.
func yamlStyle(s string) yaml.Style {
	odd := func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }
	switch {
	case strings.ContainsFunc(s, odd):
		return yaml.DoubleQuotedStyle
	case strings.Contains(s, "\n"):
		if strings.TrimSpace(s) == "" || s[0] == ' ' || s[0] == '\n' || strings.Contains(s, " \n") {
			return yaml.DoubleQuotedStyle
		}
		return yaml.LiteralStyle
	case !plainText(s):
		return yaml.DoubleQuotedStyle
	}
	return 0
}

func plainText(s string) bool {
	for _, p := range []*pattern{&yamlNull, &yamlBool, &yamlInt, &yamlOctal, &yamlHex, &yamlFloat, &yamlInf, &yamlNaN, &legacy} {
		if p.re().MatchString(s) {
			return false
		}
	}
	return true
}
