package client

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// What errors.Is finds in the errors of this package.
var (
	// ErrClosed comes from every method of a closed [Client].
	ErrClosed = errors.New("the client is closed")
	// ErrTooLarge means that a body is larger than [WithMaxBody] allows.
	ErrTooLarge = errors.New("the body is larger than the client accepts")

	// The following ones are matched by an *Error of their status.
	ErrUnauthorized  = errors.New("unauthorized")  // 401
	ErrForbidden     = errors.New("forbidden")     // 403
	ErrNotFound      = errors.New("not found")     // 404
	ErrConflict      = errors.New("conflict")      // 409
	ErrUnprocessable = errors.New("unprocessable") // 422
	ErrRateLimited   = errors.New("rate limited")  // 429
)

// statusError is the sentinel of a status, nil for none.
func statusError(status int) error {
	switch status {
	case http.StatusUnauthorized:
		return ErrUnauthorized
	case http.StatusForbidden:
		return ErrForbidden
	case http.StatusNotFound:
		return ErrNotFound
	case http.StatusConflict:
		return ErrConflict
	case http.StatusUnprocessableEntity:
		return ErrUnprocessable
	case http.StatusTooManyRequests:
		return ErrRateLimited
	}
	return nil
}

// Error is the API's refusal: any answer whose status is not 2xx, whatever its
// body. errors.Is finds the sentinel of its status in it.
type Error struct {
	Op         string // id of the operation, such as "droplets_get"; "" if the catalog does not know it
	Method     string
	URL        string
	Status     int
	ID         string // the API's name for what is wrong, such as "not_found"; "" if it gave none
	Message    string // the API's words; what came instead of them when it gave none
	RequestID  string // for talking to the API's support
	RateLimit  RateLimit
	RetryAfter time.Duration  // what the answer asks for; 0 if nothing
	Body       []byte         // at most the first MiB
	Fields     jsontext.Value // the body, when it is a JSON object
	Reply      *Reply         // the whole answer
	Err        error          // why the body could not be read to its end, if so

	foreign bool   // not below the endpoint
	wayOut  string // what setting would have helped, "" if none
}

// Error is one line, such as "404 not_found: The resource you requested could
// not be found. (GET /v2/droplets/1, request 3f1c)".
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", e.Status)
	if e.ID != "" {
		b.WriteString(" " + oneLine(e.ID))
	} else if text := http.StatusText(e.Status); text != "" {
		b.WriteString(" " + text)
	}
	if e.Message != "" {
		b.WriteString(": " + oneLine(e.Message))
	}
	fmt.Fprintf(&b, " (%s %s", e.Method, address.Short(e.URL, e.foreign))
	if e.RequestID != "" {
		b.WriteString(", request " + oneLine(e.RequestID))
	}
	b.WriteString(")")
	return b.String() + e.wayOut
}

// Is matches the sentinel of the status.
func (e *Error) Is(target error) bool {
	s := statusError(e.Status)
	return s != nil && s == target
}

func (e *Error) Unwrap() error { return e.Err }

// StatusText is the usual name of the status, such as "Not Found".
func (e *Error) StatusText() string { return http.StatusText(e.Status) }

// ResponseError is a 2xx answer that cannot be used: broken JSON, a body that
// is too large ([ErrTooLarge]), or a list whose pages do not add up.
type ResponseError struct {
	Op           string
	Method       string
	URL          string
	Status       int
	Offset       int // of the first wrong byte in Body; Line and Column count from 1
	Line, Column int // 0: nothing is wrong with the syntax
	Message      string
	Body         []byte
	Err          error

	foreign bool
	wayOut  string
}

// Error is one line that says what is wrong, and where.
func (e *ResponseError) Error() string {
	where := ""
	if e.Line > 0 {
		where = fmt.Sprintf(" at line %d, column %d (byte %d)", e.Line, e.Column, e.Offset)
	}
	return fmt.Sprintf("bad answer to %s %s: %s%s (status %d)%s", e.Method, address.Short(e.URL, e.foreign), oneLine(e.Message), where, e.Status, e.wayOut)
}

func (e *ResponseError) Unwrap() error { return e.Err }

// ConnectionError means that no whole answer came: the connection could not be
// made, broke, or stood still for longer than the timeout.
type ConnectionError struct {
	Op     string
	Method string
	URL    string
	Sent   bool // the API may have got the request, and may have acted
	Err    error

	late    bool
	foreign bool
	wayOut  string
}

// Error is one line with the cause.
func (e *ConnectionError) Error() string {
	return fmt.Sprintf("%s %s: %s%s", e.Method, address.Short(e.URL, e.foreign), oneLine(e.Err.Error()), e.wayOut)
}

func (e *ConnectionError) Unwrap() error { return e.Err }

// Timeout reports whether the client's timeout was the reason.
func (e *ConnectionError) Timeout() bool { return e.late }

// UnknownOutcomeError means that a request may have acted, and that nothing
// tells whether it did.
type UnknownOutcomeError struct {
	Op     string
	Method string
	URL    string
	SentAt time.Time // of the first sending
	Names  []string  // of the droplets of which it is not known whether they were made; nil for what is none
	Hint   string    // what to look for, and where
	Err    error     // what came instead of an answer

	looked string // how the client looked for it, and the setting for that
}

// Error is one line that says what to look for.
func (e *UnknownOutcomeError) Error() string {
	s := fmt.Sprintf("%s %s may or may not have acted", e.Method, address.Short(e.URL, false))
	if e.Err != nil {
		s += ": " + oneLine(e.Err.Error())
	}
	if e.looked != "" {
		s += "; " + e.looked
	}
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

func (e *UnknownOutcomeError) Unwrap() error { return e.Err }

// WaitTimeoutError ends a wait whose time is up.
type WaitTimeoutError struct {
	InProgress []Resource // what was not done, as last seen
	Attr       string     // what was waited for, and the value it should have got
	Value      any
	Interval   time.Duration
	Limit      time.Duration
	Waited     time.Duration // how long it was in truth
}

// Error says how many were not done and what they were waited for.
func (e *WaitTimeoutError) Error() string {
	n := len(e.InProgress)
	what := fmt.Sprintf("%d objects", n)
	if n == 1 {
		what = e.InProgress[0].Base().String()
	}
	within := e.Limit.String()
	if late := e.Waited - e.Limit; late > time.Second/2 {
		within += fmt.Sprintf(" (%v in truth)", e.Waited.Round(100*time.Millisecond))
	}
	if e.Attr == attrDone {
		return fmt.Sprintf("%s: not done within the wait_time of %s", what, within)
	}
	value := fmt.Sprint(e.Value)
	if list, ok := e.Value.([]any); ok {
		texts := make([]string, len(list))
		for i, v := range list {
			texts[i] = fmt.Sprint(v)
		}
		value = "one of " + strings.Join(texts, ", ")
	}
	return fmt.Sprintf("%s: %s did not become %s within the wait_time of %s", what, e.Attr, value, within)
}

// attrDone is what waits for actions look at.
const attrDone = "done"

// ActionError means that an action ended as errored.
type ActionError struct{ Action *Action }

// Error names the action and what it acted on.
func (e *ActionError) Error() string {
	a := e.Action
	return fmt.Sprintf("action %d (%s of %s %d) ended with status %s", a.ID(), a.Type(), a.ResourceType(), a.ResourceID(), a.Status())
}

// PartialError ends a call that makes several objects, when some were made
// before it failed. It unwraps to what stopped the others.
type PartialError struct {
	Created []*Droplet // in the order asked for; none if it was the first call of several that failed
	NotSent []string   // names that were not asked for any more
	Err     error
}

// Error says which were made and what stopped the rest.
func (e *PartialError) Error() string {
	s := e.Err.Error()
	if len(e.Created) > 0 {
		made := make([]string, len(e.Created))
		for i, d := range e.Created {
			made[i] = fmt.Sprintf("%s (%d)", d.Name(), d.ID())
		}
		s += "; made before that: " + oneLine(strings.Join(made, ", "))
	}
	if len(e.NotSent) > 0 {
		s += "; not asked for: " + oneLine(strings.Join(e.NotSent, ", "))
	}
	return s
}

func (e *PartialError) Unwrap() error { return e.Err }

// WaitError is an error that ended a wait, for one object or for all; it unwraps
// to what was wrong.
type WaitError struct {
	Object     Resource   // that it is about, as last seen; nil: it ended the wait for all
	InProgress []Resource // what was not done, as last seen
	Err        error
}

// Error is that of what was wrong.
func (e *WaitError) Error() string { return e.Err.Error() }

func (e *WaitError) Unwrap() error { return e.Err }

// ArgumentError means that an argument cannot be: nothing was sent.
type ArgumentError struct {
	Name    string // of the argument
	Message string
}

// Error names the argument.
func (e *ArgumentError) Error() string { return e.Name + " " + e.Message }

func badArgument(name, format string, args ...any) error {
	return &ArgumentError{name, fmt.Sprintf(format, args...)}
}

// oneLine keeps messages of foreign origin on one line, and at a length that a
// person reads.
func oneLine(s string) string {
	const most = 500
	if len(s) > most {
		return flat(s[:most]) + "..."
	}
	return flat(s)
}

// flat puts a text on one line, without control characters.
func flat(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return r <= ' ' || r == 0x7f
	}), " ")
}
