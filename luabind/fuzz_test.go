package luabind_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// FuzzSource: any source text ends, with an *Error or without one, and leaves
// the Host usable.
func FuzzSource(f *testing.F) {
	files, _ := filepath.Glob("testdata/hostile/*.lua")
	if len(files) == 0 {
		f.Fatal("no seeds")
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Fuzz(func(t *testing.T, src string) {
		h, err := luabind.New(luabind.WithTimeLimit(20*time.Millisecond), luabind.WithGrace(20*time.Millisecond),
			luabind.WithInstructionLimit(50_000), luabind.WithMemoryLimit(16<<20), luabind.WithStdio(nil, io.Discard, io.Discard))
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		begin := time.Now()
		err = h.DoString(context.Background(), "fuzz", src)
		if took := time.Since(begin); took > hang {
			t.Errorf("it took %v", took)
		}
		var e *luabind.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("the error is %T: %v", err, err)
		}
		if err := h.Set("x", 1); err != nil {
			t.Error(err)
		}
		if _, err := luabind.Compile("again", "return x .. 'y'"); err != nil {
			t.Error(err)
		}
	})
}

// FuzzRoundTrip: what JSON can say passes through Lua unchanged.
func FuzzRoundTrip(f *testing.F) {
	for _, s := range []string{`{"a":[1,2,{"b":"c"}],"d":true}`, `[9007199254740993,-9223372036854775808,1.5]`, `{"":"\u0000"}`, `[[],[1]]`, `"x"`, `{"x":{"y":{"z":0}}}`} {
		f.Add(s)
	}
	h, err := luabind.New(luabind.WithoutLimits())
	if err != nil {
		f.Fatal(err)
	}
	same, err := luabind.Compile("same", `local v = ... same = v return same`)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var in any
		if json.Unmarshal([]byte(text), &in) != nil {
			return
		}
		out, err := h.Run(context.Background(), same, in)
		if err != nil {
			t.Skip(err) // nested too deeply
		}
		if got, want := normal(out[0]), normal(in); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %#v, want %#v", text, got, want)
		}
	})
}

// normal makes numbers float64, and drops what Lua does not tell apart: a
// field that is null from none, an empty list from an empty map.
func normal(v any) any {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case []any:
		if len(v) == 0 {
			return map[string]any{}
		}
		out := make([]any, len(v))
		for i := range v {
			out[i] = normal(v[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			if e = normal(e); e != nil {
				out[k] = e
			}
		}
		return out
	}
	return v
}

type typed struct {
	I    int64
	U    uint64
	F    float64
	S    string
	B    bool
	D    time.Duration
	L    []int64
	M    map[string]string
	P    *int64
	Sub  struct{ X []byte }
	Flag *bool
}

// FuzzTyped: a struct's fields come back from Lua as they went in.
func FuzzTyped(f *testing.F) {
	f.Add(int64(1)<<53+1, uint64(math.MaxUint64), 1.5, "text", true, int64(1e9))
	f.Add(int64(math.MinInt64), uint64(0), math.Inf(1), "\x00\xff", false, int64(0))
	h, err := luabind.New(luabind.WithoutLimits())
	if err != nil {
		f.Fatal(err)
	}
	copied, err := luabind.Compile("copy", `
		local s = ...
		local t = {}
		for k, v in pairs(s) do t[k] = v end
		t.sub = {x = s.sub.x}
		return t`)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, i int64, u uint64, x float64, s string, b bool, d int64) {
		in := typed{I: i, U: u, F: x, S: s, B: b, D: time.Duration(d % (1 << 40)).Truncate(time.Millisecond), L: []int64{i, -i}, M: map[string]string{"k" + s: s}, P: &i, Flag: &b}
		in.Sub.X = []byte(s)
		if math.IsNaN(x) {
			in.F = 0
		}
		var out typed
		if err := h.RunInto(context.Background(), &out, copied, in); err != nil {
			t.Fatal(err)
		}
		if in.D != out.D.Round(time.Millisecond) {
			t.Errorf("duration %v became %v", in.D, out.D)
		}
		out.D = in.D
		if !reflect.DeepEqual(in, out) {
			t.Errorf("got %+v, want %+v", out, in)
		}
	})
}
