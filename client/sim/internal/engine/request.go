package engine

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Request is a call of the API as behaviours see it.
type Request struct {
	Ctx    context.Context
	Method string
	Base   string // scheme and host that links begin with
	Path   string // escaped
	Query  url.Values
	Header http.Header
	Text   []byte // the body as it came

	ID     string             // of the operation
	Op     *catalog.Operation // nil for those that the description has dropped
	Params catalog.PathValues
	Body   Document

	Fail bool // what this request begins will end in an error

	// how late what this request creates becomes visible
	ListLag, Early404, LateAddress time.Duration
}

// Param returns a path parameter.
func (r *Request) Param(name string) string { return r.Params.Get(name) }

// Last returns the last path parameter.
func (r *Request) Last() string {
	if len(r.Params) == 0 {
		return ""
	}
	return r.Params[len(r.Params)-1].Value
}

// Dangerous reports whether the caller has said that it means it.
func (r *Request) Dangerous() bool {
	ok, _ := strconv.ParseBool(r.Header.Get("X-Dangerous"))
	return ok
}

// Created marks a new record with the lags of the request that made it.
func (w *World) Created(r *Request, rec *Record) {
	if r.ListLag > 0 {
		rec.ListedFrom(w.Now.Add(r.ListLag))
	}
	if r.Early404 > 0 {
		rec.Found = w.Now.Add(r.Early404)
	}
}

// ListedFrom has lists show a record only from a time on.
func (r *Record) ListedFrom(at time.Time) {
	r.Listed = at
	if at.After(r.Table.listed) {
		r.Table.listed = at
	}
}

// Visible returns what a GET by id shows: not what the API is still about to
// notice, but what has been deleted a moment ago.
func (w *World) Visible(t *Table, id string) (*Record, error) {
	r := t.ByID[id]
	if r == nil || r.Found.After(w.Now) {
		return nil, ErrNotFound
	}
	return r, nil
}

// Existing returns what a request that changes something can act on.
func (w *World) Existing(t *Table, id string) (*Record, error) {
	r, err := w.Visible(t, id)
	if err == nil && r.Deleted {
		return nil, ErrNotFound
	}
	return r, err
}

// SetParam gives the path a parameter that it leaves to be understood.
func (r *Request) SetParam(name, value string) {
	r.Params = append(r.Params, catalog.PathValue{Name: name, Value: value})
}
