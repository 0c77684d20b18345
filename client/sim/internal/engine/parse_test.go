package engine

import (
	"bytes"
	"encoding/json"
	"testing"
)

// A list has the elements, and an object the fields, that encoding/json finds, as
// they are written.
func FuzzElements(f *testing.F) {
	for _, seed := range []string{`[]`, `[1,"a]",{"x":[1]},null , true]`, "[ \n1 ,\t2 ]", `{"a":[1,{"b":"\\\""}] , "c" : -1.5e3}`, `"x"`, `7`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if text = bytes.TrimSpace(text); !json.Valid(text) {
			return
		}
		var list []json.RawMessage
		json.Unmarshal(text, &list)
		got := Elements(Raw(text))
		same(t, "elements", len(got), len(list))
		for i := range min(len(got), len(list)) {
			same(t, "element", got[i], string(list[i]))
		}
		var object map[string]json.RawMessage
		if json.Unmarshal(text, &object) != nil || object == nil {
			return
		}
		d, err := ParseDocument(Raw(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range d.Fields {
			if want, ok := object[field.Key]; ok {
				same(t, "field", field.Value, string(want))
			}
		}
	})
}
