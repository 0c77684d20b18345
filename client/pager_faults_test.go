package client_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/doapi-lua/doapi/client"
)

// Every page that fails is an error; the next call asks for it again.
func TestPagerPageFails(t *testing.T) {
	for _, bad := range []int{1, 2, 5, 10} {
		var failures atomic.Int64
		s := &collection{ids: upTo(100)}
		s.before = func(page int, w http.ResponseWriter) bool {
			if page == bad && failures.Add(1) <= 2 {
				w.WriteHeader(502)
				io.WriteString(w, "<html>")
				return true
			}
			return false
		}
		c := serve(t, s.ServeHTTP, client.WithPerPage(10))
		p := droplets(c)
		var got []int
		failed := 0
		for {
			d, err := p.Next(t.Context())
			if err == io.EOF {
				break
			}
			var e *client.Error
			if err != nil {
				if !errors.As(err, &e) || e.Status != 502 {
					t.Fatal(err)
				}
				if failed++; len(got) != (bad-1)*10 {
					t.Errorf("page %d failed after %d elements", bad, len(got))
				}
				continue
			}
			got = append(got, int(d.ID()))
		}
		// Two failures of a page: one may have been that of a page ahead.
		if !slices.Equal(got, upTo(100)) || failed == 0 || bad <= 2 && failed != 2 {
			t.Errorf("page %d: %d elements, %d failures seen", bad, len(got), failed)
		}
	}
	s := &collection{ids: upTo(100)}
	s.before = func(page int, w http.ResponseWriter) bool {
		if page == 3 {
			w.WriteHeader(500)
		}
		return page == 3
	}
	c := serve(t, s.ServeHTTP, client.WithPerPage(10))
	if all, err := droplets(c).List(t.Context()); err == nil || len(all) != 20 {
		t.Errorf("a page that always fails: %d elements, %v", len(all), err)
	}
}

// Pages that lead in circles, nowhere or on for ever are errors.
func TestPagerBadLinks(t *testing.T) {
	next := func(to string) func(string, int) string {
		return func(_ string, page int) string {
			return fmt.Sprintf(`{"droplets":[{"id":%d}],"links":{"pages":{"next":%q}}}`, page, to)
		}
	}
	for name, test := range map[string]struct {
		edit func(string, int) string
		want string
		n    int
	}{
		"itself":       {next("?page=1&per_page=10"), "leads back to", 1},
		"a circle":     {next("?per_page=10&page=2"), "leads back to", 2},
		"another host": {next("https://elsewhere.example.com/v2/droplets?page=2"), "leads to another host", 0},
		"another port": {next("http://127.0.0.1:1/v2/droplets?page=2"), "leads to another host", 0},
		"https":        {next("https://HOST/v2/droplets?page=2"), "leads to another host", 0},
		"credentials":  {next("http://user:pass@HOST/v2/droplets?page=2"), "leads to another host", 0},
		"no URL":       {next("http://[::1"), "is no URL", 0},
		"a file":       {next("file:///etc/passwd"), "leads to another host", 0},
		"the same page": {func(_ string, page int) string {
			return fmt.Sprintf(`{"droplets":[{"id":1},{"id":2}],"links":{"pages":{"next":"?page=%d"}}}`, page+1)
		}, "bring nothing new", 2},
		"empty pages": {func(_ string, page int) string {
			return fmt.Sprintf(`{"droplets":[],"links":{"pages":{"next":"?page=%d"}}}`, page+1)
		}, "bring nothing new", 0},
		"the same page without ids": {func(_ string, page int) string {
			return fmt.Sprintf(`{"droplets":[{"x":1},{"x":2}],"links":{"pages":{"next":"?page=%d"}}}`, page+1)
		}, "bring nothing new", -1},
	} {
		t.Run(name, func(t *testing.T) {
			s := &collection{}
			server := httptest.NewServer(s)
			defer server.Close()
			s.edit = func(body string, page int) string {
				return strings.ReplaceAll(test.edit(body, page), "HOST", strings.TrimPrefix(server.URL, "http://"))
			}
			c, err := client.New(token, client.WithEndpoint(server.URL), client.WithPerPage(10))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			all, err := droplets(c).List(t.Context())
			var e *client.ResponseError
			if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) || test.n >= 0 && len(all) != test.n {
				t.Errorf("%d elements, %v", len(all), err)
			}
			if s.requests() > 40 {
				t.Errorf("%d requests", s.requests())
			}
		})
	}
}

// Elements that move to a page that is past are not lost, and those that come
// again are not repeated.
func TestPagerListThatShifts(t *testing.T) {
	for _, per := range []int{10, 100} {
		s := &collection{ids: upTo(1000)}
		c := serve(t, s.ServeHTTP, client.WithPerPage(per))
		var got []int
		for d, err := range droplets(c).All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, int(d.ID()))
			s.remove(int(d.ID())) // by somebody else
		}
		slices.Sort(got)
		if !slices.Equal(got, upTo(1000)) {
			t.Errorf("per page %d: %d elements", per, len(got))
		}
	}
	s := &collection{ids: upTo(100)}
	s.before = func(page int, _ http.ResponseWriter) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		if page == 2 && len(s.ids) == 100 {
			s.ids = append([]int{101, 102, 103}, s.ids...) // new ones push the others back
		}
		return false
	}
	c := serve(t, s.ServeHTTP, client.WithPerPage(10))
	all, err := droplets(c).List(t.Context())
	got := idsOf(t, all)
	slices.Sort(got)
	if got = slices.DeleteFunc(got, func(id int) bool { return id > 100 }); err != nil || !slices.Equal(got, upTo(100)) {
		t.Errorf("a list that grows: %v, %v", got, err)
	}
}
