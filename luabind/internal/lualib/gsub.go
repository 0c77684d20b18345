package lualib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

func (lib *library) gsub(L *lua.LState) int {
	subject, pattern := checkString(L, 1), checkString(L, 2)
	limit := optInt(L, 4, len(subject)+1)
	r := replacer{value: L.Get(3)}
	switch r.value.(type) {
	case lua.LString, lua.LNumber:
		r.text = checkString(L, 3)
		r.plain = strings.IndexByte(r.text, '%') < 0
	case *lua.LTable, *lua.LFunction:
	default:
		ArgError(L, 3, "string/function/table expected")
	}
	pattern, anchored := cutAnchor(pattern)
	m := lib.matcher(L, subject, pattern)
	r.m, r.out = m, buffer{lib: lib, L: L}

	matches, copied := 0, 0
	for from := 0; matches < limit && from <= len(subject); {
		start, end, ok := from, from, false
		if anchored {
			end, ok = m.match(from)
		} else {
			start, end, ok = m.find(from)
		}
		if !ok {
			break
		}
		matches++
		r.out.write(subject[copied:start])
		r.replace(start, end)
		copied = end
		if from = end; start == end {
			from++
		}
		if anchored {
			break
		}
	}
	if matches == 0 {
		L.Push(lua.LString(subject))
	} else {
		r.out.write(subject[copied:])
		L.Push(r.out.value())
	}
	L.Push(table.Integer(matches))
	m.release()
	return 2
}

// replacer writes what gsub puts in the place of a match.
type replacer struct {
	m     *matcher
	out   buffer
	value lua.LValue // string, number, table or function
	text  string     // of a string or number
	plain bool       // text has no %
}

func (r *replacer) replace(start, end int) {
	L := r.m.L
	var value lua.LValue
	switch v := r.value.(type) {
	case *lua.LTable:
		value = table.Index(L, v, r.m.capture(0, start, end))
	case *lua.LFunction:
		L.Push(v)
		L.Call(r.m.pushCaptures(start, end), 1)
		value = L.Get(-1)
		L.Pop(1)
	default:
		r.expand(start, end)
		return
	}
	switch v := value.(type) {
	case lua.LString:
		r.out.write(string(v))
	case lua.LNumber:
		r.out.write(FormatNumber(float64(v)))
	default:
		if lua.LVAsBool(v) {
			raise(L, "invalid replacement value (a %s)", v.Type())
		}
		r.out.write(r.m.subject[start:end])
	}
}

// expand writes the replacement text with its captures filled in.
func (r *replacer) expand(start, end int) {
	if r.plain {
		r.out.write(r.text)
		return
	}
	text := r.text
	for {
		literal, rest, more := strings.Cut(text, "%")
		r.out.write(literal)
		if !more {
			return
		}
		if rest == "" {
			r.out.writeByte(0) // as in Lua 5.1, where the text ends with one
			return
		}
		switch c := rest[0]; {
		case c == '0':
			r.out.write(r.m.subject[start:end])
		case isDigit(c):
			r.out.write(lua.LVAsString(r.m.capture(int(c-'1'), start, end)))
		default:
			r.out.writeByte(c)
		}
		text = rest[1:]
	}
}
