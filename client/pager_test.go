package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
)

func TestPagerOrderAndTotal(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 95, 1000} {
		s := &collection{ids: upTo(n)}
		c := serve(t, s.ServeHTTP, client.WithPerPage(10))
		p := droplets(c)
		if s.requests() != 0 {
			t.Fatal("something was asked for before the first element")
		}
		total, known, err := p.Total(t.Context())
		if err != nil || !known || total != n {
			t.Errorf("total of %d: %d, %v, %v", n, total, known, err)
		}
		all, err := p.List(t.Context())
		if err != nil || !slices.Equal(idsOf(t, all), upTo(n)) && n > 0 {
			t.Errorf("%d elements: %v, %v", n, idsOf(t, all), err)
		}
		if want := max(1, (n+9)/10); s.requests() != want {
			t.Errorf("%d elements took %d requests, want %d", n, s.requests(), want)
		}
		if _, err := p.Next(t.Context()); err != io.EOF {
			t.Errorf("after the end: %v", err)
		}
	}
}

// Nothing is fetched ahead before a second page is wanted; then at most 24
// pages are.
func TestPagerIsLazy(t *testing.T) {
	hold := make(chan struct{})
	s := &collection{ids: upTo(1000)}
	s.before = func(page int, _ http.ResponseWriter) bool {
		if page > 2 {
			<-hold
		}
		return false
	}
	c := serve(t, s.ServeHTTP, client.WithPerPage(10))
	release := sync.OnceFunc(func() { close(hold) })
	t.Cleanup(release)
	p := droplets(c)
	defer p.Close()
	for range 10 {
		if _, err := p.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if s.requests() != 1 {
		t.Errorf("the first page took %d requests", s.requests())
	}
	if _, err := p.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "24 pages ahead", func() bool { return s.requests() == 26 })
	for range 9 {
		if _, err := p.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if s.requests() != 26 {
		t.Errorf("%d requests while pages are held", s.requests())
	}
	release()
	rest, err := p.List(t.Context())
	if err != nil || len(rest) != 980 || s.requests() != 100 {
		t.Errorf("%d elements left, %v, %d requests", len(rest), err, s.requests())
	}
	if most := s.most.Load(); most > 25 {
		t.Errorf("%d requests at the same time", most)
	}
}

// eventually waits for what other goroutines are about to do.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// What is fetched ahead leaves half of the minute's budget to others.
func TestPagerSparesTheBudget(t *testing.T) {
	for _, test := range []struct{ limit, remaining, most int }{{5000, 20, 10}, {5000, 2, 1}, {5000, 0, 0}, {200, 190, 4}} {
		var ahead atomic.Int64
		hold := make(chan struct{})
		s := &collection{ids: upTo(1000), headers: func(h http.Header) {
			h.Set("Ratelimit-Limit", strconv.Itoa(test.limit))
			h.Set("Ratelimit-Remaining", strconv.Itoa(test.remaining))
			h.Set("Ratelimit-Reset", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
		}}
		s.before = func(page int, _ http.ResponseWriter) bool {
			if page > 2 {
				ahead.Add(1)
				<-hold
			}
			return false
		}
		c := serve(t, s.ServeHTTP, client.WithPerPage(10))
		t.Cleanup(func() { close(hold) })
		p := droplets(c)
		for range 11 {
			if _, err := p.Next(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		eventually(t, "what may be fetched ahead", func() bool { return int(ahead.Load()) >= test.most })
		for range 9 {
			p.Next(t.Context())
		}
		if got := int(ahead.Load()); got != test.most {
			t.Errorf("limit %d, remaining %d: %d pages ahead, want %d", test.limit, test.remaining, got, test.most)
		}
		p.Close()
	}
}

// After a break nothing is left: no goroutine, no request.
func TestPagerLeavesNothingBehind(t *testing.T) {
	for name, end := range map[string]func(p *client.Pager[*client.Droplet], ahead func()){
		"break": func(p *client.Pager[*client.Droplet], ahead func()) {
			n := 0
			for _, err := range p.All(t.Context()) {
				if err != nil {
					t.Error(err)
				}
				if n++; n == 15 {
					ahead()
					break
				}
			}
		},
		"close": func(p *client.Pager[*client.Droplet], ahead func()) {
			for range 15 {
				p.Next(t.Context())
			}
			ahead()
			p.Close()
		},
		"dropped": func(p *client.Pager[*client.Droplet], ahead func()) {
			for range 15 {
				p.Next(t.Context())
			}
			ahead()
		},
	} {
		t.Run(name, func(t *testing.T) {
			var ahead, answered atomic.Int64
			s := &collection{ids: upTo(1000)}
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if atoi(r.URL.Query().Get("page")) > 2 {
					ahead.Add(1)
					<-r.Context().Done() // the client went away
					answered.Add(1)
					return
				}
				s.ServeHTTP(w, r)
			}, client.WithPerPage(10))
			end(droplets(c), func() {
				eventually(t, "24 pages ahead", func() bool { return ahead.Load() == 24 })
			})
			eventually(t, "the requests and goroutines of the pages ahead end", func() bool {
				runtime.GC()
				return answered.Load() == 24 && !strings.Contains(stacks(), "(*ahead).start")
			})
		})
	}
}

// stacks are those of all goroutines.
func stacks() string {
	b := make([]byte, 4<<20)
	return string(b[:runtime.Stack(b, true)])
}

// A page is observed when it is delivered, not when it was fetched ahead.
func TestPagerObserve(t *testing.T) {
	s := &collection{ids: upTo(100)}
	c := serve(t, s.ServeHTTP, client.WithPerPage(10))
	var last *client.Reply
	seen := 0
	ctx := client.Observe(t.Context(), func(r *client.Reply) { last, seen = r.Clone(last), seen+1 })
	p := droplets(c)
	for i := range 100 {
		d, err := p.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if got := last.Header.Get("X-Page"); got != strconv.Itoa(i/10+1) {
			t.Fatalf("element %d came with page %s", d.ID(), got)
		}
		if total := last.Meta().Get("total").Int(); total != 100 || !strings.Contains(string(last.Body), fmt.Sprintf(`"id":%d,`, d.ID())) {
			t.Fatalf("element %d: the body is another's", d.ID())
		}
	}
	if _, err := p.Next(ctx); err != io.EOF || seen != 10 {
		t.Errorf("%d replies observed, then %v", seen, err)
	}
}

// A copy of a reply lasts, though the memory of its page is used again.
func TestReplyClone(t *testing.T) {
	s := &collection{ids: upTo(100)}
	c := serve(t, s.ServeHTTP, client.WithPerPage(10))
	var kept []*client.Reply
	var room *client.Reply
	ctx := client.Observe(t.Context(), func(r *client.Reply) {
		kept = append(kept, r.Clone(nil))
		room = r.Clone(room)
		if string(room.Body) != string(r.Body) || room.Value().Raw() != r.Value().Raw() {
			t.Errorf("a copy in the room of another holds %.60s", room.Body)
		}
	})
	p := droplets(c)
	for i := range 100 {
		d, ok := p.Buffered()
		if first := i%10 == 0; ok == first {
			t.Fatalf("element %d was at hand: %v", i, ok)
		} else if first {
			var err error
			if d, err = p.Next(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if d.ID() != int64(i+1) || d.Get("id").Int() != d.ID() {
			t.Fatalf("element %d is %v", i, d)
		}
	}
	if _, ok := p.Buffered(); ok {
		t.Error("there is more at hand than there is")
	}
	if _, err := p.Next(ctx); err != io.EOF {
		t.Error(err)
	}
	if _, ok := p.Buffered(); ok {
		t.Error("there is something at hand after the end")
	}
	for i, r := range kept {
		if r.Meta().Get("total").Int() != 100 || !strings.Contains(string(r.Body), fmt.Sprintf(`"id":%d,`, 10*i+1)) {
			t.Errorf("the copy of page %d holds %.60s", i+1, r.Body)
		}
	}
	if len(kept) != 10 {
		t.Errorf("%d replies", len(kept))
	}
}

// Several goroutines share a pager's elements.
func TestPagerShared(t *testing.T) {
	s := &collection{ids: upTo(1000)}
	c := serve(t, s.ServeHTTP, client.WithPerPage(10))
	p := droplets(c)
	var mu sync.Mutex
	var got []int
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for {
				d, err := p.Next(t.Context())
				if err != nil {
					if err != io.EOF {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				got = append(got, int(d.ID()))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(got)
	if !slices.Equal(got, upTo(1000)) {
		t.Errorf("%d elements", len(got))
	}
}

func TestPagerContextEnds(t *testing.T) {
	s := &collection{ids: upTo(100)}
	hold := make(chan struct{})
	s.before = func(page int, _ http.ResponseWriter) bool {
		if page == 2 {
			<-hold
		}
		return false
	}
	c := serve(t, s.ServeHTTP, client.WithPerPage(10))
	ctx, cancel := context.WithCancel(t.Context())
	p := droplets(c)
	defer p.Close()
	for range 10 {
		p.Next(ctx)
	}
	go func() {
		for s.requests() < 2 {
			runtime.Gosched()
		}
		cancel()
	}()
	if _, err := p.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(hold)
	rest, err := p.List(t.Context())
	if err != nil || len(rest) != 90 {
		t.Errorf("%d elements after that, %v", len(rest), err)
	}
}

func TestPaginate(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v2/words":
			if r.URL.Query().Get("page") == "2" {
				io.WriteString(w, `{"words":["b",null,{"id":1}],"links":{"pages":{}}}`)
				return
			}
			fmt.Fprintf(w, `{"words":["a",%q,{"id":1},{"id":"1"}],"links":{"pages":{"next":"/v2/words?page=2"}}}`, r.URL.RawQuery)
		default:
			io.WriteString(w, `[1,2]`)
		}
	})
	words, err := c.Paginate("/v2/words", "words", url.Values{"q": {"x"}}).List(t.Context())
	var got []string
	for _, w := range words {
		got = append(got, w.Raw())
	}
	if want := `"a" "per_page=200&q=x" {"id":1} {"id":"1"} "b" null`; err != nil || strings.Join(got, " ") != want {
		t.Errorf("got %s, %v", strings.Join(got, " "), err)
	}
	var bad *client.ArgumentError
	for _, p := range []*client.Pager[jsontext.Value]{c.Paginate("/v2/words", "verbs", nil), c.Paginate("/v2/list", "words", nil), c.Paginate("ftp://x", "words", nil), c.Paginate("/v2/words", "", nil)} {
		if _, err := p.Next(t.Context()); !errors.As(err, &bad) {
			t.Errorf("got %v", err)
		}
		p.Close()
	}
	if c.Paginate("ftp://x", "words", nil).Err() == nil {
		t.Error("a bad URL is not known before a request")
	}
}
