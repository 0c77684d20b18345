package sim

import (
	"errors"
	"fmt"
	"net/http"
)

// reply is an answer of the API.
type reply struct {
	status      int
	contentType string // "" without a body
	body        []byte
	header      [][2]string // beside those that every answer has
}

const jsonType = "application/json; charset=utf-8"

// apiError is a refusal in the API's own words.
type apiError struct {
	status  int
	id      string
	message string
	more    document // further fields of the body
}

func (e *apiError) Error() string {
	return fmt.Sprintf("%d %s: %s", e.status, e.id, e.message)
}

func badRequest(format string, args ...any) error {
	return &apiError{status: http.StatusBadRequest, id: "bad_request", message: fmt.Sprintf(format, args...)}
}

func unprocessable(format string, args ...any) error {
	return &apiError{status: http.StatusUnprocessableEntity, id: "unprocessable_entity", message: fmt.Sprintf(format, args...)}
}

func conflict(format string, args ...any) error {
	return &apiError{status: http.StatusConflict, id: "conflict", message: fmt.Sprintf(format, args...)}
}

var (
	errParsing      = badRequest("error parsing request body")
	errUnauthorized = &apiError{status: http.StatusUnauthorized, id: "unauthorized", message: "Unable to authenticate you."}
	errForbidden    = &apiError{status: http.StatusForbidden, id: "forbidden", message: "You do not have permission to perform this action."}
	errNotFound     = &apiError{status: http.StatusNotFound, id: "not_found", message: "The resource you requested could not be found."}
	errTooMany      = &apiError{status: http.StatusTooManyRequests, id: "too_many_requests", message: "API rate limit exceeded."}
	errServer       = &apiError{status: http.StatusInternalServerError, id: "server_error", message: "Unexpected server-side error"}
	errUnavailable  = &apiError{status: http.StatusServiceUnavailable, id: "service_unavailable", message: "Service is currently unavailable."}
	errPending      = unprocessable("Droplet already has a pending event.")
)

// refusal makes the answer to a request that failed.
func refusal(err error, requestID string) *reply {
	var e *apiError
	if !errors.As(err, &e) {
		e = errServer
	}
	body := object("id", e.id, "message", e.message, "request_id", requestID)
	body.fields = append(body.fields, e.more.fields...)
	return &reply{status: e.status, contentType: jsonType, body: append(body.append(nil), '\n')}
}

// answer is a JSON reply of one object.
func answer(status int, pairs ...any) *reply {
	body := object(pairs...)
	return &reply{status: status, contentType: jsonType, body: body.append(nil)}
}

// noContent is a reply without a body.
func noContent(status int) *reply { return &reply{status: status} }
