package vm

import lua "github.com/yuin/gopher-lua"

// Next implements [lualib.Keys]. A key that the table has lost since it was
// given out is still known.
func (m *Machine) Next(t *lua.LTable, key lua.LValue) (k, v lua.LValue, ok bool) {
	l := layoutOf(t)
	i, h := 0, 0 // where to go on in the array and among the other keys
	if n, isNumber := key.(lua.LNumber); isNumber && n == lua.LNumber(int(n)) && 0 < n && n < lua.LNumber(lua.MaxArrayIndex) {
		if i = int(n); i > cap(l.array) {
			return nil, nil, false
		}
	} else if key != lua.LNil {
		at, known := l.k2i[key]
		if !known {
			return nil, nil, false
		}
		i, h = len(l.array), at+1
	}
	for ; i < len(l.array); i++ {
		if v := l.array[i]; v != lua.LNil && v != nil {
			return lua.LNumber(i + 1), v, true
		}
	}
	for ; h < len(l.keys); h++ {
		k := l.keys[h]
		if s, isString := k.(lua.LString); isString {
			v = l.strdict[string(s)]
		} else {
			v = l.dict[k]
		}
		if v != nil {
			return k, v, true
		}
	}
	return lua.LNil, lua.LNil, true
}
