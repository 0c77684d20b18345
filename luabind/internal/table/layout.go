// Package table reads and writes the VM's tables without metamethods, in place
// of the VM's own functions for it.
//
// Those keep every integer key below a limit in an array, filled with nils up
// to it: t[1000000] = 1 takes 16 MB, and beyond the limit a list is a map whose
// length is searched for. They make maps for 32 entries where one is set. Here
// a key is in the array when it is within the array's capacity or follows its
// last element; all others are in maps, which begin small. As in Lua 5.1 the
// maps are looked through whenever they have doubled: keys of which more than
// half are in use go to the array. So whatever the order that a list is filled
// in, it becomes an array, and a few large keys take little.
//
// All access to a table's elements by integers goes through this package: the
// VM's functions do not know where it keeps them. Fields with string keys may
// be read and written with them.
//
// A table is for one goroutine at a time.
package table

import (
	"errors"
	"reflect"
	"strings"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Layout is what a table consists of. It repeats the VM's private type, which
// [CheckLayout] holds it against.
//
// An integer from 1 to cap(Array) is never in Dict, nor is len(Array)+1.
type Layout struct {
	Metatable lua.LValue
	Array     []lua.LValue              // of the keys from 1 on; nil and lua.LNil are holes
	Dict      map[lua.LValue]lua.LValue // of the keys that are no strings
	Strdict   map[string]lua.LValue
	Keys      []lua.LValue       // of both, in the order in which they were set, and removed ones
	K2i       map[lua.LValue]int // where a key is among these
}

// CheckLayout gives an error if this version of the VM has tables that are not
// known here. It is for who makes the first state.
func CheckLayout() error {
	mine, theirs := reflect.TypeFor[Layout](), reflect.TypeFor[lua.LTable]()
	if mine.NumField() != theirs.NumField() {
		return errors.New("LTable")
	}
	for i := range mine.NumField() {
		m, t := mine.Field(i), theirs.Field(i)
		if !strings.EqualFold(t.Name, m.Name) || t.Offset != m.Offset || t.Type != m.Type {
			return errors.New("LTable." + m.Name)
		}
	}
	return nil
}

// Of gives a table's parts.
func Of(t *lua.LTable) *Layout { return (*Layout)(unsafe.Pointer(t)) }

func isNil(v lua.LValue) bool {
	_, ok := v.(*lua.LNilType)
	return ok || v == nil
}

// What tables take, in bytes.
const (
	Bytes      = 96 // a table without elements
	ValueBytes = 16
	firstKeys  = 48 + 288 + 48 + 208 + 4*ValueBytes // two maps and a list for the first eight keys
	moreKeys   = 128                                // each further one, on average
	firstArray = 4
)

// Size is how many bytes the table takes beside the values in it.
func (l *Layout) Size() int64 {
	return Bytes + int64(cap(l.Array)+cap(l.Keys))*ValueBytes +
		mapSize(len(l.Dict), 2*ValueBytes) + mapSize(len(l.Strdict), 2*ValueBytes) + mapSize(len(l.K2i), ValueBytes+8)
}

// mapSize is about what a Go map of n entries takes.
func mapSize(n, entry int) int64 {
	switch {
	case n == 0:
		return 0
	case n <= 8:
		return int64(48 + 8 + 8*entry)
	}
	slots := 16
	for slots*7/8 < n {
		slots *= 2
	}
	return int64(100 + slots*(entry+1))
}
