package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/sim"
)

// one is a droplet of which the API says this.
func one(t *testing.T, raw string) *client.Droplet {
	t.Helper()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"droplet":`+raw+`}`) })
	return must[*client.Droplet](t)(c.FetchDroplet(t.Context(), 1))
}

func TestObjectStaysAsItCame(t *testing.T) {
	const raw = `{"id":9007199254740993, "x":{"unknown":[1.0,1e2,"\u00e9"]},"n":null,"name":"a\"b","big":18446744073709551616,"dup":1,"dup":2}`
	d := one(t, raw)
	encoded := must[[]byte](t)(d.MarshalJSON())
	equal(t, "the encoding", string(encoded), raw)
	embedded := must[[]byte](t)(json.Marshal(map[string]any{"d": d}))
	if !strings.Contains(string(embedded), "9007199254740993") || !strings.Contains(string(embedded), "18446744073709551616") {
		t.Errorf("within something else: %s", embedded)
	}
	equal(t, "the id", d.ID(), int64(9007199254740993))
	equal(t, "the identity", d.Identity(), "9007199254740993")
	equal(t, "a string with an escape", d.Name(), `a"b`)
	equal(t, "an unknown field", d.Get("x", "unknown", "2").Text(), "é")
	equal(t, "the last of two", d.Get("dup").Int(), 2)
	equal(t, "a null", []bool{d.Get("n").Exists(), d.Get("n").IsNull(), d.Get("none").Exists(), d.Get("none").IsNull()}, []bool{true, true, false, true})
	equal(t, "paths that lead nowhere", fmt.Sprint(d.Get("x", "unknown", "3").Exists(), d.Get("name", "x").Exists(), d.Get("x", "unknown", "-1").Exists()), "false false false")
	equal(t, "the whole", d.Get().Raw(), raw)
	equal(t, "zero values", fmt.Sprint(d.Status(), d.Locked(), d.Memory(), d.CreatedAt().IsZero(), d.Region() == nil, d.Networks() == nil, d.Tags()), "false 0 true true true []")
	var decoded struct {
		ID  int64
		Dup int
	}
	ok(t, d.Decode(&decoded))
	equal(t, "decoded", decoded, "{9007199254740993 2}")
	var fields []string
	for name, v := range d.Fields() {
		fields = append(fields, name+"="+v.Raw())
	}
	equal(t, "the fields", strings.Join(fields, " "), `id=9007199254740993 x={"unknown":[1.0,1e2,"\u00e9"]} n=null name="a\"b" big=18446744073709551616 dup=2`)
	equal(t, "as text", d.String(), `Droplet(id=9007199254740993, name="a\"b")`)
}

func TestValues(t *testing.T) {
	for _, test := range []struct {
		raw   string
		kind  jsontext.Kind
		n     int64
		whole bool
		f     float64
		text  string
		len   int
	}{
		{`1`, jsontext.KindNumber, 1, true, 1, "", 0},
		{`-9223372036854775808`, jsontext.KindNumber, -9223372036854775808, true, -9223372036854775808, "", 0},
		{`9223372036854775807`, jsontext.KindNumber, 9223372036854775807, true, 9223372036854775807, "", 0},
		{`9223372036854775808`, jsontext.KindNumber, 0, false, 9223372036854775808, "", 0},
		{`1.0`, jsontext.KindNumber, 1, true, 1, "", 0},
		{`1e3`, jsontext.KindNumber, 1000, true, 1000, "", 0},
		{`1.5`, jsontext.KindNumber, 0, false, 1.5, "", 0},
		{`1e400`, jsontext.KindNumber, 0, false, 0, "", 0},
		{`1e-400000000`, jsontext.KindNumber, 0, true, 0, "", 0},
		{`-0`, jsontext.KindNumber, 0, true, 0, "", 0},
		{`"a\n\u00e9\ud83d\ude00"`, jsontext.KindString, 0, false, 0, "a\né😀", 0},
		{`"5"`, jsontext.KindString, 0, false, 0, "5", 0},
		{` [1, [2] ,{"a":3}] `, jsontext.KindArray, 0, false, 0, "", 3},
		{`{"a":1,"b":2,"\u0061":3}`, jsontext.KindObject, 0, false, 0, "", 2},
		{`true`, jsontext.KindBool, 0, false, 0, "", 0},
		{`null`, jsontext.KindNull, 0, false, 0, "", 0},
	} {
		v, err := jsontext.Parse(test.raw)
		n, whole := v.Int64()
		f := v.Float()
		if test.raw == "1e400" {
			f = 0 // beyond any float64
		}
		if err != nil || v.Kind() != test.kind || n != test.n || whole != test.whole || f != test.f || v.Text() != test.text || v.Len() != test.len || v.Raw() != strings.TrimSpace(test.raw) {
			t.Errorf("%s: %v, %v, %d %v, %v, %q, %d", test.raw, err, v.Kind(), n, whole, v.Float(), v.Text(), v.Len())
		}
	}
	var none jsontext.Value
	for _, step := range []string{"a", "0"} {
		if got := none.Get(step); got.Exists() || got.Kind() != jsontext.KindNone || got.String() != "" || got.Len() != 0 || got.Bool() || got.Int() != 0 {
			t.Errorf("nothing's %s is %v", step, got)
		}
	}
	equal(t, "nothing as JSON", string(must[[]byte](t)(none.MarshalJSON())), "null")
	equal(t, "a time", must[jsontext.Value](t)(jsontext.Parse(`"2026-07-21T18:37:44Z"`)).Time(), time.Date(2026, 7, 21, 18, 37, 44, 0, time.UTC))
	var syntax *jsontext.SyntaxError
	if _, err := jsontext.Parse(`{"a":`); !errors.As(err, &syntax) || syntax.Offset != 5 {
		t.Errorf("broken: %v", err)
	}
}

func TestEqual(t *testing.T) {
	a := one(t, `{"id":1,"x":[1,2.50,"\u0061"],"big":9007199254740993}`)
	for raw, same := range map[string]bool{
		`{"id":1,"x":[1,2.50,"\u0061"],"big":9007199254740993}`:        true,
		`{ "big" : 9007199254740993, "x":[1.0,2.5,"a"], "id":1 }`:      true,
		`{"id":1,"x":[1,2.50,"a"],"big":9007199254740992}`:             false,
		`{"id":1,"x":[1,2.50],"big":9007199254740993}`:                 false,
		`{"id":1,"x":[1,2.50,"a"]}`:                                    false,
		`{"id":1,"x":[1,2.50,"a"],"big":9007199254740993,"more":null}`: false,
		`{"id":"1","x":[1,2.50,"a"],"big":9007199254740993}`:           false,
	} {
		if b := one(t, raw); a.Equal(b) != same || b.Equal(a) != same {
			t.Errorf("%s: equal is %v", raw, !same)
		}
	}
	if a.Equal(nil) || a.Equal(a.Client().Image(client.ID(1))) || !a.Client().Droplet(1).Equal(a.Client().Droplet(1)) {
		t.Error("other classes are equal")
	}
}

func TestStrings(t *testing.T) {
	w := simulate(t)
	for want, r := range map[string]fmt.Stringer{
		`Droplet(id=1)`: w.Droplet(1), `Image(id=1)`: w.Image(client.ID(1)), `ubuntu`: w.Image(client.Slug("ubuntu")), `aa:bb`: w.SSHKey(client.Slug("AA:BB")),
		`1.2.3.4`: w.FloatingIP("1.2.3.4"), `example.com`: w.Domain("example.com"), `web`: w.Tag("web"), `Action(id=7)`: w.Action(7),
	} {
		equal(t, want, r.String(), want)
	}
	equal(t, "a domain as an object", w.Domain("example.com").Base().String(), `Domain(name="example.com")`)
}

// Objects are safe from any goroutine, also at the first look.
func TestObjectsAreShared(t *testing.T) {
	w := simulate(t, sim.Droplets(50))
	var wg sync.WaitGroup
	for d, err := range droplets(w.Client).All(t.Context()) {
		ok(t, err)
		for range 4 {
			wg.Go(func() {
				if d.Name() == "" || d.ID() == 0 || len(maps.Collect(d.Fields())) < 20 {
					t.Errorf("got %v", d)
				}
			})
		}
	}
	wg.Wait()
}

// Whoever keeps one droplet of 10,000 keeps that one: not its page, not its
// list.
func TestOneKeptDropletIsSmall(t *testing.T) {
	c := client10k(t)
	keep := func() []*client.Droplet {
		var kept []*client.Droplet
		n := 0
		for d, err := range droplets(c).All(t.Context()) {
			ok(t, err)
			if d.Name() == "" {
				t.Fatal("a droplet without a name")
			}
			if n++; n%100 == 0 { // some of every page
				kept = append(kept, d)
			}
		}
		return kept
	}
	keep() // whatever is set up once
	before := heap()
	kept := keep()
	after := heap()
	if len(kept) != 100 {
		t.Fatalf("%d droplets are kept", len(kept))
	}
	each := (int64(after) - int64(before)) / int64(len(kept))
	t.Logf("a kept droplet keeps %d bytes", each)
	if each >= 8<<10 {
		t.Errorf("a kept droplet keeps %d bytes", each)
	}
	runtime.KeepAlive(kept)
	// Nor do strings keep the droplets that they come from.
	var names []string
	before = heap()
	for d, err := range droplets(c).All(t.Context()) {
		ok(t, err)
		names = append(names, d.Name())
	}
	after = heap()
	if each := (int64(after) - int64(before)) / int64(len(names)); each > 200 {
		t.Errorf("a kept name keeps %d bytes", each)
	}
	runtime.KeepAlive(names)
}

// heap is how much is alive, what pools hold aside.
func heap() uint64 {
	for range 3 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// pages10k are the pages of a list of 10,000 droplets, as a simulated API makes
// them.
var pages10k = sync.OnceValues(func() (map[string][]byte, error) {
	server, err := sim.New(sim.Droplets(10_000), sim.Seed(1))
	if err != nil {
		return nil, err
	}
	c, err := client.New(token, client.WithTransport(server.RoundTripper()))
	if err != nil {
		return nil, err
	}
	pages := map[string][]byte{}
	for page := 1; page <= 50; page++ {
		query := fmt.Sprintf("page=%d&per_page=200", page)
		v, err := c.Request(context.Background(), "GET", "/v2/droplets?"+query, nil, nil)
		if err != nil {
			return nil, err
		}
		pages[query] = []byte(v.Raw())
	}
	pages["per_page=200"] = pages["page=1&per_page=200"]
	return pages, nil
})

// client10k is a client of an API that has 10,000 droplets, and costs nothing.
func client10k(t testing.TB) *client.Client {
	pages := must[map[string][]byte](t)(pages10k())
	c := must[*client.Client](t)(client.New(token, client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
		page := pages[r.URL.RawQuery]
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(page)), ContentLength: int64(len(page))}, nil
	}))))
	t.Cleanup(func() { c.Close() })
	return c
}

// BenchmarkList10k lists 10,000 droplets and reads four fields of each: what
// the client itself costs.
func BenchmarkList10k(b *testing.B) {
	c := client10k(b)
	size := 0
	for query, page := range must[map[string][]byte](b)(pages10k()) {
		if strings.HasPrefix(query, "page") {
			size += len(page)
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for d, err := range droplets(c).All(b.Context()) {
			if err != nil || d.ID() == 0 || d.Name() == "" || d.Status() == "" || d.IPAddress() == "" {
				b.Fatal(d, err)
			}
			n++
		}
		if n != 10_000 {
			b.Fatal(n)
		}
	}
}

func TestPagesAreComplete(t *testing.T) {
	all := must[[]*client.Droplet](t)(droplets(client10k(t)).List(t.Context()))
	ids := idsOf(t, all)
	slices.Sort(ids)
	equal(t, "different droplets", len(slices.Compact(ids)), 10_000)
}
