package do

import (
	"sync"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

// constructor is do.Droplet and its like: called, it makes a handle without a
// request; and it has the class's constants.
type constructor struct{ m *manager }

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

// constructors are the scripts' classes of constructors, by name: each says
// itself what identifies its objects.
var constructors func() map[string]*luabind.Class

func init() {
	constructors = sync.OnceValue(func() map[string]*luabind.Class {
		all := map[string]*luabind.Class{}
		for name, k := range kinds() {
			all[name] = constructorClass(name, k.class.Constants)
		}
		return all
	})
}

func constructorClass(name string, constants []luabind.Constant) *luabind.Class {
	id := luabind.Any
	h, ok := handles[name]
	if ok {
		id = h.id
	}
	return &luabind.Class{
		Name:      "Class",
		Doc:       "A class of resources: call it to make a handle without a request.",
		String:    func(any) string { return "class " + name },
		Constants: constants,
		Call: &luabind.Func{
			Name: name, Doc: "Makes a handle of a resource without a request.", Result: name,
			Params: []luabind.Param{{Name: "id", Type: id, Doc: "what identifies it: id, slug, fingerprint, name or address"}},
			Run: func(c *luabind.Call) error {
				if !ok {
					return luabind.TypeErrorf("%s: there are no handles of it: it has no place of its own", name)
				}
				m := managerOf(c)
				cl, err := m.get()
				if err != nil {
					return err
				}
				return c.Return(m.resource(c, h.make(cl, c.Named("id"))))
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
	if class := constructors()[key]; class != nil {
		v = c.Host().Object(class, &constructor{m})
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
