package sim

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// request is a call of the API as behaviours see it.
type request struct {
	ctx    context.Context
	method string
	base   string // scheme and host that links begin with
	path   string // escaped
	query  url.Values
	header http.Header
	text   []byte // the body as it came

	id     string             // of the operation
	op     *catalog.Operation // nil for those that the description has dropped
	params catalog.Values
	body   document

	// how late what this request creates becomes visible
	listLag, early404, lateAddress time.Duration
}

// param returns a path parameter.
func (r *request) param(name string) string { return r.params.Get(name) }

// last returns the last path parameter.
func (r *request) last() string {
	if len(r.params) == 0 {
		return ""
	}
	return r.params[len(r.params)-1].Value
}

// dangerous reports whether the caller has said that it means it.
func (r *request) dangerous() bool {
	ok, _ := strconv.ParseBool(r.header.Get("X-Dangerous"))
	return ok
}

// born marks a new record with the lags of the request that made it.
func (w *world) born(r *request, rec *record) {
	if r.listLag > 0 {
		rec.listed = w.now.Add(r.listLag)
	}
	if r.early404 > 0 {
		rec.found = w.now.Add(r.early404)
	}
}

// visible returns what a GET by id shows: not what the API is still about to
// notice, but what has been deleted a moment ago.
func (w *world) visible(t *table, id string) (*record, error) {
	r := t.byID[id]
	if r == nil || r.found.After(w.now) {
		return nil, errNotFound
	}
	return r, nil
}

// existing returns what a request that changes something can act on.
func (w *world) existing(t *table, id string) (*record, error) {
	r, err := w.visible(t, id)
	if err == nil && r.deleted {
		return nil, errNotFound
	}
	return r, err
}
