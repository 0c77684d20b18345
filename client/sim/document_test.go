package sim

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

func TestDocument(t *testing.T) {
	d := object("id", 5, "name", "a\"b", "_own", true, "list", []string{"x"}, "at", epoch, "none", nil)
	same(t, "text", d.raw(), `{"id":5,"name":"a\"b","list":["x"],"at":"2026-08-01T12:00:00Z","none":null}`)
	d.set("name", "new")
	d.set("more", object("x", 1.5))
	d.unset("list")
	same(t, "text", d.raw(), `{"id":5,"name":"new","at":"2026-08-01T12:00:00Z","none":null,"more":{"x":1.5}}`)
	same(t, "own", d.boolean("_own"), true)
	same(t, "null", d.has("none"), false)
	same(t, "absent", d.get("list"), "")
	c := d.clone()
	c.set("id", 6)
	same(t, "the original", d.integer("id"), 5)
}

func TestShape(t *testing.T) {
	s := newShape(
		shapeField{key: "id", make: func(buf []byte, n int) []byte { return append(buf, byte('0'+n)) }},
		shapeField{key: "_own", fixed: "1"}, shapeField{key: "name", fixed: `"x"`},
	)
	d := document{shape: s, n: 7}
	same(t, "made", d.raw(), `{"id":7,"name":"x"}`)
	same(t, "get", d.integer("id")+d.integer("_own"), 8)
	d.set("name", "y")
	same(t, "own", d.raw(), `{"id":7,"name":"y"}`)
	same(t, "another", (&document{shape: s, n: 8}).raw(), `{"id":8,"name":"x"}`)
}

func TestStamp(t *testing.T) {
	for _, at := range []time.Time{epoch, time.Date(1, 2, 3, 4, 5, 6, 7, time.UTC), epoch.Add(987654321 * time.Second), epoch.In(time.FixedZone("x", 3600))} {
		same(t, "stamp", string(appendStamp(nil, at)), `"`+at.UTC().Format("2006-01-02T15:04:05Z")+`"`)
	}
}

func TestTableLists(t *testing.T) {
	table := newTable("x")
	for i := range 5 {
		table.add(string(rune('a'+i)), object("id", i))
	}
	names := func(now time.Time, match func(*record) bool) (s string) {
		for _, r := range table.list(now, "m", match) {
			s += r.id
		}
		return s
	}
	same(t, "all", names(epoch, nil), "abcde")
	table.byID["b"].listed = epoch.Add(time.Second)
	table.byID["c"].listed = epoch.Add(2 * time.Second)
	table.version++
	same(t, "lagging", names(epoch, nil), "ade")
	same(t, "cached", names(epoch.Add(time.Second-1), nil), "ade")
	same(t, "later", names(epoch.Add(time.Second), nil), "abde")
	same(t, "later", names(epoch.Add(2*time.Second), nil), "abcde")
	table.markDeleted(table.byID["d"])
	same(t, "still shown", names(epoch.Add(3*time.Second), nil), "abcde")
	same(t, "count", table.count(), 4)
	if table.live("d") != nil || table.byID["d"] == nil {
		t.Error("a deleted record is not both gone and shown")
	}
	table.remove(table.byID["d"])
	table.remove(table.byID["a"])
	same(t, "removed", names(epoch.Add(3*time.Second), nil), "bce")
	same(t, "count", table.count(), 3)
	table.rekey(table.byID["b"], "z")
	same(t, "rekeyed", names(epoch.Add(3*time.Second), nil), "zce")
	same(t, "matching", names(epoch.Add(4*time.Second), func(r *record) bool { return r.id != "c" }), "zce") // the name is the filter's identity
	table.version++
	same(t, "matching", names(epoch.Add(4*time.Second), func(r *record) bool { return r.id != "c" }), "ze")
}

// Whatever encoding/json takes for an object is a document that means the same.
func FuzzDocument(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1,"b":[1,{"c":null}],"a":2}`, `{"a":"\u00e9\"\\ü\n"}`, `[]`, `{"a":`, `{} x`, `{}]0`, `{"\ud800":"\ud83d\ude00"}`, `{"_own":1}`, `{"":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := parseDocument(text)
		var want map[string]any
		bad := json.Unmarshal(text, &want)
		if (err == nil) != (bad == nil && want != nil) {
			t.Fatalf("%q: %v, encoding/json says %v", text, err, bad)
		}
		if err != nil {
			return
		}
		for key := range want {
			if key != "" && key[0] == '_' {
				delete(want, key)
			}
		}
		out := d.append(nil)
		got := map[string]any{}
		if err := json.Unmarshal(out, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q came back as %q (%v)", text, out, err)
		}
		again, err := parseDocument(out)
		if err != nil || !bytes.Equal(again.append(nil), out) {
			t.Fatalf("%q is not stable: %v", out, err)
		}
	})
}

func FuzzString(f *testing.F) {
	for _, seed := range []string{"", "plain", "a\"b\\c", "\x00\x1f\x7f", "\xff\xfe", "é\u2028😀"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got, want string
		encoded, _ := json.Marshal(s)
		json.Unmarshal(encoded, &want)
		if err := json.Unmarshal(appendString(nil, s), &got); err != nil || got != want {
			t.Fatalf("%q came back as %q (%v)", s, got, err)
		}
		same(t, "decoded", decodeString(encode(s)), want)
	})
}
