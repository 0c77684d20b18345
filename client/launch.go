package client

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/doapi-lua/doapi/client/internal/gate"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// onceTagPrefix begins the tags by which clients of this process find their
// droplets.
var onceTagPrefix = "doapi-once-" + randomHex(8) + "-"

var onceTags atomic.Int64 // how many there have been

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// launches are the creates of droplets of a client.
type launches struct {
	mu        sync.Mutex
	tag       string // of this client; "" before it is needed
	used      bool   // the tag may exist
	works     bool   // a create with the tag went well
	refused   bool   // the token may not make tags
	open      map[*launch]bool
	abandoned []*launch // those whose outcome nobody found out
	owned     map[int64]bool
}

// launch is one create of droplets under way.
type launch struct {
	try
	fields Body              // of the body, but for names
	names  []string          // of what is still to be made
	many   bool              // they were given as a list
	digest [sha256.Size]byte // of fields
	made   []string          // what is known to be made, as JSON
	links  []string          // the actions that make it

	// Guarded by launches, as names is where others read it:
	flying   *gate.Signal // fires when the attempt that is under way ends; nil: none is
	doubtful bool         // an attempt may have acted, and what it made is not known
}

// newLaunch reads the body of a create; ok is false for one that the API will
// refuse.
func newLaunch(c *Call) (l *launch, ok bool) {
	id := identities["droplets_create"]
	l = &launch{try: try{call: c, id: &id}}
	whole, err := jsontext.Parse(string(c.Body))
	if err != nil || whole.Kind() != jsontext.KindObject {
		return nil, false
	}
	l.fields = Body{}
	for name, v := range whole.Fields() {
		switch {
		case name == "names" && v.Kind() == jsontext.KindArray:
			l.many, l.names = true, texts(v)
		case name == "name" && v.Kind() == jsontext.KindString && !l.many:
			l.names = []string{v.Text()}
		case name != "name":
			l.fields[name] = json.RawMessage(v.Raw())
		}
	}
	canonical, err := json.Marshal(l.fields)
	if err != nil || len(l.names) == 0 || slices.Contains(l.names, "") {
		return nil, false
	}
	l.digest = sha256.Sum256(canonical)
	if tags := whole.Get("tags"); !tags.IsNull() && tags.Kind() != jsontext.KindArray {
		return nil, false
	}
	return l, true
}

// body is what is sent: with a tag unless that is empty.
func (l *launch) body(tag string) ([]byte, error) {
	b := l.fields.with(nil)
	if l.many {
		b["names"] = l.names
	} else {
		b["name"] = l.names[0]
	}
	if tag != "" {
		tags := []json.RawMessage{}
		if raw, ok := b["tags"].(json.RawMessage); ok {
			for e := range jsontext.Of(string(raw)).Elements() {
				tags = append(tags, json.RawMessage(e.Raw()))
			}
		}
		b["tags"] = append(tags, json.RawMessage(`"`+tag+`"`))
	}
	return encodeBody(b)
}

// wants reports whether droplet d can be one that l makes.
func (l *launch) wants(d jsontext.Value) bool {
	if !slices.Contains(l.names, d.Get("name").Text()) {
		return false
	}
	field := func(name string) jsontext.Value {
		raw, _ := l.fields[name].(json.RawMessage)
		return jsontext.Of(string(raw))
	}
	if size := field("size"); size.Kind() == jsontext.KindString && size.Text() != d.Get("size_slug").Text() {
		return false
	}
	// A region may be named by its beginning.
	if region := field("region"); region.Kind() == jsontext.KindString && !strings.HasPrefix(d.Get("region", "slug").Text(), region.Text()) {
		return false
	}
	image := field("image")
	id, slug := d.Get("image", "id"), d.Get("image", "slug")
	return image.IsNull() || id.IsNull() || image.String() == id.String() || image.Kind() == jsontext.KindString && (slug.IsNull() || slug.Text() == image.Text())
}

// launch makes droplets exactly once.
func (o *once) launch(ctx context.Context, c *Call) (*Reply, error) {
	l, ok := newLaunch(c)
	if !ok {
		return o.next(ctx, c)
	}
	o.droplets.add(l)
	defer o.droplets.end(l)
	for again := 0; ; again++ {
		reply, err := o.sendLaunch(ctx, l)
		switch {
		case err == nil:
			o.droplets.clear(l)
			return o.landed(l, reply)
		case ctx.Err() != nil:
			return reply, err
		case !mayHaveActed(err):
			return o.unmade(l, reply, err)
		}
		l.err = err
		found, lost := o.lookFor(ctx, c, err, false, func() (finding, error) { return o.findDroplets(ctx, l) })
		switch {
		case lost != nil && ctx.Err() != nil:
			return nil, lost
		case lost != nil:
			return nil, o.unknown(&l.try, "")
		case found.verdict == ours:
			o.droplets.clear(l)
			return o.landed(l, nil)
		case found.verdict == unsure:
			return nil, o.unknown(&l.try, found.what)
		case o.exactlyOnce == OnceStrict || didAct(err) || again == maxAgain || o.late(&l.try):
			return nil, o.unknown(&l.try, "")
		}
		o.droplets.clear(l) // what is not there by now was not made
	}
}

// unmade makes the error of a launch that is refused. Some of its droplets may
// have been found before.
func (o *once) unmade(l *launch, reply *Reply, err error) (*Reply, error) {
	if len(l.made) == 0 {
		return reply, err
	}
	var ids []string
	for _, raw := range l.made {
		ids = append(ids, jsontext.Of(raw).Get("id").String())
	}
	l.err = err
	return nil, o.unknown(&l.try, "some of them are made, droplets "+strings.Join(ids, ", "))
}

// sendLaunch sends what is still to be made. A token that may not make tags is
// refused with one, and not without.
func (o *once) sendLaunch(ctx context.Context, l *launch) (*Reply, error) {
	tag := o.droplets.tagged()
	reply, err := o.fly(ctx, l, tag)
	if tag == "" || !errors.Is(err, ErrForbidden) || o.droplets.tagWorks() {
		if tag != "" && (err == nil || mayHaveActed(err)) {
			o.droplets.useTag(err == nil)
		}
		return reply, err
	}
	reply, err = o.fly(ctx, l, "")
	if err == nil || mayHaveActed(err) {
		o.droplets.noTags()
		o.notifier.warn("the token may not make tags (it lacks the scope tag:create): a droplet whose create has no answer is looked for by its name and time")
	}
	return reply, err
}

// fly sends a launch once, or again until the API takes it.
func (o *once) fly(ctx context.Context, l *launch, tag string) (*Reply, error) {
	body, err := l.body(tag)
	if err != nil {
		return nil, err
	}
	c := *l.call
	c.Body = body
	c.began = func(at time.Time) {
		if l.first.IsZero() {
			l.first = at
		}
		o.droplets.takeOff(l)
	}
	reply, err := o.next(ctx, &c)
	if err == nil {
		o.droplets.own(dropletsIn(reply))
	}
	o.droplets.touchDown(l, err != nil && (mayHaveActed(err) || ctx.Err() != nil))
	return reply, err
}

// landed makes the answer of a launch: that of the API, if there is one that
// holds everything.
func (o *once) landed(l *launch, reply *Reply) (*Reply, error) {
	if len(l.made) == 0 && reply != nil {
		return reply, nil
	}
	if reply != nil {
		for _, d := range dropletsIn(reply) {
			l.made = append(l.made, d.Raw())
		}
		for a := range reply.member("links").Get("actions").Elements() {
			l.links = append(l.links, a.Raw())
		}
	}
	text := `{"droplet":` + l.made[0]
	if l.many {
		text = `{"droplets":[` + strings.Join(l.made, ",") + `]`
	}
	return claimed(l.call, text+`,"links":{"actions":[`+strings.Join(l.links, ",")+`]}}`)
}

// dropletsIn are the droplets in the answer to a create.
func dropletsIn(reply *Reply) []jsontext.Value {
	if one := reply.member("droplet"); one.Kind() == jsontext.KindObject {
		return []jsontext.Value{one}
	}
	return slices.Collect(reply.member("droplets").Elements())
}

// findDroplets looks once for what a launch has made.
func (o *once) findDroplets(ctx context.Context, l *launch) (finding, error) {
	items, err := o.listDroplets(ctx, l)
	if err != nil {
		return finding{}, err
	}
	// Whatever of the list belongs to other launches their answers will tell.
	for _, s := range o.droplets.flying(l) {
		if err := s.Wait(ctx, o.clock); err != nil {
			return finding{}, err
		}
	}
	return o.droplets.claim(l, items), nil
}

// listDroplets lists the droplets that the client may have made.
func (o *once) listDroplets(ctx context.Context, l *launch) ([]jsontext.Value, error) {
	tag := o.droplets.tagged()
	path := l.call.URL.Path
	query := url.Values{"per_page": {"200"}}
	size, _ := l.fields["size"].(json.RawMessage)
	switch {
	case strings.HasPrefix(string(size), `"gpu`):
		query.Set("type", "gpus") // which no other filter goes with
	case tag != "":
		query.Set("tag_name", tag)
	default:
		return o.listByName(ctx, l, path, query)
	}
	items, err := o.list(ctx, l.call, path, query)
	if tag == "" {
		return o.sinceSent(l, items), err
	}
	return slices.DeleteFunc(items, func(d jsontext.Value) bool { return !slices.Contains(texts(d.Get("tags")), tag) }), err
}

// listByName is for tokens that may not make tags.
func (o *once) listByName(ctx context.Context, l *launch, path string, query url.Values) ([]jsontext.Value, error) {
	var all []jsontext.Value
	for _, name := range slices.Compact(slices.Sorted(slices.Values(l.names))) {
		query.Set("name", name)
		items, err := o.list(ctx, l.call, path, query)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	return o.sinceSent(l, all), nil
}

func (o *once) sinceSent(l *launch, items []jsontext.Value) []jsontext.Value {
	return slices.DeleteFunc(items, func(d jsontext.Value) bool { return createdAt(d).Before(o.sent(&l.try)) })
}

// tidy removes the tag, if there is one.
func (o *once) tidy() {
	tag, used := o.droplets.close()
	if !used {
		return
	}
	ctx, cancel := o.clock.WithTimeout(context.Background(), tidyTime)
	defer cancel()
	u, err := o.client.at(tagClass.Path, tag)
	if err == nil {
		_, err = o.next(ctx, &Call{Op: o.client.operationAt(http.MethodDelete, u), Method: http.MethodDelete, URL: u})
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		o.notifier.warn("the tag %s stays on the droplets that were made: %v", tag, err)
	}
}

// tidyTime bounds what Close waits for.
const tidyTime = 15 * time.Second
