package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"syscall"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// RoundTripper returns a transport that serves requests in this process, without
// a network: whatever host they name, this server answers. Latencies pass on the
// server's clock, and virtual deadlines in a request's context end them.
func (s *Server) RoundTripper() http.RoundTripper { return (*roundTripper)(s) }

type roundTripper Server

// errReset is what a client sees of a reset connection.
func errReset() error {
	return &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
}

func (rt *roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	s := (*Server)(rt)
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		closeBody(req)
		return nil, err
	}
	if req.URL == nil || req.URL.Host == "" {
		closeBody(req)
		return nil, errors.New("sim: the request has no host")
	}
	rep, fault, err := s.do(req, req.URL.Scheme+"://"+req.URL.Host)
	if err != nil {
		return nil, err
	}
	if rep == nil {
		return nil, errReset()
	}
	resp := &http.Response{
		Status:     fmt.Sprintf("%d %s", rep.Status, http.StatusText(rep.Status)),
		StatusCode: rep.Status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        headers(rep),
		ContentLength: int64(len(rep.Body)),
		Request:       req,
		Body:          http.NoBody,
	}
	if len(rep.Body) > 0 && req.Method != http.MethodHead {
		resp.Body = &body{server: s, ctx: ctx, text: rep.Body, fault: fault}
	}
	return resp, nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		req.Body.Close()
	}
}

// body is a reply's body as a client reads it. Read and Close may be called
// from two goroutines, as with net/http.
type body struct {
	server *Server
	ctx    context.Context
	fault  *Fault

	mu     sync.Mutex
	text   []byte
	at     int
	closed bool
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.read(p)
	if err != errMiddle {
		return n, err
	}
	// The lock is free here: Close must get through to a body that stops.
	if b.fault.Kind == "stall" {
		if err := b.server.clock.Sleep(b.ctx, b.fault.stall()); err != nil {
			return 0, err
		}
		b.mu.Lock()
		b.fault = nil
		b.mu.Unlock()
		return b.read(p)
	}
	return 0, io.ErrUnexpectedEOF
}

// errMiddle says that the point is reached where the connection breaks.
var errMiddle = errors.New("sim: middle of the body")

func (b *body) read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	end := len(b.text)
	if b.fault != nil {
		end /= 2
	}
	switch {
	case b.closed:
		return 0, http.ErrBodyReadAfterClose
	case len(p) == 0:
		return 0, nil
	case b.at < end:
		n := copy(p, b.text[b.at:end])
		b.at += n
		return n, nil
	case b.fault != nil:
		return 0, errMiddle
	}
	return 0, io.EOF
}

func (b *body) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.closed = true
		engine.PutBuffer(b.text)
		b.text = nil
	}
	return nil
}
