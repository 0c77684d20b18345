package engine

import (
	"fmt"
	"net/http"
	"strings"
)

// Call finds the behaviour and checks the body before it.
func (w *World) Call(r *Request) (*Reply, error) {
	if r.ID == "unknown" {
		return nil, ErrNotFound
	}
	behave := w.API.Handlers[r.ID]
	if behave == nil {
		return nil, &Error{
			Status: http.StatusNotImplemented, ID: "not_implemented",
			Message: fmt.Sprintf("the simulator does not simulate %s.%s", r.Op.Group, r.Op.Name),
		}
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead && len(strings.TrimSpace(string(r.Text))) > 0 {
		body, err := ParseDocument(r.Text)
		if err != nil {
			return nil, ErrParsing
		}
		r.Body = body
		if r.Op != nil && r.Op.Body != nil {
			if err := CheckTypes(r.Op.Body, &r.Body); err != nil {
				return nil, err
			}
		}
	}
	return behave(w, r)
}
