package luabind

import (
	"fmt"
	"hash/maphash"
	"math"
	"strconv"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/jsontext"
	"github.com/doapi-lua/doapi/luabind/internal/table"
)

// Value is a Lua value. The zero Value is nil. Numbers, strings and booleans
// may be kept and used anywhere; a table, function or object belongs to the
// Host that made it and is touched only while that Host's lock is held, as it
// is in a [Func]'s Run outside of [Call.Block].
type Value struct{ lv lua.LValue }

// Nil is Lua's nil.
var Nil Value

// String makes a Lua string.
func String(s string) Value { return Value{lua.LString(s)} }

// Number makes a Lua number.
func Number(f float64) Value { return Value{lua.LNumber(f)} }

// Bool makes a Lua boolean.
func Bool(b bool) Value { return Value{lua.LBool(b)} }

// maxExact is the last integer up to which every one has a number of its own.
const maxExact = 1 << 53

func wrap(lv lua.LValue) Value {
	if lv == lua.LNil {
		return Value{}
	}
	return Value{lv}
}

func (v Value) raw() lua.LValue {
	if v.lv == nil {
		return lua.LNil
	}
	return v.lv
}

// IsNil says whether the value is nil.
func (v Value) IsNil() bool { return v.lv == nil || v.lv == lua.LNil }

// Truthy says whether the value counts as true in a condition.
func (v Value) Truthy() bool { return !v.IsNil() && v.lv != lua.LFalse }

// Type is Lua's name for the value's type: "nil", "boolean", "number",
// "string", "table", "function", "userdata" or "thread".
func (v Value) Type() string { return v.raw().Type().String() }

// Kind names the value for messages: the class of an object ("Droplet"), else
// its Type.
func (v Value) Kind() string {
	if _, c := v.Object(); c != nil {
		return c.Name
	}
	return v.Type()
}

// AsString gives the text of a string; a number counts, as in Lua.
func (v Value) AsString() (string, bool) {
	switch lv := v.lv.(type) {
	case lua.LString:
		return string(lv), true
	case lua.LNumber:
		return numberString(lv), true
	}
	return "", false
}

// IsString says whether the value is a string (numbers do not count).
func (v Value) IsString() bool { _, ok := v.lv.(lua.LString); return ok }

// AsNumber gives a number. Strings do not count.
func (v Value) AsNumber() (float64, bool) {
	n, ok := v.lv.(lua.LNumber)
	return float64(n), ok
}

// AsInt gives an integral number, or an exact [Integer] that fits.
func (v Value) AsInt() (int64, bool) {
	switch lv := v.lv.(type) {
	case lua.LNumber:
		f := float64(lv)
		if f == math.Trunc(f) && math.Abs(f) <= maxExact {
			return int64(f), true
		}
	case *lua.LUserData:
		if n, ok := lv.Value.(Integer); ok && n.v.IsInt64() {
			return n.v.Int64(), true
		}
	}
	return 0, false
}

// AsBool gives a boolean.
func (v Value) AsBool() (value, ok bool) {
	b, ok := v.lv.(lua.LBool)
	return bool(b), ok
}

// Text is the text of a string or number, "" of anything else.
func (v Value) Text() string { s, _ := v.AsString(); return s }

// Float is a number, 0 for anything else.
func (v Value) Float() float64 { n, _ := v.AsNumber(); return n }

// Int is an integer as [Value.AsInt] gives it, 0 for anything else.
func (v Value) Int() int64 { n, _ := v.AsInt(); return n }

// Seconds is a number of seconds as a duration (see [Seconds]), 0 for anything
// else.
func (v Value) Seconds() time.Duration { return Seconds(v.Float()) }

// AsTable gives a table.
func (v Value) AsTable() (Table, bool) {
	t, ok := v.lv.(*lua.LTable)
	return Table{t}, ok
}

// IsFunction says whether the value is a function.
func (v Value) IsFunction() bool { _, ok := v.lv.(*lua.LFunction); return ok }

// Object gives the Go value behind an object and its class; nil and nil for
// any other value.
func (v Value) Object() (any, *Class) {
	switch lv := v.lv.(type) {
	case *lua.LUserData:
		if c := classOf(lv.Metatable); c != nil {
			return lv.Value, c
		}
	case *lua.LTable:
		if c := classOf(lv.Metatable); c != nil && c.AsTable {
			if ud, ok := lv.RawGetString(selfKey).(*lua.LUserData); ok {
				return ud.Value, c
			}
		}
	}
	return nil, nil
}

// Equal is Lua's raw equality.
func (v Value) Equal(w Value) bool { return v.raw() == w.raw() }

// String renders the value as a message would: strings as they are, objects
// without calling a script's __tostring.
func (v Value) String() string {
	switch lv := v.raw().(type) {
	case lua.LNumber:
		return numberString(lv)
	case *lua.LUserData:
		if self, c := v.Object(); c != nil && c.String != nil {
			return c.String(self)
		}
		return fmt.Sprintf("userdata: %p", lv)
	default:
		return lv.String()
	}
}

// Quote renders the value for an error message: strings quoted and cut,
// tables and objects by their kind only, so that no secret is dumped.
func (v Value) Quote() string {
	switch lv := v.raw().(type) {
	case lua.LString:
		s := string(lv)
		if len(s) > 40 {
			s = s[:37] + "..."
		}
		return strconv.Quote(s)
	case lua.LNumber, lua.LBool, *lua.LNilType:
		return v.String()
	}
	return v.Kind()
}

// Table is a Lua table of a Host; see [Value] for when it may be touched.
// The zero Table is none: Ok tells.
type Table struct{ t *lua.LTable }

// Ok says whether there is a table.
func (t Table) Ok() bool { return t.t != nil }

// Value gives the table as a value.
func (t Table) Value() Value {
	if t.t == nil {
		return Nil
	}
	return Value{t.t}
}

// Get gives a field, without metamethods.
func (t Table) Get(key string) Value { return wrap(t.t.RawGetString(key)) }

// Set sets a field, without metamethods. Nil removes it.
func (t Table) Set(key string, v Value) { table.SetString(t.t, key, v.raw()) }

// GetValue and SetValue take any key but nil and NaN.
func (t Table) GetValue(key Value) Value { return wrap(table.Get(t.t, key.raw())) }

// SetValue sets the element at any key but nil and NaN.
func (t Table) SetValue(key, v Value) { table.Set(t.t, key.raw(), v.raw()) }

// Len is the length of the table's list part.
func (t Table) Len() int { return table.Len(t.t) }

// At gives the element at an integer; those of a list are from 1 to Len.
func (t Table) At(i int) Value { return wrap(table.GetInt(t.t, i)) }

// SetAt sets the i-th element of a list, from 1.
func (t Table) SetAt(i int, v Value) { table.SetInt(t.t, i, v.raw()) }

// Append adds an element to a list.
func (t Table) Append(v Value) { table.Append(t.t, v.raw()) }

// Each calls f for each key and value until it gives false. The table must
// not be changed meanwhile.
func (t Table) Each(f func(k, v Value) bool) {
	table.Each(t.t, func(k, v lua.LValue) bool { return f(wrap(k), wrap(v)) })
}

// Empty says whether the table has no element at all.
func (t Table) Empty() bool {
	k, _, _ := table.Next(t.t, lua.LNil)
	return k == lua.LNil
}

// IsList says whether every key is an integer from 1 to Len. An empty table
// is a list. The field n of what task.map and task.all give does not matter.
func (t Table) IsList() bool {
	n, count, list := t.Len(), 0, true
	_, packed := t.packed()
	t.Each(func(k, _ Value) bool {
		if name, _ := k.AsString(); packed && name == "n" {
			return true
		}
		i, ok := k.AsInt()
		list = ok && i >= 1 && i <= int64(n)
		count++
		return list
	})
	return list && count == n
}

// marks are the values by which a Host tells null, empty lists and empty
// objects apart.
type marks struct {
	null          Value
	array, object *lua.LTable
	packed        *lua.LTable // of lists that say in n how many elements they have
}

var nullClass = &Class{
	Name:   "null",
	Doc:    "JSON's null, as json.null.",
	String: func(any) string { return "null" },
}

type null struct{}

func (null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

func (m *marks) open(h *Host) {
	m.null = h.Object(nullClass, null{})
	m.array, m.object, m.packed = h.newTable(0, 0), h.newTable(0, 0), h.newTable(0, 1)
	m.packed.RawSetString(packedMark, lua.LTrue)
}

// packedMark is the field by which the metatable of packed lists is known.
const packedMark = "__packed"

// pack makes a table a list whose field n is the number of its elements, of
// which some may be nil.
func (h *Host) pack(t Table, n int) Table {
	t.Set("n", Number(float64(n)))
	t.t.Metatable = h.marks.packed
	return t
}

// packed gives the number of elements of a table that pack has made a list.
func (t Table) packed() (n int, ok bool) {
	m, ok := t.t.Metatable.(*lua.LTable)
	if !ok || m.RawGetString(packedMark) != lua.LTrue {
		return 0, false
	}
	k, ok := t.Get("n").AsInt()
	return int(k), ok && k >= 0 && k <= math.MaxInt32
}

// Null is json.null of this Host.
func (h *Host) Null() Value { return h.marks.null }

// IsNull says whether the value is json.null.
func (v Value) IsNull() bool { _, c := v.Object(); return c == nullClass }

// MarkList makes a table encode as a JSON list, also when it is empty.
func (h *Host) MarkList(t Table) Table { t.t.Metatable = h.marks.array; return t }

// MarkObject makes a table encode as a JSON object, also when it is empty.
func (h *Host) MarkObject(t Table) Table { t.t.Metatable = h.marks.object; return t }

// AppendQuoted appends s as a JSON string. Bytes that are no UTF-8 become
// U+FFFD, as in encoding/json; nothing is escaped that need not be.
func AppendQuoted(dst []byte, s string) []byte { return jsontext.AppendString(dst, s) }

// interned holds Lua strings that may be wanted again, one in each place. Those
// of resources come again and again: states, slugs, types.
type interned [256]lua.LValue

// maxInterned is the length of the longest string worth looking for.
const maxInterned = 32

var internSeed = maphash.MakeSeed()

// Intern makes a Lua string of a text that may be part of a larger one, which
// the string does not keep alive. Of short texts that come often it makes no
// new value each time. The Host's lock must be held, as it is in Funcs, module
// Opens and [WithSetup].
func (h *Host) Intern(text string) Value {
	if len(text) > maxInterned {
		return String(strings.Clone(text))
	}
	if h.interned == nil {
		h.interned = new(interned)
	}
	place := &h.interned[maphash.String(internSeed, text)%uint64(len(h.interned))]
	if s, ok := (*place).(lua.LString); !ok || string(s) != text {
		*place = lua.LString(strings.Clone(text))
	}
	return Value{*place}
}
