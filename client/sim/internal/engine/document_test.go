package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"
)

func TestDocument(t *testing.T) {
	d := Object("id", 5, "name", "a\"b", "_own", true, "list", []string{"x"}, "at", epoch, "none", nil)
	same(t, "text", d.Raw(), `{"id":5,"name":"a\"b","list":["x"],"at":"2026-08-01T12:00:00Z","none":null}`)
	d.Set("name", "new")
	d.Set("more", Object("x", 1.5))
	d.Unset("list")
	same(t, "text", d.Raw(), `{"id":5,"name":"new","at":"2026-08-01T12:00:00Z","none":null,"more":{"x":1.5}}`)
	same(t, "own", d.Boolean("_own"), true)
	same(t, "null", d.Has("none"), false)
	same(t, "absent", d.Get("list"), "")
	c := d.Clone()
	c.Set("id", 6)
	same(t, "the original", d.Integer("id"), 5)
}

func TestShape(t *testing.T) {
	s := NewShape(
		ShapeField{Key: "id", Make: func(buf []byte, n int) []byte { return append(buf, byte('0'+n)) }},
		ShapeField{Key: "_own", Fixed: "1"}, ShapeField{Key: "name", Fixed: `"x"`},
	)
	d := Document{Shape: s, N: 7}
	same(t, "made", d.Raw(), `{"id":7,"name":"x"}`)
	same(t, "get", d.Integer("id")+d.Integer("_own"), 8)
	d.Set("name", "y")
	same(t, "own", d.Raw(), `{"id":7,"name":"y"}`)
	same(t, "another", (&Document{Shape: s, N: 8}).Raw(), `{"id":8,"name":"x"}`)
}

func TestStamp(t *testing.T) {
	for _, at := range []time.Time{epoch, time.Date(1, 2, 3, 4, 5, 6, 7, time.UTC), epoch.Add(987654321 * time.Second), epoch.In(time.FixedZone("x", 3600))} {
		same(t, "stamp", string(AppendStamp(nil, at)), `"`+at.UTC().Format("2006-01-02T15:04:05Z")+`"`)
	}
}

func TestTableLists(t *testing.T) {
	table := NewTable("x")
	for i := range 5 {
		table.Add(string(rune('a'+i)), Object("id", i))
	}
	names := func(now time.Time, match func(*Record) bool) (s string) {
		for _, r := range table.List(now, "m", match) {
			s += r.ID
		}
		return s
	}
	same(t, "all", names(epoch, nil), "abcde")
	table.ByID["b"].ListedFrom(epoch.Add(time.Second))
	table.ByID["c"].ListedFrom(epoch.Add(2 * time.Second))
	table.Version++
	same(t, "lagging", names(epoch, nil), "ade")
	same(t, "cached", names(epoch.Add(time.Second-1), nil), "ade")
	same(t, "later", names(epoch.Add(time.Second), nil), "abde")
	same(t, "later", names(epoch.Add(2*time.Second), nil), "abcde")
	table.MarkDeleted(table.ByID["d"])
	same(t, "still shown", names(epoch.Add(3*time.Second), nil), "abcde")
	same(t, "count", table.Count(), 4)
	if table.Live("d") != nil || table.ByID["d"] == nil {
		t.Error("a deleted record is not both gone and shown")
	}
	table.Remove(table.ByID["d"])
	table.Remove(table.ByID["a"])
	same(t, "removed", names(epoch.Add(3*time.Second), nil), "bce")
	same(t, "count", table.Count(), 3)
	table.Rekey(table.ByID["b"], "z")
	same(t, "rekeyed", names(epoch.Add(3*time.Second), nil), "zce")
	same(t, "matching", names(epoch.Add(4*time.Second), func(r *Record) bool { return r.ID != "c" }), "ze")
	same(t, "matching", names(epoch.Add(4*time.Second), func(r *Record) bool { return r.ID != "e" }), "ze") // the name is the filter's identity
	table.Version++
	same(t, "matching", names(epoch.Add(4*time.Second), func(r *Record) bool { return r.ID != "e" }), "zc")
}

// An index follows what is added, changed and removed.
func TestTableWhere(t *testing.T) {
	table := NewTable("x")
	for i := range 4 {
		table.Add(string(rune('a'+i)), Object("name", "n", "of", i%2))
	}
	names := func(of int) (s string) {
		for _, r := range table.Where("name", "n", "of", of) {
			s += r.ID
		}
		return s
	}
	same(t, "at first", names(0)+" "+names(1), "ac bd")
	table.ByID["d"].Set("of", 0)
	table.ByID["a"].Set("name", "other")
	same(t, "changed", names(0)+" "+names(1), "cd b")
	table.ByID["a"].Put("name", `"n"`)
	table.Remove(table.ByID["c"])
	table.ByID["b"].Unset("of")
	table.Add("e", Object("of", 1, "name", "n"))
	same(t, "in the end", names(0)+" "+names(1), "ad e")
}

// Whatever encoding/json takes for an object is a document that means the same.
func FuzzDocument(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1,"b":[1,{"c":null}],"a":2}`, `{"a":"\u00e9\"\\ü\n"}`, `[]`, `{"a":`, `{} x`, `{}]0`, `{"\ud800":"\ud83d\ude00"}`, `{"_own":1}`, `{"":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := ParseDocument(text)
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
		out := d.Append(nil)
		got := map[string]any{}
		if err := json.Unmarshal(out, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q came back as %q (%v)", text, out, err)
		}
		again, err := ParseDocument(out)
		if err != nil || !bytes.Equal(again.Append(nil), out) {
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
		if err := json.Unmarshal(AppendString(nil, s), &got); err != nil || got != want {
			t.Fatalf("%q came back as %q (%v)", s, got, err)
		}
		same(t, "decoded", DecodeString(Encode(s)), want)
	})
}

var epoch = time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("%s: %s, want %s", what, g, w)
	}
}
