package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// control serves the paths under /_sim.
func (s *Server) control(method, path string, text []byte) *engine.Reply {
	want := map[string]string{
		"requests":    http.MethodGet,
		"state":       http.MethodGet,
		"unread":      http.MethodGet,
		"transitions": http.MethodPost,
		"objects":     http.MethodPost,
		"reset":       http.MethodPost,
		"clock":       http.MethodPost,
		"faults":      http.MethodPost,
	}[path]
	switch {
	case want == "":
		return engine.Refusal(engine.ErrNotFound, "")
	case want != method:
		rep := engine.Refusal(&engine.Error{Status: http.StatusMethodNotAllowed, ID: "method_not_allowed", Message: "/_sim/" + path + " takes " + want}, "")
		rep.Header = append(rep.Header, [2]string{"Allow", want})
		return rep
	}
	var err error
	switch path {
	case "requests":
		text, _ := json.Marshal(s.Requests())
		return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: text}
	case "unread":
		text, _ := json.Marshal(s.Unread())
		return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: text}
	case "transitions":
		var body struct{ Transitions string }
		if err = json.Unmarshal(text, &body); err == nil {
			err = s.SetTransitions(body.Transitions)
		}
	case "objects":
		var body struct {
			Path   string
			Object json.RawMessage
		}
		if err = json.Unmarshal(text, &body); err == nil {
			err = s.Import(body.Path, body.Object)
		}
	case "state":
		return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: s.State()}
	case "reset":
		err = s.Reset()
	case "clock":
		err = s.advanceBy(text)
	case "faults":
		var rules []Fault
		if rules, err = ParseFaults(text); err == nil {
			err = s.SetFaults(rules)
		}
	}
	if err != nil {
		return engine.Refusal(engine.BadRequest("%v", err), "")
	}
	return engine.Answer(http.StatusOK, "now", s.clock.Now())
}

func (s *Server) advanceBy(text []byte) error {
	var body struct {
		Seconds *float64 `json:"advance_s"`
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil && err != io.EOF {
		return fmt.Errorf("clock: %w", err)
	}
	if body.Seconds == nil {
		return fmt.Errorf(`clock: give {"advance_s": seconds}`)
	}
	seconds := *body.Seconds
	if !(seconds >= 0) || seconds > math.MaxInt64/1e9/2 {
		return fmt.Errorf("clock: advance_s is %v, not a number of seconds from 0 up", seconds)
	}
	return s.Advance(time.Duration(seconds * float64(time.Second)))
}

// Upcoming reports whether the state of something changes by itself within d.
func (s *Server) Upcoming(d time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.Settle(s.clock.Now())
	return s.world.Upcoming(d)
}

// Import has an object exist as another account shows it, in the place of one
// of the same path, such as "/v2/droplets/5". It is for plans, which change a
// copy, and for what no operation makes, such as a tag of a registry,
// "/v2/registries/R/repositories/N/tags/T". The error tells that the path is
// that of no object, or that text is none.
func (s *Server) Import(path string, text []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	s.world.Settle(now)
	if err := s.world.Import(path, text); err != nil {
		return err
	}
	return s.writeState(stateEntry{At: now, Path: path, Body: string(text)})
}
