package stdlib_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// jsonHost decodes and encodes texts with one Host.
func jsonHost(t testing.TB) (decode func(string) (again string, err error)) {
	h, ctx := newHost(t, luabind.WithoutLimits()), t.Context()
	const src = `local json = require "json" function roundtrip(s) return json.encode(json.decode(s)) end`
	if err := h.DoString(ctx, "setup", src); err != nil {
		t.Fatal(err)
	}
	return func(s string) (string, error) {
		out, err := h.Call(ctx, "roundtrip", s)
		if err != nil {
			return "", err
		}
		return out[0].(string), nil
	}
}

// TestJSONAccepts runs the table of texts in testdata/json.cases: a line with
// + and a text to accept, or - and one to reject. ~xHH stands for a byte.
func TestJSONAccepts(t *testing.T) {
	src, err := os.ReadFile("testdata/json.cases")
	if err != nil {
		t.Fatal(err)
	}
	decode := jsonHost(t)
	accepted, rejected := 0, 0
	for n, line := range strings.Split(string(src), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		verdict, quoted, _ := strings.Cut(line, " ")
		s := hexByte.ReplaceAllStringFunc(quoted, func(x string) string {
			b, _ := hex.DecodeString(x[2:])
			return string(b)
		})
		_, err := decode(s)
		if valid := json.Valid([]byte(s)); valid != (verdict == "+") {
			t.Errorf("line %d: %s: encoding/json says %v", n+1, quoted, valid)
		}
		switch {
		case verdict == "+":
			accepted++
			if err != nil {
				t.Errorf("line %d: %s: %v", n+1, quoted, err)
			}
		case verdict == "-":
			rejected++
			if err == nil {
				t.Errorf("line %d: %s was accepted", n+1, quoted)
			}
		default:
			t.Fatalf("line %d begins with neither + nor -", n+1)
		}
	}
	if accepted < 60 || rejected < 120 {
		t.Errorf("only %d texts to accept and %d to reject", accepted, rejected)
	}
	for s, valid := range map[string]bool{
		strings.Repeat("[", 10000) + strings.Repeat("]", 10000): true,
		strings.Repeat("[", 10001) + strings.Repeat("]", 10001): false,
		strings.Repeat("[", 1<<20):                              false,
		strings.Repeat(`{"a":`, 1<<20):                          false,
	} {
		if json.Valid([]byte(s)) != valid {
			t.Errorf("encoding/json does not take %.10s... for valid=%v", s, valid)
		}
		if _, err := decode(s); (err == nil || strings.Contains(err.Error(), "cannot encode")) != valid {
			t.Errorf("%.10s...: %v", s, err)
		}
	}
}

var hexByte = regexp.MustCompile(`~x[0-9a-f]{2}`)

// FuzzJSON: decode takes what encoding/json takes, and what it gives encodes
// to the same value, whose text is stable from then on.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,null,{}],"b":"\u00e9\ud83d\ude00","c":[]}`, `[1e2,-0,0.1,1e-7,123456789012345678901234567890]`,
		`"\ud800"`, "\"\xff\"", `{"a":1,"a":2}`, `[[[[]]]]`, ` true `, `1e400`, `[9007199254740993,1e21,1E+2]`, `{"":{"":0}}`, `{"a" :`, "\"\u2028\x7f\"",
	} {
		f.Add(s)
	}
	decode := jsonHost(f)
	f.Fuzz(func(t *testing.T, s string) {
		once, err := decode(s)
		if err != nil {
			if !json.Valid([]byte(s)) || strings.Contains(err.Error(), "too large") || strings.Contains(err.Error(), "too deeply") {
				return
			}
			t.Fatalf("%q: %v", s, err)
		}
		if !json.Valid([]byte(s)) {
			t.Fatalf("%q was accepted", s)
		}
		twice, err := decode(once)
		if err != nil || twice != once {
			t.Fatalf("%q: first %q, then %q, %v", s, once, twice, err)
		}
		if a, b := canonical(t, s), canonical(t, once); !bytes.Equal(a, b) {
			t.Fatalf("%q became %q: %s is not %s", s, once, a, b)
		}
	})
}

// canonical is a text's value as encoding/json sees it.
func canonical(t *testing.T, s string) []byte {
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		return nil // a number beyond float64, which stays exact here
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(b, []byte("-0"), []byte("0"))
}

func BenchmarkJSONDecode(b *testing.B) {
	row := `{"id":3164494,"name":"example.com","memory":1024,"locked":false,"status":"active","kernel":null,"networks":{"v4":[{"ip_address":"104.236.32.182","netmask":"255.255.192.0","type":"public"}],"v6":[]},"region":{"name":"New York 3","slug":"nyc3","features":["private_networking","backups","ipv6"]},"tags":["web","db"],"created_at":"2014-11-14T16:29:21Z"}`
	s := "[" + strings.Repeat(row+",", 999) + row + "]"
	h := newHost(b, luabind.WithoutLimits())
	if err := h.DoString(b.Context(), "setup", `local json = require "json" function decode(s) json.decode(s) end`); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		if _, err := h.Call(b.Context(), "decode", s); err != nil {
			b.Fatal(err)
		}
	}
}

// A short text can decode to more than there is memory.
func TestJSONMemory(t *testing.T) {
	h := newHost(t, luabind.WithMemoryLimit(16<<20))
	err := h.DoString(t.Context(), "test", `require("json").decode("[" .. ("[],"):rep(1e6) .. "[]]")`)
	if !errors.Is(err, luabind.ErrMemoryLimit) {
		t.Errorf("got %v, want %v", err, luabind.ErrMemoryLimit)
	}
}
