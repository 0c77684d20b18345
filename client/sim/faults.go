package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Fault is a rule of what goes wrong, and when. Of several rules the first one
// that hits decides; those of latency and lag add to the others.
type Fault struct {
	// Operation is an operation as scripts call it or its operationId, or a glob of
	// either ("droplet_actions.post", "droplets_*"); "" is all.
	Operation string `json:"operation"`
	// Body has the rule hit only requests whose body has these fields with these
	// values, as in {"type": "resize"}; a table may have others beside them.
	Body map[string]any `json:"body,omitempty"`
	// Skip is how many requests that the rule is for pass before it hits.
	Skip int `json:"skip,omitempty"`
	// Kind is what happens:
	//   status             an error of Status (500) with the API's body; a 429 is
	//                      that of the hour's budget, or with Seconds that of the
	//                      minute's, with retry-after
	//   rate_limit_hour    status 429 without retry-after; ratelimit-reset in Seconds (1)
	//   rate_limit_minute  status 429 with retry-after Seconds (1)
	//   html               an error of Status (502) with an HTML body
	//   reset              the connection is reset instead of an answer
	//   cut                the connection ends in the middle of the body
	//   stall              the body stops in the middle, for Seconds or for ever
	//   latency            the answer takes Seconds longer
	//   shape              the answer has another shape than the API's
	//   errored            what the request begins ends in an error: an action, or
	//                      something that is being made
	//   early_404          a GET of what is created answers 404 for Seconds
	//   list_lag           lists show what is created only after Seconds
	//   late_address       created droplets get addresses Seconds after they are active
	Kind   string `json:"kind"`
	Status int    `json:"status,omitempty"`
	// When is Before or After the request has its effect. By default a fault
	// comes before, but those of the body (cut, stall) after.
	When When `json:"when,omitempty"`
	// Rate is how often the rule hits: 0.2 is one request in five, at random by
	// the server's seed. 0 and 1 are always.
	Rate float64 `json:"rate,omitempty"`
	// Times is how many hits the rule is good for; 0 is no limit.
	Times   int     `json:"times,omitempty"`
	Seconds float64 `json:"seconds,omitempty"`
}

// When says on which side of a request's effect a fault comes.
type When string

// The sides.
const (
	Before When = "before"
	After  When = "after"
)

// ParseFaults reads rules from JSON: a list of them, or a single one. An error
// names the rule and what is wrong with it.
func ParseFaults(text []byte) ([]Fault, error) {
	text = bytes.TrimSpace(text)
	if len(text) > 0 && text[0] == '{' {
		text = slices.Concat([]byte("["), text, []byte("]"))
	}
	var rules []Fault
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&rules); err != nil {
		if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) && wrong.Field != "" {
			return nil, fmt.Errorf("fault rules: %s cannot be a %s", wrong.Field, wrong.Value)
		}
		hint := ""
		if strings.Contains(err.Error(), "unknown field") {
			hint = " (the fields are " + strings.Join(faultFields(), ", ") + ")"
		}
		return nil, fmt.Errorf("fault rules: %w%s", err, hint)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("fault rules: more after the list")
	}
	for i := range rules {
		if err := rules[i].check(); err != nil {
			return nil, fmt.Errorf("fault rule %d: %w", i+1, err)
		}
	}
	return rules, nil
}

// faultFields are the names of a rule's fields.
func faultFields() []string {
	var names []string
	t := reflect.TypeFor[Fault]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// faultKind is what rules of a kind have in common.
type faultKind struct {
	status  int  // of the answer, if it has one
	seconds bool // whether the rule has to say how many
	when    When // its default; "" if it has no sides
}

var faultKindsOnce lazy.Value[map[string]faultKind]

func faultKinds() map[string]faultKind {
	return faultKindsOnce.Get(func() map[string]faultKind {
		return map[string]faultKind{
			"status":            {status: http.StatusInternalServerError, when: Before},
			"rate_limit_hour":   {status: http.StatusTooManyRequests, when: Before},
			"rate_limit_minute": {status: http.StatusTooManyRequests, when: Before},
			"html":              {status: http.StatusBadGateway, when: Before},
			"reset":             {when: Before},
			"cut":               {status: http.StatusInternalServerError, when: After},
			"stall":             {status: http.StatusInternalServerError, when: After},
			"latency":           {when: Before, seconds: true},
			"shape":             {when: After},
			"errored":           {},
			"early_404":         {seconds: true},
			"list_lag":          {seconds: true},
			"late_address":      {seconds: true},
		}
	})
}

func kindList() string {
	var names []string
	for name := range faultKinds() {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// check finds what cannot be, and fills in what is left out.
func (f *Fault) check() error {
	if f.Kind == "" && f.Status != 0 {
		f.Kind = "status"
	}
	f.Operation = strings.TrimPrefix(f.Operation, "do.")
	kind, ok := faultKinds()[f.Kind]
	switch {
	case f.Kind == "":
		return fmt.Errorf("no kind is given (one of %s)", kindList())
	case !ok:
		return fmt.Errorf("unknown kind %q (one of %s)", f.Kind, kindList())
	case f.When != "" && f.When != Before && f.When != After:
		return fmt.Errorf("when is %q, not \"before\" or \"after\"", f.When)
	case f.When != "" && kind.when == "":
		return fmt.Errorf("%s has no when", f.Kind)
	case f.Status != 0 && kind.status == 0:
		return fmt.Errorf("%s has no status", f.Kind)
	case f.Status != 0 && (f.Status < 300 || f.Status > 599):
		return fmt.Errorf("status %d is not an error (300 to 599)", f.Status)
	case !(f.Rate >= 0 && f.Rate <= 1):
		return fmt.Errorf("rate %v is not between 0 and 1", f.Rate)
	case f.Times < 0:
		return fmt.Errorf("times %d is negative", f.Times)
	case f.Skip < 0:
		return fmt.Errorf("skip %d is negative", f.Skip)
	case !(f.Seconds >= 0 && f.Seconds < 1e9):
		return fmt.Errorf("seconds %v is not between 0 and 1e9", f.Seconds)
	case kind.seconds && f.Seconds == 0:
		return fmt.Errorf("%s needs seconds", f.Kind)
	}
	if f.Operation == "" {
		f.Operation = "*"
	}
	known := slices.ContainsFunc(catalog.All(), func(op *catalog.Operation) bool { return f.matches(op.ID) }) ||
		slices.ContainsFunc(areas().Routes, func(l engine.Route) bool { return f.matches(l.ID) })
	if _, err := path.Match(f.Operation, ""); err != nil {
		return fmt.Errorf("operation %q is not a glob: %w", f.Operation, err)
	} else if !known {
		return fmt.Errorf("the API has no operation %q (%sdoapi ops lists them)", f.Operation, nearOperations(f.Operation))
	}
	if f.Status == 0 {
		f.Status = kind.status
	}
	if f.When == "" {
		f.When = kind.when
	}
	return nil
}

// nearOperations names the operations that have most words of a name.
func nearOperations(name string) string {
	parted := func(r rune) bool { return r == '.' || r == '_' || r == '*' }
	words := strings.FieldsFunc(strings.ToLower(name), parted)
	most, near := 0, []string(nil)
	for _, op := range catalog.All() {
		n, of := 0, op.Group+"."+op.Name
		for _, word := range words {
			if slices.ContainsFunc(strings.FieldsFunc(of, parted), func(w string) bool { return strings.TrimSuffix(w, "s") == strings.TrimSuffix(word, "s") }) {
				n++
			}
		}
		if n > most {
			most, near = n, nil
		}
		if n == most && n > 0 {
			near = append(near, of)
		}
	}
	const enough = 4
	if most < min(2, len(words)) || most == 0 || len(near) > enough {
		return ""
	}
	return "there is " + strings.Join(near, ", ") + "; "
}

func (f *Fault) matches(operation string) bool {
	if ok, _ := path.Match(f.Operation, operation); ok {
		return true
	}
	if !strings.Contains(f.Operation, ".") {
		return false
	}
	op := catalog.ByID(operation)
	if op == nil {
		return false
	}
	ok, _ := path.Match(f.Operation, op.Group+"."+op.Name)
	return ok
}

// aims reports whether the rule is for a request.
func (f *Fault) aims(r *engine.Request) bool {
	if !f.matches(r.ID) {
		return false
	}
	if len(f.Body) == 0 {
		return true
	}
	var body map[string]any
	return json.Unmarshal(r.Text, &body) == nil && includes(body, any(f.Body))
}

// includes reports whether a decoded value is another one, or has it as a part: a
// table may have more fields.
func includes(whole, part any) bool {
	fields, ok := part.(map[string]any)
	if !ok {
		return reflect.DeepEqual(part, whole)
	}
	all, ok := whole.(map[string]any)
	if !ok {
		return false
	}
	for name, v := range fields {
		if of, there := all[name]; !there || !includes(of, v) {
			return false
		}
	}
	return true
}

func (f *Fault) duration() time.Duration {
	return time.Duration(f.Seconds * float64(time.Second))
}

// faultSet is the rules that hold, with what is left of them.
type faultSet struct {
	rules []Fault
	left  []int
	skip  []int        // how many requests pass yet
	dice  []*rand.Rand // each rule has its own, so that the others don't change its hits
}

func newFaultSet(rules []Fault, seed uint64) (*faultSet, error) {
	set := &faultSet{rules: slices.Clone(rules)}
	for i := range set.rules {
		f := &set.rules[i]
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("fault rule %d: %w", i+1, err)
		}
		set.left = append(set.left, f.Times)
		set.skip = append(set.skip, f.Skip)
		set.dice = append(set.dice, rand.New(rand.NewPCG(seed, uint64(i))))
	}
	return set, nil
}

// pick decides what happens to a request: the fault that hits it, or nil, and
// how much longer it takes. Lags go into the request itself.
func (s *faultSet) pick(r *engine.Request) (*Fault, time.Duration) {
	var chosen *Fault
	var wait time.Duration
	for i := range s.rules {
		f := &s.rules[i]
		adds := f.When == "" || f.Kind == "latency" && f.When == Before
		if !f.aims(r) || chosen != nil && !adds || !s.hits(i) {
			continue
		}
		switch f.Kind {
		case "latency":
			if f.When == Before {
				wait += f.duration()
			} else {
				chosen = f
			}
		case "errored":
			r.Fail = true
		case "early_404":
			r.Early404 = f.duration()
		case "list_lag":
			r.ListLag = f.duration()
		case "late_address":
			r.LateAddress = f.duration()
		default:
			chosen = f
		}
	}
	return chosen, wait
}

func (s *faultSet) hits(i int) bool {
	f := &s.rules[i]
	if f.Times > 0 && s.left[i] == 0 {
		return false
	}
	if s.skip[i] > 0 {
		s.skip[i]--
		return false
	}
	if f.Rate > 0 && f.Rate < 1 && s.dice[i].Float64() >= f.Rate {
		return false
	}
	if f.Times > 0 {
		s.left[i]--
	}
	return true
}

// delay is how long the answer is held back on a side of the effect.
func (f *Fault) delay(side When) time.Duration {
	if f.Kind == "latency" && f.When == side {
		return f.duration()
	}
	return 0
}

// outcome is what goes over the wire: a reply, and what becomes of it.
type outcome struct {
	reply *engine.Reply // nil: the connection is reset instead
	fault *Fault        // of the body; nil or of kind cut or stall
}

// apply turns the true reply, if the request had its effect, into the faulty one.
func (f *Fault) apply(s *Server, r *engine.Request, out *outcome) {
	out.fault = nil
	switch f.Kind {
	case "status", "rate_limit_hour", "rate_limit_minute":
		out.reply = s.faultReply(f)
	case "html":
		out.reply = &engine.Reply{Status: f.Status, ContentType: "text/html; charset=utf-8", Body: fmt.Appendf(nil,
			"<html>\r\n<head><title>%[1]d %[2]s</title></head>\r\n<body>\r\n<center><h1>%[1]d %[2]s</h1></center>\r\n</body>\r\n</html>\r\n",
			f.Status, http.StatusText(f.Status))}
	case "reset":
		out.reply = nil
	case "shape":
		if out.reply != nil {
			out.reply.Body = slices.Concat([]byte(`{"result":[`), out.reply.Body, []byte(`]}`))
			out.reply.ContentType = engine.JSONType
		}
	case "cut", "stall":
		out.fault = f
		if out.reply == nil {
			out.reply = s.faultReply(f)
		}
	}
}

// usualError is the API's own words for a status.
func usualError(status int) *engine.Error {
	switch status {
	case http.StatusUnauthorized:
		return engine.ErrUnauthorized
	case http.StatusForbidden:
		return engine.ErrForbidden
	case http.StatusNotFound:
		return engine.ErrNotFound
	case http.StatusTooManyRequests:
		return engine.ErrTooMany
	case http.StatusInternalServerError:
		return engine.ErrServer
	case http.StatusServiceUnavailable:
		return engine.ErrUnavailable
	}
	return nil
}

// faultReply is an error that the API would have answered.
func (s *Server) faultReply(f *Fault) *engine.Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.requestID()
	e := usualError(f.Status)
	if e == nil {
		text := http.StatusText(f.Status)
		e = &engine.Error{Status: f.Status, ID: strings.ReplaceAll(strings.ToLower(text), " ", "_"), Message: text}
	}
	rep := engine.Refusal(e, id)
	now := s.clock.Now()
	remaining, reset := perHour-1, now.Add(time.Hour)
	if f.Status == http.StatusTooManyRequests {
		remaining = 0
		if seconds := f.retryAfter(); seconds > 0 {
			rep.Header = append(rep.Header, [2]string{"Retry-After", strconv.Itoa(seconds)})
		} else {
			reset = now.Add(max(f.duration(), time.Second)) // when the oldest request of the hour expires
		}
	}
	rep.Header = append(limitHeaders(remaining, reset), rep.Header...)
	rep.Header = append(rep.Header, [2]string{"X-Request-Id", id}, dateHeader(now))
	return rep
}

// retryAfter is in whole seconds; 0 is none.
func (f *Fault) retryAfter() int {
	switch {
	case f.Kind == "rate_limit_hour":
		return 0
	case f.Kind == "rate_limit_minute" && f.Seconds == 0:
		return 1
	}
	return int(f.Seconds + 0.999)
}
