package sim

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// maxBody bounds the bodies of requests.
const maxBody = 16 << 20

// ServeHTTP serves the API under /v2 and the control paths under /_sim.
//
//	GET  /_sim/requests  {"total": n, "by_operation": {operationId: n}}
//	GET  /_sim/state     see [Server.State]
//	GET  /_sim/unread    see [Server.Unread]
//	POST /_sim/objects   {"path": "/v2/...", "object": {...}}, see [Server.Import]
//	POST /_sim/transitions  {"transitions": "immediate"}, see [Transitions]
//	POST /_sim/reset     see [Server.Reset]
//	POST /_sim/clock     {"advance_s": n}, see [Server.Advance]
//	POST /_sim/faults    a list of rules, see [Fault]
//
// The clock does not count a request that comes over the network as busy: its
// caller already is, when it lives in this process and shares the clock.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method == http.MethodGet && req.URL.Path == "/_sim/state" {
		s.streamState(w)
		return
	}
	rep, fault, err := s.do(req, baseOf(req))
	switch {
	case err != nil: // the caller has gone
		panic(http.ErrAbortHandler)
	case rep == nil:
		resetConnection(w)
		return
	}
	header := w.Header()
	for k, v := range headers(rep) {
		header[k] = v
	}
	w.WriteHeader(rep.Status)
	body := rep.Body
	if req.Method == http.MethodHead {
		body = nil
	}
	if fault == nil {
		w.Write(body)
		engine.PutBuffer(rep.Body)
		return
	}
	half := len(body) / 2
	w.Write(body[:half])
	http.NewResponseController(w).Flush()
	if fault.Kind == "stall" {
		if s.clock.Sleep(req.Context(), fault.stall()) == nil {
			w.Write(body[half:])
			return
		}
	}
	panic(http.ErrAbortHandler) // ends the connection short of the Content-Length
}

// streamState writes the state in parts, between which others have their turn.
func (s *Server) streamState(w http.ResponseWriter) {
	w.Header().Set("Content-Type", engine.JSONType)
	var buf []byte
	for at := (engine.Position{}); !at.Done; {
		s.mu.Lock()
		s.world.Settle(s.clock.Now())
		buf = s.world.StatePart(buf[:0], &at, 200)
		s.mu.Unlock()
		if _, err := w.Write(buf); err != nil {
			return
		}
	}
}

// stall is how long a body stops.
func (f *Fault) stall() time.Duration {
	if f.Seconds == 0 {
		return Forever
	}
	return f.duration()
}

// resetConnection ends a connection with a TCP reset where it can.
func resetConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

// do serves a request of either wire: the reply, nil for a reset, and what
// happens to its body.
func (s *Server) do(req *http.Request, base string) (*engine.Reply, *Fault, error) {
	text, err := readBody(req)
	if err != nil {
		return engine.Refusal(engine.ErrParsing, ""), nil, nil
	}
	path := req.URL.EscapedPath()
	if rest, ok := strings.CutPrefix(path, "/_sim/"); ok {
		return s.control(req.Method, rest, text), nil, nil
	}
	r := &engine.Request{
		Ctx: req.Context(), Method: req.Method, Base: base, Path: path,
		Header: req.Header, Text: text,
	}
	if req.URL.RawQuery != "" {
		r.Query, _ = url.ParseQuery(req.URL.RawQuery)
	}
	out, err := s.exchange(req.Context(), r)
	if err != nil {
		return nil, nil, err
	}
	return out.reply, out.fault, nil
}

func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(io.LimitReader(req.Body, maxBody))
}

// baseOf returns what absolute URLs begin with: where the caller has found us.
func baseOf(req *http.Request) string {
	if req.TLS != nil {
		return "https://" + req.Host
	}
	return "http://" + req.Host
}

// headers returns all headers of the reply in canonical form.
func headers(rep *engine.Reply) http.Header {
	h := make(http.Header, len(rep.Header)+3)
	values := make([]string, 0, len(rep.Header)+3) // one allocation for all of them
	add := func(k, v string) {
		values = append(values, v)
		h[k] = values[len(values)-1 : len(values) : len(values)]
	}
	for _, kv := range rep.Header {
		add(kv[0], kv[1])
	}
	if rep.ContentType != "" {
		add("Content-Type", rep.ContentType)
	}
	if rep.Status != http.StatusNoContent {
		add("Content-Length", strconv.Itoa(len(rep.Body)))
	}
	return h
}
