package client_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/doapi-lua/doapi/client"
)

// collection serves a list of ids in pages, as the API does.
type collection struct {
	mu       sync.Mutex
	ids      []int
	asked    []string                                   // queries, in order of arrival
	inFlight atomic.Int64                               // requests being answered
	most     atomic.Int64                               // of them at the same time
	before   func(page int, w http.ResponseWriter) bool // may answer itself
	headers  func(http.Header)
	edit     func(body string, page int) string
}

func (s *collection) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for n := s.inFlight.Add(1); ; {
		most := s.most.Load()
		if n <= most || s.most.CompareAndSwap(most, n) {
			break
		}
	}
	defer s.inFlight.Add(-1)
	q := r.URL.Query()
	page, per := max(1, atoi(q.Get("page"))), max(1, atoi(q.Get("per_page")))
	s.mu.Lock()
	s.asked = append(s.asked, r.URL.RawQuery)
	s.mu.Unlock()
	if s.before != nil && s.before(page, w) {
		return
	}
	s.mu.Lock()
	ids := slices.Clone(s.ids)
	s.mu.Unlock()
	link := func(n int) string {
		q.Set("page", strconv.Itoa(n))
		return (&url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path, RawQuery: q.Encode()}).String()
	}
	last := (len(ids) + per - 1) / per
	from, to := min((page-1)*per, len(ids)), min(page*per, len(ids))
	var elements []string
	for _, id := range ids[from:to] {
		elements = append(elements, fmt.Sprintf(`{"id":%d,"name":"d%d"}`, id, id))
	}
	links := "{}"
	if page < last {
		links = fmt.Sprintf(`{"pages":{"next":%q,"last":%q}}`, link(page+1), link(last))
	}
	body := fmt.Sprintf(`{"droplets":[%s],"links":%s,"meta":{"total":%d}}`, strings.Join(elements, ","), links, len(ids))
	if s.edit != nil {
		body = s.edit(body, page)
	}
	if s.headers != nil {
		s.headers(w.Header())
	}
	w.Header().Set("X-Page", strconv.Itoa(page))
	io.WriteString(w, body)
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func (s *collection) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func (s *collection) remove(ids ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids = slices.DeleteFunc(s.ids, func(id int) bool { return slices.Contains(ids, id) })
}

// upTo are the ids 1 to n.
func upTo(n int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = i + 1
	}
	return ids
}

func droplets(c *client.Client) *client.Pager[*client.Droplet] {
	return c.FetchAllDroplets(client.DropletFilter{})
}

func idsOf(t *testing.T, all []*client.Droplet) []int {
	t.Helper()
	var ids []int
	for _, d := range all {
		ids = append(ids, int(d.ID()))
	}
	return ids
}
