package client

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/jsontext"
)

// hideOnceTags takes the tags of this process's clients out of a valid JSON
// text: the names from lists of tags' names, and the tags themselves from lists
// of tags, which then say that they hold so many fewer. Texts without any are
// returned as they are.
func hideOnceTags(body []byte) []byte {
	if onceTags.Load() == 0 || !bytes.Contains(body, []byte(onceTagPrefix)) {
		return body
	}
	h := hider{}
	h.value(jsontext.Of(string(bytes.TrimSpace(body))))
	return h.out
}

// hider copies a text.
type hider struct {
	out  []byte
	gone int // how many objects were left out
}

func (h *hider) value(v jsontext.Value) {
	switch {
	case !strings.Contains(v.Raw(), onceTagPrefix) && h.gone == 0:
		h.out = append(h.out, v.Raw()...)
	case v.Kind() == jsontext.KindObject:
		h.object(v)
	case v.Kind() == jsontext.KindArray:
		h.array(v)
	default:
		h.out = append(h.out, v.Raw()...)
	}
}

func (h *hider) object(v jsontext.Value) {
	h.out = append(h.out, '{')
	first := true
	for name, field := range v.Fields() {
		if !first {
			h.out = append(h.out, ',')
		}
		first = false
		key, _ := encodeBody(&name) // a string always can be
		h.out = append(append(h.out, key...), ':')
		if n, ok := field.Int64(); ok && name == "total" && h.gone > 0 {
			h.out = strconv.AppendInt(h.out, max(0, n-int64(h.gone)), 10)
		} else {
			h.value(field)
		}
	}
	h.out = append(h.out, '}')
}

func (h *hider) array(v jsontext.Value) {
	h.out = append(h.out, '[')
	first := true
	for e := range v.Elements() {
		if strings.Contains(e.Raw(), onceTagPrefix) && isOnceTag(e) {
			if e.Kind() == jsontext.KindObject {
				h.gone++
			}
			continue
		}
		if !first {
			h.out = append(h.out, ',')
		}
		first = false
		h.value(e)
	}
	h.out = append(h.out, ']')
}

// isOnceTag recognizes a tag of a client of this process, or its name.
func isOnceTag(v jsontext.Value) bool {
	if v.Kind() == jsontext.KindObject {
		v = v.Get("name")
	}
	return v.Kind() == jsontext.KindString && strings.HasPrefix(v.Text(), onceTagPrefix)
}
