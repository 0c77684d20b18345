package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"time"
)

// control serves the paths under /_sim.
func (s *Server) control(method, path string, text []byte) *reply {
	want := map[string]string{
		"requests": http.MethodGet,
		"state":    http.MethodGet,
		"reset":    http.MethodPost,
		"clock":    http.MethodPost,
		"faults":   http.MethodPost,
	}[path]
	switch {
	case want == "":
		return refusal(errNotFound, "")
	case want != method:
		rep := refusal(&apiError{status: http.StatusMethodNotAllowed, id: "method_not_allowed", message: "/_sim/" + path + " takes " + want}, "")
		rep.header = append(rep.header, [2]string{"Allow", want})
		return rep
	}
	var err error
	switch path {
	case "requests":
		text, _ := json.Marshal(s.Requests())
		return &reply{status: http.StatusOK, contentType: jsonType, body: text}
	case "state":
		return &reply{status: http.StatusOK, contentType: jsonType, body: s.State()}
	case "reset":
		s.Reset()
	case "clock":
		err = s.advanceBy(text)
	case "faults":
		var rules []Fault
		if rules, err = ParseFaults(text); err == nil {
			err = s.SetFaults(rules)
		}
	}
	if err != nil {
		return refusal(badRequest("%v", err), "")
	}
	return answer(http.StatusOK, "now", s.clock.Now())
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

// state writes out all tables. Floating IPs are the reserved ones once more, and
// a record says which domain it is in.
func (w *world) state() []byte {
	buf := []byte{'{'}
	for _, name := range w.names {
		if name[0] == '_' {
			continue
		}
		buf = appendKey(buf, name, len(buf) > 1)
		buf = w.appendTable(buf, w.tables[name])
		if name == "reserved_ips" {
			buf = appendKey(buf, "floating_ips", true)
			buf = w.appendTable(buf, w.tables[name])
		}
	}
	return append(buf, '}')
}

func (w *world) appendTable(buf []byte, t *table) []byte {
	buf = append(buf, '[')
	n := 0
	t.all(func(rec *record) bool {
		if n++; n > 1 {
			buf = append(buf, ',')
		}
		switch t.name {
		case "domain_records":
			d := rec.clone()
			d.set("domain", rec.str("_of"))
			buf = d.append(buf)
		case "domains":
			buf = domains.show(w, nil, buf, rec)
		case "reserved_ips":
			buf = showAddress(w, nil, buf, rec)
		case "tags":
			buf = showTag(w, &request{}, buf, rec)
		default:
			buf = rec.append(buf)
		}
		return true
	})
	return append(buf, ']')
}
