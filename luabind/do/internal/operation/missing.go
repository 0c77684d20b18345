package operation

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// missing finds arguments that are needed and are nowhere, in the parts
// neither; and those that one of the body's alternatives needs.
func (p *Arguments) missing(c *luabind.Call, args client.Args, parts map[string]client.Args, whole bool) error {
	for i := range p.args {
		a := &p.args[i]
		_, given := args[a.api]
		switch {
		case a.param != nil && !given && a.param.In == catalog.InPath:
			_, given = parts["path"][a.api]
		case a.param != nil && !given && a.param.In == catalog.InQuery:
			_, given = parts["query"][a.api]
		case !given:
			_, given = parts["body"][a.api]
			given = given || whole
		}
		if a.required && !given && !a.waived(args, parts) {
			return luabind.TypeErrorf("%s: missing argument '%s' (%s)", c.Func().Called(), a.name, nameOf(a.schema))
		}
	}
	if whole || p.op.Body == nil {
		return nil
	}
	return p.missingOfVariant(c, func(name string) (json.RawMessage, bool) {
		if raw, ok := parts["body"][name].(json.RawMessage); ok {
			return raw, true
		}
		raw, ok := args[name].(json.RawMessage)
		return raw, ok
	})
}

// waived reports whether another argument makes that one needless.
func (a *argument) waived(args client.Args, parts map[string]client.Args) bool {
	return slices.ContainsFunc(a.waivers, func(w catalog.Waiver) bool {
		raw, ok := parts["body"][w.When].(json.RawMessage)
		if !ok {
			raw, _ = args[w.When].(json.RawMessage)
		}
		return slices.Contains(w.Is, string(raw))
	})
}

// missingOfVariant holds a body with alternatives for each type against them:
// some arguments are needed only beside others. Where nothing tells which
// alternative is meant, the API decides.
func (p *Arguments) missingOfVariant(c *luabind.Call, given func(name string) (json.RawMessage, bool)) error {
	s := p.op.Body
	if s.Discriminator == "" {
		return nil
	}
	var nearest []string // what the alternatives lack that lack least
	least := math.MaxInt
	for _, v := range s.Variants {
		if !fitsDiscriminator(s, v, given) {
			continue
		}
		lacking := slices.DeleteFunc(needed(v), func(name string) bool {
			_, ok := given(name)
			return ok || p.op.Param(name) != nil || v.Waived(name, func(field string) string { raw, _ := given(field); return string(raw) })
		})
		if len(lacking) == 0 {
			return nil
		}
		if len(lacking) < least {
			least, nearest = len(lacking), nil
		}
		if text := "'" + strings.Join(lacking, "' and '") + "'"; len(lacking) == least && !slices.Contains(nearest, text) {
			nearest = append(nearest, text)
		}
	}
	if nearest == nil {
		return nil
	}
	return luabind.TypeErrorf("%s: missing argument %s", c.Func().Called(), strings.Join(nearest, " or "))
}

// needed are the names that an alternative needs.
func needed(v *catalog.Schema) []string {
	names := slices.Clone(v.Requires)
	for i := range v.Props {
		if p := &v.Props[i]; p.Required && !p.Schema.ReadOnly {
			names = append(names, p.Name)
		}
	}
	return names
}

// fitsDiscriminator reports whether an alternative is for the value that the
// body has where the alternatives differ.
func fitsDiscriminator(s, v *catalog.Schema, given func(name string) (json.RawMessage, bool)) bool {
	p := v.Prop(s.Discriminator)
	if p == nil || len(p.Schema.Enum) == 0 {
		return true
	}
	raw, ok := given(s.Discriminator)
	return !ok || slices.Contains(p.Schema.Enum, string(raw))
}
