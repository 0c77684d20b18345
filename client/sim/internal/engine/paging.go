package engine

import (
	"net/http"
	"net/url"
	"strconv"
)

const (
	perPageDefault = 20
	perPageMax     = 200
)

// Show writes a record out for a request; nil means as it is.
type Show func(w *World, r *Request, buf []byte, rec *Record) []byte

// Page answers with one page of records under a key.
func (w *World) Page(r *Request, key string, records []*Record, newest bool, render Show) (*Reply, error) {
	total := len(records)
	return page(r, key, total, func(buf []byte, i int) []byte {
		rec := records[i]
		if newest {
			rec = records[total-1-i]
		}
		if render == nil {
			return rec.Append(buf)
		}
		return render(w, r, buf, rec)
	})
}

// PageOfLists is Page for lists that are shown one after another.
func (w *World) PageOfLists(r *Request, key string, lists [][]*Record, render Show) (*Reply, error) {
	total := 0
	for _, list := range lists {
		total += len(list)
	}
	return page(r, key, total, func(buf []byte, i int) []byte {
		for _, list := range lists {
			if i < len(list) {
				return render(w, r, buf, list[i])
			}
			i -= len(list)
		}
		return buf
	})
}

// PageOf answers with one page of a list whose items are made as they are shown.
func (w *World) PageOf(r *Request, key string, total int, item func(i int) Document) (*Reply, error) {
	return page(r, key, total, func(buf []byte, i int) []byte {
		d := item(i)
		return d.Append(buf)
	})
}

func page(r *Request, key string, total int, show func(buf []byte, i int) []byte) (*Reply, error) {
	page, err := number(r.Query, "page", 1)
	if err != nil {
		return nil, err
	}
	per, err := number(r.Query, "per_page", perPageDefault)
	if err != nil {
		return nil, err
	}
	// What the API does above its limit is not documented; it is kept to.
	per = min(per, perPageMax)
	first := min((page-1)*per, total)
	last := min(first+per, total)
	buf := getBuffer()
	buf = append(AppendString(append(buf, '{'), key), ":["...)
	for i := first; i < last; i++ {
		if i > first {
			buf = append(buf, ',')
		}
		buf = show(buf, i)
	}
	buf = append(buf, `],"links":`...)
	buf = appendLinks(buf, r, page, max(1, (total+per-1)/per))
	buf = append(buf, `,"meta":{"total":`...)
	buf = strconv.AppendInt(buf, int64(total), 10)
	buf = append(buf, "}}"...)
	return &Reply{Status: http.StatusOK, ContentType: JSONType, Body: buf}, nil
}

// appendLinks writes the links of a page: {} when there is only one. A page past
// the end has those that lead back.
func appendLinks(buf []byte, r *Request, page, pages int) []byte {
	if pages == 1 && page == 1 {
		return append(buf, "{}"...)
	}
	query := url.Values{}
	for k, v := range r.Query {
		query[k] = v
	}
	more := false
	link := func(rel string, n int) {
		query.Set("page", strconv.Itoa(n))
		buf = AppendKey(buf, rel, more)
		buf = AppendString(buf, r.Base+r.Path+"?"+query.Encode())
		more = true
	}
	buf = append(buf, `{"pages":{`...)
	if page > 1 {
		link("first", 1)
		link("prev", min(page-1, pages))
	}
	if page < pages {
		link("next", page+1)
		link("last", pages)
	}
	return append(buf, "}}"...)
}

// number reads a query parameter that counts from one. What the API does with
// others is not documented: it is refused, so that a client notices.
func number(query url.Values, name string, otherwise int) (int, error) {
	text := query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 1 {
		return 0, Unprocessable("%s must be a positive integer", name)
	}
	return int(n), nil
}
