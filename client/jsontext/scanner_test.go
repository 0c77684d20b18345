package jsontext

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// texts that a scanner gets wrong first.
var scanSeeds = []string{
	``, ` `, `null`, ` true `, `false`, `tru`, `nul`, `nulll`, `"a"`, `"a`, `"`, `"\`, `"\"`, `"\u12"`, `"\u12G4"`, `"\ud800"`, `"\x"`, `"\/\b\f\n\r\t\\\""`,
	"\"\x00\"", "\"\x1f\"", "\"\x7f\"", "\"\xff\xfe\"", "\"\xc3\xa9\"", "\"12345678\x01\"", "\"1234567\x01\"", "\"123456789012345\\\"6\"",
	`0`, `-0`, `01`, `-`, `-01`, `1.`, `.5`, `1.5`, `1e`, `1e+`, `1E-5`, `1e5.5`, `+1`, `1_000`, `0x1`, `123456789012345678901234567890`, `1 2`, `NaN`,
	`[]`, `[`, `]`, `[1`, `[1,`, `[1,]`, `[,1]`, `[1 2]`, `[[]]`, `[[[[1]]]]`, `[}`, `[1}`, `[ 1 , 2 ]`, "[\n1\t,\r2 ]",
	`{}`, `{`, `}`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{"a" 1}`, `{a:1}`, `{"a":1 "b":2}`, `{"a":1]`, `{,}`, `{"a":1}{`, `{"a":1} x`,
	`{"droplets":[{"id":1},{"id":2}],"links":{},"meta":{"total":2}}`,
	`{"droplets":[1],"droplets":[{"id":3,"id":4}]}`, `{"droplets":[1],"droplets":null}`, `{"droplets":{"id":1}}`, `{"\u0064roplets":[{"\u0069d":7}]}`,
	`{"droplets":[{"a":[{"id":1}],"id":"x"}, 5 ,[],"{"]}`, `{"droplets":[{"id":1},]}`, `{"droplets":[{"id":1 }`, `{"droplets":[ ]}`, `{"droplets":[{"id":}]}`,
	"\ufeff{}", "{\"\xff\":1,\"\ufffd\":2}", `{"a":{"b":[1,{"c":"d\"e"},null]},"f":-1.5e-7}`,
}

// droplet is what the API sends for one, of its usual size.
func droplet(id int) string {
	return fmt.Sprintf(`{"id":%d,"name":"web-%d.example.com","memory":1024,"vcpus":1,"disk":25,"disk_info":[{"type":"local","size":{"amount":25,"unit":"gib"}}],`+
		`"locked":false,"status":"active","kernel":null,"created_at":"2026-07-21T18:37:44Z","features":["backups","private_networking","ipv6","monitoring","droplet_agent"],`+
		`"backup_ids":[53893572,53893573,53893574],"next_backup_window":{"start":"2026-07-30T00:00:00Z","end":"2026-07-30T23:00:00Z"},"snapshot_ids":[67512819,67512820],`+
		`"image":{"id":63663980,"name":"24.04 (LTS) x64","distribution":"Ubuntu","slug":"ubuntu-24-04-x64","public":true,`+
		`"regions":["ams2","ams3","blr1","fra1","lon1","nyc1","nyc2","nyc3","sfo1","sfo2","sfo3","sgp1","tor1","syd1"],"created_at":"2026-05-15T05:47:50Z","type":"snapshot",`+
		`"min_disk_size":20,"size_gigabytes":2.36,"description":"Ubuntu 24.04 (LTS) x64 image","tags":[],"status":"available","error_message":""},"volume_ids":["506f78a4-e098-11e5-ad9f-000f53306ae1"],`+
		`"size":{"slug":"s-1vcpu-1gb","memory":1024,"vcpus":1,"disk":25,"transfer":1.0,"price_monthly":6.0,"price_hourly":0.00893,`+
		`"regions":["ams2","ams3","blr1","fra1","lon1","nyc1","nyc2","nyc3","sfo1","sfo2","sfo3","sgp1","tor1","syd1"],"available":true,"description":"Basic"},"size_slug":"s-1vcpu-1gb",`+
		`"networks":{"v4":[{"ip_address":"10.128.192.124","netmask":"255.255.240.0","gateway":"","type":"private"},`+
		`{"ip_address":"192.241.165.154","netmask":"255.255.240.0","gateway":"192.241.160.1","type":"public"}],`+
		`"v6":[{"ip_address":"2604:a880:0:1010::18a:a001","netmask":64,"gateway":"2604:a880:0:1010::1","type":"public"}]},`+
		`"region":{"name":"New York 3","slug":"nyc3","features":["private_networking","backups","ipv6","metadata","install_agent","storage","image_transfer"],"available":true,`+
		`"sizes":["s-1vcpu-1gb","s-1vcpu-2gb","s-2vcpu-2gb","s-2vcpu-4gb","s-4vcpu-8gb","c-2","c-4","g-2vcpu-8gb","m-2vcpu-16gb"]},`+
		`"tags":["web","env:prod"],"vpc_uuid":"760e09ef-dc84-11e8-981e-3cfdfeaae000"}`, id, id)
}

// droplets is a page of n of them.
func droplets(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"droplets":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(droplet(i + 1))
	}
	fmt.Fprintf(&b, `],"links":{"pages":{"last":"https://api.digitalocean.com/v2/droplets?page=9"}},"meta":{"total":%d}}`, n)
	return b.Bytes()
}

// FuzzScan holds the scanner, and what walks through what it accepted, against
// encoding/json.
func FuzzScan(f *testing.F) {
	for _, s := range scanSeeds {
		f.Add([]byte(s))
	}
	f.Add(droplets(2))
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, bad := Scan(b, Want{List: "droplets", ID: "id", Fields: true})
		if fine := json.Valid(b); fine != (bad == nil) {
			t.Fatalf("accepted is %v, encoding/json says %v (%v)", bad == nil, fine, bad)
		}
		if bad != nil {
			if bad.Offset < 0 || bad.Offset > len(b) {
				t.Fatalf("the mistake is at %d of %d bytes", bad.Offset, len(b))
			}
			return
		}
		v := Of(string(b[doc.root.start:doc.root.end]))
		var want any
		decoder := json.NewDecoder(bytes.NewReader(b))
		decoder.UseNumber()
		if err := decoder.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if got := plainOf(v); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %#v, want %#v", got, want)
		}
		checkList(t, b, doc, want)
	})
}

// checkList compares the list that came apart with what encoding/json decoded.
func checkList(t *testing.T, b []byte, doc Document, want any) {
	object, _ := want.(map[string]any)
	list, isList := object["droplets"].([]any)
	if doc.HasList != isList || len(doc.List) != len(list) || len(doc.IDs) != len(list) {
		t.Fatalf("list %v with %d elements and %d ids, want %v with %d", doc.HasList, len(doc.List), len(doc.IDs), isList, len(list))
	}
	for i, e := range doc.List {
		if got := plainOf(Of(string(b[e.start:e.end]))); !reflect.DeepEqual(got, list[i]) {
			t.Fatalf("element %d is %#v, want %#v", i, got, list[i])
		}
		text := e.Value(b)
		if x := doc.Index(b, i); x != nil && !reflect.DeepEqual(x, NewIndex(text)) {
			t.Fatalf("fields of element %d stand at %v, want %v", i, x, NewIndex(text))
		} else if x == nil && len(NewIndex(text).members) > 0 {
			t.Fatalf("element %d lacks its index", i)
		}
		element, _ := list[i].(map[string]any)
		id, has := element["id"]
		at := doc.IDs[i]
		if has != (at.end > at.start) {
			t.Fatalf("element %d has an id: %v, found: %v", i, has, at)
		}
		if has && !reflect.DeepEqual(plainOf(Of(string(b[at.start:at.end]))), id) {
			t.Fatalf("id of element %d is %s, want %v", i, b[at.start:at.end], id)
		}
	}
}

// plainOf decodes a Value by its own means, in encoding/json's terms.
func plainOf(v Value) any {
	switch v.Kind() {
	case KindBool:
		return v.Bool()
	case KindNumber:
		return json.Number(v.Raw())
	case KindString:
		return v.Text()
	case KindArray:
		list := []any{}
		for e := range v.Elements() {
			list = append(list, plainOf(e))
		}
		return list
	case KindObject:
		object := map[string]any{}
		for name, field := range v.Fields() {
			object[name] = plainOf(field)
			if v.Get(name) != field {
				panic("Get and Fields differ at " + name)
			}
		}
		return object
	}
	return nil
}

func TestScanDepth(t *testing.T) {
	for _, test := range []struct {
		name string
		text string
		ok   bool
	}{
		{"deepest", strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth), true},
		{"too deep", strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1), false},
		{"deepest objects", strings.Repeat(`{"a":`, maxDepth) + "1" + strings.Repeat("}", maxDepth), true},
		{"too deep objects", strings.Repeat(`{"a":`, maxDepth+1) + "1" + strings.Repeat("}", maxDepth+1), false},
		{"deepest in a list", `{"l":[{"x":` + strings.Repeat("[", maxDepth-3) + strings.Repeat("]", maxDepth-3) + `}]}`, true},
		{"too deep in a list", `{"l":[{"x":` + strings.Repeat("[", maxDepth-2) + strings.Repeat("]", maxDepth-2) + `}]}`, false},
		{"40 MB of brackets", strings.Repeat("[", 40<<20), false},
	} {
		if json.Valid([]byte(test.text)) != test.ok {
			t.Errorf("%s: encoding/json does not agree with this test", test.name)
		}
		if _, bad := Scan([]byte(test.text), Want{List: "l", ID: "id"}); (bad == nil) != test.ok {
			t.Errorf("%s: %v", test.name, bad)
		}
	}
}

func TestSyntaxErrorPlace(t *testing.T) {
	for text, want := range map[string]string{
		"{\n  \"a\": 1,\n  \"b\": tru\n}": `unexpected byte 0x0a in the word true at line 3, column 11 (byte 22)`,
		`[1, 2`:                           `the text ends where a comma or the end of the list should be at line 1, column 6 (byte 5)`,
		`<html>`:                          `unexpected '<' where a value should be at line 1, column 1 (byte 0)`,
		`{"a":1}}`:                        `unexpected '}' after the top-level value at line 1, column 8 (byte 7)`,
		`{"a":"\q"}`:                      `unexpected 'q' after a backslash at line 1, column 8 (byte 7)`,
	} {
		if _, err := Parse(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func BenchmarkScan(b *testing.B) {
	page := droplets(200)
	b.Run("page", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		b.ReportAllocs()
		var doc Document
		for b.Loop() {
			var bad *SyntaxError
			if doc, bad = ScanInto(doc.Room(), page, Want{List: "droplets", ID: "id", Fields: true}); bad != nil {
				b.Fatal(bad)
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		for b.Loop() {
			json.Valid(page)
		}
	})
	b.Run("index", func(b *testing.B) {
		one := droplet(1)
		b.SetBytes(int64(len(one)))
		b.ReportAllocs()
		for b.Loop() {
			NewIndex(Of(one))
		}
	})
	b.Run("memory", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		var sum byte
		for b.Loop() {
			for _, c := range page {
				sum += c
			}
		}
		_ = sum
	})
}
