package client

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/progress"
)

const eventStream = "text/event-stream"

// Event is one server-sent event.
type Event struct {
	Name string // of its kind; "" if it has none
	ID   string // of the last event that had one
	Data string // lines joined by newlines; mostly JSON
}

// Stream is an answer of which events come one after the other. Nothing of it
// is asked for again when it breaks: that is an error of Next. One goroutine at
// a time calls Next; Close may come from any. Whoever stops before the end
// calls Close; the end of the context that the stream was opened with ends it
// too.
type Stream struct {
	events *eventBody
	reply  *Reply
	lines  *bufio.Reader
	whole  *Event // of an answer that came whole in spite of it all
	lastID string
	done   bool
}

// Limits of streams.
const (
	maxEventLine = 1 << 20
	maxEvent     = 16 << 20
)

// doneEvent is what inference streams say in their last event.
const doneEvent = "[DONE]"

// CallStream carries out an operation that answers events; the body must say
// "stream": true. An answer that comes whole nevertheless is the only event.
// Errors are those of [Client.Call]; Next gives those of what comes later.
func (c *Client) CallStream(ctx context.Context, op *catalog.Operation, args Args, options ...CallOption) (*Stream, error) {
	call, _, err := c.prepare(op, args, options)
	if err != nil {
		return nil, err
	}
	if !call.stream {
		return nil, badArgument("stream", "must be true, and %s able to stream", op.ID)
	}
	reply, err := c.Do(ctx, call)
	if err != nil {
		return nil, err
	}
	if reply.events == nil {
		return &Stream{reply: reply, whole: &Event{Data: string(reply.Body)}}, nil
	}
	s := &Stream{reply: reply, events: reply.events}
	s.lines = bufio.NewReaderSize(s.events, 4<<10)
	// What nobody holds any longer lets its connection go.
	runtime.AddCleanup(s, func(e *eventBody) { e.Close() }, s.events)
	return s, nil
}

// Reply is the answer with its headers, and without a body.
func (s *Stream) Reply() *Reply { return s.reply }

// Next returns the next event, and [io.EOF] after the last one. Errors are
// [*ConnectionError] when the connection broke or stood still for longer than
// the timeout, [*ResponseError] when the other side reports one in an event or
// a line is too long ([ErrTooLarge]), and those of ctx.
func (s *Stream) Next(ctx context.Context) (Event, error) {
	if err := ctx.Err(); err != nil {
		return Event{}, err
	}
	if s.done {
		return Event{}, io.EOF
	}
	if s.events == nil {
		s.done = true
		return *s.whole, nil
	}
	stop := context.AfterFunc(ctx, func() { s.events.Close() })
	defer stop()
	event, err := s.read()
	if err == nil && event.Name == "error" {
		bad := s.reply.bad("it ends with an error: %s", event.Data)
		bad.Body = []byte(event.Data)
		err = bad
	}
	if err == nil && event.Data != doneEvent {
		return event, nil
	}
	s.Close()
	s.done = true
	switch {
	case err == nil:
		return Event{}, io.EOF
	case ctx.Err() != nil:
		return Event{}, ctx.Err()
	}
	return Event{}, err
}

// All ranges over the events that are left, and closes the stream. An error
// comes once, as the last pair.
func (s *Stream) All(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		defer s.Close()
		for {
			event, err := s.Next(ctx)
			if err == io.EOF || !yield(event, err) || err != nil {
				return
			}
		}
	}
}

// Close ends the stream; Next then returns an error or [io.EOF].
func (s *Stream) Close() {
	if s.events != nil {
		s.events.Close()
	}
}

// read takes an event apart. One that is cut off by the end of the answer was
// never finished, and does not count.
func (s *Stream) read() (Event, error) {
	event := Event{}
	var data strings.Builder
	has := false
	for {
		line, err := s.line()
		if err != nil {
			return Event{}, err
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			if has {
				event.ID, event.Data = s.lastID, data.String()
				return event, nil
			}
			event = Event{}
		case field == "data":
			if data.Len()+len(value) > maxEvent {
				return Event{}, s.tooLarge("an event has more than %d bytes", maxEvent)
			}
			if has {
				data.WriteByte('\n')
			}
			data.WriteString(value)
			has = true
		case field == "event":
			event.Name = value
		case field == "id" && !strings.ContainsRune(value, 0):
			s.lastID = value
		}
	}
}

// line reads a line, which may end with LF, CR LF or CR.
func (s *Stream) line() (string, error) {
	var b []byte
	for {
		c, err := s.lines.ReadByte()
		if err != nil {
			return "", err
		}
		switch {
		case c == '\r':
			// A LF behind it belongs to it. It is looked for when the next line
			// is read: waiting for it could hold an event back.
			s.events.skipLF = true
			return string(b), nil
		case c == '\n' && s.events.skipLF:
			s.events.skipLF = false
			continue
		case c == '\n':
			return string(b), nil
		}
		s.events.skipLF = false
		if b = append(b, c); len(b) > maxEventLine {
			return "", s.tooLarge("a line of an event has more than %d bytes", maxEventLine)
		}
	}
}

func (s *Stream) tooLarge(format string, limit int) error {
	bad := s.reply.bad(format, limit)
	bad.Err = ErrTooLarge
	return bad
}

// isEvents reports whether an answer holds events.
func isEvents(response *http.Response) bool {
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return err == nil && kind == eventStream
}

// eventBody is the body of an answer that is still coming, under the watch of
// its attempt.
type eventBody struct {
	body   io.ReadCloser
	watch  *progress.Watch
	fail   func(error) error
	closed atomic.Bool
	skipLF bool // the reader of lines has just seen a CR
}

// errStreamClosed is what reading gives after Close.
var errStreamClosed = errors.New("the stream is closed")

func (e *eventBody) Read(p []byte) (int, error) {
	n, err := e.body.Read(p)
	if n > 0 {
		e.watch.Progress()
	}
	switch {
	case err == nil || err == io.EOF:
	case e.closed.Load():
		err = errStreamClosed
	default:
		err = e.fail(fmt.Errorf("the stream broke: %w", err))
	}
	return n, err
}

// Close ends the attempt, from any goroutine.
func (e *eventBody) Close() {
	if !e.closed.Swap(true) {
		e.watch.Stop()
		e.body.Close()
	}
}
