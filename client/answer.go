package client

import (
	"context"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

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
// the key of [UseKey] or [WithInferenceKey], those of agents the key of UseKey
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
// the answer, or the whole of it. Classes with a type of their own have that
// type, others are an [*Item]. It is nil when the answer holds no object.
func (a *Answer) Object() Resource {
	whole := a.Value()
	if whole.Kind() != jsontext.KindObject {
		return nil
	}
	v := whole
	if a.op.Wrapper != "" {
		switch w := a.member(a.op.Wrapper); {
		case w.Kind() == jsontext.KindObject:
			v = w
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
	if r, role := catalog.ResourceOf(op); r != nil && role == catalog.RoleList && len(r.IDs) > 0 {
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
