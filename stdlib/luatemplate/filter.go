package luatemplate

import (
	"encoding/base64"
	"html"
	"net/url"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// filter is one use of a filter, with its argument.
type filter struct {
	name string
	text string // its argument, if it takes a text
	n    int    // the same, if it takes a number
}

// filterKind describes a filter.
type filterKind struct {
	argument string // "", "text" or "number": what has to follow the name
	escapes  bool   // makes the value safe for some place, so that the default does not apply
	run      func(r *renderer, n *node, f filter, v luabind.Value) (luabind.Value, error)
}

// onText makes a filter of a function on texts.
func onText(f func(s string) string) func(r *renderer, n *node, _ filter, v luabind.Value) (luabind.Value, error) {
	return func(r *renderer, n *node, _ filter, v luabind.Value) (luabind.Value, error) {
		s, err := r.text(n, v)
		r.g.Add(2 * len(s))
		return luabind.String(f(s)), err
	}
}

var filtersOnce lazy.Value[map[string]filterKind]

func filters() map[string]filterKind {
	return filtersOnce.Get(func() map[string]filterKind {
		return map[string]filterKind{
			"json":       {escapes: true, run: jsonFilter},
			"yaml":       {escapes: true, run: jsonFilter}, // JSON is YAML on one line
			"cloud-init": {escapes: true, run: jsonFilter},
			"shell":      {escapes: true, run: shellFilter},
			"html":       {escapes: true, run: onText(html.EscapeString)},
			"url":        {escapes: true, run: onText(url.QueryEscape)},
			"base64":     {escapes: true, run: onText(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) })},
			"upper":      {run: onText(strings.ToUpper)},
			"lower":      {run: onText(strings.ToLower)},
			"trim":       {run: onText(strings.TrimSpace)},
			"default": {argument: "text", run: func(r *renderer, n *node, f filter, v luabind.Value) (luabind.Value, error) {
				if v.IsNil() || v.IsNull() {
					return luabind.String(f.text), nil
				}
				return v, nil
			}},
			"indent": {argument: "number", run: func(r *renderer, n *node, f filter, v luabind.Value) (luabind.Value, error) {
				s, err := r.text(n, v)
				margin := "\n" + strings.Repeat(" ", f.n)
				r.g.Add(strings.Count(s, "\n") * len(margin))
				return luabind.String(strings.ReplaceAll(s, "\n", margin)), err
			}},
			"join": {argument: "text", run: func(r *renderer, n *node, f filter, v luabind.Value) (luabind.Value, error) {
				parts, err := r.parts(n, v)
				return luabind.String(strings.Join(parts, f.text)), err
			}},
		}
	})
}

func (r *renderer) apply(n *node, f filter, v luabind.Value) (luabind.Value, error) {
	return filters()[f.name].run(r, n, f, v)
}

func jsonFilter(r *renderer, n *node, _ filter, v luabind.Value) (luabind.Value, error) {
	if v.IsNil() {
		return v, r.present(n, v)
	}
	b, err := r.c.AppendJSON(nil, v, luabind.JSONOptions{})
	r.g.Add(len(b))
	return luabind.String(string(b)), err
}

// shellFilter quotes a value as one word, or a list as several.
func shellFilter(r *renderer, n *node, _ filter, v luabind.Value) (luabind.Value, error) {
	var words []string
	var err error
	if _, ok := kit.PlainTable(v); ok {
		words, err = r.parts(n, v)
	} else {
		words = make([]string, 1)
		words[0], err = r.text(n, v)
	}
	for i := 0; i < len(words) && err == nil; i++ {
		if strings.IndexByte(words[i], 0) >= 0 {
			err = r.bad(n, "'%s' has a zero byte, which no command line can", n.name())
		}
		r.g.Add(2 * len(words[i]))
		words[i] = kit.ShellQuote(words[i])
	}
	return luabind.String(strings.Join(words, " ")), err
}

// parts are the elements of a list as texts.
func (r *renderer) parts(n *node, v luabind.Value) ([]string, error) {
	if err := r.present(n, v); err != nil {
		return nil, err
	}
	t, ok := kit.PlainTable(v)
	_, isIterator := v.AsIterator()
	if ok && !t.IsList() || !ok && !isIterator {
		return nil, r.bad(n, "'%s' is no list", n.name())
	}
	var parts []string
	err := kit.EachRow(r.c, v, func(e luabind.Value) error {
		s, err := r.text(n, e)
		r.g.Add(len(s))
		parts = append(parts, s)
		return err
	})
	return parts, err
}
