package do

import (
	"context"
	"errors"
	"strconv"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

// resolvable are the kinds that resolve knows.
var resolvable = []string{"Droplet", "Image", "SSHKey", "Domain", "FloatingIP", "Tag", "Region", "Size", "Action"}

func findMethods() []luabind.Func {
	return []luabind.Func{
		{Name: "find_droplets", Doc: "The droplets of a name.", Result: "Iterator<Droplet>",
			Params: []luabind.Param{{Name: "name", Type: nameType}},
			Run: func(c *luabind.Call) error {
				m := managerOf(c)
				cl, err := m.get()
				if err != nil {
					return err
				}
				return iterate(m, c, cl.FindDroplets(c.Named("name").Text()))
			}},
		{Name: "resolve", Doc: "Finds what a person means: by id, then by slug or fingerprint, then by name. Several of one name are an error that lists them, or with multiple=true a list.", Result: "any",
			Params: []luabind.Param{
				{Name: "kind", Type: kindType, Doc: "such as \"Droplet\" or \"ssh_key\""},
				{Name: "identifier", Type: anyIdentifier, Doc: "an id, slug, fingerprint, name or address, or the object itself"},
				{Name: "multiple", Type: luabind.BooleanType, Option: true, Doc: "give a list of all matches"},
			},
			Run: runResolve},
		{Name: "wait", Doc: "Waits for objects of any kind until a field has a value, or a function gives true, and yields each as soon as it does. Without either it waits until they have done what they are about, as their states tell.", Result: "Iterator",
			Params: params([]luabind.Param{
				{Name: "objects", Type: listOf("", "a list of objects")},
				{Name: "field", Type: luabind.StringType, Option: true, Doc: "the field to look at"},
				{Name: "value", Type: luabind.Any, Option: true, Doc: "what it should become"},
				{Name: "values", Type: luabind.ListType, Option: true, Doc: "any of which it should become"},
				{Name: "until_", Type: luabind.FuncType, Option: true, Doc: "called with each object as just seen"},
				{Name: "fail", Type: luabind.Any, Option: true, Doc: "a value of field, or a list of them, that ends the wait with an error"},
			}, timing),
			Rules: []luabind.Rule{
				luabind.NotBoth("field", "until_"), luabind.NotBoth("value", "values"), luabind.Needs("field", "value", "values"),
				luabind.Needs("value", "field"), luabind.Needs("values", "field"), luabind.Needs("fail", "field"),
			},
			Run: runWait},
	}
}

// kindType takes the name of a class of resources.
var kindType = &luabind.Type{Name: "the name of a kind", Lua: "string", Literal: []string{"string"}, Check: func(_ *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if !v.IsString() {
		return v, luabind.ErrType
	}
	if client.ClassNamed(v.Text()) == nil {
		return v, luabind.ValueErrorf("unknown kind %s%s", v.Quote(), luabind.DidYouMean(v.Text(), resolvable))
	}
	return v, nil
}}

// anyIdentifier takes what a person may know something by.
var anyIdentifier = &luabind.Type{Name: "an id, a slug, a fingerprint or a name", Lua: "string|number", Literal: []string{"string", "number", "table"},
	Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		v, err := operation.Identity(c, v)
		if err != nil {
			return v, err
		}
		if n, ok := v.AsInt(); ok {
			return luabind.String(strconv.FormatInt(n, 10)), nil
		}
		if !v.IsString() {
			return v, luabind.ErrType
		}
		if v.Text() == "" {
			return v, errEmpty
		}
		return v, nil
	}}

func runResolve(c *luabind.Call) error {
	var (
		name, identifier string
		multiple         bool
	)
	c.Bind(&name, &identifier, &multiple)
	class := client.ClassNamed(name)
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	var found []client.Resource
	err = m.block(c, func(ctx context.Context) (err error) {
		found, err = cl.ResolveAll(ctx, class, identifier)
		return err
	})
	switch {
	case errors.Is(err, client.ErrNotFound) && multiple:
		found, err = nil, nil
	case errors.Is(err, client.ErrNotFound):
		return luabind.ValueErrorf("no %s is called %q", class.Name, identifier)
	}
	if err != nil {
		return err
	}
	if multiple {
		return c.Return(list(m, c, found))
	}
	if len(found) > 1 {
		return luabind.ValueErrorf("%w", &client.AmbiguousError{Name: identifier, Matches: found})
	}
	return c.Return(m.resource(c, found[0]))
}
