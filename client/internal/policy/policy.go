// Package policy has the two tables of failures: what may be sent again, and
// what an answer says of a call that must not act twice.
package policy

import (
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Attempt is what became of one sending of a call, as far as the tables look at
// it.
type Attempt struct {
	Safe     bool // the call may be sent again whatever became of it: see [Safe]
	Status   int  // 0: no whole answer came
	OwnJSON  bool // of a refusal: it is one in the API's own JSON
	Usable   bool // of a 2xx: it is what the operation answers
	Busy     bool // of a 422: something is still being done to the same thing
	Sent     bool // of no answer: the request may have arrived
	Hopeless bool // of no answer and of a 2xx: a further attempt would end alike
}

// Safe reports whether a call may be sent again whatever became of it: doing it
// twice is the same as doing it once. op is nil for what the catalog does not
// know.
func Safe(method string, op *catalog.Operation) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodPatch:
		return true
	}
	return op != nil && (op.Effect == catalog.Read || isRepeatable(op.ID))
}

// isRepeatable says whether a POST sets something to what it is to be.
func isRepeatable(op string) bool {
	switch op {
	case "tags_assign_resources",
		"firewalls_assign_droplets",
		"firewalls_add_tags",
		"projects_assign_resources",
		"projects_assign_resources_default",
		"loadBalancers_add_droplets":
		return true
	}
	return false
}

// Obstacle is what stands in the way of a call and may go away by itself.
type Obstacle int

// The obstacles.
const (
	None    Obstacle = iota // further attempts would not change it, or could act twice
	Failed                  // the API, or the way to it, is out of order for a moment
	Limited                 // the rate limit
	Busy                    // something else is being done to the same thing
)

// Obstacle tells whether the call may be sent again, and what to wait for.
func (a Attempt) Obstacle() Obstacle {
	switch {
	case a.Status == http.StatusTooManyRequests:
		return Limited
	case a.Busy:
		return Busy
	case a.Hopeless:
		return None
	case a.Status == 0 && (a.Safe || !a.Sent):
		return Failed
	case a.Status != 0 && a.Safe && a.passing():
		return Failed
	}
	return None
}

// passing reports whether a status tells of a failure that may go away.
func (a Attempt) passing() bool {
	switch {
	case a.Status/100 == 2:
		return !a.Usable
	case a.Status == http.StatusNotImplemented && a.OwnJSON:
		return false
	}
	return a.Status == http.StatusRequestTimeout || a.Status == clientClosed || a.Status >= 500
}

// clientClosed is what proxies answer when the one in front has closed the
// connection before the answer came (nginx: 499).
const clientClosed = 499

// Outcome says whether a call acted.
type Outcome int

// The outcomes.
const (
	No      Outcome = iota
	Yes             // and the answer shows what it did
	Unseen          // it did, in an answer that does not show what: looked for, never sent again
	Unknown         // nothing tells: looked for, and sent again only if it is not there
)

// String is the outcome in a word.
func (o Outcome) String() string { return [...]string{"no", "yes", "yes, unseen", "unknown"}[o] }

// Outcomes is the table of what an answer says of a call that must not act
// twice. The first line that fits counts.
var Outcomes = []struct {
	When string
	Fits func(Attempt) bool
	Outcome
}{
	{"a connection that was never made", func(a Attempt) bool { return a.Status == 0 && !a.Sent }, No},
	{"no whole answer", func(a Attempt) bool { return a.Status == 0 }, Unknown},
	{"a 2xx of the operation's own shape", func(a Attempt) bool { return a.Status/100 == 2 && a.Usable }, Yes},
	{"any other 2xx", func(a Attempt) bool { return a.Status/100 == 2 }, Unseen},
	{"3xx", func(a Attempt) bool { return a.Status/100 == 3 }, No},
	{"408 and 499", func(a Attempt) bool { return a.Status == http.StatusRequestTimeout || a.Status == clientClosed }, Unknown},
	{"any other 4xx", func(a Attempt) bool { return a.Status/100 == 4 }, No},
	{"a 501 in the API's own JSON", func(a Attempt) bool { return a.Status == http.StatusNotImplemented && a.OwnJSON }, No},
	{"the rest", func(Attempt) bool { return true }, Unknown},
}

// Outcome looks an answer up in the table.
func (a Attempt) Outcome() Outcome {
	for _, line := range Outcomes {
		if line.Fits(a) {
			return line.Outcome
		}
	}
	return Unknown
}

// Pauses between attempts: random up to a bound that doubles.
const (
	FirstPause = 500 * time.Millisecond
	MostPause  = 15 * time.Second
)

// Attempts is how often a call that fails is sent, unless the user says for how
// long.
const Attempts = 5
