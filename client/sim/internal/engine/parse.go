package engine

import (
	"encoding/json"
	"errors"
	"strings"
)

// ErrNotObject is the error of [ParseDocument] for other JSON values.
var ErrNotObject = errors.New("not a JSON object")

var errSyntax = errors.New("not JSON")

// ParseDocument reads a JSON object. As everywhere, the last one of equal keys
// counts. A Raw is JSON already, and its fields share its memory.
func ParseDocument[T []byte | string | Raw](text T) (Document, error) {
	var d Document
	s := string(text)
	_, isRaw := any(text).(Raw)
	if !isRaw && !json.Valid([]byte(text)) {
		return d, errSyntax
	}
	i := space(s, 0)
	if i == len(s) {
		return d, errSyntax
	}
	if s[i] != '{' {
		return d, ErrNotObject
	}
	own := !isRaw && len(s) > sharedText
	var at map[string]int // where each key is, of many
	for i = space(s, i+1); s[i] != '}'; {
		end := valueEnd(s, i)
		key := DecodeString(Raw(s[i:end]))
		i = space(s, space(s, end)+1) // after the colon
		end = valueEnd(s, i)
		value := Raw(s[i:end])
		if own {
			key, value = strings.Clone(key), Raw(strings.Clone(string(value)))
		}
		d.Fields, at = put(d.Fields, at, Field{key, value})
		if i = space(s, end); s[i] == ',' {
			i = space(s, i+1)
		}
	}
	return d, nil
}

// sharedText is up to what length a text is kept whole for the sake of its fields.
const sharedText = 512

// put adds a field, or changes that of its key. at is made for what has many.
func put(fields []Field, at map[string]int, f Field) ([]Field, map[string]int) {
	const many = 16
	if at == nil && len(fields) == many {
		at = map[string]int{}
		for i := range fields {
			at[fields[i].Key] = i
		}
	}
	if at != nil {
		if i, ok := at[f.Key]; ok {
			fields[i].Value = f.Value
			return fields, at
		}
		at[f.Key] = len(fields)
		return append(fields, f), at
	}
	for i := range fields {
		if fields[i].Key == f.Key {
			fields[i].Value = f.Value
			return fields, at
		}
	}
	return append(fields, f), at
}

// Elements splits an encoded list; empty for what is not one.
func Elements(value Raw) []Raw {
	s := string(value)
	if s == "" || s[0] != '[' {
		return []Raw{}
	}
	items := []Raw{}
	for i := space(s, 1); s[i] != ']'; {
		end := valueEnd(s, i)
		items = append(items, Raw(s[i:end]))
		if i = space(s, end); s[i] == ',' {
			i = space(s, i+1)
		}
	}
	return items
}

// space returns where the white space that begins at i is over.
func space(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r') {
		i++
	}
	return i
}

// valueEnd returns where the JSON value that begins at i is over. There must be
// one.
func valueEnd(s string, i int) int {
	for depth := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			for i++; s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		case ',', ':', ' ', '\n', '\t', '\r':
			continue
		default: // a number or a word
			for i+1 < len(s) && strings.IndexByte(",]} \n\t\r", s[i+1]) < 0 {
				i++
			}
		}
		if depth == 0 {
			return i + 1
		}
	}
	return i
}
