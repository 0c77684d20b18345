package do

import (
	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

// constructor is do.Droplet and its like: called, it makes a handle without a
// request; and it has the class's constants.
type constructor struct {
	m    *manager
	name string
}

func (k *constructor) manager() *manager { return k.m }

// handles say how the constructors make a handle of what identifies one.
var handles = map[string]struct {
	id   *luabind.Type
	make func(cl *client.Client, v luabind.Value) client.Resource
}{
	"Droplet":    {dropletID, func(cl *client.Client, v luabind.Value) client.Resource { return cl.Droplet(idOf(v)) }},
	"Action":     {actionID, func(cl *client.Client, v luabind.Value) client.Resource { return cl.Action(idOf(v)) }},
	"Image":      {imageRef, func(cl *client.Client, v luabind.Value) client.Resource { return cl.Image(imageOf(v)) }},
	"SSHKey":     {sshKeyRef, func(cl *client.Client, v luabind.Value) client.Resource { return cl.SSHKey(sshKeyOf(v)) }},
	"Domain":     {domainName, func(cl *client.Client, v luabind.Value) client.Resource { return cl.Domain(textOf(v)) }},
	"FloatingIP": {floatingIP, func(cl *client.Client, v luabind.Value) client.Resource { return cl.FloatingIP(addressOf(v)) }},
	"Tag":        {tagName, func(cl *client.Client, v luabind.Value) client.Resource { return cl.Tag(textOf(v)) }},
}

var constructorClass = &luabind.Class{}

func init() {
	*constructorClass = luabind.Class{
		Name:   "Class",
		Doc:    "A class of resources: call it to make a handle without a request.",
		String: func(self any) string { return "class " + self.(*constructor).name },
		Get: func(c *luabind.Call, self any, key string) (luabind.Value, error) {
			for _, k := range kinds()[self.(*constructor).name].class.Constants {
				if k.Name == key {
					return k.Value, nil
				}
			}
			return luabind.Nil, nil
		},
		Names: func(self any) []string {
			var names []string
			for _, k := range kinds()[self.(*constructor).name].class.Constants {
				names = append(names, k.Name)
			}
			return names
		},
		Call: &luabind.Func{
			Name: "handle", Doc: "Makes a handle of a resource without a request.", Result: "any",
			Params: []luabind.Param{{Name: "id", Type: luabind.Any, Doc: "what identifies it: id, slug, fingerprint, name or address"}},
			Run: func(c *luabind.Call) error {
				k := c.Self().(*constructor)
				h, ok := handles[k.name]
				if !ok {
					return luabind.TypeErrorf("%s: there are no handles of it: it has no place of its own", k.name)
				}
				v, err := h.id.Check(c, c.Arg(0))
				if err == luabind.ErrType {
					return luabind.TypeErrorf("%s: 'id' must be %s, got %s", k.name, h.id.Name, c.Arg(0).Kind())
				} else if err != nil {
					return luabind.TypeErrorf("%s: 'id' %w", k.name, err)
				}
				cl, err := k.m.get()
				if err != nil {
					return err
				}
				return c.Return(k.m.resource(c, h.make(cl, v)))
			},
		},
	}
}

// member gives what is no method and no attribute of a client: classes and
// groups of operations. They are made when they are first asked for.
func (m *manager) member(c *luabind.Call, key string) luabind.Value {
	if v, ok := m.groups[key]; ok {
		return v
	}
	var v luabind.Value
	if _, ok := kinds()[key]; ok {
		v = c.Host().Object(constructorClass, &constructor{m, key})
	} else {
		v = m.group(c, key)
	}
	if v.IsNil() {
		return v
	}
	if m.groups == nil {
		m.groups = map[string]luabind.Value{}
	}
	m.groups[key] = v
	return v
}
