package progress

import (
	"net/url"
	"strconv"

	"github.com/doapi-lua/doapi/client"
)

// listing is how far a list has been read.
type listing struct {
	came  int // pages
	pages int // in all, 0 if unknown
}

// maxListings is how many lists are kept in mind.
const maxListings = 100

// listings are the lists that are being read, by their addresses without page
// numbers.
type listings map[string]*listing

// asked gives the list that a call asks for a page of, nil if it asks for none.
func (l listings) asked(c *client.Call) *listing {
	query := c.URL.Query()
	page, sized := pageOf(query), query.Has("per_page")
	if c.Method != "GET" || page == 0 && !sized {
		return nil
	}
	query.Del("page")
	address := c.URL.Path + "?" + query.Encode()
	list := l[address]
	if list == nil || page <= 1 { // or it is read from its beginning again
		if len(l) >= maxListings {
			clear(l)
		}
		list = &listing{came: max(page-1, 0)}
		l[address] = list
	}
	return list
}

// pageOf is the number of the page in a query, 0 if there is none.
func pageOf(query url.Values) int {
	n, err := strconv.Atoi(query.Get("page"))
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// take takes in a page that came.
func (l *listing) take(c *client.Call, reply *client.Reply) {
	l.came++
	size, err := strconv.Atoi(c.URL.Query().Get("per_page"))
	total := int(reply.Meta().Get("total").Int())
	if err == nil && size > 0 && total > 0 {
		l.pages = (total + size - 1) / size
	}
}

// String is the page that is awaited, " page 3 of 50"; nothing of a list that
// has one.
func (l *listing) String() string {
	switch next := l.came + 1; {
	case l.pages > 1:
		return " page " + strconv.Itoa(min(next, l.pages)) + " of " + strconv.Itoa(l.pages)
	case l.pages == 0 && next > 1:
		return " page " + strconv.Itoa(next)
	}
	return ""
}
