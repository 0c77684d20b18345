package do

import (
	"reflect"
	"sync"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

// kinds are the resources by the name of the client's class, made when the
// first one is needed. Their methods lead back to it.
var kinds func() map[string]*kind

func init() { kinds = sync.OnceValue(makeKinds) }

func kindOf(r client.Resource) *kind {
	if class := r.Base().Class(); !class.Typed() {
		return makeKind(class)
	}
	return kinds()[r.Base().Class().Name]
}

// absent says whether a resource is nil, also as a typed pointer.
func absent(r client.Resource) bool {
	if r == nil {
		return true
	}
	v := reflect.ValueOf(r)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

// classOrder is in which order documentation lists the classes.
var classOrder = []string{
	"Account", "Action", "BackupWindow", "Domain", "DomainRecord", "Droplet", "FloatingIP", "Image", "Kernel",
	"NetworkInterface", "Networks", "Region", "SSHKey", "Size", "Tag",
}

func resourceClasses() []*luabind.Class {
	var out []*luabind.Class
	for _, name := range classOrder {
		out = append(out, kinds()[name].class)
	}
	return out
}

func makeKinds() map[string]*kind {
	kinds := map[string]*kind{
		"Account":          accountKind(),
		"Action":           actionKind(),
		"BackupWindow":     backupWindowKind(),
		"Domain":           domainKind(),
		"DomainRecord":     recordKind(),
		"Droplet":          dropletKind(),
		"FloatingIP":       floatingIPKind(),
		"Image":            imageKind(),
		"Kernel":           kernelKind(),
		"NetworkInterface": interfaceKind(),
		"Networks":         networksKind(),
		"Region":           regionKind(),
		"SSHKey":           sshKeyKind(),
		"Size":             sizeKind(),
		"Tag":              tagKind(),
	}
	for name, k := range kinds {
		k.class.Name = name
		k.class.Further = furtherOperations(name)
		complete(k)
		switch name {
		case "Domain", "Droplet", "FloatingIP":
			k.class.Properties = append(k.class.Properties, urnProperty)
		}
		k.class.Methods = bypassed(k.class.Methods)
	}
	return kinds
}

// commonMethods are those that all resources have.
var commonMethods = []luabind.Func{
	{Name: "for_json", Doc: "The fields as plain tables, as they encode to JSON.", Result: "table", Run: func(c *luabind.Call) error {
		return c.Return(this(c).copyFields(c))
	}},
	{Name: "int", Doc: "The id as a number; of a FloatingIP its address as a 32-bit integer.", Result: "integer", Run: runInt},
}

func runInt(c *luabind.Call) error {
	o := this(c)
	if ip, ok := o.r.(*client.FloatingIP); ok {
		return c.Return(c.Host().Int(int64(ip.Int())))
	}
	id := o.field(c, "id")
	if id.IsNil() {
		return luabind.ValueErrorf("int: %s has no id", article(o.kind.class.Name))
	}
	return c.Return(id)
}

var commonProperties = []luabind.Property{
	{Name: "fields", Doc: "A deep plain copy of the fields.", Type: "table", Get: func(c *luabind.Call, self any) (luabind.Value, error) {
		return self.(*object).copyFields(c), nil
	}},
	{Name: "doapi_manager", Doc: "The client that the object came from.", Type: "Client", Get: func(c *luabind.Call, self any) (luabind.Value, error) {
		return self.(*object).m.value, nil
	}},
	{Name: "url", Doc: "Where the object lives, nil if it has no place of its own.", Type: "string?", Get: func(c *luabind.Call, self any) (luabind.Value, error) {
		return text(self.(*object).r.Base().URL()), nil
	}},
	{Name: "gone", Doc: "True for the last known state of an object that vanished while it was waited for.", Type: "boolean", Get: func(c *luabind.Call, self any) (luabind.Value, error) {
		return luabind.Bool(self.(*object).r.Base().Gone()), nil
	}},
}

// urnProperty is of what has a uniform resource name.
var urnProperty = luabind.Property{Name: "urn", Doc: "Its uniform resource name, as in do:droplet:5, by which projects and alert policies name it.", Type: "string?",
	Get: func(c *luabind.Call, self any) (luabind.Value, error) {
		return text(self.(*object).r.Base().URN()), nil
	}}

// URN is the object's uniform resource name, "" if it has none.
func (o *object) URN() string { return o.r.Base().URN() }

// text is a string, nil for the empty one.
func text(s string) luabind.Value {
	if s == "" {
		return luabind.Nil
	}
	return luabind.String(s)
}

// complete gives a kind's class what all have.
func complete(k *kind) {
	cl := k.class
	cl.NamedArgs = true
	cl.Habit = methodHabit(cl)
	cl.Methods = append(cl.Methods, commonMethods...)
	cl.Properties = append(cl.Properties, commonProperties...)
	cl.Get = func(c *luabind.Call, self any, key string) (luabind.Value, error) {
		return self.(*object).read(c, key), nil
	}
	cl.Known = func(self any, key string) (v luabind.Value, ok, often bool) { return self.(*object).readBefore(key) }
	cl.Set = func(c *luabind.Call, self any, key string, v luabind.Value) error {
		self.(*object).set(c, key, v)
		return nil
	}
	cl.Pairs = func(c *luabind.Call, self any) ([]luabind.Pair, error) {
		o := self.(*object)
		var list []luabind.Pair
		for _, key := range o.keys() {
			list = append(list, luabind.Pair{Key: luabind.String(key), Value: o.field(c, key)})
		}
		return list, nil
	}
	cl.Names = func(self any) []string { return self.(*object).keys() }
	cl.Equal = func(a, b any) bool { return a.(*object).equal(b.(*object)) }
	cl.String = func(self any) string { return self.(*object).r.(interface{ String() string }).String() }
}

// property makes a computed property of a resource's getter.
func property[T client.Resource](name, typ, doc string, get func(c *luabind.Call, r T) luabind.Value) luabind.Property {
	return luabind.Property{Name: name, Type: typ, Doc: doc, Get: func(c *luabind.Call, self any) (luabind.Value, error) {
		o := self.(*object)
		if o.handedOut() {
			// What the script wrote into a table counts, and may change again.
			o.settle(c)
			return get(c, o.r.(T)), nil
		}
		return o.keep(name, get(c, o.r.(T)), computed), nil
	}}
}

// typed makes a resource's getter of another resource one of kind.typed.
func typed[T, U client.Resource](get func(T) U) func(client.Resource) client.Resource {
	return func(r client.Resource) client.Resource { return get(r.(T)) }
}

// typedList does the same for lists.
func typedList[T, U client.Resource](get func(T) []U) func(client.Resource) []client.Resource {
	return func(r client.Resource) []client.Resource {
		var all []client.Resource
		for _, e := range get(r.(T)) {
			all = append(all, e)
		}
		return all
	}
}

func constants(pairs ...string) []luabind.Constant {
	var out []luabind.Constant
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, luabind.Constant{Name: pairs[i], Value: luabind.String(pairs[i+1]), Doc: "The state \"" + pairs[i+1] + "\"."})
	}
	return out
}
