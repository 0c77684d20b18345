package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/identity"
	"github.com/doapi-lua/doapi/client/internal/limit"
	"github.com/doapi-lua/doapi/client/internal/progress"
	"github.com/doapi-lua/doapi/client/internal/secrets"
	"github.com/doapi-lua/doapi/client/jsontext"
)

const (
	// maxErrorBody is how much of a refusal is kept.
	maxErrorBody = 1 << 20
	// maxForetold is how much room is made before anything has come.
	maxForetold = 4 << 20
)

// attempter sends a call once and reads the whole answer.
type attempter struct {
	*settings
	wire   http.RoundTripper
	mask   func(string) string
	origin string
}

// do is a Handler. The timeout is that of this one attempt, and covers the body.
func (a *attempter) do(ctx context.Context, c *Call) (*Reply, error) {
	foreign := address.Origin(c.URL) != a.origin
	watch, ctx := progress.Start(ctx, a.clock, a.connect, a.read)
	streams := false
	defer func() {
		if !streams {
			watch.Stop()
		}
	}()
	started := a.clock.Now()
	fail := func(err error) error {
		if cause := watch.Parent.Err(); cause != nil {
			return fmt.Errorf("%s %s: %w", c.Method, address.Short(c.address(), foreign), cause)
		}
		e := &ConnectionError{Op: c.name(), Method: c.Method, URL: c.address(), Sent: watch.MayBeSent() && !neverSent(err), Err: a.masked(err), foreign: foreign}
		if watch.Expired() {
			e.late, e.Err = true, fmt.Errorf("nothing came within the timeout of %v: %w", watch.Limit(), context.DeadlineExceeded)
			if watch.Drips() {
				e.Err = fmt.Errorf("less than %d bytes a second came within the timeout of %v: %w", progress.LeastRate, watch.Limit(), context.DeadlineExceeded)
			}
		}
		return e
	}

	response, err := a.wire.RoundTrip(a.request(ctx, c))
	if err != nil {
		return nil, fail(err)
	}
	defer func() {
		if !streams {
			response.Body.Close()
		}
	}()
	watch.Progress()
	a.maskHeader(response.Header)
	if response.StatusCode == http.StatusSwitchingProtocols {
		// Nobody asked for another protocol, and what follows would never end.
		response.ContentLength, response.Body = 0, withoutBody{response.Body}
	}
	reply := &Reply{Op: c.name(), Method: c.Method, URL: c.address(), Status: response.StatusCode, Header: response.Header, foreign: foreign}
	ok := response.StatusCode/100 == 2
	if streams = ok && c.stream && isEvents(response); streams {
		reply.Elapsed = a.clock.Now().Sub(started)
		reply.events = &eventBody{body: response.Body, watch: watch, fail: fail}
		return reply, nil
	}
	most := a.maxBody
	if !ok {
		most = min(most, maxErrorBody)
	}
	room := c.pool.get()
	body, err := a.readBody(response, c, room.body[:0], most, watch)
	reply.Elapsed = a.clock.Now().Sub(started)
	if !ok {
		reply.Body = body
		return reply, a.refusal(c, reply, err)
	}
	switch {
	case errors.Is(err, ErrTooLarge):
		bad := reply.bad("it has more than the %d bytes of max_body", a.maxBody)
		bad.Err = ErrTooLarge
		return nil, bad
	case err != nil:
		return nil, fail(err)
	}
	return a.accept(reply, c, body, room.doc)
}

// request makes what goes to the wire.
func (a *attempter) request(ctx context.Context, c *Call) *http.Request {
	r := (&http.Request{Method: c.Method, URL: c.URL, Host: c.URL.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}}).WithContext(c.who.As(ctx))
	r.Header.Set("User-Agent", a.userAgent)
	r.Header.Set("Accept", "application/json")
	switch {
	case c.stream:
		r.Header.Set("Accept", eventStream+", application/json")
	case c.AnyBody:
		r.Header.Set("Accept", "*/*")
	}
	if c.Body != nil {
		r.Header.Set("Content-Type", "application/json")
		r.ContentLength = int64(len(c.Body))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(c.Body)), nil }
		r.Body, _ = r.GetBody()
	}
	for name, values := range c.Header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	return r
}

// accept turns a 2xx body into a reply; nothing of it is believed before the
// scanner has seen all of it.
func (a *attempter) accept(reply *Reply, c *Call, body []byte, room jsontext.Document) (*Reply, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		if c.promised() && reply.Status != http.StatusNoContent {
			return reply, reply.bad("it is empty")
		}
		if c.creates() {
			return reply, reply.bad("it is empty, and should show what was made")
		}
		return reply, nil
	}
	reply.Body = body
	if c.AnyBody && !strings.Contains(reply.Header.Get("Content-Type"), "json") {
		return reply, nil
	}
	doc, wrong := jsontext.ScanInto(room, body, c.want)
	if wrong != nil {
		bad := reply.bad("%s", "it is not JSON: "+wrong.Message)
		bad.Offset, bad.Line, bad.Column = wrong.Offset, wrong.Line, wrong.Column
		bad.Body = secrets.Answer(c.Op, []byte(a.mask(string(body))))
		return reply, bad
	}
	if !c.keepTag {
		if shown, hidden := identity.PartTags(body); len(shown) < len(body) {
			reply.Body, reply.hidden = shown, hidden
			doc, _ = jsontext.ScanInto(doc.Room(), shown, c.want)
		}
	}
	reply.doc = doc
	if c.creates() && !shows(c.Op, reply) {
		return reply, reply.bad("it does not show what was made")
	}
	reply.pool = c.pool
	return reply, nil
}

// promised reports whether the answer cannot be empty. Who asks for whatever
// there is at a URL takes what comes.
func (c *Call) promised() bool {
	return c.Op != nil && c.Op.Result == catalog.JSON && !c.loose && c.Method == http.MethodGet
}

// creates reports whether a call is a POST whose answer has to show what it
// made or did.
func (c *Call) creates() bool {
	return c.Op != nil && c.Op.Result == catalog.JSON && c.Method == http.MethodPost && c.Op.Effect == catalog.Change && !c.stream
}

// shows reports whether an answer has the shape of an operation: an object
// under its key, with what identifies it; any object where the catalog is
// unsure.
func shows(op *catalog.Operation, reply *Reply) bool {
	whole := reply.Value()
	if whole.Kind() != jsontext.KindObject {
		return op.Response == nil || op.Response.Kind == catalog.Array || op.Response.Kind == catalog.Any
	}
	list := reply.member(op.ListKey)
	switch {
	case op.ListKey != "" && list.Kind() == jsontext.KindArray:
		return list.Len() > 0 || op.Wrapper == ""
	case op.Wrapper == "" && op.ListKey == "":
		if op.Response == nil || len(op.Response.Props) == 0 {
			return true
		}
		_, role := catalog.CollectionOf(op)
		return whole.Len() > 0 && (role != catalog.RoleCreate || identifies(op, whole) || !knowsID(op))
	case op.Wrapper == "":
		return false
	}
	v := reply.member(op.Wrapper)
	if !v.Exists() {
		// Some answers have another key than the one that is promised, or none.
		v = only(whole)
		return identifies(op, v)
	}
	return v.Kind() == jsontext.KindObject && v.Len() > 0 && (identifies(op, v) || !knowsID(op))
}

// identifies reports whether an object has what identifies it.
func identifies(op *catalog.Operation, v jsontext.Value) bool {
	for _, name := range idFields(op) {
		if id := v.Get(name); !id.IsNull() && id.String() != "" {
			return true
		}
	}
	return false
}

// knowsID reports whether the catalog promises one of the fields that identify
// what an operation answers.
func knowsID(op *catalog.Operation) bool {
	e := op.Element()
	return e != nil && slices.ContainsFunc(idFields(op), func(name string) bool { return e.Prop(name) != nil })
}

// idFields are the fields that may identify what an operation answers.
func idFields(op *catalog.Operation) []string {
	names := []string{"id", "uuid", "ip", "slug", "name"}
	if r, role := catalog.CollectionOf(op); r != nil && role == catalog.RoleCreate {
		names = append(slices.Clone(r.IDs), names...)
	}
	return names
}

// refusal makes the Error of an answer that is not a 2xx.
func (a *attempter) refusal(c *Call, reply *Reply, cut error) *Error {
	if errors.Is(cut, ErrTooLarge) {
		cut = nil // the start of it is enough
	}
	e := &Error{
		Op: reply.Op, Method: reply.Method, URL: reply.URL, Status: reply.Status, RequestID: reply.RequestID(), RateLimit: reply.RateLimit(),
		RetryAfter: limit.RetryAfter(reply.Header, a.clock.Now()), Reply: reply, Err: cut, foreign: reply.foreign,
	}
	if text := a.mask(string(reply.Body)); text != string(reply.Body) {
		reply.Body = []byte(text)
	}
	if len(reply.Body) > 0 {
		reply.Body = secrets.Refusal(c.Op, c.Body, reply.Body)
	}
	e.Body = reply.Body
	if doc, wrong := jsontext.Scan(reply.Body, jsontext.Want{}); wrong == nil {
		reply.doc = doc
		e.read(reply.Value())
	} else if at := reply.Header.Get("Location"); reply.Status/100 == 3 && at != "" {
		e.Message = "a redirect to " + a.mask(at) + ", which is not followed"
	} else if kind, _, _ := strings.Cut(reply.Header.Get("Content-Type"), ";"); len(bytes.TrimSpace(reply.Body)) > 0 {
		switch kind {
		case "text/plain":
			e.Message = string(bytes.TrimSpace(reply.Body))
		case "application/json":
			e.Message = "the answer is broken JSON: " + wrong.Error()
		default:
			e.Message = "the answer is no JSON but " + kind
		}
	}
	return e
}

// read takes the API's words out of an error body. Most have id and message;
// the tags' have error and messages, those of NFS code and message.
func (e *Error) read(v jsontext.Value) {
	if v.Kind() != jsontext.KindObject {
		return
	}
	e.Fields = v
	text := func(names ...string) string {
		for _, name := range names {
			if s := v.Get(name); s.Kind() == jsontext.KindString && s.Text() != "" {
				return s.Text()
			}
		}
		return ""
	}
	e.ID = text("id", "code")
	e.Message = text("message", "error", "error_message", "detail")
	if list := v.Get("messages"); list.Kind() == jsontext.KindArray && text("message") == "" {
		var all []string
		for m := range list.Elements() {
			all = append(all, m.String())
		}
		if e.Message = strings.Join(all, "; "); e.ID == "" {
			e.ID = text("error")
		}
	}
	if e.RequestID == "" {
		e.RequestID = text("request_id")
	}
}

// maskHeader takes the token out of headers, in which an answer may repeat what
// it was sent.
func (a *attempter) maskHeader(h http.Header) {
	for _, values := range h {
		for i, v := range values {
			values[i] = a.mask(v)
		}
	}
}

// masked is err without the token in its text.
func (a *attempter) masked(err error) error {
	if text := a.mask(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}

// readBody reads a body to its end, or to one byte more than most, into b if
// that has room.
func (a *attempter) readBody(response *http.Response, c *Call, b []byte, most int64, watch *progress.Watch) ([]byte, error) {
	if response.ContentLength > most && response.StatusCode/100 == 2 {
		return nil, ErrTooLarge
	}
	// What the header promises is not believed beyond what is usual.
	if n := min(response.ContentLength, most, maxForetold); n > 0 && int64(cap(b)) <= n {
		// A little more, so that the end is seen without growing, and the next
		// page fits too.
		b = make([]byte, 0, n+n/16+1)
	}
	if cap(b) == 0 {
		b = make([]byte, 0, 8<<10)
	}
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := response.Body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case int64(len(b)) > most:
			return b[:most], ErrTooLarge
		case err == io.EOF:
			if response.ContentLength > int64(len(b)) && c.Method != http.MethodHead {
				return b, io.ErrUnexpectedEOF
			}
			return b, nil
		case err != nil:
			return b, err
		}
		watch.Received(n)
	}
}

// bufferPool keeps the memory of pages that have been read, for those that a
// pager reads after them.
type bufferPool struct {
	mu   sync.Mutex
	free []*buffer
}

// buffer is room for a body, and for what is found in it.
type buffer struct {
	body []byte
	doc  jsontext.Document
}

func (p *bufferPool) get() *buffer {
	if p == nil {
		return new(buffer)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.free)
	if n == 0 {
		return new(buffer)
	}
	b := p.free[n-1]
	p.free = p.free[:n-1]
	return b
}

func (p *bufferPool) put(b *buffer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, b)
}

// withoutBody is a body of which nothing is read.
type withoutBody struct{ io.Closer }

func (withoutBody) Read([]byte) (int, error) { return 0, io.EOF }
