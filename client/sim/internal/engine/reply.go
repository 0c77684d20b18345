package engine

import (
	"errors"
	"fmt"
	"net/http"
)

// Reply is an answer of the API.
type Reply struct {
	Status      int
	ContentType string // "" without a body
	Body        []byte
	Header      [][2]string // beside those that every answer has
}

const JSONType = "application/json; charset=utf-8"

// Error is a refusal in the API's own words.
type Error struct {
	Status  int
	ID      string
	Message string
	More    Document // further fields of the body
}

func (e *Error) Error() string {
	return fmt.Sprintf("%d %s: %s", e.Status, e.ID, e.Message)
}

func BadRequest(format string, args ...any) error {
	return &Error{Status: http.StatusBadRequest, ID: "bad_request", Message: fmt.Sprintf(format, args...)}
}

func Unprocessable(format string, args ...any) error {
	return &Error{Status: http.StatusUnprocessableEntity, ID: "unprocessable_entity", Message: fmt.Sprintf(format, args...)}
}

func Conflict(format string, args ...any) error {
	return &Error{Status: http.StatusConflict, ID: "conflict", Message: fmt.Sprintf(format, args...)}
}

var (
	ErrParsing      = error(&Error{Status: http.StatusBadRequest, ID: "bad_request", Message: "error parsing request body"})
	ErrUnauthorized = &Error{Status: http.StatusUnauthorized, ID: "unauthorized", Message: "Unable to authenticate you."}
	ErrForbidden    = &Error{Status: http.StatusForbidden, ID: "forbidden", Message: "You do not have permission to perform this action."}
	ErrNotFound     = &Error{Status: http.StatusNotFound, ID: "not_found", Message: "The resource you requested could not be found."}
	ErrTooMany      = &Error{Status: http.StatusTooManyRequests, ID: "too_many_requests", Message: "API rate limit exceeded."}
	ErrServer       = &Error{Status: http.StatusInternalServerError, ID: "server_error", Message: "Unexpected server-side error"}
	ErrUnavailable  = &Error{Status: http.StatusServiceUnavailable, ID: "service_unavailable", Message: "Service is currently unavailable."}
	ErrPending      = error(&Error{Status: http.StatusUnprocessableEntity, ID: "unprocessable_entity", Message: "Droplet already has a pending event."})
)

// Refusal makes the answer to a request that failed.
func Refusal(err error, requestID string) *Reply {
	var e *Error
	if !errors.As(err, &e) {
		e = ErrServer
	}
	body := Object("id", e.ID, "message", e.Message, "request_id", requestID)
	body.Fields = append(body.Fields, e.More.Fields...)
	return &Reply{Status: e.Status, ContentType: JSONType, Body: append(body.Append(nil), '\n')}
}

// Answer is a JSON reply of one object.
func Answer(status int, pairs ...any) *Reply {
	body := Object(pairs...)
	return &Reply{Status: status, ContentType: JSONType, Body: body.Append(nil)}
}

// NoContent is a reply without a body.
func NoContent(status int) *Reply { return &Reply{Status: status} }
