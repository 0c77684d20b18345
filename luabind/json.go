package luabind

import (
	"hash/maphash"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/jsontext"
)

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
