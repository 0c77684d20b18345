package client

import (
	"bytes"
	"strconv"
	"strings"
)

// hideOnceTags takes the tags of this process's clients out of a valid JSON
// text: the names from lists of tags' names, and the tags themselves from lists
// of tags, which then say that they hold so many fewer. Texts without any are
// returned as they are.
func hideOnceTags(body []byte) []byte {
	if onceTags.Load() == 0 || !bytes.Contains(body, []byte(onceTagPrefix)) {
		return body
	}
	h := hider{s: string(body)}
	i := skipSpace(h.s, 0)
	h.value(i)
	return h.out
}

// hider copies a text.
type hider struct {
	s    string
	out  []byte
	gone int // how many objects were left out
}

// value copies the value at i, and returns where it ends.
func (h *hider) value(i int) int {
	end := skipValue(h.s, i)
	switch {
	case !strings.Contains(h.s[i:end], onceTagPrefix) && h.gone == 0:
		h.out = append(h.out, h.s[i:end]...)
	case h.s[i] == '{':
		h.object(i)
	case h.s[i] == '[':
		h.array(i)
	default:
		h.out = append(h.out, h.s[i:end]...)
	}
	return end
}

func (h *hider) object(i int) {
	h.out = append(h.out, '{')
	i = skipSpace(h.s, i+1)
	for first := true; h.s[i] != '}'; first = false {
		if !first {
			h.out = append(h.out, ',')
		}
		end := skipString(h.s, i+1)
		key := h.s[i:end]
		h.out = append(append(h.out, key...), ':')
		i = skipSpace(h.s, skipSpace(h.s, end)+1)
		if n, err := strconv.Atoi(h.s[i:skipValue(h.s, i)]); err == nil && key == `"total"` && h.gone > 0 {
			h.out = strconv.AppendInt(h.out, int64(max(0, n-h.gone)), 10)
			i = skipValue(h.s, i)
		} else {
			i = h.value(i)
		}
		i = skipComma(h.s, i)
	}
	h.out = append(h.out, '}')
}

func (h *hider) array(i int) {
	h.out = append(h.out, '[')
	i = skipSpace(h.s, i+1)
	for first := true; h.s[i] != ']'; {
		end := skipValue(h.s, i)
		element := h.s[i:end]
		tag := strings.Contains(element, onceTagPrefix) && isOnceTag(Value{element})
		if tag && element[0] == '{' {
			h.gone++
		}
		if !tag {
			if !first {
				h.out = append(h.out, ',')
			}
			first = false
			h.value(i)
		}
		i = skipComma(h.s, end)
	}
	h.out = append(h.out, ']')
}

// isOnceTag recognizes a tag of a client of this process, or its name.
func isOnceTag(v Value) bool {
	if v.Kind() == KindObject {
		v = v.Get("name")
	}
	return v.Kind() == KindString && strings.HasPrefix(v.Text(), onceTagPrefix)
}
