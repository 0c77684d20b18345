package identity

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// TagRoot begins the tags by which clients find their droplets, of this process
// and of others.
const TagRoot = "doapi-once-"

var tagPrefixOnce lazy.Value[string]

// TagPrefix begins those of this process.
func TagPrefix() string {
	return tagPrefixOnce.Get(func() string { return TagRoot + randomHex(8) + "-" })
}

var tags atomic.Int64 // how many there have been

// NewTag makes a tag for a client, which says when it was made.
func NewTag(now time.Time) string {
	return fmt.Sprintf("%s%x-%d", TagPrefix(), now.Unix(), tags.Add(1))
}

// TagTime is when a tag was made, zero if it does not say.
func TagTime(tag string) time.Time {
	parts := strings.Split(strings.TrimPrefix(tag, TagRoot), "-")
	if len(parts) != 3 {
		return time.Time{}
	}
	n, err := strconv.ParseInt(parts[1], 16, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0)
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// HideTags takes the tags of this process's clients out of a valid JSON
// text: the names from lists of tags' names, and the tags themselves from lists
// of tags, which then say that they hold so many fewer. Texts without any are
// returned as they are.
func HideTags(body []byte) []byte {
	shown, _ := PartTags(body)
	return shown
}

// PartTags is [HideTags] that also names the tags which it took out of lists of
// tags.
func PartTags(body []byte) (shown []byte, hidden []string) {
	if tags.Load() == 0 || !bytes.Contains(body, []byte(TagPrefix())) {
		return body, nil
	}
	h := hider{}
	h.value(jsontext.Of(string(bytes.TrimSpace(body))))
	return h.out, h.gone
}

// hider copies a text.
type hider struct {
	out  []byte
	gone []string // names of the objects that were left out
}

func (h *hider) value(v jsontext.Value) {
	switch {
	case !strings.Contains(v.Raw(), TagPrefix()) && len(h.gone) == 0:
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
		key, _ := json.Marshal(name) // a string always can be
		h.out = append(append(h.out, key...), ':')
		if n, ok := field.Int64(); ok && name == "total" && len(h.gone) > 0 {
			h.out = strconv.AppendInt(h.out, max(0, n-int64(len(h.gone))), 10)
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
		if strings.Contains(e.Raw(), TagPrefix()) && isTag(e) {
			if e.Kind() == jsontext.KindObject {
				h.gone = append(h.gone, e.Get("name").Text())
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

// isTag recognizes a tag of a client of this process, or its name.
func isTag(v jsontext.Value) bool {
	if v.Kind() == jsontext.KindObject {
		v = v.Get("name")
	}
	return v.Kind() == jsontext.KindString && strings.HasPrefix(v.Text(), TagPrefix())
}
