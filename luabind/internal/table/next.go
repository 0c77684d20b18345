package table

import lua "github.com/yuin/gopher-lua"

// Integer makes a value of an integer, without allocation if it is small.
func Integer(i int) lua.LValue {
	if uint(i) < uint(len(Integers)) {
		return Integers[i]
	}
	return lua.LNumber(i)
}

// Cursor remembers where in a table somebody is who walks it. The zero Cursor
// remembers nothing; one that is elsewhere only costs time.
type Cursor struct {
	t  *lua.LTable
	at int
}

// Next gives the key and value behind a key, nil for the first and nil behind
// the last; false if the key is none of the table's. A key that the table has
// lost since it was given out is still known.
func Next(t *lua.LTable, key lua.LValue) (k, v lua.LValue, ok bool) {
	var c Cursor
	return c.Next(t, key)
}

// Next is [Next], and faster for who goes on from where he was.
func (c *Cursor) Next(t *lua.LTable, key lua.LValue) (k, v lua.LValue, ok bool) {
	l := Of(t)
	i, h := 0, 0 // where to go on in the array and among the other keys
	if n, isNumber := key.(lua.LNumber); isNumber && 0 < n && n <= lua.LNumber(cap(l.Array)) && n == lua.LNumber(int(n)) {
		i = int(n)
	} else if key != lua.LNil {
		if c.t == t && c.at < len(l.Keys) && l.Keys[c.at] == key {
			h = c.at + 1
		} else if at, known := l.K2i[key]; known {
			h = at + 1
		} else {
			return nil, nil, false
		}
		i = len(l.Array)
	}
	for ; i < len(l.Array); i++ {
		if v := l.Array[i]; !isNil(v) {
			return Integer(i + 1), v, true
		}
	}
	for ; h < len(l.Keys); h++ {
		k := l.Keys[h]
		if s, isString := k.(lua.LString); isString {
			v = l.Strdict[string(s)]
		} else {
			v = l.Dict[k]
		}
		if v != nil {
			c.t, c.at = t, h
			return k, v, true
		}
	}
	return lua.LNil, lua.LNil, true
}

// Each calls f for each key and value until it gives false. It may remove what
// it is given, and set what is there already.
func Each(t *lua.LTable, f func(k, v lua.LValue) bool) {
	var c Cursor
	for k, v, _ := c.Next(t, lua.LNil); k != lua.LNil; k, v, _ = c.Next(t, k) {
		if !f(k, v) {
			return
		}
	}
}
