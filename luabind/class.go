package luabind

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// Class describes the objects of one kind: userdata (or, with AsTable, tables)
// with a Go value behind them. A Class is static data, made once and used by
// any number of Hosts; what it says is also what help, completion, the checker
// and the type definitions say.
//
// obj.name looks for a method, then a property, then a constant, then asks
// Get.
type Class struct {
	Name string // "Droplet": what messages and obj.class say
	Doc  string // one line

	Methods    []Func
	Properties []Property
	Constants  []Constant
	Fields     []Param // fields that Get answers, as far as they are known; for documentation

	// Get answers for any other name; nil for one that the object lacks.
	Get func(c *Call, self any, key string) (Value, error)
	// Known gives what obj.key is where that was found out before, members
	// included, so that reading it again costs little; nil for classes whose
	// objects keep nothing. often asks for such values of the object to be kept
	// where the VM finds them without asking; they may then change by Set only.
	Known func(self any, key string) (v Value, ok, often bool)
	// Set takes obj.key = v. Without it objects are read-only.
	Set func(c *Call, self any, key string, v Value) error
	// Pairs lists what pairs(obj) visits, in order.
	Pairs func(c *Call, self any) ([]Pair, error)
	// Len answers #obj.
	Len func(self any) int
	// NotList is what ipairs(obj), pairs(obj), #obj and obj[1] say, which
	// raise then: for objects that are easily taken for lists.
	NotList string
	// Further gives more methods, for names that nothing else answers: it is
	// called when one is first asked for, not before, and must be safe from any
	// goroutine. It always gives the same Funcs.
	Further func() []Func
	// Habit gives the name that a member has here of one that it has in other
	// tools; "" if it is no such name. Errors and the checker hint at it.
	Habit func(name string) string
	// Names lists further names for completion, fields for instance.
	Names func(self any) []string
	// at answers obj[key] before all else, for any key, and setAt takes obj[key] = v:
	// of what Go has in slices and maps.
	at    func(c *Call, self any, key Value) (Value, error)
	setAt func(c *Call, self any, key, v Value) error
	// Static says what Get answers whatever the object: the further names, and
	// the classes of their values as far as they are known, else nil. With it
	// there are no other names, so the checker can tell that one is wrong.
	Static func() map[string]*Class
	// String renders the object for tostring, `..` and messages.
	String func(self any) string
	// Equal compares two objects of the class for ==.
	Equal func(a, b any) bool
	// Compare orders two operands of which one is of the class; ok is false
	// when they have no order.
	Compare func(a, b Value) (order int, ok bool)
	// Arith computes a op b, where one operand is of the class. For unary
	// minus a is 0 and op "-".
	Arith func(c *Call, op string, a, b Value) (Value, error)
	// Call makes the object callable.
	Call *Func

	// Text gives its objects the methods of strings, and has Lua's string
	// functions take them, for what is in both the object's text.
	Text bool

	// NamedArgs lets methods take one table of named arguments.
	NamedArgs bool
	// Bound makes obj.f(x) and obj:f(x) the same.
	Bound bool
	// AsTable makes type(obj) "table".
	AsTable bool
}

// Property is a value that an object computes.
type Property struct {
	Name string
	Doc  string
	Type string // as in type definitions: "string", "boolean?"
	Get  func(c *Call, self any) (Value, error)
	Set  func(c *Call, self any, v Value) error // nil: read-only
}

// Constant is a fixed value of a class or module.
type Constant struct {
	Name  string
	Doc   string
	Value Value // string, number or boolean
}

// Pair is one step of pairs(obj).
type Pair struct{ Key, Value Value }

// classKey marks a metatable with its class. Scripts never see metatables of
// objects.
const classKey = "\x00class"

// selfKey is where an object that is a table keeps the userdata behind it.
const selfKey = "\x00self"

func classOf(mt lua.LValue) *Class {
	t, ok := mt.(*lua.LTable)
	if !ok {
		return nil
	}
	if ud, ok := t.RawGetString(classKey).(*lua.LUserData); ok {
		c, _ := ud.Value.(*Class)
		return c
	}
	return nil
}

// AllMethods gives Methods and what Further adds to them.
func (class *Class) AllMethods() []Func {
	if class.Further == nil {
		return class.Methods
	}
	return slices.Concat(class.Methods, class.Further())
}
