package client

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/auth"
	"github.com/doapi-lua/doapi/client/internal/limit"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Handler carries out a call. Where the API answered with a status other than
// 2xx it returns the reply as well as an [*Error].
type Handler func(ctx context.Context, c *Call) (*Reply, error)

// Middleware wraps a handler. It may look at the call, refuse it, send another,
// send it several times or ask something else first. It must not change the
// Call that it was given (see [Call.Clone]). Nor may it keep a Reply beyond its
// return: the bodies of lists are used again.
type Middleware func(Handler) Handler

// chain has the steps between a method and the wire, outermost first. A step
// that is nil is left out.
type chain struct {
	guard   Middleware // may refuse
	journal Middleware // writes down what was done
	once    Middleware // makes creates happen exactly once
	retry   Middleware // asks again after failures
	limit   Middleware // waits until the API's rate limit allows the call
}

// around builds the handler that ends in an attempt.
func (ch chain) around(attempt Handler) Handler {
	h := attempt
	for _, m := range []Middleware{ch.limit, ch.retry, ch.once, ch.journal, ch.guard} {
		if m != nil {
			h = m(h)
		}
	}
	return h
}

// Call is one request, as the steps between a method and the wire see it.
type Call struct {
	Op          *catalog.Operation // nil for what the catalog does not know
	Method      string
	URL         *url.URL    // absolute, with the query
	Header      http.Header // beyond the usual ones; may be nil
	Body        []byte      // nil: none
	Speculative bool        // asked ahead: give way to others, and give up early
	AnyBody     bool        // a success may hold something other than JSON

	who     *auth.Credential // nil: the account
	giveUp  time.Time        // when pauses for the rate limit get too long; zero: never
	began   func(time.Time)  // hears when an attempt is sent; may be nil
	keepTag bool             // the client's own tags are wanted in the answer
	stream  bool             // events are wanted as they come
	loose   bool             // an empty answer is as good as any
	want    jsontext.Want    // what should come apart as the answer is checked
	pool    *bufferPool      // where the body's buffer comes from; nil: it is a new one
}

// newCall prepares a Call. Whatever asks the API does it here: typed methods,
// the catalog's operations, [Client.Request], and what the client looks for by
// itself. The method is for an op that is nil. The body is encoded now, once, so
// that guards, journals and plans see the bytes that go out.
func newCall(op *catalog.Operation, method string, u *url.URL, who *auth.Credential, body any) (*Call, error) {
	if op != nil {
		method = op.Method
	}
	encoded, err := encodeBody(body)
	if err != nil {
		return nil, err
	}
	return &Call{Op: op, Method: method, URL: u, Body: encoded, who: who}, nil
}

// newGet is newCall for what has no body.
func newGet(op *catalog.Operation, u *url.URL, who *auth.Credential) *Call {
	call, _ := newCall(op, http.MethodGet, u, who, nil) // no body fails
	return call
}

// Clone returns a copy that can be changed; the body is shared.
func (c *Call) Clone() *Call {
	d := *c
	u := *c.URL
	d.URL, d.Header = &u, c.Header.Clone()
	return &d
}

// begin tells that an attempt is being sent.
func (c *Call) begin(at time.Time) {
	if c.began != nil {
		c.began(at)
	}
}

// name is the operation's id, "" if the catalog does not know it.
func (c *Call) name() string {
	if c.Op == nil {
		return ""
	}
	return c.Op.ID
}

// Reply is a whole answer. It is immutable, and safe from any goroutine for as
// long as it is valid: see [Observe] and [Middleware].
type Reply struct {
	Op      string // id of the operation, "" if the catalog does not know it
	Method  string
	URL     string
	Status  int
	Header  http.Header
	Body    []byte        // whole and checked; nil if it was blank
	Elapsed time.Duration // of the last attempt

	doc     jsontext.Document
	events  *eventBody // a body that is still coming
	foreign bool
	hidden  []string    // the clients' own tags that are left out of its list
	pool    *bufferPool // where the body's buffer goes once the page has been read; nil: nowhere
}

// Clone returns a copy that stays as it is after [Observe]'s function has
// returned. It has no list taken apart, and all else. Its memory is that of
// into, an earlier copy that nobody needs any longer, as far as that suffices;
// nil for none.
func (r *Reply) Clone(into *Reply) *Reply {
	if into == nil {
		into = new(Reply)
	}
	body := append(into.Body[:0], r.Body...)
	*into = *r
	into.pool, into.doc = nil, r.doc.Outline()
	if into.Body = body; r.Body == nil {
		into.Body = nil
	}
	return into
}

// release gives the memory of a page back that has been read.
func (r *Reply) release() {
	if r.pool != nil {
		r.pool.put(&buffer{r.Body, r.doc.Room()})
		r.Body, r.doc, r.pool = nil, jsontext.Document{}, nil
	}
}

// Value is the body as JSON; it does not exist when the body is blank or
// something else.
func (r *Reply) Value() jsontext.Value {
	return r.doc.Value(r.Body)
}

// member is a top-level field of the body.
func (r *Reply) member(name string) jsontext.Value { return r.doc.Member(r.Body, name) }

// Meta is the "meta" field of the body.
func (r *Reply) Meta() jsontext.Value { return r.member("meta") }

// RequestID is what the API's support asks for.
func (r *Reply) RequestID() string { return r.Header.Get("X-Request-Id") }

// RateLimit is what the answer's headers say.
func (r *Reply) RateLimit() RateLimit { return RateLimit(limit.ReadRate(r.Header)) }

// bad is the error of an answer that is well-formed but not what the API
// promises.
func (r *Reply) bad(format string, args ...any) *ResponseError {
	message := fmt.Sprintf(format, args...)
	body := r.Body
	if r.pool != nil {
		body = bytes.Clone(body)
	}
	return &ResponseError{Op: r.Op, Method: r.Method, URL: r.URL, Status: r.Status, Message: message, Body: body, foreign: r.foreign}
}

// RateLimit is the budget of the token, as an answer's headers tell it.
type RateLimit struct {
	Limit     int       // requests an hour
	Remaining int       // of them
	Reset     time.Time // when the oldest request stops counting
}

// Known reports whether the answer had the headers.
func (r RateLimit) Known() bool { return r.Limit > 0 }

// Observe returns a context that calls f with every answer that methods get
// under it, refusals included, on the goroutine of the method and before it
// returns. An answer that was asked for ahead is observed when its page is
// delivered. The last f wins where contexts nest. What f gets is valid until it
// returns; [Reply.Clone] makes a copy that lasts.
func Observe(ctx context.Context, f func(*Reply)) context.Context {
	return context.WithValue(ctx, observerKey{}, f)
}

type observerKey struct{}

// observe shows a reply, if there is one, to the context's observer, if there
// is one.
func observe(ctx context.Context, reply *Reply) {
	if f, _ := ctx.Value(observerKey{}).(func(*Reply)); f != nil && reply != nil {
		f(reply)
	}
}

// Answer is what an operation of the catalog answered: the [Reply], and the
// objects in it.
type Answer struct {
	*Reply
	op   *catalog.Operation
	home home
}

// Call carries out any operation of the catalog. JSON is in the Answer's
// Value, or taken apart by its Object and Objects; text and PDF are in its
// Body. Errors are [*ArgumentError], with nothing sent, and those of
// [Client.Do].
//
// The account's token goes to the endpoint only. Operations of inference take
// the key of [WithKey] or [WithInferenceKey], those of agents the key of WithKey
// or none, and presigned uploads go without any credential.
func (c *Client) Call(ctx context.Context, op *catalog.Operation, args Args, options ...CallOption) (*Answer, error) {
	call, p, err := c.prepare(op, args, options)
	if err != nil {
		return nil, err
	}
	reply, err := c.Do(ctx, call)
	if err != nil {
		return nil, err
	}
	return &Answer{Reply: reply, op: op, home: c.homeOf(op, p.path, call.who)}, nil
}

// Object is the object that the operation answers: what is under the wrapper of
// the answer, or the whole of it. What the answer is known to hold beside it, such
// as a token that is shown once, comes as further fields of the object. Classes
// with a type of their own have that type, others are an [*Item]. It is nil when
// the answer holds no object.
func (a *Answer) Object() Resource {
	whole := a.Value()
	if whole.Kind() != jsontext.KindObject {
		return nil
	}
	v := whole
	if a.op.Wrapper != "" {
		switch w := a.member(a.op.Wrapper); {
		case w.Kind() == jsontext.KindObject:
			v = a.withBeside(w, whole)
		case w.Exists():
			return nil
		default:
			// Some answers have another key than the one that is promised.
			v = only(whole)
		}
	}
	r := a.home.wrap(v)
	if role := a.home.role; role == catalog.RoleCreate {
		r.Base().fresh = true
	}
	return r
}

// withBeside adds to an object what the operation answers beside it.
func (a *Answer) withBeside(object, whole jsontext.Value) jsontext.Value {
	text := ""
	for name, v := range whole.Fields() {
		if name == a.op.Wrapper || name == "links" || name == "meta" || a.op.Response.Prop(name) == nil || object.Get(name).Exists() {
			continue
		}
		if text == "" {
			text = strings.TrimSuffix(object.Raw(), "}")
		}
		if len(text) > 1 {
			text += ","
		}
		text += strconv.Quote(name) + ":" + v.Raw()
	}
	if text == "" {
		return object
	}
	return jsontext.Of(text + "}")
}

// only is the one object in an object that holds nothing else, except what
// comes along with every answer; or that object itself.
func only(whole jsontext.Value) jsontext.Value {
	inner, n := whole, 0
	for name, v := range whole.Fields() {
		if name == "links" || name == "meta" {
			continue
		}
		if n++; v.Kind() != jsontext.KindObject {
			return whole
		}
		inner = v
	}
	if n != 1 {
		return whole
	}
	return inner
}

// Objects are the elements of the list that the operation answers; ok is false
// when there is no such list. Lists in pages are walked through by
// [Client.CallList].
func (a *Answer) Objects() (all []Resource, ok bool) {
	if a.op.ListKey == "" {
		return nil, false
	}
	list := a.member(a.op.ListKey)
	for e := range list.Elements() {
		all = append(all, a.home.wrap(e))
	}
	return all, list.Kind() == jsontext.KindArray
}

// CallList walks through the elements that an operation lists, in whatever
// pages it does; see [Pager]. Elements that are no objects come as an [*Item]
// with nothing but its Value. What is wrong with the arguments is the Pager's
// Err.
func (c *Client) CallList(op *catalog.Operation, args Args, options ...CallOption) *Pager[Resource] {
	if !op.IsList() {
		return failedPager[Resource](badArgument("op", "%s lists nothing", op.ID))
	}
	call, p, err := c.prepare(op, args, options)
	if err != nil {
		return failedPager[Resource](err)
	}
	at := c.homeOf(op, p.path, call.who)
	pager := newPager(c, op, c.firstPageOf(op, call.URL), jsontext.Want{List: op.ListKey, ID: idOfElements(op), Fields: true}, at.wrapElement)
	pager.cursor.who, pager.cursor.lenient = call.who, true
	return pager
}

// idOfElements is the field that tells the elements of a list apart, "" where
// none surely does. Lists that come whole need none.
func idOfElements(op *catalog.Operation) string {
	if op.Paging == catalog.NotPaged {
		return ""
	}
	if r, role := catalog.CollectionOf(op); r != nil && role == catalog.RoleList && len(r.IDs) > 0 {
		return r.IDs[0]
	}
	if e := op.Element(); e != nil {
		for _, name := range []string{"id", "uuid"} {
			if e.Prop(name) != nil {
				return name
			}
		}
	}
	return ""
}

// Origin is who asked for a call, for guards, journals and plans to name. The
// functions are called on the goroutine of the method only, before it returns.
type Origin struct {
	Where func() string // the place in the program or script, such as "deploy.lua:12"
	Task  string        // which of several tasks: "main", "1", "2.1"
}

// WithOrigin returns a context whose calls have an origin.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

type originKey struct{}

// OriginOf is the origin of a call's context; its zero value if nobody gave
// one.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}

// Place is where the call was asked for, "" if nobody knows.
func (o Origin) Place() string {
	if o.Where == nil {
		return ""
	}
	return o.Where()
}

// Batch is the whole of what one method sends in several calls: guards judge
// it before the first of them.
type Batch struct {
	Calls int      // how many there are
	Names []string // of all that they make
}

type batchKey struct{}

// withBatch returns a context whose calls belong together.
func withBatch(ctx context.Context, b *Batch) context.Context {
	return context.WithValue(ctx, batchKey{}, b)
}

// BatchOf is the batch that a call's context belongs to, nil for a call on its
// own. All its calls have the same pointer.
func BatchOf(ctx context.Context) *Batch {
	b, _ := ctx.Value(batchKey{}).(*Batch)
	return b
}

// Changes reports whether a call does more than look: it is to be sent with
// care.
func (c *Call) Changes() bool {
	if c.Op != nil {
		return c.Op.Effect == catalog.Change
	}
	return c.Method != http.MethodGet && c.Method != http.MethodHead
}
