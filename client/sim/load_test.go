package sim

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// mix is what a busy account is asked, over HTTP.
type mix struct {
	url       string
	transport *http.Transport
	failed    atomic.Int64
}

func newMix(b *testing.B) *mix {
	server := httptest.NewServer(benchServer(b, Droplets(5000), Actions(5000)))
	b.Cleanup(server.Close)
	// Callers keep a bounded number of connections, as load generators and real
	// clients do: with one more for each request that waits, opening them is most
	// of the work, and the queue never ends.
	const connections = 32
	m := &mix{url: server.URL, transport: &http.Transport{
		MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections,
	}}
	b.Cleanup(m.transport.CloseIdleConnections)
	return m
}

// ask sends the nth request: eight in ten look at something.
func (m *mix) ask(n int) {
	method, path, body := "GET", "", ""
	switch n % 10 {
	case 0, 1, 2:
		path = "/v2/account"
	case 3, 4:
		path = fmt.Sprint("/v2/droplets?per_page=20&page=", n%200+1)
	case 5:
		path = fmt.Sprint("/v2/actions?per_page=20&page=", n%200+1)
	case 6:
		path = "/v2/tags"
	case 7:
		path = "/v2/regions"
	case 8:
		method, path, body = "POST", "/v2/tags", fmt.Sprintf(`{"name":"t%d"}`, n%1000)
	case 9:
		method, path = "POST", "/v2/droplets"
		body = fmt.Sprintf(`{"name":"web-%d","region":"nyc3","size":"s-1vcpu-1gb","image":"ubuntu-24-04-x64","tags":["t%d"]}`, n, n%1000)
	}
	req, _ := http.NewRequest(method, m.url+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer x")
	resp, err := m.transport.RoundTrip(req)
	if err != nil {
		m.failed.Add(1)
		return
	}
	if resp.StatusCode >= 300 {
		m.failed.Add(1)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
}

// capacity is how many requests a second are answered when 16 callers send one
// after the other.
func (m *mix) capacity(total int) float64 {
	began := time.Now()
	var wg sync.WaitGroup
	var next atomic.Int64
	for range 16 {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(total); n = next.Add(1) {
				m.ask(int(n))
			}
		})
	}
	wg.Wait()
	return float64(total) / time.Since(began).Seconds()
}

// BenchmarkOpenLoop measures the capacity for mixed requests, sends them at half
// of it whether or not the earlier ones have been answered, at random times, and
// tells how long the answers take from when they were due.
func BenchmarkOpenLoop(b *testing.B) {
	m := newMix(b)
	m.capacity(2000) // warm
	capacity := m.capacity(10_000)
	dice := rand.New(rand.NewPCG(1, 2))
	mean := time.Duration(2 / capacity * float64(time.Second))
	total := max(b.N, 10_000)
	took := make([]time.Duration, total)
	var wg sync.WaitGroup
	b.ResetTimer()
	due := time.Now()
	for n := range total {
		due = due.Add(time.Duration(dice.ExpFloat64() * float64(mean)))
		time.Sleep(time.Until(due))
		wanted := due
		wg.Go(func() {
			m.ask(n)
			took[n] = time.Since(wanted)
		})
	}
	wg.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(capacity, "capacity/s")
	b.ReportMetric(capacity/2, "sent/s")
	b.ReportMetric(float64(took[total/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[total*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[total-1].Microseconds())/1000, "max-ms")
	b.ReportMetric(0, "ns/op")
	if n := m.failed.Load(); n > 0 {
		b.Errorf("%d requests failed", n)
	}
}
