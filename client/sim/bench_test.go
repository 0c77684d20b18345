package sim

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// readPages reads whole lists again and again, and reports how fast.
func readPages(b *testing.B, transport http.RoundTripper, base, path string, pages int) {
	var bytes int64
	start := time.Now()
	page := 0
	buf := make([]byte, 256<<10)
	b.ReportAllocs()
	for b.Loop() {
		page = page%pages + 1
		req, err := http.NewRequest("GET", fmt.Sprintf("%s%s?per_page=200&page=%d", base, path, page), nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer x")
		resp, err := transport.RoundTrip(req)
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			var n int
			n, err = resp.Body.Read(buf)
			bytes += int64(n)
		}
		resp.Body.Close()
		if err != io.EOF || resp.StatusCode != 200 {
			b.Fatal(resp.Status, err)
		}
	}
	b.ReportMetric(float64(bytes)/1e6/time.Since(start).Seconds(), "MB/s")
	b.ReportMetric(float64(bytes)/float64(b.N)/200, "B/object")
}

func benchServer(b *testing.B, opts ...Option) *Server {
	b.Helper()
	s, err := New(opts...)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkList(b *testing.B) {
	for _, test := range []struct {
		name, path string
		n          int
		opts       []Option
	}{
		{"droplets", "/v2/droplets", 10_000, []Option{Droplets(10_000)}},
		{"droplets", "/v2/droplets", 100_000, []Option{Droplets(100_000)}},
		{"actions", "/v2/actions", 100_000, []Option{Actions(100_000)}},
	} {
		b.Run(fmt.Sprintf("in-process/%s-%d", test.name, test.n), func(b *testing.B) {
			s := benchServer(b, test.opts...)
			readPages(b, s.RoundTripper(), "http://sim", test.path, test.n/200)
		})
		b.Run(fmt.Sprintf("loopback/%s-%d", test.name, test.n), func(b *testing.B) {
			srv := httptest.NewServer(benchServer(b, test.opts...))
			defer srv.Close()
			readPages(b, http.DefaultTransport, srv.URL, test.path, test.n/200)
		})
	}
}

// Droplets that a client has created are documents with fields of their own.
func BenchmarkListCreated(b *testing.B) {
	s := benchServer(b)
	var names []string
	for i := range 10 {
		names = append(names, fmt.Sprintf("%q", fmt.Sprint("web-", i)))
	}
	body := `{"names":[` + strings.Join(names, ",") + `],"region":"nyc3","size":"s-1vcpu-1gb","image":"ubuntu-24-04-x64"}`
	for range 1000 {
		send(b, s.RoundTripper(), "http://sim", body)
	}
	readPages(b, s.RoundTripper(), "http://sim", "/v2/droplets", 50)
}

// send creates droplets.
func send(b *testing.B, transport http.RoundTripper, base, body string) {
	req, err := http.NewRequest("POST", base+"/v2/droplets", strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer x")
	resp, err := transport.RoundTrip(req)
	if err != nil {
		b.Fatal(err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 202 {
		b.Fatal(resp.Status)
	}
}

func BenchmarkNew(b *testing.B) {
	for _, n := range []int{0, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				benchServer(b, Droplets(n), Actions(n))
			}
		})
	}
}

func BenchmarkCreate(b *testing.B) {
	const one = `{"name":"web-1","region":"nyc3","size":"s-1vcpu-1gb","image":"ubuntu-24-04-x64","tags":["a"]}`
	post := func(b *testing.B, transport http.RoundTripper, base string) {
		b.ReportAllocs()
		for b.Loop() {
			send(b, transport, base, one)
		}
	}
	b.Run("in-process", func(b *testing.B) {
		post(b, benchServer(b).RoundTripper(), "http://sim")
	})
	b.Run("loopback", func(b *testing.B) {
		srv := httptest.NewServer(benchServer(b))
		defer srv.Close()
		post(b, http.DefaultTransport, srv.URL)
	})
}

// BenchmarkMemory tells what a droplet takes, with its actions: one that was made in
// advance, and one that a client has made.
func BenchmarkMemory(b *testing.B) {
	const n = 5000
	held := func() float64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	for b.Loop() {
		before := held()
		premade := benchServer(b, Droplets(n))
		b.ReportMetric((held()-before)/n, "B/premade")
		runtime.KeepAlive(premade)
		s := benchServer(b, WithClock(NewClock(epoch)), DropletLimit(2*n))
		before = held()
		for range n {
			send(b, s.RoundTripper(), "http://sim", `{"name":"web-1","region":"nyc3","size":"s-1vcpu-1gb","image":"ubuntu-24-04-x64","tags":["a"]}`)
		}
		s.Advance(time.Hour)
		s.Quiet()
		b.ReportMetric((held()-before)/n, "B/made")
		runtime.KeepAlive(s)
	}
	b.ReportMetric(0, "ns/op")
}
