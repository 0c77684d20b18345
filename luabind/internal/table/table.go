package table

import (
	"math/bits"

	lua "github.com/yuin/gopher-lua"
)

// Get is t[key].
func Get(t *lua.LTable, key lua.LValue) lua.LValue {
	l := Of(t)
	switch k := key.(type) {
	case lua.LNumber:
		if i := int(k); uint(i-1) < uint(len(l.Array)) && lua.LNumber(i) == k {
			if v := l.Array[i-1]; v != nil {
				return v
			}
			return lua.LNil
		}
	case lua.LString:
		if v, ok := l.Strdict[string(k)]; ok {
			return v
		}
		return lua.LNil
	}
	if len(l.Dict) > 0 {
		if v, ok := l.Dict[key]; ok {
			return v
		}
	}
	return lua.LNil
}

// GetInt is t[i].
func GetInt(t *lua.LTable, i int) lua.LValue {
	l := Of(t)
	if uint(i-1) < uint(len(l.Array)) {
		if v := l.Array[i-1]; v != nil {
			return v
		}
		return lua.LNil
	}
	if len(l.Dict) > 0 && uint(i-1) >= uint(cap(l.Array)) {
		if v, ok := l.Dict[lua.LNumber(i)]; ok {
			return v
		}
	}
	return lua.LNil
}

// Set is t[key] = v, of a key that is neither nil nor NaN. Like the other
// functions that write it gives by how many bytes the table has grown.
func Set(t *lua.LTable, key, v lua.LValue) int {
	switch k := key.(type) {
	case lua.LNumber:
		if i := int(k); lua.LNumber(i) == k {
			return Of(t).SetNumber(i, key, v)
		}
	case lua.LString:
		return Of(t).SetText(key, string(k), v)
	}
	return Of(t).setOther(key, v)
}

// SetInt is t[i] = v.
func SetInt(t *lua.LTable, i int, v lua.LValue) int { return Of(t).SetNumber(i, nil, v) }

// SetString is t[key] = v.
func SetString(t *lua.LTable, key string, v lua.LValue) int {
	l := Of(t)
	if _, known := l.Strdict[key]; known || isNil(v) {
		return l.SetText(nil, key, v)
	}
	return l.SetText(lua.LString(key), key, v)
}

// smallArray is up to where a key beyond the next one is in the array only if
// more than half of that would be in use, as in Lua 5.1. So {} with t[3] and
// then t[1] set has the length 1, and records of which some fields are numbers
// grow at their beginning by table.insert. Programs rely on that, Teal's parser
// for one. In larger arrays it would cost more to tell.
const smallArray = 8

// SetNumber is t[i] = v; key is i as a value, nil if there is none yet.
func (l *Layout) SetNumber(i int, key, v lua.LValue) int {
	n := len(l.Array)
	if uint(i-1) < uint(n) {
		l.Array[i-1] = v
		if i == n && isNil(v) {
			l.trim()
		}
		return 0
	}
	room := cap(l.Array)
	switch {
	case isNil(v):
		if uint(i-1) >= uint(room) && len(l.Dict) > 0 {
			if key == nil {
				key = lua.LNumber(i)
			}
			delete(l.Dict, key)
		}
		return 0
	case uint(i-1) < uint(room):
		if i > n+1 && i <= smallArray && 2*(n+1) <= 1<<bits.Len(uint(i-1)) {
			l.Array = append(make([]lua.LValue, 0, n), l.Array...)
			if key == nil {
				key = lua.LNumber(i)
			}
			return l.setOther(key, v) - (room-n)*ValueBytes
		}
		l.extend(i, v)
		if i < room || len(l.Dict) == 0 {
			return 0
		}
		return l.absorb()
	case i == room+1 && i == n+1:
		return l.push(v)
	}
	if key == nil {
		key = lua.LNumber(i)
	}
	return l.setOther(key, v)
}

// extend makes the array end with v at i, which is within its capacity.
func (l *Layout) extend(i int, v lua.LValue) {
	n := len(l.Array)
	l.Array = l.Array[:i]
	for j := n; j < i-1; j++ {
		l.Array[j] = lua.LNil
	}
	l.Array[i-1] = v
}

// push puts v behind the last element of an array that is full.
func (l *Layout) push(v lua.LValue) (grown int) {
	n := len(l.Array)
	switch {
	case n == 0 && len(l.Dict) > 0: // see smallArray
		l.Array = make([]lua.LValue, 0, 1)
	case n == 0:
		l.Array = make([]lua.LValue, 0, firstArray)
	case n >= 64 && isNil(l.Array[0]) && l.used()*4 < n:
		grown = l.disperse()
		return grown + l.setOther(lua.LNumber(n+1), v)
	}
	before := cap(l.Array)
	if n == 0 {
		before = 0
	}
	l.Array = append(l.Array, v)
	grown = (cap(l.Array) - before) * ValueBytes
	if len(l.Dict) > 0 {
		grown += l.absorb()
	}
	return grown
}

// used is how many elements the array has.
func (l *Layout) used() (n int) {
	for _, v := range l.Array {
		if !isNil(v) {
			n++
		}
	}
	return n
}

// disperse gives up an array of which little is in use, as that of a queue
// whose first elements have gone.
func (l *Layout) disperse() (grown int) {
	old := l.Array
	l.Array = nil
	for i, v := range old {
		if !isNil(v) {
			grown += l.add(lua.LNumber(i+1), v)
		}
	}
	return grown - cap(old)*ValueBytes
}

// absorb moves to the array what is within its capacity now, or follows it.
func (l *Layout) absorb() (grown int) {
	for {
		room := cap(l.Array)
		if len(l.Dict) < room-len(l.Array) {
			for k := range l.Dict {
				if n, ok := k.(lua.LNumber); ok && n > 0 && n <= lua.LNumber(room) {
					if i := int(n); lua.LNumber(i) == n {
						l.take(i, k)
					}
				}
			}
		} else {
			for i := len(l.Array) + 1; i <= room && len(l.Dict) > 0; i++ {
				l.take(i, lua.LNumber(i))
			}
		}
		if len(l.Array) < room || len(l.Dict) == 0 {
			return grown
		}
		next := lua.LNumber(room + 1)
		v, ok := l.Dict[next]
		if !ok {
			return grown
		}
		delete(l.Dict, next)
		l.Array = append(l.Array, v)
		grown += (cap(l.Array) - room) * ValueBytes
	}
}

// take moves an element to the array, within its capacity.
func (l *Layout) take(i int, key lua.LValue) {
	v, ok := l.Dict[key]
	if !ok {
		return
	}
	delete(l.Dict, key)
	if i <= len(l.Array) {
		l.Array[i-1] = v
	} else {
		l.extend(i, v)
	}
}

// SetText is t[text] = v; key is the text as a value, nil only where the table
// has the key or v is nil.
func (l *Layout) SetText(key lua.LValue, text string, v lua.LValue) int {
	if isNil(v) {
		if l.Strdict != nil {
			delete(l.Strdict, text)
		}
		return 0
	}
	if l.Strdict == nil {
		l.Strdict = make(map[string]lua.LValue)
	}
	old := len(l.Strdict)
	l.Strdict[text] = v
	if len(l.Strdict) == old {
		return 0
	}
	return l.note(key)
}

// setOther is t[key] = v, of a key that belongs into Dict.
func (l *Layout) setOther(key, v lua.LValue) int {
	if isNil(v) {
		if l.Dict != nil {
			delete(l.Dict, key)
		}
		return 0
	}
	before := len(l.Keys)
	grown := l.add(key, v)
	if n := len(l.Keys); n > before && n >= 4 && n&(n-1) == 0 {
		if _, ok := key.(lua.LNumber); ok {
			grown += l.rehash()
		}
	}
	return grown
}

func (l *Layout) add(key, v lua.LValue) int {
	if l.Dict == nil {
		l.Dict = make(map[lua.LValue]lua.LValue)
	}
	old := len(l.Dict)
	l.Dict[key] = v
	if len(l.Dict) == old {
		return 0
	}
	return l.note(key)
}

// note keeps a key that was set for those who walk the table.
func (l *Layout) note(key lua.LValue) int {
	if l.K2i == nil {
		l.Keys = make([]lua.LValue, 0, firstArray)
		l.K2i = make(map[lua.LValue]int)
		l.Keys, l.K2i[key] = append(l.Keys, key), 0
		return firstKeys
	}
	if _, known := l.K2i[key]; known {
		return 0
	}
	n := len(l.Keys)
	if n == cap(l.Keys) && n >= 16 && 2*(len(l.Dict)+len(l.Strdict)) < n {
		l.forget()
		n = len(l.Keys)
	}
	l.K2i[key] = n
	l.Keys = append(l.Keys, key)
	switch {
	case n < 8:
		return 0
	case n == 8:
		return firstKeys
	}
	return moreKeys
}

// forget drops the keys that were removed. Whoever sets a new key while he
// walks a table has no right to find his way on.
func (l *Layout) forget() {
	live := make([]lua.LValue, 0, 2*(len(l.Dict)+len(l.Strdict))+firstArray)
	l.K2i = make(map[lua.LValue]int, cap(live))
	for _, k := range l.Keys {
		known := false
		if s, ok := k.(lua.LString); ok {
			_, known = l.Strdict[string(s)]
		} else {
			_, known = l.Dict[k]
		}
		if known {
			l.K2i[k] = len(live)
			live = append(live, k)
		}
	}
	l.Keys = live
}
